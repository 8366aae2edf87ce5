#include <algorithm>

#include "audit/collect.h"

namespace niem::audit {
namespace {

bool IsOfTree(SourceKind kind) {
  return kind == SourceKind::kTree || kind == SourceKind::kZones || kind == SourceKind::kPlaces ||
         kind == SourceKind::kProgramFolder;
}

std::string Named(const std::string& volume, const std::string& path) {
  return path.empty() ? volume : volume + ": " + path;
}

// Paths are told apart in evidence and in what a finding is about; other facts' paths are those
// that the examined computer wrote down.
void TellVolume(Collected& collected, const std::string& volume) {
  if (volume.empty()) return;
  for (Fact& fact : collected.facts) {
    if (!IsOfTree(collected.sources[fact.source].id.kind)) continue;
    fact.locator = Named(volume, fact.locator);
    for (const char* field : {"path", "folder"}) {
      const std::string path = fact.Field(field);
      if (!path.empty()) fact.Set(field, Named(volume, path));
    }
  }
  for (Source& source : collected.sources) source.id.path = Named(volume, source.id.path);
}

// What stands in folders is not known where they could not be listed.
void TellUnlisted(Collected& collected, const std::vector<Text>& unread) {
  if (unread.empty()) return;
  for (Source& source : collected.sources) {
    const bool tree = source.id.kind == SourceKind::kTree;
    if (!tree && source.id.kind != SourceKind::kPlaces) continue;
    source.partial = true;
    if (tree) source.notes.insert(source.notes.end(), unread.begin(), unread.end());
  }
}

bool HoldsOneOf(const Root& root, std::initializer_list<std::string_view> names) {
  return std::ranges::any_of(names,
                             [&](std::string_view name) { return !root.Match(name).empty(); });
}

void Append(Collected& all, Collected more) {
  const auto first = static_cast<uint32_t>(all.sources.size());
  for (Source& source : more.sources) all.sources.push_back(std::move(source));
  for (Fact& fact : more.facts) {
    fact.source += first;
    all.facts.push_back(std::move(fact));
  }
}

}  // namespace

bool HoldsUsers(const Root& root) {
  return HoldsOneOf(root, {"Users", "Documents and Settings", "home"});
}

bool HoldsSystem(const Root& root) {
  return HoldsUsers(root) || HoldsOneOf(root, {"Windows"});
}

Collected CollectAll(Root& root, const CollectOptions& options, const ReadFunction& read,
                     const std::function<bool(const SourceId&)>& progress) {
  bool stopped = false;
  const auto watched = [&](const SourceId& id) {
    stopped = stopped || (progress && !progress(id));
    return !stopped;
  };
  Collected all = Collect(root, options, read, watched);
  TellUnlisted(all, root.UnreadFolders());
  CollectOptions further = options;
  further.live.clear();
  further.data_volume = root.Volume().empty();
  TellVolume(all, root.Volume());
  while (!stopped && root.NextVolume()) {
    Collected more = Collect(root, further, read, watched);
    TellVolume(more, root.Volume());
    Append(all, std::move(more));
  }
  return all;
}

}  // namespace niem::audit
