// Whoever holds an Ed25519 private key and signs with it: a sealed file (sealed_key.h) or a token
// (pkcs11_signer.h). The key never leaves the signer.
//
// Thread-safety: one thread at a time. Errors: kIo or kPermission when the token or file refuses.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "ledger/note.h"

namespace niem::ledger {

class Signer {
 public:
  virtual ~Signer() = default;
  virtual const PublicKey& public_key() const = 0;
  virtual Result<Signature> Sign(Bytes message) = 0;
};

}  // namespace niem::ledger
