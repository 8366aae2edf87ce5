// Normalise: legacy text carried in Unicode code points becomes real Unicode, font by font.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "extract/extract.h"
#include "text/decode.h"
#include "text/evidence.h"
#include "text/surely_nfc.h"
#include "text/utf8.h"

namespace niem::extract {
namespace {

// More text of a font than this adds nothing to the evidence.
constexpr size_t kContextBytes = 4096;

struct Traits {
  bool ascii = true;
  bool viqr_like = false;   // '^' or '+' or '(' right behind a letter: the marks that VIQR needs
  bool vietnamese = false;  // letters that only true Unicode Vietnamese has (U+1EA0..U+1EF9)

  // Only such text can be carried legacy text; the rest of a disk is spared the detector.
  bool suspicious() const { return !vietnamese && (!ascii || viqr_like); }
};

// Ends at the first letter that settles it: in Vietnamese text, in the first words.
Traits LookAt(std::string_view text) {
  Traits traits;
  char before = ' ';
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) >= 0x80) {
      traits.ascii = false;
      if (static_cast<unsigned char>(c) == 0xE1 && i + 1 < text.size()) {
        const auto next = static_cast<unsigned char>(text[i + 1]);
        if (next >= 0xBA && next <= 0xBB) {
          traits.vietnamese = true;
          return traits;
        }
      }
    } else if (c == '^' || c == '+' || c == '(') {
      const char lower = static_cast<char>(before | 0x20);
      if (lower >= 'a' && lower <= 'z') traits.viqr_like = true;
    }
    before = c;
  }
  return traits;
}

// .VnTimeH, .VnArialH ...: fonts that draw lower-case codes as capitals.
bool IsCapitalFont(std::string_view font) {
  if (font.empty() || font.back() != 'H') return false;
  if (font.front() == '.') font.remove_prefix(1);
  return font.size() > 3 && (font[0] == 'V' || font[0] == 'v') &&
         (font[1] == 'n' || font[1] == 'N');
}

// The suspicious text of one font.
struct FontText {
  std::string sample;
  std::optional<text::CarriedContext> judged;  // once the text is complete
};

using Evidence = std::map<std::string, FontText, std::less<>>;

void Collect(Evidence& evidence, std::string_view font, std::string_view text) {
  if (!LookAt(text).suspicious()) return;
  auto found = evidence.find(font);
  if (found == evidence.end()) found = evidence.emplace(std::string(font), FontText()).first;
  std::string& context = found->second.sample;
  if (context.size() >= kContextBytes) return;
  context.append(text);
  context.push_back('\n');
}

Evidence CollectAll(const Document& document) {
  Evidence evidence;
  for (const Block& block : document.blocks) {
    if (block.runs.empty()) {
      Collect(evidence, block.font, block.text);
      continue;
    }
    for (const Run& run : block.runs) {
      if (run.begin > run.end || run.end > block.text.size()) continue;
      Collect(evidence, run.font,
              std::string_view(block.text).substr(run.begin, run.end - run.begin));
    }
  }
  for (auto& [font, context] : evidence) context.judged.emplace(context.sample);
  return evidence;
}

// A capital font's text may be plain ASCII ("mat" drawn as MAT) and still need its capitals.
bool MayNeedRepair(const Evidence& evidence, std::string_view font, std::string_view text) {
  return LookAt(text).suspicious() || (IsCapitalFont(font) && evidence.contains(font));
}

// Nothing where the text is fine as it stands.
std::optional<std::string> Repair(Evidence& evidence, std::string_view font,
                                  std::string_view text) {
  if (!MayNeedRepair(evidence, font, text)) return std::nullopt;
  const auto found = evidence.find(font);
  const text::Encoding carried =
      found == evidence.end() ? text::DetectCarried(text) : found->second.judged->Detect(text);
  if (carried == text::Encoding::kUtf8) return std::nullopt;
  return text::RepairCarried(text, carried, IsCapitalFont(font));
}

bool IsNfc(std::string_view text) {
  return text::SurelyNfc(text) || text::LookOver(text).surely_nfc;
}

void FinishNfc(std::string& text) {
  if (!IsNfc(text)) text = text::ToNfc(text);
}

bool StartsWithMark(std::string_view text) {  // U+0300..U+037F
  return !text.empty() && (text[0] == '\xCC' || text[0] == '\xCD');
}

// Appends a run; where it starts with a mark for the letter before it, the two are composed.
void AppendRun(std::string& joined, std::string piece) {
  FinishNfc(piece);
  if (StartsWithMark(piece) && !joined.empty()) {
    size_t base = joined.size() - 1;
    while (base > 0 && (joined[base] & 0xC0) == 0x80) --base;
    piece.insert(0, joined, base);
    joined.resize(base);
    FinishNfc(piece);
  }
  joined += piece;
}

// Whether RepairRuns would change nothing: runs in order and on whole characters, NFC throughout,
// and no piece in need of repair.
bool RunsAreFine(const Evidence& evidence, const Block& block) {
  const std::string_view source = block.text;
  const auto whole = [&](size_t at) {
    return at == source.size() || (static_cast<unsigned char>(source[at]) & 0xC0) != 0x80;
  };
  size_t at = 0;
  for (const Run& run : block.runs) {
    if (run.begin < at || run.end < run.begin || run.end > source.size()) return false;
    if (!whole(run.begin) || !whole(run.end)) return false;
    if (MayNeedRepair(evidence, block.font, source.substr(at, run.begin - at))) return false;
    if (MayNeedRepair(evidence, run.font, source.substr(run.begin, run.end - run.begin))) {
      return false;
    }
    at = run.end;
  }
  return !MayNeedRepair(evidence, block.font, source.substr(at)) && IsNfc(source);
}

void RepairRuns(Evidence& evidence, Block& block) {
  std::string joined;
  joined.reserve(block.text.size());
  const std::string_view source = block.text;
  const auto append = [&](std::string_view font, std::string_view piece) {
    AppendRun(joined, Repair(evidence, font, piece).value_or(std::string(piece)));
  };
  size_t at = 0;
  for (Run& run : block.runs) {
    const size_t begin = std::min<size_t>(std::max<size_t>(run.begin, at), source.size());
    const size_t end = std::min<size_t>(std::max<size_t>(run.end, begin), source.size());
    if (begin > at) append(block.font, source.substr(at, begin - at));
    run.begin = static_cast<uint32_t>(joined.size());
    append(run.font, source.substr(begin, end - begin));
    run.end = static_cast<uint32_t>(joined.size());
    at = end;
  }
  if (at < source.size()) append(block.font, source.substr(at));
  block.text = std::move(joined);
}

}  // namespace

void Normalise(Document& document) {
  Evidence evidence = CollectAll(document);
  for (Block& block : document.blocks) {
    if (!block.runs.empty()) {
      if (!RunsAreFine(evidence, block)) RepairRuns(evidence, block);
      continue;
    }
    if (auto repaired = Repair(evidence, block.font, block.text)) block.text = *std::move(repaired);
    FinishNfc(block.text);
  }
}

}  // namespace niem::extract
