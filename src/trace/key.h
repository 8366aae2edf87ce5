// The secret of an agency's trace file, and what is derived from it.
//
// One random key of 32 bytes, kept in a file of one line ("niem-trace-key 1 <64 hex digits>",
// readable by its owner only). From it come, by HMAC-SHA256 over a label: the key of the prints,
// the key of the files' digests, the key that seals the trace file, and the key's public id. Who
// has only the trace file has nothing; who has only the key has nothing; who has both can guess
// (trace/table.h says what), so the two travel apart and both belong on protected machines.
//
// Errors: kInvalidArgument, kCorrupt, kIo. Ownership: holds its bytes and wipes them.
// Thread-safety: immutable after it is made.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace niem::trace {

class TraceKey {
 public:
  static Result<TraceKey> Random();
  static Result<TraceKey> Parse(std::string_view text);
  static Result<TraceKey> Read(const std::string& path);

  // Makes the file; kInvalidArgument where there is one already: keys are never overwritten.
  Status WriteNew(const std::string& path) const;

  // 16 hex digits, public: which key a trace file wants.
  const std::string& id() const { return id_; }

  Bytes print_key() const { return Part(1); }

  Bytes digest_key() const { return Part(2); }

  Bytes seal_key() const { return Part(3); }

 private:
  static Result<TraceKey> From(SecretBuffer master);

  Bytes Part(size_t index) const { return parts_.bytes().subspan(index * 32, 32); }

  SecretBuffer parts_;  // the master key, then the derived ones, 32 bytes each
  std::string id_;
};

}  // namespace niem::trace
