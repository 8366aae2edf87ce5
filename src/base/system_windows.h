// What every part that talks to Windows itself needs: UTF-8 to UTF-16 and back, handles that close
// themselves, its errors as values. Paths of ours are UTF-8 everywhere; only wide functions of
// Windows are called, so that no code page matters.
//
// Ownership: a Handle owns what it holds. Thread-safety: free functions; a Handle belongs to one
// owner at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace niem {

std::wstring ToWide(std::string_view utf8);
// A lone surrogate becomes U+FFFD.
std::string ToUtf8(std::wstring_view wide);

// As ErrnoError; `code` is GetLastError's. What another program holds locked is said so.
Error WindowsError(uint32_t code, std::string_view path);

// Owns a kernel object; a null or "invalid" handle is none.
class Handle {
 public:
  Handle() = default;

  explicit Handle(void* handle) : handle_(handle) {}

  ~Handle() { Reset(); }

  Handle(Handle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) {
      Reset();
      handle_ = std::exchange(other.handle_, nullptr);
    }
    return *this;
  }

  void* get() const { return handle_; }

  bool valid() const;
  void Reset();

  void* release() { return std::exchange(handle_, nullptr); }

  // For functions that write a handle there; what was held is closed.
  void** Out() {
    Reset();
    return &handle_;
  }

 private:
  void* handle_ = nullptr;
};

// The whole file as UTF-8 path, through a handle that was opened for reading.
Result<std::string> ReadWhole(const Handle& file, uint64_t max_bytes, const std::string& path);

// A new file beside `path`, then put in its place: the old file or the new one, never a part.
// `descriptor`: who may read it, in the security descriptor definition language; empty: as the
// folder has it. A file system without such rights takes the file nevertheless.
Status PutInPlace(const std::string& path, std::string_view bytes, const std::wstring& descriptor);

// Turns on a privilege that the user has ("SeBackupPrivilege"). False where he has it not.
bool EnablePrivilege(const wchar_t* name);

// A function of one of Windows' own libraries, taken when it is needed: what only some runs need,
// or only some versions of Windows have, must not keep the program from starting. Null where there
// is none.
void* SystemFunction(const wchar_t* library, const char* name);

template <typename Function>
Function* SystemCall(const wchar_t* library, const char* name) {
  return reinterpret_cast<Function*>(SystemFunction(library, name));
}

}  // namespace niem
