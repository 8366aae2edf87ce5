#include "audit/shell_item.h"

#include <algorithm>
#include <vector>

#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr size_t kType = 2, kFirst = 3;  // behind the item's own length
constexpr uint32_t kMtpFolder = 0x07192006, kMtpStorage = 0x10312005;
constexpr size_t kMostItem = 65'535, kMostText = 600;

// Of delegate items: "Removable Drives" and "Portable Devices" of This PC.
constexpr std::string_view kRemovableDrives(
    "\x77\x2C\xFB\xF5\x2F\x0E\x16\x4A\xA3\x81\x3E\x56\x0C\x68\xBC\x83", 16);
constexpr std::string_view kPortableDevices(
    "\x3C\x6D\x78\x35\x75\xB0\xB9\x49\x88\xDD\x02\x98\x76\xE1\x1C\x01", 16);

bool IsLetter(uint8_t byte) {
  return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

std::string LetterAt(Bytes item, size_t at) {
  if (at + 1 >= item.size() || !IsLetter(item[at]) || item[at + 1] != ':') return {};
  return Upper(std::string(1, static_cast<char>(item[at]))) + ":";
}

// The drive inside a delegate item.
std::string LetterWithin(Bytes item) {
  for (size_t at = kFirst; at + 2 < item.size(); ++at) {
    if (item[at + 1] == ':' && item[at + 2] == '\\') return LetterAt(item, at);
  }
  return {};
}

std::string ShareOf(Bytes item) {
  constexpr size_t kName = 5;
  const Bytes rest = Slice(item, kName, kMostText);
  const auto end = std::ranges::find(rest, uint8_t{0});
  const Bytes text = rest.first(static_cast<size_t>(end - rest.begin()));
  const std::string valid = ValidUtf8(AsText(text));
  const std::string name = valid == AsText(text) ? valid : FromLatin1(text);
  return name.starts_with("\\\\") && name.size() > 2 ? name : std::string();
}

bool IsPlain(uint32_t unit) {
  return unit >= 0x20 && unit != 0x7F && (unit < 0xD800 || unit > 0xF8FF) && unit < 0xFFF0;
}

// Texts in UTF-16 of four characters and more, in order.
std::vector<std::string> TextsIn(Bytes item) {
  constexpr size_t kShortest = 4, kMost = 40;
  std::vector<std::string> texts;
  for (size_t at = 4; at + 1 < item.size() && texts.size() < kMost;) {
    size_t end = at;
    while (end + 1 < item.size() && end - at < kMostText &&
           IsPlain(static_cast<uint32_t>(item[end] | item[end + 1] << 8))) {
      end += 2;
    }
    const bool ended = end + 1 < item.size() && item[end] == 0 && item[end + 1] == 0;
    if (ended && end - at >= kShortest * 2) texts.push_back(FromUtf16(item.subspan(at, end - at)));
    at = end + 2;
  }
  return texts;
}

void ReadPortable(Bytes item, ShellItem& found) {
  for (const std::string& text : TextsIn(item)) {
    const std::string lower = Lower(text);
    if (found.device.empty() && lower.find("usb#vid_") != std::string::npos) {
      found.device = text;
    } else if (found.name.empty() && text.find_first_of("{#") == std::string::npos &&
               Lower(text).find("sid-") == std::string::npos) {
      found.name = text;
    }
  }
}

}  // namespace

ShellItem ReadShellItem(Bytes item) {
  ShellItem found;
  if (item.size() < 6 || item.size() > kMostItem) return found;
  const uint8_t type = item[kType];
  const uint32_t mark = ByteReader(item, 6).U32();
  const std::string_view text = AsText(item);
  const bool mtp = type == 0 && (mark == kMtpFolder || mark == kMtpStorage);
  // A path of the interface that portable devices have; scanners stand there by another.
  constexpr std::string_view kUsb("u\0s\0b\0#\0", 8);
  constexpr std::string_view kPortable(
      "{\0"
      "6\0a\0c\0"
      "2\0"
      "7\0"
      "8\0"
      "7\0"
      "8\0",
      18);
  const bool wpd =
      text.find(kUsb) != std::string_view::npos && text.find(kPortable) != std::string_view::npos;
  if (mtp || text.find(kPortableDevices) != std::string_view::npos ||
      (type != 0x31 && type != 0x32 && wpd)) {
    found.portable = true;
    ReadPortable(item, found);
  } else if (text.find(kRemovableDrives) != std::string_view::npos) {
    found.letter = LetterWithin(item);
    found.removable = !found.letter.empty();
  } else if ((type & 0x70) == 0x20) {
    found.letter = LetterAt(item, kFirst);
  } else if ((type & 0x70) == 0x40) {
    found.share = ShareOf(item);
  }
  return found;
}

}  // namespace niem::audit
