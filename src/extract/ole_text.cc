#include "extract/ole_text.h"

#include <unicode/locid.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>

namespace niem::extract {
namespace {

constexpr size_t kMaxStyles =
    32;  // of one paragraph; more do not change what most letters look like

struct ConverterCloser {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};

using Converter = std::unique_ptr<UConverter, ConverterCloser>;

const char* ConverterName(uint16_t codepage) {
  switch (codepage) {
    case 437:
      return "ibm-437";
    case 850:
      return "ibm-850";
    case 874:
      return "windows-874";
    case 932:
      return "windows-932";
    case 936:
      return "windows-936";
    case 949:
      return "windows-949";
    case 950:
      return "windows-950";
    case 1250:
      return "windows-1250";
    case 1251:
      return "windows-1251";
    case 1253:
      return "windows-1253";
    case 1254:
      return "windows-1254";
    case 1255:
      return "windows-1255";
    case 1256:
      return "windows-1256";
    case 1257:
      return "windows-1257";
    case 1258:
      return "windows-1258";
    case 10000:
      return "macintosh";
    case 65001:
      return "utf-8";
    default:
      return "windows-1252";
  }
}

bool IsSpace(unsigned char c) {
  return c <= ' ';
}

// Letters that text is made of: ASCII words, and what Vietnamese needs in UTF-16.
bool IsTextCode(char16_t code) {
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  if (code < 0x7F) return true;
  return (code >= 0xA0 && code < 0x250) || (code >= 0x300 && code < 0x370) ||
         (code >= 0x1EA0 && code < 0x1F00) || (code >= 0x2010 && code < 0x2030);
}

bool IsTextByte(uint8_t byte) {
  return byte >= 0x80 || (byte >= 0x20 && byte < 0x7F) || byte == '\t' || byte == '\n' ||
         byte == '\r';
}

size_t AsciiLetters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ';
  }));
}

// One block per line; noise (hardly any plain letter) is not text.
bool AddLines(std::string text, Place place, std::string_view locator, DocumentWriter& writer) {
  std::replace(text.begin(), text.end(), '\r', '\n');
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line(text.data() + begin, end - begin);
    begin = end + 1;
    if (line.size() < kMinimumTextRun || AsciiLetters(line) * 3 < line.size()) continue;
    if (!writer.Add(std::string(line), place, locator)) return false;
  }
  return true;
}

// The end of the run of UTF-16LE text that starts at `at`.
size_t Utf16RunEnd(Bytes bytes, size_t at) {
  while (at + 1 < bytes.size() &&
         IsTextCode(static_cast<char16_t>(bytes[at] | bytes[at + 1] << 8))) {
    at += 2;
  }
  return at;
}

}  // namespace

std::string DecodeCodepage(Bytes bytes, uint16_t codepage) {
  if (codepage == kUtf16Codepage) return DecodeUtf16(bytes);
  if (std::all_of(bytes.begin(), bytes.end(), [](uint8_t b) { return b < 0x80; })) {
    return std::string(AsText(bytes));
  }
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(ucnv_open(ConverterName(codepage), &status));
  std::string out;
  if (U_FAILURE(status)) return std::string(bytes.size(), '?');
  const icu::UnicodeString text(reinterpret_cast<const char*>(bytes.data()),
                                static_cast<int32_t>(std::min<size_t>(bytes.size(), 1U << 30)),
                                converter.get(), status);
  return text.toUTF8String(out);
}

void AppendUtf8(std::string& out, char32_t code) {
  if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      out += static_cast<char>(0xE0 | code >> 12);
    } else {
      out += static_cast<char>(0xF0 | code >> 18);
      out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
    }
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
  }
  out += static_cast<char>(0x80 | (code & 0x3F));
}

std::string DecodeUtf16(Bytes bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
    char32_t code = static_cast<char32_t>(bytes[i] | bytes[i + 1] << 8);
    if (code >= 0xD800 && code < 0xDC00 && i + 3 < bytes.size()) {
      const char32_t low = static_cast<char32_t>(bytes[i + 2] | bytes[i + 3] << 8);
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        i += 2;
      }
    }
    AppendUtf8(out, code);
  }
  return out;
}

std::string UpperCase(std::string_view utf8) {
  std::string out;
  icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())))
      .toUpper(icu::Locale::getRoot())
      .toUTF8String(out);
  return out;
}

bool IsLegacyFont(std::string_view font) {
  return font.starts_with(".Vn") || font.starts_with(".VN") || font.starts_with("VNI");
}

std::string_view UntilNul(std::string_view text) {
  return text.substr(0, text.find('\0'));
}

void RunBuilder::Append(std::string_view utf8, const Style& style, std::string_view font) {
  if (utf8.empty()) return;
  const uint32_t begin = static_cast<uint32_t>(text_.size());
  text_ += utf8;
  const uint32_t end = static_cast<uint32_t>(text_.size());
  if (!runs_.empty() && runs_.back().font == font) {
    runs_.back().end = end;
  } else {
    runs_.push_back({begin, end, std::string(font)});
  }
  const size_t letters = static_cast<size_t>(std::count_if(
      utf8.begin(), utf8.end(), [](char c) { return !IsSpace(static_cast<unsigned char>(c)); }));
  auto known = std::find_if(styles_.begin(), styles_.end(),
                            [&](const auto& entry) { return entry.first == style; });
  if (known != styles_.end()) {
    known->second += letters;
  } else if (styles_.size() < kMaxStyles) {
    styles_.emplace_back(style, letters);
  }
}

Block RunBuilder::Take(Place place) {
  Block block;
  block.place = place;
  block.text = std::exchange(text_, {});
  const auto most = std::max_element(styles_.begin(), styles_.end(),
                                     [](auto& a, auto& b) { return a.second < b.second; });
  if (most != styles_.end()) block.style = most->first;
  const auto longest = std::max_element(runs_.begin(), runs_.end(), [](auto& a, auto& b) {
    return a.end - a.begin < b.end - b.begin;
  });
  if (longest != runs_.end()) block.font = longest->font;
  if (runs_.size() > 1) block.runs = std::move(runs_);
  runs_.clear();
  styles_.clear();
  return block;
}

bool DocumentWriter::Add(Block block) {
  if (full_) return false;
  const auto last = std::find_if(block.text.rbegin(), block.text.rend(),
                                 [](char c) { return !IsSpace(static_cast<unsigned char>(c)); });
  if (last == block.text.rend()) return true;
  block.text.erase(last.base(), block.text.end());
  for (Run& run : block.runs) {
    run.end = std::min(run.end, static_cast<uint32_t>(block.text.size()));
  }
  std::erase_if(block.runs, [](const Run& run) { return run.begin >= run.end; });
  if (text_bytes_ + block.text.size() > limits_.max_text_bytes) {
    full_ = true;
    AddNote(ErrorCode::kTooLarge, true,
            {"tài liệu có quá nhiều chữ, phần còn lại chưa được đọc",
             "the document holds too much text; the rest was not read"});
    return false;
  }
  text_bytes_ += block.text.size();
  document_.blocks.push_back(std::move(block));
  return true;
}

bool DocumentWriter::Add(std::string text, Place place, std::string_view locator, uint32_t page) {
  Block block;
  block.text = std::move(text);
  block.place = place;
  block.page = page;
  block.locator = locator;
  return Add(std::move(block));
}

void DocumentWriter::AddNote(ErrorCode code, bool incomplete, StaticText text) {
  for (const Note& note : document_.notes) {
    if (note.code == code && note.text.en == text.en) return;
  }
  document_.notes.push_back({code, incomplete, text});
}

void AddTextRuns(Bytes bytes, Place place, std::string_view locator, DocumentWriter& writer) {
  for (size_t at = 0; at < bytes.size();) {
    const size_t wide_end = Utf16RunEnd(bytes, at);
    size_t end = at;
    while (end < bytes.size() && IsTextByte(bytes[end])) ++end;
    if (wide_end - at >= 2 * kMinimumTextRun && wide_end - at > end - at) {
      if (!AddLines(DecodeUtf16(bytes.subspan(at, wide_end - at)), place, locator, writer)) return;
      at = wide_end;
    } else if (end - at >= kMinimumTextRun) {
      // A wide run may begin inside the last bytes of a narrow one: leave its first letter to it.
      const bool wide_next = end < bytes.size() && bytes[end] == 0;
      if (wide_next) --end;
      if (!AddLines(DecodeCodepage(bytes.subspan(at, end - at), kWesternCodepage), place, locator,
                    writer)) {
        return;
      }
      at = std::max(end, at + 1);
    } else {
      ++at;
    }
  }
}

bool AddLooseText(Bytes bytes, StaticText note, DocumentWriter& writer) {
  writer.AddNote(ErrorCode::kCorrupt, true, note);
  AddTextRuns(bytes, Place::kBody, "raw", writer);
  return !writer.document().blocks.empty();
}

}  // namespace niem::extract
