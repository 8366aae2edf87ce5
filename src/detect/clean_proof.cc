#include "detect/clean_proof.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "detect/candidates.h"
#include "detect/rule_set.h"

namespace niem::detect {
namespace {

using extract::Block;
using extract::Document;

constexpr size_t kBatch = 256 << 10;  // bytes joined before they are scanned
constexpr size_t kKept = 1 << 20;     // of the buffers, between documents

// Letters (or bytes of letters) of what came before that a phrase may begin with: more than the
// reader of candidates.cc looks back.
constexpr size_t kLookBack = 128;

bool MayBeLetter(char c) {
  const auto byte = static_cast<uint8_t>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') ||
         ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

// The end of `text` that holds kLookBack letters, however much lies between them.
std::string_view Ending(std::string_view text) {
  size_t at = text.size();
  for (size_t letters = 0; at > 0; --at) {
    letters += MayBeLetter(text[at - 1]) ? 1 : 0;
    if (letters > kLookBack && (static_cast<uint8_t>(text[at - 1]) & 0xC0) != 0x80) break;
  }
  return text.substr(at);
}

// Blocks joined, and where each begins.
class Joined {
 public:
  struct Part {
    size_t begin = 0;
    const Block* block = nullptr;
  };

  void Add(const Block& block) {
    parts_.push_back({text_.size(), &block});
    text_ += block.text;
    text_ += '\n';
  }

  // Makes room, keeping what a phrase may begin with.
  void Roll() {
    const std::string ending(Ending(text_));
    parts_.clear();
    text_ = ending;
    kept_ = ending.size();
  }

  void Clear() {
    parts_.clear();
    text_.clear();
    kept_ = 0;
    if (text_.capacity() > kKept) std::string().swap(text_);
  }

  bool empty() const { return parts_.empty(); }

  bool full() const { return text_.size() >= kBatch + 2 * kept_; }

  std::string_view text() const { return text_; }

  // The block that holds all of [begin, end); null where it spans several.
  const Part* PartOf(size_t begin, size_t end) const {
    const Part* part = PartAt(begin);
    return part != nullptr && end <= part->begin + part->block->text.size() ? part : nullptr;
  }

  // Nothing where it begins in what was kept of the batch before.
  std::optional<Stretch> Place(const Document& document, size_t begin, size_t end) const {
    const Part* first = PartAt(begin);
    if (first == nullptr) return std::nullopt;
    const Part* last = PartAt(end);
    const auto spot = [&](const Part& part, size_t at) {
      return Spot{static_cast<size_t>(part.block - document.blocks.data()),
                  std::min(at - part.begin, part.block->text.size())};
    };
    return Stretch{spot(*first, begin), spot(*last, end)};
  }

 private:
  // The block that holds `at`, its line break included; null in what was kept.
  const Part* PartAt(size_t at) const {
    const auto behind =
        std::upper_bound(parts_.begin(), parts_.end(), at,
                         [](size_t offset, const Part& part) { return offset < part.begin; });
    return behind == parts_.begin() ? nullptr : &*std::prev(behind);
  }

  std::string text_;
  std::vector<Part> parts_;
  size_t kept_ = 0;
};

struct Buffers {
  Joined joined;
  text::QuickScanner::Scratch scratch;
};

}  // namespace

std::unique_ptr<CleanProof> CleanProof::Create(const RuleSet::Impl& rules) {
  if (!rules.quick_phrases_suffice) return nullptr;
  Result<text::QuickScanner> scanner = text::QuickScanner::Create(rules.quick_phrases);
  if (!scanner.ok()) return nullptr;
  return std::unique_ptr<CleanProof>(new CleanProof(rules, std::move(scanner).value()));
}

bool CleanProof::Holds(const Document& document) const {
  const Survey survey = LookOver(document, 0);
  return survey.complete && survey.stretches.empty();
}

CleanProof::Survey CleanProof::LookOver(const Document& document, size_t most_stretches) const {
  thread_local Buffers buffers;
  Joined& joined = buffers.joined;
  Survey survey;
  const auto scan = [&] {
    const auto visit = [&](const text::QuickScanner::Hit& hit) {
      const Joined::Part* part = joined.PartOf(hit.begin, hit.end);
      const bool matters = part == nullptr
                               ? filter_.Matters(hit.phrase, joined.text(), hit.begin, hit.end)
                               : filter_.Matters(hit.phrase, part->block->text,
                                                 hit.begin - part->begin, hit.end - part->begin);
      if (!matters) return true;
      const std::optional<Stretch> stretch = joined.Place(document, hit.begin, hit.end);
      survey.complete = stretch.has_value() && survey.stretches.size() < most_stretches;
      if (survey.complete) survey.stretches.push_back(*stretch);
      return survey.complete;
    };
    scanner_.ForEachHit(AsBytes(joined.text()), buffers.scratch, visit);
  };
  // What people see on the page is read as one text; comments, hidden text and the like are not
  // part of it, though they may stand in between.
  for (const bool content : {true, false}) {
    joined.Clear();
    for (const Block& block : document.blocks) {
      if (!survey.complete) break;
      if (IsContent(block.place) != content) continue;
      joined.Add(block);
      if (!joined.full()) continue;
      scan();
      joined.Roll();
    }
    if (survey.complete && !joined.empty()) scan();
  }
  joined.Clear();
  return survey;
}

}  // namespace niem::detect
