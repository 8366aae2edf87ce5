#include "disk/medium.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace niem::disk {
namespace {

class File : public Medium {
 public:
  File(Fd file, uint64_t size) : Medium(size), file_(std::move(file)) {}

  Result<size_t> Read(uint64_t offset, std::span<uint8_t> out) override {
    size_t have = 0;
    while (have < out.size() && offset + have < size_) {
      const auto wanted =
          static_cast<size_t>(std::min<uint64_t>(size_ - offset - have, out.size() - have));
      const ssize_t got =
          ::pread(file_.get(), out.data() + have, wanted, static_cast<off_t>(offset + have));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return ErrnoError(errno, "");
      if (got == 0) {
        return Error(ErrorCode::kChanged,
                     {"tệp ảnh đĩa ngắn lại trong lúc đọc", "the image shrank while it was read"});
      }
      have += static_cast<size_t>(got);
    }
    return have;
  }

 private:
  Fd file_;
};

class Joint : public Medium {
 public:
  Joint(std::vector<std::unique_ptr<Medium>> parts, std::vector<uint64_t> begins, uint64_t size)
      : Medium(size), parts_(std::move(parts)), begins_(std::move(begins)) {}

  Result<size_t> Read(uint64_t offset, std::span<uint8_t> out) override {
    size_t have = 0;
    while (have < out.size() && offset + have < size_) {
      const uint64_t at = offset + have;
      const auto next = std::ranges::upper_bound(begins_, at);
      const auto index = static_cast<size_t>(next - begins_.begin()) - 1;
      TRY_ASSIGN(const size_t got, parts_[index]->Read(at - begins_[index], out.subspan(have)));
      if (got == 0) break;
      have += got;
    }
    return have;
  }

 private:
  std::vector<std::unique_ptr<Medium>> parts_;  // none of them empty
  std::vector<uint64_t> begins_;
};

class Part : public Medium {
 public:
  Part(Medium& whole, uint64_t offset, uint64_t size)
      : Medium(size), whole_(whole), offset_(offset) {}

  Result<size_t> Read(uint64_t offset, std::span<uint8_t> out) override {
    if (offset >= size_) return size_t{0};
    const auto wanted = static_cast<size_t>(std::min<uint64_t>(out.size(), size_ - offset));
    return whole_.Read(offset_ + offset, out.first(wanted));
  }

 private:
  Medium& whole_;
  uint64_t offset_;
};

class Memory : public Medium {
 public:
  explicit Memory(std::span<const uint8_t> bytes) : Medium(bytes.size()), bytes_(bytes) {}

  Result<size_t> Read(uint64_t offset, std::span<uint8_t> out) override {
    if (offset >= bytes_.size()) return size_t{0};
    const auto from = bytes_.subspan(static_cast<size_t>(offset));
    const size_t count = std::min(from.size(), out.size());
    if (count > 0) std::memcpy(out.data(), from.data(), count);
    return count;
  }

 private:
  std::span<const uint8_t> bytes_;
};

}  // namespace

Result<std::unique_ptr<Medium>> OpenFile(Fd file) {
  const off_t end = ::lseek(file.get(), 0, SEEK_END);
  if (end < 0) return ErrnoError(errno, "");
  return std::unique_ptr<Medium>(
      std::make_unique<File>(std::move(file), static_cast<uint64_t>(end)));
}

std::unique_ptr<Medium> Joined(std::vector<std::unique_ptr<Medium>> parts) {
  std::erase_if(parts, [](const auto& part) { return part->size() == 0; });
  if (parts.size() == 1) return std::move(parts.front());
  std::vector<uint64_t> begins;
  uint64_t size = 0;
  for (const auto& part : parts) {
    begins.push_back(size);
    size += part->size();
  }
  return std::make_unique<Joint>(std::move(parts), std::move(begins), size);
}

std::unique_ptr<Medium> PartOf(Medium& whole, uint64_t offset, uint64_t size) {
  const uint64_t begin = std::min(offset, whole.size());
  return std::make_unique<Part>(whole, begin, std::min(size, whole.size() - begin));
}

std::unique_ptr<Medium> InMemory(std::span<const uint8_t> bytes) {
  return std::make_unique<Memory>(bytes);
}

}  // namespace niem::disk
