#include "audit/device_register.h"

#include <algorithm>
#include <map>

#include "audit/device_id.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr size_t kMaxDevices = 100'000;

Error Complain(size_t line, const std::string& vi, const std::string& en) {
  return {ErrorCode::kInvalidArgument,
          {"sổ thiết bị, dòng " + std::to_string(line) + ": " + vi,
           "register of devices, line " + std::to_string(line) + ": " + en}};
}

Error UnknownColumn(size_t line, const std::string& name) {
  return Complain(
      line,
      "không có cột \"" + name +
          "\"; các cột: Số sê-ri, Mã hãng, Mã sản phẩm, Người chịu trách nhiệm, Đơn vị, "
          "Tình trạng, Ngày kiểm tra an ninh, Còn hiệu lực đến, Tên thiết bị, Ghi chú",
      "there is no column \"" + name +
          "\"; the columns: serial, vid, pid, owner, unit, mark, inspected, expires, "
          "name, note");
}

// One record; quotes may hold separators and, doubled, themselves.
std::vector<std::string> Cells(std::string_view line, char separator) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
      cells.back() += '"', ++i;
    else if (c == '"')
      quoted = !quoted;
    else if (c == separator && !quoted)
      cells.emplace_back();
    else
      cells.back() += c;
  }
  for (std::string& cell : cells) {
    // What is written so that a spreadsheet takes it for no formula.
    const bool guarded = cell.size() > 1 && cell[0] == '\'' &&
                         std::string_view("=+-@\t").find(cell[1]) != std::string_view::npos;
    if (guarded) cell.erase(0, 1);
    while (!cell.empty() && (cell.back() == ' ' || cell.back() == '\r')) cell.pop_back();
    while (!cell.empty() && cell.front() == ' ') cell.erase(0, 1);
  }
  return cells;
}

// "Số sê-ri / serial", as `niem report` writes it, "Số sê-ri" and "serial" are one column.
std::string ColumnOf(const std::string& heading) {
  constexpr std::pair<std::string_view, std::string_view> kVietnamese[] = {
      {"số sê-ri", "serial"},
      {"mã hãng", "vid"},
      {"mã sản phẩm", "pid"},
      {"người chịu trách nhiệm", "owner"},
      {"Đơn vị", "unit"},
      {"đơn vị", "unit"},
      {"tình trạng", "mark"},
      {"ngày kiểm tra an ninh", "inspected"},
      {"còn hiệu lực đến", "expires"},
      {"tên thiết bị", "name"},
      {"stt", "number"},
      {"số tt", "number"},
      {"ghi chú", "note"}};
  const size_t both = heading.rfind(" / ");
  std::string name = Lower(both == std::string::npos ? heading : heading.substr(both + 3));
  for (const auto& [vietnamese, column] : kVietnamese) {
    if (SameName(name, vietnamese)) return std::string(column);
  }
  return name;
}

// A day of inspection under a name that is not known would turn an inspected drive into one that
// was not: such a column is no small thing to pass over.
bool IsKnownColumn(const std::string& name) {
  constexpr std::string_view kKnown[] = {"serial",    "vid",     "pid",  "owner",  "unit", "mark",
                                         "inspected", "expires", "name", "number", "note"};
  return name.empty() || std::ranges::find(kKnown, name) != std::end(kKnown);
}

// Without the column, all of a register are registered.
bool IsRegistered(const std::string& mark) {
  return mark.empty() || SameName(mark, "registered") || SameName(mark, "đã đăng ký") ||
         SameName(mark, "Đã đăng ký");
}

std::optional<Date> DayOf(const Moment& moment) {
  const auto day = Date::Parse(moment.ToString().substr(0, 10));
  return day.ok() ? std::optional(*day) : std::nullopt;
}

}  // namespace

Result<DeviceRegister> DeviceRegister::Parse(std::string_view csv) {
  if (csv.starts_with("\xEF\xBB\xBF")) csv.remove_prefix(3);
  DeviceRegister all;
  std::vector<std::string> columns;
  char separator = ',';
  size_t number = 0;
  for (size_t at = 0; at < csv.size();) {
    const size_t end = std::min(csv.find('\n', at), csv.size());
    const std::string_view line = csv.substr(at, end - at);
    at = end + 1, ++number;
    if (line.find_first_not_of(" \r;,") == std::string_view::npos || line.starts_with("#"))
      continue;
    if (columns.empty()) {
      if (line.find(';') != std::string_view::npos) separator = ';';
      for (const std::string& name : Cells(line, separator)) columns.push_back(ColumnOf(name));
      if (std::ranges::find(columns, "serial") == columns.end()) {
        return Complain(number, "dòng đầu phải nêu tên cột, có cột \"Số sê-ri\" hoặc \"serial\"",
                        "the first line names the columns, \"serial\" among them");
      }
      const auto strange = std::ranges::find_if_not(columns, IsKnownColumn);
      if (strange != columns.end()) return UnknownColumn(number, *strange);
      continue;
    }
    const std::vector<std::string> cells = Cells(line, separator);
    std::map<std::string, std::string> row;
    for (size_t i = 0; i < columns.size() && i < cells.size(); ++i) row[columns[i]] = cells[i];
    if (!IsRegistered(row["mark"])) continue;
    RegisteredDevice device{PlainSerial(row["serial"]),
                            Upper(row["vid"]),
                            Upper(row["pid"]),
                            row["owner"],
                            row["unit"],
                            {},
                            {},
                            number};
    if (device.serial.empty()) return Complain(number, "thiếu số sê-ri", "the serial is missing");
    for (const auto& [name, field] :
         {std::pair<const char*, std::optional<Date>*>{"inspected", &device.inspected},
          {"expires", &device.expires}}) {
      if (row[name].empty()) continue;
      const auto day = Date::Parse(row[name]);
      if (!day.ok()) {
        return Complain(number, "ngày \"" + row[name] + "\" không đúng dạng 2026-01-31",
                        "the day \"" + row[name] + "\" is not of the form 2026-01-31");
      }
      *field = *day;
    }
    if (all.devices_.size() >= kMaxDevices)
      return Complain(number, "quá nhiều dòng", "too many lines");
    all.devices_.push_back(std::move(device));
  }
  if (columns.empty()) return Complain(1, "tệp rỗng", "the file is empty");
  return all;
}

RegisterAnswer DeviceRegister::Ask(const UsbDrive& drive) const {
  if (drive.made_up || drive.serial.empty()) return {"no_serial", nullptr};
  const auto found = std::ranges::find_if(devices_, [&](const RegisteredDevice& device) {
    return SameName(device.serial, drive.serial) &&
           (device.vid.empty() || drive.vid.empty() || device.vid == drive.vid) &&
           (device.pid.empty() || drive.pid.empty() || device.pid == drive.pid);
  });
  if (found == devices_.end()) return {"unknown", nullptr};
  if (!found->inspected) return {"not_inspected", &*found};
  const std::optional<Date> first = drive.first ? DayOf(*drive.first) : std::nullopt;
  const std::optional<Date> last = drive.last ? DayOf(*drive.last) : std::nullopt;
  if (found->expires && last && *last > *found->expires) return {"expired", &*found};
  if (first && *first < *found->inspected) return {"not_inspected", &*found};
  return {"registered", &*found};
}

}  // namespace niem::audit
