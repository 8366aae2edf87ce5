// niem-verify: proves a ledger, or names the first difference. See docs/formats/ledger.md and
// docs/man/niem-verify.1. What it proves is judged in src/verify alone.
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/i18n.h"
#include "base/result.h"
#include "base/secret.h"
#include "verify/checker.h"
#include "verify/records.h"
#include "verify/shown.h"
#include "verify_store/open_source.h"
#include "verify_store/report_file.h"

namespace niem::verify_store {
namespace {

using verify::Counts;
using verify::Hex;
using verify::Options;
using verify::Shown;
using verify::View;

constexpr int kProved = 0;
constexpr int kDifferent = 1;
constexpr int kNotVerified = 2;

constexpr StaticText kHelp{
    "niem-verify [TUỲ CHỌN] NGUỒN\n\n"
    "Kiểm chứng sổ cái và các dòng sổ trong NGUỒN, chỉ ra chỗ khác biệt đầu tiên. NGUỒN chỉ được\n"
    "đọc, không bị ghi. NGUỒN là:\n"
    "  TỆP.niemlog            tệp trích xuất; \"-\" đọc từ đầu vào chuẩn\n"
    "  THƯ MỤC                kho Niêm (đang chạy hay không), hoặc bản sao lưu\n"
    "  TỆP kho.niem           riêng tệp kho\n"
    "  postgresql://…         cơ sở dữ liệu PostgreSQL; viết được cả \"host=… dbname=…\"\n"
    "  TỆP.json               báo cáo niem audit đã ký số, có TỆP.json.sig bên cạnh\n\n"
    "  -c, --checkpoint TỆP   mốc kiểm giữ ở nơi khác (USB nhân chứng, chữ trong mã QR, đơn vị\n"
    "                         cấp trên); dùng được nhiều lần; \"-\" đọc từ đầu vào chuẩn\n"
    "  -k, --key KHÓA         khóa kiểm tra tin cậy, dạng tên+số+khóa, hoặc @TỆP mỗi dòng một\n"
    "                         khóa; không có thì dùng khóa kèm theo nguồn và nói rõ điều đó\n"
    "      --key-file TỆP     tệp khóa mở kho hoặc bản sao lưu\n"
    "      --passphrase-file TỆP\n"
    "                         mật khẩu mở kho hoặc bản sao lưu; không nêu thì hỏi\n"
    "      --without-rows     tệp không kèm các dòng sổ: chỉ kiểm sự kiện và nội dung\n"
    "  -q, --quiet            chỉ trả mã thoát và khác biệt\n"
    "      --lang vi|en       ngôn ngữ\n"
    "  -h, --help             trang này\n"
    "  -V, --version          phiên bản\n\n"
    "Mã thoát: 0 đã chứng minh; 1 có khác biệt; 2 không kiểm được (sai cách dùng, sai khóa, lỗi\n"
    "đọc).\n",
    "niem-verify [OPTIONS] SOURCE\n\n"
    "Proves the ledger and the register rows in SOURCE, or names the first difference. SOURCE is\n"
    "only read, never written. SOURCE is:\n"
    "  FILE.niemlog           an export; \"-\" is standard input\n"
    "  FOLDER                 an instance (at work or not), or a backup\n"
    "  FILE kho.niem          the store's file alone\n"
    "  postgresql://…         a PostgreSQL database; also written \"host=… dbname=…\"\n"
    "  FILE.json              a signed report of niem audit, with FILE.json.sig beside it\n\n"
    "  -c, --checkpoint FILE  a checkpoint held elsewhere (a witness's USB stick, the text of a "
    "QR\n"
    "                         code, the superior unit); may be repeated; \"-\" is standard input\n"
    "  -k, --key KEY          a trusted verifier key, name+id+key, or @FILE with one a line;\n"
    "                         without it the keys beside the source are used, and the report\n"
    "                         says so\n"
    "      --key-file FILE    the key file that opens the store or backup\n"
    "      --passphrase-file FILE\n"
    "                         its passphrase; asked for otherwise\n"
    "      --without-rows     the file holds no register rows: check events and bodies only\n"
    "  -q, --quiet            only the exit status and a difference\n"
    "      --lang vi|en       language\n"
    "  -h, --help             this page\n"
    "  -V, --version          version\n\n"
    "Exit status: 0 proved; 1 a difference; 2 could not verify (usage, key, reading).\n"};

struct Arguments {
  Options options;
  std::string where;
  std::string key_file;
  std::string passphrase_file;
  bool quiet = false;
  bool help = false;
  bool version = false;
};

Error Usage(std::string vi, std::string en) {
  return {ErrorCode::kInvalidArgument,
          {std::move(vi) + "; xem niem-verify --help", std::move(en) + "; see niem-verify --help"}};
}

Result<std::string> ReadSmallFile(const std::string& path) {
  constexpr size_t kMax = 1U << 20;
  if (path != "-") return ReadWholeFile(path, kMax);
  std::string text(kMax + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), stdin));
  if (std::ferror(stdin) != 0) return ErrnoError(errno, path);
  if (text.size() > kMax) return Usage("đầu vào quá lớn", "the input is too large");
  return text;
}

Status AddKey(std::string_view text, Options* options) {
  const std::optional<verify::Key> key = verify::ParseKey(text);
  if (!key) return Usage("khóa sai khuôn dạng: " + Shown(text), "malformed key: " + Shown(text));
  options->keys.push_back(*key);
  return Ok();
}

Status AddKeys(const std::string& value, Options* options) {
  if (!value.starts_with('@')) return AddKey(value, options);
  TRY_ASSIGN(const std::string text, ReadSmallFile(value.substr(1)));
  std::string_view rest = text;
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty() && !line.starts_with('#')) TRY(AddKey(line, options));
  }
  return Ok();
}

Status AddCheckpoint(const std::string& path, Options* options) {
  TRY_ASSIGN(const std::string text, ReadSmallFile(path));
  options->checkpoints.push_back({path, verify::TidyNote(text)});
  return Ok();
}

Status Take(const std::string& option, const std::string& value, Arguments* arguments, Lang* lang) {
  if (option == "-c" || option == "--checkpoint") return AddCheckpoint(value, &arguments->options);
  if (option == "-k" || option == "--key") return AddKeys(value, &arguments->options);
  if (option == "--key-file") arguments->key_file = value;
  if (option == "--passphrase-file") arguments->passphrase_file = value;
  if (option != "--lang") return Ok();
  if (value != "vi" && value != "en") return Usage("--lang vi|en", "--lang vi|en");
  *lang = value == "vi" ? Lang::kVi : Lang::kEn;
  return Ok();
}

Status Set(const std::string& option, Arguments* arguments) {
  if (option == "--without-rows") {
    arguments->options.without_rows = true;
  } else if (option == "-q" || option == "--quiet") {
    arguments->quiet = true;
  } else if (option == "-h" || option == "--help") {
    arguments->help = true;
  } else if (option == "-V" || option == "--version") {
    arguments->version = true;
  } else {
    return Usage("không có tuỳ chọn " + Shown(option), "there is no option " + Shown(option));
  }
  return Ok();
}

Result<Arguments> Parse(const std::vector<std::string>& given, Lang* lang) {
  Arguments arguments;
  bool options_end = false;
  for (size_t i = 0; i < given.size(); ++i) {
    std::string word = given[i];
    if (options_end || word == "-" || !word.starts_with('-')) {
      if (!arguments.where.empty())
        return Usage("chỉ kiểm một nguồn mỗi lần", "one source at a time");
      arguments.where = word;
      continue;
    }
    if (word == "--") {
      options_end = true;
      continue;
    }
    std::string value;
    const size_t equals = word.starts_with("--") ? word.find('=') : word.npos;
    const bool attached = equals != word.npos;
    if (attached) {
      value = word.substr(equals + 1);
      word.resize(equals);
    }
    const bool takes_value = word == "-c" || word == "--checkpoint" || word == "-k" ||
                             word == "--key" || word == "--key-file" ||
                             word == "--passphrase-file" || word == "--lang";
    if (attached && !takes_value)
      return Usage(word + " không nhận giá trị", word + " takes no value");
    if (takes_value && !attached) {
      if (++i == given.size()) return Usage(word + " cần một giá trị", word + " needs a value");
      value = given[i];
    }
    TRY(takes_value ? Take(word, value, &arguments, lang) : Set(word, &arguments));
  }
  return arguments;
}

// ---- the key of a store ------------------------------------------------------------------------

// One line from the terminal, without echo.
Result<std::string> AskPassphrase(Lang lang) {
  termios before{};
  if (::tcgetattr(STDIN_FILENO, &before) != 0) {
    return Usage("cần --key-file hoặc --passphrase-file để mở kho",
                 "--key-file or --passphrase-file is needed to open the store");
  }
  std::fputs(lang == Lang::kVi ? "Mật khẩu kho: " : "Passphrase of the store: ", stderr);
  termios silent = before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  (void)::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  std::string line;
  for (int c = std::getchar(); c != EOF && c != '\n'; c = std::getchar())
    line.push_back(static_cast<char>(c));
  (void)::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  std::fputs("\n", stderr);
  return line;
}

Result<std::string> ReadPassphrase(const std::string& path) {
  struct stat info {};

  if (::stat(path.c_str(), &info) != 0) return ErrnoError(errno, path);
  if ((info.st_mode & 077) != 0) {
    return Error(ErrorCode::kPermission, {path + " người khác đọc được; chạy: chmod 600 " + path,
                                          path + " can be read by others; run: chmod 600 " + path});
  }
  TRY_ASSIGN(std::string text, ReadWholeFile(path, 1U << 20));
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

Result<store::StoreKey> KeyOf(const Arguments& arguments, const std::string& of_settings,
                              Lang lang) {
  const bool by_passphrase = !arguments.passphrase_file.empty();
  const std::string& key_file = arguments.key_file.empty() ? of_settings : arguments.key_file;
  if (!by_passphrase && !key_file.empty()) return store::StoreKey::FromKeyFile(key_file);
  TRY_ASSIGN(std::string passphrase,
             by_passphrase ? ReadPassphrase(arguments.passphrase_file) : AskPassphrase(lang));
  Result<store::StoreKey> key = store::StoreKey::FromPassphrase(AsBytes(passphrase));
  WipeText(passphrase);
  return key;
}

// ---- the answer --------------------------------------------------------------------------------

void PrintLine(FILE* to, const std::string& text) {
  std::fprintf(to, "%s\n", text.c_str());
}

// What the proof leaves open.
std::string Notes(const Counts& counts, const StoreSource* store, bool vi) {
  std::string text;
  const std::string tail = std::to_string(counts.unsigned_events);
  if (counts.unsigned_events > 0) {
    text +=
        vi ? "Chú ý: " + tail + " sự kiện cuối chưa có mốc kiểm đã ký, nên chưa được chứng minh.\n"
           : "Note: no signed checkpoint covers the last " + tail +
                 " events yet, so they are not proved.\n";
  }
  if (store != nullptr && !store->unbound().empty()) {
    std::string names;
    for (const std::string& name : store->unbound())
      names += (names.empty() ? "" : ", ") + Shown(name);
    text +=
        vi ? "Bảng không gắn với sổ cái (bộ đếm, trả lời lặp lại): " + names + "\n"
           : "Tables that the ledger does not bind (counters, repeated answers): " + names + "\n";
  }
  if (counts.own_keys) {
    text += vi ? "Chú ý: khóa lấy từ chính nguồn này. Đối chiếu với khóa được giao riêng (--key).\n"
               : "Note: the keys come from this source itself. Compare with keys given apart "
                 "(--key).\n";
  }
  if (counts.elsewhere == 0) {
    text +=
        vi ? "Chú ý: không có mốc kiểm giữ ở nơi khác (--checkpoint), nên không loại trừ được việc "
             "người giữ khóa viết lại hoặc cắt cụt cả sổ cái.\n"
           : "Note: without a checkpoint held elsewhere (--checkpoint) it is not excluded that "
             "the key's holder rewrote or cut off the whole ledger.\n";
  }
  return text;
}

std::string Headline(const Counts& counts, bool vi) {
  if (counts.unsigned_events == 0)
    return vi ? "ĐÃ CHỨNG MINH: sổ cái nguyên vẹn.\n" : "PROVED: the ledger is intact.\n";
  const std::string last = std::to_string(counts.events - counts.unsigned_events - 1);
  return vi ? "ĐÃ CHỨNG MINH đến sự kiện " + last + ": sổ cái nguyên vẹn đến đó.\n"
            : "PROVED up to event " + last + ": the ledger is intact up to there.\n";
}

std::string Summary(const Counts& counts, const StoreSource* store, Lang lang) {
  const auto number = [](uint64_t n) { return std::to_string(n); };
  const bool vi = lang == Lang::kVi;
  std::string text = Headline(counts, vi);
  const auto line = [&](const char* vi_name, const char* en_name, const std::string& value) {
    text += std::string("  ") + (vi ? vi_name : en_name) + ": " + value + "\n";
  };
  line("sổ cái", "ledger", Shown(counts.origin) + " (" + Shown(counts.instance) + ")");
  line("sự kiện", "events", number(counts.events));
  line("mốc kiểm đã ký", "signed checkpoints",
       number(counts.checkpoints) + (vi ? ", có nhân chứng: " : ", witnessed: ") +
           number(counts.witnessed));
  line("mốc kiểm giữ ở nơi khác", "checkpoints held elsewhere", number(counts.elsewhere));
  line("nội dung còn giữ", "bodies held",
       number(counts.bodies) + (vi ? ", đã tiêu hủy có sự kiện: " : ", destroyed by event: ") +
           number(counts.destroyed));
  line("dòng sổ khớp", "register rows bound", number(counts.rows));
  line("gốc cây", "root", Hex(View(counts.root)));
  for (const std::string& key : counts.keys) line("khóa", "key", Shown(key));
  return text + Notes(counts, store, vi);
}

Result<int> RunOnReport(const Arguments& arguments, Lang lang) {
  if (!arguments.options.checkpoints.empty() || arguments.options.without_rows) {
    return Usage("--checkpoint, --without-rows không dùng cho báo cáo",
                 "--checkpoint and --without-rows are not for reports");
  }
  TRY_ASSIGN(const ReportAnswer answer,
             CheckReportFile(arguments.where, arguments.options.keys, lang));
  if (!answer.proved) {
    PrintLine(stdout, (lang == Lang::kVi ? "KHÁC BIỆT: " : "DIFFERENCE: ") + answer.text);
  } else if (!arguments.quiet) {
    std::fputs(answer.text.c_str(), stdout);
  }
  if (std::fflush(stdout) != 0) return kNotVerified;
  return answer.proved ? kProved : kDifferent;
}

int Run(const std::vector<std::string>& given) {
  Lang lang = LangFromEnvironment();
  const auto fail = [&](const Error& error) {
    PrintLine(stderr, "niem-verify: " + Pick(error.message(), lang));
    return kNotVerified;
  };
  Result<Arguments> arguments = Parse(given, &lang);
  if (!arguments.ok()) return fail(arguments.error());
  if (arguments->help) return std::fputs(Pick(kHelp, lang).data(), stdout) < 0 ? 2 : 0;
  if (arguments->version) return std::puts("niem-verify " NIEM_VERSION) < 0 ? 2 : 0;
  if (arguments->where.empty()) return fail(Usage("thiếu nguồn cần kiểm", "no source to verify"));

  if (IsReport(arguments->where)) {
    const Result<int> status = RunOnReport(*arguments, lang);
    return status.ok() ? *status : fail(status.error());
  }
  Result<Opened> opened = OpenSource(arguments->where, [&](const std::string& of_settings) {
    return KeyOf(*arguments, of_settings, lang);
  });
  const auto differ = [&](const Error& error) {
    const std::string head = lang == Lang::kVi ? "KHÁC BIỆT: " : "DIFFERENCE: ";
    PrintLine(stdout, head + Pick(error.message(), lang));
    return std::fflush(stdout) == 0 ? kDifferent : kNotVerified;
  };
  // A backup that is not what its manifest says, a header that was damaged.
  if (!opened.ok() && opened.error().code() == ErrorCode::kCorrupt) return differ(opened.error());
  if (!opened.ok()) return fail(opened.error());
  Options options = std::move(arguments->options);
  options.remembered = std::move(opened->remembered);
  if (opened->store != nullptr) options.most_unsigned = verify::kMostUnsigned;
  verify::Checker checker(std::move(options));
  const Status status = opened->source->Deliver(checker);
  if (!status.ok()) {
    return status.error().code() == ErrorCode::kCorrupt ? differ(status.error())
                                                        : fail(status.error());
  }
  if (!arguments->quiet) std::fputs(Summary(checker.counts(), opened->store, lang).c_str(), stdout);
  return std::fflush(stdout) == 0 ? kProved : kNotVerified;
}

}  // namespace
}  // namespace niem::verify_store

int main(int argc, char** argv) {
  if (!niem::verify::StartCrypto()) return 2;
  return niem::verify_store::Run({argv + 1, argv + argc});
}
