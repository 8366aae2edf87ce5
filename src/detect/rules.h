// The rules and weights of detection, as data: packs/scan/marks.json (embedded), and the agency's
// own rules from --rules DIR (docs/formats/rules.md; JSON Schema beside the pack).
//
// Errors name file, line and what is expected instead, in both languages. Ownership: a RuleSet owns
// everything. Thread-safety: immutable after loading.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace niem::detect {

class RuleSet {
 public:
  // The embedded pack alone. An error here is a defect of ours.
  static Result<RuleSet> Builtin();

  // The embedded pack and every *.json of the folder, in name order.
  static Result<RuleSet> WithAgencyRules(const std::string& folder);

  // The same from texts already read (the sandboxed worker has no file system):
  // pairs of file name and JSON text.
  static Result<RuleSet> FromTexts(
      const std::vector<std::pair<std::string, std::string>>& agency_files);

  RuleSet(RuleSet&&) noexcept;
  RuleSet& operator=(RuleSet&&) noexcept;
  ~RuleSet();

  // Changes whenever any rule or weight does: part of --state's key and of every report.
  const std::string& version() const;

  // Folded phrases without any of which no document can be anything but clean (for QuickScanner):
  // the marks themselves, companions, topic words, agency phrases.
  const std::vector<std::string>& quick_phrases() const;

  // False when an agency rule (a regex, say) needs every document read in full.
  bool quick_phrases_suffice() const;

  struct Impl;

  const Impl& impl() const { return *impl_; }

 private:
  explicit RuleSet(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace niem::detect
