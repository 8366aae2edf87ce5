#include "scan/report_facts.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <optional>
#include <string_view>
#include <system_error>

namespace niem::scan {
namespace {

Text Both(const std::string& value) {
  return {value, value};
}

template <typename F>
Text Formatted(F format) {
  return {format(Lang::kVi), format(Lang::kEn)};
}

std::string OneDecimal(double value, Lang lang) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  std::string out = text;
  if (lang == Lang::kVi) out.replace(out.find('.'), 1, ",");
  return out;
}

// The number of exactly `width` digits at `at`.
std::optional<unsigned> Digits(std::string_view text, size_t at, size_t width) {
  if (at > text.size() || text.size() - at < width) return std::nullopt;
  unsigned value = 0;
  const char* const end = text.data() + at + width;
  const auto [stop, error] = std::from_chars(text.data() + at, end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

// "YYYY-MM-DDThh:mm:ss" at the start of the text.
bool ParseLocal(std::string_view text, std::chrono::sys_seconds& when) {
  static constexpr std::string_view kForm = "0000-00-00T00:00:00";
  if (text.size() < kForm.size()) return false;
  for (size_t i = 0; i < kForm.size(); ++i) {
    if (kForm[i] != '0' && text[i] != kForm[i]) return false;
  }
  const auto year = Digits(text, 0, 4), month = Digits(text, 5, 2), day = Digits(text, 8, 2);
  const auto hour = Digits(text, 11, 2), minute = Digits(text, 14, 2), second = Digits(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return false;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(*month), std::chrono::day(*day)};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return false;
  when = std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second);
  return true;
}

// "22/11/2026 04:46:14 (UTC+07:00)" for people; what is no such time is shown as it is.
Text FormatMoment(const std::string& iso) {
  std::chrono::sys_seconds ignored;
  if (iso.size() < 19 || !ParseLocal(iso, ignored)) return Both(iso);
  const std::string date = iso.substr(8, 2) + "/" + iso.substr(5, 2) + "/" + iso.substr(0, 4);
  const std::string clock = iso.substr(11, 8) + " (UTC" + iso.substr(19) + ")";
  return {date + " " + clock, iso.substr(0, 10) + " " + clock};
}

}  // namespace

std::vector<Fact> RunFacts(const RunInfo& run) {
  std::vector<Fact> facts = {
      {{"Máy được quét", "Machine"}, Both(run.machine)},
      {{"Hệ điều hành", "System"}, Both(run.system)},
      {{"Người quét", "Operator"}, Both(run.operator_name)},
      {{"Bắt đầu", "Started"}, FormatMoment(run.started)},
      {{"Phiên bản Niêm", "Niêm version"}, Both(run.version)},
      {{"Phiên bản luật phát hiện", "Rules version"}, Both(run.rules_version)},
      {{"Hộp cát của tiến trình đọc tệp", "Sandbox of the reading processes"}, run.sandbox},
  };
  for (const std::string& root : run.roots) facts.push_back({{"Nơi quét", "Scanned"}, Both(root)});
  for (const auto& [name, value] : run.settings) facts.push_back({Both(name), Both(value)});
  if (run.redact) {
    facts.push_back({{"Tên tệp", "File names"},
                     {"đã thay bằng mã băm (--redact)", "replaced by digests (--redact)"}});
  }
  return facts;
}

std::vector<Fact> SummaryFacts(const Summary& summary) {
  const auto count = [](uint64_t value) {
    return Formatted([value](Lang lang) { return FormatCount(value, lang); });
  };
  std::vector<Fact> facts = {
      {{"Kết thúc", "Finished"}, FormatMoment(summary.finished)},
      {{"Thời gian quét", "Duration"},
       Formatted([&](Lang lang) { return FormatDuration(summary.elapsed_ms, lang); })},
      {{"Số tệp", "Files"}, count(summary.files)},
      {{"Số tài liệu (gồm tài liệu bên trong)", "Documents (members included)"},
       count(summary.documents)},
      {{"Dung lượng", "Size"},
       Formatted([&](Lang lang) { return FormatBytes(summary.bytes, lang); })},
      {{"Tốc độ", "Speed"},
       Formatted([&](Lang lang) { return FormatBytes(BytesPerSecond(summary), lang) + "/s"; })},
  };
  if (summary.unchanged > 0) {
    facts.push_back({{"Không đổi từ lần trước, bỏ qua", "Unchanged since last time, skipped"},
                     count(summary.unchanged)});
  }
  facts.push_back({{"Tình trạng", "State"},
                   summary.interrupted ? Text{"BỊ NGẮT giữa chừng: phần còn lại chưa được xem",
                                              "INTERRUPTED: the rest was not looked at"}
                                       : Text{"quét hết", "complete"}});
  return facts;
}

uint64_t BytesPerSecond(const Summary& summary) {
  if (summary.elapsed_ms == 0) return 0;
  return static_cast<uint64_t>(std::llround(static_cast<double>(summary.bytes) * 1000.0 /
                                            static_cast<double>(summary.elapsed_ms)));
}

uint64_t CountOf(const std::map<std::string, uint64_t>& counts, std::string_view name) {
  const auto found = counts.find(std::string(name));
  return found == counts.end() ? 0 : found->second;
}

std::string FormatCount(uint64_t count, Lang lang) {
  std::string digits = std::to_string(count);
  for (size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, lang == Lang::kVi ? '.' : ',');
  }
  return digits;
}

std::string FormatBytes(uint64_t bytes, Lang lang) {
  if (bytes < 1024) return std::to_string(bytes) + " B";
  double value = static_cast<double>(bytes);
  const char* const units[] = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};
  size_t unit = 0;
  while (value >= 1023.95 && unit + 1 < std::size(units)) value /= 1024, ++unit;
  return OneDecimal(value, lang) + " " + units[unit];
}

std::string FormatDuration(uint64_t milliseconds, Lang lang) {
  const bool vi = lang == Lang::kVi;
  if (milliseconds < 59'950) {
    return OneDecimal(static_cast<double>(milliseconds) / 1000, lang) + (vi ? " giây" : " s");
  }
  const uint64_t seconds = (milliseconds + 500) / 1000;
  std::string out;
  if (seconds >= 3600) out = std::to_string(seconds / 3600) + (vi ? " giờ " : " h ");
  out += std::to_string(seconds / 60 % 60) + (vi ? " phút" : " min");
  if (seconds < 3600) out += " " + std::to_string(seconds % 60) + (vi ? " giây" : " s");
  return out;
}

std::string FormatShare(double share) {
  return std::to_string(std::lround(share * 100)) + "%";
}

std::string ToUtc(std::string_view iso) {
  const std::string text(iso);
  std::chrono::sys_seconds when;
  if (!ParseLocal(text, when)) return {};
  size_t at = 19;
  if (at < text.size() && text[at] == '.') at = text.find_first_not_of("0123456789", at + 1);
  if (at == std::string::npos || at >= text.size()) return {};
  if (text[at] != 'Z') {
    const auto hours = Digits(text, at + 1, 2), minutes = Digits(text, at + 4, 2);
    if (!hours) return {};
    const auto offset = std::chrono::hours(*hours) + std::chrono::minutes(minutes.value_or(0));
    if (text[at] == '+')
      when -= offset;
    else if (text[at] == '-')
      when += offset;
    else
      return {};
  }
  const auto day = std::chrono::floor<std::chrono::days>(when);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(when - day);
  char out[32];
  std::snprintf(out, sizeof out, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return out;
}

}  // namespace niem::scan
