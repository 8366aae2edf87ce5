#include "cli/scan_flags.h"

#include <algorithm>

#include "base/file.h"
#include "cli/values.h"

namespace niem::cli {
namespace {

constexpr StaticText kReports{"Báo cáo", "Reports"};
constexpr StaticText kLimits{"Giới hạn (tệp nào chạm giới hạn đều được nêu tên)",
                             "Limits (each file that meets one is named)"};
constexpr StaticText kSelection{"Chọn tệp (tệp ẩn luôn được xem)",
                                "Selection (hidden files are always looked at)"};
constexpr StaticText kRules{"Luật và mật khẩu", "Rules and passwords"};
constexpr StaticText kRunning{"Cách chạy", "Running"};
constexpr StaticText kLater{"Chưa có trong bản này", "Not in this version"};

// A report being put together: -o belongs to the --format before it. Without one, its extension
// decides
// ("-o r.json -f text" are two reports), or the next --format where the extension says nothing.
struct ReportPair {
  std::optional<scan::ReportFormat> format;
  std::optional<std::string> path;
};

struct Parsing {
  ScanArguments out;
  std::vector<ReportPair> reports;
};

struct ScanFlag {
  FlagInfo info;
  Status (*apply)(Parsing& parsing, const std::string& value);
};

Error Usage(std::string vi, std::string en) {
  return {ErrorCode::kInvalidArgument, {std::move(vi), std::move(en)}};
}

std::optional<scan::ReportFormat> FormatByExtension(const std::string& path) {
  const size_t dot = path.rfind('.');
  return scan::ReportFormatFromName(dot == std::string::npos ? "" : path.substr(dot + 1));
}

Status AddFormat(Parsing& parsing, const std::string& value) {
  const std::optional<scan::ReportFormat> format = scan::ReportFormatFromName(value);
  if (!format.has_value())
    return Usage("không có dạng báo cáo " + value, "there is no report format " + value);
  if (!parsing.reports.empty() && !parsing.reports.back().format.has_value()) {
    ReportPair& waiting = parsing.reports.back();
    const std::optional<scan::ReportFormat> promised = FormatByExtension(*waiting.path);
    waiting.format = promised.has_value() ? promised : format;
    if (waiting.format == format) return Ok();
  }
  parsing.reports.push_back({format, {}});
  return Ok();
}

Status AddOutput(Parsing& parsing, const std::string& value) {
  if (value.empty()) return Usage("-o cần tên tệp", "-o needs a file name");
  if (!parsing.reports.empty() && !parsing.reports.back().path.has_value())
    parsing.reports.back().path = value;
  else
    parsing.reports.push_back({{}, value});
  return Ok();
}

Status ReadPasswords(Parsing& parsing, const std::string& path) {
  TRY_ASSIGN(const std::string text, ReadWholeFile(path, 1 << 20));
  std::string_view left = text;
  if (left.starts_with("\xef\xbb\xbf")) left.remove_prefix(3);
  while (!left.empty()) {
    const size_t end = std::min(left.find('\n'), left.size());
    std::string_view line = left.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) parsing.out.scan.passwords.emplace_back(line);
    left.remove_prefix(std::min(left.size(), end + 1));
  }
  return Ok();
}

template <typename T>
Status Assign(T& to, Result<T> value) {
  TRY_ASSIGN(to, std::move(value));
  return Ok();
}

Status AssignNumber(uint32_t& to, const std::string& value, uint64_t low, uint64_t high) {
  TRY_ASSIGN(const uint64_t number, ParseNumber(value, low, high));
  to = static_cast<uint32_t>(number);
  return Ok();
}

template <bool ScanArguments::*member>
Status Switch(Parsing& parsing, const std::string&) {
  parsing.out.*member = true;
  return Ok();
}

template <bool scan::ScanOptions::*member>
Status ScanSwitch(Parsing& parsing, const std::string&) {
  parsing.out.scan.*member = true;
  return Ok();
}

Status NotYet(Parsing&, const std::string&) {
  return Usage("tuỳ chọn này chưa có trong bản này; bỏ nó đi rồi chạy lại",
               "this option is not in this version yet; leave it out");
}

const std::vector<ScanFlag>& ScanFlags() {  // NOLINT(readability-function-size): a table
  using P = Parsing;
  using V = const std::string;
  static const std::vector<ScanFlag> flags = {
      {{"format",
        'f',
        "FORMAT",
        "text|jsonl|json|sarif|html|xlsx",
        kReports,
        {"dạng báo cáo; lặp lại để có nhiều báo cáo từ một lần quét (mặc định text ra màn hình)",
         "report format; repeat it for several reports from one run (default: text on stdout)"}},
       AddFormat},
      {{"output",
        'o',
        "FILE",
        "",
        kReports,
        {"ghi báo cáo của --format ngay trước vào tệp này (không có --format thì đoán theo đuôi "
         "tệp)",
         "write the report of the --format before it to this file (without one, by the file's "
         "extension)"}},
       AddOutput},
      {{"redact",
        0,
        "",
        "",
        kReports,
        {"thay tên tệp bằng mã băm, cho báo cáo gửi ra ngoài đơn vị",
         "names of files only as digests, for reports that leave the unit"}},
       Switch<&ScanArguments::redact>},
      {{"operator",
        0,
        "NAME",
        "",
        kReports,
        {"người quét, ghi vào biên bản (mặc định: tài khoản đang chạy)",
         "who scans, for the minutes (default: the account)"}},
       [](P& p, V& v) { return p.out.operator_name = v, Ok(); }},
      {{"fail-on",
        0,
        "VERDICT",
        "marked|copy|suspect|never",
        kReports,
        {"từ mức nào thì mã kết thúc là 1 (mặc định marked)",
         "from which verdict on the exit status is 1 (default marked)"}},
       [](P& p, V& v) { return p.out.fail_on = detect::VerdictFromName(v), Ok(); }},
      {{"hash",
        0,
        "MODE",
        "all|found",
        kReports,
        {"tính SHA-256 của mọi tệp, hay chỉ của tệp không sạch (mặc định all)",
         "SHA-256 of every document, or only of those that are not clean (default all)"}},
       [](P& p, V& v) {
         return p.out.scan.hash = v == "all" ? scan::HashMode::kAll : scan::HashMode::kFound, Ok();
       }},

      {{"timeout",
        0,
        "S",
        "",
        kLimits,
        {"giây cho một tệp (mặc định 60)", "seconds for one file (default 60)"}},
       [](P& p, V& v) { return Assign(p.out.scan.timeout, ParseSeconds(v)); }},
      {{"max-size",
        0,
        "SIZE",
        "",
        kLimits,
        {"tệp hay phần bên trong lớn nhất được đọc, vd. 64M, 2G (mặc định 512M)",
         "largest file or member that is read, e.g. 64M, 2G (default 512M)"}},
       [](P& p, V& v) { return Assign(p.out.scan.limits.max_file_bytes, ParseSize(v)); }},
      {{"max-depth",
        0,
        "N",
        "",
        kLimits,
        {"số lớp tệp nén lồng nhau (mặc định 8)", "containers inside containers (default 8)"}},
       [](P& p, V& v) { return AssignNumber(p.out.scan.limits.max_depth, v, 0, 60); }},
      {{"max-members",
        0,
        "N",
        "",
        kLimits,
        {"số phần bên trong một tệp (mặc định 100000)", "members of one file (default 100000)"}},
       [](P& p, V& v) { return AssignNumber(p.out.scan.limits.max_members, v, 0, 100'000'000); }},
      {{"memory",
        0,
        "SIZE",
        "",
        kLimits,
        {"bộ nhớ cho mỗi tiến trình đọc tệp (mặc định 2G)",
         "memory of each reading process (default 2G)"}},
       [](P& p, V& v) -> Status {
         TRY_ASSIGN(p.out.scan.memory_bytes, ParseSize(v));
         if (p.out.scan.memory_bytes < 64 << 20) return Usage("ít nhất 64M", "at least 64M");
         return Ok();
       }},
      {{"insecure-parsers",
        0,
        "",
        "",
        kLimits,
        {"vẫn quét khi nhân Linux thiếu seccomp hoặc Landlock; tệp độc có thể chiếm máy này",
         "scan though the kernel lacks seccomp or Landlock; a hostile file could take this "
         "machine"}},
       ScanSwitch<&scan::ScanOptions::insecure_parsers>},

      {{"include",
        0,
        "GLOB",
        "",
        kSelection,
        {"chỉ tệp khớp mẫu này, vd. '*.docx', 'phong-1/**'; lặp lại được",
         "only files that match, e.g. '*.docx', 'dir/**'; repeatable"}},
       [](P& p, V& v) { return p.out.scan.include.push_back(v), Ok(); }},
      {{"exclude",
        0,
        "GLOB",
        "",
        kSelection,
        {"bỏ qua tệp và thư mục khớp mẫu này; lặp lại được",
         "leave out files and folders that match; repeatable"}},
       [](P& p, V& v) { return p.out.scan.exclude.push_back(v), Ok(); }},
      {{"one-file-system",
        0,
        "",
        "",
        kSelection,
        {"không sang ổ đĩa khác", "stay on the root's file system"}},
       ScanSwitch<&scan::ScanOptions::one_file_system>},
      {{"follow-symlinks",
        0,
        "",
        "",
        kSelection,
        {"đi theo liên kết tượng trưng", "follow symbolic links"}},
       ScanSwitch<&scan::ScanOptions::follow_symlinks>},
      {{"since",
        0,
        "DATE",
        "",
        kSelection,
        {"chỉ tệp sửa từ ngày này, vd. 2026-05-04",
         "only files modified since this date, e.g. 2026-05-04"}},
       [](P& p, V& v) -> Status {
         TRY_ASSIGN(p.out.scan.since, ParseDate(v));
         return Ok();
       }},
      {{"name",
        0,
        "NAME",
        "",
        kSelection,
        {"tên của tài liệu đọc từ đầu vào chuẩn (-)",
         "name of the document on standard input (-)"}},
       [](P& p, V& v) { return p.out.scan.stdin_name = v, Ok(); }},

      {{"rules",
        0,
        "DIR",
        "",
        kRules,
        {"thêm luật riêng của cơ quan (các tệp JSON trong thư mục)",
         "extra agency rules (the JSON files of the folder)"}},
       [](P& p, V& v) { return p.out.scan.rules_folder = v, Ok(); }},
      {{"passwords",
        0,
        "FILE",
        "",
        kRules,
        {"mật khẩu để thử với tệp có mã hoá, mỗi dòng một",
         "passwords to try on encrypted files, one a line"}},
       ReadPasswords},
      {{"traces",
        0,
        "FILE",
        "",
        kRules,
        {"tìm bản sao, trích đoạn của tài liệu đã đăng ký: tệp dấu vết do niem trace tạo",
         "find copies and excerpts of registered documents: a trace file that niem trace made"}},
       [](P& p, V& v) { return p.out.scan.traces_path = v, Ok(); }},
      {{"trace-key",
        0,
        "FILE",
        "",
        kRules,
        {"khoá của tệp dấu vết (mặc định: tên tệp dấu vết thêm .key)",
         "key of the trace file (default: the trace file's name with .key)"}},
       [](P& p, V& v) { return p.out.scan.trace_key_path = v, Ok(); }},

      {{"ocr",
        0,
        "MODE",
        "auto|off|full",
        kRunning,
        {"nhận dạng chữ trong ảnh: auto (mặc định) tìm con dấu rồi mới đọc cả trang không có lớp "
         "chữ, full đọc mọi ảnh, off không đọc",
         "text recognition in pictures: auto (default) looks for stamps, then reads pages without "
         "a text layer; full reads every picture; off reads none"}},
       [](P& p, V& v) { return p.out.ocr = v, Ok(); }},
      {{"ocr-data",
        0,
        "DIR",
        "",
        kRunning,
        {"thư mục chứa vie.traineddata của tesseract (mặc định: nơi gói tesseract-ocr-vie đặt)",
         "folder of tesseract's vie.traineddata (default: where tesseract-ocr-vie puts it)"}},
       [](P& p, V& v) { return p.out.ocr_folder = v, Ok(); }},
      {{"ocr-turn",
        0,
        "MODE",
        "auto|none",
        kRunning,
        {"trang nằm ngang, lộn ngược: auto (mặc định) tự xoay, none coi mọi trang đã đứng thẳng",
         "pages that lie on their side or upside down: auto (default) turns them, none takes every "
         "page for upright"}},
       [](P& p, V& v) { return p.out.scan.ocr_turn = v == "auto", Ok(); }},
      {{"ocr-page-time",
        0,
        "S",
        "",
        kLimits,
        {"giây để đọc chữ của một trang ảnh (mặc định 20)",
         "seconds for the text of one page that is a picture (default 20)"}},
       [](P& p, V& v) { return Assign(p.out.scan.ocr_page_time, ParseSeconds(v)); }},
      {{"jobs",
        'j',
        "N",
        "",
        kRunning,
        {"số luồng (mặc định: mỗi lõi một)", "threads (default: one per core)"}},
       [](P& p, V& v) -> Status {
         TRY_ASSIGN(const uint64_t jobs, ParseNumber(v, 1, 1024));
         p.out.scan.jobs = static_cast<int>(jobs);
         return Ok();
       }},
      {{"state",
        0,
        "FILE",
        "",
        kRunning,
        {"nhớ việc đã làm: chạy tiếp khi bị ngắt, lần sau bỏ qua tệp không đổi",
         "remember what was done: go on after an interruption, skip unchanged files next time"}},
       [](P& p, V& v) { return p.out.scan.state_path = v, Ok(); }},
      {{"progress",
        0,
        "WHEN",
        "auto|always|never",
        kRunning,
        {"dòng tiến độ trên stderr (auto: khi là màn hình)",
         "progress line on stderr (auto: when it is a terminal)"}},
       [](P& p, V& v) -> Status {
         p.out.progress = v == "auto"     ? ProgressMode::kAuto
                          : v == "always" ? ProgressMode::kAlways
                                          : ProgressMode::kNever;
         return Ok();
       }},
      {{"lang",
        0,
        "LANG",
        "vi|en",
        kRunning,
        {"tiếng của báo cáo và lời nhắn (mặc định theo máy, không rõ thì vi)",
         "language of reports and messages (default: the locale's, else vi)"}},
       [](P& p, V& v) { return p.out.lang = v == "en" ? Lang::kEn : Lang::kVi, Ok(); }},
      {{"quiet",
        'q',
        "",
        "",
        kRunning,
        {"không in gì ngoài báo cáo và lỗi", "print nothing but reports and errors"}},
       Switch<&ScanArguments::quiet>},
      {{"verbose", 'v', "", "", kRunning, {"kể thêm trên stderr", "tell more on stderr"}},
       [](P& p, V&) { return ++p.out.verbosity, Ok(); }},
      {{"config",
        0,
        "FILE",
        "",
        kRunning,
        {"đọc tuỳ chọn từ tệp, mỗi dòng \"tên = giá trị\"; dòng lệnh được ưu tiên",
         "read options from a file, \"name = value\" on each line; the command line wins"}},
       [](P&, V&) { return Ok(); }},
      {{"help", 'h', "", "", kRunning, {"in trang này", "print this page"}},
       Switch<&ScanArguments::help>},
      {{"version", 'V', "", "", kRunning, {"in số phiên bản", "print the version"}},
       Switch<&ScanArguments::version>},

      {{"queue",
        0,
        "URL",
        "",
        kLater,
        {"nhận việc từ hàng đợi chung", "take work from a shared queue"}},
       NotYet},
      {{"worker", 0, "", "", kLater, {"làm việc cho hàng đợi chung", "work for a shared queue"}},
       NotYet},
      {{"crawl", 0, "", "", kLater, {"quét trang tin qua http(s)", "scan a site over http(s)"}},
       NotYet},
  };
  return flags;
}

Status Apply(Parsing& parsing, const GivenFlag& given) {
  const ScanFlag& flag = ScanFlags()[given.flag];
  const Status applied = flag.apply(parsing, given.value);
  const std::string name = "--" + std::string(flag.info.name);
  if (!applied.ok()) {
    return Error(applied.error().code(), {name + ": " + applied.error().message().vi,
                                          name + ": " + applied.error().message().en});
  }
  if (!flag.info.argument.empty())
    parsing.out.given.emplace_back(flag.info.name, given.value);
  else
    parsing.out.given.emplace_back(flag.info.name, "");
  return Ok();
}

Status FinishReports(Parsing& parsing) {
  if (parsing.reports.empty()) parsing.reports.push_back({scan::ReportFormat::kText, {}});
  int on_stdout = 0;
  for (const ReportPair& report : parsing.reports) {
    scan::ReportTarget target;
    if (report.path.has_value() && *report.path != "-") target.path = *report.path;
    if (target.path.empty() && ++on_stdout > 1) {
      return Usage("chỉ một báo cáo ra được màn hình; thêm -o FILE cho các báo cáo kia",
                   "only one report can go to stdout; add -o FILE to the others");
    }
    target.format = report.format.has_value()
                        ? *report.format
                        : FormatByExtension(target.path).value_or(scan::ReportFormat::kText);
    for (const scan::ReportTarget& other : parsing.out.reports) {
      if (!target.path.empty() && other.path == target.path) {
        return Usage("hai báo cáo cùng ghi vào " + target.path, "two reports go to " + target.path);
      }
    }
    parsing.out.reports.push_back(std::move(target));
  }
  return Ok();
}

Status CheckRoots(const ScanArguments& arguments) {
  const std::vector<std::string>& roots = arguments.scan.roots;
  if (roots.empty()) {
    return Usage("chưa nói quét gì: niem scan THƯ_MỤC (xem niem scan --help)",
                 "nothing to scan was named: niem scan FOLDER (see niem scan --help)");
  }
  for (const std::string& root : roots) {
    if (root.starts_with("http://") || root.starts_with("https://")) {
      return Usage(
          root + ": quét trang tin (--crawl) chưa có trong bản này; tải tệp về rồi quét thư mục",
          root +
              ": scanning sites (--crawl) is not in this version; download the files and scan the "
              "folder");
    }
    if (root.empty()) return Usage("đường dẫn rỗng", "an empty path");
  }
  if (std::count(roots.begin(), roots.end(), "-") > 1)
    return Usage("\"-\" chỉ một lần", "\"-\" only once");
  return Ok();
}

}  // namespace

const CommandInfo& ScanCommandInfo() {
  static const CommandInfo info = [] {
    CommandInfo made{
        "scan",
        "PATH...",
        {"tìm tài liệu mang dấu chỉ độ mật trong tệp, thư mục, ổ đĩa, hộp thư",
         "find documents that bear a secrecy mark in files, folders, disks and mail boxes"},
        {"PATH là tệp, thư mục, ổ đĩa đã gắn, mbox hay maildir, hoặc \"-\" cho một tài liệu ở đầu "
         "vào chuẩn.\n\n"
         "Mỗi tài liệu được đọc trong một tiến trình bị khoá (hộp cát); tệp hỏng, mã hoá hay chạm "
         "giới hạn đều được nêu "
         "tên cùng lý do, không bao giờ bị bỏ qua lặng lẽ.",
         "PATH is a file, a folder, a mounted disk, an mbox or maildir, or \"-\" for one document "
         "on standard input.\n\n"
         "Every document is read in a locked-in process (sandbox); damaged or encrypted files and "
         "those that meet a "
         "limit are named with the reason, never passed over in silence."},
        {},
        {{{"quét một thư mục", "scan a folder"}, "niem scan ~/TaiLieu"},
         {{"báo cáo xem bằng trình duyệt, và từng dòng JSON",
           "a report for the browser, and JSON lines"},
          "niem scan /mnt/usb -f html -o bao-cao.html -f jsonl -o ket-qua.jsonl"},
         {{"quét lại hằng ngày, chỉ đọc tệp mới hay đã sửa",
           "scan again every day, reading only new and changed files"},
          "niem scan /srv/share --state share.niem"},
         {{"tìm cả bản sao của tài liệu đã đăng ký (xem niem trace)",
           "find copies of registered documents too (see niem trace)"},
          "niem scan /srv/share --traces don-vi.vet --trace-key don-vi.khoa --fail-on copy"}},
        {{0, {"không có gì từ ngưỡng trở lên", "nothing at or above the threshold"}},
         {1, {"tìm thấy (xem --fail-on)", "something was found (see --fail-on)"}},
         {2,
          {"dùng sai, hoặc lỗi làm dừng việc quét", "usage error, or an error that ends the scan"}},
         {3, {"xong, nhưng có tệp không đọc được", "finished, but some files could not be read"}},
         {130,
          {"bị ngắt (Ctrl-C); báo cáo phần đã quét vẫn được ghi",
           "interrupted (Ctrl-C); the reports on what was scanned are written"}}}};
    for (const ScanFlag& flag : ScanFlags()) made.flags.push_back(flag.info);
    return made;
  }();
  return info;
}

Result<ScanArguments> ParseScanArguments(const std::vector<std::string>& arguments) {
  const CommandInfo& command = ScanCommandInfo();
  TRY_ASSIGN(GivenArguments given, ParseArguments(command, arguments));
  Parsing parsing;
  parsing.out.lang = LangOf(arguments);
  for (const GivenFlag& flag : given.flags) {
    if (command.flags[flag.flag].name != "config") continue;
    TRY_ASSIGN(const std::vector<GivenFlag> from_file, ParseConfig(command, flag.value));
    for (const GivenFlag& line : from_file) TRY(Apply(parsing, line));
  }
  for (const GivenFlag& flag : given.flags) TRY(Apply(parsing, flag));
  parsing.out.scan.roots = std::move(given.positional);
  if (parsing.out.help || parsing.out.version) return std::move(parsing.out);
  TRY(CheckRoots(parsing.out));
  TRY(FinishReports(parsing));
  return std::move(parsing.out);
}

}  // namespace niem::cli
