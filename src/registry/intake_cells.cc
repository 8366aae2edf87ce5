#include "registry/intake_cells.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "text/fold.h"

namespace niem::registry {
namespace {

Error Bad(std::string vi, std::string en) {
  return {ErrorCode::kInvalidArgument, {std::move(vi), std::move(en)}};
}

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// The figures that the text begins with, at most nine, taken off it.
std::optional<int> TakeInt(std::string_view* text) {
  size_t size = 0;
  while (size < text->size() && size < 9 && IsDigit((*text)[size])) ++size;
  int number = 0;
  const auto read = std::from_chars(text->data(), text->data() + size, number);
  if (size == 0 || read.ec != std::errc()) return std::nullopt;
  text->remove_prefix(size);
  return number;
}

bool TakeOneOf(std::string_view* text, std::string_view which) {
  if (text->empty() || which.find(text->front()) == std::string_view::npos) return false;
  text->remove_prefix(1);
  return true;
}

Error BadDay() {
  return Bad("ngày không đọc được; ghi dạng 20/11/2021", "no day; write it as 20/11/2021");
}

Error BadNumbers() {
  return Bad("bản số không đọc được; ghi dạng 1, 2 hoặc 3-5",
             "no numbers of copies; write them as 1, 2 or 3-5");
}

}  // namespace

Result<Date> DayInCell(std::string_view cell) {
  std::string_view rest = Trimmed(cell);
  const size_t whole = rest.size();
  const std::optional<int> first = TakeInt(&rest);
  const bool year_first = whole - rest.size() == 4;
  if (!first || !TakeOneOf(&rest, year_first ? "-" : "/-.")) return BadDay();
  const std::optional<int> second = TakeInt(&rest);
  if (!second || !TakeOneOf(&rest, year_first ? "-" : "/-.")) return BadDay();
  const size_t before_last = rest.size();
  const std::optional<int> last = TakeInt(&rest);
  if (!last || !rest.empty()) return BadDay();
  if (!year_first && before_last == 2) {
    return Bad("năm phải đủ bốn chữ số, ví dụ 20/11/2021",
               "the year wants four figures, as in 20/11/2021");
  }
  const std::optional<Date> day =
      year_first ? Date::FromYmd(*first, *second, *last) : Date::FromYmd(*last, *second, *first);
  if (!day) {
    return Bad("không có ngày này trong lịch (ngày/tháng/năm)",
               "there is no such day (day/month/year)");
  }
  return *day;
}

Result<Level> LevelInCell(std::string_view cell) {
  const std::string folded = text::FoldText(cell);

  struct Name {
    std::string_view folded, written;
    Level level;
  };

  for (const Name& name :
       {Name{"mat", "mật", Level::kMat}, Name{"toi mat", "tối mật", Level::kToiMat},
        Name{"tuyet mat", "tuyệt mật", Level::kTuyetMat}}) {
    if (folded == name.folded && text::DiacriticsAgree(Trimmed(cell), name.written)) {
      return name.level;
    }
    if (Trimmed(cell) == LevelName(name.level)) return name.level;
  }
  return Bad("không phải độ mật; ghi Mật, Tối mật hoặc Tuyệt mật",
             "no level; write Mật, Tối mật or Tuyệt mật");
}

Result<int64_t> CountInCell(std::string_view cell, int64_t most) {
  const auto bad = [&] {
    const std::string range = "1–" + std::to_string(most);
    return Bad("phải là số nguyên " + range, "must be a whole number " + range);
  };
  std::string_view rest = Trimmed(cell);
  const std::optional<int> number = TakeInt(&rest);
  const std::string unit = text::FoldText(rest);
  if (!number || *number < 1 || *number > most) return bad();
  if (!unit.empty() && unit != "ban" && unit != "trang" && unit != "to") return bad();
  if (unit.empty() && !Trimmed(rest).empty()) return bad();
  return *number;
}

Result<std::vector<int64_t>> NumbersInCell(std::string_view cell, size_t most) {
  std::vector<int64_t> numbers;
  std::string_view rest = Trimmed(cell);
  while (true) {
    rest = Trimmed(rest);
    const std::optional<int> first = TakeInt(&rest);
    rest = Trimmed(rest);
    std::optional<int> last = first;
    if (first && TakeOneOf(&rest, "-")) {
      rest = Trimmed(rest);
      last = TakeInt(&rest);
    }
    if (!first || !last || *first < 1 || *last < *first) return BadNumbers();
    if (static_cast<size_t>(*last - *first) >= most - std::min(most, numbers.size())) {
      return Bad("quá " + std::to_string(most) + " bản",
                 "more than " + std::to_string(most) + " copies");
    }
    for (int number = *first; number <= *last; ++number) numbers.push_back(number);
    rest = Trimmed(rest);
    if (rest.empty()) break;
    if (!TakeOneOf(&rest, ",;")) return BadNumbers();
  }
  std::sort(numbers.begin(), numbers.end());
  if (std::adjacent_find(numbers.begin(), numbers.end()) != numbers.end()) {
    return Bad("có bản số lặp lại", "a number of a copy stands twice");
  }
  return numbers;
}

std::pair<std::string, std::string> NumberInCell(std::string_view cell) {
  const std::string_view all = Trimmed(cell);
  const size_t bar = all.find('/');
  if (bar == std::string_view::npos) return {std::string(all), {}};
  return {std::string(Trimmed(all.substr(0, bar))), std::string(Trimmed(all.substr(bar + 1)))};
}

Result<std::string> LineInCell(std::string_view cell, size_t most) {
  std::string line;
  size_t letters = 0;
  for (const char c : Trimmed(cell)) {
    const auto byte = static_cast<unsigned char>(c);
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (space && line.ends_with(' ')) continue;
    if (!space && (byte < 0x20 || byte == 0x7F)) {
      return Bad("có ký tự điều khiển; gõ lại ô này", "holds control characters; type it again");
    }
    line += space ? ' ' : c;
    if ((byte & 0xC0) != 0x80) ++letters;
  }
  if (letters > most) {
    const std::string number = std::to_string(most);
    return Bad("dài quá " + number + " chữ", "longer than " + number + " characters");
  }
  return line;
}

}  // namespace niem::registry
