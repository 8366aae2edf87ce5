// The examined machine's file tree, read-only, and nothing beside it: every path is walked from the
// root component by component without following links, so that an absolute link or a junction on
// the examined disk can never lead to the inspecting machine's own files.
//
// Names are matched without regard to case, as Windows does. Ownership: a Root owns its descriptor.
// Errors: kNotFound, kPermission, kIo, kTooLarge. Thread-safety: const methods from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/moment.h"
#include "base/file.h"
#include "base/result.h"

namespace niem::audit {

class Root {
 public:
  static Result<Root> Open(const std::string& path);

  // What is there for a pattern such as "Users/*/NTUSER.DAT" ('*' within a name), in order; links
  // are left out.
  std::vector<std::string> Match(std::string_view pattern) const;

  // A regular file's bytes. `path` is one that Match gave.
  Result<std::string> Read(const std::string& path, uint64_t max_bytes) const;

  // The last change of a file or folder.
  std::optional<Moment> Changed(const std::string& path) const;

 private:
  explicit Root(Fd folder) : folder_(std::move(folder)) {}

  Fd OpenAt(const std::string& path) const;

  Fd folder_;
};

}  // namespace niem::audit
