// The stream of a PostgreSQL dump (docs/formats/store.md), cut into records, and the lines of
// PostgreSQL's COPY text format in it, cut into cells. Not for code outside src/store.
//
// Bounds: a record of at most 2^30 bytes, read piece by piece, so that a length that lies costs no
// memory. Errors: kCorrupt. Thread-safety: one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/sql.h"

namespace niem::store::internal {

enum class DumpRecord : uint8_t {
  kTable = 1,
  kRows = 2,
  kEndOfTable = 3,
  kEndOfDump = 4,
  kTypes = 5
};

// One letter for each column.
inline constexpr char kDumpInteger = 'i';
inline constexpr char kDumpBoolean = 'b';
inline constexpr char kDumpText = 't';
inline constexpr char kDumpBytes = 'x';

struct DumpItem {
  DumpRecord kind = DumpRecord::kEndOfDump;
  std::string bytes;
};

class DumpReader {
 public:
  using Next = std::function<Result<std::string>()>;  // a piece of the stream; empty at its end

  explicit DumpReader(Next next) : next_(std::move(next)) {}

  // Records in their order: table, its types, rows …, end of table; at last the end of the dump.
  // After that nothing may follow.
  Status NextItem(DumpItem* item);

 private:
  Status Take(size_t size, std::string* out);

  Next next_;
  std::string buffer_;
  size_t at_ = 0;
  DumpRecord last_ = DumpRecord::kEndOfTable;
};

// A table's name, then its columns.
Result<std::vector<std::string>> SplitNames(std::string_view head);

// Takes pieces, gives whole lines without their newline.
class CopyLines {
 public:
  void Add(std::string_view piece);
  // False: no whole line is left.
  bool Next(std::string_view* line);

  bool empty() const { return at_ == buffer_.size(); }

 private:
  std::string buffer_;
  size_t at_ = 0;
};

// One line as cells of these types (kDumpInteger …).
Status ParseCopyLine(std::string_view line, std::string_view types, Values* cells);

}  // namespace niem::store::internal
