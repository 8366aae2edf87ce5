// Text logs of Linux, plain or compressed: kern.log, syslog, messages, daemon.log, dmesg.
#include "audit/lines.h"
#include "audit/linux_log.h"
#include "audit/unpack.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr size_t kMaxUnpacked = 128u << 20;
constexpr size_t kMaxLine = 2000;

// Lines at most so long, without what Windows puts at their end.
std::string_view Cut(std::string_view line) {
  line = line.substr(0, kMaxLine);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

// The years of lines that have none, told by all of them.
YearGuess YearsOf(std::string_view text, const std::optional<Moment>& written) {
  std::vector<YearlessTime> times;
  EachLine(text, [&](std::string_view line, uint64_t) {
    if (const auto yearless = ParseLogLine(Cut(line)).yearless) times.push_back(*yearless);
  });
  return {times, written};
}

void TellYears(const YearGuess& years, SourceFacts& facts) {
  if (!years.known()) {
    facts.Note("nhật ký không ghi năm, thời điểm sửa tệp không khớp: không nêu thời điểm",
               "the log has no years and the file's own time does not fit: no times are told");
  } else if (years.zone_known()) {
    facts.Note("nhật ký không ghi năm: năm và múi giờ suy ra từ thời điểm sửa tệp (gần đúng)",
               "the log has no years: year and zone are told by when the file was last written "
               "(approximate)");
  } else {
    facts.Note("nhật ký không ghi năm: năm suy ra từ thời điểm sửa tệp; giờ của máy, không rõ múi",
               "the log has no years: the year is told by when the file was last written; the "
               "machine's own time, zone unknown");
  }
}

}  // namespace

SourceFacts ReadKernelLog(Bytes bytes, std::optional<Moment> written) {
  SourceFacts facts;
  std::string unpacked;
  if (const auto packing = PackingOf(bytes)) {
    auto done = Unpack(*packing, bytes, kMaxUnpacked);
    if (!done.ok()) {
      facts.failed = true;
      facts.notes.push_back(done.error().message());
      return facts;
    }
    if (!done->whole) {
      facts.Note("tệp nén bị đứt hoặc quá lớn: chỉ đọc được phần đầu",
                 "the compressed file breaks off or is too large: only its beginning was read");
    }
    unpacked = std::move(done->bytes);
    bytes = AsBytes(unpacked);
  }
  const std::string_view text = AsText(bytes);
  YearGuess years = YearsOf(text, written);
  LinuxLog log(facts);
  bool yearless = false;
  EachLine(text, [&](std::string_view raw, uint64_t number) {
    const std::string valid = ValidUtf8(Cut(raw));
    LogLine line = ParseLogLine(valid);
    if (line.yearless) {
      line.at = years.Next(*line.yearless);
      yearless = true;
    }
    if (!line.program.empty()) log.Take(line, LineName(number));
  });
  if (yearless) TellYears(years, facts);
  return facts;
}

}  // namespace niem::audit
