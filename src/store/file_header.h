// The first 8192 bytes of an encrypted store: two slots of 4096 bytes, the valid one with the
// higher sequence number counts. Two, so that a new wrap of the data key can be written without a
// moment in which a power cut would leave none. Byte level: docs/formats/store.md.
//
// Errors: kEncrypted for a wrong key, kCorrupt when no slot is whole, kUnsupported for a newer
// format or unknown algorithm, kNotFound, kIo. Thread-safety: free functions; values.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "store/embedded.h"

namespace niem::store {

inline constexpr size_t kSlotSize = 4096;
inline constexpr size_t kHeaderSize = 2 * kSlotSize;

using FileId = std::array<uint8_t, 16>;

// What opening a file's header yields: enough to read its pages.
struct FileKeys {
  FileId id{};
  SecretBuffer data_key;
};

// A new file of nothing but a header, with a new id and data key. kInvalidArgument when it exists.
Result<FileKeys> CreateHeader(const std::string& path, const StoreKey& key);

Result<FileKeys> ReadHeader(const std::string& path, const StoreKey& key);

// Wraps the data key by `new_key`: new slot, sync, then the old slot is overwritten, sync.
Status RewrapHeader(const std::string& path, const StoreKey& old_key, const StoreKey& new_key);

}  // namespace niem::store
