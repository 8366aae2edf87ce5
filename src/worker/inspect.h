// What niem-worker does with a document: identify, extract, judge, and the same for every member of
// a container, innermost first. Runs inside the sandbox.
//
// Errors: none; what cannot be read is a result with a note. Thread-safety: one thread.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"
#include "detect/rules.h"
#include "extract/picture_reader.h"
#include "worker/serve.h"

namespace niem::worker {

// What a worker program's main() knows of the readers linked into it.
struct Readers {
  // Makes their libraries load what they would otherwise look for on disk.
  void (*prepare)(const detect::RuleSet& rules);
  // Whether a document met a reader left out of this program since this was last asked; null where
  // none is left out.
  bool (*met_one_left_out)();
  // Who reads pictures here; null where the program that can is asked instead.
  Result<std::unique_ptr<extract::PictureReader>> (*make_pictures)(const Settings& settings);
};

// Reads the samples, so that each library loads its tables.
void ReadSamples(std::span<const std::string_view> samples, const detect::RuleSet& rules);

// Loads the rules of `settings`.
Result<std::unique_ptr<Inspector>> MakeDocumentInspector(const Settings& settings,
                                                         const Readers& readers);

}  // namespace niem::worker
