// Which text: rtf, html, xml and the office formats written as one XML file, mail, or plain.
//
// Works on a sample: the head in full, then a piece of the middle and of the end. UTF-16 is looked
// at through a small buffer on the stack that keeps its ASCII letters.
#include <algorithm>
#include <array>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/bytes.h"
#include "extract/identify_parts.h"

namespace niem::extract {
namespace {

using namespace std::string_view_literals;

constexpr size_t kHead = 4096;
constexpr size_t kPiece = 1024;

constexpr char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

constexpr bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

bool StartsWithNoCase(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  for (size_t i = 0; i < lower.size(); ++i) {
    if (Lower(text[i]) != lower[i]) return false;
  }
  return true;
}

bool ContainsNoCase(std::string_view text, std::string_view lower) {
  for (size_t i = 0; i + lower.size() <= text.size(); ++i) {
    if (Lower(text[i]) == lower[0] && StartsWithNoCase(text.substr(i), lower)) return true;
  }
  return false;
}

std::string_view SkipSpace(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  return text;
}

// 0 text, 1 a control character that some texts hold (legacy codes, terminal codes), 2 zero.
constexpr std::array<uint8_t, 256> MakeClasses() {
  std::array<uint8_t, 256> classes{};
  for (size_t i = 0; i < 32; ++i) classes[i] = 1;
  for (char c : {'\t', '\n', '\r', '\f', '\v', '\b', '\x1A', '\x1B'})
    classes[static_cast<uint8_t>(c)] = 0;
  classes[0x7F] = 1;
  classes[0] = 2;
  return classes;
}

constexpr std::array<uint8_t, 256> kClasses = MakeClasses();

struct Census {
  size_t total = 0, control = 0, zero = 0, high = 0;

  void Count(Bytes bytes) {
    total += bytes.size();
    size_t at = 0;
#if defined(__SSE2__)
    constexpr size_t kBlock = 16;
    constexpr size_t kBlocks = 128;  // that a byte can count
    while (bytes.size() - at >= kBlock) {
      const size_t end = at + std::min((bytes.size() - at) / kBlock, kBlocks) * kBlock;
      __m128i eight_bit = _mm_setzero_si128();
      for (; at < end; at += kBlock) {
        const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data() + at));
        eight_bit = _mm_sub_epi8(eight_bit, _mm_cmplt_epi8(b, _mm_setzero_si128()));
        if (HasRare(b)) CountClasses(bytes.subspan(at, kBlock));
      }
      const __m128i sums = _mm_sad_epu8(eight_bit, _mm_setzero_si128());
      high += static_cast<size_t>(_mm_cvtsi128_si64(sums) +
                                  _mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums)));
    }
#endif
    CountClasses(bytes.subspan(at));
    for (; at < bytes.size(); ++at) high += bytes[at] >> 7;
  }

 private:
  void CountClasses(Bytes bytes) {
    for (const uint8_t byte : bytes) {
      control += kClasses[byte] == 1 ? 1 : 0;
      zero += kClasses[byte] == 2 ? 1 : 0;
    }
  }

#if defined(__SSE2__)
  // Whether any byte is a control other than '\t'..'\r'.
  static bool HasRare(__m128i b) {
    const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(b, _mm_set1_epi8(0x1F)), b);
    const __m128i blank = _mm_sub_epi8(b, _mm_set1_epi8('\t'));
    const __m128i fine = _mm_cmpeq_epi8(_mm_min_epu8(blank, _mm_set1_epi8('\r' - '\t')), blank);
    const __m128i rare =
        _mm_or_si128(_mm_andnot_si128(fine, low), _mm_cmpeq_epi8(b, _mm_set1_epi8(0x7F)));
    return _mm_movemask_epi8(rare) != 0;
  }
#endif
};

// Whether most of `bytes` are well-formed UTF-8; a sequence cut at the end does not count against
// it.
bool MostlyUtf8(Bytes bytes) {
  size_t good = 0, bad = 0;
  for (size_t i = 0; i < bytes.size();) {
    const uint8_t lead = bytes[i];
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
    if (i + length > bytes.size()) break;
    bool valid = length > 1 && lead < 0xF5;
    for (size_t k = 1; valid && k < length; ++k) valid = (bytes[i + k] & 0xC0) == 0x80;
    ++(valid ? good : bad);
    i += valid ? length : 1;
  }
  return good > bad * 8;
}

// 8-bit text of any code. Compressed bytes are 12 % control characters and 37 % printable ASCII.
bool IsByteText(Bytes bytes) {
  Census census;
  const Bytes head = Slice(bytes, 0, kHead);
  census.Count(head);
  if (bytes.size() > kHead + 2 * kPiece) {
    census.Count(Slice(bytes, bytes.size() / 2, kPiece));
    census.Count(Slice(bytes, bytes.size() - kPiece, kPiece));
  }
  // A few stray zeros (a log cut by a power failure) do not make a text binary.
  if (census.zero * 200 > census.total) return false;
  if (census.control * 25 > census.total) return false;
  if (census.high * 10 <= census.total * 4) return true;
  return census.high * 10 <= census.total * 7 || MostlyUtf8(head);
}

enum class Wide : uint8_t { kNo, kLittle, kBig };

// UTF-16 by mark, or by its shape: Vietnamese text has few different high bytes.
Wide WideKind(Bytes bytes) {
  if (bytes.size() >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE) return Wide::kLittle;
  if (bytes.size() >= 2 && bytes[0] == 0xFE && bytes[1] == 0xFF) return Wide::kBig;
  const Bytes head = Slice(bytes, 0, 1024);
  const size_t pairs = head.size() / 2;
  // Half of the letters at least are ASCII, with a zero byte.
  if (pairs < 4 || AsText(head).find('\0') == std::string_view::npos) return Wide::kNo;
  const auto is_high = [](uint8_t b) {
    return b == 0 || b == 1 || b == 3 || b == 0x1E || b == 0x20;
  };
  size_t little = 0, big = 0, ascii_little = 0, ascii_big = 0;
  for (size_t i = 0; i + 1 < head.size(); i += 2) {
    const uint8_t a = head[i], b = head[i + 1];
    little += is_high(b) && !(a == 0 && b == 0);
    big += is_high(a) && !(a == 0 && b == 0);
    ascii_little += b == 0 && kClasses[a] == 0 && a < 0x80;
    ascii_big += a == 0 && kClasses[b] == 0 && b < 0x80;
  }
  if (little * 100 >= pairs * 95 && ascii_little * 2 > pairs) return Wide::kLittle;
  if (big * 100 >= pairs * 95 && ascii_big * 2 > pairs) return Wide::kBig;
  return Wide::kNo;
}

// ---- kinds of text, on an ASCII view of the head ----

Format OdfByAttribute(std::string_view head) {
  if (head.find("opendocument.spreadsheet") != std::string_view::npos) return Format::kOds;
  if (head.find("opendocument.presentation") != std::string_view::npos) return Format::kOdp;
  if (head.find("opendocument.graphics") != std::string_view::npos) return Format::kOdp;
  return Format::kOdt;
}

// The text behind prolog, comments, processing instructions and document type.
std::string_view RootElement(std::string_view text) {
  for (text = SkipSpace(text); text.starts_with("<?") || text.starts_with("<!");
       text = SkipSpace(text)) {
    const std::string_view close = text.starts_with("<!--") ? "-->"
                                   : text.starts_with("<?") ? "?>"
                                                            : ">";
    const size_t end = text.find(close);
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + close.size());
  }
  return text;
}

Format XmlKind(std::string_view head) {
  const std::string_view root = RootElement(head);
  if (StartsWithNoCase(root, "<html") || StartsWithNoCase(head.substr(0, 512), "<!doctype html")) {
    return Format::kHtml;
  }
  if (root.starts_with("<office:document")) return OdfByAttribute(head);
  if (root.starts_with("<w:wordDocument")) return Format::kDocx;
  if (root.starts_with("<pkg:package")) {
    if (head.find("progid=\"PowerPoint") != std::string_view::npos) return Format::kPptx;
    return Format::kDocx;
  }
  return Format::kXml;
}

bool LooksLikeHtml(std::string_view text) {
  for (std::string_view tag :
       {"<!doctype html"sv, "<html"sv, "<head"sv, "<body"sv,   "<title"sv, "<meta"sv,   "<table"sv,
        "<div"sv,           "<p>"sv,   "<p "sv,   "<script"sv, "<style"sv, "<center"sv, "<font"sv,
        "<span"sv,          "<link"sv, "<h1"sv,   "<h2"sv,     "<base"sv,  "<iframe"sv}) {
    if (StartsWithNoCase(text, tag)) return true;
  }
  if (!text.starts_with("<!--")) return false;
  return ContainsNoCase(text, "<html") || ContainsNoCase(text, "<body") ||
         ContainsNoCase(text, "<meta");
}

bool IsFieldName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

bool IsMailField(std::string_view name) {
  for (std::string_view known : {"received"sv,
                                 "from"sv,
                                 "to"sv,
                                 "cc"sv,
                                 "bcc"sv,
                                 "subject"sv,
                                 "date"sv,
                                 "return-path"sv,
                                 "delivered-to"sv,
                                 "message-id"sv,
                                 "mime-version"sv,
                                 "content-type"sv,
                                 "reply-to"sv,
                                 "x-mailer"sv,
                                 "sender"sv,
                                 "content-transfer-encoding"sv,
                                 "x-unsent"sv,
                                 "dkim-signature"sv,
                                 "x-original-to"sv,
                                 "in-reply-to"sv,
                                 "thread-topic"sv,
                                 "x-received"sv,
                                 "authentication-results"sv,
                                 "arc-seal"sv,
                                 "x-mozilla-status"sv}) {
    if (name.size() == known.size() && StartsWithNoCase(name, known)) return true;
  }
  return false;
}

struct MailHead {
  size_t known = 0;
  bool strong = false;   // a field that no letter template writes
  bool related = false;  // multipart/related: a saved web page
};

// The header block: fields and folded lines up to the first empty line (RFC 5322 §2.2).
MailHead ReadMailHead(std::string_view text) {
  MailHead head;
  for (size_t lines = 0; lines < 200 && !text.empty(); ++lines) {
    const size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty()) break;
    if (ContainsNoCase(line, "multipart/related")) head.related = true;
    if (line.front() == ' ' || line.front() == '\t') {
      if (lines == 0) return {};
      continue;
    }
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || !IsFieldName(line.substr(0, colon))) {
      if (text.empty()) break;  // cut by the sample
      return {};
    }
    const std::string_view name = line.substr(0, colon);
    if (!IsMailField(name)) continue;
    ++head.known;
    head.strong |= StartsWithNoCase(name, "mime-version") || StartsWithNoCase(name, "message-id") ||
                   StartsWithNoCase(name, "received") || StartsWithNoCase(name, "return-path");
  }
  return head;
}

bool HasExtension(std::string_view name, std::string_view lower) {
  return name.size() >= lower.size() &&
         StartsWithNoCase(name.substr(name.size() - lower.size()), lower);
}

// "From sender Sat Jan  3 01:05:34 1996", then a header. Some programs write no date ("From -"):
// then the header must leave no doubt.
bool LooksLikeMbox(std::string_view text) {
  if (!text.starts_with("From ")) return false;
  const size_t end = text.find('\n');
  if (end > 400) return false;  // or there is none
  const std::string_view line = text.substr(0, end);
  const size_t colon = line.find(':');
  const bool dated = colon != std::string_view::npos && colon + 2 < line.size();
  const MailHead head = ReadMailHead(text.substr(end + 1));
  return dated ? head.known > 0 : head.known >= 3 || (head.known >= 2 && head.strong);
}

Format MailKind(std::string_view text, std::string_view name) {
  if (LooksLikeMbox(text)) return Format::kMbox;
  if (text.empty() || !IsFieldName(text.substr(0, text.substr(0, 80).find(':'))))
    return Format::kUnknown;
  const MailHead head = ReadMailHead(text);
  const bool named_mht = HasExtension(name, ".mht") || HasExtension(name, ".mhtml");
  const bool named_mail = HasExtension(name, ".eml") || named_mht;
  if (head.known < 2 && !(head.known == 1 && named_mail)) return Format::kUnknown;
  if (!head.strong && !named_mail && head.known < 3) return Format::kUnknown;
  if (head.related && (named_mht || ContainsNoCase(text, "snapshot-content-location") ||
                       ContainsNoCase(text, "saved by"))) {
    return Format::kMht;
  }
  return Format::kEml;
}

Format KindOf(std::string_view head, std::string_view name) {
  const std::string_view text = SkipSpace(head);
  if (text.empty()) return Format::kText;
  if (text.front() == '{') return text.starts_with("{\\rt") ? Format::kRtf : Format::kText;
  if (text.front() == '<') {
    if (StartsWithNoCase(text, "<?xml")) return XmlKind(text);
    if (LooksLikeHtml(text)) return Format::kHtml;
    const Format root = XmlKind(text);
    if (root != Format::kXml) return root;
    if (HasExtension(name, ".xml") || text.find(" xmlns") != std::string_view::npos)
      return Format::kXml;
    if (HasExtension(name, ".htm") || HasExtension(name, ".html")) return Format::kHtml;
    return Format::kText;
  }
  const Format mail = MailKind(head, name);  // a header starts at the first byte
  if (mail != Format::kUnknown) return mail;
  if ((HasExtension(name, ".htm") || HasExtension(name, ".html")) &&
      (ContainsNoCase(text, "<p") || ContainsNoCase(text, "<br") || ContainsNoCase(text, "</"))) {
    return Format::kHtml;
  }
  return Format::kText;
}

}  // namespace

Format IdentifyText(Bytes bytes, std::string_view name) {
  // Its pictures may stand in it as they are (\bin), and then it looks like no text.
  if (AsText(bytes).starts_with("{\\rtf")) return Format::kRtf;
  if (bytes.size() >= 4 && bytes[2] == 0 && bytes[3] == 0 && bytes[0] == 0xFF && bytes[1] == 0xFE) {
    return Format::kText;  // UTF-32, little-endian
  }
  if (AsText(Slice(bytes, 0, 4)) == "\0\0\xFE\xFF"sv) return Format::kText;
  const Wide wide = WideKind(bytes);
  if (wide == Wide::kNo) {
    std::string_view head = AsText(Slice(bytes, 0, kHead));
    if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
    // A mail whose parts stand in it as they are (RFC 3030, yEnc) is text up to its first empty
    // line.
    return IsByteText(bytes) ? KindOf(head, name) : MailKind(head, {});
  }
  std::array<char, 1024> narrow;
  size_t size = 0;
  const size_t low = wide == Wide::kLittle ? 0 : 1;
  const Bytes head = Slice(bytes, 0, 2 * narrow.size());
  for (size_t i = 0; i + 1 < head.size(); i += 2) {
    const uint8_t low_byte = head[i + low], high_byte = head[i + 1 - low];
    if (i == 0 && (low_byte == 0xFF || low_byte == 0xFE)) continue;  // the mark
    narrow[size++] = high_byte == 0 && low_byte < 0x80 ? static_cast<char>(low_byte) : '?';
  }
  const Format kind = KindOf({narrow.data(), size}, name);
  return kind == Format::kRtf ? Format::kText : kind;
}

}  // namespace niem::extract
