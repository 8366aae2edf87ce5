#include "detect/judge.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <utility>

#include "detect/agency_match.h"
#include "detect/candidates.h"
#include "detect/clean_proof.h"
#include "detect/excerpt.h"
#include "detect/fragments.h"
#include "detect/layout.h"
#include "detect/quick_filter.h"
#include "detect/rule_set.h"
#include "detect/weigh.h"
#include "text/fold.h"
#include "text/match.h"

namespace niem::detect {
namespace {

using extract::Document;
using extract::Place;

constexpr size_t kMaxEvidence = 40;
constexpr size_t kGarbledSample = 64u << 10;
constexpr size_t kMinGarbledTopics = 1;
constexpr size_t kMostStretches = 32;  // of a document that is judged by an excerpt

double Round(double value) {
  return std::round(value * 1000) / 1000;
}

void Append(std::vector<Evidence>& to, std::vector<Evidence> from) {
  for (Evidence& evidence : from) to.push_back(std::move(evidence));
}

// What was not inspected can never be called clean.
void ByCompleteness(DocumentResult& result) {
  if (result.verdict != Verdict::kClean && result.verdict != Verdict::kMentions) return;
  const bool incomplete = std::any_of(result.notes.begin(), result.notes.end(),
                                      [](const extract::Note& note) { return note.incomplete; });
  if (!incomplete) return;
  result.verdict = Verdict::kUnreadable;
  result.level = Level::kNone;
  result.confidence = 0;
}

// That nothing speaks for a mark, not even a mark turned down.
double SurelyClean(const Pack& pack) {
  return 1 - pack.Confidence(0) / 10;
}

// The verdict under construction.
class Case {
 public:
  Case(const Document& document, std::string_view name, const RuleSet::Impl& rules,
       std::optional<Day> today, Known known = {})
      : document_(document),
        name_(name),
        today_(today),
        rules_(rules),
        pack_(rules.pack),
        reading_(ReadDocument(document, pack_, known)),
        layout_(document, reading_),
        weigher_(document, reading_, layout_, pack_) {}

  // Nothing in it stands as a mark, a stamp or their companions stand, and something is a mention.
  bool OnlyMentions() const {
    return reading_.candidates.empty() && reading_.pieces.empty() &&
           reading_.inline_companions.empty() && !reading_.topics.empty();
  }

  DocumentResult Decide() {
    DocumentResult result;
    result.format = document_.format;
    result.notes = document_.notes;
    companions_ = weigher_.FindCompanions();
    marks_ = weigher_.Marks();
    FindRepeated();
    agency_ = MatchAgencyRules(document_, rules_, reading_, layout_);
    ReadName();
    ByStamps(result);
    if (result.verdict == Verdict::kClean) ByMarks(result);
    if (result.verdict == Verdict::kClean) ByCompanions(result);
    ByAgency(result);
    if (result.verdict == Verdict::kClean) ByName(result);
    if (result.verdict == Verdict::kClean) ByTopic(result);
    ByCompleteness(result);
    Finish(result);
    return result;
  }

 private:
  // What stands beside a mark anywhere in the document speaks for it too.
  double Support() const {
    return std::min(companions_.weight, pack_.Weight(Sign::kCompanionsMost));
  }

  double ConfidenceOf(const Weighed& mark) const {
    const double repeated = Repeated(mark) ? pack_.Weight(Sign::kRepeated) : 0;
    const double confidence =
        pack_.Confidence(mark.weight + Support() + repeated + name_weight_ / 4);
    return mark.weak_place ? std::min(confidence, pack_.marked - 0.01) : confidence;
  }

  Place PlaceOf(const TextRef& ref) const {
    return layout_.PlaceOf(ref, LineOf(document_, reading_, ref));
  }

  // The same level stands alone on several pages.
  bool Repeated(const Weighed& mark) const { return repeated_[static_cast<size_t>(mark.level)]; }

  void FindRepeated() {
    std::array<std::optional<uint32_t>, 4> first_page;
    for (const Weighed& mark : marks_) {
      const auto level = static_cast<size_t>(mark.level);
      const uint32_t page = document_.blocks[mark.mark.block].page;
      if (first_page[level].has_value() && *first_page[level] != page) repeated_[level] = true;
      if (!first_page[level].has_value()) first_page[level] = page;
    }
  }

  // The strongest mark; of those in force alike, the highest level.
  const Weighed* Deciding() const {
    const Weighed* best = nullptr;
    for (const Weighed& mark : marks_) {
      if (best == nullptr) {
        best = &mark;
        continue;
      }
      const double confidence = ConfidenceOf(mark);
      if (confidence >= pack_.marked && mark.level > best->level) best = &mark;
    }
    return best;
  }

  void Say(DocumentResult& result, Verdict verdict, Level level, double confidence) {
    result.verdict = verdict;
    result.level = level;
    result.confidence = confidence;
  }

  void AddMark(DocumentResult& result, const Weighed& mark) {
    Append(result.evidence, mark.evidence);
    if (Repeated(mark)) {
      result.evidence.push_back(weigher_.Quote(std::string(SignId(Sign::kRepeated)), mark.mark,
                                               mark.place, pack_.Weight(Sign::kRepeated)));
    }
    Append(result.evidence, companions_.evidence);
    Append(result.evidence, name_evidence_);
    Append(result.evidence, std::exchange(later_, {}));
  }

  Verdict VerdictOf(double confidence) const {
    return confidence >= pack_.marked    ? Verdict::kMarked
           : confidence >= pack_.suspect ? Verdict::kSuspect
                                         : Verdict::kClean;
  }

  void ByStamps(DocumentResult& result) {
    const std::vector<Stamp> stamps = weigher_.Stamps();
    const Weighed* mark = Deciding();
    const bool has_mark = mark != nullptr && ConfidenceOf(*mark) >= pack_.suspect;
    for (const Stamp& stamp : stamps) {
      const Weighed& weighed = stamp.weighed;
      const double official = layout_.official() ? pack_.Weight(Sign::kOfficial) : 0;
      const double confidence = pack_.Confidence(weighed.weight + official);
      if (confidence < pack_.suspect) continue;
      if (stamp.declassified && InForceLater(stamp)) {
        later_ = {weighed.evidence.front()};
        later_.front().rule = std::string(kDeclassifiedLater);
        later_.front().weight = 0;
        NoteLater(result, *stamp.day);
        if (!has_mark && result.verdict == Verdict::kClean) {
          Append(result.evidence, std::exchange(later_, {}));
          Say(result, Verdict::kSuspect, Level::kNone, confidence);
        }
      } else if (stamp.declassified) {
        // Beside the mark it ends, a dated stamp needs no official layout to be believed.
        const bool sure =
            stamp.dated && !weighed.weak_place && (confidence >= pack_.marked || has_mark);
        const Verdict verdict = sure ? Verdict::kDeclassified : Verdict::kSuspect;
        if (result.verdict == Verdict::kDeclassified) continue;
        result.evidence.clear();
        Append(result.evidence, weighed.evidence);
        // Declassified: no level is in force.
        Say(result, verdict, has_mark && !sure ? mark->level : Level::kNone, confidence);
        if (has_mark) AddMark(result, *mark);
        if (!stamp.dated) NoteUndated(result);
      } else if (result.verdict == Verdict::kClean) {
        ByChange(result, stamp, confidence);
      }
    }
  }

  bool InForceLater(const Stamp& stamp) const {
    return today_.has_value() && stamp.day.has_value() && *stamp.day > *today_;
  }

  static void NoteLater(DocumentResult& result, Day day) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%02u/%02u/%04d", unsigned{day.day()},
                  unsigned{day.month()}, int{day.year()});
    const std::string date = text.data();
    result.notes.push_back({ErrorCode::kInvalidArgument,
                            false,
                            {"GIẢI MẬT chỉ có hiệu lực từ " + date + ": trước ngày đó vẫn là mật",
                             "GIẢI MẬT holds only from " + date + ": secret until then"}});
  }

  void NoteUndated(DocumentResult& result) const {
    result.notes.push_back({ErrorCode::kInvalidArgument,
                            false,
                            {"có chữ GIẢI MẬT nhưng không có ngày: cần người xem",
                             "GIẢI MẬT stands without a date: a person must look"}});
  }

  void ByChange(DocumentResult& result, const Stamp& stamp, double confidence) {
    Level level = stamp.weighed.level;
    const Weighed* shown = nullptr;
    for (const Weighed& mark : marks_) {
      if (ConfidenceOf(mark) < pack_.suspect) continue;
      if (shown == nullptr) shown = &mark;
      if (level != Level::kNone || mark.level == shown->level) continue;
      if (stamp.up && mark.level > shown->level) shown = &mark;
      if (stamp.down && mark.level < shown->level) shown = &mark;
    }
    if (level == Level::kNone && shown != nullptr) level = shown->level;
    if (level == Level::kNone) return;
    if (shown != nullptr) confidence = std::max(confidence, ConfidenceOf(*shown));
    const Verdict verdict = VerdictOf(confidence);
    if (verdict == Verdict::kClean) return;
    Append(result.evidence, stamp.weighed.evidence);
    Say(result, verdict, level, confidence);
    if (shown != nullptr) AddMark(result, *shown);
  }

  void ByMarks(DocumentResult& result) {
    const Weighed* mark = Deciding();
    if (mark == nullptr) return;
    const double confidence = ConfidenceOf(*mark);
    const Verdict verdict = VerdictOf(confidence);
    if (verdict == Verdict::kClean) {
      unsure_ = std::max(unsure_, confidence);
      return;
    }
    Say(result, verdict, mark->level, confidence);
    AddMark(result, *mark);
  }

  void ByCompanions(DocumentResult& result) {
    double weight = std::min(companions_.weight, pack_.Weight(Sign::kCompanionsOnly));
    if (layout_.official()) weight += pack_.Weight(Sign::kOfficial);
    const Piece* symbol = companions_.addressee_only ? weigher_.EnvelopeSymbol() : nullptr;
    if (symbol != nullptr) weight += pack_.Weight(Sign::kEnvelopeSymbol);
    const double confidence = pack_.Confidence(weight);
    if (!companions_.trigger || confidence < pack_.suspect) return;
    Level level = Level::kNone;
    Verdict verdict = Verdict::kSuspect;
    if (symbol != nullptr) {
      level = LevelOfSymbol(symbol->parsed.symbol);
      verdict = VerdictOf(confidence);
      result.evidence.push_back(weigher_.Quote(std::string(SignId(Sign::kEnvelopeSymbol)),
                                               symbol->segment, PlaceOf(symbol->segment),
                                               pack_.Weight(Sign::kEnvelopeSymbol)));
    }
    Say(result, verdict, level,
        symbol != nullptr ? confidence : std::min(confidence, pack_.marked));
    Append(result.evidence, companions_.evidence);
  }

  void ByAgency(DocumentResult& result) {
    if (agency_.empty()) return;
    double suspect = 0, marked = 0;
    Level level = Level::kNone;
    for (const AgencyFinding& finding : agency_) {
      (finding.verdict == Verdict::kMarked ? marked : suspect) += finding.evidence.weight;
      if (finding.verdict == Verdict::kMarked) level = std::max(level, finding.level);
      result.evidence.push_back(finding.evidence);
    }
    const double as_marked = pack_.Confidence(marked);
    const double as_suspect = std::min(pack_.Confidence(marked + suspect), pack_.marked);
    if (as_marked >= pack_.marked && Severity(result.verdict) <= Severity(Verdict::kMarked)) {
      const bool already = result.verdict == Verdict::kMarked;
      Say(result, Verdict::kMarked, already ? std::max(level, result.level) : level,
          std::max(as_marked, already ? result.confidence : 0));
    } else if (as_suspect >= pack_.suspect &&
               Severity(result.verdict) < Severity(Verdict::kSuspect)) {
      for (const AgencyFinding& finding : agency_) level = std::max(level, finding.level);
      Say(result, Verdict::kSuspect, level, as_suspect);
    }
  }

  void ReadName() {
    const size_t slash = name_.find_last_of("/\\");
    std::string_view stem = slash == std::string_view::npos ? name_ : name_.substr(slash + 1);
    const size_t dot = stem.rfind('.');
    if (dot != std::string_view::npos && dot > 0 && stem.size() - dot <= 6)
      stem = stem.substr(0, dot);
    if (stem.size() > 512) return;
    // "12. TỐI MẬT - ...": a running number before the level.
    stem.remove_prefix(std::min(stem.find_first_not_of("0123456789._- "), stem.size()));
    std::string spaced(stem);
    std::replace(spaced.begin(), spaced.end(), '_', ' ');
    const text::Folded folded = text::Fold(spaced);
    std::vector<PhraseMatch> matches;
    pack_.trie.FindAll(folded.text, matches);
    for (const PhraseMatch& match : matches) {
      const Phrase& phrase = pack_.phrases[match.phrase];
      if (phrase.role != Role::kLevel || phrase.ocr) continue;
      const std::string_view original = LettersOf(folded, spaced, match.begin, match.end);
      const Letters letters = CountLetters(original);
      if (!text::DiacriticsAgree(original, phrase.text)) continue;
      const bool ends = spaced.starts_with(original) || spaced.ends_with(original);
      const bool marked =
          letters.marked > 0 || (phrase.level > Level::kMat && StandsApart(spaced, original));
      const bool alone = ends && letters.all_upper() && marked;
      if (phrase.level == Level::kMat && !alone) continue;
      const Sign sign = alone ? Sign::kNameLevelAlone : Sign::kNameLevel;
      if (pack_.Weight(sign) <= name_weight_) continue;
      name_weight_ = pack_.Weight(sign);
      name_level_ = phrase.level;
      Evidence evidence;
      evidence.rule = std::string(SignId(sign));
      evidence.text = std::string(original);
      evidence.place = Place::kFileName;
      evidence.source = Source::kName;
      evidence.weight = name_weight_;
      name_evidence_ = {evidence};
    }
  }

  // "TOI MAT - bao cao", "TOI_MAT_bao_cao": without diacritics, but set off from what follows.
  static bool StandsApart(std::string_view name, std::string_view original) {
    std::string_view after =
        name.substr(static_cast<size_t>(original.data() - name.data()) + original.size());
    while (after.starts_with(' ')) after.remove_prefix(1);
    const bool end =
        after.empty() || std::string_view("-.,()[]").find(after[0]) != std::string_view::npos;
    const std::string_view word = after.substr(0, after.find(' '));
    return end || CountLetters(word).upper == 0;
  }

  // Never more than suspect.
  void ByName(DocumentResult& result) {
    const double confidence = std::min(pack_.Confidence(name_weight_), pack_.marked - 0.01);
    if (name_evidence_.empty() || confidence < pack_.suspect) return;
    Say(result, Verdict::kSuspect, name_level_, confidence);
    Append(result.evidence, name_evidence_);
  }

  void ByTopic(DocumentResult& result) {
    std::vector<TextRef> topics = reading_.topics;
    if (topics.empty() && reading_.garbled_topics.size() >= kMinGarbledTopics && Garbled()) {
      topics = reading_.garbled_topics;
    }
    // A level that stands like a mark but was outweighed is talk about secrecy; half of BẢO | MẬT
    // is not.
    for (const Weighed& mark : marks_) {
      const bool half =
          std::any_of(mark.evidence.begin(), mark.evidence.end(),
                      [](const Evidence& one) { return one.rule == SignId(Sign::kJoined); });
      const Letters letters = CountLetters(mark.mark.In(document_));
      const bool talks = mark.level != Level::kMat || letters.all_upper();
      if (topics.empty() && !half && talks && letters.marked > 0) topics.push_back(mark.mark);
    }
    if (topics.empty()) {
      result.confidence = std::min(1 - unsure_, SurelyClean(pack_));
      return;
    }
    Say(result, Verdict::kMentions, Level::kNone, 1 - std::max(unsure_, pack_.Confidence(0) / 4));
    const size_t shown = std::min<size_t>(topics.size(), 3);
    for (size_t i = 0; i < shown; ++i) {
      result.evidence.push_back(weigher_.Quote("topic", topics[i], PlaceOf(topics[i]), 0));
    }
    if (const Weighed* mark = marks_.empty() ? nullptr : &marks_.front(); mark != nullptr) {
      Append(result.evidence, mark->evidence);
    }
  }

  bool Garbled() const {
    std::string sample;
    for (const extract::Block& block : document_.blocks) {
      if (sample.size() >= kGarbledSample) break;
      sample += block.text.substr(0, kGarbledSample - sample.size());
      sample += '\n';
    }
    return text::LooksGarbled(sample);
  }

  static void Finish(DocumentResult& result) {
    auto& evidence = result.evidence;
    std::stable_sort(evidence.begin(), evidence.end(),
                     [](const Evidence& a, const Evidence& b) { return a.weight > b.weight; });
    if (evidence.size() > kMaxEvidence) evidence.resize(kMaxEvidence);
    for (Evidence& one : evidence) one.weight = Round(one.weight);
    result.confidence = Round(std::clamp(result.confidence, 0.0, 1.0));
  }

  const Document& document_;
  std::string_view name_;
  const std::optional<Day> today_;
  const RuleSet::Impl& rules_;
  const Pack& pack_;
  Reading reading_;
  Layout layout_;
  Weigher weigher_;
  Weigher::Companions companions_;
  std::vector<Weighed> marks_;
  std::array<bool, 4> repeated_{};  // by level
  std::vector<Evidence> later_;     // of a GIẢI MẬT whose day has not come
  std::vector<AgencyFinding> agency_;
  std::vector<Evidence> name_evidence_;
  double name_weight_ = 0;
  Level name_level_ = Level::kNone;
  double unsure_ = 0;  // the confidence of a mark that was turned down
};

bool SpansBlocks(const Stretch& stretch) {
  return stretch.begin.block != stretch.end.block;
}

// Of a document that turns out to mention secrecy and no more, judged by the lines that do so
// (excerpt.h).
std::optional<DocumentResult> JudgeTalk(const Document& document,
                                        const std::vector<Stretch>& stretches,
                                        std::string_view name, const RuleSet::Impl& rules,
                                        std::optional<Day> today, Known known) {
  if (!rules.agency.empty()) return std::nullopt;  // they may count hits, or look anywhere
  std::optional<Document> excerpt = ExcerptAround(document, stretches);
  if (!excerpt.has_value()) return std::nullopt;
  excerpt->notes = document.notes;
  Case talk(*excerpt, name, rules, today, known);
  if (!talk.OnlyMentions()) return std::nullopt;
  return talk.Decide();
}

}  // namespace

DocumentResult JudgeInFull(Document document, std::string_view name, const RuleSet& rules,
                           std::optional<Day> today) {
  JoinFragments(document, rules.impl().pack);
  return Case(document, name, rules.impl(), today).Decide();
}

DocumentResult Judge(Document document, std::string_view name, const RuleSet& rules,
                     std::optional<Day> today) {
  const RuleSet::Impl& impl = rules.impl();
  const CleanProof* proof = impl.clean_proof();
  JoinFragments(document, impl.pack);
  if (proof == nullptr || NameCouldMatter(name, rules)) {
    return Case(document, name, impl, today).Decide();
  }
  const CleanProof::Survey survey = proof->LookOver(document, kMostStretches);
  if (!survey.complete) return Case(document, name, impl, today).Decide();
  if (!survey.stretches.empty()) {
    const Known known{std::none_of(survey.stretches.begin(), survey.stretches.end(), SpansBlocks)};
    std::optional<DocumentResult> talk =
        JudgeTalk(document, survey.stretches, name, impl, today, known);
    return talk ? *std::move(talk) : Case(document, name, impl, today, known).Decide();
  }
  DocumentResult result;
  result.format = document.format;
  result.notes = std::move(document.notes);
  result.confidence = SurelyClean(impl.pack);
  ByCompleteness(result);
  result.confidence = Round(result.confidence);
  return result;
}

DocumentResult Unreadable(extract::Format format, const Error& error) {
  DocumentResult result;
  result.format = format;
  result.verdict = Verdict::kUnreadable;
  result.notes.push_back({error.code(), true, error.message()});
  return result;
}

}  // namespace niem::detect
