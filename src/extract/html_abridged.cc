#include "extract/html_abridged.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace niem::extract {
namespace {

constexpr std::string_view kMark = "\uE83A";  // for private use: hardly a text has it
constexpr char kEnd = ';';
constexpr size_t kWorthwhile = 40;

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n';
}

// Bytes that end a stretch. Tag ends in quoted values and script are ends too, so whatever the
// parser takes a stretch for, only the quotes could be read otherwise than letters.
constexpr std::array<bool, 256> kEnds = [] {
  std::array<bool, 256> ends{};
  for (size_t c = 0; c < 0x20; ++c) ends[c] = c != '\t' && c != '\n';
  for (const char c : {'<', '>', '&', '"', '\'', '`', '\x7F'}) ends[static_cast<uint8_t>(c)] = true;
  return ends;
}();

// Whether a numeric reference may come to the mark, in any way that it may be written or overflow.
bool MayReferToMark(std::string_view html) {
  constexpr uint64_t kLast = 0x10FFFF;
  constexpr uint64_t kMarkCode = 0xE83A;
  for (size_t at = html.find("&#"); at < html.size(); at = html.find("&#", at)) {
    at += 2;
    const bool hex = at < html.size() && (html[at] == 'x' || html[at] == 'X');
    if (hex) ++at;
    uint64_t code = 0;
    for (; at < html.size() && code <= kLast; ++at) {
      const char c = html[at];
      const auto lower = static_cast<char>(c | 0x20);
      if (c >= '0' && c <= '9')
        code = code * (hex ? 16 : 10) + static_cast<uint64_t>(c - '0');
      else if (hex && lower >= 'a' && lower <= 'f')
        code = code * 16 + static_cast<uint64_t>(lower - 'a' + 10);
      else
        break;
    }
    if (code == kMarkCode || code > kLast) return true;
  }
  return false;
}

}  // namespace

AbridgedHtml::AbridgedHtml(std::string_view html) : source_(html) {
  if (html.find(kMark) != std::string_view::npos || MayReferToMark(html)) return;
  size_t copied = 0;
  for (size_t at = html.find('>'); at < html.size(); at = html.find('>', at)) {
    size_t begin = ++at;
    while (at < html.size() && !kEnds[static_cast<uint8_t>(html[at])]) ++at;
    if (at == html.size() || html[at] != '<') continue;
    size_t end = at;
    while (begin < end && IsBlank(html[begin])) ++begin;
    while (end > begin && IsBlank(html[end - 1])) --end;
    if (end - begin < kWorthwhile) continue;
    shortened_.append(html.substr(copied, begin - copied)).append(kMark);
    shortened_.append(std::to_string(left_out_.size())).push_back(kEnd);
    left_out_.push_back(html.substr(begin, end - begin));
    copied = end;
  }
  shortened_.append(html.substr(copied));
}

bool AbridgedHtml::NextToken(std::string_view text, size_t& at, size_t& end,
                             std::string_view& meaning) const {
  at = text.find(kMark, at);
  if (at == std::string_view::npos) return false;
  size_t number = 0;
  const char* const digits = text.data() + at + kMark.size();
  const auto [last, error] = std::from_chars(digits, text.data() + text.size(), number);
  if (error != std::errc() || number >= left_out_.size()) return false;
  meaning = left_out_[number];
  end = static_cast<size_t>(last - text.data()) + 1;
  return true;
}

std::string_view AbridgedHtml::Whole(std::string_view text) {
  size_t at = 0;
  size_t end = 0;
  std::string_view meaning;
  if (left_out_.empty() || !NextToken(text, at, end, meaning)) return text;
  if (at == 0 && end == text.size()) return meaning;
  std::string whole;
  size_t copied = 0;
  do {
    whole.append(text.substr(copied, at - copied)).append(meaning);
    at = copied = end;
  } while (NextToken(text, at, end, meaning));
  whole.append(text.substr(std::min(copied, text.size())));
  return restored_.emplace_back(std::move(whole));
}

size_t AbridgedHtml::WholeSize(std::string_view text) const {
  size_t size = text.size();
  if (left_out_.empty()) return size;
  size_t end = 0;
  std::string_view meaning;
  for (size_t at = 0; NextToken(text, at, end, meaning); at = end)
    size += meaning.size() - (end - at);
  return size;
}

}  // namespace niem::extract
