#include "extract/inflate.h"

#include <zlib.h>

#include <limits>

namespace niem::extract {

std::vector<uint8_t> Inflate(Bytes stream, size_t size) {
  constexpr size_t kMost = std::numeric_limits<uInt>::max();
  std::vector<uint8_t> out;
  z_stream state{};
  if (stream.size() > kMost || size > kMost || ::inflateInit(&state) != Z_OK) return out;
  out.resize(size);
  state.next_in = const_cast<Bytef*>(stream.data());  // NOLINT: zlib's old interface reads only
  state.avail_in = static_cast<uInt>(stream.size());
  state.next_out = out.data();
  state.avail_out = static_cast<uInt>(size);
  (void)::inflate(&state, Z_SYNC_FLUSH);
  out.resize(size - state.avail_out);
  ::inflateEnd(&state);
  return out;
}

}  // namespace niem::extract
