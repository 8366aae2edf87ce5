// Compressed logs and the compressed fields of systemd's journal, by their libraries, into memory
// with a limit: what unpacks to more ends there and says so.
//
// Errors: kCorrupt where the bytes are not of the format, kUnsupported where this build has no
// library for it. A stream that breaks off gives what it had: logs of a machine that lost power do.
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace niem::audit {

enum class Packing : uint8_t {
  kGzip,
  kXz,
  kZstd,
  kLz4Block,  // eight bytes of size, then one LZ4 block: only in the journal, has no signature
};

struct Unpacked {
  std::string bytes;
  bool whole = true;  // false: the limit was met, or the stream breaks off
};

// By its signature; nothing for what is not compressed.
std::optional<Packing> PackingOf(Bytes bytes);

Result<Unpacked> Unpack(Packing packing, Bytes bytes, size_t most);

}  // namespace niem::audit
