// The stream of a PostgreSQL dump: records, names, lines of COPY, cells; in pieces of odd sizes the
// same as at once.
#include <algorithm>
#include <cstdlib>

#include "store/dump_reader.h"

namespace {

using namespace niem;
using namespace niem::store::internal;

// What was read up to the first fault, as text.
std::string ReadIn(Bytes bytes, size_t piece) {
  size_t at = 0;
  DumpReader reader([&]() -> Result<std::string> {
    const size_t count = std::min(piece, bytes.size() - at);
    at += count;
    return std::string(AsText(bytes.subspan(at - count, count)));
  });
  std::string read;
  std::string types;
  CopyLines lines;
  DumpItem item;
  store::Values cells;
  while (reader.NextItem(&item).ok()) {
    read += std::to_string(static_cast<int>(item.kind)) + ":" + item.bytes + ";";
    if (item.kind == DumpRecord::kEndOfDump) break;
    if (item.kind == DumpRecord::kTypes) types = item.bytes;
    if (item.kind == DumpRecord::kTable) (void)SplitNames(item.bytes);
    if (item.kind != DumpRecord::kRows) continue;
    lines.Add(item.bytes);
    std::string_view line;
    while (lines.Next(&line)) {
      if (!ParseCopyLine(line, types, &cells).ok()) continue;
      if (cells.size() != types.size()) std::abort();
      read += std::to_string(cells.size());
    }
  }
  return read;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Bytes bytes(data, size);
  if (ReadIn(bytes, 7) != ReadIn(bytes, 1 << 20)) std::abort();
  return 0;
}
