#include <algorithm>

#include "audit/collect_parts.h"
#include "audit/suspects.h"
#include "audit/wide.h"
#include "base/digest.h"

namespace niem::audit {
namespace {

constexpr uint64_t kMaxProgram = 32u << 20, kMaxFolder = 96u << 20;
constexpr uint64_t kMaxPrograms = uint64_t{2} << 30;  // of all folders

class ProgramCollector {
 public:
  ProgramCollector(const Root& root, const CollectOptions& options, const ReadFunction& read)
      : root_(root), options_(options), read_(read) {}

  // Their digests are the source's listing.
  void Take(const Suspect& suspect) {
    Source source;
    source.id = {SourceKind::kProgramFolder,
                 suspect.folder.empty() ? "." : suspect.folder,
                 UserOf(suspect.folder),
                 {}};
    const std::string below = suspect.folder.empty() ? "" : suspect.folder + "/";
    std::vector<std::string> programs;
    const std::string listing = ReadFiles(suspect, below, source, programs);
    source.sha256 = ToHex(Sha256Of(AsBytes(listing)));
    const size_t before = collected_.facts.size();
    const auto index = static_cast<uint32_t>(collected_.sources.size());
    PutFacts(collected_, source, index, read_(source.id, AsBytes(listing), Views(programs)));
    for (size_t i = before; i < collected_.facts.size(); ++i) {
      Fact& fact = collected_.facts[i];
      const bool drive = suspect.removable && !options_.data_volume;
      const bool alike = suspect.started || drive || suspect.odd;
      fact.Set("suspect", std::string(alike ? "yes" : "no"));
      fact.Set("changed", root_.Changed(below + fact.Field("file")));
    }
    collected_.sources.push_back(std::move(source));
  }

  Collected Finish() { return std::move(collected_); }

 private:
  std::string ReadFiles(const Suspect& suspect, const std::string& below, Source& source,
                        std::vector<std::string>& programs) {
    std::string listing;
    for (const std::string& name : suspect.files) {
      auto bytes = root_.Read(below + name, kMaxProgram);
      const bool fits = bytes.ok() && source.size + bytes->size() <= kMaxFolder &&
                        read_bytes_ + bytes->size() <= kMaxPrograms;
      if (!fits) {
        source.notes.push_back({name + ": không đọc (quá lớn hoặc không mở được)",
                                name + ": not read (too large, or it could not be opened)"});
        continue;
      }
      source.size += bytes->size(), read_bytes_ += bytes->size();
      listing += ToHex(Sha256Of(AsBytes(*bytes))) + "  " + name + "\n";
      programs.push_back(std::move(*bytes));
    }
    return listing;
  }

  const Root& root_;
  const CollectOptions& options_;
  const ReadFunction& read_;
  Collected collected_;
  uint64_t read_bytes_ = 0;
};

}  // namespace

Programs CollectPrograms(const Root& root, const std::vector<std::string>& started,
                         const CollectOptions& options, const ReadFunction& read,
                         const std::function<bool(const SourceId&)>& progress) {
  const Suspects suspects = FindSuspects(root, {started, options.profiles, options.any_program});
  ProgramCollector collector(root, options, read);
  for (const Suspect& suspect : suspects.folders) {
    if (progress && !progress({SourceKind::kProgramFolder, suspect.folder, {}, {}})) break;
    collector.Take(suspect);
  }
  return {collector.Finish(), suspects.cut};
}

void PutFacts(Collected& collected, Source& source, uint32_t index, Result<SourceFacts> facts) {
  if (!facts.ok()) {
    source.notes.push_back(facts.error().message());
    return;
  }
  source.read = !facts->failed, source.partial |= facts->partial;
  source.units = facts->units;
  for (Text& note : facts->notes) source.notes.push_back(std::move(note));
  for (Fact& fact : facts->facts) {
    fact.source = index;
    if (!source.id.user.empty() && fact.Field("user").empty()) fact.Set("user", source.id.user);
    collected.facts.push_back(std::move(fact));
  }
}

std::vector<Bytes> Views(const std::vector<std::string>& texts) {
  std::vector<Bytes> views;
  views.reserve(texts.size());
  for (const std::string& text : texts) views.push_back(AsBytes(text));
  return views;
}

std::string UserOf(const std::string& path) {
  for (const std::string_view folder : {"Users/", "Documents and Settings/"}) {
    const size_t at = Lower(path).find(Lower(folder));
    if (at == std::string::npos) continue;
    const size_t begin = at + folder.size();
    return path.substr(begin, path.find('/', begin) - begin);
  }
  constexpr std::string_view kHome = "home/";
  if (path.starts_with(kHome)) {
    return path.substr(kHome.size(), path.find('/', kHome.size()) - kHome.size());
  }
  return {};
}

}  // namespace niem::audit
