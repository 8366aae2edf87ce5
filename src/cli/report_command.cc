#define RAPIDJSON_HAS_STDSTRING 1
#include "cli/report_command.h"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include "base/file.h"
#include "base/html.h"
#include "cli/line.h"
#include "cli/print.h"
#include "cli/private_file.h"
#include "cli/values.h"
#include "server/report.h"
#include "server/sheet_xlsx.h"

namespace niem::cli {
namespace {

using server::Heading;
using server::Sheet;

constexpr int kRefusedStatus = 1;
int refused_status = 0;  // of the one command that runs

// A spreadsheet must not take a text for a formula (OWASP ASVS 5.0 1.2.10).
std::string CsvCell(const std::string& text) {
  std::string cell = "\"";
  if (!text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos) {
    cell += '\'';
  }
  for (const char c : text) cell += c == '"' ? std::string("\"\"") : std::string(1, c);
  return cell + "\"";
}

std::string Csv(const Sheet& sheet) {
  std::string text = "\xEF\xBB\xBF";  // so that Excel reads it as UTF-8
  const auto line = [&](const auto& cells, auto shown) {
    for (size_t i = 0; i < cells.size(); ++i)
      text += (i == 0 ? "" : ",") + CsvCell(shown(cells[i]));
    text += "\r\n";
  };
  line(sheet.columns, Heading);
  for (const auto& row : sheet.rows) line(row, [](const std::string& cell) { return cell; });
  return text;
}

std::string Json(const Sheet& sheet) {
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> out(buffer);
  const auto put = [&](const char* name, const Text& text) {
    out.Key(name);
    out.StartObject();
    out.Key("vi"), out.String(text.vi);
    out.Key("en"), out.String(text.en);
    out.EndObject();
  };
  out.StartObject();
  put("title", sheet.title), put("period", sheet.period);
  out.Key("notes"), out.StartArray();
  for (const Text& note : sheet.notes) out.StartObject(), put("note", note), out.EndObject();
  out.EndArray();
  out.Key("columns"), out.StartArray();
  for (const server::SheetColumn& column : sheet.columns) {
    out.StartObject();
    out.Key("id"), out.String(column.id);
    put("name", column.name), put("caution", column.caution);
    out.EndObject();
  }
  out.EndArray();
  out.Key("rows"), out.StartArray();
  for (const auto& row : sheet.rows) {
    out.StartArray();
    for (const std::string& cell : row) out.String(cell);
    out.EndArray();
  }
  out.EndArray();
  out.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

// A page for the printer: A4 across, the heading again on each page.
std::string Html(const Sheet& sheet) {
  std::string text =
      "<!doctype html><html lang=\"vi\"><meta charset=\"utf-8\"><title>Niêm</title><style>"
      "@page{size:A4 landscape;margin:15mm}body{font:13pt 'Times New Roman',Tinos,serif}"
      "table{border-collapse:collapse;width:100%}td,th{border:1px solid;padding:2pt 4pt;"
      "vertical-align:top}thead{display:table-header-group}tr{break-inside:avoid}"
      "small{font-weight:normal}h1{font-size:15pt;text-align:center}p{text-align:center}"
      "</style><h1>" +
      EscapeHtml(sheet.title.vi) + "<br><small>" + EscapeHtml(sheet.title.en) + "</small></h1><p>" +
      EscapeHtml(sheet.period.vi) + " / " + EscapeHtml(sheet.period.en) + "</p>";
  for (const Text& note : sheet.notes) {
    text += "<p><small>" + EscapeHtml(note.vi) + " / " + EscapeHtml(note.en) + "</small></p>";
  }
  text += "<table><thead><tr>";
  for (const server::SheetColumn& column : sheet.columns) {
    text += "<th>" + EscapeHtml(column.name.vi) + "<br><small>" + EscapeHtml(column.name.en);
    if (!column.caution.vi.empty()) text += "<br><i>" + EscapeHtml(column.caution.vi) + "</i>";
    text += "</small></th>";
  }
  text += "</tr></thead><tbody>";
  for (const auto& row : sheet.rows) {
    text += "<tr>";
    for (const std::string& cell : row) text += "<td>" + EscapeHtml(cell) + "</td>";
    text += "</tr>\n";
  }
  return text + "</tbody></table></html>\n";
}

Status Write(const Sheet& sheet, const std::string& format, const std::string& path) {
  if (format == "xlsx") {
    TRY_ASSIGN(const std::string bytes, server::SheetXlsx(sheet));
    return WritePrivately(path, bytes);
  }
  const std::string text = format == "json"   ? Json(sheet)
                           : format == "html" ? Html(sheet)
                                              : Csv(sheet);
  if (!path.empty()) return WritePrivately(path, text);
  if (Print(text)) return Ok();
  return Error(ErrorCode::kIo, {"không ghi được", "cannot write"});
}

Status Report(const Line& line) {
  if (line.words.size() != 2) {
    return UsageError("dùng: niem report DIR SỔ --as TÊN --unit MÃ",
                      "use: niem report DIR BOOK --as LOGIN --unit CODE");
  }
  const std::string format = line.Has("format") ? line.Get("format") : "csv";
  if (format == "xlsx" && !line.Has("output")) {
    return UsageError("xlsx cần -o TỆP", "xlsx needs -o FILE");
  }
  TRY_ASSIGN(const auto instance, OpenInstance(line, line.words[0]));
  TRY_ASSIGN(const registry::Actor actor, ActorOf(line, *instance));
  server::ReportOrder order{line.words[1], line.Get("unit"), instance->registry().Today().year()};
  if (line.Has("year")) {
    TRY_ASSIGN(const uint64_t year, ParseNumber(line.Get("year"), 1945, 9000));
    order.year = static_cast<int>(year);
  }
  if (order.unit.empty()) order.unit = instance->registry().instance();
  Sheet sheet;
  TRY_ASSIGN(const registry::Outcome outcome,
             server::MakeReport(instance->registry(), actor, order, &sheet));
  if (outcome.refused) {
    PrintError(Error(ErrorCode::kPermission, outcome.refused->message), line.lang);
    refused_status = kRefusedStatus;
    return Ok();
  }
  return Write(sheet, format, line.Get("output"));
}

}  // namespace

const CommandInfo& ReportCommandInfo() {
  static const CommandInfo info{
      "report",
      "DIR BOOK",
      {"in sổ và số liệu theo luật", "the statutory books and figures"},
      {"BOOK: outgoing, incoming, copies, transfer (sổ theo cột của gói luật), statistics (số "
       "liệu của kỳ) hoặc devices (sổ thiết bị, CSV dùng được cho niem audit --register; ai xem "
       "được "
       "kết quả kiểm tra máy tính thì lập được). Cột chưa đọc trong văn bản gốc mang chữ “chưa đối "
       "chiếu bản gốc”. Tài liệu "
       "Tuyệt mật không có trích yếu. Chỉ người giữ sổ của đơn vị (registrar, keeper, authority) "
       "được lập; lần lập được ghi vào sổ cái.",
       "BOOK: outgoing, incoming, copies, transfer (a book in the law pack's columns), statistics "
       "(figures of the period) or devices (the register of devices, as CSV for niem audit "
       "--register; for whoever reads what audits of computers found). A column that was not read "
       "in its text says so. A "
       "Tuyệt mật document has no abstract. Only who keeps the unit's books (registrar, keeper, "
       "authority) may have one; it is recorded in the ledger."},
      WithCommonFlags(WithPersonFlags(
          {{"unit",
            0,
            "CODE",
            "",
            kInstanceGroup,
            {"đơn vị (mặc định: mã kho)", "unit (default: the instance's code)"}},
           {"year",
            0,
            "YEAR",
            "",
            kInstanceGroup,
            {"năm (mặc định: năm nay)", "default: this year"}},
           {"format", 'f', "FORMAT", "csv|json|html|xlsx", kOtherGroup, {"định dạng", "format"}},
           {"output", 'o', "FILE", "", kOtherGroup, {"ra tệp (0600)", "to a file (mode 0600)"}}})),
      {{{"in ra giấy", "to print"},
        "niem report /srv/niem outgoing --as van-thu --unit xa-suoi-nga -f html -o so-di.html"},
       {{"sổ thiết bị cho đoàn kiểm tra", "the register of devices, for inspectors"},
        "niem report /srv/niem devices --as bao-ve --unit xa-suoi-nga -o so-usb.csv"}},
      {{0, {"xong", "done"}},
       {kRefusedStatus, {"không được phép; đã ghi vào sổ cái", "not allowed; recorded"}},
       {kUsageStatus, {"không làm được", "not done"}}}};
  return info;
}

int ReportCommand(const std::vector<std::string>& arguments) {
  refused_status = 0;
  const int status = RunCommand(ReportCommandInfo(), arguments, Report);
  return status == 0 ? refused_status : status;
}

}  // namespace niem::cli
