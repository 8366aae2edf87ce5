#include "extract/block_builder.h"

#include <algorithm>

namespace niem::extract {
namespace {

bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

// White space weighs nothing, so that a bold blank decides no style.
size_t Weight(std::string_view text) {
  const bool blank = std::all_of(text.begin(), text.end(), IsSpace);
  return blank ? 0 : text.size();
}

template <typename T>
const T* MostOf(const std::vector<std::pair<T, size_t>>& counts) {
  const auto most =
      std::max_element(counts.begin(), counts.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counts.end() ? nullptr : &most->first;
}

}  // namespace

void BlockBuilder::Add(std::string_view text, const Style& style, std::string_view font) {
  if (text.empty()) return;
  const size_t letters = Weight(text);
  if (letters > 0) {
    const auto same = [&](const auto& entry) { return entry.first == style; };
    const auto found = std::find_if(styles_.begin(), styles_.end(), same);
    if (found != styles_.end())
      found->second += letters;
    else
      styles_.emplace_back(style, letters);
    letters_ += letters;
  }
  const auto begin = static_cast<uint32_t>(text_.size());
  text_ += text;
  const auto end = static_cast<uint32_t>(text_.size());
  // Spaces belong to whichever font stands before them: no run of their own.
  if (!runs_.empty() && (letters == 0 || runs_.back().font == font))
    runs_.back().end = end;
  else
    runs_.push_back({begin, end, std::string(font)});
}

Block BlockBuilder::Finish() {
  Block block;
  const std::string_view trimmed = Trim(text_);
  const auto skip = static_cast<uint32_t>(trimmed.data() - text_.data());
  const auto size = static_cast<uint32_t>(trimmed.size());
  if (const Style* style = MostOf(styles_)) block.style = *style;
  if (runs_.size() == 1) {
    block.font = std::move(runs_.front().font);
    runs_.clear();
  }
  std::vector<std::pair<std::string, size_t>> fonts;
  for (Run& run : runs_) {
    run.begin = std::min(run.begin - std::min(run.begin, skip), size);
    run.end = std::min(run.end - std::min(run.end, skip), size);
    const auto same = [&](const auto& entry) { return entry.first == run.font; };
    const auto found = std::find_if(fonts.begin(), fonts.end(), same);
    if (found != fonts.end())
      found->second += run.end - run.begin;
    else
      fonts.emplace_back(run.font, run.end - run.begin);
  }
  if (const std::string* font = MostOf(fonts)) block.font = *font;
  if (fonts.size() > 1) block.runs = std::move(runs_);
  if (size == text_.size())
    block.text = std::move(text_);
  else
    block.text = trimmed;
  text_.clear();
  runs_.clear();
  styles_.clear();
  letters_ = 0;
  return block;
}

void BlockSink::Put(Block block) {
  if (full_ || block.text.empty()) return;
  if (block.text.size() > left_) {
    full_ = true;
    Incomplete(ErrorCode::kTooLarge, {"văn bản quá dài: phần cuối chưa được đọc",
                                      "too much text: the rest was not inspected"});
    return;
  }
  left_ -= block.text.size();
  document_.blocks.push_back(std::move(block));
}

void BlockSink::Put(Place place, std::string_view text, std::string_view locator) {
  Block block;
  block.place = place;
  block.text = Trim(text);
  block.locator = locator;
  Put(std::move(block));
}

void BlockSink::Incomplete(ErrorCode code, Text text) {
  AddNote({code, /*incomplete=*/true, std::move(text)});
}

void BlockSink::Remark(ErrorCode code, Text text) {
  AddNote({code, /*incomplete=*/false, std::move(text)});
}

void BlockSink::AddNote(Note note) {
  for (const Note& known : document_.notes) {
    if (known.code == note.code && known.text.en == note.text.en) return;
  }
  document_.notes.push_back(std::move(note));
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kNoBreak = "\xC2\xA0";
  for (bool more = true; more;) {
    more = false;
    while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
    while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
    if (text.starts_with(kNoBreak)) {
      text.remove_prefix(2);
      more = true;
    }
    if (text.ends_with(kNoBreak)) {
      text.remove_suffix(2);
      more = true;
    }
  }
  return text;
}

bool HasLetters(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0xC3 || (byte >= '0' && byte <= '9') ||
           ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
  });
}

}  // namespace niem::extract
