#include "store/sealed_stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace niem::store {
namespace {

constexpr size_t kChunk = 64 * 1024;
constexpr size_t kFrame = 8;  // u32 size, u32 last (0 or 1)
constexpr uint8_t kChunkKind = 6;

std::string Associated(const FileId& id, uint64_t index, uint32_t size, bool last) {
  std::string out(1, static_cast<char>(kChunkKind));
  out += AsText(id);
  for (size_t i = 0; i < 8; ++i) out.push_back(static_cast<char>(index >> (8 * i)));
  for (size_t i = 0; i < 4; ++i) out.push_back(static_cast<char>(size >> (8 * i)));
  out.push_back(last ? '\1' : '\0');
  return out;
}

std::span<uint8_t> Writable(std::string& text) {
  return {reinterpret_cast<uint8_t*>(text.data()), text.size()};
}

Status WriteAll(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return ErrnoError(errno, path);
    bytes.remove_prefix(static_cast<size_t>(put));
  }
  return Ok();
}

// Fewer bytes than asked only at the end of the file.
Result<std::string> ReadUpTo(int fd, size_t size, const std::string& path) {
  std::string out(size, '\0');
  size_t have = 0;
  while (have < size) {
    const ssize_t got = ::read(fd, out.data() + have, size - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoError(errno, path);
    if (got == 0) break;
    have += static_cast<size_t>(got);
  }
  out.resize(have);
  return out;
}

Error Damaged(const std::string& path) {
  return {ErrorCode::kCorrupt,
          {path + " bị hỏng, bị sửa hoặc bị cắt bớt; dùng bản sao lưu khác",
           path + " is damaged, changed or cut short; use another backup"}};
}

}  // namespace

Result<SealedWriter> SealedWriter::Create(const std::string& path, const StoreKey& key) {
  TRY_ASSIGN(const FileKeys keys, CreateHeader(path, key));
  TRY_ASSIGN(Aead aead, Aead::Create(keys.data_key.bytes()));
  Fd fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  if (!fd.valid()) return ErrnoError(errno, path);
  return SealedWriter(path, std::move(fd), std::move(aead), keys.id);
}

Status SealedWriter::Write(std::string_view bytes) {
  pending_.append(bytes);
  while (pending_.size() > kChunk) TRY(PutChunk(/*last=*/false));
  return Ok();
}

Status SealedWriter::Finish() {
  TRY(PutChunk(/*last=*/true));
  return ::fsync(fd_.get()) == 0 ? Ok() : Status(ErrnoError(errno, path_));
}

Status SealedWriter::PutChunk(bool last) {
  const std::string_view all = pending_;
  const std::string_view plain = all.substr(0, kChunk);
  const auto size = static_cast<uint32_t>(plain.size());
  std::string out;
  for (const uint32_t number : {size, last ? 1u : 0u}) {
    for (size_t i = 0; i < 4; ++i) out.push_back(static_cast<char>(number >> (8 * i)));
  }
  out.resize(kFrame + kAeadOverhead + plain.size());
  const std::span<uint8_t> sealed = Writable(out).subspan(kFrame);
  const std::string associated = Associated(id_, index_++, size, last);
  TRY(aead_.Seal(AsBytes(associated), AsBytes(plain), sealed.subspan(kAeadOverhead),
                 sealed.first(kAeadOverhead)));
  WipeBytes(Writable(pending_).first(plain.size()));
  pending_.erase(0, size);
  return WriteAll(fd_.get(), out, path_);
}

Result<SealedReader> SealedReader::Open(const std::string& path, const StoreKey& key) {
  TRY_ASSIGN(const FileKeys keys, ReadHeader(path, key));
  TRY_ASSIGN(Aead aead, Aead::Create(keys.data_key.bytes()));
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid() || ::lseek(fd.get(), kHeaderSize, SEEK_SET) < 0) return ErrnoError(errno, path);
  return SealedReader(path, std::move(fd), std::move(aead), keys.id);
}

Result<std::string> SealedReader::Next() {
  if (ended_) return std::string();
  TRY_ASSIGN(const std::string frame, ReadUpTo(fd_.get(), kFrame, path_));
  ByteReader in(AsBytes(frame));
  const uint32_t size = in.U32();
  const bool last = in.U32() == 1;
  if (!in.ok() || size > kChunk) return Damaged(path_);
  TRY_ASSIGN(const std::string sealed, ReadUpTo(fd_.get(), kAeadOverhead + size, path_));
  if (sealed.size() != kAeadOverhead + size) return Damaged(path_);
  std::string plain(size, '\0');
  const std::string associated = Associated(id_, index_++, size, last);
  const Bytes all = AsBytes(sealed);
  if (!aead_
           .Open(AsBytes(associated), all.subspan(kAeadOverhead), all.first(kAeadOverhead),
                 Writable(plain))
           .ok())
    return Damaged(path_);
  ended_ = last;
  if (last) {
    TRY_ASSIGN(const std::string rest, ReadUpTo(fd_.get(), 1, path_));
    if (!rest.empty()) return Damaged(path_);
  }
  return plain;
}

}  // namespace niem::store
