// Documents under a password: the first two bytes say how many of the rest are "EncryptionInfo",
// what follows is the package.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "extract/offcrypto.h"

namespace {

// A password is stretched as often as the document says; the search has no time for that.
bool StretchesLong(std::string_view info) {
  constexpr std::string_view kSpins = "spinCount=\"";
  const size_t at = info.find(kSpins);
  return at != std::string_view::npos &&
         info.find('"', at + kSpins.size()) > at + kSpins.size() + 4;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  if (size < 2) return 0;
  const Bytes rest{data + 2, size - 2};
  const size_t info = std::min<size_t>(data[0] | data[1] << 8, rest.size());
  if (StretchesLong(AsText(rest.first(info)))) return 0;
  static const std::vector<std::string> passwords{"a"};
  (void)extract::DecryptPackage(rest.first(info), rest.subspan(info), passwords);
  return 0;
}
