#include "extract/lzma_need.h"

#include <lzma.h>

#include <algorithm>

namespace niem::extract {
namespace {

constexpr size_t kHeaders = 4096;  // of the stream and its first block; at most 1,036 bytes

lzma_ret Begin(lzma_stream& stream, LzmaKind kind, uint64_t limit) {
  switch (kind) {
    case LzmaKind::kXz:
      return lzma_stream_decoder(&stream, limit, 0);
    case LzmaKind::kLzma:
      return lzma_alone_decoder(&stream, limit);
    case LzmaKind::kLzip:
      return lzma_lzip_decoder(&stream, limit, 0);
  }
  return LZMA_PROG_ERROR;
}

}  // namespace

bool LzmaNeedsMore(Bytes bytes, LzmaKind kind, uint64_t limit) {
  lzma_stream stream = LZMA_STREAM_INIT;
  if (Begin(stream, kind, limit) != LZMA_OK) return false;
  uint8_t first = 0;
  stream.next_in = bytes.data();
  stream.avail_in = std::min(bytes.size(), kHeaders);
  stream.next_out = &first;
  stream.avail_out = 1;
  const lzma_ret result = lzma_code(&stream, LZMA_RUN);
  lzma_end(&stream);
  return result == LZMA_MEMLIMIT_ERROR;
}

}  // namespace niem::extract
