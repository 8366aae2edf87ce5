#include "registry/posting.h"

namespace niem::registry {
namespace {

constexpr size_t kBitmapBytes = Posting::kDocuments / 8;
constexpr size_t kMostListed = kBitmapBytes / 2 - 1;  // a list of 256 would be as long as a bitmap

Error Damaged() {
  return {ErrorCode::kCorrupt, {"chỉ mục tra cứu bị hỏng", "the search index is damaged"}};
}

}  // namespace

Result<Posting> Posting::Read(Bytes written) {
  Posting posting;
  if (written.size() == kBitmapBytes) {
    for (size_t i = 0; i < kBitmapBytes; ++i) {
      posting.words_[i / 8] |= uint64_t{written[i]} << (i % 8 * 8);
    }
    if (posting.size() <= kMostListed) return Damaged();
    return posting;
  }
  if (written.empty() || written.size() > 2 * kMostListed || written.size() % 2 != 0) {
    return Damaged();
  }
  int64_t last = -1;
  for (size_t i = 0; i < written.size(); i += 2) {
    const int64_t place = int64_t{written[i]} << 8 | written[i + 1];
    if (place <= last || place >= kDocuments) return Damaged();
    posting.Add(place);
    last = place;
  }
  return posting;
}

std::string Posting::Write() const {
  std::string written;
  if (size() <= kMostListed) {
    ForEach([&](int64_t place) {
      written += static_cast<char>(place >> 8);
      written += static_cast<char>(place & 0xFF);
    });
    return written;
  }
  written.reserve(kBitmapBytes);
  for (const uint64_t word : words_) {
    for (size_t i = 0; i < 8; ++i) written += static_cast<char>(word >> (i * 8) & 0xFF);
  }
  return written;
}

size_t Posting::size() const {
  size_t size = 0;
  for (const uint64_t word : words_) size += static_cast<size_t>(std::popcount(word));
  return size;
}

void Posting::KeepOnly(const Posting& other) {
  for (size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
}

void Posting::AddAll(const Posting& other) {
  for (size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
}

void Posting::AppendTo(int64_t block, int64_t before, std::vector<int64_t>* documents) const {
  ForEach([&](int64_t place) {
    const int64_t document = block * kDocuments + place;
    if (document < before) documents->push_back(document);
  });
}

}  // namespace niem::registry
