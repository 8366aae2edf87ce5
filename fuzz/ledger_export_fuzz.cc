// Exports by both readers, record by record; and the verifier's whole judgement must end in an
// answer.
#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "ledger/export.h"
#include "verify/checker.h"
#include "verify/export_source.h"

namespace {

using niem::Bytes;
using niem::Ok;
using niem::Result;
using niem::Status;

// Takes everything, and counts it.
class Taker final : public niem::verify::Sink {
 public:
  Status OnHeader(const niem::verify::Header& header) override {
    const bool good = !header.instance.empty() && niem::verify::IsName(header.origin) &&
                      std::all_of(header.keys.begin(), header.keys.end(), [](std::string_view key) {
                        return niem::verify::ParseKey(key).has_value();
                      });
    if (!good) return niem::Error(niem::ErrorCode::kCorrupt, {"", ""});
    return Count();
  }

  Status OnEvent(const niem::verify::Hash&, std::string_view) override { return Count(); }

  Status OnNodes(std::span<const niem::verify::Hash>) override { return Ok(); }

  Status OnHeldBody(std::string_view, std::string_view, std::string_view) override {
    return Count();
  }

  Status OnDestroyedBody(std::string_view, uint64_t) override { return Count(); }

  Status OnCheckpoint(uint64_t, std::string_view) override { return Count(); }

  Status OnRow(std::string_view, std::string_view, std::string_view, std::string_view) override {
    return Count();
  }

  Status OnEnd(const niem::verify::End&) override { return Count(); }

  uint64_t count = 0;

 private:
  Status Count() {
    ++count;
    return Ok();
  }
};

// Reads `bytes` in pieces of odd sizes.
template <typename Byte>
auto SourceOf(Bytes bytes) {
  return [bytes, at = size_t{0}](Byte* out, size_t size) mutable -> Result<size_t> {
    const size_t count = std::min({size, bytes.size() - at, size_t{1021}});
    if (count != 0) std::memcpy(out, bytes.data() + at, count);
    at += count;
    return count;
  };
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Bytes bytes(data, size);
  niem::ledger::ExportReader reader(SourceOf<uint8_t>(bytes));
  uint64_t records = 0;
  bool whole = false;
  while (true) {
    const auto record = reader.Next();
    if (!record.ok()) break;
    whole = !record->has_value();
    if (whole) break;
    ++records;
  }
  Taker taker;
  const bool taken = niem::verify::ExportSource(SourceOf<char>(bytes)).Deliver(taker).ok();
  if (taken != whole || (whole && taker.count != records)) std::abort();

  niem::verify::Checker checker({});
  (void)niem::verify::ExportSource(SourceOf<char>(bytes)).Deliver(checker);
  return 0;
}
