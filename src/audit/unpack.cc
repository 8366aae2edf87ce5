#include "audit/unpack.h"

#include <lz4.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <memory>

namespace niem::audit {
namespace {

constexpr size_t kStep = 256u << 10;
constexpr size_t kDecoderMemory = 128u << 20;  // of xz; logrotate's files need 9 MiB
constexpr int kMaxZstdWindowLog = 27;          // 128 MiB

Error NotPacked() {
  return {ErrorCode::kCorrupt,
          {"dữ liệu nén hỏng hoặc sai dạng", "the compressed data is damaged or out of form"}};
}

Error NoMemory() {
  return {ErrorCode::kMemory, {"hết bộ nhớ khi giải nén", "no memory left to unpack"}};
}

// What a library's one step did.
enum class Step : uint8_t { kMore, kEnd, kBroken };

// Calls `step(output, room, made)` until the stream ends, breaks or `most` bytes are there.
template <typename Each>
Result<Unpacked> Run(size_t most, const Each& step) {
  Unpacked unpacked;
  for (;;) {
    const size_t have = unpacked.bytes.size();
    const size_t room = std::min(kStep, most - have);
    if (room == 0) {
      unpacked.whole = false;
      return unpacked;
    }
    unpacked.bytes.resize(have + room);
    size_t made = 0;
    const Step done = step(reinterpret_cast<uint8_t*>(unpacked.bytes.data()) + have, room, made);
    unpacked.bytes.resize(have + std::min(made, room));
    if (done == Step::kEnd) return unpacked;
    if (done == Step::kBroken || made == 0) {
      if (unpacked.bytes.empty()) return NotPacked();
      unpacked.whole = false;
      return unpacked;
    }
  }
}

Result<Unpacked> Gzip(Bytes bytes, size_t most) {
  constexpr int kGzipOrZlib = 15 + 32;
  z_stream stream{};
  if (inflateInit2(&stream, kGzipOrZlib) != Z_OK) return NoMemory();
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, inflateEnd);
  size_t at = 0;
  return Run(most, [&](uint8_t* out, size_t room, size_t& made) {
    stream.next_out = out, stream.avail_out = static_cast<uInt>(room);
    int status = Z_OK;
    do {
      const Bytes piece = Slice(bytes, at, kStep);
      stream.next_in = const_cast<uint8_t*>(piece.data());  // zlib does not write there
      stream.avail_in = static_cast<uInt>(piece.size());
      status = inflate(&stream, Z_NO_FLUSH);
      at += piece.size() - stream.avail_in;
      // gzip files may be several streams, one behind the other.
      if (status == Z_STREAM_END && at < bytes.size()) status = inflateReset(&stream);
    } while (status == Z_OK && stream.avail_out > 0 && at < bytes.size());
    made = room - stream.avail_out;
    if (status == Z_STREAM_END) return Step::kEnd;
    return status == Z_OK ? Step::kMore : Step::kBroken;
  });
}

Result<Unpacked> Xz(Bytes bytes, size_t most) {
  lzma_stream stream = LZMA_STREAM_INIT;
  if (lzma_stream_decoder(&stream, kDecoderMemory, LZMA_CONCATENATED) != LZMA_OK) return NoMemory();
  const std::unique_ptr<lzma_stream, void (*)(lzma_stream*)> end(&stream, lzma_end);
  stream.next_in = bytes.data(), stream.avail_in = bytes.size();
  return Run(most, [&](uint8_t* out, size_t room, size_t& made) {
    stream.next_out = out, stream.avail_out = room;
    const lzma_ret status = lzma_code(&stream, LZMA_FINISH);
    made = room - stream.avail_out;
    if (status == LZMA_STREAM_END) return Step::kEnd;
    return status == LZMA_OK ? Step::kMore : Step::kBroken;
  });
}

Result<Unpacked> Zstd(Bytes bytes, size_t most) {
  const std::unique_ptr<ZSTD_DStream, size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(),
                                                                        ZSTD_freeDStream);
  if (stream == nullptr) return NoMemory();
  (void)ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, kMaxZstdWindowLog);
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  return Run(most, [&](uint8_t* data, size_t room, size_t& made) {
    ZSTD_outBuffer out{data, room, 0};
    size_t left = 1;
    while (out.pos < out.size && !(left == 0 && in.pos == in.size)) {
      const size_t in_before = in.pos, out_before = out.pos;
      left = ZSTD_decompressStream(stream.get(), &out, &in);
      if (ZSTD_isError(left) != 0) break;
      if (in.pos == in_before && out.pos == out_before) break;  // breaks off
    }
    made = out.pos;
    if (ZSTD_isError(left) != 0) return Step::kBroken;
    if (left == 0 && in.pos == in.size) return Step::kEnd;
    return out.pos == out.size ? Step::kMore : Step::kBroken;
  });
}

Result<Unpacked> Lz4(Bytes bytes, size_t most) {
  ByteReader reader(bytes);
  const uint64_t size = reader.U64();
  const Bytes block = Slice(bytes, 8, bytes.size());
  constexpr uint64_t kMaxRatio = 255;  // of LZ4
  if (!reader.ok() || size > block.size() * kMaxRatio || block.size() > LZ4_MAX_INPUT_SIZE) {
    return NotPacked();
  }
  Unpacked unpacked;
  unpacked.whole = size <= most;
  const int wanted = static_cast<int>(std::min<uint64_t>({size, most, LZ4_MAX_INPUT_SIZE}));
  unpacked.bytes.resize(static_cast<size_t>(wanted));
  const int made = LZ4_decompress_safe_partial(reinterpret_cast<const char*>(block.data()),
                                               unpacked.bytes.data(),
                                               static_cast<int>(block.size()), wanted, wanted);
  if (made < 0) return NotPacked();
  unpacked.bytes.resize(static_cast<size_t>(made));
  return unpacked;
}

}  // namespace

Result<Unpacked> Unpack(Packing packing, Bytes bytes, size_t most) {
  switch (packing) {
    case Packing::kGzip:
      return Gzip(bytes, most);
    case Packing::kXz:
      return Xz(bytes, most);
    case Packing::kZstd:
      return Zstd(bytes, most);
    case Packing::kLz4Block:
      return Lz4(bytes, most);
  }
  return NotPacked();
}

}  // namespace niem::audit
