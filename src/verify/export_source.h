// Reads an export, "*.niemlog" (docs/formats/ledger.md), in one pass with a bounded buffer.
// Thread-safety: one thread at a time.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "verify/cursor.h"
#include "verify/source.h"

namespace niem::verify {

class ExportSource final : public Source {
 public:
  // Up to `size` bytes to `out`; 0 at the end; kIo when reading fails.
  using Read = std::function<Result<size_t>(char* out, size_t size)>;

  explicit ExportSource(Read read) : read_(std::move(read)) {}

  Status Deliver(Sink& sink) override;

 private:
  // The next `count` bytes, fewer at the end of the file. Valid until the next call.
  Result<std::string_view> Next(size_t count);
  Status DeliverRecord(uint8_t type, std::string_view payload, Sink& sink);
  Error Damaged(std::string_view vi, std::string_view en) const;

  Read read_;
  std::string buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
  uint64_t offset_ = 0;  // of the record at hand
  uint64_t record_ = 0;
};

}  // namespace niem::verify
