#define RAPIDJSON_HAS_STDSTRING 1
#include "server/instance.h"

#include <fcntl.h>
#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "base/file.h"
#include "base/log.h"
#include "law/pack_set.h"
#include "ledger/sealed_key.h"
#include "registry/password.h"
#include "server/errand.h"

namespace niem::server {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFormat = "niem-instance/1";
constexpr size_t kMaxConfig = 64U << 10;
constexpr size_t kMaxKeyFile = 4096;

std::string ConfigPath(const std::string& folder) {
  return folder + "/niem.json";
}

Error BadConfig(const std::string& path) {
  return {ErrorCode::kCorrupt,
          {path + " không phải cấu hình niem-instance/1", path + " is no niem-instance/1 config"}};
}

std::string StringOf(const rapidjson::Document& json, const char* name) {
  const auto found = json.FindMember(name);
  return found == json.MemberEnd() || !found->value.IsString() ? "" : found->value.GetString();
}

std::string InFolder(const std::string& folder, const std::string& path) {
  return path.empty() || path.starts_with('/') ? path : folder + "/" + path;
}

Status WritePrivate(const std::string& path, std::string_view text) {
  const mode_t before = ::umask(077);
  Status written = WriteFileAtomically(path, text);
  ::umask(before);
  return written;
}

Result<std::unique_ptr<store::Store>> OpenStore(const InstanceConfig& config,
                                                const InstanceSecret& secret, bool create) {
  if (config.engine == store::Engine::kPostgres) return store::Store::OpenPostgres(config.conninfo);
  TRY_ASSIGN(const store::StoreKey key, secret.ToStoreKey());
  store::EmbeddedOptions options;
  options.path = config.store;
  options.create = create;
  return store::Store::OpenEmbedded(options, key);
}

// After a change of the secret that a power cut interrupted, the new key still stands beside.
Result<std::unique_ptr<ledger::Signer>> OpenSigner(const InstanceConfig& config,
                                                   const InstanceSecret& secret) {
  TRY_ASSIGN(const std::string sealed, ReadWholeFile(config.ledger_key, kMaxConfig));
  Result<std::unique_ptr<ledger::Signer>> signer = ledger::OpenSealedKey(sealed, secret.password());
  const std::string beside = config.ledger_key + ".new";
  if (signer.ok() || !fs::exists(beside)) return signer;
  TRY_ASSIGN(const std::string other, ReadWholeFile(beside, kMaxConfig));
  TRY_ASSIGN(signer, ledger::OpenSealedKey(other, secret.password()));
  TRY(WritePrivate(config.ledger_key, other));
  fs::remove(beside);
  return signer;
}

Result<std::string> NewLedgerKey(const InstanceSecret& secret, const TokenPlace* token) {
  return token == nullptr ? ledger::NewSealedKey(secret.password())
                          : ledger::NewTokenKey(token->where, token->pin, secret.password());
}

Error NotEmpty(const std::string& folder) {
  return {ErrorCode::kInvalidArgument,
          {folder + " không rỗng; chọn thư mục mới", folder + " is not empty; name a new folder"}};
}

}  // namespace

// ---- settings ----------------------------------------------------------------------------------

Result<InstanceConfig> InstanceConfig::Load(const std::string& folder) {
  Result<std::string> text = ReadWholeFile(ConfigPath(folder), kMaxConfig);
  if (!text.ok()) {
    if (text.error().code() != ErrorCode::kNotFound) return text.error();
    return Error(ErrorCode::kNotFound,
                 {folder + " chưa phải kho Niêm; tạo bằng: niem init " + folder,
                  folder + " holds no instance; make one: niem init " + folder});
  }
  rapidjson::Document json;
  json.Parse(text->data(), text->size());
  if (json.HasParseError() || !json.IsObject() || StringOf(json, "format") != kFormat) {
    return BadConfig(ConfigPath(folder));
  }
  InstanceConfig config;
  config.engine =
      StringOf(json, "engine") == "postgres" ? store::Engine::kPostgres : store::Engine::kEmbedded;
  config.store = InFolder(folder, StringOf(json, "store"));
  config.conninfo = StringOf(json, "conninfo");
  config.key_file = InFolder(folder, StringOf(json, "key_file"));
  config.ledger_key = InFolder(folder, StringOf(json, "ledger_key"));
  config.signed_state = InFolder(folder, StringOf(json, "signed_state"));
  if (config.ledger_key.empty() || config.signed_state.empty()) {
    return BadConfig(ConfigPath(folder));
  }
  return config;
}

Status InstanceConfig::Save(const std::string& folder) const {
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> out(buffer);
  out.SetIndent(' ', 2);
  out.StartObject();
  const auto put = [&](const char* name, std::string_view value) {
    const std::string prefix = folder + "/";
    if (value.starts_with(prefix)) value.remove_prefix(prefix.size());
    out.Key(name), out.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  };
  put("format", kFormat);
  put("engine", engine == store::Engine::kPostgres ? "postgres" : "embedded");
  put("store", store), put("conninfo", conninfo), put("key_file", key_file);
  put("ledger_key", ledger_key), put("signed_state", signed_state);
  out.EndObject();
  return WritePrivate(ConfigPath(folder), std::string(buffer.GetString()) + "\n");
}

// ---- the secret --------------------------------------------------------------------------------

Result<InstanceSecret> InstanceSecret::FromPassphrase(std::string passphrase) {
  std::string typed = registry::TypedPassword(passphrase);
  Result<InstanceSecret> secret = FromBytes(AsBytes(typed));
  WipeText(passphrase), WipeText(typed);
  return secret;
}

Result<InstanceSecret> InstanceSecret::FromBytes(Bytes bytes) {
  InstanceSecret secret;
  TRY_ASSIGN(secret.password_, SecretBuffer::Copy(bytes));
  return secret;
}

Result<InstanceSecret> InstanceSecret::FromKeyFile(const std::string& path) {
  TRY(store::StoreKey::FromKeyFile(path));  // mode and content
  TRY_ASSIGN(std::string text, ReadWholeFile(path, kMaxKeyFile));
  TRY_ASSIGN(InstanceSecret secret, FromBytes(AsBytes(text)));
  WipeText(text);
  secret.key_file_ = path;
  return secret;
}

Result<store::StoreKey> InstanceSecret::ToStoreKey() const {
  return key_file_.empty() ? store::StoreKey::FromPassphrase(password_.bytes())
                           : store::StoreKey::FromKeyFile(key_file_);
}

// ---- making and opening ------------------------------------------------------------------------

Status Instance::Create(const std::string& folder, InstanceConfig config,
                        const InstanceSecret& secret, const registry::Founding& founding,
                        const TokenPlace* token) {
  if (fs::exists(ConfigPath(folder)) || fs::exists(folder + "/kho.niem")) return NotEmpty(folder);
  config.store = config.engine == store::Engine::kEmbedded ? folder + "/kho.niem" : "";
  config.ledger_key = folder + "/khoa/ledger.key";
  config.signed_state = folder + "/khoa/signed-state";
  if (fs::exists(config.ledger_key)) return NotEmpty(folder);
  const auto make = [&]() -> Status {
    TRY_ASSIGN(const std::unique_ptr<store::Store> store, OpenStore(config, secret, true));
    TRY_ASSIGN(const std::string sealed, NewLedgerKey(secret, token));
    TRY(WritePrivate(config.ledger_key, sealed));
    TRY_ASSIGN(const std::unique_ptr<ledger::Signer> signer,
               ledger::OpenSealedKey(sealed, secret.password()));
    ledger::SignedStateFile memory(config.signed_state);
    const ledger::SystemClock clock;
    const registry::RegistryParts parts = {*store, law::PackSet::BuiltIn(), clock, signer.get(),
                                           &memory};
    TRY(registry::Registry::Found(parts, founding));
    TRY_ASSIGN(const auto registry, registry::Registry::Open(parts));
    TRY(registry->SignCheckpoint());
    return config.Save(folder);
  };
  Status made = make();
  std::error_code ignored;
  if (!made.ok()) {
    for (const std::string& path : {config.store, config.store + "-wal", config.store + "-shm",
                                    config.ledger_key, config.signed_state}) {
      if (!path.empty()) fs::remove(path, ignored);
    }
  }
  return made;
}

Result<std::unique_ptr<Instance>> Instance::Open(const std::string& folder,
                                                 const InstanceSecret& secret,
                                                 const ledger::Clock* clock) {
  std::unique_ptr<Instance> instance(new Instance);
  if (clock != nullptr) instance->clock_ = clock;
  TRY_ASSIGN(instance->config_, InstanceConfig::Load(folder));
  TRY_ASSIGN(instance->store_, OpenStore(instance->config_, secret, false));
  TRY_ASSIGN(instance->signer_, OpenSigner(instance->config_, secret));
  instance->memory_ = std::make_unique<ledger::SignedStateFile>(instance->config_.signed_state);
  TRY_ASSIGN(
      instance->registry_,
      registry::Registry::Open({*instance->store_, law::PackSet::BuiltIn(), *instance->clock_,
                                instance->signer_.get(), instance->memory_.get()}));
  TRY(instance->SettleSigningKey(secret));
  instance->EnterErrand(folder);
  return instance;
}

// A change of the secret or a restore was done while no ledger was open: it is entered now. Where
// the ledger takes nothing yet (the clock stands back), it stays for the next opening.
void Instance::EnterErrand(const std::string& folder) {
  const Result<std::optional<registry::Errand>> left = ReadErrand(folder);
  if (left.ok() && !*left) return;
  const Status entered = left.ok() ? Enter(**left) : Status(left.error());
  if (entered.ok()) {
    RemoveErrand(folder);
  } else {
    log::Warning(entered.error().message().vi);
  }
}

Status Instance::Enter(const registry::Errand& errand) {
  TRY(registry_->Enter(errand));
  return Ok();
}

// ---- the signing key ---------------------------------------------------------------------------

namespace {

std::string NextKeyPath(const InstanceConfig& config) {
  return config.ledger_key + ".next";
}

Status TakeNextKey(const InstanceConfig& config) {
  const std::string next = NextKeyPath(config);
  if (::rename(next.c_str(), config.ledger_key.c_str()) != 0) return ErrnoError(errno, next);
  return Ok();
}

}  // namespace

// After a change of the signing key that was cut off: either nothing was announced, then the new
// key goes; or it was, then the old key signs over it, if it did not yet, and goes.
Status Instance::SettleSigningKey(const InstanceSecret& secret) {
  if (!fs::exists(NextKeyPath(config_))) return Ok();
  TRY_ASSIGN(const registry::KeyStanding now, registry_->StandingOf(signer_->public_key()));
  if (now == registry::KeyStanding::kInUse) {
    fs::remove(NextKeyPath(config_));
    return Ok();
  }
  TRY_ASSIGN(const std::string sealed, ReadWholeFile(NextKeyPath(config_), kMaxConfig));
  TRY_ASSIGN(next_signer_, ledger::OpenSealedKey(sealed, secret.password()));
  TRY(registry_->HandOver(*next_signer_));
  TRY(TakeNextKey(config_));
  std::swap(signer_, next_signer_);
  next_signer_.reset();  // the old key is gone
  return Ok();
}

Status Instance::ChangeSigningKey(const InstanceSecret& secret, const registry::Errand& errand,
                                  const TokenPlace* token) {
  TRY_ASSIGN(const std::string sealed, NewLedgerKey(secret, token));
  TRY_ASSIGN(next_signer_, ledger::OpenSealedKey(sealed, secret.password()));
  TRY(WritePrivate(NextKeyPath(config_), sealed));
  TRY(registry_->ChangeSigner(*next_signer_, errand));
  TRY(TakeNextKey(config_));
  std::swap(signer_, next_signer_);
  next_signer_.reset();  // the old key is gone
  return Ok();
}

std::string Instance::VerifierKey() const {
  return ledger::FormatVerifierKey(
      {registry_->instance(), ledger::KeyType::kEd25519, signer_->public_key()});
}

Status Instance::ExportLedger(const std::string& path) {
  const Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.valid()) return ErrnoError(errno, path);
  const auto sink = [&](Bytes bytes) -> Status {
    while (!bytes.empty()) {
      const ssize_t wrote = ::write(file.get(), bytes.data(), bytes.size());
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0) return ErrnoError(errno, path);
      bytes = bytes.subspan(static_cast<size_t>(wrote));
    }
    return Ok();
  };
  Status done = registry_->ExportLedger(sink);
  if (done.ok() && ::fsync(file.get()) != 0) done = ErrnoError(errno, path);
  if (!done.ok()) ::unlink(path.c_str());
  return done;
}

Status ChangeSecret(const std::string& folder, const InstanceSecret& old_secret,
                    const InstanceSecret& new_secret, const std::string& new_key_file,
                    bool data_key) {
  TRY_ASSIGN(InstanceConfig config, InstanceConfig::Load(folder));
  TRY_ASSIGN(const std::string sealed, ReadWholeFile(config.ledger_key, kMaxConfig));
  TRY_ASSIGN(const std::string resealed,
             ledger::ResealKey(sealed, old_secret.password(), new_secret.password()));
  const std::string beside = config.ledger_key + ".new";
  TRY(WritePrivate(beside, resealed));
  if (config.engine == store::Engine::kEmbedded) {
    TRY_ASSIGN(const store::StoreKey old_key, old_secret.ToStoreKey());
    TRY_ASSIGN(const store::StoreKey new_key, new_secret.ToStoreKey());
    Status changed = data_key ? store::Rekey(config.store, old_key, new_key)
                              : store::Rewrap(config.store, old_key, new_key);
    if (!changed.ok()) {
      ::unlink(beside.c_str());
      return changed;
    }
  }
  config.key_file = new_key_file;
  TRY(config.Save(folder));
  if (::rename(beside.c_str(), config.ledger_key.c_str()) != 0) {
    return ErrnoError(errno, config.ledger_key);
  }
  return Ok();
}

}  // namespace niem::server
