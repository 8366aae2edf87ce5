// What a file name's extension promises.
#include <algorithm>
#include <array>
#include <string_view>

#include "extract/extract.h"

namespace niem::extract {
namespace {

struct Promise {
  std::string_view extension;
  std::array<Format, 4> formats;  // any of these keeps it; kUnknown = no more
};

constexpr Format kNone = Format::kUnknown;

// Only extensions that promise something definite. OLE is what encrypted OOXML looks like.
constexpr Promise kPromises[] = {
    {"doc", {Format::kDoc, Format::kOle, kNone, kNone}},
    {"dot", {Format::kDoc, Format::kOle, kNone, kNone}},
    {"docx", {Format::kDocx, Format::kOle, kNone, kNone}},
    {"docm", {Format::kDocx, Format::kOle, kNone, kNone}},
    {"dotx", {Format::kDocx, Format::kOle, kNone, kNone}},
    {"dotm", {Format::kDocx, Format::kOle, kNone, kNone}},
    {"xls", {Format::kXls, Format::kOle, kNone, kNone}},
    {"xlt", {Format::kXls, Format::kOle, kNone, kNone}},
    {"xlsx", {Format::kXlsx, Format::kOle, kNone, kNone}},
    {"xlsm", {Format::kXlsx, Format::kOle, kNone, kNone}},
    {"xlsb", {Format::kXlsx, Format::kOle, kNone, kNone}},
    {"xltx", {Format::kXlsx, Format::kOle, kNone, kNone}},
    {"ppt", {Format::kPpt, Format::kOle, kNone, kNone}},
    {"pps", {Format::kPpt, Format::kOle, kNone, kNone}},
    {"pptx", {Format::kPptx, Format::kOle, kNone, kNone}},
    {"pptm", {Format::kPptx, Format::kOle, kNone, kNone}},
    {"ppsx", {Format::kPptx, Format::kOle, kNone, kNone}},
    {"potx", {Format::kPptx, Format::kOle, kNone, kNone}},
    {"rtf", {Format::kRtf, kNone, kNone, kNone}},
    {"odt", {Format::kOdt, kNone, kNone, kNone}},
    {"ott", {Format::kOdt, kNone, kNone, kNone}},
    {"fodt", {Format::kOdt, kNone, kNone, kNone}},
    {"ods", {Format::kOds, kNone, kNone, kNone}},
    {"fods", {Format::kOds, kNone, kNone, kNone}},
    {"odp", {Format::kOdp, kNone, kNone, kNone}},
    {"odg", {Format::kOdp, kNone, kNone, kNone}},
    {"fodp", {Format::kOdp, kNone, kNone, kNone}},
    {"pdf", {Format::kPdf, kNone, kNone, kNone}},
    {"msg", {Format::kMsg, kNone, kNone, kNone}},
    {"eml", {Format::kEml, Format::kMht, Format::kText, kNone}},
    {"mht", {Format::kMht, Format::kEml, kNone, kNone}},
    {"mhtml", {Format::kMht, Format::kEml, kNone, kNone}},
    {"mbox", {Format::kMbox, Format::kText, kNone, kNone}},
    {"htm", {Format::kHtml, Format::kXml, Format::kText, kNone}},
    {"html", {Format::kHtml, Format::kXml, Format::kText, kNone}},
    {"zip", {Format::kZip, kNone, kNone, kNone}},
    {"7z", {Format::k7z, kNone, kNone, kNone}},
    {"rar", {Format::kRar, kNone, kNone, kNone}},
    {"tar", {Format::kTar, kNone, kNone, kNone}},
    {"gz", {Format::kGzip, kNone, kNone, kNone}},
    {"tgz", {Format::kGzip, kNone, kNone, kNone}},
    {"xz", {Format::kXz, kNone, kNone, kNone}},
    {"zst", {Format::kZstd, kNone, kNone, kNone}},
    {"bz2", {Format::kBzip2, kNone, kNone, kNone}},
    {"jpg", {Format::kImage, kNone, kNone, kNone}},
    {"jpeg", {Format::kImage, kNone, kNone, kNone}},
    {"png", {Format::kImage, kNone, kNone, kNone}},
    {"gif", {Format::kImage, kNone, kNone, kNone}},
    {"bmp", {Format::kImage, kNone, kNone, kNone}},
    {"tif", {Format::kImage, kNone, kNone, kNone}},
    {"tiff", {Format::kImage, kNone, kNone, kNone}},
    {"webp", {Format::kImage, kNone, kNone, kNone}},
    {"djvu", {Format::kImage, kNone, kNone, kNone}},
    {"djv", {Format::kImage, kNone, kNone, kNone}},
    {"heic", {Format::kImage, kNone, kNone, kNone}},
    {"mp3", {Format::kMedia, kNone, kNone, kNone}},
    {"mp4", {Format::kMedia, kNone, kNone, kNone}},
    {"exe", {Format::kMedia, Format::kZip, Format::k7z, Format::kRar}},
    {"dll", {Format::kMedia, Format::kZip, kNone, kNone}},
    {"txt", {Format::kText, Format::kHtml, Format::kXml, Format::kEml}},
    {"csv", {Format::kText, Format::kXml, kNone, kNone}},
};

bool SameNoCase(std::string_view a, std::string_view lower) {
  return a.size() == lower.size() &&
         std::equal(a.begin(), a.end(), lower.begin(), [](char x, char y) {
           return (x >= 'A' && x <= 'Z' ? static_cast<char>(x + 32) : x) == y;
         });
}

}  // namespace

bool ExtensionDisagrees(std::string_view name, Format format) {
  const size_t slash = name.find_last_of("/\\");
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return false;
  const std::string_view extension = name.substr(dot + 1);
  for (const Promise& promise : kPromises) {
    if (!SameNoCase(extension, promise.extension)) continue;
    return std::find(promise.formats.begin(), promise.formats.end(), format) ==
               promise.formats.end() ||
           format == kNone;
  }
  return false;
}

}  // namespace niem::extract
