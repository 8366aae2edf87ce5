// What Niêm says about one document, and why: the currency that scan, gate and registry share, and
// the JSON line of the command-line contract (docs/formats/jsonl.md).
//
// Evidence quotes the mark, never the content around it. Plain values; thread-safe as such.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/level.h"
#include "base/result.h"
#include "extract/document.h"

namespace niem::trace {
struct Words;
}

namespace niem::detect {

enum class Verdict : uint8_t {
  kClean,
  kMentions,      // talks about secrecy, is not marked
  kDeclassified,  // was marked, then GIẢI MẬT
  kSuspect,       // needs a person
  kCopy,          // matches a registered document
  kMarked,        // bears a mark in force
  kUnreadable,    // not inspected: notes say why and what to do
};

std::string_view VerdictName(Verdict verdict);

std::optional<Verdict> VerdictFromName(std::string_view name);

enum class Source : uint8_t { kText, kOcr, kImage, kMetadata, kName };

std::string_view SourceName(Source source);

std::optional<Source> SourceFromName(std::string_view name);

// The rule of a GIẢI MẬT whose day has not come: the verdict holds until then.
inline constexpr std::string_view kDeclassifiedLater = "mark.declassified_later";

struct Evidence {
  std::string rule;  // "mark.level", "mark.copy_number", "against.quoted", "agency.<id>" ...
  std::string text;  // the mark as it stands in the document, at most 80 characters
  uint32_t page = 0;
  extract::Place place = extract::Place::kBody;
  Source source = Source::kText;
  double weight = 0;    // 0..1 for, negative against
  std::string locator;  // not part of the contract's line when empty
  // Where its text stands on `page`, as fractions of it; only where both are known.
  std::optional<extract::Box> box = {};
};

struct DocumentResult {
  std::string path;                 // UTF-8; undecodable bytes as \xNN
  std::vector<std::string> member;  // path inside nested containers, outermost first
  extract::Format format = extract::Format::kUnknown;
  uint64_t bytes = 0;
  std::string sha256;    // hex; empty when not computed
  std::string modified;  // ISO 8601 UTC; empty when unknown
  Verdict verdict = Verdict::kClean;
  Level level = Level::kNone;
  double confidence = 0;
  std::vector<Evidence> evidence;  // strongest first
  std::string copy_of;             // empty = null
  std::vector<extract::Note> notes;
  uint32_t elapsed_ms = 0;
  std::shared_ptr<const trace::Words> words;  // for scan/copies.h, where asked for; never written
};

// Orders verdicts for --fail-on and for "the worst of a container".
int Severity(Verdict verdict);

}  // namespace niem::detect
