// YARA rules that the agency brings, held against programs in places where thieves of documents
// lie. libyara compiles and runs them. Includes are refused; what a rule finds is told by the
// rule's name alone.
//
// Ownership: owns the compiled rules. Errors: kInvalidArgument with the file and line of a rule
// that does not compile; kTimeout; kUnsupported where the program has no libyara (Windows).
// Thread-safety: one thread.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace niem::audit {

class YaraRules {
 public:
  // Names of files and their texts.
  static Result<YaraRules> Compile(const std::vector<std::pair<std::string, std::string>>& files);

  size_t size() const;

  // The names of the rules that match, "file:rule"; those that are private are left out.
  Result<std::vector<std::string>> Match(Bytes bytes) const;

 private:
  struct Compiled;

  YaraRules() = default;

  std::shared_ptr<Compiled> compiled_;
};

}  // namespace niem::audit
