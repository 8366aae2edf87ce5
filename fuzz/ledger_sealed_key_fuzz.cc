// A sealed signing key's file, and base 64 by both readers.
#include <charconv>
#include <cstdlib>

#include "ledger/base64.h"
#include "ledger/sealed_key.h"
#include "verify/digest.h"

namespace {

// Work that a well-formed file may ask for, and that a fuzzer should not do.
bool AsksForMuch(std::string_view text) {
  constexpr std::string_view kWord = "\nargon2id13 ";
  const size_t at = text.find(kWord);
  if (at == text.npos) return false;
  uint32_t memory = 0;
  uint32_t passes = 0;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data() + at + kWord.size(), end, memory);
  if (first.ptr == end) return false;
  std::from_chars(first.ptr + 1, end, passes);
  return memory > 64 || passes > 2;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  const std::string_view text = AsText(Bytes(data, size));
  const auto one = ledger::DecodeBase64(text);
  const auto other = verify::FromBase64(text);
  // Nothing is no digest and no key to either; they differ in what they call it.
  if (!text.empty() && (one.has_value() != other.has_value() || (one && *one != *other)))
    std::abort();
  if (AsksForMuch(text)) return 0;
  static const SecretBuffer password = *SecretBuffer::Copy(AsBytes("mật khẩu"));
  const auto signer = ledger::OpenSealedKey(text, password);
  if (signer.ok() && (*signer)->public_key().size() != 32) std::abort();
  return 0;
}
