#include <algorithm>

#include "audit/collect_parts.h"
#include "audit/letters.h"
#include "audit/started.h"

namespace niem::audit {
namespace {

bool IsOfTree(SourceKind kind) {
  return kind == SourceKind::kTree || kind == SourceKind::kZones || kind == SourceKind::kPlaces ||
         kind == SourceKind::kProgramFolder;
}

// Paths are told apart in evidence and in what a finding is about; other facts' paths are those
// that the examined computer wrote down.
void TellVolume(Collected& collected, const std::string& volume) {
  if (volume.empty()) return;
  for (Fact& fact : collected.facts) {
    if (!IsOfTree(collected.sources[fact.source].id.kind)) continue;
    fact.locator = InVolume(volume, fact.locator);
    for (const char* field : {"path", "folder"}) {
      const std::string path = fact.Field(field);
      if (!path.empty()) fact.Set(field, InVolume(volume, path));
    }
  }
  for (Source& source : collected.sources) source.id.path = InVolume(volume, source.id.path);
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

// There are more folders with programs than were looked at: it stands with the places, or the tree,
// of that volume.
void TellCut(Collected& collected, const std::string& volume) {
  for (Source& source : collected.sources) {
    const bool of_tree =
        source.id.kind == SourceKind::kPlaces || source.id.kind == SourceKind::kTree;
    if (!of_tree || source.id.path != volume) continue;
    source.partial = true;
    source.notes.push_back({"quá nhiều thư mục có chương trình: phần còn lại không được xem",
                            "too many folders with programs: the rest was not looked at"});
    return;
  }
}

class AllVolumes {
 public:
  AllVolumes(const CollectOptions& options, const ReadFunction& read,
             const std::function<bool(const SourceId&)>& progress)
      : options_(options), read_(read) {
    watched_ = [this, &progress](const SourceId& id) {
      stopped_ = stopped_ || (progress && !progress(id));
      return !stopped_;
    };
  }

  // `name`: of the volume that `root` is at.
  void First(const Root& root, const std::string& name) {
    all_ = CollectSources(root, options_, read_, watched_);
    letters_ = Letters::Of(all_.facts, root.Volumes());
    TellVolume(all_, name);
  }

  void Next(const Root& root, bool data) {
    Collected more = CollectSources(root, Further(root.Volume(), data), read_, watched_);
    TellVolume(more, root.Volume());
    Append(all_, std::move(more));
  }

  // Behind the last volume, which may yet have turned out not to be readable.
  void Place(const Root& root) {
    letters_ = Letters::Of(all_.facts, root.Volumes());
    PlaceStarted(all_.facts, letters_);
    TellProfiles(all_, letters_);
    all_.letters = letters_.ByVolume();
  }

  void TakePrograms(const Root& root, const std::string& name, bool first, bool data) {
    const CollectOptions options = first ? options_ : Further(name, data);
    Programs more = CollectPrograms(root, StartedOn(all_.facts, name), options, read_, watched_);
    if (more.cut) TellCut(all_, name);
    TellVolume(more.collected, name);
    Append(all_, std::move(more.collected));
  }

  void TellUnlisted(const std::vector<Text>& unread) { audit::TellUnlisted(all_, unread); }

  bool stopped() const { return stopped_; }

  Collected Finish() {
    MarkStarted(all_.facts);
    return std::move(all_);
  }

 private:
  CollectOptions Further(const std::string& volume, bool data) const {
    CollectOptions further = options_;
    further.live.clear();
    further.data_volume = data;
    if (data) further.profiles = ProfilesOn(all_.facts, letters_, volume);
    return further;
  }

  const CollectOptions& options_;
  const ReadFunction& read_;
  std::function<bool(const SourceId&)> watched_;
  bool stopped_ = false;
  Letters letters_;
  Collected all_;
};

}  // namespace

std::string InVolume(const std::string& volume, const std::string& path) {
  if (volume.empty()) return path;
  return path.empty() ? volume : volume + ": " + path;
}

Collected Collect(const Root& root, const CollectOptions& options, const ReadFunction& read,
                  const std::function<bool(const SourceId&)>& progress) {
  AllVolumes all(options, read, progress);
  all.First(root, {});
  all.Place(root);
  if (!all.stopped()) all.TakePrograms(root, {}, true, false);
  return all.Finish();
}

bool HoldsUsers(const Root& root) {
  return HoldsOneOf(root, {"Users", "Documents and Settings", "home"});
}

bool HoldsSystem(const Root& root) {
  return HoldsUsers(root) || HoldsOneOf(root, {"Windows"});
}

Collected CollectAll(Root& root, const CollectOptions& options, const ReadFunction& read,
                     const std::function<bool(const SourceId&)>& progress) {
  AllVolumes all(options, read, progress);
  const bool data = root.Volume().empty();  // the others, beside that of the system
  all.First(root, root.Volume());
  while (!all.stopped() && root.NextVolume()) all.Next(root, data);
  all.Place(root);
  root.FirstVolume();
  bool first = true;
  do {
    if (all.stopped()) break;
    all.TakePrograms(root, root.Volume(), first, data);
    first = false;
  } while (root.NextVolume());
  all.TellUnlisted(root.UnreadFolders());
  return all.Finish();
}

}  // namespace niem::audit
