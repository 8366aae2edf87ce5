// --traces: is what was read a copy of a registered document? Applied to every result, whoever read
// the document: the words come from the worker, or from the quick look where no worker was needed;
// the fingerprints are made here, for the key stays out of the sandbox.
//
// A copy's verdict is "copy", its level the registered one's; a mark in force is graver and keeps
// its verdict and level. Evidence: "trace.file" (byte for byte) or "trace.copy", with number, the
// share of the document found, the share of this file it makes up, and its pages; never text.
//
// Errors: of opening; afterwards a note on the document. Ownership: a CopyCheck borrows its Traces.
// Thread-safety: Traces is immutable; a CopyCheck belongs to one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "detect/finding.h"
#include "trace/match.h"

namespace niem::scan {

inline constexpr std::string_view kSameFile = "trace.file";
inline constexpr std::string_view kCopiedText = "trace.copy";

class Traces {
 public:
  // `key_path` empty: `path` with ".key" behind it.
  static Result<std::unique_ptr<const Traces>> Open(const std::string& path,
                                                    const std::string& key_path);

  const trace::Table& table() const { return table_; }

  const trace::TraceKey& key() const { return key_; }

 private:
  Traces(trace::TraceKey key, trace::Table table)
      : key_(std::move(key)), table_(std::move(table)) {}

  trace::TraceKey key_;
  trace::Table table_;
};

class CopyCheck {
 public:
  explicit CopyCheck(const Traces& traces) : traces_(traces) {}

  // Uses result.sha256 and result.words, and lets go of the words.
  void Apply(detect::DocumentResult& result);

 private:
  Result<std::vector<trace::Copy>> Find(const detect::DocumentResult& result);

  const Traces& traces_;
  std::optional<trace::Finder> finder_;
};

}  // namespace niem::scan
