// Documents under a password: the first two bytes say how many of the rest are "EncryptionInfo",
// what follows is the package. A password is stretched a few times only: hashing it 50,000 times
// finds nothing.
#include <algorithm>
#include <string>
#include <vector>

#include "extract/offcrypto.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  if (size < 2) return 0;
  const Bytes rest{data + 2, size - 2};
  const size_t info = std::min<size_t>(data[0] | data[1] << 8, rest.size());
  static const std::vector<std::string> passwords{"a"};
  (void)extract::DecryptPackage(rest.first(info), rest.subspan(info), passwords,
                                {.most = 99, .standard = 3});
  return 0;
}
