#define RAPIDJSON_HAS_STDSTRING 1
#include "cli/finding_command.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "base/file.h"
#include "cli/act_command.h"
#include "cli/line.h"
#include "cli/print.h"
#include "registry/audit_intake.h"
#include "registry/scan_report.h"

namespace niem::cli {
namespace {

constexpr size_t kPiece = 1U << 20;
constexpr size_t kMaxDigestFile = 4096;

// Short ones go as they are: the server's own reader then sees every line.
Result<std::string> ReportText(const std::string& path) {
  std::error_code unknown;
  const uintmax_t size = std::filesystem::file_size(path, unknown);
  if (unknown) return ErrnoError(unknown.value(), path);
  if (size <= registry::kMaxReportJson) return ReadWholeFile(path, registry::kMaxReportJson);
  std::ifstream file(path, std::ios::binary);
  if (!file) return ErrnoError(errno, path);
  registry::Abridger abridger;
  std::string piece(kPiece, '\0');
  while (file.read(piece.data(), kPiece) || file.gcount() > 0) {
    TRY(abridger.Add({piece.data(), static_cast<size_t>(file.gcount())}));
  }
  if (file.bad()) return ErrnoError(EIO, path);
  return abridger.Finish();
}

struct Asked {
  access::Act act = access::Act::kFindingImport;
  std::string fields;
};

// Of `niem audit` rather than of `niem scan`: its first member says so.
bool IsAudit(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string begin(64, '\0');
  file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  return begin.find("\"niem-audit/") != std::string::npos;
}

Result<Asked> AskedOf(const Line& line, const std::string& path) {
  const bool audit = IsAudit(path);
  TRY_ASSIGN(const std::string report,
             audit ? ReadWholeFile(path, registry::kMaxAuditBytes) : ReportText(path));
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> out(buffer);
  out.StartObject();
  out.Key("report"), out.String(report);
  if (audit && std::filesystem::exists(path + ".sig")) {
    TRY_ASSIGN(const std::string signature, ReadWholeFile(path + ".sig", kMaxDigestFile));
    out.Key("signature"), out.String(signature);
  }
  const std::string beside = path + ".sha256";
  if (std::filesystem::exists(beside)) {
    TRY_ASSIGN(std::string digest, ReadWholeFile(beside, kMaxDigestFile));
    digest.resize(std::min(digest.size(), digest.find_first_of(" \r\n")));
    out.Key("sha256"), out.String(digest);
  }
  if (line.Has("unit")) out.Key("unit"), out.String(line.Get("unit"));
  if (line.Has("unreadable")) out.Key("unreadable"), out.Bool(true);
  if (line.Has("machine")) out.Key("machine"), out.String(line.Get("machine"));
  out.EndObject();
  return Asked{audit ? access::Act::kAuditImport : access::Act::kFindingImport,
               std::string(buffer.GetString(), buffer.GetSize())};
}

Result<int> RunFinding(const Line& line) {
  if (line.Has("help")) return Print(Help(FindingCommandInfo(), line.lang)) ? 0 : kUsageStatus;
  if (line.words.size() != 2 || line.words[0] != "import" || !line.Has("dir")) {
    return UsageError("dùng: niem finding import TỆP --dir THƯ_MỤC --as NGƯỜI",
                      "use: niem finding import FILE --dir FOLDER --as PERSON");
  }
  // Before anyone is asked for a password.
  TRY_ASSIGN(const Asked asked, AskedOf(line, line.words[1]));
  TRY_ASSIGN(const auto instance, OpenInstance(line, line.Get("dir")));
  TRY_ASSIGN(const registry::Actor actor, ActorOf(line, *instance));
  TRY_ASSIGN(const registry::Outcome outcome,
             instance->registry().Perform(actor, asked.act, asked.fields));
  return ShowOutcome(line, outcome);
}

constexpr StaticText kReportGroup{"Báo cáo", "The report"};

}  // namespace

const CommandInfo& FindingCommandInfo() {
  static const CommandInfo info{
      "finding",
      "import FILE",
      {"nhập báo cáo của niem scan, niem audit vào sổ",
       "bring a report of niem scan or niem audit into the registers"},
      {"FILE là báo cáo jsonl hoặc json. Tệp FILE.sha256 nằm cạnh thì được đối chiếu. Văn thư, "
       "người có thẩm quyền hoặc cán bộ bảo vệ BMNN nhập, trong phạm vi tiếp cận của mình. Tệp đã "
       "biết từ lần quét trước giữ nguyên kết luận.\n\nBáo cáo json của niem audit cũng nhập ở "
       "đây: "
       "phát hiện trái quy định và dấu hiệu vào sổ, thiết bị chưa có trong sổ thiết bị thành thiết "
       "bị chưa đăng ký; FILE.sig nằm cạnh thì chữ ký được kiểm.",
       "FILE is a report in jsonl or json. FILE.sha256 beside it is compared. Imported by the "
       "registrar, the authority or the security officer, within his clearance. What an earlier "
       "scan found keeps what was decided.\n\nA json report of niem audit is imported here too: "
       "what "
       "is contrary to the rules and indications go into the books, devices that the register of "
       "devices does not have become unregistered ones; FILE.sig beside it is proved."},
      WithCommonFlags(WithPersonFlags(
          {{"dir", 0, "DIR", "", kInstanceGroup, {"thư mục kho", "the instance's folder"}},
           {"unit",
            0,
            "CODE",
            "",
            kReportGroup,
            {"mã đơn vị có máy được quét", "code of the unit that the machine belongs to"}},
           {"machine",
            0,
            "NAME",
            "",
            kReportGroup,
            {"tên máy, khi báo cáo của niem audit không có",
             "the machine's name, where niem audit's report has none"}},
           {"unreadable",
            0,
            "",
            "",
            kReportGroup,
            {"nhập cả tệp không đọc được", "also files that could not be read"}},
           {"format", 'f', "FORMAT", "text|json", kOtherGroup, {"dạng kết quả", "output"}}})),
      {{{"kiểm tra máy rồi nhập", "audit, then import"},
        "niem audit --root /mnt/o-dia -f json -o may-1.json --sign kiem-tra.key; niem finding "
        "import may-1.json --dir thu --as chu-tich"},
       {{"quét rồi nhập", "scan, then import"},
        "niem scan /home --format jsonl -o may-1.jsonl && niem finding import may-1.jsonl --dir "
        "thu --as chu-tich"}},
      {{0, {"đã nhập", "imported"}},
       {1, {"bị từ chối, kèm lý do", "refused, with the reason"}},
       {kUsageStatus, {"báo cáo hỏng, dùng sai, lỗi kho", "broken report, usage, store failure"}}}};
  return info;
}

int FindingCommand(const std::vector<std::string>& arguments) {
  return RunWithStatus(FindingCommandInfo(), arguments, RunFinding);
}

}  // namespace niem::cli
