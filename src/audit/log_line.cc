#include "audit/log_line.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

namespace niem::audit {
namespace {

constexpr int64_t kSecond = kTicksPerSecond;
constexpr int64_t kQuarter = 15 * 60 * kSecond;
constexpr int64_t kFarthestZone = 14 * 3600 * kSecond;
constexpr int64_t kSameWrite = 120 * kSecond;      // a line, and the file's time of writing
constexpr int64_t kSameDay = 36 * 3600 * kSecond;  // with any zone
constexpr int kHalfYear = 6;

// The numbers of `text` where it looks like `shape`, whose zeros stand for digits.
template <size_t N>
std::optional<std::array<int, N>> Numbers(std::string_view text, std::string_view shape) {
  if (text.size() < shape.size()) return std::nullopt;
  std::array<int, N> numbers{};
  size_t number = 0;
  for (size_t i = 0; i < shape.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (shape[i] != '0') {
      if (text[i] != shape[i] || ++number >= N) return std::nullopt;
    } else if (digit) {
      numbers[number] = numbers[number] * 10 + (text[i] - '0');
    } else {
      return std::nullopt;
    }
  }
  return numbers;
}

// Takes what stands before the next space.
std::string_view TakeWord(std::string_view& rest) {
  const size_t end = std::min(rest.find(' '), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return word;
}

// "Mar  4 16:11:36"
std::optional<YearlessTime> OldTime(std::string_view text) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  constexpr size_t kLength = 15;
  if (text.size() < kLength || text[3] != ' ' || text[6] != ' ') return std::nullopt;
  const size_t month = kMonths.find(text.substr(0, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  const auto clock = Numbers<3>(text.substr(7), "00:00:00");
  const bool wide = text[4] != ' ';
  const auto day = Numbers<1>(text.substr(wide ? 4 : 5), wide ? "00" : "0");
  if (!clock || !day) return std::nullopt;
  return YearlessTime{static_cast<int>(month / 3) + 1, (*day)[0], (*clock)[0], (*clock)[1],
                      (*clock)[2]};
}

// "kernel: [  12.3] usb", "NetworkManager[812]: <info>".
void SplitTag(std::string_view rest, LogLine& line) {
  const size_t colon = rest.find(": ");
  if (colon > 100) return;  // or not there at all
  line.program = rest.substr(0, rest.find_first_of("[: "));
  line.text = rest.substr(colon + 2);
}

// "[   12.345678] " before what the kernel says.
std::string_view WithoutUptime(std::string_view text) {
  if (!text.starts_with("[")) return text;
  const size_t end = text.find("] ");
  if (end > 20) return text;
  if (text.substr(1, end - 1).find_first_not_of(" .0123456789") != std::string_view::npos)
    return text;
  return text.substr(end + 2);
}

void ParseRfc5424(std::string_view rest, LogLine& line) {
  line.said = TakeWord(rest);
  line.at = TimeOfIso(line.said);
  (void)TakeWord(rest);  // host
  line.program = TakeWord(rest);
  (void)TakeWord(rest), (void)TakeWord(rest);  // process, kind of message
  if (rest.starts_with("[")) {
    const size_t end = rest.find("] ");
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
  } else {
    (void)TakeWord(rest);
  }
  line.text = rest;
}

std::optional<Moment> InYear(const YearlessTime& time, int year) {
  return Moment::FromCivil(year, time.month, time.day, time.hour, time.minute, time.second, 0,
                           TimeOrigin::kLocal);
}

}  // namespace

std::optional<Moment> TimeOfIso(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00T00:00:00";
  const auto n = Numbers<6>(text, kShape);
  if (!n) return std::nullopt;
  text.remove_prefix(kShape.size());
  int micros = 0;
  if (text.starts_with(".")) {
    text.remove_prefix(1);
    int place = 100'000;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
      micros += (text.front() - '0') * place;
      place /= 10;
      text.remove_prefix(1);
    }
  }
  auto at = Moment::FromCivil((*n)[0], (*n)[1], (*n)[2], (*n)[3], (*n)[4], (*n)[5], micros,
                              TimeOrigin::kUtc);
  if (!at || text == "Z") return at;
  if (text.empty()) {
    at->origin = TimeOrigin::kLocal;
    return at;
  }
  auto zone = Numbers<2>(text.substr(1), "00:00");
  if (!zone) {
    const auto packed = Numbers<1>(text.substr(1), "0000");
    if (!packed) return std::nullopt;
    zone = {(*packed)[0] / 100, (*packed)[0] % 100};
  }
  if (text.front() != '+' && text.front() != '-') return std::nullopt;
  const int64_t shift = int64_t{(*zone)[0] * 60 + (*zone)[1]} * 60 * kSecond;
  at->ticks += text.front() == '+' ? -shift : shift;
  return at;
}

LogLine ParseLogLine(std::string_view text) {
  LogLine line;
  if (text.starts_with("<")) {
    const size_t end = text.find(">1 ");
    if (end < 5) {
      ParseRfc5424(text.substr(end + 3), line);
      if (line.program == "kernel") line.text = WithoutUptime(line.text);
      return line;
    }
  }
  if (const std::string_view plain = WithoutUptime(text); plain.size() != text.size()) {
    line.program = "kernel", line.text = plain;
    return line;
  }
  std::string_view rest = text;
  if (const auto old = OldTime(text)) {
    line.yearless = old;
    line.said = text.substr(0, 15);
    rest.remove_prefix(std::min<size_t>(16, rest.size()));
  } else {
    line.said = TakeWord(rest);
    line.at = TimeOfIso(line.said);
    if (!line.at) return LogLine{};
  }
  (void)TakeWord(rest);  // host
  SplitTag(rest, line);
  if (line.program == "kernel") line.text = WithoutUptime(line.text);
  return line;
}

YearGuess::YearGuess(const std::vector<YearlessTime>& times, std::optional<Moment> written) {
  if (times.empty() || !written) return;
  const std::string date = written->ToString();
  int around = 0;
  (void)std::from_chars(date.data(), date.data() + 4, around);
  std::optional<int64_t> best;
  int last_year = 0;
  for (int year = around - 1; year <= around + 1; ++year) {
    const auto last = InYear(times.back(), year);
    if (!last) continue;
    const int64_t gap = last->ticks - written->ticks;
    if (best && std::abs(gap) >= std::abs(*best)) continue;
    best = gap, last_year = year;
  }
  if (!best || std::abs(*best) > kSameDay) return;
  const int64_t quarters = (*best + (*best < 0 ? -kQuarter : kQuarter) / 2) / kQuarter;
  const int64_t zone = quarters * kQuarter;
  if (std::abs(zone) <= kFarthestZone && std::abs(*best - zone) <= kSameWrite) zone_ = zone;
  int turns = 0;
  for (size_t i = 1; i < times.size(); ++i) {
    if (times[i].month + kHalfYear <= times[i - 1].month) ++turns;
  }
  year_ = last_year - turns;
}

std::optional<Moment> YearGuess::Next(const YearlessTime& time) {
  if (!known()) return std::nullopt;
  if (last_month_ != 0 && time.month + kHalfYear <= last_month_) ++year_;
  last_month_ = time.month;
  auto at = InYear(time, year_);
  if (at && zone_) {
    at->ticks -= *zone_;
    at->origin = TimeOrigin::kApproximate;
  }
  return at;
}

}  // namespace niem::audit
