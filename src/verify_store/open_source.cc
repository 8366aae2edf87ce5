#define RAPIDJSON_HAS_STDSTRING 1
#include "verify_store/open_source.h"

#include <rapidjson/document.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/file.h"
#include "verify/digest.h"
#include "verify/shown.h"

namespace niem::verify_store {
namespace {

using store::Snapshot;

constexpr size_t kMaxSettings = 64U << 10;
constexpr std::string_view kStoreMagic = "NiemSto";
constexpr std::array<long, 2> kSlots = {0, 4096};  // one of the two may be empty

bool Exists(const std::string& path) {
  struct stat info {};

  return ::stat(path.c_str(), &info) == 0;
}

bool IsFolder(const std::string& path) {
  struct stat info {};

  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

bool IsConnection(const std::string& where) {
  return where.starts_with("postgres://") || where.starts_with("postgresql://") ||
         (!Exists(where) && where.find('=') != where.npos);
}

Result<bool> IsStoreFile(FILE* file, const std::string& path) {
  for (const long slot : kSlots) {
    std::array<char, 8> bytes{};
    if (std::fseek(file, slot, SEEK_SET) != 0) break;  // a pipe is no store
    const size_t got = std::fread(bytes.data(), 1, bytes.size(), file);
    if (std::string_view(bytes.data(), got).starts_with(kStoreMagic)) return true;
  }
  if (std::ferror(file) != 0) return ErrnoError(errno, path);
  std::clearerr(file);
  (void)std::fseek(file, 0, SEEK_SET);
  return false;
}

Result<Opened> OpenExport(Opened opened, const std::string& path) {
  FILE* const file = opened.file.get();
  opened.source = std::make_unique<verify::ExportSource>(
      [file, path](char* out, size_t size) -> Result<size_t> {
        const size_t count = std::fread(out, 1, size, file);
        if (count == 0 && std::ferror(file) != 0) return ErrnoError(errno, path);
        return count;
      });
  return opened;
}

// The key of a verifier key "name+id+base64(1 || key)" (c2sp.org/signed-note).
std::optional<std::string> KeyIn(std::string_view text) {
  const size_t id = text.find('+');
  const size_t plus = id == text.npos ? id : text.find('+', id + 1);
  if (plus == text.npos) return std::nullopt;
  const std::optional<std::string> bytes = verify::FromBase64(text.substr(plus + 1));
  if (!bytes || bytes->size() != 33 || bytes->front() != 1) return std::nullopt;
  return bytes->substr(1);
}

// Those that the registers name once the signing key was changed. Whether they may be believed is
// judged like the key beside the store: by who handed it over.
Status AddNamedKeys(Snapshot& snapshot, std::vector<std::string>* keys) {
  const store::TableShape* table = snapshot.Find("signing_key");
  const auto has = [&](std::string_view name) {
    return std::find(table->columns.begin(), table->columns.end(), name) != table->columns.end();
  };
  if (table == nullptr || !has("id") || !has("key")) return Ok();
  TRY_ASSIGN(const auto cursor, snapshot.Read({"signing_key", {"key"}, {"id"}, "", 0}));
  while (true) {
    TRY_ASSIGN(const store::Rows* rows, cursor->Next());
    if (rows->empty()) return Ok();
    for (const store::Row row : *rows) {
      const store::Value cell = row.Get(0);  // a tamperer's may be of any kind
      const auto* text = std::get_if<std::string>(&cell.variant());
      const std::optional<std::string> key = text != nullptr ? KeyIn(*text) : std::nullopt;
      if (key && std::find(keys->begin(), keys->end(), *key) == keys->end()) keys->push_back(*key);
    }
  }
}

Result<Opened> FromSnapshot(std::unique_ptr<Snapshot> snapshot,
                            std::vector<std::string> public_keys) {
  TRY(AddNamedKeys(*snapshot, &public_keys));
  Opened opened;
  opened.snapshot = std::move(snapshot);
  auto source = std::make_unique<StoreSource>(*opened.snapshot, std::move(public_keys));
  opened.store = source.get();
  opened.source = std::move(source);
  return opened;
}

// The public half, which a sealed key states in clear: docs/formats/checkpoint.md. Nothing where
// the file is absent (a token) or otherwise.
std::vector<std::string> PublicKeys(const std::string& sealed_key) {
  constexpr std::string_view kWord = "\ned25519 ";
  const Result<std::string> text = ReadWholeFile(sealed_key, kMaxSettings);
  if (!text.ok()) return {};
  const size_t at = text->find(kWord);
  if (at == text->npos) return {};
  const size_t begin = at + kWord.size();
  const std::optional<std::string> key =
      verify::FromBase64(std::string_view(*text).substr(begin, text->find('\n', begin) - begin));
  return key && key->size() == 32 ? std::vector<std::string>{*key} : std::vector<std::string>();
}

// niem.json, as server/instance.h writes it.
struct Settings {
  bool postgres = false;
  std::string store;
  std::string conninfo;
  std::string key_file;
  std::string ledger_key;
  std::string signed_state;
};

Result<Settings> ReadSettings(const std::string& folder) {
  const std::string path = folder + "/niem.json";
  TRY_ASSIGN(const std::string text, ReadWholeFile(path, kMaxSettings));
  rapidjson::Document parsed;
  parsed.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
  const rapidjson::Document& json = parsed;  // clang finds == of its iterators ambiguous otherwise
  const auto get = [&](const char* name) -> std::string {
    if (!json.IsObject()) return {};
    const auto found = std::as_const(json).FindMember(name);
    return found == std::as_const(json).MemberEnd() || !found->value.IsString()
               ? ""
               : found->value.GetString();
  };
  if (json.HasParseError() || get("format") != "niem-instance/1") {
    return Error(ErrorCode::kUnsupported,
                 {path + " không phải cấu hình niem-instance/1", path + " is no niem-instance/1"});
  }
  const auto place = [&](const char* name) {
    const std::string value = get(name);
    return value.empty() || value.starts_with('/') ? value : folder + "/" + value;
  };
  return Settings{get("engine") == "postgres", place("store"),      get("conninfo"),
                  place("key_file"),           place("ledger_key"), place("signed_state")};
}

Result<Opened> OpenInstance(const std::string& folder, const KeyAsker& ask) {
  TRY_ASSIGN(const Settings settings, ReadSettings(folder));
  std::unique_ptr<Snapshot> snapshot;
  if (settings.postgres) {
    TRY_ASSIGN(snapshot, Snapshot::OfPostgres(settings.conninfo));
  } else {
    TRY_ASSIGN(const store::StoreKey key, ask(settings.key_file));
    TRY_ASSIGN(snapshot, Snapshot::OfEmbedded(settings.store, key));
  }
  TRY_ASSIGN(Opened opened, FromSnapshot(std::move(snapshot), PublicKeys(settings.ledger_key)));
  Result<std::string> state = ReadWholeFile(settings.signed_state, kMaxSettings);
  if (state.ok()) opened.remembered.push_back({settings.signed_state, std::move(state).value()});
  return opened;
}

Result<Opened> OpenFolder(const std::string& folder, const KeyAsker& ask) {
  // A backup holds the settings too.
  if (Exists(folder + "/manifest.json")) {
    TRY_ASSIGN(const store::StoreKey key, ask(""));
    TRY_ASSIGN(std::unique_ptr<Snapshot> snapshot,
               Snapshot::OfBackup(folder, key, StoreSource::PrimaryKeys()));
    return FromSnapshot(std::move(snapshot), PublicKeys(folder + "/ledger.key"));
  }
  if (Exists(folder + "/niem.json")) return OpenInstance(folder, ask);
  const std::string name = verify::Shown(folder);
  return Error(ErrorCode::kInvalidArgument,
               {name + " không phải kho Niêm, cũng không phải bản sao lưu",
                name + " is neither an instance nor a backup"});
}

}  // namespace

Result<Opened> OpenSource(const std::string& where, const KeyAsker& ask) {
  if (IsConnection(where)) {
    TRY_ASSIGN(std::unique_ptr<Snapshot> snapshot, Snapshot::OfPostgres(where));
    return FromSnapshot(std::move(snapshot), {});
  }
  if (IsFolder(where)) return OpenFolder(where, ask);
  Opened opened;
  if (where == "-") {
    opened.file = {stdin, [](FILE*) { return 0; }};
    return OpenExport(std::move(opened), where);
  }
  opened.file = {std::fopen(where.c_str(), "rb"), std::fclose};
  if (opened.file == nullptr) return ErrnoError(errno, verify::Shown(where));
  TRY_ASSIGN(const bool is_store, IsStoreFile(opened.file.get(), where));
  if (!is_store) return OpenExport(std::move(opened), where);
  opened.file.reset();
  TRY_ASSIGN(const store::StoreKey key, ask(""));
  TRY_ASSIGN(std::unique_ptr<Snapshot> snapshot, Snapshot::OfEmbedded(where, key));
  return FromSnapshot(std::move(snapshot), {});
}

}  // namespace niem::verify_store
