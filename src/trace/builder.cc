#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <cstring>

#include "base/digest.h"
#include "trace/table.h"
#include "trace/table_file.h"

extern "C" {
extern const unsigned char niem_trace_boilerplate[];
extern const unsigned char niem_trace_boilerplate_end[];
}

namespace niem::trace {
namespace {

constexpr size_t kReferenceBytes = 6;

std::string_view BoilerplateText() {
  return {reinterpret_cast<const char*>(niem_trace_boilerplate),
          static_cast<size_t>(niem_trace_boilerplate_end - niem_trace_boilerplate)};
}

// The prints of every entry of the list. Entries are parted by blank lines; '#' begins a remark.
Result<std::vector<Print>> BoilerplatePrints(Printer& printer) {
  std::vector<Print> all;
  std::vector<Print> prints;
  WordReader reader(SIZE_MAX);
  const auto finish = [&]() -> Status {
    const Words words = reader.Take();
    TRY(printer.PrintsOf(words.words, 1, prints));
    all.insert(all.end(), prints.begin(), prints.end());
    return Ok();
  };
  const std::string_view text = BoilerplateText();
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (line.empty()) TRY(finish());
    if (!line.starts_with('#')) reader.Add(line);
    at = end + 1;
  }
  TRY(finish());
  std::sort(all.begin(), all.end());
  return all;
}

bool Contains(const std::vector<Print>& sorted, Print print) {
  return std::binary_search(sorted.begin(), sorted.end(), print);
}

class BodyWriter {
 public:
  explicit BodyWriter(std::string& out) : out_(out) {}

  void U8(size_t value) { out_.push_back(static_cast<char>(value)); }

  void U32(size_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8) U8(value >> shift & 0xFFU);
  }

  void Label(const std::string& text) {
    U8(text.size());
    out_ += text;
  }

 private:
  std::string& out_;
};

void Put(BodyWriter& out, const Registered& document) {
  out.Label(document.number), out.Label(document.copy), out.Label(document.unit);
  out.U8(static_cast<size_t>(document.level));
  out.U32(document.words), out.U32(document.prints), out.U32(document.first);
  out.U32(document.pages.size());
  for (const uint32_t page : document.pages) out.U32(page);
  out.U32(document.files.size());
  for (const FileDigest& file : document.files) {
    for (const uint8_t byte : file) out.U8(byte);
  }
}

Status CheckLabels(const Registered& document) {
  for (const std::string* label : {&document.number, &document.copy, &document.unit}) {
    if (label->size() > kMaxLabel)
      return Error(ErrorCode::kInvalidArgument, {"số, bản hoặc đơn vị dài quá 200 byte",
                                                 "number, copy or unit exceeds 200 bytes"});
  }
  if (document.number.empty())
    return Error(ErrorCode::kInvalidArgument, {"chưa có số của tài liệu", "no number was given"});
  return Ok();
}

}  // namespace

Result<Builder> Builder::Create(const TraceKey& key) {
  TRY_ASSIGN(Printer printer, Printer::Create(key));
  Builder builder(std::move(printer));
  TRY_ASSIGN(builder.boilerplate_, BoilerplatePrints(builder.printer_));
  return builder;
}

bool Builder::Has(const Registered& document) const {
  return std::any_of(documents_.begin(), documents_.end(), [&](const Registered& other) {
    return other.number == document.number && other.copy == document.copy &&
           other.unit == document.unit && other.files == document.files;
  });
}

// Where the next document begins.
Result<uint32_t> Builder::Place(uint64_t words) const {
  const uint64_t first =
      documents_.empty() ? 0 : uint64_t{documents_.back().first} + documents_.back().words + kGap;
  if (first + words + kGap > UINT32_MAX || documents_.size() >= kMaxDocuments) {
    return Error(ErrorCode::kTooLarge, {"tệp dấu vết đầy; chia theo đơn vị thành nhiều tệp",
                                        "the trace file is full; make one for each unit"});
  }
  return static_cast<uint32_t>(first);
}

Result<size_t> Builder::Merge(const Table& table, bool (*keep)(const Registered&, const void*),
                              const void* context) {
  struct Move {
    const Registered* from;
    uint32_t to;
  };

  std::vector<Move> moves;
  for (const Registered& document : table.documents()) {
    if ((keep != nullptr && !keep(document, context)) || Has(document)) continue;
    TRY_ASSIGN(const uint32_t first, Place(document.words));
    moves.push_back({&document, first});
    documents_.push_back(document);
    documents_.back().first = first;
  }
  for (const Entry entry : table.entries()) {
    const uint32_t position = PositionOf(entry);
    const auto after =
        std::upper_bound(moves.begin(), moves.end(), position,
                         [](uint32_t at, const Move& move) { return at < move.from->first; });
    if (after == moves.begin()) continue;
    const Move& move = *std::prev(after);
    if (position - move.from->first >= move.from->words) continue;
    entries_.push_back(Entry{PrintOf(entry)} << 32U | (move.to + (position - move.from->first)));
  }
  common_.insert(common_.end(), table.common().begin(), table.common().end());
  return moves.size();
}

Result<bool> Builder::Add(Registered document, const Words& words) {
  TRY(CheckLabels(document));
  std::sort(document.files.begin(), document.files.end());
  if (Has(document)) return false;
  TRY_ASSIGN(document.first, Place(words.words.size()));
  document.words = static_cast<uint32_t>(words.words.size());
  document.pages = words.pages;
  std::vector<Print> prints;
  TRY(printer_.PrintsOf(words.words, kStride, prints));
  for (size_t i = 0; i < prints.size(); ++i) {
    if (Contains(boilerplate_, prints[i])) continue;
    entries_.push_back(Entry{prints[i]} << 32U | (document.first + i * kStride));
  }
  documents_.push_back(std::move(document));
  return true;
}

Status Builder::AddCommon(const Words& words) {
  std::vector<Print> prints;
  TRY(printer_.PrintsOf(words.words, 1, prints));
  common_.insert(common_.end(), prints.begin(), prints.end());
  return Ok();
}

Status Builder::HideNumbers(const TraceKey& key) {
  for (Registered& document : documents_) {
    TRY_ASSIGN(document.number, ReferenceOf(key, document));
    document.copy.clear();
    document.unit.clear();
    document.level = Level::kNone;
    document.pages.clear();
  }
  return Ok();
}

// Sorts, and leaves out what is common.
void Builder::Tidy() {
  std::sort(common_.begin(), common_.end());
  common_.erase(std::unique(common_.begin(), common_.end()), common_.end());
  std::erase_if(entries_, [&](Entry entry) { return Contains(common_, PrintOf(entry)); });
  std::sort(entries_.begin(), entries_.end());
  entries_.erase(std::unique(entries_.begin(), entries_.end()), entries_.end());
  for (Registered& document : documents_) document.prints = 0;
  for (const Entry entry : entries_) {
    const auto after = std::upper_bound(
        documents_.begin(), documents_.end(), PositionOf(entry),
        [](uint32_t at, const Registered& document) { return at < document.first; });
    ++std::prev(after)->prints;
  }
}

std::vector<uint64_t> Builder::Body(size_t& size) {
  Tidy();
  std::string rest;
  BodyWriter out(rest);
  out.U32(documents_.size());
  for (const Registered& document : documents_) Put(out, document);
  out.U32(common_.size());
  for (const Print print : common_) out.U32(print);
  size = 8 + 8 * entries_.size() + rest.size();
  std::vector<uint64_t> body(size / 8 + 1, 0);
  body[0] = entries_.size();
  std::copy(entries_.begin(), entries_.end(), body.begin() + 1);
  std::memcpy(body.data() + 1 + entries_.size(), rest.data(), rest.size());
  return body;
}

Status Builder::Write(const std::string& path, const TraceKey& key) {
  struct Body body;
  body.words = Body(body.size);
  return WriteSealed(path, key, body);
}

Result<std::string> ReferenceOf(const TraceKey& key, const Registered& document) {
  std::string message = "reference";
  message.append(1, '\0').append(document.number).append(1, '\0').append(document.copy);
  Sha256 digest;
  digest.Update(AsBytes(message));
  const Digest sha256 = digest.Finish();
  TRY_ASSIGN(const FileDigest keyed, FileDigestOf(key, sha256));
  return "dv-" + ToHex(Bytes(keyed).first(kReferenceBytes));
}

}  // namespace niem::trace
