// What niem-worker does with a document: identify, extract, judge, and the same for every member of
// a container, innermost first. Runs inside the sandbox.
//
// Errors: none; what cannot be read is a result with a note. Thread-safety: one thread.
#pragma once

#include <memory>

#include "base/result.h"
#include "worker/serve.h"

namespace niem::worker {

// Loads the rules of `settings` and makes the libraries load what they would otherwise look for on
// disk.
Result<std::unique_ptr<Inspector>> MakeDocumentInspector(const Settings& settings);

}  // namespace niem::worker
