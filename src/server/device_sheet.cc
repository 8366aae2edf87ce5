#include "server/device_sheet.h"

#include <array>

#include "registry/audits.h"
#include "registry/finders.h"
#include "server/find.h"

namespace niem::server {
namespace {

using registry::Device;
using registry::DeviceMark;

constexpr int64_t kPage = 500;

const registry::Finder<Device> kDevices("server.report_devices",
                                        "WHERE id > $1 AND unit = $2 ORDER BY id LIMIT $3");

struct Column {
  const char* id;
  const char* name;
};

constexpr std::array<Column, 9> kColumns = {{{"serial", "Số sê-ri"},
                                             {"vid", "Mã hãng"},
                                             {"pid", "Mã sản phẩm"},
                                             {"name", "Tên thiết bị"},
                                             {"mark", "Tình trạng"},
                                             {"owner", "Người chịu trách nhiệm"},
                                             {"unit", "Đơn vị"},
                                             {"inspected", "Ngày kiểm tra an ninh"},
                                             {"expires", "Còn hiệu lực đến"}}};

std::string MarkName(DeviceMark mark) {
  switch (mark) {
    case DeviceMark::kRegistered:
      return "đã đăng ký";
    case DeviceMark::kForbidden:
      return "cấm dùng";
    case DeviceMark::kRetired:
      return "thôi dùng";
    case DeviceMark::kUnregistered:
      break;
  }
  return "chưa đăng ký";
}

std::string DayOf(const std::optional<Date>& day) {
  return day ? day->ToString() : std::string();
}

}  // namespace

Status FillDevices(registry::Deed& deed, const std::string& unit, Sheet* sheet) {
  sheet->title = {"Sổ thiết bị", "Register of devices"};
  sheet->period = {"Đến ngày " + deed.today().Shown().vi, "As of " + deed.today().Shown().en};
  sheet->notes.push_back(
      {"Bản CSV dùng được cho niem audit --register: chỉ thiết bị “đã đăng ký” được coi là có "
       "trong sổ",
       "As CSV it serves niem audit --register: only devices “đã đăng ký” (registered) count "
       "there"});
  for (const Column& column : kColumns) {
    sheet->columns.push_back({column.id, {column.name, column.id}, {}});
  }
  for (int64_t after = 0;;) {
    TRY_ASSIGN(const auto devices, Find(deed, kDevices, {after, unit, kPage}));
    for (const Device& one : devices) {
      after = one.id;
      sheet->rows.push_back({one.serial, one.vid, one.pid, one.name, MarkName(one.mark), one.owner,
                             one.unit, DayOf(one.inspected), DayOf(one.expires)});
    }
    if (static_cast<int64_t>(devices.size()) < kPage) return Ok();
  }
}

}  // namespace niem::server
