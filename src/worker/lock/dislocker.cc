#include "worker/lock/dislocker.h"

extern "C" {
#include <dislocker/config.h>
#include <dislocker/dislocker.h>
#include <dislocker/inouts/inouts.h>
#include <dislocker/return_values.h>
}

#include <algorithm>

#include "disk/recovery_key.h"

namespace niem::worker {
namespace {

constexpr uint64_t kAlign = 4096;  // the largest sector; dislocker reads whole ones

dis_context_t ContextOf(void* context) {
  return static_cast<dis_context_t>(context);
}

// What dislocker does not decrypt is said as it is, apart from keys that do not fit.
Error Why(int code) {
  if (code == DIS_RET_ERROR_VMK_RETRIEVAL || code == DIS_RET_ERROR_FVEK_RETRIEVAL) {
    return {ErrorCode::kEncrypted, {"không khoá nào đã cho mở được", "no key given opens it"}};
  }
  const std::string number = std::to_string(code);
  return {ErrorCode::kUnsupported,
          {"dislocker không đọc được dạng ổ này (mã " + number + "; như ổ đang mã hoá dở)",
           "dislocker does not read a volume of this form (code " + number +
               "; such as one half-way through encryption)"}};
}

}  // namespace

bool Dislocker::Add(Attempt::Kind kind, std::string key) {
  dis_context_t context = dis_new();
  if (context == nullptr) return false;
  int yes = 1;
  DIS_LOGS quiet = L_QUIET;
  dis_setopt(context, DIS_OPT_VERBOSITY, &quiet);
  dis_setopt(context, DIS_OPT_VOLUME_PATH, kVolumeName);
  dis_setopt(context, DIS_OPT_READ_ONLY, &yes);
  dis_setopt(context, DIS_OPT_DONT_CHECK_VOLUME_STATE, &yes);
  if (kind == Attempt::Kind::kClear) {
    dis_setopt(context, DIS_OPT_USE_CLEAR_KEY, &yes);
  } else if (kind == Attempt::Kind::kStartupKey) {
    dis_setopt(context, DIS_OPT_USE_BEK_FILE, &yes);
    dis_setopt(context, DIS_OPT_SET_BEK_FILE_PATH, kKeyName);
  } else if (disk::LooksLikeRecoveryKey(key)) {
    dis_setopt(context, DIS_OPT_USE_RECOVERY_PASSWORD, &yes);
    dis_setopt(context, DIS_OPT_SET_RECOVERY_PASSWORD, key.c_str());
  } else {
    dis_setopt(context, DIS_OPT_USE_USER_PASSWORD, &yes);
    dis_setopt(context, DIS_OPT_SET_USER_PASSWORD, key.c_str());
  }
  attempts_.push_back({context, kind, std::move(key)});
  return true;
}

Result<Dislocker> Dislocker::Create(std::vector<std::string> texts,
                                    std::vector<std::string> startup_keys) {
  Dislocker made;
  bool ok = made.Add(Attempt::Kind::kClear, "");
  for (std::string& text : texts) ok = ok && made.Add(Attempt::Kind::kText, std::move(text));
  for (std::string& file : startup_keys) {
    ok = ok && made.Add(Attempt::Kind::kStartupKey, std::move(file));
  }
  if (!ok) {
    return Error(ErrorCode::kUnsupported,
                 {"dislocker không khởi động được", "dislocker did not start"});
  }
  return made;
}

Status Dislocker::Open(LockedBytes& volume) {
  Error why = Why(DIS_RET_ERROR_VMK_RETRIEVAL);
  for (const Attempt& attempt : attempts_) {
    SetFiles(&volume, &attempt.key);
    // On an error it gives the context back itself.
    const int code = dis_initialize(ContextOf(attempt.context));
    if (code == DIS_RET_SUCCESS) {
      open_ = attempt.context;
      size_ = std::min(dis_inouts_volume_size(ContextOf(open_)), volume.size());
      break;
    }
    why = Why(code);
    if (why.code() == ErrorCode::kUnsupported) break;
  }
  SetFiles(&volume, nullptr);
  attempts_.clear();
  return open_ == nullptr ? Status(why) : Ok();
}

Status Dislocker::Read(uint64_t offset, std::span<uint8_t> out) {
  if (open_ == nullptr || offset > size_ || out.size() > size_ - offset) {
    return Error(ErrorCode::kInvalidArgument, {"đọc ngoài ổ", "read outside the volume"});
  }
  // Of parts of sectors dislocker reckons more than it was asked for.
  const uint64_t begin = offset / kAlign * kAlign;
  const uint64_t end = std::min(size_, (offset + out.size() + kAlign - 1) / kAlign * kAlign);
  std::vector<uint8_t> sectors(static_cast<size_t>(end - begin));
  const int got =
      dislock(ContextOf(open_), sectors.data(), static_cast<off_t>(begin), sectors.size());
  if (got < 0 || static_cast<size_t>(got) != sectors.size()) {
    return Error(ErrorCode::kCorrupt, {"không giải mã được một phần ổ BitLocker",
                                       "a part of the BitLocker volume cannot be decrypted"});
  }
  const auto from = sectors.begin() + static_cast<ptrdiff_t>(offset - begin);
  std::copy_n(from, out.size(), out.begin());
  return Ok();
}

}  // namespace niem::worker
