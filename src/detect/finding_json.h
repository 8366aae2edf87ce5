// DocumentResult <-> the JSON object of the command-line contract (docs/formats/jsonl.md).
// Used by the JSONL, JSON and HTML reports, and as the frame between worker and pool.
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "base/i18n.h"
#include "base/result.h"
#include "detect/finding.h"

namespace niem::detect {

// One line without '\n', keys in the contract's order. Notes become "code: text" in `lang`.
std::string ToJson(const DocumentResult& result, Lang lang);

// The same with notes as objects in both languages, so that nothing is lost: for FromJson only.
std::string ToWireJson(const DocumentResult& result);

// Reads ToWireJson. The bytes come from a process that read hostile files: every field is checked
// and bounded. kCorrupt otherwise.
Result<DocumentResult> FromWireJson(std::string_view json);

}  // namespace niem::detect
