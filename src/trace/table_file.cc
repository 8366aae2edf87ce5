#include "trace/table_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstdio>

#include "base/aead.h"
#include "base/digest.h"
#include "base/file.h"
#include "trace/table.h"

namespace niem::trace {
namespace {

static_assert(std::endian::native == std::endian::little, "a table is used as it is stored");

constexpr std::string_view kMagic = "NIEMTRAC";
constexpr uint16_t kVersion = 1;
constexpr size_t kHeader = 40;
constexpr size_t kPiece = 1U << 20U;
constexpr uint64_t kMaxBody = 48ULL << 30U;

using Header = std::array<uint8_t, kHeader>;

Error Damaged(const std::string& path) {
  return {ErrorCode::kCorrupt,
          {path + ": tệp dấu vết bị hỏng hoặc bị sửa; lấy lại từ bản lưu",
           path + ": the trace file is damaged or was changed; restore it from a backup"}};
}

template <typename T>
void PutLittle(uint8_t* at, T value) {
  for (size_t i = 0; i < sizeof value; ++i)
    at[i] = static_cast<uint8_t>(static_cast<uint64_t>(value) >> (8 * i));
}

std::string IdOf(const Header& header) {
  return ToHex(Bytes(header).subspan(16, 8));
}

// Header, which piece, and whether it is the last.
std::array<uint8_t, kHeader + 9> Associated(const Header& header, uint64_t piece, bool last) {
  std::array<uint8_t, kHeader + 9> bytes{};
  std::copy(header.begin(), header.end(), bytes.begin());
  PutLittle(&bytes[kHeader], piece);
  bytes[kHeader + 8] = last ? 1 : 0;
  return bytes;
}

Header MakeHeader(const TraceKey& key, uint64_t size) {
  Header header{};
  std::copy(kMagic.begin(), kMagic.end(), header.begin());
  PutLittle(&header[8], kVersion);
  PutLittle(&header[10], kXAes256Gcm);
  header[12] = static_cast<uint8_t>(kWordsInPrint);
  header[13] = static_cast<uint8_t>(kStride);
  for (size_t i = 0; i < 8; ++i) {
    header[16 + i] =
        static_cast<uint8_t>(std::stoul(std::string(key.id().substr(2 * i, 2)), nullptr, 16));
  }
  PutLittle(&header[24], size);
  return header;
}

// How many bytes the body has.
Result<uint64_t> CheckHeader(const Header& header, const std::string& path, const TraceKey& key) {
  ByteReader reader(header);
  if (AsText(reader.Take(kMagic.size())) != kMagic) {
    return Error(ErrorCode::kCorrupt,
                 {path + ": không phải tệp dấu vết của Niêm", path + ": not a trace file of Niêm"});
  }
  const uint16_t version = reader.U16();
  const uint16_t algorithm = reader.U16();
  const uint8_t words = reader.U8();
  const uint8_t stride = reader.U8();
  if (version != kVersion || algorithm != kXAes256Gcm || words != kWordsInPrint ||
      stride != kStride) {
    return Error(ErrorCode::kUnsupported,
                 {path + ": tệp dấu vết của phiên bản Niêm khác; hãy cập nhật Niêm hoặc tạo lại",
                  path + ": a trace file of another version of Niêm; update Niêm or make it anew"});
  }
  if (IdOf(header) != key.id()) {
    return Error(ErrorCode::kEncrypted,
                 {path + ": cần khoá " + IdOf(header) + ", khoá đưa vào là " + key.id(),
                  path + ": wants the key " + IdOf(header) + ", the key given is " + key.id()});
  }
  reader.Seek(24);
  const uint64_t size = reader.U64();
  if (size > kMaxBody) return Damaged(path);
  return size;
}

Status ReadExactly(int fd, std::span<uint8_t> out, const std::string& path) {
  while (!out.empty()) {
    const ssize_t count = ::read(fd, out.data(), out.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoError(errno, path);
    if (count == 0) return Damaged(path);
    out = out.subspan(static_cast<size_t>(count));
  }
  return Ok();
}

Status WriteAll(int fd, Bytes bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoError(errno, path);
    bytes = bytes.subspan(static_cast<size_t>(count));
  }
  return Ok();
}

std::span<uint8_t> BytesOf(Body& body) {
  return {reinterpret_cast<uint8_t*>(body.words.data()), body.size};
}

Bytes BytesOf(const Body& body) {
  return {reinterpret_cast<const uint8_t*>(body.words.data()), body.size};
}

uint64_t PiecesOf(uint64_t size) {
  return std::max<uint64_t>((size + kPiece - 1) / kPiece, 1);
}

Status WritePieces(int fd, const std::string& path, const TraceKey& key, const Body& body) {
  TRY_ASSIGN(Aead aead, Aead::Create(key.seal_key()));
  const Header header = MakeHeader(key, body.size);
  TRY(WriteAll(fd, header, path));
  std::vector<uint8_t> piece;
  const uint64_t pieces = PiecesOf(body.size);
  for (uint64_t i = 0; i < pieces; ++i) {
    const Bytes plain = Slice(BytesOf(body), i * kPiece, kPiece);
    piece.resize(kAeadOverhead + plain.size());
    const std::span<uint8_t> out(piece);
    TRY(aead.Seal(Associated(header, i, i + 1 == pieces), plain, out.subspan(kAeadOverhead),
                  out.first(kAeadOverhead)));
    TRY(WriteAll(fd, piece, path));
  }
  return ::fsync(fd) == 0 ? Ok() : Status(ErrnoError(errno, path));
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

Result<Body> ReadSealed(const std::string& path, const TraceKey& key, std::string& version) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return ErrnoError(errno, path);

  struct stat status {};

  if (::fstat(fd.get(), &status) != 0) return ErrnoError(errno, path);
  Header header{};
  TRY(ReadExactly(fd.get(), header, path));
  TRY_ASSIGN(const uint64_t size, CheckHeader(header, path, key));
  const uint64_t pieces = PiecesOf(size);
  // What the header claims is not reserved unless the file has it.
  if (static_cast<uint64_t>(status.st_size) != kHeader + size + pieces * kAeadOverhead)
    return Damaged(path);
  Body body;
  body.size = size;
  body.words.resize(size / 8 + 1);
  TRY_ASSIGN(Aead aead, Aead::Create(key.seal_key()));
  Sha256 seals;
  seals.Update(header);
  for (uint64_t i = 0; i < pieces; ++i) {
    std::array<uint8_t, kAeadOverhead> seal{};
    TRY(ReadExactly(fd.get(), seal, path));
    seals.Update(seal);
    const std::span<uint8_t> out = BytesOf(body).subspan(
        i * kPiece, std::min<uint64_t>(kPiece, size - std::min(size, i * kPiece)));
    TRY(ReadExactly(fd.get(), out, path));
    if (!aead.Open(Associated(header, i, i + 1 == pieces), out, seal, out).ok())
      return Damaged(path);
  }
  version = key.id() + "-" + ToHex(Bytes(seals.Finish()).first(8));
  return body;
}

Status WriteSealed(const std::string& path, const TraceKey& key, const Body& body) {
  const std::string part = path + ".part";
  ::unlink(part.c_str());
  const Fd fd(::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd.valid()) return ErrnoError(errno, part);
  Status written = WritePieces(fd.get(), path, key, body);
  if (written.ok() && ::rename(part.c_str(), path.c_str()) != 0) written = ErrnoError(errno, path);
  if (!written.ok()) {
    ::unlink(part.c_str());
    return written;
  }
  const Fd folder(::open(FolderOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.valid() || ::fsync(folder.get()) != 0) return ErrnoError(errno, path);
  return Ok();
}

}  // namespace niem::trace
