#include "disk/bitlocker.h"

#include <libbde.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "disk/bfio.h"
#include "disk/recovery_key.h"

namespace niem::disk {
namespace {

class Unlocked : public Medium {
 public:
  explicit Unlocked(std::unique_ptr<Bfio> bfio) : Medium(0), bfio_(std::move(bfio)) {}

  ~Unlocked() override {
    if (volume_ == nullptr) return;
    if (open_) libbde_volume_close(volume_, nullptr);
    libbde_volume_free(&volume_, nullptr);
  }

  // Whether the key opens it.
  template <typename SetKey>
  bool Open(const SetKey& set_key) {
    if (libbde_volume_initialize(&volume_, nullptr) != 1 || !set_key(volume_)) return false;
    if (libbde_volume_open_file_io_handle(volume_, bfio_->handle(), LIBBDE_OPEN_READ, nullptr) !=
        1) {
      return false;
    }
    open_ = true;
    size64_t size = 0;
    if (libbde_volume_is_locked(volume_, nullptr) != 0 ||
        libbde_volume_get_size(volume_, &size, nullptr) != 1) {
      return false;
    }
    size_ = size;
    return size > 0;
  }

  Result<size_t> Read(uint64_t offset, std::span<uint8_t> out) override {
    if (offset >= size_ || out.empty()) return size_t{0};
    const auto wanted = static_cast<size_t>(std::min<uint64_t>(out.size(), size_ - offset));
    const ssize_t got = libbde_volume_read_buffer_at_offset(volume_, out.data(), wanted,
                                                            static_cast<off64_t>(offset), nullptr);
    if (got < 0) {
      return Error(ErrorCode::kCorrupt, {"không giải mã được một phần ổ BitLocker",
                                         "a part of the BitLocker volume cannot be decrypted"});
    }
    return std::min(static_cast<size_t>(got), wanted);
  }

 private:
  std::unique_ptr<Bfio> bfio_;
  libbde_volume_t* volume_ = nullptr;
  bool open_ = false;
};

template <typename SetKey>
Result<std::unique_ptr<Medium>> Try(Medium& volume, const SetKey& set_key) {
  TRY_ASSIGN(std::unique_ptr<Bfio> bfio, Bfio::Create(volume));
  auto unlocked = std::make_unique<Unlocked>(std::move(bfio));
  if (!unlocked->Open(set_key)) {
    return Error(ErrorCode::kEncrypted,
                 {"ổ khoá bằng BitLocker và không khoá nào đã cho mở được; cần khoá khôi phục 48 "
                  "số, mật khẩu hoặc tệp .BEK: --bitlocker-key",
                  "the volume is locked by BitLocker and none of the keys given opens it; its "
                  "48-digit recovery key, password or .BEK file is needed: --bitlocker-key"});
  }
  return std::unique_ptr<Medium>(std::move(unlocked));
}

bool SetText(libbde_volume_t* volume, const std::string& text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  if (LooksLikeRecoveryKey(text)) {
    return libbde_volume_set_utf8_recovery_password(volume, bytes, text.size(), nullptr) == 1;
  }
  return libbde_volume_set_utf8_password(volume, bytes, text.size(), nullptr) == 1;
}

bool SetStartupKey(libbde_volume_t* volume, const std::string& file) {
  const auto medium = InMemory({reinterpret_cast<const uint8_t*>(file.data()), file.size()});
  const auto bfio = Bfio::Create(*medium);
  return bfio.ok() &&
         libbde_volume_read_startup_key_file_io_handle(volume, (*bfio)->handle(), nullptr) == 1;
}

}  // namespace

// libbde does not know every form by its first sector: not one that is half-way through encryption.
bool IsBitLocker(Medium& volume) {
  constexpr std::string_view kSignature = "-FVE-FS-";
  std::array<uint8_t, kSignature.size()> raw{};
  const auto got = volume.Read(3, raw);
  if (got.ok() && *got == raw.size() && AsText(raw) == kSignature) return true;
  const auto bfio = Bfio::Create(volume);
  return bfio.ok() && libbde_check_volume_signature_file_io_handle((*bfio)->handle(), nullptr) == 1;
}

Result<std::unique_ptr<Medium>> Unlock(Medium& volume, const Keys& keys) {
  for (const std::string& text : keys.texts) {
    auto unlocked = Try(volume, [&](libbde_volume_t* at) { return SetText(at, text); });
    if (unlocked.ok()) return unlocked;
  }
  for (const std::string& file : keys.startup_keys) {
    auto unlocked = Try(volume, [&](libbde_volume_t* at) { return SetStartupKey(at, file); });
    if (unlocked.ok()) return unlocked;
  }
  return Try(volume, [](libbde_volume_t*) { return true; });
}

}  // namespace niem::disk
