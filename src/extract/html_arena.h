// Memory for gumbo's tree of one page: taken in large pieces, given back all at once. gumbo asks
// for every node, attribute and name by itself; the allocator and taking the tree apart were a
// fifth of its time.
//
// What gumbo gives back early is not used again, so this is for pages of everyday size
// (kMostHtml). Ownership: owns the tree; it must outlive every look at it. Errors: std::bad_alloc
// is not let through C code; gumbo meets null, as with malloc. Thread-safety: one thread.
#pragma once

#include <gumbo.h>

#include <cstddef>
#include <memory>
#include <new>
#include <vector>

namespace niem::extract {

class HtmlArena {
 public:
  static constexpr size_t kMostHtml = 1 << 20;

  // Has gumbo take its memory here.
  void Serve(GumboOptions& options) {
    options.userdata = this;
    options.allocator = [](void* arena, size_t size) {
      return static_cast<HtmlArena*>(arena)->Take(size);
    };
    options.deallocator = [](void*, void*) {};
  }

 private:
  static constexpr size_t kPiece = 256 << 10;

  void* Take(size_t size) noexcept {
    size = (size + alignof(std::max_align_t) - 1) & ~(alignof(std::max_align_t) - 1);
    if (size > left_ && !Grow(size)) return nullptr;
    std::byte* const taken = next_;
    next_ += size;
    left_ -= size;
    return taken;
  }

  bool Grow(size_t size) noexcept {
    const size_t piece = size > kPiece / 4 ? size : kPiece;
    try {
      pieces_.push_back(std::make_unique_for_overwrite<std::byte[]>(piece));
    } catch (const std::bad_alloc&) {
      return false;
    }
    next_ = pieces_.back().get();
    left_ = piece;
    return true;
  }

  std::vector<std::unique_ptr<std::byte[]>> pieces_;
  std::byte* next_ = nullptr;
  size_t left_ = 0;
};

}  // namespace niem::extract
