// A whole instance out into one export, and back into an empty one. Format:
// docs/formats/instance-export.md.
//
// An export is a plain folder, or (by default) one file sealed with the instance's key. It appears
// complete or not at all. Two auditors allow it, and both are recorded before the first byte is
// written; the export shows the instance as it was just before, so that an import of it exports the
// same bytes again.
//
// An import proves the ledger with niem-verify's code before it touches anything, and compares what
// it wrote with what it read before it commits; where it fails, the folder is not there and a
// database is empty. It goes on with the same signing key, which opens with the same secret.
//
// Errors: kCorrupt for an export that differs from its manifest or does not prove, kEncrypted for
// another key, kInvalidArgument where the target is not empty, the store's. Thread-safety: one
// thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "registry/registry.h"
#include "server/instance.h"

namespace niem::server {

// `part`: what it is busy with; `count`: how many of them.
using TransferProgress = std::function<void(const StaticText& part, uint64_t count)>;

struct ExportOrder {
  registry::Actor first;
  registry::Actor second;
  std::string target;  // must not exist
  bool plain = false;  // a folder instead of a sealed file
};

// Refused where the policy refuses one of the two.
Result<registry::Outcome> ExportInstance(Instance& instance, const std::string& folder,
                                         const InstanceSecret& secret, const ExportOrder& order,
                                         const TransferProgress& progress);

// Makes `folder`, which must not exist or be empty. Of `config`: engine, conninfo, key_file.
Status ImportInstance(const std::string& source, const std::string& folder, InstanceConfig config,
                      const InstanceSecret& secret, const TransferProgress& progress);

}  // namespace niem::server
