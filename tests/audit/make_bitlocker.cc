// Locks a volume's image by BitLocker, for tests: audit_make_bitlocker PLAIN OUT xts128|xts256
// [password=TEXT] [recovery=KEY] [clear]. What comes out is constructed (locked_volume.h).
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "disk/testing/locked_volume.h"

int main(int count, char** arguments) {
  using namespace niem::disk::testing;
  if (count < 4)
    return std::fputs("use: audit_make_bitlocker PLAIN OUT CIPHER PROTECTOR...\n", stderr), 2;
  std::ifstream in(arguments[1], std::ios::binary);
  const std::string plain{std::istreambuf_iterator<char>(in), {}};
  const bool wide = std::string(arguments[3]) == "xts256";
  Protectors protectors;
  for (int i = 4; i < count; ++i) {
    const std::string word = arguments[i];
    if (word.starts_with("password=")) protectors.password = word.substr(9);
    if (word.starts_with("recovery=")) protectors.recovery = word.substr(9);
    if (word == "clear") protectors.clear = true;
  }
  const std::string locked =
      LockedVolume(plain, wide ? LockCipher::kXts256 : LockCipher::kXts128, protectors);
  if (locked.empty()) return std::fputs("not a volume of whole sectors\n", stderr), 1;
  std::ofstream(arguments[2], std::ios::binary) << locked;
  return 0;
}
