// niem-verify: proves a ledger, or names the first difference. A program of its own, small enough
// to be read in an afternoon; see docs/formats/ledger.md and docs/man/niem-verify.1.
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "base/i18n.h"
#include "base/result.h"
#include "verify/checker.h"
#include "verify/export_source.h"
#include "verify/shown.h"

namespace niem::verify {
namespace {

constexpr int kProved = 0;
constexpr int kDifferent = 1;
constexpr int kNotVerified = 2;

constexpr StaticText kHelp{
    "niem-verify [TUỲ CHỌN] TỆP\n\n"
    "Kiểm chứng sổ cái trong tệp trích xuất (*.niemlog) và chỉ ra chỗ khác biệt đầu tiên.\n\n"
    "  -c, --checkpoint TỆP   mốc kiểm giữ ở nơi khác (USB nhân chứng, chữ trong mã QR, đơn vị\n"
    "                         cấp trên); dùng được nhiều lần; \"-\" đọc từ đầu vào chuẩn\n"
    "  -k, --key KHÓA         khóa kiểm tra tin cậy, dạng tên+số+khóa, hoặc @TỆP mỗi dòng một\n"
    "                         khóa; không có thì dùng khóa ghi trong tệp và nói rõ điều đó\n"
    "      --without-rows     tệp không kèm các dòng sổ: chỉ kiểm sự kiện và nội dung\n"
    "  -q, --quiet            chỉ trả mã thoát và khác biệt\n"
    "      --lang vi|en       ngôn ngữ\n"
    "  -h, --help             trang này\n"
    "  -V, --version          phiên bản\n\n"
    "Mã thoát: 0 đã chứng minh; 1 có khác biệt; 2 không kiểm được (sai cách dùng, lỗi đọc).\n",
    "niem-verify [OPTIONS] FILE\n\n"
    "Proves the ledger in an export (*.niemlog), or names the first difference.\n\n"
    "  -c, --checkpoint FILE  a checkpoint held elsewhere (a witness's USB stick, the text of a "
    "QR\n"
    "                         code, the superior unit); may be repeated; \"-\" is standard input\n"
    "  -k, --key KEY          a trusted verifier key, name+id+key, or @FILE with one a line;\n"
    "                         without it the keys in the file are used, and the report says so\n"
    "      --without-rows     the file holds no register rows: check events and bodies only\n"
    "  -q, --quiet            only the exit status and a difference\n"
    "      --lang vi|en       language\n"
    "  -h, --help             this page\n"
    "  -V, --version          version\n\n"
    "Exit status: 0 proved; 1 a difference; 2 could not verify (usage, reading).\n"};

using File = std::unique_ptr<FILE, int (*)(FILE*)>;

struct Arguments {
  Options options;
  std::string path;
  bool quiet = false;
  bool help = false;
  bool version = false;
};

Error Usage(std::string vi, std::string en) {
  return {ErrorCode::kInvalidArgument,
          {std::move(vi) + "; xem niem-verify --help", std::move(en) + "; see niem-verify --help"}};
}

Error ReadFailed(const std::string& path, int number) {
  const std::string reason = std::strerror(number);
  return {ErrorCode::kIo,
          {"không đọc được " + Shown(path) + ": " + reason,
           "cannot read " + Shown(path) + ": " + reason}};
}

Result<File> Open(const std::string& path) {
  if (path == "-") return File(stdin, [](FILE*) { return 0; });
  File file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (file == nullptr) return ReadFailed(path, errno);
  return file;
}

Result<size_t> ReadSome(FILE* file, const std::string& path, char* out, size_t size) {
  const size_t count = std::fread(out, 1, size, file);
  if (count == 0 && std::ferror(file) != 0) return ReadFailed(path, errno);
  return count;
}

Result<std::string> ReadSmallFile(const std::string& path) {
  constexpr size_t kMax = 1U << 20;
  TRY_ASSIGN(const File file, Open(path));
  std::string text(kMax + 1, '\0');
  size_t size = 0;
  while (size < text.size()) {
    TRY_ASSIGN(const size_t got,
               ReadSome(file.get(), path, text.data() + size, text.size() - size));
    if (got == 0) break;
    size += got;
  }
  if (size > kMax) return Usage(Shown(path) + " quá lớn", Shown(path) + " is too large");
  text.resize(size);
  return text;
}

Status AddKey(std::string_view text, Options* options) {
  const std::optional<Key> key = ParseKey(text);
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
  TRY_ASSIGN(std::string note, ReadSmallFile(path));
  options->checkpoints.push_back({path, std::move(note)});
  return Ok();
}

Result<Arguments> Parse(const std::vector<std::string>& given, Lang* lang) {
  Arguments arguments;
  bool options_end = false;
  for (size_t i = 0; i < given.size(); ++i) {
    std::string word = given[i];
    if (options_end || word == "-" || !word.starts_with('-')) {
      if (!arguments.path.empty()) return Usage("chỉ kiểm một tệp mỗi lần", "one file at a time");
      arguments.path = word;
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
                             word == "--key" || word == "--lang";
    if (attached && !takes_value)
      return Usage(word + " không nhận giá trị", word + " takes no value");
    if (takes_value && !attached) {
      if (++i == given.size()) return Usage(word + " cần một giá trị", word + " needs a value");
      value = given[i];
    }
    if (word == "--") {
      options_end = true;
    } else if (word == "-c" || word == "--checkpoint") {
      TRY(AddCheckpoint(value, &arguments.options));
    } else if (word == "-k" || word == "--key") {
      TRY(AddKeys(value, &arguments.options));
    } else if (word == "--lang") {
      if (value != "vi" && value != "en") return Usage("--lang vi|en", "--lang vi|en");
      *lang = value == "vi" ? Lang::kVi : Lang::kEn;
    } else if (word == "--without-rows") {
      arguments.options.without_rows = true;
    } else if (word == "-q" || word == "--quiet") {
      arguments.quiet = true;
    } else if (word == "-h" || word == "--help") {
      arguments.help = true;
    } else if (word == "-V" || word == "--version") {
      arguments.version = true;
    } else {
      return Usage("không có tuỳ chọn " + Shown(word), "there is no option " + Shown(word));
    }
  }
  return arguments;
}

void PrintLine(FILE* to, const std::string& text) {
  std::fprintf(to, "%s\n", text.c_str());
}

std::string Summary(const Counts& counts, Lang lang) {
  const auto number = [](uint64_t n) { return std::to_string(n); };
  const bool vi = lang == Lang::kVi;
  const auto line = [&](const char* vi_name, const char* en_name, const std::string& value) {
    return std::string(vi ? vi_name : en_name) + ": " + value + "\n";
  };
  std::string text = vi ? "ĐÃ CHỨNG MINH: sổ cái nguyên vẹn.\n" : "PROVED: the ledger is intact.\n";
  text += line("  sổ cái", "  ledger", Shown(counts.origin) + " (" + Shown(counts.instance) + ")");
  text += line("  sự kiện", "  events", number(counts.events));
  text += line("  mốc kiểm đã ký", "  signed checkpoints",
               number(counts.checkpoints) + (vi ? ", có nhân chứng: " : ", witnessed: ") +
                   number(counts.witnessed));
  text +=
      line("  mốc kiểm giữ ở nơi khác", "  checkpoints held elsewhere", number(counts.elsewhere));
  text +=
      line("  nội dung còn giữ", "  bodies held",
           number(counts.bodies) + (vi ? ", đã tiêu hủy có sự kiện: " : ", destroyed by event: ") +
               number(counts.destroyed));
  text += line("  dòng sổ khớp", "  register rows bound", number(counts.rows));
  text += line("  gốc cây", "  root", Hex(View(counts.root)));
  for (const std::string& key : counts.keys) text += line("  khóa", "  key", Shown(key));
  if (counts.own_keys) {
    text +=
        vi ? "Chú ý: khóa lấy từ chính tệp này. Đối chiếu với khóa được giao riêng (--key).\n"
           : "Note: the keys come from this file itself. Compare with keys given apart (--key).\n";
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
  if (arguments->path.empty()) return fail(Usage("thiếu tệp cần kiểm", "no file to verify"));

  const Result<File> file = Open(arguments->path);
  if (!file.ok()) return fail(file.error());
  ExportSource source(
      [&](char* out, size_t size) { return ReadSome(file->get(), arguments->path, out, size); });
  Checker checker(std::move(arguments->options));
  const Status status = source.Deliver(checker);
  if (!status.ok() && status.error().code() != ErrorCode::kCorrupt) return fail(status.error());
  if (!status.ok()) {
    const std::string head = lang == Lang::kVi ? "KHÁC BIỆT: " : "DIFFERENCE: ";
    PrintLine(stdout, head + Pick(status.error().message(), lang));
    return std::fflush(stdout) == 0 ? kDifferent : kNotVerified;
  }
  if (!arguments->quiet) std::fputs(Summary(checker.counts(), lang).c_str(), stdout);
  return std::fflush(stdout) == 0 ? kProved : kNotVerified;
}

}  // namespace
}  // namespace niem::verify

int main(int argc, char** argv) {
  if (!niem::verify::StartCrypto()) return 2;
  return niem::verify::Run({argv + 1, argv + argc});
}
