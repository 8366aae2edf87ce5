// The steps of CollectAll, each over the volume that the root is at. Sources of all volumes come
// before folders of programs: what is started from one volume may be told by a hive on another.
//
// Ownership, errors, thread-safety: as collect.h.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "audit/collect.h"

namespace niem::audit {

// Hives, logs, places, the tree.
Collected CollectSources(const Root& root, const CollectOptions& options, const ReadFunction& read,
                         const std::function<bool(const SourceId&)>& progress);

struct Programs {
  Collected collected;
  bool cut = false;  // there were more folders than are looked at
};

// Folders with programs where they seldom belong, those of `started` among them.
Programs CollectPrograms(const Root& root, const std::vector<std::string>& started,
                         const CollectOptions& options, const ReadFunction& read,
                         const std::function<bool(const SourceId&)>& progress);

// What a reader gave goes to `collected`, its notes to `source`, which will be source `index`.
void PutFacts(Collected& collected, Source& source, uint32_t index, Result<SourceFacts> facts);

std::vector<Bytes> Views(const std::vector<std::string>& texts);

// The folder behind "Users", "Documents and Settings" or "home".
std::string UserOf(const std::string& path);

// "#2: App": a path on a volume; that itself where the volume needs no name.
std::string InVolume(const std::string& volume, const std::string& path);

}  // namespace niem::audit
