#include "text/decode.h"

#include <unicode/bytestream.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "text/evidence.h"
#include "text/legacy.h"
#include "text/letters.h"
#include "text/utf8.h"

namespace niem::text {
namespace {

constexpr size_t kSniffBytes = 64 << 10;

constexpr std::array<std::string_view, 11> kNames = {
    "utf-8", "utf-16le", "utf-16be", "utf-32le",     "utf-32be", "windows-1258",
    "tcvn3", "vni",      "viqr",     "windows-1252", "binary"};

struct ConverterCloser {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};

// By ICU; bad input becomes U+FFFD.
std::string ConvertByIcu(Bytes bytes, const char* icu_name) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, ConverterCloser> converter(ucnv_open(icu_name, &status));
  if (U_FAILURE(status)) return {};
  constexpr size_t kPiece = 1 << 14;
  std::string utf8;
  utf8.reserve(bytes.size() + bytes.size() / 2);
  std::array<UChar, kPiece> buffer;
  const char* at = AsText(bytes).data();
  const char* const end = at + bytes.size();
  icu::StringByteSink<std::string> sink(&utf8);
  icu::UnicodeString carry;  // a surrogate whose partner is in the next piece
  do {
    status = U_ZERO_ERROR;
    UChar* out = buffer.data();
    ucnv_toUnicode(converter.get(), &out, buffer.data() + buffer.size(), &at, end, nullptr,
                   /*flush=*/true, &status);
    carry.append(buffer.data(), static_cast<int32_t>(out - buffer.data()));
    const bool split = status == U_BUFFER_OVERFLOW_ERROR && !carry.isEmpty() &&
                       U16_IS_LEAD(carry[carry.length() - 1]);
    const int32_t whole = carry.length() - (split ? 1 : 0);
    carry.tempSubString(0, whole).toUTF8(sink);
    carry.remove(0, whole);
  } while (status == U_BUFFER_OVERFLOW_ERROR);
  return utf8;
}

// Code pages of one byte a letter: the table that ICU has of them, made once, for it converts a
// text several times as slowly.
class CodePage {
 public:
  explicit CodePage(const char* icu_name) {
    std::array<uint8_t, 256> all;
    for (size_t i = 0; i < all.size(); ++i) all[i] = static_cast<uint8_t>(i);
    const std::u32string letters = ToCodePoints(ConvertByIcu(all, icu_name));
    if (letters.size() == all.size()) std::copy(letters.begin(), letters.end(), table_.begin());
  }

  std::u32string Read(Bytes bytes) const {
    std::u32string text(bytes.size(), U'\0');
    std::transform(bytes.begin(), bytes.end(), text.begin(),
                   [this](uint8_t byte) { return table_[byte]; });
    return text;
  }

  static const CodePage& Latin() {
    static const CodePage page("windows-1252");
    return page;
  }

  static const CodePage& Vietnamese() {
    static const CodePage page("windows-1258");
    return page;
  }

 private:
  std::array<char32_t, 256> table_{};
};

bool HasReplacement(std::string_view utf8) {
  return utf8.find("\xEF\xBF\xBD") != std::string_view::npos;
}

// A tone typed before its shape ("a" + sắc + mũ) does not compose by Unicode's rules, since both
// marks have the same combining class; people mean the letter.
std::string MendMarkOrder(std::string_view utf8) {
  std::string mended;
  mended.reserve(utf8.size());
  char32_t last = 0;
  const auto flush = [&](char32_t next) {
    if (last != 0) AppendUtf8(mended, last);
    last = next;
  };
  ForEachCodePoint(utf8, [&](char32_t value, size_t, size_t) {
    Letter letter = LetterOf(last);
    const bool late_shape = (value == 0x302 || value == 0x306) && letter.shape == Shape::kNone &&
                            letter.tone != Tone::kNone && AddMark(value, letter);
    const char32_t composed = late_shape ? ComposeLetter(letter) : 0;
    if (composed != 0) {
      last = composed;
    } else if (value == 0) {
      flush(0);
      mended.push_back('\0');
    } else {
      flush(value);
    }
  });
  flush(0);
  return mended;
}

bool HasLateShape(std::string_view utf8) {
  return utf8.find("\xCC\x82") != std::string_view::npos ||
         utf8.find("\xCC\x86") != std::string_view::npos;
}

// The input is valid UTF-8.
std::string Compose(std::string utf8) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) return utf8;
  const auto compose = [&](std::string text) {
    if (text.size() > INT32_MAX || nfc->isNormalizedUTF8(text, status)) return text;
    std::string composed;
    icu::StringByteSink<std::string> sink(&composed);
    nfc->normalizeUTF8(0, text, sink, nullptr, status);
    return U_SUCCESS(status) ? composed : text;
  };
  utf8 = compose(std::move(utf8));
  return HasLateShape(utf8) ? compose(MendMarkOrder(utf8)) : utf8;
}

Decoded FromUtf8(Bytes bytes, const Utf8Facts& facts) {
  Decoded decoded;
  decoded.lossy = facts.invalid > 0;
  decoded.utf8 = decoded.lossy ? ReplaceInvalid(AsText(bytes)) : std::string(AsText(bytes));
  if (!facts.surely_nfc) decoded.utf8 = Compose(std::move(decoded.utf8));
  return decoded;
}

Decoded FromIcu(Bytes bytes, Encoding encoding, const char* icu_name) {
  Decoded decoded{ConvertByIcu(bytes, icu_name), encoding, false};
  decoded.lossy = HasReplacement(decoded.utf8);
  decoded.utf8 = ToNfc(decoded.utf8);
  return decoded;
}

Decoded FromPage(Bytes bytes, Encoding encoding, const CodePage& page) {
  Decoded decoded{FromCodePoints(page.Read(bytes)), encoding, false};
  decoded.lossy = HasReplacement(decoded.utf8);
  decoded.utf8 = ToNfc(decoded.utf8);
  return decoded;
}

struct Bom {
  std::string_view bytes;
  Encoding encoding;
};

// UTF-32LE before UTF-16LE, whose mark it begins with.
constexpr Bom kBoms[] = {{{"\xEF\xBB\xBF", 3}, Encoding::kUtf8},
                         {{"\xFF\xFE\0\0", 4}, Encoding::kUtf32Le},
                         {{"\0\0\xFE\xFF", 4}, Encoding::kUtf32Be},
                         {{"\xFF\xFE", 2}, Encoding::kUtf16Le},
                         {{"\xFE\xFF", 2}, Encoding::kUtf16Be}};

const Bom* FindBom(Bytes bytes) {
  for (const Bom& bom : kBoms) {
    if (!AsText(bytes).starts_with(bom.bytes)) continue;
    if (bom.encoding == Encoding::kUtf32Le && bytes.size() % 4 != 0) continue;
    return &bom;
  }
  return nullptr;
}

size_t UnitSize(Encoding encoding) {
  switch (encoding) {
    case Encoding::kUtf16Le:
    case Encoding::kUtf16Be:
      return 2;
    case Encoding::kUtf32Le:
    case Encoding::kUtf32Be:
      return 4;
    default:
      return 1;
  }
}

bool IsBigEndian(Encoding encoding) {
  return encoding == Encoding::kUtf16Be || encoding == Encoding::kUtf32Be;
}

// A character that text is likely to hold: Latin, Vietnamese, Greek, Cyrillic, common punctuation.
// Not the ideographs: ASCII read in the wrong width looks like them.
bool IsLikely(uint32_t unit) {
  return unit == '\t' || unit == '\n' || unit == '\r' || (unit >= 0x20 && unit < 0x7F) ||
         (unit >= 0xA0 && unit <= 0x1B0) || (unit >= 0x300 && unit <= 0x52F) ||
         (unit >= 0x1E00 && unit <= 0x1EFF) || (unit >= 0x2010 && unit <= 0x2026);
}

// Share of likely characters, when the bytes are read so.
double Likelihood(Bytes bytes, Encoding encoding) {
  const size_t width = UnitSize(encoding);
  size_t units = 0;
  size_t likely = 0;
  for (size_t at = 0; at + width <= std::min(bytes.size(), kSniffBytes); at += width) {
    uint32_t unit = 0;
    for (size_t i = 0; i < width; ++i) {
      unit = unit << 8 | bytes[at + (IsBigEndian(encoding) ? i : width - 1 - i)];
    }
    ++units;
    likely += IsLikely(unit) ? 1 : 0;
  }
  return units == 0 ? 0 : static_cast<double>(likely) / static_cast<double>(units);
}

// UTF-16 and UTF-32 without a mark betray themselves by zero bytes: every blank and most letters
// have one, always on the same side.
std::optional<Encoding> GuessWide(Bytes bytes) {
  const Bytes sample = Slice(bytes, 0, kSniffBytes);
  if (sample.empty() || std::memchr(sample.data(), 0, sample.size()) == nullptr) return {};
  const auto zeros = static_cast<size_t>(std::count(sample.begin(), sample.end(), 0));
  if (bytes.size() < 4 || zeros * 16 < sample.size()) return {};
  constexpr double kEnough = 0.85;
  std::optional<Encoding> best;
  double best_share = kEnough;
  for (Encoding encoding :
       {Encoding::kUtf32Le, Encoding::kUtf32Be, Encoding::kUtf16Le, Encoding::kUtf16Be}) {
    const double share = Likelihood(bytes, encoding);
    if (share > best_share) {
      best = encoding;
      best_share = share;
    }
  }
  return best;
}

// Control characters that text does not hold; a few are forgiven (page breaks, padding).
bool LooksBinary(Bytes bytes) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kTop = kOnes << 7;
  const Bytes sample = Slice(bytes, 0, kSniffBytes);
  size_t controls = 0;
  const auto count = [&](Bytes part) {
    for (const uint8_t byte : part) {
      const bool common = (byte >= '\t' && byte <= '\r') || byte == 0x1A || byte == 0x1B;
      controls += (byte < 0x20 && !common) || byte == 0x7F ? 1 : 0;
    }
  };
  // Eight bytes at a time: only those below 0x20, and 0x7F, need a closer look.
  size_t at = 0;
  for (; at + 8 <= sample.size(); at += 8) {
    uint64_t word = 0;
    std::memcpy(&word, sample.data() + at, sizeof word);
    const uint64_t seven = word & ~kTop;
    if (((~(seven + 0x60 * kOnes) | (seven + kOnes)) & ~word & kTop) != 0)
      count(sample.subspan(at, 8));
  }
  count(sample.subspan(at));
  return controls * 25 > sample.size();
}

std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

std::optional<Encoding> FromCharsetName(std::string_view charset) {
  const std::string name = LowerAscii(charset);
  const auto has = [&](std::string_view part) { return name.find(part) != std::string::npos; };
  if (has("1258")) return Encoding::kWindows1258;
  if (has("tcvn")) return Encoding::kTcvn3;
  if (has("vni")) return Encoding::kVni;
  if (has("viqr")) return Encoding::kViqr;
  if (has("utf-16be")) return Encoding::kUtf16Be;
  if (has("utf-16")) return Encoding::kUtf16Le;
  return {};
}

// Text of 8-bit codes: the reading that yields the most Vietnamese.
Decoded DecodeEightBit(Bytes bytes, std::optional<Encoding> claimed) {
  const Bytes sample = Slice(bytes, 0, kSniffBytes);
  Evidence latin;
  Collect(CodePage::Latin().Read(sample), latin);
  const Tally viet = TallyLiteral(CodePage::Vietnamese().Read(sample));
  const Encoding carried = Conclude(latin);
  const Tally& legacy = carried == Encoding::kVni ? latin.vni : latin.tcvn3;
  const Tally best = carried == Encoding::kUtf8 ? latin.literal : legacy;
  const int margin = (viet.good - viet.bad) - (best.good - best.bad);
  const bool some = viet.good > 2 * viet.bad;
  if (some && (margin > 0 || (claimed == Encoding::kWindows1258 && margin == 0))) {
    return DecodeAs(bytes, Encoding::kWindows1258);
  }
  if (carried != Encoding::kUtf8) return DecodeAs(bytes, carried);
  const bool no_evidence = latin.literal.good == 0 && latin.literal.bad == 0;
  if (claimed && no_evidence && UnitSize(*claimed) == 1) return DecodeAs(bytes, *claimed);
  return DecodeAs(bytes, Encoding::kWindows1252);
}

std::string Capitals(std::string_view utf8) {
  std::string upper;
  const std::string source(utf8);
  icu::UnicodeString::fromUTF8(source).toUpper(icu::Locale::getRoot()).toUTF8String(upper);
  return upper;
}

std::string ReadLegacy(std::u32string_view carried, Encoding encoding) {
  std::u32string text;
  if (encoding == Encoding::kTcvn3) {
    text = ReadTcvn3(carried);
    RestoreCapitals(text);
  } else {
    text = encoding == Encoding::kVni ? ReadVni(carried) : ReadViqr(carried);
  }
  return ToNfc(FromCodePoints(text));
}

}  // namespace

std::string_view EncodingName(Encoding encoding) {
  return kNames[static_cast<size_t>(encoding)];
}

Decoded Decode(Bytes bytes, std::string_view charset) {
  if (const Bom* bom = FindBom(bytes)) {
    return DecodeAs(bytes.subspan(bom->bytes.size()), bom->encoding);
  }
  if (const auto wide = GuessWide(bytes)) return DecodeAs(bytes, *wide);
  const std::optional<Encoding> claimed = FromCharsetName(charset);
  if (claimed && UnitSize(*claimed) > 1 && Likelihood(bytes, *claimed) > 0.5) {
    return DecodeAs(bytes, *claimed);
  }
  if (LooksBinary(bytes)) return {{}, Encoding::kBinary, true};
  const Utf8Facts facts = LookOver(AsText(bytes));
  if (facts.ascii) {
    if (LooksLikeViqr(AsText(bytes), {})) return DecodeAs(bytes, Encoding::kViqr);
    return FromUtf8(bytes, facts);
  }
  if (4 * facts.invalid <= facts.multibyte) return FromUtf8(bytes, facts);
  return DecodeEightBit(bytes, claimed);
}

Decoded DecodeAs(Bytes bytes, Encoding encoding) {
  switch (encoding) {
    case Encoding::kUtf8:
      return FromUtf8(bytes, LookOver(AsText(bytes)));
    case Encoding::kUtf16Le:
      return FromIcu(bytes, encoding, "UTF-16LE");
    case Encoding::kUtf16Be:
      return FromIcu(bytes, encoding, "UTF-16BE");
    case Encoding::kUtf32Le:
      return FromIcu(bytes, encoding, "UTF-32LE");
    case Encoding::kUtf32Be:
      return FromIcu(bytes, encoding, "UTF-32BE");
    case Encoding::kWindows1258:
      return FromPage(bytes, encoding, CodePage::Vietnamese());
    case Encoding::kWindows1252:
      return FromPage(bytes, encoding, CodePage::Latin());
    case Encoding::kTcvn3:
    case Encoding::kVni:
      return {ReadLegacy(CodePage::Latin().Read(bytes), encoding), encoding, false};
    case Encoding::kViqr: {
      const Decoded literal = DecodeAs(bytes, Encoding::kUtf8);
      return {ReadLegacy(ToCodePoints(literal.utf8), encoding), encoding, literal.lossy};
    }
    case Encoding::kBinary:
      break;
  }
  return {{}, Encoding::kBinary, true};
}

Encoding DetectCarried(std::string_view utf8, std::string_view context) {
  return CarriedContext(context).Detect(utf8);
}

std::string RepairCarried(std::string_view utf8, Encoding carried, bool capital_font) {
  const bool legacy =
      carried == Encoding::kTcvn3 || carried == Encoding::kVni || carried == Encoding::kViqr;
  std::string text = legacy ? ReadLegacy(ToCodePoints(utf8), carried) : ToNfc(utf8);
  return capital_font ? ToNfc(Capitals(text)) : text;
}

std::string ToNfc(std::string_view utf8) {
  const Utf8Facts facts = LookOver(utf8);
  std::string text = facts.invalid > 0 ? ReplaceInvalid(utf8) : std::string(utf8);
  return facts.surely_nfc ? text : Compose(std::move(text));
}

}  // namespace niem::text
