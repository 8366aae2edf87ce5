#include <windows.h>
// After it.
#include <bcrypt.h>

#include <cstdlib>

#include "base/digest.h"

namespace niem {
namespace {

// A digest that the system cannot compute must never be made up.
void Must(NTSTATUS status) {
  if (status < 0) std::abort();
}

BCRYPT_ALG_HANDLE Algorithm() {
  static const BCRYPT_ALG_HANDLE algorithm = [] {
    BCRYPT_ALG_HANDLE opened = nullptr;
    Must(::BCryptOpenAlgorithmProvider(&opened, BCRYPT_SHA256_ALGORITHM, nullptr, 0));
    return opened;
  }();
  return algorithm;
}

constexpr size_t kPiece = size_t{1} << 30;  // CNG counts in 32 bits

}  // namespace

struct Sha256::State {
  BCRYPT_HASH_HANDLE hash = nullptr;

  State() { Begin(); }

  ~State() { ::BCryptDestroyHash(hash); }

  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void Begin() { Must(::BCryptCreateHash(Algorithm(), &hash, nullptr, 0, nullptr, 0, 0)); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}

Sha256::~Sha256() = default;

void Sha256::Update(Bytes bytes) {
  while (!bytes.empty()) {
    const Bytes piece = bytes.first(std::min(bytes.size(), kPiece));
    // CNG does not write there; its parameter is older than const.
    Must(::BCryptHashData(state_->hash, const_cast<uint8_t*>(piece.data()),
                          static_cast<ULONG>(piece.size()), 0));
    bytes = bytes.subspan(piece.size());
  }
}

Digest Sha256::Finish() {
  Digest digest{};
  Must(::BCryptFinishHash(state_->hash, digest.data(), static_cast<ULONG>(digest.size()), 0));
  ::BCryptDestroyHash(state_->hash);
  state_->Begin();
  return digest;
}

Digest Sha256Of(Bytes bytes) {
  Sha256 hash;
  hash.Update(bytes);
  return hash.Finish();
}

}  // namespace niem
