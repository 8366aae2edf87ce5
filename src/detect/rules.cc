#include "detect/rules.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/digest.h"
#include "base/file.h"
#include "detect/rule_set.h"
#include "text/fold.h"

extern "C" const unsigned char niem_marks_pack[], niem_marks_pack_end[];

namespace niem::detect {
namespace {

constexpr uint64_t kMaxRulesFile = 4u << 20;
constexpr size_t kMaxRulesFiles = 1'000;

std::string_view MarksPack() {
  return {reinterpret_cast<const char*>(niem_marks_pack),
          static_cast<size_t>(niem_marks_pack_end - niem_marks_pack)};
}

std::string Spaced(std::string_view folded) {
  std::string spaced;
  for (const char c : folded) {
    if (c == ' ') continue;
    if (!spaced.empty()) spaced += ' ';
    spaced += c;
  }
  return spaced;
}

// Only what can by itself lift a document above clean. A level word alone, "mat", is among them:
// quick_filter.h settles its false alarms.
std::vector<std::string> QuickPhrases(const RuleSet::Impl& impl) {
  std::set<std::string> phrases;
  for (const Phrase& phrase : impl.pack.phrases) {
    switch (phrase.role) {
      case Role::kLevel:
        phrases.insert(phrase.folded);
        phrases.insert(Spaced(phrase.folded));
        break;
      case Role::kDeclassify:
      case Role::kChange:
      case Role::kChangeUp:
      case Role::kChangeDown:
      case Role::kTopic:
      case Role::kGarbledTopic:
        phrases.insert(phrase.folded);
        break;
      case Role::kCompanion:
        if (phrase.trigger) phrases.insert(phrase.folded);
        break;
      default:
        break;
    }
  }
  for (const AgencyPhrase& phrase : impl.agency_phrases) {
    if (phrase.part == AgencyPart::kPhrase || phrase.part == AgencyPart::kFirst) {
      phrases.insert(phrase.folded);
    }
  }
  return {phrases.begin(), phrases.end()};
}

bool Suffice(const RuleSet::Impl& impl) {
  for (const AgencyRule& rule : impl.agency) {
    if (!rule.regex.empty() || !rule.words.empty()) return false;
  }
  // The quick scanner wants at least three letters.
  return std::all_of(
      impl.quick_phrases.begin(), impl.quick_phrases.end(), [](const std::string& phrase) {
        return std::count_if(phrase.begin(), phrase.end(), [](char c) { return c != ' '; }) >= 3;
      });
}

}  // namespace

void RuleSet::Impl::Take(AgencyRules&& rules) {
  agency = std::move(rules.rules);
  agency_phrases = std::move(rules.phrases);
  agency_trie = {};
  for (uint32_t i = 0; i < agency_phrases.size(); ++i) {
    agency_trie.Add(agency_phrases[i].folded, i);
  }
}

RuleSet::RuleSet(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

RuleSet::RuleSet(RuleSet&&) noexcept = default;

RuleSet& RuleSet::operator=(RuleSet&&) noexcept = default;

RuleSet::~RuleSet() = default;

Result<RuleSet> RuleSet::Builtin() {
  return FromTexts({});
}

Result<RuleSet> RuleSet::FromTexts(
    const std::vector<std::pair<std::string, std::string>>& agency_files) {
  auto impl = std::make_unique<Impl>();
  TRY_ASSIGN(impl->pack, LoadPack("packs/scan/marks.json", MarksPack()));
  Sha256 digest;
  digest.Update(AsBytes(MarksPack()));
  AgencyRules agency;
  for (const auto& [name, json] : agency_files) {
    TRY(ReadAgencyRules(name, json, agency));
    digest.Update(AsBytes(json));
  }
  impl->Take(std::move(agency));
  impl->version = impl->pack.version + "+" + ToHex(digest.Finish()).substr(0, 12);
  impl->quick_phrases = QuickPhrases(*impl);
  impl->quick_phrases_suffice = Suffice(*impl);
  if (!impl->quick_phrases_suffice) {
    std::erase_if(impl->quick_phrases, [](const std::string& phrase) {
      return std::count_if(phrase.begin(), phrase.end(), [](char c) { return c != ' '; }) < 3;
    });
  }
  return RuleSet(std::move(impl));
}

Result<RuleSet> RuleSet::WithAgencyRules(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> names;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().extension() == ".json") names.push_back(at->path().string());
    if (names.size() > kMaxRulesFiles) {
      return Error(ErrorCode::kTooMany, {folder + ": nhiều hơn 1000 tệp quy tắc",
                                         folder + ": more than 1000 rule files"});
    }
  }
  if (error) return ErrnoError(error.value(), folder);
  std::sort(names.begin(), names.end());
  std::vector<std::pair<std::string, std::string>> files;
  for (const std::string& name : names) {
    TRY_ASSIGN(std::string json, ReadWholeFile(name, kMaxRulesFile));
    files.emplace_back(name, std::move(json));
  }
  return FromTexts(files);
}

const std::string& RuleSet::version() const {
  return impl_->version;
}

const std::vector<std::string>& RuleSet::quick_phrases() const {
  return impl_->quick_phrases;
}

bool RuleSet::quick_phrases_suffice() const {
  return impl_->quick_phrases_suffice;
}

}  // namespace niem::detect
