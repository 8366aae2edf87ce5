// What was made of the parts that documents have in common, so that it is made once: documents of
// one office have the styles of its templates, often many times as long as the text.
//
// A part is known by its packed bytes, all of them, and by what the directory says of it; nobody
// can have another part taken for it. Few are kept, and only small ones that were read without a
// complaint. Ownership: owns what it keeps, until it is pushed out: by the second Keep() after the
// answer at the earliest. Errors: none. Thread-safety: one thread.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "extract/zip_reader.h"

namespace niem::extract {

template <typename Made>
class PartCache {
 public:
  static constexpr size_t kMostPacked = 64 << 10;
  static constexpr size_t kMostUnpacked = 512 << 10;

  static bool MayKeep(const ZipReader::Entry& entry) {
    return entry.packed <= kMostPacked && entry.unpacked <= kMostUnpacked;
  }

  // Null where it is not known.
  Made* Find(const ZipReader::Entry& entry, std::string_view packed) {
    for (Kept& kept : kept_) {
      if (kept.made == nullptr || !kept.Is(entry) || kept.packed != packed) continue;
      kept.used = ++clock_;
      return kept.made.get();
    }
    return nullptr;
  }

  // In place of what was not asked for the longest.
  Made* Keep(const ZipReader::Entry& entry, std::string packed, std::unique_ptr<Made> made) {
    Kept* oldest = &kept_.front();
    for (Kept& kept : kept_) {
      if (kept.used < oldest->used) oldest = &kept;
    }
    *oldest = {std::move(packed), entry.unpacked, entry.crc,
               entry.method,      ++clock_,       std::move(made)};
    return oldest->made.get();
  }

 private:
  struct Kept {
    std::string packed;
    uint64_t unpacked = 0;
    uint32_t crc = 0;
    uint16_t method = 0;
    uint64_t used = 0;
    std::unique_ptr<Made> made;

    bool Is(const ZipReader::Entry& entry) const {
      return entry.packed == packed.size() && entry.unpacked == unpacked && entry.crc == crc &&
             entry.method == method;
    }
  };

  std::array<Kept, 4> kept_;
  uint64_t clock_ = 0;
};

}  // namespace niem::extract
