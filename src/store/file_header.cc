#include "store/file_header.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "base/aead.h"
#include "base/digest.h"
#include "base/file.h"

namespace niem::store {
namespace {

constexpr std::string_view kMagic = "NiemSto1";
constexpr uint16_t kFormat = 1;
constexpr uint32_t kPageSize = 4096;
constexpr size_t kBoundSize = 72;  // bytes 0..71 are bound to the wrapped key
constexpr size_t kWrappedSize = kAeadOverhead + kAeadKeySize;
constexpr size_t kDigestAt = kSlotSize - 32;

// Limits on what a header may ask for, so that a hostile file cannot take all memory.
constexpr uint32_t kMostMemoryKib = 4 * 1024 * 1024;
constexpr uint32_t kMostPasses = 100;

using Salt = std::array<uint8_t, kPasswordSaltSize>;

struct Slot {
  uint64_t sequence = 0;
  FileId id{};
  uint16_t key_kind = 0;
  uint16_t kdf = 0;
  PasswordCost cost;
  Salt salt{};
  std::string bound;    // the bytes that the wrap is bound to
  std::string wrapped;  // the data key, sealed
};

void Put(std::string& out, uint64_t value, size_t width) {
  for (size_t i = 0; i < width; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

Error WrongKey() {
  return {ErrorCode::kEncrypted,
          {"mật khẩu hoặc tệp khóa không mở được kho này; kiểm tra lại khóa, không thử sửa tệp kho",
           "this passphrase or key file does not open the store; check the key, do not touch the "
           "store's file"}};
}

Error BadHeader(const std::string& path) {
  return {
      ErrorCode::kCorrupt,
      {"phần đầu của " + path +
           " bị hỏng hoặc tệp không phải kho của Niêm; khôi phục từ bản sao lưu",
       "the header of " + path + " is damaged, or it is no store of Niêm; restore from a backup"}};
}

Error UnknownFormat(const std::string& path) {
  return {ErrorCode::kUnsupported,
          {path + " được ghi bởi một phiên bản Niêm mới hơn; hãy nâng cấp",
           path + " was written by a newer version of Niêm; upgrade"}};
}

// The key-encrypting key of a slot.
Result<SecretBuffer> WrappingKey(const Slot& slot, const StoreKey& key) {
  if (slot.key_kind != static_cast<uint16_t>(key.kind())) {
    const bool wants_passphrase =
        slot.key_kind == static_cast<uint16_t>(StoreKey::Kind::kPassphrase);
    return Error(ErrorCode::kEncrypted,
                 wants_passphrase ? Text{"kho này mở bằng mật khẩu, không phải tệp khóa",
                                         "this store opens with a passphrase, not a key file"}
                                  : Text{"kho này mở bằng tệp khóa hoặc thiết bị khóa khác loại",
                                         "this store opens with another kind of key"});
  }
  if (slot.kdf == 0) return SecretBuffer::Copy(key.secret());
  return DeriveKey(key.secret(), slot.salt, kAeadKeySize, slot.cost);
}

std::string BoundBytes(const Slot& slot) {
  std::string out(kMagic);
  Put(out, kFormat, 2);
  Put(out, kXAes256Gcm, 2);
  Put(out, kPageSize, 4);
  Put(out, slot.sequence, 8);
  out += AsText(slot.id);
  Put(out, slot.key_kind, 2);
  Put(out, slot.kdf, 2);
  Put(out, slot.cost.memory_kib, 4);
  Put(out, slot.cost.passes, 4);
  out += AsText(slot.salt);
  Put(out, kXAes256Gcm, 2);
  Put(out, kWrappedSize, 2);
  return out;
}

Result<std::string> EncodeSlot(uint64_t sequence, const FileKeys& keys, const StoreKey& key) {
  const bool passphrase = key.kind() == StoreKey::Kind::kPassphrase;
  Slot slot;
  slot.sequence = sequence;
  slot.id = keys.id;
  slot.key_kind = static_cast<uint16_t>(key.kind());
  slot.kdf = passphrase ? kArgon2id13 : 0;
  slot.cost = passphrase ? key.cost() : PasswordCost{0, 0};
  if (passphrase) RandomBytes(slot.salt);
  TRY_ASSIGN(const SecretBuffer wrapping, WrappingKey(slot, key));
  std::string out = BoundBytes(slot);
  TRY_ASSIGN(const std::string wrapped,
             SealMessage(wrapping.bytes(), AsBytes(out), keys.data_key.bytes()));
  out += wrapped;
  out.resize(kDigestAt, '\0');
  out += AsText(Sha256Of(AsBytes(out)));
  return out;
}

// Nothing when the slot is not whole (never written, or torn by a power cut).
Result<std::optional<Slot>> DecodeSlot(Bytes bytes, const std::string& path) {
  if (bytes.size() != kSlotSize || AsText(bytes.first(7)) != kMagic.substr(0, 7))
    return std::optional<Slot>();
  if (!std::ranges::equal(Sha256Of(bytes.first(kDigestAt)), bytes.subspan(kDigestAt)))
    return std::optional<Slot>();
  ByteReader in(bytes, kMagic.size());
  if (bytes[7] != '1' || in.U16() != kFormat || in.U16() != kXAes256Gcm || in.U32() != kPageSize)
    return UnknownFormat(path);
  Slot slot;
  slot.sequence = in.U64();
  std::ranges::copy(in.Take(slot.id.size()), slot.id.begin());
  slot.key_kind = in.U16();
  slot.kdf = in.U16();
  slot.cost.memory_kib = in.U32();
  slot.cost.passes = in.U32();
  std::ranges::copy(in.Take(slot.salt.size()), slot.salt.begin());
  if (slot.kdf > kArgon2id13 || in.U16() != kXAes256Gcm || in.U16() != kWrappedSize ||
      slot.cost.memory_kib > kMostMemoryKib || slot.cost.passes > kMostPasses)
    return UnknownFormat(path);
  slot.bound = AsText(bytes.first(kBoundSize));
  slot.wrapped = AsText(in.Take(kWrappedSize));
  return std::optional<Slot>(std::move(slot));
}

struct Newest {
  Slot slot;
  size_t place = 0;  // 0 or 1
};

Result<Newest> ReadNewest(int fd, const std::string& path) {
  std::string bytes(kHeaderSize, '\0');
  ssize_t got = 0;
  do got = ::pread(fd, bytes.data(), bytes.size(), 0);
  while (got < 0 && errno == EINTR);
  if (got < 0) return ErrnoError(errno, path);
  std::optional<Newest> newest;
  for (size_t place = 0; place < 2; ++place) {
    const Bytes all = Slice(AsBytes(bytes), 0, static_cast<size_t>(got));
    TRY_ASSIGN(std::optional<Slot> slot,
               DecodeSlot(Slice(all, place * kSlotSize, kSlotSize), path));
    if (slot && (!newest || slot->sequence > newest->slot.sequence))
      newest = Newest{*std::move(slot), place};
  }
  if (!newest) return BadHeader(path);
  return *std::move(newest);
}

Result<FileKeys> Unwrap(const Slot& slot, const StoreKey& key) {
  TRY_ASSIGN(const SecretBuffer wrapping, WrappingKey(slot, key));
  auto data_key = OpenMessage(wrapping.bytes(), AsBytes(slot.bound), AsBytes(slot.wrapped));
  if (!data_key.ok())
    return data_key.error().code() == ErrorCode::kCorrupt ? WrongKey() : data_key.error();
  return FileKeys{slot.id, std::move(data_key).value()};
}

Status WriteAt(int fd, std::string_view bytes, size_t offset, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t put = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return ErrnoError(errno, path);
    bytes.remove_prefix(static_cast<size_t>(put));
    offset += static_cast<size_t>(put);
  }
  if (::fsync(fd) != 0) return ErrnoError(errno, path);
  return Ok();
}

}  // namespace

Result<FileKeys> CreateHeader(const std::string& path, const StoreKey& key) {
  struct stat info {};

  if (::stat(path.c_str(), &info) == 0) {
    return Error(
        ErrorCode::kInvalidArgument,
        {path + " đã có; không ghi đè", path + " exists already and will not be overwritten"});
  }
  FileKeys keys;
  RandomBytes(keys.id);
  TRY_ASSIGN(keys.data_key, SecretBuffer::Random(kAeadKeySize));
  TRY_ASSIGN(std::string header, EncodeSlot(1, keys, key));
  header.resize(kHeaderSize, '\0');
  TRY(WriteFileAtomically(path, header));
  if (::chmod(path.c_str(), 0600) != 0) return ErrnoError(errno, path);
  return keys;
}

Result<FileKeys> ReadHeader(const std::string& path, const StoreKey& key) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return ErrnoError(errno, path);
  TRY_ASSIGN(const Newest newest, ReadNewest(fd.get(), path));
  return Unwrap(newest.slot, key);
}

Status RewrapHeader(const std::string& path, const StoreKey& old_key, const StoreKey& new_key) {
  const Fd fd(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (!fd.valid()) return ErrnoError(errno, path);
  TRY_ASSIGN(const Newest newest, ReadNewest(fd.get(), path));
  TRY_ASSIGN(const FileKeys keys, Unwrap(newest.slot, old_key));
  TRY_ASSIGN(const std::string slot, EncodeSlot(newest.slot.sequence + 1, keys, new_key));
  TRY(WriteAt(fd.get(), slot, (1 - newest.place) * kSlotSize, path));
  // Only now may the old wrap go; with it the old passphrase stops opening the file.
  return WriteAt(fd.get(), std::string(kSlotSize, '\0'), newest.place * kSlotSize, path);
}

}  // namespace niem::store
