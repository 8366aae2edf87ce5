// Office encryption: documents locked with a password.
//
// OOXML in a compound file (agile: AES with SHA-1/256/384/512; standard: AES-128 to 256 with SHA-1)
// is opened with OpenSSL. Passwords are tried in order. The binary formats: offcrypto_rc4.h;
// OpenDocument: odf_crypto.h.
//
// Errors: kEncrypted (no password fits, with what to do), kUnsupported (another cipher), kCorrupt.
// Thread-safety: pure functions. Source: [MS-OFFCRYPTO] 2.3.4.5-2.3.4.15.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace niem::extract {

// "Encrypted: give the password with --passwords".
Error NeedsPassword(bool tried);

// Encrypted in a way for which no password helps here.
Error NotOpenedHere();

// Loads OpenSSL's legacy ciphers (RC4, Blowfish) from disk: call once before a sandbox closes.
// False where they are not installed; such documents then fail with NotOpenedHere().
bool PrepareCiphers();

// How often a password is hashed over and over.
struct Stretching {
  uint32_t most = 10'000'000;  // of what an agile document may ask: [MS-OFFCRYPTO] 2.3.4.10
  uint32_t standard = 50'000;  // 2.3.4.7
};

// The streams "EncryptionInfo" and "EncryptedPackage" -> the zip inside. Another stretching than
// Office's is for tests that have no time for it.
Result<std::vector<uint8_t>> DecryptPackage(Bytes info, Bytes package,
                                            const std::vector<std::string>& passwords,
                                            const Stretching& stretching = {});

}  // namespace niem::extract
