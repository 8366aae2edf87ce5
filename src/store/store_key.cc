#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/aead.h"
#include "base/digest.h"
#include "base/file.h"
#include "store/embedded.h"
#include "store/file_header.h"

namespace niem::store {
namespace {

Error BadKeyFile(const std::string& path) {
  return {ErrorCode::kInvalidArgument,
          {path + " không phải tệp khóa (64 chữ số thập lục phân hoặc 32 byte)",
           path + " is no key file (64 hexadecimal digits or 32 bytes)"}};
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<SecretBuffer> ParseKey(std::string_view text, const std::string& path) {
  if (text.size() == kAeadKeySize) return SecretBuffer::Copy(AsBytes(text));
  if (text.size() == 2 * kAeadKeySize + 1 && text.back() == '\n') text.remove_suffix(1);
  if (text.size() != 2 * kAeadKeySize) return BadKeyFile(path);
  TRY_ASSIGN(SecretBuffer key, SecretBuffer::Allocate(kAeadKeySize));
  for (size_t i = 0; i < kAeadKeySize; ++i) {
    const int high = HexDigit(text[2 * i]);
    const int low = HexDigit(text[2 * i + 1]);
    if (high < 0 || low < 0) return BadKeyFile(path);
    key.writable()[i] = static_cast<uint8_t>(high * 16 + low);
  }
  return key;
}

}  // namespace

Result<StoreKey> StoreKey::FromPassphrase(Bytes passphrase, PasswordCost cost) {
  if (passphrase.empty()) {
    return Error(ErrorCode::kInvalidArgument,
                 {"mật khẩu của kho không được để trống", "the store's passphrase is empty"});
  }
  TRY_ASSIGN(SecretBuffer secret, SecretBuffer::Copy(passphrase));
  return StoreKey(Kind::kPassphrase, std::move(secret), cost);
}

Result<StoreKey> StoreKey::FromKeyFile(const std::string& path) {
  struct stat info {};

  if (::stat(path.c_str(), &info) != 0) return ErrnoError(errno, path);
  if ((info.st_mode & 077) != 0) {
    return Error(ErrorCode::kPermission,
                 {"người khác đọc được tệp khóa " + path + "; đặt quyền 0600",
                  "others can read the key file " + path + "; set its mode to 0600"});
  }
  TRY_ASSIGN(std::string text, ReadWholeFile(path, 1024));
  Result<SecretBuffer> secret = ParseKey(text, path);
  WipeText(text);
  if (!secret.ok()) return secret.error();
  return StoreKey(Kind::kKeyFile, std::move(secret).value(), {});
}

Result<StoreKey> StoreKey::FromBytes(Bytes key) {
  if (key.size() != kAeadKeySize) {
    return Error(ErrorCode::kInvalidArgument, {"khóa phải dài 32 byte", "a key has 32 bytes"});
  }
  TRY_ASSIGN(SecretBuffer secret, SecretBuffer::Copy(key));
  return StoreKey(Kind::kDirect, std::move(secret), {});
}

Status CreateKeyFile(const std::string& path) {
  Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd.valid()) {
    if (errno != EEXIST) return ErrnoError(errno, path);
    return Error(ErrorCode::kInvalidArgument,
                 {path + " đã có; không ghi đè", path + " exists and will not be overwritten"});
  }
  TRY_ASSIGN(const SecretBuffer key, SecretBuffer::Random(kAeadKeySize));
  std::string text = ToHex(key.bytes()) + '\n';
  const bool written =
      ::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(fd.get()) == 0;
  const int why = errno;
  WipeText(text);
  return written ? Ok() : Status(ErrnoError(why, path));
}

Status Rewrap(const std::string& path, const StoreKey& old_key, const StoreKey& new_key) {
  return RewrapHeader(path, old_key, new_key);
}

}  // namespace niem::store
