#include "cli/audit_papers.h"

#include "base/file.h"
#include "base/secret.h"
#include "cli/line.h"
#include "ledger/sealed_key.h"
#include "minutes/minutes.h"
#include "minutes/signature.h"
#include "minutes/workbook.h"

namespace niem::cli {
namespace {

constexpr StaticText kSignGroup{"Chữ ký số", "The signature"};
constexpr uint64_t kMaxKeyFile = 1U << 20;

class SealedKeySigner : public ReportSigner {
 public:
  explicit SealedKeySigner(std::unique_ptr<ledger::Signer> signer) : signer_(std::move(signer)) {}

  std::string Key() const override { return minutes::ReportKeyText(signer_->public_key()); }

  Result<std::string> Sign(std::string_view report, std::string_view time) override {
    return minutes::SignReport(report, time, *signer_);
  }

 private:
  std::unique_ptr<ledger::Signer> signer_;
};

}  // namespace

std::string_view AuditFormats() {
  return "text|json|jsonl|sarif|html|xlsx|pdf";
}

std::vector<std::pair<StaticText, std::string_view>> AuditExamples() {
  return {{{"ổ đĩa máy soạn thảo, gắn chỉ đọc", "a drafting computer's disk, mounted read-only"},
           "niem audit --root /mnt/o-dia --register so-usb.csv -f html -o bien-ban.html"},
          {{"máy Linux đang chạy", "a running Linux computer"},
           "sudo niem audit --live -f html -o bien-ban.html"},
          {{"ảnh đĩa có BitLocker, tính mã băm", "an image with BitLocker, with its digest"},
           "niem audit --image may-1.E01 --bitlocker-key - --hash -f html -o bien-ban.html"},
          {{"bảng Excel để lọc, dòng JSON cho hệ thống giám sát",
            "an Excel workbook to filter, JSON lines for a monitoring system"},
           "niem audit --root /mnt/o-dia -f xlsx -o may-1.xlsx -f jsonl -o may-1.jsonl"},
          {{"biên bản để ký và báo cáo ký số", "minutes to sign, and a signed report"},
           "niem audit --root /mnt/o-dia -f pdf -o bien-ban.pdf -f json -o may-1.json --sign "
           "kiem-tra.key"}};
}

std::vector<FlagInfo> WithSignFlags(std::vector<FlagInfo> flags) {
  const std::vector<FlagInfo> sign = {
      {"sign",
       0,
       "FILE",
       "",
       kSignGroup,
       {"ký số báo cáo JSON bằng khóa trong tệp này (niem new-key), ra TỆP.sig bên cạnh",
        "sign the JSON report with the key in this file (niem new-key), into FILE.sig beside it"}},
      {"password-file",
       0,
       "FILE",
       "",
       kSignGroup,
       {"tệp chứa mật khẩu của khóa, quyền 0600; không nêu thì hỏi",
        "file of the key's password, mode 0600; asked for otherwise"}}};
  flags.insert(flags.end(), sign.begin(), sign.end());
  return flags;
}

Result<std::unique_ptr<ReportSigner>> SignerOf(const Line& line) {
  if (!line.Has("sign")) {
    if (!line.Has("password-file")) return std::unique_ptr<ReportSigner>();
    return UsageError("--password-file đi cùng --sign", "--password-file goes with --sign");
  }
  TRY_ASSIGN(const std::string file, ReadWholeFile(line.Get("sign"), kMaxKeyFile));
  std::string typed;
  if (line.Has("password-file")) {
    TRY_ASSIGN(typed, ReadPrivateLine(line.Get("password-file")));
  } else {
    TRY_ASSIGN(typed,
               AskSecret({"Mật khẩu của khóa ký", "Password of the signing key"}, line.lang));
  }
  Result<SecretBuffer> password = SecretBuffer::Copy(AsBytes(typed));
  WipeText(typed);
  if (!password.ok()) return password.error();
  TRY_ASSIGN(std::unique_ptr<ledger::Signer> signer, ledger::OpenSealedKey(file, *password));
  return std::unique_ptr<ReportSigner>(std::make_unique<SealedKeySigner>(std::move(signer)));
}

Result<std::string> PaperOf(const std::string& format, const audit::AuditReport& report,
                            const JsonBeside& json, Lang lang) {
  if (format == "xlsx") return minutes::WorkbookOf(report, lang);
  return print::Render(minutes::MinutesOf(report, {json.name, json.sha256, json.signed_by}));
}

}  // namespace niem::cli
