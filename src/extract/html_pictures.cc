#include "extract/html_pictures.h"

#include <glib.h>

#include <algorithm>
#include <string>

#include "extract/rtf_reader.h"

namespace niem::extract {
namespace {

constexpr size_t kMostType = 100;  // "png;charset=utf-8;base64"

bool EqualsNoCase(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() &&
         std::equal(lower.begin(), lower.end(), text.begin(),
                    [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b | 0x20 : b); });
}

// Letters of base64, white space between them, and how attributes write what they may not hold.
bool MayStandInside(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/' || c == '=' || c == '%' || c == '\r' || c == '\n' || c == '\t' || c == ' ';
}

std::string WithoutPercents(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const int high =
        text[i] == '%' && i + 2 < text.size() ? HexDigit(static_cast<uint8_t>(text[i + 1])) : -1;
    const int low = high >= 0 ? HexDigit(static_cast<uint8_t>(text[i + 2])) : -1;
    out += low >= 0 ? static_cast<char>(high << 4 | low) : text[i];
    if (low >= 0) i += 2;
  }
  return out;
}

std::string DecodedBase64(std::string_view text) {
  std::string bytes =
      text.find('%') == std::string_view::npos ? std::string(text) : WithoutPercents(text);
  gint state = 0;
  guint save = 0;
  const gsize size =
      bytes.empty() ? 0
                    : g_base64_decode_step(bytes.data(), bytes.size(),
                                           reinterpret_cast<guchar*>(bytes.data()), &state, &save);
  bytes.resize(size);
  return bytes;
}

// What stands behind "data:image/".
struct DataPicture {
  bool base64 = false;
  std::string_view content;
};

DataPicture PictureAt(std::string_view rest) {
  DataPicture picture;
  const size_t comma = rest.substr(0, kMostType).find(',');
  if (comma == std::string_view::npos) return picture;
  const std::string_view type = rest.substr(0, comma);
  const size_t last = type.rfind(';');
  picture.base64 = last != std::string_view::npos && EqualsNoCase(type.substr(last + 1), "base64");
  rest.remove_prefix(comma + 1);
  const auto end = picture.base64 ? std::find_if_not(rest.begin(), rest.end(), MayStandInside)
                                  : std::find_if(rest.begin(), rest.end(), [](char c) {
                                      return c == '"' || c == '\'' || c == '>';
                                    });
  picture.content = rest.substr(0, static_cast<size_t>(end - rest.begin()));
  return picture;
}

bool ReadOne(const DataPicture& picture, uint32_t number, Context& context, Document& document) {
  const uint64_t size = picture.content.size() / 4 * 3;
  if (!picture.base64) return false;
  if (TooSmallForMarks(size, context)) return true;
  if (!WouldReadPicture(size, context)) return false;
  if (!context.AdmitBytes(picture.content.size(), size).ok()) return false;
  return ReadPicture(AsBytes(DecodedBase64(picture.content)), "picture" + std::to_string(number),
                     context, document);
}

}  // namespace

UnreadPictures ReadDataPictures(std::string_view html, Context& context, Document& document) {
  constexpr std::string_view kScheme = "data", kKind = ":image/";
  UnreadPictures unread;
  uint32_t number = 0;
  for (size_t at = html.find(':'); at < html.size(); at = html.find(':', at)) {
    const size_t behind = at + kKind.size();
    const bool here = at >= kScheme.size() && EqualsNoCase(html.substr(at, kKind.size()), kKind) &&
                      EqualsNoCase(html.substr(at - kScheme.size(), kScheme.size()), kScheme);
    ++at;
    if (!here) continue;
    const DataPicture picture = PictureAt(html.substr(behind));
    if (picture.content.empty()) continue;
    if (!ReadOne(picture, ++number, context, document))
      unread.pictures += picture.content.size() / 4 * 3;
    at = static_cast<size_t>(picture.content.data() - html.data()) + picture.content.size();
  }
  return unread;
}

}  // namespace niem::extract
