#include "audit/redact.h"

#include <algorithm>
#include <cctype>

#include "audit/wide.h"
#include "base/redact.h"

namespace niem::audit {
namespace {

constexpr size_t kLeastName = 4;      // a shorter one ("a") would be found in ordinary words
constexpr size_t kPartsOfSystem = 2;  // "Users/lan" of a folder
constexpr std::string_view kFields[] = {"path", "name", "file", "arguments", "command"};
// What a person opened; what was saved, brought or linked to, unless that is a program.
constexpr std::string_view kOpened[] = {"document.opened", "document.recent"};
constexpr std::string_view kBrought[] = {"link", "file.zone", "web.download"};
// What a link adds to the name of its document.
constexpr std::string_view kOfLinks[] = {".lnk", ".desktop"};
constexpr std::string_view kDocuments[] = {
    ".doc",  ".docx", ".docm", ".dot", ".dotx", ".rtf",  ".odt",  ".ods",   ".odp",  ".xls",
    ".xlsx", ".xlsm", ".xlsb", ".ppt", ".pptx", ".pps",  ".ppsx", ".pdf",   ".wps",  ".txt",
    ".csv",  ".eml",  ".msg",  ".pst", ".ost",  ".mbox", ".zip",  ".rar",   ".7z",   ".jpg",
    ".jpeg", ".png",  ".gif",  ".bmp", ".tif",  ".tiff", ".heic", ".webp",  ".djvu", ".mp3",
    ".mp4",  ".m4a",  ".wav",  ".avi", ".mov",  ".mdb",  ".vsd",  ".accdb", ".vsdx"};
constexpr std::string_view kPrograms[] = {".exe", ".dll", ".scr", ".bat", ".cmd", ".msi", ".ps1",
                                          ".vbs", ".vbe", ".jse", ".hta", ".cpl", ".msc", ".deb"};

template <size_t N>
bool EndsWith(std::string_view lower, const std::string_view (&endings)[N]) {
  return std::ranges::any_of(endings, [&](std::string_view end) { return lower.ends_with(end); });
}

template <size_t N>
bool IsOneOf(const std::string_view (&names)[N], std::string_view name) {
  return std::ranges::find(names, name) != std::end(names);
}

// ".lnk" of "kế hoạch.docx.lnk"; nothing where it is no link.
std::string_view EndOfLink(std::string_view lower) {
  for (const std::string_view end : kOfLinks) {
    if (lower.ends_with(end)) return end;
  }
  return {};
}

bool IsDocumentName(std::string_view lower) {
  lower.remove_suffix(EndOfLink(lower).size());
  return EndsWith(lower, kDocuments);
}

// "file:_C:\a.docx->(part)".
bool HoldsDocumentName(const std::string& lower) {
  return std::ranges::any_of(kDocuments, [&](std::string_view end) {
    for (size_t at = 0; (at = lower.find(end, at)) != std::string::npos; ++at) {
      const size_t after = at + end.size();
      const bool ends =
          after == lower.size() || std::isalnum(static_cast<unsigned char>(lower[after])) == 0;
      if (ends) return true;
    }
    return false;
  });
}

// "E:", "E:\"; how long.
size_t DriveOf(std::string_view path) {
  if (path.size() < 2 || path[1] != ':') return 0;
  return path.size() > 2 && (path[2] == '\\' || path[2] == '/') ? 3 : 2;
}

bool IsHidden(const Fact& fact, std::string_view field, const std::string& value) {
  if (value.empty() || !IsOneOf(kFields, field) || DriveOf(value) == value.size()) return false;
  if (IsOneOf(kOpened, fact.kind)) return true;
  const std::string lower = Lower(value);
  if (IsDocumentName(lower)) return true;
  if (fact.kind == "event.malware") return HoldsDocumentName(lower);
  // Shortcuts in the lists of what ran are mostly of documents.
  if (fact.kind == "program.run") return !EndOfLink(lower).empty();
  return IsOneOf(kBrought, fact.kind) && !EndsWith(lower, kPrograms);
}

size_t CutOf(std::string_view path) {
  const size_t cut = path.find_last_of("/\\");
  return cut == std::string_view::npos ? 0 : cut + 1;
}

// The same for a document and for a link to it.
std::string HiddenName(std::string_view name) {
  std::string lower = Lower(name);
  const std::string link(EndOfLink(lower));
  lower.resize(lower.size() - link.size());
  const bool known = EndsWith(lower, kDocuments) || EndsWith(lower, kPrograms);
  return (known ? RedactName(lower) : RedactText(lower)) + link;
}

std::string Hidden(std::string_view path) {
  const size_t drive = DriveOf(path), cut = std::max(CutOf(path), drive);
  std::string hidden(path.substr(0, drive));
  if (cut > drive) {
    hidden += RedactText(Lower(path.substr(drive, cut - drive - 1)));
    hidden += path[cut - 1];
  }
  return hidden + HiddenName(path.substr(cut));
}

// "Users/lan/Kế hoạch/A" → "Users/lan/sha256:…".
std::string HiddenFolder(std::string_view path) {
  size_t kept = 0;
  for (size_t part = 0; part < kPartsOfSystem; ++part) {
    const size_t slash = path.find('/', kept);
    if (slash == std::string_view::npos) return std::string(path);
    kept = slash + 1;
  }
  return std::string(path.substr(0, kept)) + RedactText(path.substr(kept));
}

// Puts digests into texts that have names in them.
class Names {
 public:
  void Add(const std::string& path) {
    const std::string hidden = Hidden(path);
    all_.emplace_back(path, hidden);
    all_.emplace_back(path.substr(CutOf(path)), hidden.substr(CutOf(hidden)));
    sorted_ = false;
  }

  void Hide(std::string& text) {
    if (!sorted_) Sort();
    for (const auto& [name, digest] : all_) {
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

// What could not be listed or read: "thư mục không đọc được: Users/lan/Kế hoạch".
void HideFolders(std::string& text) {
  std::string out;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(": ", begin), text.size());
    const std::string part = text.substr(begin, end - begin);
    out += (begin == 0 ? "" : ": ") + (part.find('/') == part.npos ? part : HiddenFolder(part));
    begin = end + 2;
  }
  text = std::move(out);
}

void HideFolders(std::vector<Text>& texts) {
  for (Text& text : texts) HideFolders(text.vi), HideFolders(text.en);
}

std::vector<std::string> NamesIn(const Fact& fact) {
  std::vector<std::string> names;
  for (const auto& [field, value] : fact.fields) {
    if (IsHidden(fact, field, value)) names.push_back(value);
  }
  return names;
}

void HideIn(Fact& fact, const std::vector<std::string>& hidden) {
  if (hidden.empty()) return;
  Names names;
  for (const std::string& name : hidden) names.Add(name);
  names.Hide(fact.locator);
  // UserAssist keeps names as those of values, turned by 13 letters.
  constexpr std::string_view kCount = "\\Count\\";
  const size_t at = fact.locator.find(kCount);
  if (at != std::string::npos) fact.locator.resize(at + kCount.size() - 1);
  std::map<std::string, std::string> digests;
  for (const auto& [field, value] : fact.fields) {
    if (IsHidden(fact, field, value)) digests[field] = Hidden(value);
  }
  for (auto& [field, digest] : digests) fact.Set(field, std::move(digest));
}

// Files that are called by the document that they lead to.
bool IsCalledByDocument(const SourceId& id) {
  return id.kind == SourceKind::kLink ||
         (id.kind == SourceKind::kRecentFiles && id.path.ends_with(".desktop"));
}

void HideIn(Source& source, Names& names) {
  std::string& path = source.id.path;
  if (IsCalledByDocument(source.id)) {
    const size_t cut = CutOf(path);
    names.Add(path.substr(cut));
    path = path.substr(0, cut) + HiddenName(path.substr(cut));
  }
  if (source.notes.empty()) return;
  names.Hide(source.notes);
  const bool walked = source.id.kind == SourceKind::kTree ||
                      source.id.kind == SourceKind::kPlaces || source.id.kind == SourceKind::kZones;
  if (walked) HideFolders(source.notes);
}

}  // namespace

std::string Redacted(const Fact& fact, std::string_view field) {
  const std::string value = fact.Field(field);
  return IsHidden(fact, field, value) ? Hidden(value) : value;
}

void RedactNames(Collected& collected, Judged& judged, AuditRun& run,
                 const std::vector<std::string>& given) {
  std::vector<std::vector<std::string>> of_facts;
  std::vector<Names> of_sources(collected.sources.size());
  for (const Fact& fact : collected.facts) {
    of_facts.push_back(NamesIn(fact));
    if (fact.source >= of_sources.size() || collected.sources[fact.source].notes.empty()) continue;
    for (const std::string& name : of_facts.back()) of_sources[fact.source].Add(name);
  }
  for (Finding& finding : judged.findings) {
    if (finding.notes.empty()) continue;
    Names names;
    for (const size_t fact : finding.facts) {
      for (const std::string& name : of_facts[fact]) names.Add(name);
    }
    names.Hide(finding.notes);
  }
  for (size_t i = 0; i < of_facts.size(); ++i) HideIn(collected.facts[i], of_facts[i]);
  for (size_t i = 0; i < of_sources.size(); ++i) HideIn(collected.sources[i], of_sources[i]);
  if (!run.live) run.root = RedactName(run.root);
  if (run.image) {
    run.image->path = RedactName(run.image->path);
    HideFolders(run.image->unread);
  }
  Names paths;
  for (const std::string& path : given) paths.Add(path);
  paths.Hide(run.notes);
  run.redacted = true;
  run.notes.push_back({"tên tài liệu và nơi để chúng được thay bằng mã băm (--redact)",
                       "digests stand in the place of documents' names and folders (--redact)"});
}

}  // namespace niem::audit
