#include "audit/redact.h"

#include <algorithm>

#include "audit/wide.h"
#include "base/redact.h"

namespace niem::audit {
namespace {

constexpr size_t kLeastName = 4;  // a shorter one ("a") would be found in ordinary words
constexpr std::string_view kFields[] = {"path", "name", "file", "arguments"};
// What a person opened, saved or brought: a document unless it is a program.
constexpr std::string_view kOfDocuments[] = {"document.opened", "document.recent", "link",
                                             "file.zone", "web.download"};
constexpr std::string_view kDocuments[] = {
    ".doc",  ".docx", ".docm", ".dot", ".dotx", ".rtf",  ".odt",   ".ods",  ".odp",  ".xls",
    ".xlsx", ".xlsm", ".xlsb", ".ppt", ".pptx", ".pps",  ".ppsx",  ".pdf",  ".wps",  ".txt",
    ".csv",  ".eml",  ".msg",  ".pst", ".ost",  ".mbox", ".zip",   ".rar",  ".7z",   ".jpg",
    ".jpeg", ".png",  ".gif",  ".bmp", ".tif",  ".tiff", ".heic",  ".webp", ".djvu", ".mp3",
    ".mp4",  ".m4a",  ".wav",  ".avi", ".mov",  ".mdb",  ".accdb", ".vsd",  ".vsdx"};
constexpr std::string_view kPrograms[] = {".exe", ".dll", ".scr", ".com", ".bat", ".cmd", ".msi",
                                          ".ps1", ".vbs", ".vbe", ".js",  ".jse", ".hta", ".sys",
                                          ".jar", ".wsf", ".cpl", ".msc", ".apk", ".deb"};

template <size_t N>
bool EndsWith(std::string_view lower, const std::string_view (&endings)[N]) {
  return std::ranges::any_of(endings, [&](std::string_view end) { return lower.ends_with(end); });
}

// "Kế hoạch.docx", and "Kế hoạch.docx.lnk".
bool IsDocumentName(std::string lower) {
  if (lower.ends_with(".lnk")) lower.resize(lower.size() - 4);
  return EndsWith(lower, kDocuments);
}

bool IsDrive(std::string_view path) {
  return path.size() <= 3 && path.size() >= 2 && path[1] == ':';
}

bool IsHidden(const Fact& fact, std::string_view field, const std::string& value) {
  const std::string lower = Lower(value);
  if (IsDocumentName(lower)) return true;
  const bool of_documents = std::ranges::find(kOfDocuments, fact.kind) != std::end(kOfDocuments) &&
                            std::ranges::find(kFields, field) != std::end(kFields);
  return of_documents && !EndsWith(lower, kPrograms) && !IsDrive(value);
}

std::string_view BaseOf(std::string_view path) {
  const size_t cut = path.find_last_of("/\\");
  return cut == std::string_view::npos ? path : path.substr(cut + 1);
}

// What a fact says of documents.
std::vector<std::string> NamesIn(const Fact& fact) {
  std::vector<std::string> names;
  for (const auto& [field, value] : fact.fields) {
    if (IsHidden(fact, field, value)) names.push_back(value);
  }
  return names;
}

// Puts digests into texts that have names in them.
class Names {
 public:
  void Add(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      const std::string digest = RedactName(name);
      all_.emplace_back(name, digest);
      all_.emplace_back(BaseOf(name), digest);
    }
    sorted_ = false;
  }

  void Hide(std::string& text) {
    if (!sorted_) Sort();
    for (const auto& [name, digest] : all_) {
      if (text == name) {
        text = digest;
        return;
      }
      if (name.size() >= kLeastName) ReplaceAll(text, name, digest);
    }
  }

  void Hide(std::vector<Text>& texts) {
    for (Text& text : texts) Hide(text.vi), Hide(text.en);
  }

 private:
  // The longest first: a path before its last part.
  void Sort() {
    std::ranges::sort(all_, [](const auto& a, const auto& b) {
      return a.first.size() != b.first.size() ? a.first.size() > b.first.size() : a < b;
    });
    all_.erase(std::unique(all_.begin(), all_.end()), all_.end());
    sorted_ = true;
  }

  std::vector<std::pair<std::string, std::string>> all_;
  bool sorted_ = false;
};

// UserAssist keeps names as those of values, turned by 13 letters.
void CutTurned(Fact& fact) {
  constexpr std::string_view kCount = "\\Count\\";
  const size_t at = fact.locator.find(kCount);
  if (at != std::string::npos) fact.locator.resize(at + kCount.size() - 1);
}

void HideIn(Fact& fact, const std::vector<std::string>& hidden) {
  if (hidden.empty()) return;
  Names names;
  names.Add(hidden);
  for (auto& [field, value] : fact.fields) names.Hide(value);
  names.Hide(fact.locator);
  CutTurned(fact);
}

void HideIn(Source& source, Names& names) {
  // A link is called by the document's name.
  if (source.id.kind == SourceKind::kLink) {
    const std::string name(BaseOf(source.id.path));
    names.Add({name});
    source.id.path.replace(source.id.path.size() - name.size(), name.size(), RedactName(name));
  }
  if (!source.notes.empty()) names.Hide(source.notes);
}

void HideIn(Finding& finding, const std::vector<std::vector<std::string>>& of_facts) {
  Names names;
  for (const size_t fact : finding.facts) names.Add(of_facts[fact]);
  for (auto& [field, value] : finding.subject) names.Hide(value);
  names.Hide(finding.notes);
}

}  // namespace

void RedactNames(Collected& collected, Judged& judged, AuditRun& run) {
  std::vector<std::vector<std::string>> of_facts;
  std::vector<Names> of_sources(collected.sources.size());
  for (const Fact& fact : collected.facts) {
    of_facts.push_back(NamesIn(fact));
    if (fact.source < of_sources.size()) of_sources[fact.source].Add(of_facts.back());
  }
  for (size_t i = 0; i < of_facts.size(); ++i) HideIn(collected.facts[i], of_facts[i]);
  for (size_t i = 0; i < of_sources.size(); ++i) HideIn(collected.sources[i], of_sources[i]);
  for (Finding& finding : judged.findings) HideIn(finding, of_facts);
  if (!run.live) run.root = RedactName(run.root);
  if (run.image) run.image->path = RedactName(run.image->path);
  run.redacted = true;
  run.notes.push_back({"tên tài liệu và nơi để chúng được thay bằng mã băm (--redact)",
                       "digests stand in the place of documents' names and folders (--redact)"});
}

}  // namespace niem::audit
