#include "worker/full/prepare.h"

#include <iconv.h>

#include "extract/offcrypto.h"
#include "worker/inspect.h"

namespace niem::worker {
namespace {

// glibc keeps a conversion module loaded while a descriptor of it is open; it cannot be loaded
// later.
void LoadConversions() {
  for (const char* charset :
       {"WINDOWS-1258", "TCVN5712-1", "WINDOWS-1252", "ISO-8859-1", "ISO-8859-15",  "UTF-16",
        "UTF-16LE",     "UTF-16BE",   "UTF-32",       "UTF-7",      "WINDOWS-1250", "WINDOWS-1251",
        "KOI8-R",       "GB18030",    "BIG5",         "SHIFT_JIS",  "EUC-JP",       "ISO-2022-JP",
        "EUC-KR",       "IBM437",     "IBM850"}) {
    (void)::iconv_open("UTF-8", charset);
    (void)::iconv_open(charset, "UTF-8");
  }
}

constexpr std::string_view kMail =
    "From: a@b.vn\r\nSubject: =?utf-8?B?TmnDqm0=?=\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=windows-1258\r\nContent-Transfer-Encoding: "
    "base64\r\n\r\nTmnqbQ==\r\n";

constexpr std::string_view kPdf =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 "
    "R>>>>>>endobj\n"
    "4 0 obj<</Length 33>>stream\nBT /F 9 Tf 9 9 Td (Niem) Tj ET   \nendstream endobj\n"
    "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    "trailer<</Root 1 0 R>>\n%%EOF\n";

// The smallest documents that make each library load its tables.
constexpr std::string_view kSamples[] = {
    "Niêm",
    "<html><body><p>Ni&#234;m</p></body></html>",
    "<?xml version=\"1.0\"?><a>b</a>",
    "{\\rtf1\\ansi\\ansicpg1258 Ni\\'eam}",
    kMail,
    kPdf,
};

}  // namespace

void PrepareAllFormats(const detect::RuleSet& rules) {
  LoadConversions();
  (void)extract::PrepareCiphers();  // without them such documents are reported as encrypted
  ReadSamples(kSamples, rules);
}

}  // namespace niem::worker
