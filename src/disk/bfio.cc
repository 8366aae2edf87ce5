#include "disk/bfio.h"

#include <cstdio>

namespace niem::disk {
namespace {

Bfio::State& StateOf(intptr_t* handle) {
  return *reinterpret_cast<Bfio::State*>(handle);
}

int Free(intptr_t** handle, libbfio_error_t** /*error*/) {
  *handle = nullptr;  // its Bfio owns it
  return 1;
}

int Clone(intptr_t** to, intptr_t* from, libbfio_error_t** /*error*/) {
  *to = from;
  return 1;
}

int Open(intptr_t* handle, int access, libbfio_error_t** /*error*/) {
  if ((access & LIBBFIO_ACCESS_FLAG_WRITE) != 0) return -1;
  StateOf(handle).open = true;
  return 1;
}

int Close(intptr_t* handle, libbfio_error_t** /*error*/) {
  StateOf(handle).open = false;
  return 0;
}

ssize_t Read(intptr_t* handle, uint8_t* buffer, size_t size, libbfio_error_t** /*error*/) {
  Bfio::State& state = StateOf(handle);
  const Result<size_t> got = state.medium->Read(state.at, {buffer, size});
  if (!got.ok()) return -1;
  state.at += *got;
  return static_cast<ssize_t>(*got);
}

ssize_t Write(intptr_t* /*handle*/, const uint8_t* /*buffer*/, size_t /*size*/,
              libbfio_error_t** /*error*/) {
  return -1;
}

off64_t Seek(intptr_t* handle, off64_t offset, int whence, libbfio_error_t** /*error*/) {
  Bfio::State& state = StateOf(handle);
  const auto size = static_cast<int64_t>(state.medium->size());
  const int64_t base = whence == SEEK_CUR   ? static_cast<int64_t>(state.at)
                       : whence == SEEK_END ? size
                                            : 0;
  int64_t at = 0;
  if (__builtin_add_overflow(base, int64_t{offset}, &at) || at < 0) return -1;
  state.at = static_cast<uint64_t>(at);
  return at;
}

int Exists(intptr_t* /*handle*/, libbfio_error_t** /*error*/) {
  return 1;
}

int IsOpen(intptr_t* handle, libbfio_error_t** /*error*/) {
  return StateOf(handle).open ? 1 : 0;
}

int GetSize(intptr_t* handle, size64_t* size, libbfio_error_t** /*error*/) {
  *size = StateOf(handle).medium->size();
  return 1;
}

}  // namespace

Result<std::unique_ptr<Bfio>> Bfio::Create(Medium& medium) {
  std::unique_ptr<Bfio> made(new Bfio);
  made->state_.medium = &medium;
  auto* state = reinterpret_cast<intptr_t*>(&made->state_);
  const int initialized = libbfio_handle_initialize(
      &made->handle_, state, Free, Clone, disk::Open, Close, disk::Read, Write, Seek, Exists,
      IsOpen, GetSize,
      LIBBFIO_FLAG_IO_HANDLE_NON_MANAGED | LIBBFIO_FLAG_IO_HANDLE_CLONE_BY_REFERENCE, nullptr);
  if (initialized != 1) return Error(ErrorCode::kMemory, {"thiếu bộ nhớ", "out of memory"});
  return made;
}

Bfio::~Bfio() {
  if (handle_ != nullptr) libbfio_handle_free(&handle_, nullptr);
}

}  // namespace niem::disk
