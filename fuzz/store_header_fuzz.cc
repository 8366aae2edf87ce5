// The key slots of a store or of a sealed stream. The digests of slots are made to fit, so that
// what is behind them is reached; the work that a slot asks of Argon2id is kept small here.
#include <algorithm>

#include "base/digest.h"
#include "memory_file.h"
#include "store/file_header.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  constexpr size_t kDigestAt = store::kSlotSize - 32;
  static MemoryFile file;
  static const store::StoreKey key =
      *store::StoreKey::FromBytes(AsBytes("0123456789abcdef0123456789abcdef"));
  std::string bytes(AsText(Bytes(data, std::min(size, store::kHeaderSize + 100))));
  for (size_t slot = 0; slot + store::kSlotSize <= bytes.size(); slot += store::kSlotSize) {
    if (bytes[slot + 42] != 0 || bytes[slot + 43] != 0)
      bytes.replace(slot + 44, 8, "\x08\0\0\0\1\0\0\0", 8);
    const Digest digest = Sha256Of(Slice(AsBytes(bytes), slot, kDigestAt));
    std::ranges::copy(digest, bytes.begin() + static_cast<long>(slot + kDigestAt));
  }
  file.Set(bytes);
  (void)store::ReadHeader(file.path(), key);
  return 0;
}
