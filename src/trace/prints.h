// Keyed fingerprints of a text: one number for every five words in a row.
//
// print = the first 32 bits of AES-256(print key, the five words (trace/words.h) in one block): a
// block cipher of distinct one-block messages, cut short, is a pseudo-random function (RFC 8452 §4
// derives keys so), and AES makes millions a second of them. Without the key a print says nothing
// of its words, not even after trying all words there are. 32 bits are enough: five words have
// fewer bits than that to tell, and no single print decides anything (trace/match.h).
//
// Errors: kInternal when OpenSSL fails. Thread-safety: a Printer belongs to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "trace/key.h"
#include "trace/words.h"

namespace niem::trace {

using Print = uint32_t;
inline constexpr size_t kWordsInPrint = 5;

class Printer {
 public:
  static Result<Printer> Create(const TraceKey& key);
  ~Printer();
  Printer(Printer&&) noexcept;
  Printer& operator=(Printer&&) noexcept;

  // out[i] is the print of words[i * stride ...]; none where fewer than five words are left.
  Status PrintsOf(std::span<const Word> words, size_t stride, std::vector<Print>& out);

 private:
  struct State;
  explicit Printer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A file as a whole: the first 16 bytes of HMAC-SHA256(digest key, its SHA-256).
using FileDigest = std::array<uint8_t, 16>;
Result<FileDigest> FileDigestOf(const TraceKey& key, Bytes sha256);

}  // namespace niem::trace
