// What every fact of law carries: where it stands and how sure we are of it.
//
// A fact that was not read in the text of its instrument is shown with Caution(): "chưa đối chiếu
// bản gốc". Facts that nobody has seen (kGeneral, kUnknown) are never shipped as facts; they are
// Settings of the pack, empty until the agency fills them (pack.h).
//
// Ownership: plain values. Thread-safety: plain values.
// Source: Law 29/2018/QH14 art. 8; Law 117/2025/QH15 art. 8 (the three levels).
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/i18n.h"
#include "base/level.h"

namespace niem::law {

// From the gravest down, as the law names them.
inline constexpr std::array<Level, 3> kLevels = {Level::kTuyetMat, Level::kToiMat, Level::kMat};

// "TUYET_MAT", "TOI_MAT", "MAT": in packs and lists.
std::string_view LevelCode(Level level);
std::optional<Level> LevelFromCode(std::string_view code);

// "Tuyệt mật" / "Top Secret" ...
StaticText LevelTerm(Level level);

// The envelope symbol: 'A', 'B', 'C'.
char LevelSymbol(Level level);

// How a fact was come by. The codes stand in the packs; never rename one.
enum class Certainty : uint8_t {
  kSeen,       // S: read in the instrument's text
  kQuoted,     // Q: read as a quotation elsewhere
  kSecondary,  // 2: summary, news, another product
  kDerived,    // D: our reading of provisions that were seen
  kGeneral,    // G: general knowledge; only on Settings
  kUnknown,    // U: not found; only on Settings
};

std::string_view CertaintyCode(Certainty certainty);
std::optional<Certainty> CertaintyFromCode(std::string_view code);

struct Source {
  std::string instrument;  // "117/2025/QH15"
  std::string article;     // "11(1)(a)", "22(1)(b), 22(2)"; empty where unknown
  Certainty certainty = Certainty::kUnknown;
  Text note;  // why it is not S, or how the text is read; often empty
  // Where the instrument binds for less time than the pack (a circular, a decree on fines).
  std::optional<Date> from;
  std::optional<Date> to;

  bool InForce(Date day) const { return (!from || *from <= day) && (!to || day <= *to); }
};

// "điểm a khoản 1 Điều 11 Luật 117/2025/QH15" / "article 11(1)(a) of Law 117/2025/QH15".
Text Cite(const Source& source);

// Empty for kSeen; else "chưa đối chiếu bản gốc" with the reason, to be shown wherever the fact is.
Text Caution(const Source& source);

template <typename Fact>

requires requires(const Fact& fact) {
  { fact.source } -> std::convertible_to<const Source&>;
}

Text Caution(const Fact& fact) {
  return Caution(fact.source);
}

}  // namespace niem::law
