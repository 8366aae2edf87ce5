// What a word on niem-verify's command line means, opened for reading: an export, a folder of an
// instance, a backup, a bare store file, a PostgreSQL database.
//
// Ownership: Opened owns all that its source reads from. Thread-safety: one thread. Errors:
// kNotFound, kInvalidArgument for what is none of these, those of the store.
#pragma once

#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "store/embedded.h"
#include "store/snapshot.h"
#include "verify/checker.h"
#include "verify/export_source.h"
#include "verify_store/store_source.h"

namespace niem::verify_store {

// The key that opens a store. `key_file`: named by the instance's settings, may be empty.
using KeyAsker = std::function<Result<store::StoreKey>(const std::string& key_file)>;

struct Opened {
  std::unique_ptr<FILE, int (*)(FILE*)> file{nullptr, std::fclose};
  std::unique_ptr<store::Snapshot> snapshot;
  std::unique_ptr<verify::Source> source;
  const StoreSource* store = nullptr;  // the source, where it is one
  // What the signer remembers, where the instance's folder has it.
  std::vector<verify::HeldElsewhere> remembered;
};

Result<Opened> OpenSource(const std::string& where, const KeyAsker& ask);

}  // namespace niem::verify_store
