// OpenDocument encryption: each part is locked by itself, the manifest says how.
//
//   TRY_ASSIGN(const OdfLock lock, OdfLock::Open(manifest, zip, passwords));
//   TRY(lock.Unlock(name, bytes, context));
//
// PBKDF2 with SHA-1 over a SHA-1 or SHA-256 start key; AES-CBC, or Blowfish-CFB of OpenOffice.org.
// Other ways (OpenPGP keys, Argon2) end as NotOpenedHere().
//
// Errors: kEncrypted (no password fits), kCorrupt, a limit's code. Ownership: plain values.
// Thread-safety: const methods may run at the same time. Source: ODF 1.3 part 2, §3.4 and §4.8.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "extract/extract.h"
#include "extract/zip_reader.h"

namespace niem::extract {

class OdfLock {
 public:
  // Finds the password that opens the parts of `zip`.
  static Result<OdfLock> Open(std::string manifest, const ZipReader& zip,
                              const std::vector<std::string>& passwords);

  // Replaces a locked part by what it holds; leaves open parts as they are.
  Status Unlock(std::string_view name, std::string& bytes, Context& context) const;

 private:
  struct Part {
    std::string cipher, checksum_kind, start_hash;
    std::vector<uint8_t> iv, salt, checksum;
    uint32_t spins = 0;
    size_t key_bytes = 0;
    uint64_t size = 0;
  };

  bool ReadManifest(std::string manifest);
  // The packed part; empty when the password does not fit.
  static std::string Decrypt(const Part& part, std::string_view password, std::string_view bytes);

  std::map<std::string, Part, std::less<>> parts_;
  std::string password_;
};

}  // namespace niem::extract
