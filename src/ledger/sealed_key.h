// The ledger's signing key in a file, sealed with a password: Argon2id gives the key of an
// AES-256-GCM box. In the box is the Ed25519 private key itself, or, where that lives in a token,
// the token's PIN; then the file names the token beside it. The format, with its algorithm ids, is
// in docs/formats/checkpoint.md. The password comes from the operator at start, or from a
// credential of the service manager.
//
// Ownership: the opened signer owns the key, in locked memory that is wiped. Thread-safety: one
// thread at a time. Errors: kEncrypted for a wrong password or a changed file (which of the two
// cannot be told apart), kCorrupt, kUnsupported, kTooLarge for a file that is no sealed key;
// kChanged where the token holds another key than the file says; the token's own
// (pkcs11_signer.h).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/password_hash.h"
#include "base/result.h"
#include "base/secret.h"
#include "ledger/pkcs11_signer.h"
#include "ledger/signer.h"

namespace niem::ledger {

// A new key; the text of the sealed file.
Result<std::string> NewSealedKey(const SecretBuffer& password, const PasswordCost& cost = {});

// A new key on a token; the text of the file that finds it again and holds the PIN.
Result<std::string> NewTokenKey(const Pkcs11Key& where, const SecretBuffer& pin,
                                const SecretBuffer& password, const PasswordCost& cost = {});

Result<std::unique_ptr<Signer>> OpenSealedKey(std::string_view file, const SecretBuffer& password);

// The same key under another password.
Result<std::string> ResealKey(std::string_view file, const SecretBuffer& old_password,
                              const SecretBuffer& new_password, const PasswordCost& cost = {});

}  // namespace niem::ledger
