#include "cli/transfer_commands.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>

#include "cli/line.h"
#include "cli/print.h"
#include "server/transfer.h"

namespace niem::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kRefusedStatus = 1;

std::string Absolute(const std::string& path) {
  return fs::absolute(path).lexically_normal().string();
}

void Say(const Line& line, const std::string& vi, const std::string& en) {
  Print((line.lang == Lang::kVi ? vi : en) + "\n");
}

// One line on stderr, drawn at most five times a second; none where nobody looks.
class Counter {
 public:
  explicit Counter(const Line& line) : lang_(line.lang) {
    const std::string wanted = line.Get("progress");
    shown_ = wanted == "always" || (wanted != "never" && ::isatty(STDERR_FILENO) == 1);
  }

  ~Counter() {
    if (drawn_) std::fputs("\r\033[K", stderr);
  }

  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;

  void Show(const StaticText& part, uint64_t count) {
    if (!shown_) return;
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return;
    next_ = now + std::chrono::milliseconds(200);
    drawn_ = true;
    std::fprintf(stderr, "\r\033[K%s: %llu", std::string(Pick(part, lang_)).c_str(),
                 static_cast<unsigned long long>(count));
    std::fflush(stderr);
  }

 private:
  Lang lang_;
  bool shown_ = false;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point next_{};
};

int Refused(const registry::Refusal& refusal, Lang lang) {
  PrintError(Error(ErrorCode::kPermission, refusal.message), lang);
  return kRefusedStatus;
}

int refused_status = 0;  // of the one command that runs

Status Export(const Line& line) {
  if (line.words.size() != 2 || !line.Has("as") || !line.Has("second")) {
    return UsageError("dùng: niem export DIR ĐÍCH --as TÊN --second TÊN",
                      "use: niem export DIR TARGET --as LOGIN --second LOGIN");
  }
  const std::string folder = Absolute(line.words[0]);
  TRY_ASSIGN(const server::InstanceConfig config, server::InstanceConfig::Load(folder));
  TRY_ASSIGN(const server::InstanceSecret secret, SecretOf(line, config));
  TRY_ASSIGN(const auto instance, server::Instance::Open(folder, secret));
  server::ExportOrder order;
  order.target = Absolute(line.words[1]);
  order.plain = line.Has("plain");
  TRY_ASSIGN(order.first, ActorOf(line, *instance));
  Line other = line;
  other.values["as"] = {line.Get("second")};
  TRY_ASSIGN(order.second, ActorOf(other, *instance));
  Result<registry::Outcome> outcome = [&] {
    Counter counter(line);
    return server::ExportInstance(
        *instance, folder, secret, order,
        [&](const StaticText& part, uint64_t count) { counter.Show(part, count); });
  }();
  if (!outcome.ok()) return outcome.error();
  if (outcome->refused) {
    refused_status = Refused(*outcome->refused, line.lang);
    return Ok();
  }
  Say(line,
      "Đã xuất toàn bộ kho: " + order.target +
          (order.plain
               ? "\nBản này KHÔNG mã hóa: bảo quản như tài liệu có độ mật cao nhất trong kho"
               : "\nMở bằng khóa hiện tại của kho"),
      "The whole instance is exported: " + order.target +
          (order.plain ? "\nIt is NOT encrypted: keep it as the highest level in the instance"
                       : "\nIt opens with the instance's present key"));
  return Ok();
}

Status Import(const Line& line) {
  if (line.words.size() != 2) {
    return UsageError("dùng: niem import BẢN_XUẤT DIR", "use: niem import EXPORT DIR");
  }
  const std::string source = Absolute(line.words[0]);
  const std::string folder = Absolute(line.words[1]);
  if (!line.Has("key-file") && !line.Has("passphrase-file") && !HasTerminal()) {
    return UsageError("cần --key-file hoặc --passphrase-file của kho lúc xuất",
                      "--key-file or --passphrase-file of the exported instance is needed");
  }
  server::InstanceConfig config;
  if (line.Has("postgres")) {
    config.engine = store::Engine::kPostgres;
    config.conninfo = line.Get("postgres");
  }
  if (line.Has("key-file")) config.key_file = Absolute(line.Get("key-file"));
  TRY_ASSIGN(const server::InstanceSecret secret, SecretOf(line, {}));
  {
    Counter counter(line);
    TRY(server::ImportInstance(
        source, folder, config, secret,
        [&](const StaticText& part, uint64_t count) { counter.Show(part, count); }));
  }
  TRY_ASSIGN(const auto instance, server::Instance::Open(folder, secret));
  Say(line,
      "Đã nhập và đối chiếu từng byte: " + folder + "\nKhóa kiểm chứng: " +
          instance->VerifierKey() + "\nChỉ một trong hai kho được dùng tiếp; kho kia phải dừng",
      "Imported, and compared byte by byte: " + folder +
          "\nVerifier key: " + instance->VerifierKey() +
          "\nOnly one of the two instances may go on; the other must stop");
  return Ok();
}

const FlagInfo kProgress{"progress",  0,
                         "WHEN",      "auto|always|never",
                         kOtherGroup, {"hiện tiến độ trên stderr", "show progress on stderr"}};

}  // namespace

const CommandInfo& ExportCommandInfo() {
  static const CommandInfo info{
      "export",
      "DIR TARGET",
      {"xuất toàn bộ kho ra một định dạng công bố", "export a whole instance, one open format"},
      {"Ghi mọi sự kiện, nội dung, dòng sổ và khóa ký (đã niêm phong) của kho vào TARGET: một tệp "
       "niêm phong bằng khóa của kho, hoặc với --plain một thư mục đọc được bằng chương trình "
       "khác. Cần hai người có nhiệm vụ auditor cùng có mặt; cả hai được ghi vào sổ cái trước khi "
       "ghi byte đầu tiên. niem import đưa trở lại, đúng từng byte, vào kho trống loại nào cũng "
       "được.",
       "Writes every event, body, register row and the sealed signing key to TARGET: a file sealed "
       "with the instance's key, or with --plain a folder that other programs can read. Two people "
       "with the duty auditor must be present; both are recorded before the first byte is written. "
       "niem import brings it back, byte for byte, into an empty instance on either store."},
      WithCommonFlags(
          WithPersonFlags({{"second",
                            0,
                            "LOGIN",
                            "",
                            kPersonGroup,
                            {"người thứ hai cùng cho phép", "the second person who allows it"}},
                           {"plain",
                            0,
                            "",
                            "",
                            kInstanceGroup,
                            {"ra thư mục không mã hóa", "to a folder, not encrypted"}},
                           kProgress})),
      {{{"chuyển kho sang PostgreSQL", "move an instance to PostgreSQL"},
        "niem export /srv/niem kho.xuat --as kiem-tra --second kiem-tra-2"},
       {{"rồi kiểm chứng", "then prove it"},
        "niem export /srv/niem kho --plain --as a --second b && niem-verify kho/ledger.niemlog"}},
      {{0, {"xong", "done"}},
       {kRefusedStatus, {"không được phép; đã ghi vào sổ cái", "not allowed; recorded"}},
       {kUsageStatus, {"không làm được, không để lại gì", "not done, nothing is left"}}}};
  return info;
}

const CommandInfo& ImportCommandInfo() {
  static const CommandInfo info{
      "import",
      "EXPORT DIR",
      {"nhập bản xuất vào kho trống", "import an export into an empty instance"},
      {"Kiểm chứng cả bản xuất (như niem-verify) trước khi tạo DIR, nhập trong một giao dịch, rồi "
       "xuất lại trong bộ nhớ và so từng byte trước khi chốt. Lỗi ở đâu cũng không để lại kho dở "
       "dang. DIR phải chưa có hoặc rỗng.",
       "Proves the whole export (as niem-verify does) before DIR is made, imports it in one "
       "transaction, then exports it again in memory and compares every byte before it commits. "
       "Where it fails no half-made instance stays. DIR must not exist, or be empty."},
      WithCommonFlags(
          {{"postgres",
            0,
            "CONNINFO",
            "",
            kInstanceGroup,
            {"vào cơ sở dữ liệu PostgreSQL rỗng này", "into this empty PostgreSQL database"}},
           kProgress}),
      {{{"vào tệp", "into a file"}, "niem import kho.xuat /srv/moi --key-file kho.key"}},
      {{0, {"xong", "done"}},
       {kUsageStatus, {"không làm được, không để lại gì", "not done, nothing is left"}}}};
  return info;
}

int ExportCommand(const std::vector<std::string>& arguments) {
  refused_status = 0;
  const int status = RunCommand(ExportCommandInfo(), arguments, Export);
  return status == 0 ? refused_status : status;
}

int ImportCommand(const std::vector<std::string>& arguments) {
  return RunCommand(ImportCommandInfo(), arguments, Import);
}

}  // namespace niem::cli
