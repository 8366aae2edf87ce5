#include "cli/store_commands.h"

#include <sys/stat.h>

#include <filesystem>

#include "base/file.h"
#include "cli/line.h"
#include "cli/print.h"
#include "cli/token.h"
#include "ledger/clock.h"
#include "registry/schema.h"
#include "server/errand.h"
#include "store/backup.h"

namespace niem::cli {
namespace {

namespace fs = std::filesystem;

std::string Absolute(const std::string& path) {
  return fs::absolute(path).lexically_normal().string();
}

Status Copy(const std::string& from, const std::string& to) {
  TRY_ASSIGN(const std::string text, ReadWholeFile(from, 1U << 20));
  const mode_t before = ::umask(077);
  Status written = WriteFileAtomically(to, text);
  ::umask(before);
  return written;
}

int64_t NowMs() {
  return ledger::SystemClock().WallMicros() / 1000;
}

void Say(const Line& line, std::string vi, std::string en) {
  Print((line.lang == Lang::kVi ? std::move(vi) : std::move(en)) + "\n");
}

std::string Reason(const Line& line) {
  return line.Has("reason") ? line.Get("reason") : std::string();
}

// An order of two persons, where there is one; else it is said, and where the agency wants one
// (setting machine.orders), refused.
Result<registry::Errand> ErrandFor(const Line& line, server::Instance& instance, access::Act act,
                                   const std::string& what, bool may_refuse) {
  registry::Errand errand;
  errand.act = act;
  errand.what = what;
  errand.reason = Reason(line);
  TRY_ASSIGN(errand.order, instance.registry().OrderFor(act, what));
  if (errand.order) return errand;
  TRY_ASSIGN(const bool wanted, instance.registry().WantsOrders());
  const std::string code(access::RuleOf(act).code);
  if (wanted && may_refuse) {
    return Error(ErrorCode::kPermission,
                 {"cơ quan yêu cầu lệnh của hai người: niem act " + code,
                  "the agency wants an order of two persons: niem act " + code});
  }
  Say(line, "Chú ý: không có lệnh của hai người (niem act " + code + "); ghi vào nhật ký như vậy",
      "Note: no order of two persons (niem act " + code + "); the ledger says so");
  return errand;
}

// ---- backup ------------------------------------------------------------------------------------

// Beside the sealed data: the settings and the sealed signing key, so that a backup and the secret
// are enough on an empty machine.
Status Backup(const Line& line) {
  if (line.words.size() != 2) {
    return UsageError("dùng: niem backup DIR ĐÍCH", "use: niem backup DIR TARGET");
  }
  const std::string folder = Absolute(line.words[0]);
  const std::string target = Absolute(line.words[1]);
  TRY_ASSIGN(const server::InstanceConfig config, server::InstanceConfig::Load(folder));
  TRY_ASSIGN(const server::InstanceSecret secret, SecretOf(line, config));
  TRY_ASSIGN(const auto instance, server::Instance::Open(folder, secret));
  TRY(instance->registry().SignCheckpoint());
  TRY_ASSIGN(const store::StoreKey key, secret.ToStoreKey());
  TRY_ASSIGN(const store::BackupManifest made,
             store::Backup(instance->store(), target, key, NowMs()));
  TRY(Copy(folder + "/niem.json", target + "/niem.json"));
  TRY(Copy(config.ledger_key, target + "/ledger.key"));
  TRY(store::VerifyBackup(target, key));
  TRY_ASSIGN(registry::Errand errand,
             ErrandFor(line, *instance, access::Act::kBackupMake, "", false));
  errand.target = target;
  TRY(instance->Enter(errand));
  Say(line, "Đã sao lưu và kiểm tra lại: " + target + " (" + std::to_string(made.size) + " byte)",
      "Backed up and verified: " + target + " (" + std::to_string(made.size) + " bytes)");
  return Ok();
}

// ---- restore -----------------------------------------------------------------------------------

Status PrepareFolder(const std::string& backup, const std::string& folder, const Line& line,
                     server::InstanceConfig* config) {
  TRY_ASSIGN(*config, server::InstanceConfig::Load(backup));
  for (const std::string& path : {folder, folder + "/khoa"}) {
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return ErrnoError(errno, path);
  }
  const bool embedded = config->engine == store::Engine::kEmbedded;
  config->store = embedded ? folder + "/kho.niem" : "";
  config->ledger_key = folder + "/khoa/ledger.key";
  config->signed_state = folder + "/khoa/signed-state";
  if (line.Has("postgres")) config->conninfo = line.Get("postgres");
  if (line.Has("key-file")) config->key_file = Absolute(line.Get("key-file"));
  if (line.Has("passphrase-file")) config->key_file.clear();
  return Ok();
}

// What can still be said of the ledger that a restore replaces: who ordered it, how far it went.
// Nothing of this may stop a restore after a disaster.
std::string LedgerBefore(const std::string& folder, const server::InstanceSecret& secret) {
  if (!fs::exists(folder + "/niem.json")) return {};
  const auto instance = server::Instance::Open(folder, secret);
  if (!instance.ok()) return "không mở được kho cũ: " + instance.error().message().vi;
  std::string text;
  const auto order = (*instance)->registry().OrderFor(access::Act::kBackupRestore, "");
  if (order.ok() && *order) text = "lệnh số " + std::to_string(**order) + " trong kho cũ; ";
  if (const auto note = (*instance)->registry().SignCheckpoint(); note.ok()) {
    text += "mốc kiểm cuối của kho cũ: " + *note;
  }
  return text;
}

Status Restore(const Line& line) {
  if (line.words.size() != 2) {
    return UsageError("dùng: niem restore BẢN_SAO DIR", "use: niem restore BACKUP DIR");
  }
  const std::string backup = Absolute(line.words[0]);
  const std::string folder = Absolute(line.words[1]);
  // A key file named in the backup by a relative path would be looked for in the backup itself.
  if (!line.Has("key-file") && !line.Has("passphrase-file") && !HasTerminal()) {
    return UsageError("cần --key-file hoặc --passphrase-file của lúc sao lưu",
                      "--key-file or --passphrase-file of the time of the backup is needed");
  }
  TRY_ASSIGN(const server::InstanceSecret secret, SecretOf(line, {}));
  TRY_ASSIGN(const store::StoreKey key, secret.ToStoreKey());
  TRY(store::VerifyBackup(backup, key));
  registry::Errand errand;
  errand.act = access::Act::kBackupRestore;
  errand.target = backup;
  errand.reason = Reason(line);
  errand.before = LedgerBefore(folder, secret);
  server::InstanceConfig config;
  TRY(PrepareFolder(backup, folder, line, &config));
  if (config.engine == store::Engine::kEmbedded) {
    TRY(store::RestoreEmbedded(backup, key, config.store));
  } else {
    TRY_ASSIGN(const auto store, store::Store::OpenPostgres(config.conninfo));
    TRY(store::RestorePostgres(backup, key, *store, registry::Migrations(), NowMs()));
  }
  TRY(Copy(backup + "/ledger.key", config.ledger_key));
  // What was signed after the backup is lost with it: said aloud, and kept for the inquiry.
  if (fs::exists(config.signed_state)) {
    fs::rename(config.signed_state, config.signed_state + ".before-restore");
    Say(line,
        "Chú ý: mốc kiểm đã ký trước khi phục hồi được giữ ở " + config.signed_state +
            ".before-restore; đối chiếu phần bị mất và lập biên bản",
        "Note: the checkpoint signed before the restore is kept in " + config.signed_state +
            ".before-restore; compare what is lost and write minutes");
  }
  TRY(config.Save(folder));
  TRY(server::LeaveErrand(folder, errand));
  TRY_ASSIGN(const auto instance, server::Instance::Open(folder, secret));
  TRY(instance->store().CheckIntegrity());
  Say(line, "Đã phục hồi: " + folder + "; kiểm chứng: niem export-ledger " + folder + " TỆP",
      "Restored: " + folder + "; prove it: niem export-ledger " + folder + " FILE");
  return Ok();
}

// ---- rekey -------------------------------------------------------------------------------------

Status ChangeSigningKey(const Line& line, const std::string& folder,
                        const server::InstanceSecret& secret) {
  TRY_ASSIGN(const std::optional<server::TokenPlace> token, TokenOf(line));
  TRY_ASSIGN(const auto instance, server::Instance::Open(folder, secret));
  TRY_ASSIGN(const registry::Errand errand,
             ErrandFor(line, *instance, access::Act::kKeyChange, "signing_key", true));
  TRY(instance->ChangeSigningKey(secret, errand, token ? &*token : nullptr));
  const std::string key = instance->VerifierKey();
  Say(line,
      "Đã đổi khóa ký nhật ký; giao khóa kiểm tra mới cho nơi nhận: " + key +
          "\nKhóa cũ đã ký xác nhận và không còn; sao lưu lại",
      "The ledger's signing key was changed; hand the new verifier key over: " + key +
          "\nThe old key has signed over it and is gone; make a new backup");
  return Ok();
}

// The secret that opens the store from now on, and the path of its key file.
Result<server::InstanceSecret> NewSecret(const Line& line, std::string* key_file) {
  if (line.Has("new-key-file")) {
    *key_file = Absolute(line.Get("new-key-file"));
    if (!fs::exists(*key_file)) TRY(store::CreateKeyFile(*key_file));
    return server::InstanceSecret::FromKeyFile(*key_file);
  }
  Line asked = line;
  asked.values.erase("key-file"), asked.values.erase("passphrase-file");
  if (line.Has("new-passphrase-file")) {
    asked.values["passphrase-file"] = {line.Get("new-passphrase-file")};
  }
  return SecretOf(asked, {});
}

Status Rekey(const Line& line) {
  if (line.words.size() != 1) return UsageError("dùng: niem rekey DIR", "use: niem rekey DIR");
  const std::string folder = Absolute(line.words[0]);
  TRY_ASSIGN(const server::InstanceConfig config, server::InstanceConfig::Load(folder));
  TRY_ASSIGN(const server::InstanceSecret old_secret, SecretOf(line, config));
  if (line.Has("signing-key")) return ChangeSigningKey(line, folder, old_secret);
  registry::Errand errand;
  {
    TRY_ASSIGN(const auto instance, server::Instance::Open(folder, old_secret));
    const std::string what = line.Has("data-key") ? "data_key" : "secret";
    TRY_ASSIGN(errand, ErrandFor(line, *instance, access::Act::kKeyChange, what, true));
  }
  std::string key_file;
  TRY_ASSIGN(const server::InstanceSecret secret, NewSecret(line, &key_file));
  TRY(server::LeaveErrand(folder, errand));
  Status changed = server::ChangeSecret(folder, old_secret, secret, key_file, line.Has("data-key"));
  if (!changed.ok()) {
    server::RemoveErrand(folder);
    return changed;
  }
  TRY(server::Instance::Open(folder, secret));  // enters it in the ledger
  Say(line, "Đã đổi khóa; bản sao lưu cũ vẫn mở bằng khóa cũ",
      "Key changed; earlier backups still open with the old key");
  return Ok();
}

// ---- export ------------------------------------------------------------------------------------

Status ExportLedger(const Line& line) {
  if (line.words.size() != 2) {
    return UsageError("dùng: niem export-ledger DIR TỆP.niemlog",
                      "use: niem export-ledger DIR FILE.niemlog");
  }
  TRY_ASSIGN(const auto instance, OpenInstance(line, line.words[0]));
  TRY_ASSIGN(registry::Errand errand,
             ErrandFor(line, *instance, access::Act::kLedgerExport, "", true));
  errand.target = Absolute(line.words[1]);
  TRY(instance->Enter(errand));
  TRY(instance->ExportLedger(line.words[1]));
  Say(line,
      "Đã xuất: " + line.words[1] + "\nKiểm chứng: niem-verify -k '" + instance->VerifierKey() +
          "' " + line.words[1],
      "Exported: " + line.words[1] + "\nProve it: niem-verify -k '" + instance->VerifierKey() +
          "' " + line.words[1]);
  return Ok();
}

const FlagInfo kReasonFlag = {
    "reason",       0,
    "TEXT",         "",
    kInstanceGroup, {"lý do, ghi vào nhật ký", "why; entered in the ledger"}};

const std::vector<std::pair<int, StaticText>> kStatuses = {
    {0, {"xong", "done"}},
    {kUsageStatus, {"không làm được; kho giữ nguyên", "not done; the instance is as before"}}};

}  // namespace

const CommandInfo& BackupCommandInfo() {
  static const CommandInfo info{
      "backup",
      "DIR TARGET",
      {"sao lưu kho trong khi đang chạy", "back an instance up while it runs"},
      {"TARGET là thư mục mới: dữ liệu niêm phong, bản kê, cấu hình và khóa ký đã niêm phong. Mở "
       "bằng khóa của kho lúc sao lưu. Đọc lại toàn bộ trước khi báo xong.",
       "TARGET is a new folder: sealed data, manifest, settings and the sealed signing key. It "
       "opens with the instance's key of that time. All is read again before it says done."},
      WithCommonFlags({kReasonFlag}),
      {{{"ra ổ USB", "to a USB disk"}, "niem backup /srv/niem /media/usb/niem-2026-11-22"}},
      kStatuses};
  return info;
}

const CommandInfo& RestoreCommandInfo() {
  static const CommandInfo info{
      "restore",
      "BACKUP DIR",
      {"phục hồi kho từ bản sao lưu", "restore an instance from a backup"},
      {"Kiểm tra cả bản sao trước khi đụng đến DIR; tệp cũ được giữ với đuôi .before-restore. Tập "
       "phục hồi trên máy khác mỗi lần khóa sổ.",
       "Verifies the whole backup before DIR is touched; the old file is kept as .before-restore. "
       "Practise it on another machine at each book close."},
      WithCommonFlags(
          {kReasonFlag,
           {"postgres",
            0,
            "CONNINFO",
            "",
            kInstanceGroup,
            {"cơ sở dữ liệu rỗng để phục hồi vào", "the empty database to restore into"}}}),
      {{{"tập phục hồi", "a drill"},
        "niem restore /media/usb/niem-2026-11-22 thu --key-file kho.key"}},
      kStatuses};
  return info;
}

const CommandInfo& RekeyCommandInfo() {
  static const CommandInfo info{
      "rekey",
      "DIR",
      {"đổi mật khẩu hoặc khóa của kho", "change an instance's passphrase or key"},
      {"Đổi cách mở kho và khóa ký nhật ký (nhanh). --data-key đổi cả khóa mã hóa các trang: ghi "
       "lại "
       "toàn bộ tệp, cần dừng máy chủ.",
       "Changes what opens the store and the ledger's signing key (quick). --data-key also changes "
       "the key that encrypts the pages: writes the whole file anew, with the server stopped."},
      WithCommonFlags(WithTokenFlags(
          {{"new-key-file",
            0,
            "FILE",
            "",
            kInstanceGroup,
            {"mở bằng tệp khóa này; chưa có thì tạo", "open by this key file; made where absent"}},
           {"new-passphrase-file",
            0,
            "FILE",
            "",
            kInstanceGroup,
            {"mật khẩu mới từ tệp; không nêu thì hỏi",
             "the new passphrase from a file; asked for otherwise"}},
           {"signing-key",
            0,
            "",
            "",
            kInstanceGroup,
            {"chỉ đổi khóa ký nhật ký: khóa cũ ký xác nhận khóa mới",
             "change only the key that signs the ledger: the old one signs over the new"}},
           kReasonFlag,
           {"data-key",
            0,
            "",
            "",
            kInstanceGroup,
            {"đổi cả khóa dữ liệu", "change the data key too"}}})),
      {{{"người biết mật khẩu chuyển công tác", "who knew the passphrase leaves"},
        "niem rekey /srv/niem"}},
      kStatuses};
  return info;
}

const CommandInfo& ExportLedgerCommandInfo() {
  static const CommandInfo info{
      "export-ledger",
      "DIR FILE",
      {"xuất nhật ký để kiểm chứng ở máy khác", "export the ledger to be proved elsewhere"},
      {"Ký mốc kiểm rồi ghi mọi sự kiện, nội dung còn giữ và các dòng sổ vào FILE (*.niemlog). "
       "niem-verify chứng minh hoặc chỉ ra chỗ khác biệt đầu tiên. FILE có nội dung bí mật: bảo "
       "quản như kho.",
       "Signs a checkpoint, then writes every event, the bodies still held and the register rows "
       "to FILE (*.niemlog). niem-verify proves it or names the first difference. FILE holds "
       "secret "
       "content: keep it as the store."},
      WithCommonFlags({kReasonFlag}),
      {{{"rồi kiểm chứng", "then prove it"}, "niem export-ledger /srv/niem so.niemlog"}},
      kStatuses};
  return info;
}

int BackupCommand(const std::vector<std::string>& arguments) {
  return RunCommand(BackupCommandInfo(), arguments, Backup);
}

int RestoreCommand(const std::vector<std::string>& arguments) {
  return RunCommand(RestoreCommandInfo(), arguments, Restore);
}

int RekeyCommand(const std::vector<std::string>& arguments) {
  return RunCommand(RekeyCommandInfo(), arguments, Rekey);
}

int ExportLedgerCommand(const std::vector<std::string>& arguments) {
  return RunCommand(ExportLedgerCommandInfo(), arguments, ExportLedger);
}

}  // namespace niem::cli
