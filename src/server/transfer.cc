#define RAPIDJSON_HAS_STDSTRING 1
#include "server/transfer.h"

#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/digest.h"
#include "base/file.h"
#include "base/json_text.h"
#include "law/pack_set.h"
#include "ledger/sealed_key.h"
#include "registry/export.h"
#include "registry/import.h"
#include "registry/log_store.h"
#include "registry/schema.h"
#include "server/parcel.h"
#include "store/migrate.h"
#include "verify/checker.h"
#include "verify/export_source.h"

namespace niem::server {
namespace {

namespace fs = std::filesystem;

using access::Act;

constexpr std::string_view kFormat = "niem-export";
constexpr int kVersion = 1;
constexpr int kTries = 5;
constexpr size_t kSmallFile = 1U << 20;
constexpr StaticText kRecords{"bản ghi", "records"};
constexpr StaticText kProving{"byte đã kiểm chứng", "bytes proved"};

struct FileFacts {
  uint64_t size = 0;
  std::string sha256;
  Digest digest{};
};

using Files = std::map<std::string, FileFacts, std::less<>>;

// ---- the manifest ------------------------------------------------------------------------------

struct Manifest {
  std::string instance;
  int64_t schema = 0;
  Files files;
};

// No time and nothing of the machine: the same instance is the same bytes.
std::string ManifestJson(const Manifest& manifest) {
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> out(buffer);
  out.SetIndent(' ', 2);
  out.StartObject();
  out.Key("format"), out.String(std::string(kFormat));
  out.Key("version"), out.Int(kVersion);
  out.Key("instance"), out.String(manifest.instance);
  out.Key("schema_version"), out.Int64(manifest.schema);
  out.Key("files"), out.StartArray();
  for (const auto& [name, facts] : manifest.files) {
    out.StartObject();
    out.Key("name"), out.String(name);
    out.Key("size"), out.Uint64(facts.size);
    out.Key("sha256"), out.String(facts.sha256);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return std::string(buffer.GetString()) + "\n";
}

Error Differs(const Text& what) {
  return {ErrorCode::kCorrupt,
          {"bản xuất không dùng được: " + what.vi + "; xuất lại từ kho gốc",
           "the export is not usable: " + what.en + "; export again from the original"}};
}

Result<Manifest> ReadManifest(const std::string& text) {
  rapidjson::Document json;
  const bool broken = ParseForeignJson(text, &json).has_value();
  const Error malformed = Differs({"manifest.json sai định dạng", "manifest.json is malformed"});
  const auto is = [](const rapidjson::Value& value, const char* name, auto check) {
    const auto found = value.FindMember(name);
    return found != value.MemberEnd() && check(found->value);
  };
  const auto string = [](const rapidjson::Value& value) { return value.IsString(); };
  const auto number = [](const rapidjson::Value& value) { return value.IsUint64(); };
  if (broken || !json.IsObject() || !is(json, "format", string) ||
      json["format"].GetString() != kFormat || !is(json, "version", number)) {
    return malformed;
  }
  if (json["version"].GetUint64() != kVersion) {
    return Error(ErrorCode::kUnsupported, {"bản xuất của phiên bản Niêm mới hơn; hãy nâng cấp",
                                           "the export is of a newer version; upgrade"});
  }
  if (!is(json, "instance", string) || !is(json, "schema_version", number) ||
      !is(json, "files", [](const auto& value) { return value.IsArray(); })) {
    return malformed;
  }
  Manifest manifest;
  manifest.instance = json["instance"].GetString();
  manifest.schema = json["schema_version"].GetInt64();
  for (const rapidjson::Value& file : json["files"].GetArray()) {
    if (!file.IsObject() || !is(file, "name", string) || !is(file, "size", number) ||
        !is(file, "sha256", string)) {
      return malformed;
    }
    manifest.files[file["name"].GetString()] = {
        file["size"].GetUint64(), file["sha256"].GetString(), {}};
  }
  return manifest;
}

// ---- out ---------------------------------------------------------------------------------------

class Packing {
 public:
  Packing(ParcelWriter& parcel, const TransferProgress& progress)
      : parcel_(parcel), progress_(progress) {}

  Status File(std::string_view name, const std::function<Status(const ledger::ByteSink&)>& fill) {
    TRY(parcel_.Begin(name));
    FileFacts facts;
    Sha256 sha;
    TRY(fill([&](Bytes bytes) -> Status {
      facts.size += bytes.size();
      sha.Update(bytes);
      progress_(kRecords, ++records_);
      return parcel_.Write(bytes);
    }));
    facts.sha256 = ToHex(sha.Finish());
    files_[std::string(name)] = facts;
    return parcel_.End();
  }

  Status Text(std::string_view name, const std::string& text) {
    return File(name, [&](const ledger::ByteSink& sink) { return sink(AsBytes(text)); });
  }

  const Files& files() const { return files_; }

 private:
  ParcelWriter& parcel_;
  const TransferProgress& progress_;
  Files files_;
  uint64_t records_ = 0;
};

// A snapshot whose last event a checkpoint covers: signed first, and again where somebody acted in
// between.
Result<store::Transaction> SignedSnapshot(Instance& instance) {
  for (int tries = 0;; ++tries) {
    TRY(instance.registry().SignCheckpoint());
    TRY_ASSIGN(store::Transaction snapshot, instance.store().BeginRead());
    const registry::SqlLogStore log(snapshot);
    TRY_ASSIGN(const ledger::LogHead head, log.ReadHead());
    TRY_ASSIGN(const auto last, log.LastCheckpoint());
    if ((last && last->size == head.size) || tries == kTries) return snapshot;
  }
}

// Each of the two says so for himself, and the ledger names the other beside him.
Result<registry::Outcome> Consent(Instance& instance, const registry::Actor& who,
                                  const registry::Actor& other) {
  const auto look = [&](registry::Deed& deed) -> Status {
    deed.AddBody(std::string(ledger::kDataBody),
                 R"({"export":"instance","with":)" + std::to_string(other.person) + "}");
    return Ok();
  };
  return instance.registry().Read(who, Act::kLedgerExport, access::Object{}, look);
}

Status Pack(Instance& instance, store::Transaction& snapshot, const std::string& sealed_key,
            ParcelWriter& parcel, const TransferProgress& progress) {
  Packing packing(parcel, progress);
  TRY_ASSIGN(const ledger::VerifierKey key, ledger::ParseVerifierKey(instance.VerifierKey()));
  const ledger::ExportHeader header{instance.registry().instance(), key.name, {key}};
  TRY(packing.File(kLedgerFile, [&](const ledger::ByteSink& sink) -> Status {
    const registry::SqlLogStore log(snapshot);
    registry::RegisterRows rows(snapshot);
    return ledger::WriteExport(
        log, header, [&] { return rows.Next(); }, sink);
  }));
  TRY(packing.File(kRestFile, [&](const ledger::ByteSink& sink) {
    return registry::WriteRest(snapshot, sink);
  }));
  TRY(packing.Text(kKeyFile, sealed_key));
  const Manifest manifest{header.instance, static_cast<int64_t>(registry::Migrations().size()),
                          packing.files()};
  TRY(packing.Text(kManifestFile, ManifestJson(manifest)));
  return parcel.Finish();
}

// ---- in ----------------------------------------------------------------------------------------

// One pass over everything: sizes and digests, the small files, and the proof of the ledger.
struct Inspected {
  Manifest manifest;
  std::string sealed_key;
  std::vector<std::string> keys;  // that signed
  Digest ledger{};
  Digest rest{};
};

Error Unproved(const Error& why) {
  return {why.code(),
          {"sổ cái trong bản xuất không chứng minh được: " + why.message().vi,
           "the ledger in the export does not prove: " + why.message().en}};
}

Result<Inspected> Inspect(const std::string& source, const store::StoreKey& key,
                          const TransferProgress& progress) {
  TRY_ASSIGN(const std::unique_ptr<ParcelReader> parcel, ParcelReader::Open(source, key));
  Inspected found;
  Files files;
  std::map<std::string, std::string, std::less<>> small;
  uint64_t read = 0;
  while (true) {
    TRY_ASSIGN(const std::optional<std::string> name, parcel->NextFile());
    if (!name) break;
    Sha256 sha;
    FileFacts facts;
    const auto take = [&](char* out, size_t size) -> Result<size_t> {
      TRY_ASSIGN(const size_t got, parcel->Read(reinterpret_cast<uint8_t*>(out), size));
      sha.Update(Slice(AsBytes({out, size}), 0, got));
      facts.size += got, read += got;
      progress(kProving, read);
      return got;
    };
    if (*name == kLedgerFile) {
      verify::ExportSource export_source(take);
      verify::Checker checker({});
      const Status proved = export_source.Deliver(checker);
      if (!proved.ok()) return Unproved(proved.error());
      found.keys = checker.counts().keys;
    }
    std::string piece(1U << 16, '\0');
    for (size_t got = 1; got != 0;) {
      TRY_ASSIGN(got, take(piece.data(), piece.size()));
      std::string& kept = small[*name];
      if (*name != kLedgerFile && *name != kRestFile) kept.append(piece, 0, got);
      if (kept.size() > kSmallFile) return Differs({*name + " quá lớn", *name + " is too large"});
    }
    facts.digest = sha.Finish();
    facts.sha256 = ToHex(facts.digest);
    files[*name] = facts;
  }
  TRY_ASSIGN(found.manifest, ReadManifest(small[std::string(kManifestFile)]));
  for (const std::string_view name : {kLedgerFile, kRestFile, kKeyFile}) {
    const auto told = found.manifest.files.find(name);
    const auto seen = files.find(name);
    if (told == found.manifest.files.end() || seen == files.end() ||
        told->second.size != seen->second.size || told->second.sha256 != seen->second.sha256) {
      return Differs({std::string(name) + " khác kích thước hoặc mã băm đã ghi",
                      std::string(name) + " has another size or digest than recorded"});
    }
  }
  found.ledger = files.find(kLedgerFile)->second.digest;
  found.rest = files.find(kRestFile)->second.digest;
  found.sealed_key = small[std::string(kKeyFile)];
  return found;
}

Result<ledger::ByteSource> Stream(const std::string& source, const store::StoreKey& key,
                                  std::string_view wanted) {
  TRY_ASSIGN(std::unique_ptr<ParcelReader> opened, ParcelReader::Open(source, key));
  const std::shared_ptr<ParcelReader> parcel(std::move(opened));
  while (true) {
    TRY_ASSIGN(const std::optional<std::string> name, parcel->NextFile());
    if (!name) return Differs({"thiếu tệp", "a file is missing"});
    if (*name == wanted) break;
  }
  return ledger::ByteSource(
      [parcel](uint8_t* out, size_t size) { return parcel->Read(out, size); });
}

// The key that goes on signing is one of those that signed.
Status CheckKey(const Inspected& found, const InstanceSecret& secret) {
  TRY_ASSIGN(const std::unique_ptr<ledger::Signer> signer,
             ledger::OpenSealedKey(found.sealed_key, secret.password()));
  const bool known = std::any_of(found.keys.begin(), found.keys.end(), [&](const auto& text) {
    const auto key = ledger::ParseVerifierKey(text);
    return key.ok() && key->key == signer->public_key();
  });
  if (known) return Ok();
  return Differs({"khóa ký không phải khóa đã ký sổ cái",
                  "its signing key is not the one that signed the ledger"});
}

Status WritePrivate(const std::string& path, std::string_view text) {
  const mode_t before = ::umask(077);
  Status written = WriteFileAtomically(path, text);
  ::umask(before);
  return written;
}

Result<std::unique_ptr<store::Store>> NewStore(const InstanceConfig& config,
                                               const store::StoreKey& key) {
  if (config.engine == store::Engine::kPostgres) return store::Store::OpenPostgres(config.conninfo);
  store::EmbeddedOptions options;
  options.path = config.store;
  options.create = true;
  return store::Store::OpenEmbedded(options, key);
}

// Everything into `partial`, which becomes the instance's folder by one rename.
Status Fill(const std::string& source, const std::string& partial, InstanceConfig config,
            const Inspected& found, const store::StoreKey& key, const TransferProgress& progress) {
  for (const std::string& path : {partial, partial + "/khoa"}) {
    if (::mkdir(path.c_str(), 0700) != 0) return ErrnoError(errno, path);
  }
  config.store = config.engine == store::Engine::kEmbedded ? partial + "/kho.niem" : "";
  config.ledger_key = partial + "/khoa/ledger.key";
  config.signed_state = partial + "/khoa/signed-state";
  TRY_ASSIGN(const std::unique_ptr<store::Store> store, NewStore(config, key));
  const registry::ImportSource parts{[&] { return Stream(source, key, kLedgerFile); },
                                     [&] { return Stream(source, key, kRestFile); }, found.ledger,
                                     found.rest};
  TRY(WritePrivate(config.ledger_key, found.sealed_key));
  TRY(config.Save(partial));
  const int64_t now_ms = ledger::SystemClock().WallMicros() / 1000;
  TRY(registry::Import(*store, parts, now_ms, progress));
  return store->Read([&](store::Connection& connection) -> Status {
    TRY_ASSIGN(const auto last, registry::SqlLogStore(connection).LastCheckpoint());
    if (!last) return Ok();
    TRY_ASSIGN(const ledger::Note note, ledger::ParseNote(last->note));
    TRY_ASSIGN(const ledger::Checkpoint checkpoint, ledger::ParseCheckpoint(note.text));
    return ledger::SignedStateFile(config.signed_state).Remember(checkpoint);
  });
}

}  // namespace

Result<registry::Outcome> ExportInstance(Instance& instance, const std::string& folder,
                                         const InstanceSecret& secret, const ExportOrder& order,
                                         const TransferProgress& progress) {
  if (order.first.person == order.second.person) {
    return Error(ErrorCode::kPermission,
                 access::Explain(access::Answer::kOwnRequest, Act::kLedgerExport));
  }
  TRY_ASSIGN(const InstanceConfig config, InstanceConfig::Load(folder));
  TRY_ASSIGN(const std::string sealed_key, ReadWholeFile(config.ledger_key, kSmallFile));
  TRY_ASSIGN(const store::StoreKey key, secret.ToStoreKey());
  TRY_ASSIGN(
      const std::unique_ptr<ParcelWriter> parcel,
      order.plain ? ParcelWriter::Folder(order.target) : ParcelWriter::Sealed(order.target, key));
  TRY_ASSIGN(store::Transaction snapshot, SignedSnapshot(instance));
  TRY_ASSIGN(registry::Outcome outcome, Consent(instance, order.second, order.first));
  if (outcome.refused) return outcome;
  TRY_ASSIGN(outcome, Consent(instance, order.first, order.second));
  if (outcome.refused) return outcome;
  TRY(Pack(instance, snapshot, sealed_key, *parcel, progress));
  return outcome;
}

Status ImportInstance(const std::string& source, const std::string& folder, InstanceConfig config,
                      const InstanceSecret& secret, const TransferProgress& progress) {
  std::error_code ignored;
  if (fs::exists(folder) && !fs::is_empty(folder, ignored)) {
    return Error(ErrorCode::kInvalidArgument, {folder + " không rỗng; chọn thư mục mới",
                                               folder + " is not empty; name a new folder"});
  }
  TRY_ASSIGN(const store::StoreKey key, secret.ToStoreKey());
  TRY_ASSIGN(const Inspected found, Inspect(source, key, progress));
  if (found.manifest.schema != static_cast<int64_t>(registry::Migrations().size())) {
    return Error(ErrorCode::kUnsupported,
                 {"bản xuất có bảng của phiên bản khác; nhập bằng đúng phiên bản Niêm đã xuất",
                  "the export has tables of another version; import it with the version that "
                  "wrote it"});
  }
  TRY(CheckKey(found, secret));
  const std::string partial = folder + ".partial";
  fs::remove_all(partial, ignored);
  Status done = Fill(source, partial, std::move(config), found, key, progress);
  if (done.ok()) {
    fs::remove(folder, ignored);  // empty
    if (::rename(partial.c_str(), folder.c_str()) != 0) done = ErrnoError(errno, folder);
  }
  if (!done.ok()) fs::remove_all(partial, ignored);
  return done;
}

}  // namespace niem::server
