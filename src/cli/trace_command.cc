#define RAPIDJSON_HAS_STDSTRING 1
#include "cli/trace_command.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>

#include "base/file.h"
#include "cli/line.h"
#include "cli/print.h"
#include "cli/trace_reader.h"
#include "scan/report_names.h"
#include "trace/table.h"

namespace niem::cli {
namespace {

using scan::Printable;
using trace::Builder;
using trace::Registered;
using trace::Table;
using trace::TraceKey;

constexpr int kIncompleteStatus = 1;
constexpr size_t kMaxListFile = 64U << 20U;
constexpr uint32_t kFewPrints = 9;  // below, only the file itself is recognised (trace/match.cc)

void Say(const Line& line, const std::string& vi, const std::string& en) {
  Print((line.lang == Lang::kVi ? vi : en) + "\n");
}

Error Usage() {
  return UsageError(
      "dùng: niem trace add TỆP... --number SỐ --out TỆP_DẤU_VẾT | list TỆP_DẤU_VẾT | "
      "export TỆP_DẤU_VẾT... --out TỆP | verify TỆP_DẤU_VẾT (xem niem trace --help)",
      "use: niem trace add FILE... --number NUMBER --out TRACES | list TRACES | "
      "export TRACES... --out FILE | verify TRACES (see niem trace --help)");
}

std::string KeyPath(const Line& line, const std::string& traces) {
  return line.Has("key") ? line.Get("key") : traces + ".key";
}

bool Exists(const std::string& path) {
  std::error_code problem;
  return std::filesystem::exists(path, problem);
}

// One document to add.
struct Order {
  std::string path;
  Registered document;
};

Result<Level> LevelOf(const std::string& name) {
  if (name.empty()) return Level::kNone;
  const std::optional<Level> level = LevelFromName(name);
  if (!level.has_value()) {
    return UsageError("không có độ mật \"" + name + "\": mat, toi_mat hoặc tuyet_mat",
                      "there is no level \"" + name + "\": mat, toi_mat or tuyet_mat");
  }
  return *level;
}

// path, number, copy, level, unit, parted by tabs; '#' begins a remark.
Result<Order> OrderOf(const std::string& text, const std::string& where) {
  std::vector<std::string> cells;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find('\t', at), text.size());
    cells.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  if (cells.size() < 2 || cells.size() > 5 || cells[0].empty() || cells[1].empty()) {
    return UsageError(where +
                          ": cần \"đường dẫn<TAB>số<TAB>bản<TAB>độ mật<TAB>đơn vị\", hai ô đầu "
                          "bắt buộc",
                      where +
                          ": \"path<TAB>number<TAB>copy<TAB>level<TAB>unit\" is expected, the "
                          "first two cells at least");
  }
  cells.resize(5);
  Order order;
  order.path = cells[0];
  order.document.number = cells[1];
  order.document.copy = cells[2];
  TRY_ASSIGN(order.document.level, LevelOf(cells[3]));
  order.document.unit = cells[4];
  return order;
}

Result<std::vector<Order>> OrdersOf(const Line& line) {
  std::vector<Order> orders;
  Registered named;
  named.number = line.Get("number");
  named.copy = line.Get("copy");
  named.unit = line.Get("unit");
  TRY_ASSIGN(named.level, LevelOf(line.Get("level")));
  for (size_t i = 1; i < line.words.size(); ++i) orders.push_back({line.words[i], named});
  if (!orders.empty() && named.number.empty() && !line.Has("common")) {
    return UsageError("cần --number: số, ký hiệu của tài liệu trong sổ",
                      "--number is needed: the document's number in the register");
  }
  if (line.Has("from")) {
    TRY_ASSIGN(const std::string text, ReadWholeFile(line.Get("from"), kMaxListFile));
    size_t number = 0;
    for (size_t at = 0; at < text.size();) {
      const size_t end = std::min(text.find('\n', at), text.size());
      std::string row = text.substr(at, end - at);
      at = end + 1;
      ++number;
      if (row.ends_with('\r')) row.pop_back();
      if (row.empty() || row.starts_with('#')) continue;
      TRY_ASSIGN(Order order, OrderOf(row, line.Get("from") + ":" + std::to_string(number)));
      orders.push_back(std::move(order));
    }
  }
  if (orders.empty()) return Usage();
  return orders;
}

// The key of a new or known trace file. Both are made together, never one for the other.
Result<TraceKey> KeyForAdding(const Line& line, const std::string& out) {
  const std::string path = KeyPath(line, out);
  if (Exists(path)) return TraceKey::Read(path);
  if (Exists(out)) {
    return Error(ErrorCode::kNotFound, {path + ": không thấy khoá của " + out,
                                        path + ": the key of " + out + " is not there"});
  }
  TRY_ASSIGN(TraceKey key, TraceKey::Random());
  TRY(key.WriteNew(path));
  PrintNotice({"đã tạo khoá " + path + " (mã " + key.id() +
                   "). Giữ như tài liệu mật nhất trong tệp dấu vết, đừng gửi chung với tệp; mất "
                   "khoá là mất tệp",
               "made the key " + path + " (id " + key.id() +
                   "). Keep it as the gravest document in the trace file and never send the two "
                   "together; without it the file is lost"},
              line.lang);
  return key;
}

class Adder {
 public:
  Adder(const Line& line, const TraceKey& key, Builder& builder, DocumentReader& reader)
      : line_(line),
        key_(key),
        builder_(builder),
        reader_(reader),
        shown_(::isatty(STDERR_FILENO) == 1) {}

  Status Add(const Order& order, size_t number, size_t of) {
    Progress(order.path, number, of);
    Result<ReadDocument> read = reader_.Read(order.path);
    if (shown_) std::fputs("\r\033[K", stderr);
    if (!read.ok()) {
      PrintError(read.error(), line_.lang);
      ++failed_;
      return Ok();
    }
    const std::string name = Printable(order.path);
    for (const extract::Note& note : read->notes) {
      PrintNotice({name + ": " + note.text.vi, name + ": " + note.text.en}, line_.lang);
    }
    if (!read->notes.empty()) ++incomplete_;
    return line_.Has("common") ? AddCommon(name, *read) : AddRegistered(order, name, *read);
  }

  size_t failed() const { return failed_; }

  size_t incomplete() const { return incomplete_; }

 private:
  void Progress(const std::string& path, size_t number, size_t of) const {
    if (!shown_) return;
    std::fprintf(stderr, "\r\033[K%zu/%zu %s", number, of,
                 scan::FitMiddle(Printable(path), 60).c_str());
    std::fflush(stderr);
  }

  Status AddCommon(const std::string& name, const ReadDocument& read) {
    TRY(builder_.AddCommon(read.words));
    const std::string words = std::to_string(read.words.words.size());
    Say(line_, name + ": " + words + " từ thuộc phần chung, không dùng để nhận ra tài liệu",
        name + ": " + words + " words are common and identify nothing");
    return Ok();
  }

  Status AddRegistered(const Order& order, const std::string& name, const ReadDocument& read) {
    Registered document = order.document;
    if (!read.sha256.empty()) {
      std::array<uint8_t, 32> digest{};
      for (size_t i = 0; i < digest.size() && 2 * i + 2 <= read.sha256.size(); ++i) {
        std::from_chars(&read.sha256[2 * i], &read.sha256[2 * i] + 2, digest[i], 16);
      }
      TRY_ASSIGN(const trace::FileDigest file, trace::FileDigestOf(key_, digest));
      document.files.push_back(file);
    }
    TRY_ASSIGN(const bool is_new, builder_.Add(std::move(document), read.words));
    const std::string number = Printable(order.document.number);
    const std::string words = std::to_string(read.words.words.size());
    if (!is_new) {
      Say(line_, name + ": đã có trong tệp dấu vết dưới số " + number,
          name + ": is in the trace file already, as " + number);
      return Ok();
    }
    Say(line_, number + ": " + name + ", " + words + " từ",
        number + ": " + name + ", " + words + " words");
    if (read.words.words.size() < trace::kWordsInPrint + trace::kStride * kFewPrints) {
      PrintNotice({name + ": quá ít chữ đọc được; chỉ nhận ra bản sao giống từng byte",
                   name + ": too little text was read; only byte-for-byte copies are recognised"},
                  line_.lang);
    }
    return Ok();
  }

  const Line& line_;
  const TraceKey& key_;
  Builder& builder_;
  DocumentReader& reader_;
  const bool shown_;
  size_t failed_ = 0;
  size_t incomplete_ = 0;
};

Result<std::vector<std::string>> PasswordsOf(const Line& line) {
  std::vector<std::string> passwords;
  if (!line.Has("passwords")) return passwords;
  TRY_ASSIGN(const std::string text, ReadWholeFile(line.Get("passwords"), 1 << 20));
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    std::string row = text.substr(at, end - at);
    if (row.ends_with('\r')) row.pop_back();
    if (!row.empty()) passwords.push_back(std::move(row));
    at = end + 1;
  }
  return passwords;
}

Result<int> RunAdd(const Line& line) {
  if (!line.Has("out")) return Usage();
  const std::string out = line.Get("out");
  TRY_ASSIGN(std::vector<Order> orders, OrdersOf(line));
  TRY_ASSIGN(std::vector<std::string> passwords, PasswordsOf(line));
  TRY_ASSIGN(DocumentReader reader, DocumentReader::Start(std::move(passwords)));
  TRY_ASSIGN(const TraceKey key, KeyForAdding(line, out));
  TRY_ASSIGN(Builder builder, Builder::Create(key));
  if (Exists(out)) {
    TRY_ASSIGN(const Table known, Table::Open(out, key));
    TRY(builder.Merge(known));
  }
  Adder adder(line, key, builder, reader);
  for (size_t i = 0; i < orders.size(); ++i) TRY(adder.Add(orders[i], i + 1, orders.size()));
  TRY(builder.Write(out, key));
  const std::string count = std::to_string(builder.documents().size());
  Say(line, out + ": " + count + " tài liệu, khoá " + key.id(),
      out + ": " + count + " documents, key " + key.id());
  if (adder.failed() > 0) {
    PrintNotice({std::to_string(adder.failed()) + " tệp không thêm được",
                 std::to_string(adder.failed()) + " files were not added"},
                line.lang);
  }
  return adder.failed() + adder.incomplete() > 0 ? kIncompleteStatus : 0;
}

Result<std::string> ListJson(const Table& table, const TraceKey& key) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> out(buffer);
  out.StartObject();
  out.Key("key"), out.String(key.id());
  out.Key("version"), out.String(table.version());
  out.Key("prints"), out.Uint64(table.entries().size());
  out.Key("common_prints"), out.Uint64(table.common().size());
  out.Key("documents"), out.StartArray();
  for (const Registered& document : table.documents()) {
    TRY_ASSIGN(const std::string reference, ReferenceOf(key, document));
    out.StartObject();
    out.Key("number"), out.String(document.number);
    out.Key("copy"), out.String(document.copy);
    out.Key("level"), out.String(std::string(LevelName(document.level)));
    out.Key("unit"), out.String(document.unit);
    out.Key("reference"), out.String(reference);
    out.Key("words"), out.Uint(document.words);
    out.Key("prints"), out.Uint(document.prints);
    out.Key("pages"), out.Uint64(document.pages.size());
    out.Key("files"), out.Uint64(document.files.size());
    out.EndObject();
  }
  out.EndArray(), out.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

Result<int> RunList(const Line& line) {
  if (line.words.size() != 2) return Usage();
  TRY_ASSIGN(TraceKey key, TraceKey::Read(KeyPath(line, line.words[1])));
  TRY_ASSIGN(const Table table, Table::Open(line.words[1], key));
  if (line.Get("format") == "json") {
    TRY_ASSIGN(const std::string json, ListJson(table, key));
    return Print(json) ? 0 : kUsageStatus;
  }
  std::string text;
  for (const Registered& document : table.documents()) {
    TRY_ASSIGN(const std::string reference, ReferenceOf(key, document));
    std::string name = Printable(document.number);
    if (!document.copy.empty())
      name += (line.lang == Lang::kVi ? " bản " : " copy ") + Printable(document.copy);
    text += scan::PadRight(name, 30) + " " +
            scan::PadRight(std::string(LevelTitle(document.level)), 10) + " " +
            scan::PadRight(Printable(document.unit), 12) + " " + reference + " " +
            std::to_string(document.words) + (line.lang == Lang::kVi ? " từ" : " words");
    if (document.prints < kFewPrints)
      text += line.lang == Lang::kVi ? " (chỉ nhận bản sao y hệt)" : " (exact copies only)";
    text += "\n";
  }
  return Print(text) ? 0 : kUsageStatus;
}

bool IsOfUnits(const Registered& document, const void* context) {
  const auto& units = *static_cast<const std::vector<std::string>*>(context);
  return units.empty() || document.unit.empty() ||
         std::find(units.begin(), units.end(), document.unit) != units.end();
}

Result<int> RunExport(const Line& line) {
  if (line.words.size() < 2 || !line.Has("out")) return Usage();
  const std::string out = line.Get("out");
  if (Exists(out)) {
    return UsageError(out + ": đã có; export không ghi đè",
                      out + ": exists; export overwrites none");
  }
  TRY_ASSIGN(const TraceKey key, TraceKey::Read(KeyPath(line, line.words[1])));
  TRY_ASSIGN(Builder builder, Builder::Create(key));
  const std::vector<std::string> units = line.All("unit");
  size_t all = 0;
  for (size_t i = 1; i < line.words.size(); ++i) {
    TRY_ASSIGN(const Table table, Table::Open(line.words[i], key));
    all += table.documents().size();
    TRY(builder.Merge(table, IsOfUnits, &units));
  }
  if (line.Has("hide-numbers")) TRY(builder.HideNumbers(key));
  TRY(builder.Write(out, key));
  const size_t kept = builder.documents().size();
  const std::string counts[] = {std::to_string(kept), std::to_string(all - kept)};
  Say(line,
      out + ": " + counts[0] + " tài liệu; bỏ " + counts[1] + " (đơn vị khác hoặc trùng)" +
          (line.Has("hide-numbers")
               ? "; đã bỏ số, bản, độ mật, đơn vị, số trang: báo cáo chỉ nêu mã dv-…, tra bằng "
                 "niem trace list trên tệp gốc"
               : ""),
      out + ": " + counts[0] + " documents; left out " + counts[1] + " (other units, or twice)" +
          (line.Has("hide-numbers")
               ? "; numbers, copies, levels, units and pages are gone: reports name only dv-…, "
                 "which niem trace list shows for the original file"
               : ""));
  return 0;
}

Result<int> RunVerify(const Line& line) {
  if (line.words.size() != 2) return Usage();
  TRY_ASSIGN(const TraceKey key, TraceKey::Read(KeyPath(line, line.words[1])));
  TRY_ASSIGN(const Table table, Table::Open(line.words[1], key));
  const std::string documents = std::to_string(table.documents().size());
  const std::string prints = std::to_string(table.entries().size());
  Say(line,
      line.words[1] + ": nguyên vẹn; khoá " + key.id() + "; " + documents + " tài liệu, " + prints +
          " vân tay",
      line.words[1] + ": intact; key " + key.id() + "; " + documents + " documents, " + prints +
          " prints");
  return 0;
}

Result<int> RunTrace(const Line& line) {
  if (line.Has("help")) return Print(Help(TraceCommandInfo(), line.lang)) ? 0 : kUsageStatus;
  const std::string what = line.words.empty() ? "" : line.words[0];
  if (what == "add") return RunAdd(line);
  if (what == "list") return RunList(line);
  if (what == "export") return RunExport(line);
  if (what == "verify") return RunVerify(line);
  return Usage();
}

constexpr StaticText kDocumentGroup{"Tài liệu", "The document"};
constexpr StaticText kFilesGroup{"Tệp dấu vết và khoá", "Trace file and key"};

std::vector<FlagInfo> Flags() {
  return {
      {"number",
       0,
       "NUMBER",
       "",
       kDocumentGroup,
       {"số, ký hiệu trong sổ, vd. \"12/TM-UBND\"", "number in the register, e.g. \"12/TM-UBND\""}},
      {"copy", 0, "COPY", "", kDocumentGroup, {"bản số", "copy number"}},
      {"level", 0, "LEVEL", "mat|toi_mat|tuyet_mat", kDocumentGroup, {"độ mật", "level"}},
      {"unit",
       0,
       "CODE",
       "",
       kDocumentGroup,
       {"đơn vị có máy tìm tài liệu này; với export: chỉ giữ đơn vị này (và tài liệu không ghi đơn "
        "vị), lặp lại được",
        "the unit whose machines search for it; with export: keep only this unit's (and those "
        "without a unit), repeatable"}},
      {"from",
       0,
       "FILE",
       "",
       kDocumentGroup,
       {"thêm nhiều tài liệu: mỗi dòng \"đường dẫn<TAB>số<TAB>bản<TAB>độ mật<TAB>đơn vị\"",
        "add many: \"path<TAB>number<TAB>copy<TAB>level<TAB>unit\" on each line"}},
      {"common",
       0,
       "",
       "",
       kDocumentGroup,
       {"tệp là văn bản ai cũng có (luật, mẫu, quy chế công khai): đoạn nào có trong đó không dùng "
        "để nhận ra tài liệu",
        "the files are what anyone may have (laws, forms, public rules): what stands in them "
        "identifies no document"}},
      {"passwords",
       0,
       "FILE",
       "",
       kDocumentGroup,
       {"mật khẩu để thử với tệp có mã hoá, mỗi dòng một",
        "passwords to try on encrypted files, one a line"}},
      {"out",
       'o',
       "FILE",
       "",
       kFilesGroup,
       {"tệp dấu vết; add thêm vào tệp đã có", "the trace file; add adds to one that is there"}},
      {"key",
       0,
       "FILE",
       "",
       kFilesGroup,
       {"khoá (mặc định: tên tệp dấu vết thêm .key); add tạo khoá mới khi cả hai chưa có",
        "the key (default: the trace file's name with .key); add makes one where neither is "
        "there"}},
      {"hide-numbers",
       0,
       "",
       "",
       kFilesGroup,
       {"export: thay số bằng mã dv-…, bỏ độ mật, đơn vị, số trang, cho máy quét để ngoài",
        "export: numbers become dv-…, levels, units and pages go, for scanning machines outside"}},
      {"format", 'f', "FORMAT", "text|json", kOtherGroup, {"dạng của list", "form of list"}},
      {"lang",
       0,
       "LANG",
       "vi|en",
       kOtherGroup,
       {"ngôn ngữ (mặc định theo máy, không rõ thì tiếng Việt)",
        "language (default: the system's, Vietnamese in doubt)"}},
      {"help", 'h', "", "", kOtherGroup, {"in phần trợ giúp này", "print this help"}}};
}

}  // namespace

const CommandInfo& TraceCommandInfo() {
  static const CommandInfo info{
      "trace",
      "add FILE... | list TRACES | export TRACES... | verify TRACES",
      {"tạo tệp dấu vết để nhận ra bản sao của tài liệu đã đăng ký",
       "make trace files, by which copies of registered documents are recognised"},
      {"Tệp dấu vết không chứa chữ nào của tài liệu, chỉ có vân tay tính bằng khoá, và được mã hoá "
       "toàn bộ. niem scan --traces nhận ra bản gõ lại, trích đoạn từ khoảng 80 từ, bản đổi định "
       "dạng, bản quét rồi nhận dạng chữ, kể cả nhận dạng sai tiếng.\n\n"
       "Ai có cả tệp và khoá thì thử đoán được nội dung: giữ hai thứ như tài liệu mật nhất trong "
       "đó, trên máy được phép lưu giữ bí mật nhà nước, và gửi tách nhau. Tài liệu được đọc trong "
       "hộp cát như khi quét.",
       "A trace file holds no word of the documents, only fingerprints made with a key, and is "
       "sealed as a whole. niem scan --traces recognises what was typed again, excerpts from some "
       "80 words on, other formats, and scans that were read by OCR, even in the wrong "
       "language.\n\n"
       "Who has both file and key can test guesses of the content: keep both as the gravest "
       "document in it, on machines that may hold state secrets, and send them apart. Documents "
       "are read in the sandbox, as in a scan."},
      Flags(),
      {{{"đăng ký một tài liệu, tạo tệp dấu vết và khoá",
         "register a document, make trace file and key"},
        "niem trace add cong-van.docx --number 12/TM-UBND --copy 03 --level toi_mat --out "
        "don-vi.vet --key don-vi.khoa"},
       {{"văn bản công khai không bao giờ là bản sao", "public texts are never copies"},
        "niem trace add --common luat/*.pdf --out don-vi.vet --key don-vi.khoa"},
       {{"tệp cho máy quét của một đơn vị, không có số",
         "a file for the machines of one unit, without numbers"},
        "niem trace export don-vi.vet --key don-vi.khoa --unit SO-NV --hide-numbers -o so-nv.vet"},
       {{"quét", "scan"},
        "niem scan /srv/share --traces don-vi.vet --trace-key don-vi.khoa --fail-on copy"}},
      {{0, {"xong", "done"}},
       {kIncompleteStatus,
        {"xong, nhưng có tệp không đọc được hoặc chỉ đọc được một phần",
         "done, but files could not be read, or only in part"}},
       {kUsageStatus, {"dùng sai, sai khoá, tệp hỏng", "usage, wrong key, damaged file"}}}};
  return info;
}

int TraceCommand(const std::vector<std::string>& arguments) {
  const Result<Line> line = ReadLine(TraceCommandInfo(), arguments);
  if (!line.ok()) return PrintError(line.error(), LangOf(arguments)), kUsageStatus;
  const Result<int> status = RunTrace(*line);
  if (!status.ok()) return PrintError(status.error(), line->lang), kUsageStatus;
  return *status;
}

}  // namespace niem::cli
