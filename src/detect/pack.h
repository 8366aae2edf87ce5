// The rule pack in memory: phrases with their roles, weights, thresholds (packs/scan/marks.json).
// Internal to detect/. Ownership: plain values. Thread-safety: immutable after loading.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/finding.h"
#include "detect/phrases.h"

namespace niem::detect {

enum class Role : uint8_t {
  kLevel,
  kField,  // "độ mật" as the label of a field
  kNone,   // a field's value that says "no level"
  kCompanion,
  kUrgency,
  kFiller,
  kTitled,  // "tài liệu" of "TÀI LIỆU MẬT"
  kDeclassify,
  kChangeUp,
  kChangeDown,
  kChange,
  kFrom,
  kTo,
  kAnchor,  // components of an official document's head and foot
  kIssuer,
  kTitle,
  kContext,  // words against a mark
  kBefore,   // a line that ends so runs on
  kAfter,
  kTopic,
  kGarbledTopic,
  kDeclares,  // "tài liệu này thuộc độ": what its own level follows; not in the trie
  kSibling,   // headings among which MẬT is a heading too; not in the trie
  kAgency,
};

enum class Scope : uint8_t { kDocument, kAbove };

struct Phrase {
  Role role = Role::kTopic;
  std::string id;
  std::string text;  // NFC, as people write it
  std::string folded;
  Level level = Level::kNone;
  double weight = 0;
  Scope scope = Scope::kDocument;
  bool number = false;   // companion: only with a number
  bool trigger = false;  // companion: may make a document suspect without a level
  bool bare = false;     // field: a label only before a colon
  bool foreign = false;  // level: in another language
  bool ocr = false;      // an OCR misreading: counts only in isolated head lines
};

// In the order of the pack's "weights" ids.
enum class Sign : uint8_t {
  kAlone,
  kWithCompanions,
  kField,
  kTitled,
  kInHeadLine,
  kTagged,
  kDeclared,
  kSymbol,
  kTranslated,
  kForeign,
  kGarbled,
  kOneWord,
  kNoDiacritics,
  kNoDiacriticsWord,
  kNoDiacriticsOfficial,
  kInIsolation,
  kCapitals,
  kLowerCase,
  kTitleCaseWord,
  kTitleCaseLoose,
  kRed,
  kBorder,
  kDoubleBorder,
  kBold,
  kStrike,
  kBelowNumber,
  kTopLeft,
  kTopRight,
  kLetterhead,
  kTop,
  kNearTop,
  kTopField,
  kHeader,
  kTextBox,
  kAnnotation,
  kFormField,
  kBody,
  kLastLine,
  kTable,
  kComment,
  kHidden,
  kMetadata,
  kFootnote,
  kOfficial,
  kDocumentTitle,
  kRepeated,
  kQuoted,
  kGuillemets,
  kQuotedHead,
  kListItem,
  kAfterIntro,
  kInSentence,
  kJoined,
  kSentenceEnd,
  kWordList,
  kOrganList,
  kBile,
  kSeveralLevels,
  kDataTable,
  kLevelColumn,
  kTemplate,
  kTraining,
  kFiction,
  kCommerce,
  kQuotedMail,
  kCheckbox,
  kNameLevel,
  kNameLevelAlone,
  kCompanionsMost,
  kCompanionsOnly,
  kDeclassifiedDated,
  kDeclassifiedUndated,
  kChangeLevel,
  kEnvelopeSymbol,
  kCount,
};

// The pack's id of a sign, e.g. "place.below_number": the rule name in evidence.
std::string_view SignId(Sign sign);

struct Pack {
  std::string version;
  double prior = 0, scale = 1, marked = 1, suspect = 1;
  std::array<double, static_cast<size_t>(Sign::kCount)> weights{};
  std::vector<Phrase> phrases;
  PhraseTrie trie;  // every phrase; PhraseMatch::phrase indexes `phrases`

  double Weight(Sign sign) const { return weights[static_cast<size_t>(sign)]; }

  // 1 / (1 + e^-(prior + scale * weight)).
  double Confidence(double weight) const;
};

// Reads a pack. Errors name the line and what is expected.
Result<Pack> LoadPack(std::string_view name, std::string_view json);

}  // namespace niem::detect
