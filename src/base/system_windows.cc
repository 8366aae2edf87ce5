#include "base/system_windows.h"

#include <windows.h>
// After it.
#include <sddl.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "base/file.h"

namespace niem {
namespace {

constexpr size_t kPiece = 1 << 20;

Status WriteAll(const Handle& file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const auto count = static_cast<DWORD>(std::min(bytes.size(), kPiece));
    DWORD written = 0;
    if (::WriteFile(file.get(), bytes.data(), count, &written, nullptr) == 0) {
      return WindowsError(::GetLastError(), path);
    }
    bytes.remove_prefix(written);
  }
  return Ok();
}

}  // namespace

std::wstring ToWide(std::string_view utf8) {
  const int size = static_cast<int>(std::min<size_t>(utf8.size(), INT32_MAX));
  const int length = ::MultiByteToWideChar(CP_UTF8, 0, utf8.data(), size, nullptr, 0);
  std::wstring wide(static_cast<size_t>(std::max(length, 0)), L'\0');
  ::MultiByteToWideChar(CP_UTF8, 0, utf8.data(), size, wide.data(), length);
  return wide;
}

std::string ToUtf8(std::wstring_view wide) {
  const int size = static_cast<int>(std::min<size_t>(wide.size(), INT32_MAX));
  const int length =
      ::WideCharToMultiByte(CP_UTF8, 0, wide.data(), size, nullptr, 0, nullptr, nullptr);
  std::string utf8(static_cast<size_t>(std::max(length, 0)), '\0');
  ::WideCharToMultiByte(CP_UTF8, 0, wide.data(), size, utf8.data(), length, nullptr, nullptr);
  return utf8;
}

Error WindowsError(uint32_t code, std::string_view path) {
  const std::string name(path);
  switch (code) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_NETPATH:
      return ErrnoError(ENOENT, path);
    case ERROR_ACCESS_DENIED:
    case ERROR_PRIVILEGE_NOT_HELD:
      return ErrnoError(EACCES, path);
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
      return {ErrorCode::kPermission,
              {name + ": chương trình khác đang giữ tệp này, không cho đọc",
               name + ": another program holds this file and lets nobody read it"}};
    default: {
      const std::string reason = std::to_string(code);
      return {ErrorCode::kIo,
              {"lỗi vào/ra với " + name + ": mã lỗi Windows " + reason,
               "input/output error on " + name + ": Windows error " + reason}};
    }
  }
}

bool Handle::valid() const {
  return handle_ != nullptr && handle_ != INVALID_HANDLE_VALUE;
}

void Handle::Reset() {
  if (valid()) ::CloseHandle(handle_);
  handle_ = nullptr;
}

Result<std::string> ReadWhole(const Handle& file, uint64_t max_bytes, const std::string& path) {
  std::string bytes;
  for (std::string buffer(kPiece, '\0');;) {
    DWORD got = 0;
    if (::ReadFile(file.get(), buffer.data(), static_cast<DWORD>(buffer.size()), &got, nullptr) ==
        0) {
      if (::GetLastError() == ERROR_HANDLE_EOF) return bytes;
      return WindowsError(::GetLastError(), path);
    }
    if (got == 0) return bytes;
    if (bytes.size() + got > max_bytes) {
      return Error(ErrorCode::kTooLarge,
                   {path + " lớn hơn " + std::to_string(max_bytes) + " byte",
                    path + " is larger than " + std::to_string(max_bytes) + " bytes"});
    }
    bytes.append(buffer, 0, got);
  }
}

Status PutInPlace(const std::string& path, std::string_view bytes, const std::wstring& descriptor) {
  const std::wstring target = ToWide(path);
  const std::wstring temporary = target + L"." + std::to_wstring(::GetCurrentProcessId()) + L".tmp";
  PSECURITY_DESCRIPTOR rights = nullptr;
  if (!descriptor.empty()) {
    ::ConvertStringSecurityDescriptorToSecurityDescriptorW(descriptor.c_str(), SDDL_REVISION_1,
                                                           &rights, nullptr);
  }
  const std::unique_ptr<void, HLOCAL (*)(HLOCAL)> owned(rights, ::LocalFree);
  SECURITY_ATTRIBUTES attributes{sizeof attributes, rights, FALSE};
  Handle file(::CreateFileW(temporary.c_str(), GENERIC_WRITE, 0, &attributes, CREATE_NEW,
                            FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file.valid()) return WindowsError(::GetLastError(), path);
  Status written = WriteAll(file, bytes, path);
  if (written.ok() && ::FlushFileBuffers(file.get()) == 0) {
    written = WindowsError(::GetLastError(), path);
  }
  file.Reset();
  if (written.ok() && ::MoveFileExW(temporary.c_str(), target.c_str(),
                                    MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) == 0) {
    written = WindowsError(::GetLastError(), path);
  }
  if (!written.ok()) ::DeleteFileW(temporary.c_str());
  return written;
}

bool EnablePrivilege(const wchar_t* name) {
  Handle token;
  if (::OpenProcessToken(::GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY,
                         token.Out()) == 0) {
    return false;
  }
  TOKEN_PRIVILEGES wanted{};
  wanted.PrivilegeCount = 1;
  wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
  if (::LookupPrivilegeValueW(nullptr, name, &wanted.Privileges[0].Luid) == 0) return false;
  // It says yes to what it could not do, too: the last error tells.
  ::SetLastError(ERROR_SUCCESS);
  return ::AdjustTokenPrivileges(token.get(), FALSE, &wanted, 0, nullptr, nullptr) != 0 &&
         ::GetLastError() == ERROR_SUCCESS;
}

void* SystemFunction(const wchar_t* library, const char* name) {
  // By its full path: nothing that lies beside the program is taken for it.
  std::wstring path(MAX_PATH, L'\0');
  path.resize(::GetSystemDirectoryW(path.data(), static_cast<UINT>(path.size())));
  const HMODULE loaded = ::LoadLibraryW((path + L"\\" + library).c_str());
  if (loaded == nullptr) return nullptr;
  return reinterpret_cast<void*>(::GetProcAddress(loaded, name));
}

}  // namespace niem
