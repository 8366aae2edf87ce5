#include "cli/audit_command.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <optional>

#include "audit/redact.h"
#include "audit/report_parts.h"
#include "cli/audit_host.h"
#include "cli/audit_inputs.h"
#include "cli/audit_papers.h"
#include "cli/audit_targets.h"
#include "cli/print.h"
#include "cli/read_line.h"
#include "cli/values.h"

namespace niem::cli {
namespace {

using audit::AuditReport;

constexpr int kFound = 1;
constexpr int kSomeUnread = 3;
constexpr int kInterrupted = 130;
constexpr StaticText kWhatGroup{"Máy được kiểm tra", "The computer examined"};
constexpr StaticText kLiveHelp{
    "kiểm tra chính máy đang chạy (cần quyền quản trị); cùng --root: cây thư mục của máy đó được "
    "thấy ở DIR",
    "examine this running computer (needs root's rights); with --root: its tree is seen at DIR"};
constexpr StaticText kReportGroup{"Báo cáo", "The report"};
constexpr StaticText kLimitGroup{"Giới hạn", "Limits"};

volatile std::sig_atomic_t interrupted = 0;

// The first asks for an end after the source that is being read, the second ends the program.
void OnInterrupt(int number) {
  if (interrupted != 0) {
    std::signal(number, SIG_DFL);
    std::raise(number);
  }
  interrupted = 1;
}

audit::Moment NowMoment() {
  using std::chrono::microseconds;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return audit::Moment::FromUnixMicros(std::chrono::duration_cast<microseconds>(now).count())
      .value_or(audit::Moment{});
}

std::string Now() {
  return NowMoment().ToString().substr(0, 19) + "Z";
}

audit::Profile ProfileOf(const Line& line) {
  const std::string name = line.Get("profile");
  if (name == "internet") return audit::Profile::kInternet;
  if (name == "office") return audit::Profile::kOffice;
  return audit::Profile::kDrafting;
}

Result<worker::IsolateLimits> LimitsOf(const Line& line) {
  worker::IsolateLimits limits;
  if (line.Has("timeout")) {
    TRY_ASSIGN(limits.timeout, ParseSeconds(line.Get("timeout")));
  }
  if (line.Has("memory")) {
    TRY_ASSIGN(limits.memory_bytes, ParseSize(line.Get("memory")));
  }
  return limits;
}

// A line that each source writes over, on a terminal.
std::function<bool(const audit::SourceId&)> Progress(const Line& line) {
  const bool shown = OnTerminal() && !line.Has("quiet");
  return [shown](const audit::SourceId& id) {
    if (shown) std::fprintf(stderr, "\r\033[K%s", id.path.substr(0, 70).c_str());
    return interrupted == 0;
  };
}

int StatusOf(const AuditReport& report, const std::string& fail_on) {
  if (report.run.interrupted) return kInterrupted;
  const audit::Counts counts = audit::CountOf(*report.judged);
  const size_t found = counts.violations + (fail_on == "indication" ? counts.indications : 0);
  if (found > 0 && fail_on != "never") return kFound;
  const auto& image = report.run.image;
  if (image && (image->cut || !image->unread.empty())) return kSomeUnread;
  for (const audit::Source& source : report.collected->sources) {
    if (source.partial) return kSomeUnread;
    if (!source.read && source.id.kind != audit::SourceKind::kPlaces) return kSomeUnread;
  }
  return 0;
}

Result<audit::AuditRun> RunOf(const Line& line) {
  audit::AuditRun run;
  run.live = line.Has("live");
  run.root = RootPath(line);
  run.started = Now();
  run.inspector = line.Get("operator");
  run.version = NIEM_VERSION;
  run.profile = ProfileOf(line);
  const int given = line.Has("image") + (line.Has("root") || run.live);
  if (given != 1 || !line.words.empty()) {
    return UsageError(
        "dùng: niem audit --root THƯ_MỤC | --image TỆP | --live [--profile "
        "drafting|internet|office]",
        "use: niem audit --root DIR | --image FILE | --live [--profile drafting|internet|office]");
  }
  const bool image = line.Has("image");
  for (const char* name : {"volume", "bitlocker-key", "hash"}) {
    if (!image && line.Has(name)) {
      return UsageError(std::string("--") + name + " chỉ dùng cùng --image",
                        std::string("--") + name + " goes with --image alone");
    }
  }
  if (line.Has("removable") && (image || run.live)) {
    return UsageError("--removable chỉ dùng cùng --root", "--removable goes with --root alone");
  }
  if (image) run.root = line.Get("image");
  return run;
}

Error NothingHere(const std::string& root) {
  return {
      ErrorCode::kNotFound,
      {root +
           ": không thấy dấu vết nào của Windows hay Linux; --root phải là gốc của ổ đĩa (có "
           "thư mục Windows) hoặc thư mục chứa các tệp đã trích; nếu là USB thì thêm --removable",
       root + ": no traces of Windows or Linux; --root must be the root of the disk (with the "
              "Windows folder) or a folder that the files were copied into; of a USB drive: add "
              "--removable"}};
}

// Only the tree itself was there to look at, and it shows nothing.
bool IsNothing(const audit::Collected& collected) {
  using audit::SourceKind;
  const bool only_tree = std::ranges::all_of(collected.sources, [](const audit::Source& source) {
    return source.id.kind == SourceKind::kPlaces || source.id.kind == SourceKind::kTree ||
           source.id.kind == SourceKind::kZones;
  });
  return only_tree && collected.facts.empty();
}

void TellLetters(const audit::Collected& collected, audit::ExaminedImage& image) {
  for (audit::ExaminedImage::Volume& volume : image.volumes) {
    const auto letters = collected.letters.find(volume.number);
    if (letters != collected.letters.end()) volume.letters = letters->second;
  }
}

// What the running computer says of itself, before its disk is read.
void AskLive(audit::AuditRun& run, audit::CollectOptions& options) {
  audit::LiveMachine machine = audit::ReadLive(run.root, NowMoment());
  options.live = std::move(machine.sources);
  run.notes = std::move(machine.limits);
}

Result<int> Audit(const Line& line) {
  AuditReport report;
  TRY_ASSIGN(report.run, RunOf(line));
  TRY_ASSIGN(const std::vector<AuditTarget> targets, AuditTargetsOf(line));
  TRY_ASSIGN(const std::unique_ptr<ReportSigner> signer, SignerOf(line));
  TRY_ASSIGN(const worker::IsolateLimits limits, LimitsOf(line));
  TRY_ASSIGN(const std::optional<audit::DeviceRegister> devices, RegisterOf(line));
  report.run.has_register = devices.has_value();
  report.run.registered = devices ? devices->size() : 0;
  TRY_ASSIGN(report.others, OthersOf(line));
  TRY_ASSIGN(const audit::HostList hosts, HostsOf(line));
  TRY_ASSIGN(const Yara yara, YaraOf(line));
  const audit::ReadSettings settings{&hosts, yara.rules ? &*yara.rules : nullptr};
  TRY_ASSIGN(const audit::RulePack pack, audit::RulePack::BuiltIn());
  TRY_ASSIGN(const std::unique_ptr<audit::Root> root, OpenRoot(line, report.run));
  CatchInterrupts(OnInterrupt);
  audit::CollectOptions options;
  options.places = pack.places();
  options.any_program = yara.rules.has_value();
  if (report.run.live) AskLive(report.run, options);
  audit::Collected collected =
      audit::CollectAll(*root, options, ReadApart(limits, settings), Progress(line));
  if (OnTerminal() && !line.Has("quiet")) std::fputs("\r\033[K", stderr);
  const bool computer = !report.run.removable && !report.run.image;
  if (computer && IsNothing(collected) && interrupted == 0) return NothingHere(report.run.root);
  if (report.run.image) report.run.image->unread = root->Unread();
  if (report.run.image) TellLetters(collected, *report.run.image);
  if (yara.rules) collected.sources.push_back(yara.source);
  for (Text& note : audit::TakeOutOwn(report.others, collected))
    report.run.notes.push_back(std::move(note));
  audit::Judged judged = audit::Judge(
      collected, pack,
      {report.run.profile, devices ? &*devices : nullptr, report.others, line.Has("redact")});
  report.run.interrupted = interrupted != 0;
  report.run.finished = Now(), report.run.sandbox = Sandbox();
  if (line.Has("redact")) audit::RedactNames(collected, judged, report.run, line.All("compare"));
  report.pack = &pack, report.collected = &collected, report.judged = &judged;
  TRY(Deliver(report, targets, signer.get(), line.lang));
  return StatusOf(report, line.Get("fail-on"));
}

constexpr StaticText kAbout{
    "DIR là gốc ổ đĩa của máy (gắn chỉ đọc), hoặc thư mục chứa các tệp đã trích: SYSTEM, "
    "SOFTWARE, "
    "NTUSER.DAT, setupapi.dev.log, *.evtx. Không đọc gì của máy đang chạy lệnh, trừ khi có "
    "--live. Mỗi phát hiện "
    "có "
    "quy tắc, căn cứ, mức chắc chắn và bằng chứng; “không thấy” không có nghĩa là chưa từng xảy "
    "ra. Tệp của máy được kiểm tra chỉ được đọc trong hộp cát.\n\nSổ thiết bị là tệp CSV, dòng "
    "đầu "
    "nêu tên cột: serial,vid,pid,owner,unit,inspected,expires.",
    "DIR is the root of the computer's disk (mounted read-only), or a folder that the files "
    "were "
    "copied into: SYSTEM, SOFTWARE, NTUSER.DAT, setupapi.dev.log, *.evtx. Nothing of the "
    "machine "
    "that runs the command is read, but by --live. Each finding has its rule, its clause, its "
    "grade and its "
    "evidence; “not seen” does not mean that it never happened. The examined computer's files "
    "are read in a sandbox only.\n\nThe register of devices is a CSV file whose first line "
    "names "
    "its columns: serial,vid,pid,owner,unit,inspected,expires."};

}  // namespace

std::string RootPath(const Line& line) {
  return line.Has("root") || !line.Has("live") ? line.Get("root") : audit::LiveRootPath();
}

const CommandInfo& AuditCommandInfo() {  // NOLINT(readability-function-size): a table
  static const CommandInfo info{
      "audit",
      "--root DIR | --image FILE | --live",
      {"máy tính đã nối với những gì, từ ổ đĩa của nó",
       "what a computer was connected to, from its disk"},
      kAbout,
      WithSignFlags(
          {{"root",
            0,
            "DIR",
            "",
            kWhatGroup,
            {"gốc ổ đĩa hoặc USB được kiểm tra", "root of the examined disk or USB drive"}},
           {"live", 0, "", "", kWhatGroup, kLiveHelp},
           {"image",
            0,
            "FILE",
            "",
            kWhatGroup,
            {"ảnh đĩa thay cho --root: raw, .001, E01, VHD, VHDX, qcow2, VMDK, hoặc thiết bị; "
             "NTFS, "
             "FAT, "
             "exFAT, ext2–ext4",
             "a disk image instead of --root: raw, .001, E01, VHD, VHDX, qcow2, VMDK, or a device; "
             "NTFS, FAT, exFAT, ext2 to ext4"}},
           {"volume",
            0,
            "N",
            "",
            kWhatGroup,
            {"chỉ phân vùng này của ảnh đĩa (mặc định: mọi phân vùng đọc được)",
             "only this volume of the image (default: all that can be read)"}},
           {"bitlocker-key",
            0,
            "KEY",
            "",
            kWhatGroup,
            {"khoá khôi phục 48 số, mật khẩu, tệp .BEK, hoặc - để đọc từ đầu vào chuẩn; nhắc lại "
             "được",
             "48-digit recovery key, password, .BEK file, or - to read it from standard input; "
             "repeatable"}},
           {"hash",
            0,
            "",
            "",
            kWhatGroup,
            {"tính SHA-256 của cả đĩa trong ảnh, ghi vào báo cáo",
             "compute the SHA-256 of the whole disk in the image, for the report"}},
           {"removable",
            0,
            "",
            "",
            kWhatGroup,
            {"--root là USB, thẻ nhớ: không có hệ điều hành, chỉ xem dấu vết sâu USB",
             "--root is a USB drive or card: no system on it, only traces of USB worms are looked "
             "for"}},
           {"profile",
            0,
            "NAME",
            "drafting|internet|office",
            kWhatGroup,
            {"máy dùng làm gì (mặc định: drafting, máy soạn thảo BMNN)",
             "what the computer is for (default: drafting, of state secrets)"}},
           {"register",
            0,
            "FILE",
            "",
            kWhatGroup,
            {"sổ thiết bị được dùng, tệp CSV (niem report KHO devices xuất ra)",
             "register of approved devices, a CSV file (niem report STORE devices writes it)"}},
           {"compare",
            0,
            "FILE",
            "",
            kWhatGroup,
            {"báo cáo JSON của máy khác, tìm USB dùng chung; nhắc lại được",
             "another computer's JSON report, to find shared drives; repeatable"}},
           {"hosts",
            0,
            "FILE",
            "",
            kWhatGroup,
            {"máy chủ cần nêu tên trong lịch sử trình duyệt (JSON, như packs/audit/hosts.json), "
             "thêm "
             "vào danh sách có sẵn",
             "hosts to name in browser histories (JSON, as packs/audit/hosts.json), besides those "
             "built "
             "in"}},
           {"yara",
            0,
            "DIR",
            "",
            kWhatGroup,
            {"quy tắc YARA của cơ quan (*.yar, *.yara), chỉ dùng cho chương trình ở nơi đáng ngờ",
             "the agency's YARA rules (*.yar, *.yara), for programs in places of suspicion alone"}},
           {"format",
            'f',
            "FORMAT",
            AuditFormats(),
            kReportGroup,
            {"định dạng; nhắc lại được, mỗi lần một -o", "format; repeatable, each with its -o"}},
           {"output", 'o', "FILE", "", kReportGroup, {"ra tệp", "to a file"}},
           {"redact",
            0,
            "",
            "",
            kReportGroup,
            {"tên tài liệu chỉ còn mã băm, cho báo cáo gửi ra ngoài đơn vị",
             "names of documents only as digests, for reports that leave the unit"}},
           {"fail-on",
            0,
            "WHAT",
            "violation|indication|never",
            kReportGroup,
            {"trạng thái thoát 1 khi có (mặc định: violation, trái quy định)",
             "exit status 1 when there is (default: violation, contrary to the rules)"}},
           {"operator",
            0,
            "NAME",
            "",
            kReportGroup,
            {"người kiểm tra, ghi vào biên bản", "the inspector, written into the minutes"}},
           {"timeout",
            0,
            "S",
            "",
            kLimitGroup,
            {"giây cho mỗi tệp (mặc định 60)", "seconds for each file (default 60)"}},
           {"memory",
            0,
            "SIZE",
            "",
            kLimitGroup,
            {"bộ nhớ cho mỗi tệp (mặc định 1G)", "memory for each file (default 1G)"}},
           {"quiet", 'q', "", "", kOtherGroup, {"không báo tiến độ", "no progress"}},
           {"lang", 0, "LANG", "vi|en", kOtherGroup, {"ngôn ngữ", "language"}},
           {"help", 'h', "", "", kOtherGroup, {"trợ giúp", "help"}}}),
      AuditExamples(),
      {{0, {"không có phát hiện ở mức đã chọn (--fail-on)", "nothing that --fail-on names"}},
       {kFound,
        {"có phát hiện trái quy định (hoặc theo --fail-on)",
         "something contrary to the rules (or as --fail-on says)"}},
       {kUsageStatus, {"dùng sai hoặc lỗi", "usage or fatal error"}},
       {kSomeUnread,
        {"xong, có nguồn không đọc được hoặc đọc thiếu",
         "done, but some sources were not readable, or in part"}},
       {kInterrupted, {"bị ngắt", "interrupted"}}},
      AuditProgram()};
  return info;
}

int AuditCommand(const std::vector<std::string>& arguments) {
  const Result<Line> line = ReadLine(AuditCommandInfo(), arguments);
  if (!line.ok()) return PrintError(line.error(), LangOf(arguments)), kUsageStatus;
  if (line->Has("help")) return Print(Help(AuditCommandInfo(), line->lang)) ? 0 : kUsageStatus;
  const Result<int> status = Audit(*line);
  if (!status.ok()) return PrintError(status.error(), line->lang), kUsageStatus;
  return *status;
}

}  // namespace niem::cli
