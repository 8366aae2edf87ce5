// One walk over an examined tree by metadata: layouts as USB worms make, scored, and what a later
// reading needs: which documents carry a mark of where they came from. No document is opened.
//
// The heuristics are behaviour, not signatures (published layouts of RECYCLER.BIN worms, of folders
// named by invisible letters): H1 a folder whose name cannot be seen, H3 a false recycle bin, H5 a
// root where all is hidden but one or two programs or links, H7 a program named like a drive or in
// a hidden folder's place. Rules weigh them. Errors: none; folders that cannot be listed are passed
// over. Thread-safety: one thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "audit/fact.h"
#include "audit/root.h"

namespace niem::audit {

struct WalkLimits {
  size_t entries = 3'000'000;  // of the whole tree
  size_t depth = 100;
  size_t documents = 2'000;      // whose mark is read
  size_t desktop_files = 2'000;  // desktop.ini
  size_t tasks = 2'000;
};

struct Walked {
  struct File {
    std::string path;
    std::optional<Moment> changed, created;
  };

  uint64_t folders = 0, files = 0;
  bool stopped = false;             // by its progress
  bool cut = false;                 // by a limit: the rest was not looked at
  std::vector<Fact> hints;          // kind "layout.hint"
  std::vector<File> marked;         // documents with a Zone.Identifier
  std::vector<File> desktop_files;  // that could make a folder look like a recycle bin; autorun.inf
  std::vector<File> tasks;          // that Windows starts by the clock
};

// `progress` is told of a folder now and then; false ends the walk.
Walked Walk(const Root& root, const WalkLimits& limits,
            const std::function<bool(const std::string& folder)>& progress);

// Whether nothing of `name` can be seen: spaces of all kinds, letters without width.
bool IsInvisible(std::string_view name);

// "RECYCLER.BIN" and its kin, which Windows never makes.
bool IsFalseBin(std::string_view name);

// A USB drive or other data: nothing in its root of a system's folders, or of files copied from
// one.
bool IsDrive(const Root& root);

}  // namespace niem::audit
