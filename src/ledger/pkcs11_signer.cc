#include "ledger/pkcs11_signer.h"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "base/secret.h"

namespace niem::ledger {
namespace {

// From PKCS #11 v3.0, which p11-kit's header of Debian 12 does not have yet.
constexpr CK_MECHANISM_TYPE kEdwardsKeyPairGen = 0x1055;
constexpr CK_MECHANISM_TYPE kEddsa = 0x1057;
constexpr CK_KEY_TYPE kEdwardsKey = 0x40;
// DER: OBJECT IDENTIFIER 1.3.101.112 (id-Ed25519, RFC 8410).
constexpr uint8_t kEd25519Oid[] = {0x06, 0x03, 0x2b, 0x65, 0x70};

Error NoModule(const std::string& path, const std::string& reason) {
  return {ErrorCode::kNotFound,
          {"không nạp được thư viện PKCS#11 " + path + ": " + reason,
           "cannot load the PKCS#11 module " + path + ": " + reason}};
}

Error NoToken(const std::string& label) {
  return {ErrorCode::kNotFound,
          {"không thấy thiết bị ký \"" + label + "\"; cắm thiết bị và xem lại tên",
           "there is no token \"" + label + "\"; insert it and check its label"}};
}

Error NoKey(const std::string& label) {
  return {ErrorCode::kNotFound,
          {"thiết bị ký không có khóa Ed25519 tên \"" + label + "\"",
           "the token holds no Ed25519 key named \"" + label + "\""}};
}

Error TokenFailed(std::string_view what, CK_RV code) {
  char number[24];
  std::snprintf(number, sizeof number, "0x%lx", code);
  return {ErrorCode::kIo,
          {"thiết bị ký báo lỗi " + std::string(number) + " ở " + std::string(what),
           "the token answered " + std::string(number) + " to " + std::string(what)}};
}

Error Refused(std::string vi, std::string en) {
  return {ErrorCode::kPermission, {std::move(vi), std::move(en)}};
}

// Why the token refused the PIN; `flags` are the token's after the attempt.
Error LoginError(CK_RV code, CK_FLAGS flags) {
  switch (code) {
    case CKR_PIN_INCORRECT:
    case CKR_PIN_LEN_RANGE:
    case CKR_PIN_INVALID:
      if ((flags & CKF_USER_PIN_LOCKED) != 0) break;
      if ((flags & CKF_USER_PIN_FINAL_TRY) != 0)
        return Refused("mã PIN không đúng; chỉ còn một lần thử, sai nữa thiết bị sẽ bị khóa",
                       "wrong PIN; one try is left, after which the token locks");
      if ((flags & CKF_USER_PIN_COUNT_LOW) != 0)
        return Refused("mã PIN không đúng; chỉ còn ít lần thử trước khi thiết bị bị khóa",
                       "wrong PIN; few tries are left before the token locks");
      return Refused("mã PIN không đúng", "wrong PIN");
    case CKR_PIN_LOCKED:
      break;
    case CKR_PIN_EXPIRED:
      return Refused("mã PIN đã hết hạn; đổi PIN bằng công cụ của thiết bị",
                     "the PIN has expired; change it with the token's own tool");
    case CKR_USER_PIN_NOT_INITIALIZED:
      return Refused("thiết bị ký chưa đặt mã PIN người dùng", "the token has no user PIN yet");
    default:
      return TokenFailed("C_Login", code);
  }
  return Refused("mã PIN đã bị khóa; mở khóa bằng mã của người quản trị thiết bị",
                 "the PIN is locked; unlock it with the token's security officer");
}

// Labels are padded with blanks to 32 bytes.
std::string TrimmedLabel(const CK_TOKEN_INFO& info) {
  std::string label(reinterpret_cast<const char*>(info.label), sizeof info.label);
  label.erase(label.find_last_not_of(' ') + 1);
  return label;
}

// Loaded once each; never unloaded, since modules keep threads and handles of their own.
Result<CK_FUNCTION_LIST*> LoadModule(const std::string& path) {
  static std::mutex mutex;
  static auto* const loaded =
      std::make_unique<std::map<std::string, CK_FUNCTION_LIST*>>().release();
  const std::lock_guard lock(mutex);
  if (const auto known = loaded->find(path); known != loaded->end()) return known->second;
  void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return NoModule(path, dlerror());
  const auto get = reinterpret_cast<CK_C_GetFunctionList>(dlsym(library, "C_GetFunctionList"));
  CK_FUNCTION_LIST* functions = nullptr;
  if (get == nullptr || get(&functions) != CKR_OK || functions == nullptr) {
    dlclose(library);
    return NoModule(path, "C_GetFunctionList");
  }
  CK_C_INITIALIZE_ARGS arguments{};
  arguments.flags = CKF_OS_LOCKING_OK;
  const CK_RV code = functions->C_Initialize(&arguments);
  if (code != CKR_OK && code != CKR_CRYPTOKI_ALREADY_INITIALIZED)
    return TokenFailed("C_Initialize", code);
  loaded->emplace(path, functions);
  return functions;
}

Result<CK_SLOT_ID> FindToken(CK_FUNCTION_LIST* module, const std::string& label) {
  CK_ULONG count = 0;
  if (const CK_RV code = module->C_GetSlotList(CK_TRUE, nullptr, &count); code != CKR_OK)
    return TokenFailed("C_GetSlotList", code);
  std::vector<CK_SLOT_ID> slots(count);
  if (const CK_RV code = module->C_GetSlotList(CK_TRUE, slots.data(), &count); code != CKR_OK)
    return TokenFailed("C_GetSlotList", code);
  slots.resize(std::min<size_t>(slots.size(), count));
  for (const CK_SLOT_ID slot : slots) {
    CK_TOKEN_INFO info{};
    if (module->C_GetTokenInfo(slot, &info) == CKR_OK && TrimmedLabel(info) == label) return slot;
  }
  return NoToken(label);
}

// A session that is logged in; closed when it dies.
class Session {
 public:
  Session(CK_FUNCTION_LIST* module, CK_SESSION_HANDLE handle) : module_(module), handle_(handle) {}

  ~Session() {
    if (module_ != nullptr) module_->C_CloseSession(handle_);
  }

  Session(Session&& other) noexcept
      : module_(std::exchange(other.module_, nullptr)), handle_(other.handle_) {}

  Session& operator=(Session&&) = delete;

  CK_FUNCTION_LIST* operator->() const { return module_; }

  CK_SESSION_HANDLE handle() const { return handle_; }

 private:
  CK_FUNCTION_LIST* module_;
  CK_SESSION_HANDLE handle_;
};

Result<Session> OpenSession(const Pkcs11Key& where, const SecretBuffer& pin, CK_FLAGS flags) {
  TRY_ASSIGN(CK_FUNCTION_LIST* const module, LoadModule(where.module));
  TRY_ASSIGN(const CK_SLOT_ID slot, FindToken(module, where.token));
  CK_SESSION_HANDLE handle = 0;
  if (const CK_RV code =
          module->C_OpenSession(slot, CKF_SERIAL_SESSION | flags, nullptr, nullptr, &handle);
      code != CKR_OK) {
    return TokenFailed("C_OpenSession", code);
  }
  Session session(module, handle);
  // The interface is not const-correct; the PIN is only read.
  auto* const pin_bytes = const_cast<CK_UTF8CHAR*>(pin.bytes().data());
  const CK_RV code = module->C_Login(handle, CKU_USER, pin_bytes, pin.size());
  // A process is logged in as a whole: while another session is open the PIN is not asked again.
  if (code != CKR_OK && code != CKR_USER_ALREADY_LOGGED_IN) {
    CK_TOKEN_INFO info{};
    (void)module->C_GetTokenInfo(slot, &info);
    return LoginError(code, info.flags);
  }
  return session;
}

CK_ATTRIBUTE Attribute(CK_ATTRIBUTE_TYPE type, const void* value, size_t size) {
  return {type, const_cast<void*>(value), size};
}

Result<CK_OBJECT_HANDLE> FindKey(const Session& session, CK_OBJECT_CLASS object_class,
                                 const std::string& label) {
  const CK_KEY_TYPE type = kEdwardsKey;
  CK_ATTRIBUTE wanted[] = {Attribute(CKA_CLASS, &object_class, sizeof object_class),
                           Attribute(CKA_KEY_TYPE, &type, sizeof type),
                           Attribute(CKA_LABEL, label.data(), label.size())};
  CK_OBJECT_HANDLE found = 0;
  CK_ULONG count = 0;
  CK_RV code = session->C_FindObjectsInit(session.handle(), wanted, std::size(wanted));
  if (code != CKR_OK) return TokenFailed("C_FindObjectsInit", code);
  code = session->C_FindObjects(session.handle(), &found, 1, &count);
  session->C_FindObjectsFinal(session.handle());
  if (code != CKR_OK) return TokenFailed("C_FindObjects", code);
  if (count == 0) return NoKey(label);
  return found;
}

// CKA_EC_POINT: 32 bytes, bare or as a DER OCTET STRING; modules do either.
Result<PublicKey> ReadPublicKey(const Session& session, CK_OBJECT_HANDLE object) {
  uint8_t point[64];
  CK_ATTRIBUTE wanted{CKA_EC_POINT, point, sizeof point};
  const CK_RV code = session->C_GetAttributeValue(session.handle(), object, &wanted, 1);
  if (code != CKR_OK && code != CKR_BUFFER_TOO_SMALL)
    return TokenFailed("C_GetAttributeValue", code);
  PublicKey key;
  const bool bare = code == CKR_OK && wanted.ulValueLen == key.size();
  const bool der = code == CKR_OK && wanted.ulValueLen == key.size() + 2 && point[0] == 0x04 &&
                   point[1] == key.size();
  if (!bare && !der) {
    return Error(ErrorCode::kUnsupported, {"khóa trên thiết bị không phải Ed25519",
                                           "the token's key is not an Ed25519 key"});
  }
  std::copy_n(point + (der ? 2 : 0), key.size(), key.begin());
  return key;
}

class Pkcs11Signer final : public Signer {
 public:
  Pkcs11Signer(Session session, CK_OBJECT_HANDLE object, const PublicKey& key)
      : session_(std::move(session)), object_(object), key_(key) {}

  const PublicKey& public_key() const override { return key_; }

  Result<Signature> Sign(Bytes message) override {
    CK_MECHANISM mechanism{kEddsa, nullptr, 0};
    CK_RV code = session_->C_SignInit(session_.handle(), &mechanism, object_);
    if (code == CKR_MECHANISM_INVALID) {
      return Error(ErrorCode::kUnsupported, {"thiết bị ký không có thuật toán EdDSA (CKM_EDDSA)",
                                             "the token lacks EdDSA (CKM_EDDSA)"});
    }
    if (code != CKR_OK) return TokenFailed("C_SignInit", code);
    Signature signature{};
    CK_ULONG size = signature.size();
    code = session_->C_Sign(session_.handle(), const_cast<CK_BYTE*>(message.data()), message.size(),
                            signature.data(), &size);
    if (code != CKR_OK) return TokenFailed("C_Sign", code);
    // A token that signs wrongly must not leave a checkpoint behind that nobody can verify.
    if (size != signature.size() || !VerifyEd25519(key_, message, signature))
      return TokenFailed("C_Sign: wrong signature", code);
    return signature;
  }

 private:
  Session session_;
  CK_OBJECT_HANDLE object_;
  PublicKey key_;
};

Result<std::unique_ptr<Signer>> SignerOf(Session session, const std::string& label) {
  TRY_ASSIGN(const CK_OBJECT_HANDLE secret, FindKey(session, CKO_PRIVATE_KEY, label));
  TRY_ASSIGN(const CK_OBJECT_HANDLE open, FindKey(session, CKO_PUBLIC_KEY, label));
  TRY_ASSIGN(const PublicKey key, ReadPublicKey(session, open));
  return std::unique_ptr<Signer>(std::make_unique<Pkcs11Signer>(std::move(session), secret, key));
}

}  // namespace

Result<std::unique_ptr<Signer>> OpenPkcs11Signer(const Pkcs11Key& where, const SecretBuffer& pin) {
  TRY_ASSIGN(Session session, OpenSession(where, pin, 0));
  return SignerOf(std::move(session), where.key);
}

Result<std::unique_ptr<Signer>> NewPkcs11Key(const Pkcs11Key& where, const SecretBuffer& pin) {
  TRY_ASSIGN(Session session, OpenSession(where, pin, CKF_RW_SESSION));
  const Result<CK_OBJECT_HANDLE> there = FindKey(session, CKO_PRIVATE_KEY, where.key);
  if (there.ok()) {
    return Error(ErrorCode::kInvalidArgument,
                 {"thiết bị ký đã có khóa tên \"" + where.key + "\"",
                  "the token already holds a key named \"" + where.key + "\""});
  }
  if (there.error().code() != ErrorCode::kNotFound) return there.error();
  const CK_BBOOL yes = CK_TRUE;
  const CK_BBOOL no = CK_FALSE;
  CK_ATTRIBUTE open[] = {Attribute(CKA_TOKEN, &yes, sizeof yes),
                         Attribute(CKA_VERIFY, &yes, sizeof yes),
                         Attribute(CKA_EC_PARAMS, kEd25519Oid, sizeof kEd25519Oid),
                         Attribute(CKA_LABEL, where.key.data(), where.key.size())};
  CK_ATTRIBUTE secret[] = {Attribute(CKA_TOKEN, &yes, sizeof yes),
                           Attribute(CKA_PRIVATE, &yes, sizeof yes),
                           Attribute(CKA_SENSITIVE, &yes, sizeof yes),
                           Attribute(CKA_EXTRACTABLE, &no, sizeof no),
                           Attribute(CKA_SIGN, &yes, sizeof yes),
                           Attribute(CKA_LABEL, where.key.data(), where.key.size())};
  CK_MECHANISM mechanism{kEdwardsKeyPairGen, nullptr, 0};
  CK_OBJECT_HANDLE handles[2];
  const CK_RV code =
      session->C_GenerateKeyPair(session.handle(), &mechanism, open, std::size(open), secret,
                                 std::size(secret), &handles[0], &handles[1]);
  if (code == CKR_MECHANISM_INVALID) {
    return Error(ErrorCode::kUnsupported,
                 {"thiết bị ký không tạo được khóa Ed25519", "the token cannot make Ed25519 keys"});
  }
  if (code != CKR_OK) return TokenFailed("C_GenerateKeyPair", code);
  return SignerOf(std::move(session), where.key);
}

}  // namespace niem::ledger
