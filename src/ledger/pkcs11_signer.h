// Signs with an Ed25519 key on a token, through its PKCS#11 module (OASIS PKCS #11 v3.0,
// CKM_EDDSA).
//
// The module is a shared library named by the operator and loaded into this process: name only one
// that you trust. The PIN is given as a secret, never as a program argument. Thread-safety: one
// thread at a time; modules are loaded once and stay until the process ends, as many of them want.
// Errors: kNotFound (module, token or key), kPermission (PIN wrong, locked, expired or never set;
// how many tries are left is said where the token tells), kUnsupported (no CKM_EDDSA, or a key of
// another curve), kIo (the token was pulled or failed).
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "ledger/signer.h"

namespace niem {
class SecretBuffer;
}

namespace niem::ledger {

struct Pkcs11Key {
  std::string module;  // path of the shared library
  std::string token;   // token label
  std::string key;     // CKA_LABEL of the key pair
};

Result<std::unique_ptr<Signer>> OpenPkcs11Signer(const Pkcs11Key& where, const SecretBuffer& pin);

// Makes an Ed25519 pair on the token that cannot be read out, and opens it. kInvalidArgument when a
// key with this label is already there.
Result<std::unique_ptr<Signer>> NewPkcs11Key(const Pkcs11Key& where, const SecretBuffer& pin);

}  // namespace niem::ledger
