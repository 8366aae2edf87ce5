// SHA-256 by OpenSSL, on Windows by its own CNG. Thread-safety: each Sha256 object belongs to one
// thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "base/bytes.h"

namespace niem {

using Digest = std::array<uint8_t, 32>;

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void Update(Bytes bytes);

  // Ends the computation and makes the object ready for the next one.
  Digest Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Digest Sha256Of(Bytes bytes);

// Lower-case hexadecimal.
std::string ToHex(Bytes bytes);

}  // namespace niem
