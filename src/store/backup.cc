#include "store/backup.h"

#include <fcntl.h>
#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/digest.h"
#include "base/file.h"
#include "store/aead_vfs.h"
#include "store/engine.h"
#include "store/postgres_dump.h"
#include "store/sealed_stream.h"
#include "store/sqlite_handle.h"

namespace niem::store {
namespace {

namespace fs = std::filesystem;

constexpr int kFormat = 1;
constexpr std::string_view kFormatName = "niem-backup";
constexpr std::string_view kManifest = "/manifest.json";
constexpr int kBusyMs = 1000;

Error Differs(const std::string& folder, const Text& what) {
  return {ErrorCode::kCorrupt,
          {"bản sao lưu " + folder + " không dùng được: " + what.vi + "; dùng bản khác",
           "the backup " + folder + " is not usable: " + what.en + "; use another one"}};
}

Status SyncPath(const std::string& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid() || ::fsync(fd.get()) != 0) return ErrnoError(errno, path);
  return Ok();
}

std::string FolderOf(const std::string& path) {
  const std::string parent = fs::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

Status Rename(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return ErrnoError(errno, to);
  return SyncPath(FolderOf(to));
}

bool Exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

struct Measured {
  uint64_t size = 0;
  std::string sha256;
};

Result<Measured> Measure(const std::string& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return ErrnoError(errno, path);
  Sha256 sha;
  Measured out;
  std::string buffer(1 << 20, '\0');
  while (true) {
    const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoError(errno, path);
    if (got == 0) break;
    sha.Update(Slice(AsBytes(buffer), 0, static_cast<size_t>(got)));
    out.size += static_cast<uint64_t>(got);
  }
  out.sha256 = ToHex(sha.Finish());
  return out;
}

// A SQLite file through its own encrypting VFS.
struct OpenFile {
  std::unique_ptr<AeadVfs> vfs;  // outlives the handle
  internal::SqliteHandle db;
};

Result<OpenFile> OpenEncrypted(const std::string& path, FileKeys keys) {
  OpenFile file;
  TRY_ASSIGN(file.vfs, AeadVfs::Register(std::move(keys)));
  TRY_ASSIGN(file.db, internal::OpenHandle(path, file.vfs->name(), kBusyMs));
  return file;
}

// Copies a database page by page within one snapshot.
Status CopyDatabase(sqlite3* from, sqlite3* to) {
  sqlite3_backup* copy = sqlite3_backup_init(to, "main", from, "main");
  if (copy == nullptr) return internal::SqliteError(to, SQLITE_OK);
  const int step = sqlite3_backup_step(copy, -1);
  const int end = sqlite3_backup_finish(copy);
  if (step != SQLITE_DONE) return internal::SqliteError(to, step);
  return end == SQLITE_OK ? Ok() : Status(internal::SqliteError(to, end));
}

// `path` becomes a store of its own with a new data key and the content of `from`.
Status CopyIntoNewFile(sqlite3* from, const std::string& path, const StoreKey& key) {
  TRY_ASSIGN(FileKeys keys, CreateHeader(path, key));
  TRY_ASSIGN(const OpenFile file, OpenEncrypted(path, std::move(keys)));
  TRY(CopyDatabase(from, file.db.get()));
  return internal::CheckDatabase(file.db.get());
}

std::string ManifestJson(const BackupManifest& manifest) {
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> json(buffer);
  json.StartObject();
  json.Key("format"), json.String(kFormatName.data());
  json.Key("version"), json.Int(manifest.format);
  json.Key("engine"), json.String(manifest.engine == Engine::kEmbedded ? "embedded" : "postgres");
  json.Key("created_ms"), json.Int64(manifest.created_ms);
  json.Key("schema_version"), json.Int64(manifest.schema_version);
  json.Key("data_file"), json.String(manifest.data_file.c_str());
  json.Key("size"), json.Uint64(manifest.size);
  json.Key("sha256"), json.String(manifest.sha256.c_str());
  json.EndObject();
  return std::string(buffer.GetString()) + '\n';
}

Result<BackupManifest> ReadManifest(const std::string& folder) {
  TRY_ASSIGN(const std::string text, ReadWholeFile(folder + std::string(kManifest), 1 << 16));
  rapidjson::Document json;
  json.Parse(text.c_str(), text.size());
  const auto is_text = [&](const char* key) { return json.HasMember(key) && json[key].IsString(); };
  const auto is_number = [&](const char* key) {
    return json.HasMember(key) && json[key].IsInt64() && json[key].GetInt64() >= 0;
  };
  if (json.HasParseError() || !json.IsObject() || !is_text("format") || !is_text("engine") ||
      !is_text("data_file") || !is_text("sha256") || !is_number("version") ||
      !is_number("created_ms") || !is_number("schema_version") || !is_number("size") ||
      kFormatName != json["format"].GetString())
    return Differs(folder, {"manifest.json sai định dạng", "manifest.json is malformed"});
  if (json["version"].GetInt64() != kFormat) {
    return Error(ErrorCode::kUnsupported,
                 {"bản sao lưu của một phiên bản Niêm mới hơn; hãy nâng cấp",
                  "the backup is of a newer version of Niêm; upgrade"});
  }
  BackupManifest manifest;
  const std::string engine = json["engine"].GetString();
  manifest.engine = engine == "postgres" ? Engine::kPostgres : Engine::kEmbedded;
  manifest.created_ms = json["created_ms"].GetInt64();
  manifest.schema_version = json["schema_version"].GetInt64();
  manifest.data_file = json["data_file"].GetString();
  manifest.size = json["size"].GetUint64();
  manifest.sha256 = json["sha256"].GetString();
  // A name, never a path out of the folder.
  if (manifest.data_file.empty() || manifest.data_file.find('/') != std::string::npos ||
      manifest.data_file[0] == '.' || (engine != "postgres" && engine != "embedded"))
    return Differs(folder, {"manifest.json sai định dạng", "manifest.json is malformed"});
  return manifest;
}

std::string DataPath(const std::string& folder, const BackupManifest& manifest) {
  return folder + "/" + manifest.data_file;
}

Status WriteData(Store& store, const std::string& path, const StoreKey& key) {
  TRY_ASSIGN(const std::unique_ptr<internal::Session> session, store.backend().BeginRead());
  if (store.engine() == Engine::kEmbedded)
    return CopyIntoNewFile(static_cast<sqlite3*>(session->handle()), path, key);
  TRY_ASSIGN(SealedWriter writer, SealedWriter::Create(path, key));
  TRY(internal::DumpTables(session->handle(),
                           [&](std::string_view bytes) { return writer.Write(bytes); }));
  return writer.Finish();
}

const Sql kCopiedVersion("store.copied_version",
                         "SELECT COALESCE(MAX(number), 0) FROM niem_migration");

// The schema version that the data itself names, so that a manifest cannot lie about it.
Status VerifyEmbedded(const std::string& folder, const BackupManifest& manifest,
                      const StoreKey& key) {
  const std::string path = DataPath(folder, manifest);
  TRY_ASSIGN(FileKeys keys, ReadHeader(path, key));
  TRY_ASSIGN(const OpenFile file, OpenEncrypted(path, std::move(keys)));
  TRY(internal::CheckDatabase(file.db.get()));
  sqlite3_stmt* raw = nullptr;
  const std::string_view text = kCopiedVersion.text();
  if (sqlite3_prepare_v2(file.db.get(), text.data(), static_cast<int>(text.size()), &raw,
                         nullptr) != SQLITE_OK)
    return internal::SqliteError(file.db.get(), SQLITE_OK);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
  if (sqlite3_step(raw) != SQLITE_ROW || sqlite3_column_int64(raw, 0) != manifest.schema_version)
    return Differs(folder, {"khác phiên bản bảng", "its schema version differs"});
  return Ok();
}

Status VerifyDump(const std::string& path, const StoreKey& key) {
  TRY_ASSIGN(SealedReader reader, SealedReader::Open(path, key));
  while (true) {
    TRY_ASSIGN(const std::string chunk, reader.Next());
    if (chunk.empty()) return Ok();
  }
}

// Leftovers of the file that stood there before belong to other pages: they must not be replayed.
Status RemoveLogs(const std::string& path) {
  for (const char* suffix : {"-wal", "-shm", "-journal"}) {
    if (::unlink((path + suffix).c_str()) != 0 && errno != ENOENT) return ErrnoError(errno, path);
  }
  return Ok();
}

Status CheckNotInUse(const std::string& path) {
  if (!Exists(path)) return Ok();
  TRY_ASSIGN(const bool in_use, internal::IsInUse(path));
  if (!in_use) return Ok();
  return Error(ErrorCode::kBusy, {path + " đang được dùng; dừng dịch vụ rồi khôi phục lại",
                                  path + " is in use; stop the service, then restore"});
}

}  // namespace

Result<BackupManifest> Backup(Store& store, const std::string& folder, const StoreKey& key,
                              int64_t now_ms) {
  if (Exists(folder)) {
    return Error(ErrorCode::kInvalidArgument, {folder + " đã có; chọn tên khác cho bản sao lưu",
                                               folder + " exists; name the backup otherwise"});
  }
  const std::string partial = folder + ".partial";
  std::error_code ignored;
  fs::remove_all(partial, ignored);
  if (::mkdir(partial.c_str(), 0700) != 0) return ErrnoError(errno, partial);
  const auto make = [&]() -> Result<BackupManifest> {
    BackupManifest manifest;
    manifest.engine = store.engine();
    manifest.created_ms = now_ms;
    manifest.data_file = manifest.engine == Engine::kEmbedded ? "store.niem" : "dump.niem";
    TRY_ASSIGN(manifest.schema_version, SchemaVersion(store));
    TRY(WriteData(store, DataPath(partial, manifest), key));
    TRY(SyncPath(DataPath(partial, manifest)));
    TRY_ASSIGN(const Measured measured, Measure(DataPath(partial, manifest)));
    manifest.size = measured.size;
    manifest.sha256 = measured.sha256;
    TRY(WriteFileAtomically(partial + std::string(kManifest), ManifestJson(manifest)));
    TRY(Rename(partial, folder));
    return manifest;
  };
  Result<BackupManifest> made = make();
  if (!made.ok()) fs::remove_all(partial, ignored);
  return made;
}

Result<BackupManifest> CheckManifest(const std::string& folder) {
  TRY_ASSIGN(BackupManifest manifest, ReadManifest(folder));
  TRY_ASSIGN(const Measured measured, Measure(DataPath(folder, manifest)));
  if (measured.size != manifest.size || measured.sha256 != manifest.sha256) {
    return Differs(folder, {"tệp dữ liệu khác kích thước hoặc mã băm đã ghi",
                            "its data file has another size or digest than recorded"});
  }
  return manifest;
}

Result<BackupManifest> VerifyBackup(const std::string& folder, const StoreKey& key) {
  TRY_ASSIGN(BackupManifest manifest, CheckManifest(folder));
  if (manifest.engine == Engine::kEmbedded)
    TRY(VerifyEmbedded(folder, manifest, key));
  else
    TRY(VerifyDump(DataPath(folder, manifest), key));
  return manifest;
}

Status RestoreEmbedded(const std::string& folder, const StoreKey& key, const std::string& path) {
  TRY_ASSIGN(const BackupManifest manifest, VerifyBackup(folder, key));
  if (manifest.engine != Engine::kEmbedded) {
    return Error(ErrorCode::kInvalidArgument,
                 {"đây là bản sao lưu của PostgreSQL", "this is a backup of PostgreSQL"});
  }
  TRY(CheckNotInUse(path));
  const std::string fresh = path + ".restoring";
  std::error_code failed;
  fs::copy_file(DataPath(folder, manifest), fresh, fs::copy_options::overwrite_existing, failed);
  if (failed) return ErrnoError(failed.value(), fresh);
  TRY(SyncPath(fresh));
  // What was verified is what was copied.
  TRY_ASSIGN(const Measured copied, Measure(fresh));
  if (copied.sha256 != manifest.sha256)
    return Differs(folder, {"tệp đổi trong lúc chép", "it changed while it was copied"});
  if (Exists(path)) {
    const std::string kept = path + ".before-restore";
    for (const char* suffix : {"-wal", "-journal"}) {
      if (Exists(path + suffix)) TRY(Rename(path + suffix, kept + suffix));
    }
    if (::unlink(kept.c_str()) != 0 && errno != ENOENT) return ErrnoError(errno, kept);
    if (::link(path.c_str(), kept.c_str()) != 0) return ErrnoError(errno, kept);
  }
  TRY(RemoveLogs(path));
  return Rename(fresh, path);
}

Status RestorePostgres(const std::string& folder, const StoreKey& key, Store& store,
                       std::span<const Migration> migrations, int64_t now_ms) {
  TRY_ASSIGN(const BackupManifest manifest, VerifyBackup(folder, key));
  if (manifest.engine != Engine::kPostgres || store.engine() != Engine::kPostgres) {
    return Error(ErrorCode::kInvalidArgument,
                 {"bản sao lưu và kho không cùng loại", "backup and store are of two kinds"});
  }
  TRY_ASSIGN(const int64_t version, SchemaVersion(store));
  if (version != 0) {
    return Error(ErrorCode::kInvalidArgument,
                 {"cơ sở dữ liệu đích phải trống", "the target database must be empty"});
  }
  const auto wanted = static_cast<size_t>(manifest.schema_version);
  if (wanted > migrations.size()) {
    return Error(ErrorCode::kUnsupported,
                 {"bản sao lưu của một phiên bản Niêm mới hơn; hãy nâng cấp",
                  "the backup is of a newer version of Niêm; upgrade"});
  }
  TRY(Migrate(store, migrations.first(wanted), now_ms));
  TRY_ASSIGN(const std::unique_ptr<internal::Session> session,
             store.backend().BeginWrite(WriteMode::kSequenced));
  TRY_ASSIGN(SealedReader reader, SealedReader::Open(DataPath(folder, manifest), key));
  TRY(internal::LoadTables(session->handle(), [&] { return reader.Next(); }));
  return session->Commit();
}

Status Rekey(const std::string& path, const StoreKey& old_key, const StoreKey& new_key) {
  const std::string fresh = path + ".rekeying";
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) ::unlink((fresh + suffix).c_str());
  {
    TRY_ASSIGN(FileKeys keys, ReadHeader(path, old_key));
    TRY_ASSIGN(const OpenFile file, OpenEncrypted(path, std::move(keys)));
    // The log's content into the file, and nobody else at it, until the new one stands there.
    TRY(internal::RunSql(file.db.get(),
                         "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;"
                         "PRAGMA wal_checkpoint(TRUNCATE)"));
    TRY(CopyIntoNewFile(file.db.get(), fresh, new_key));
    TRY(SyncPath(fresh));
    TRY(Rename(fresh, path));
  }
  return RemoveLogs(path);
}

}  // namespace niem::store
