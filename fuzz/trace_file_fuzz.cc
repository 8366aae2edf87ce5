// Trace files: even first bytes, what is inside the seal (Table::Parse, then a search in it); odd
// ones, the sealed file.
#include <cstring>

#include "memory_file.h"
#include "trace/match.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  static const trace::TraceKey key =
      *trace::TraceKey::Parse("niem-trace-key 1 " + std::string(64, '5'));
  if (size == 0) return 0;
  const Bytes bytes = Bytes(data, size).subspan(1);
  if ((data[0] & 1U) != 0) {
    static MemoryFile file;
    file.Set(AsText(bytes));
    (void)trace::Table::Open(file.path(), key);
    return 0;
  }
  std::vector<uint64_t> body(bytes.size() / 8 + 1);
  if (!bytes.empty()) std::memcpy(body.data(), bytes.data(), bytes.size());
  Result<trace::Table> table = trace::Table::Parse(std::move(body), bytes.size());
  if (!table.ok()) return 0;
  trace::WordReader reader(1000);
  reader.Add(AsText(bytes));
  Result<trace::Finder> finder = trace::Finder::Create(*table, key);
  if (finder.ok()) (void)finder->FindText(reader.Take());
  for (const trace::Entry entry : table->entries()) {
    const trace::Registered* document = table->At(trace::PositionOf(entry));
    if (document != nullptr) (void)document->PageOf(trace::PositionOf(entry) - document->first);
    if (table->Find(trace::PrintOf(entry)).empty()) std::abort();
  }
  return 0;
}
