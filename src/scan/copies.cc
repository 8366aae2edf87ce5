#include "scan/copies.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "base/digest.h"

namespace niem::scan {
namespace {

using detect::Verdict;

constexpr double kSureWords = 300;  // so many words in common leave no doubt

std::string Percent(double share) {
  const long percent = std::lround(share * 100);
  return (share > 0 && percent == 0 ? "<1" : std::to_string(percent)) + "%";
}

// "12/TM-UBND (03) 61% | 83%": of the document, of this file.
std::string TextOf(const trace::Copy& copy) {
  std::string text = copy.document->number;
  if (!copy.document->copy.empty()) text += " (" + copy.document->copy + ")";
  return text + " " + Percent(copy.of_document) + " | " + Percent(copy.of_text);
}

// For tools: "document=0.61 file=0.83 words=412 pages=2-3".
std::string LocatorOf(const trace::Copy& copy) {
  const auto share = [](double value) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%.2f", value);
    return std::string(text.data());
  };
  std::string out = "document=" + share(copy.of_document) + " file=" + share(copy.of_text) +
                    " words=" + std::to_string(copy.words);
  const trace::Registered& document = *copy.document;
  if (!document.pages.empty() && copy.to > copy.from) {
    const uint32_t first = std::max(document.PageOf(copy.from), 1U);
    const uint32_t last = std::max(document.PageOf(copy.to - 1), first);
    out += " pages=" + std::to_string(first);
    if (last != first) out += "-" + std::to_string(last);
  }
  if (document.level != Level::kNone) out += " level=" + std::string(LevelName(document.level));
  return out;
}

double ConfidenceOf(const trace::Copy& copy) {
  if (copy.same_file) return 1;
  return std::round((0.9 + 0.09 * std::min(1.0, copy.words / kSureWords)) * 1000) / 1000;
}

// Zeros where the worker gave no digest.
Digest DigestOf(std::string_view hex) {
  Digest digest{};
  for (size_t i = 0; i < digest.size() && 2 * i + 2 <= hex.size(); ++i)
    std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, digest[i], 16);
  return digest;
}

detect::Evidence EvidenceOf(const trace::Copy& copy, const detect::DocumentResult& result) {
  detect::Evidence evidence;
  evidence.rule = copy.same_file ? kSameFile : kCopiedText;
  evidence.text = TextOf(copy);
  evidence.weight = ConfidenceOf(copy);
  evidence.locator = LocatorOf(copy);
  if (!copy.same_file && result.words != nullptr)
    evidence.page = result.words->PageOf(copy.text_from);
  return evidence;
}

}  // namespace

Result<std::unique_ptr<const Traces>> Traces::Open(const std::string& path,
                                                   const std::string& key_path) {
  TRY_ASSIGN(trace::TraceKey key,
             trace::TraceKey::Read(key_path.empty() ? path + ".key" : key_path));
  TRY_ASSIGN(trace::Table table, trace::Table::Open(path, key));
  std::unique_ptr<Traces> traces(new Traces(std::move(key), std::move(table)));
  return std::unique_ptr<const Traces>(std::move(traces));
}

Result<std::vector<trace::Copy>> CopyCheck::Find(const detect::DocumentResult& result) {
  if (!finder_.has_value()) {
    TRY_ASSIGN(finder_, trace::Finder::Create(traces_.table(), traces_.key()));
  }
  if (!result.sha256.empty()) {
    TRY_ASSIGN(std::vector<trace::Copy> same, finder_->FindFile(DigestOf(result.sha256)));
    if (!same.empty()) return same;
  }
  if (result.words == nullptr) return std::vector<trace::Copy>();
  return finder_->FindText(*result.words);
}

void CopyCheck::Apply(detect::DocumentResult& result) {
  const Result<std::vector<trace::Copy>> found = Find(result);
  if (!found.ok()) {
    result.notes.push_back({found.error().code(), true, found.error().message()});
    if (Severity(result.verdict) < Severity(Verdict::kUnreadable))
      result.verdict = Verdict::kUnreadable;
  } else if (!found->empty()) {
    std::vector<detect::Evidence> evidence;
    for (const trace::Copy& copy : *found) evidence.push_back(EvidenceOf(copy, result));
    const trace::Copy& best = found->front();
    result.copy_of = best.document->number;
    const bool graver = Severity(result.verdict) > Severity(Verdict::kCopy);
    result.evidence.insert(graver ? result.evidence.end() : result.evidence.begin(),
                           evidence.begin(), evidence.end());
    if (!graver) {
      result.verdict = Verdict::kCopy;
      result.level = best.document->level;
      result.confidence = ConfidenceOf(best);
    }
  }
  result.words.reset();
}

}  // namespace niem::scan
