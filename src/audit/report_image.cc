#include "audit/report_image.h"

#include <array>
#include <cstdio>
#include <string_view>

#include "audit/report_parts.h"

namespace niem::audit {
namespace {

constexpr size_t kMaxUnread = 20;  // in reports for people; JSON has them all

constexpr std::pair<std::string_view, StaticText> kNotes[] = {
    {"case_number", {"số vụ việc", "case number"}},
    {"evidence_number", {"số vật chứng", "evidence number"}},
    {"description", {"mô tả", "description"}},
    {"examiner_name", {"người sao chép", "examiner"}},
    {"notes", {"ghi chú", "notes"}},
    {"acquiry_date", {"ngày sao chép", "acquired"}},
    {"system_date", {"ngày của máy sao chép", "date of the acquiring machine"}},
    {"acquiry_operating_system", {"hệ điều hành sao chép", "acquired on"}},
    {"acquiry_software_version", {"phần mềm sao chép", "acquired by"}},
    {"model", {"kiểu ổ", "model"}},
    {"serial_number", {"sê-ri ổ", "drive's serial"}}};

std::string NoteTitle(std::string_view name, Lang lang) {
  for (const auto& [known, title] : kNotes) {
    if (known == name) return std::string(Pick(title, lang));
  }
  return std::string(name);
}

}  // namespace

std::string ShownBytes(uint64_t bytes, Lang lang) {
  constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  size_t unit = 0;
  while (value >= 1024 && unit + 1 < std::size(kUnits)) value /= 1024, ++unit;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s", value,
                kUnits[unit]);
  std::string shown = text.data();
  const size_t dot = shown.find('.');
  if (lang == Lang::kVi && dot != std::string::npos) shown[dot] = ',';
  return shown;
}

std::string ShownVolume(const ExaminedImage::Volume& volume, Lang lang) {
  const auto say = [&](const Text& text) { return Pick(text, lang); };
  std::string shown = std::to_string(volume.number) + ": ";
  const bool read = !volume.file_system.empty();
  if (volume.lock == "locked") {
    shown += say({"BitLocker, chưa mở khoá", "BitLocker, locked"});
    if (!volume.why_locked.vi.empty()) shown += " (" + say(volume.why_locked) + ")";
  } else if (read) {
    shown += volume.file_system;
    if (!volume.lock.empty()) {
      shown += say({" trong BitLocker", " in BitLocker"}) + " (" + volume.unlocked_by + ")";
    }
  } else {
    shown += volume.met.empty()
                 ? say({"không có hệ thống tệp đọc được", "no file system that is read"})
                 : Shown(volume.met) + say({" (không đọc được)", " (not read)"});
    if (!volume.lock.empty()) {
      shown += say({" trong BitLocker đã mở khoá", " in unlocked BitLocker"});
    }
  }
  shown += ", " + ShownBytes(volume.size, lang);
  if (!volume.label.empty()) shown += say({", nhãn “", ", label “"}) + Shown(volume.label) + "”";
  if (!volume.serial.empty()) shown += say({", sê-ri ổ ", ", volume serial "}) + volume.serial;
  if (!volume.letters.empty()) {
    shown += say({", với Windows là ổ ", ", to Windows drive "}) + Shown(volume.letters);
  }
  if (volume.system == "windows") shown += ", Windows";
  if (volume.system == "linux") shown += ", Linux";
  if (volume.examined) shown += say({" (được kiểm tra)", " (examined)"});
  return shown;
}

std::vector<std::pair<std::string, std::string>> ImageRows(const ExaminedImage& image, Lang lang) {
  std::vector<std::pair<std::string, std::string>> rows;
  const auto add = [&](const Text& title, std::string value) {
    if (!value.empty()) rows.emplace_back(Pick(title, lang), std::move(value));
  };
  std::string what = image.format + ", " + ShownBytes(image.size, lang);
  if (image.segments > 1) {
    what += ", " + std::to_string(image.segments) + Pick(Text{" phần", " parts"}, lang);
  }
  add({"ảnh đĩa", "disk image"}, Shown(image.path) + " (" + what + ")");
  if (image.cut) {
    add({"ẢNH THIẾU", "IMAGE INCOMPLETE"},
        Pick(Text{"thiếu phần cuối: tệp bị cắt cụt hoặc thiếu phần (.E02, .002 …); kết quả chỉ là "
                  "của phần đọc được",
                  "its end is missing: cut off, or a part (.E02, .002 …) is not there; the results "
                  "are "
                  "of what could be read"},
             lang));
  }
  add({"SHA-256 của đĩa", "SHA-256 of the disk"}, image.sha256);
  add({"MD5 ghi trong ảnh", "MD5 kept in the image"}, image.md5);
  add({"SHA-1 ghi trong ảnh", "SHA-1 kept in the image"}, image.sha1);
  for (const auto& [name, value] : image.notes) {
    rows.emplace_back(NoteTitle(name, lang), Shown(value));
  }
  add({"bảng phân vùng", "partition table"},
      image.table.empty() ? Pick(Text{"không có", "none"}, lang) : image.table);
  for (const ExaminedImage::Volume& volume : image.volumes) {
    add({"phân vùng", "volume"}, ShownVolume(volume, lang));
  }
  for (size_t i = 0; i < image.unread.size() && i < kMaxUnread; ++i) {
    add({"không đọc được", "not readable"}, Shown(Pick(image.unread[i], lang)));
  }
  return rows;
}

std::string RemovableNote(const AuditRun& run, Lang lang) {
  if (!run.removable) return {};
  return Pick(
      Text{"ổ rời hoặc ổ dữ liệu, không có hệ điều hành: chỉ xem cách đặt tệp và dấu vết "
           "sâu USB; các quy tắc về máy tính ghi “không có nguồn”",
           "a removable or data drive without a system: only layouts and traces of USB worms "
           "were looked at; rules about computers say “source absent”"},
      lang);
}

}  // namespace niem::audit
