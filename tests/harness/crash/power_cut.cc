#include "power_cut.h"

#include <algorithm>

namespace niem::harness {
namespace {

using Kind = Operation::Kind;

constexpr size_t kSector = 512;

void Overwrite(std::string& content, size_t offset, std::string_view bytes) {
  if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size(), '\0');
  content.replace(offset, bytes.size(), bytes);
}

void ApplyWhole(Files& files, const Operation& operation) {
  switch (operation.kind) {
    case Kind::kCreate:
      files.try_emplace(operation.file);
      break;
    case Kind::kWrite:
      Overwrite(files[operation.file], static_cast<size_t>(operation.offset), operation.bytes);
      break;
    case Kind::kTruncate:
      files[operation.file].resize(static_cast<size_t>(operation.offset), '\0');
      break;
    case Kind::kDelete:
      files.erase(operation.file);
      break;
    case Kind::kSync:
      break;
  }
}

// The pieces of a write between sector boundaries of the disk.
template <typename Visit>
void EachSector(const Operation& write, Visit visit) {
  const auto start = static_cast<size_t>(write.offset);
  for (size_t at = 0; at < write.bytes.size();) {
    const size_t size = std::min(write.bytes.size() - at, kSector - (start + at) % kSector);
    visit(start + at, std::string_view(write.bytes).substr(at, size));
    at += size;
  }
}

void ApplyTorn(Files& files, const Operation& write, std::mt19937_64& random) {
  std::string& content = files[write.file];
  const uint64_t share = random() % 5;  // of the sectors that arrived, in quarters
  EachSector(write, [&](size_t offset, std::string_view bytes) {
    if (random() % 4 < share) {
      Overwrite(content, offset, bytes);
    } else if (random() % 16 == 0) {
      std::string garbage(bytes.size(), '\0');
      for (char& c : garbage) c = static_cast<char>(random());
      Overwrite(content, offset, garbage);
    }
  });
}

}  // namespace

void Disk::Settle(const std::string& file) {
  std::erase_if(pending_, [&](const Operation* operation) {
    if (operation->file != file) return false;
    ApplyWhole(durable_, *operation);
    return true;
  });
}

void Disk::Apply(const Operation& operation) {
  if (operation.kind == Kind::kSync) return Settle(operation.file);
  if (operation.kind == Kind::kDelete && operation.offset != 0) {  // with its folder synced
    Settle(operation.file);
    return ApplyWhole(durable_, operation);
  }
  pending_.push_back(&operation);
}

Files Disk::Cut(std::mt19937_64& random) const {
  Files files = durable_;
  const bool calm = random() % 8 == 0;     // everything arrived
  const bool nothing = random() % 8 == 0;  // nothing did
  for (const Operation* operation : pending_) {
    if (nothing) break;
    if (operation->kind == Kind::kWrite && !calm)
      ApplyTorn(files, *operation, random);
    else if (calm || random() % 2 == 0)
      ApplyWhole(files, *operation);
  }
  return files;
}

}  // namespace niem::harness
