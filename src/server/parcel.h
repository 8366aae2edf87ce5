// The files of an export, whether they lie in a plain folder or in one sealed file.
// Format: docs/formats/instance-export.md. Ownership: owns its descriptors. Errors: kCorrupt for
// what is cut off or malformed, kEncrypted for a wrong key, kIo. Thread-safety: one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "store/embedded.h"

namespace niem::server {

inline constexpr std::string_view kLedgerFile = "ledger.niemlog";
inline constexpr std::string_view kRestFile = "rest.jsonl";
inline constexpr std::string_view kKeyFile = "ledger.key";
inline constexpr std::string_view kManifestFile = "manifest.json";

class ParcelWriter {
 public:
  // `path` must not exist; what is there until Finish() lies beside it under another name.
  static Result<std::unique_ptr<ParcelWriter>> Folder(const std::string& path);
  static Result<std::unique_ptr<ParcelWriter>> Sealed(const std::string& path,
                                                      const store::StoreKey& key);

  // Without Finish() nothing stays.
  virtual ~ParcelWriter() = default;

  virtual Status Begin(std::string_view name) = 0;
  virtual Status Write(Bytes bytes) = 0;
  virtual Status End() = 0;
  virtual Status Finish() = 0;
};

class ParcelReader {
 public:
  // A folder, or a sealed file that `key` opens.
  static Result<std::unique_ptr<ParcelReader>> Open(const std::string& path,
                                                    const store::StoreKey& key);

  virtual ~ParcelReader() = default;

  // The next file's name, in the order of the format; nothing after the last.
  virtual Result<std::optional<std::string>> NextFile() = 0;
  // Of the file at hand; 0 at its end.
  virtual Result<size_t> Read(uint8_t* out, size_t size) = 0;
};

}  // namespace niem::server
