// Windows' way of walking component by component from an open folder: NtOpenFile takes a name
// below a handle, as openat does, knows no working directory and no limit to a path's length. Files
// are opened with the intent of a backup: who holds that privilege may read other users' files.
#include <windows.h>
// After it.
#include <io.h>
#include <winternl.h>

#include <algorithm>

#include "audit/root.h"
#include "base/system_windows.h"

namespace niem::audit {
namespace {

constexpr DWORD kShare = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
constexpr size_t kListBuffer = 64 << 10;

HANDLE HandleOf(const Fd& fd) {
  return reinterpret_cast<HANDLE>(::_get_osfhandle(fd.get()));
}

Fd FdOf(Handle& handle) {
  const int fd = ::_open_osfhandle(reinterpret_cast<intptr_t>(handle.get()), 0);
  if (fd >= 0) (void)handle.release();
  return Fd(fd);
}

bool IsLink(HANDLE handle) {
  FILE_BASIC_INFO info{};
  return ::GetFileInformationByHandleEx(handle, FileBasicInfo, &info, sizeof info) == 0 ||
         (info.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
}

// One name, as it stands in a folder: nothing that leads elsewhere, no stream of a file.
bool IsPlainName(std::string_view name) {
  return !name.empty() && name != "." && name != ".." &&
         name.find_first_of(":\\") == std::string_view::npos;
}

NTSTATUS OpenBelow(HANDLE folder, std::wstring name, ULONG options, Handle& out) {
  UNICODE_STRING text{};
  text.Buffer = name.data();
  text.Length = static_cast<USHORT>(std::min<size_t>(name.size() * 2, UINT16_MAX - 1));
  text.MaximumLength = text.Length;
  OBJECT_ATTRIBUTES attributes{};
  attributes.Length = sizeof attributes;
  attributes.RootDirectory = folder;
  attributes.ObjectName = &text;
  attributes.Attributes = OBJ_CASE_INSENSITIVE;
  IO_STATUS_BLOCK status{};
  return ::NtOpenFile(out.Out(), FILE_READ_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE, &attributes,
                      &status, kShare,
                      options | FILE_OPEN_REPARSE_POINT | FILE_OPEN_FOR_BACKUP_INTENT |
                          FILE_SYNCHRONOUS_IO_NONALERT);
}

}  // namespace

Result<FolderRoot> FolderRoot::Open(const std::string& path) {
  Handle folder(::CreateFileW(ToWide(path).c_str(), FILE_READ_DATA | FILE_READ_ATTRIBUTES, kShare,
                              nullptr, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr));
  if (!folder.valid()) return WindowsError(::GetLastError(), path);
  FILE_BASIC_INFO info{};
  if (::GetFileInformationByHandleEx(folder.get(), FileBasicInfo, &info, sizeof info) == 0 ||
      (info.FileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
    return Error(ErrorCode::kNotFound, {path + ": không phải thư mục", path + ": not a folder"});
  }
  return FolderRoot(FdOf(folder));
}

Fd FolderRoot::OpenAt(const std::string& path) const {
  Handle at;
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string name = path.substr(begin, end - begin);
    begin = end + 1;
    ::SetLastError(ERROR_FILE_NOT_FOUND);
    if (!IsPlainName(name)) return Fd();
    Handle next;
    const NTSTATUS status = OpenBelow(at.valid() ? at.get() : HandleOf(folder_), ToWide(name),
                                      end < path.size() ? FILE_DIRECTORY_FILE : 0, next);
    if (status < 0) ::SetLastError(::RtlNtStatusToDosError(status));
    if (status < 0 || IsLink(next.get())) return Fd();
    at = std::move(next);
  }
  return FdOf(at);
}

std::vector<Root::Entry> FolderRoot::List(const std::string& folder) const {
  std::vector<Entry> entries;
  const Fd at = folder.empty() ? Fd() : OpenAt(folder);
  if (!folder.empty() && !at.valid()) {
    // Patterns also ask below files, and links are not followed.
    const DWORD error = ::GetLastError();
    if (error == ERROR_ACCESS_DENIED || error == ERROR_SHARING_VIOLATION || error == ERROR_CRC ||
        error == ERROR_FILE_CORRUPT || error == ERROR_DISK_CORRUPT)
      MarkUnlisted(folder);
    return entries;
  }
  const HANDLE handle = HandleOf(folder.empty() ? folder_ : at);
  std::vector<uint64_t> buffer(kListBuffer / sizeof(uint64_t));
  FILE_INFO_BY_HANDLE_CLASS how = FileIdBothDirectoryRestartInfo;
  while (entries.size() < kMaxEntries &&
         ::GetFileInformationByHandleEx(handle, how, buffer.data(), kListBuffer) != 0) {
    how = FileIdBothDirectoryInfo;
    const auto* bytes = reinterpret_cast<const uint8_t*>(buffer.data());
    for (size_t offset = 0;;) {
      const auto* info = reinterpret_cast<const FILE_ID_BOTH_DIR_INFO*>(bytes + offset);
      const DWORD attributes = info->FileAttributes;
      Entry entry{ToUtf8({info->FileName, info->FileNameLength / sizeof(wchar_t)}),
                  (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0};
      entry.size = static_cast<uint64_t>(info->EndOfFile.QuadPart);
      entry.hidden = (attributes & FILE_ATTRIBUTE_HIDDEN) != 0;
      entry.system = (attributes & FILE_ATTRIBUTE_SYSTEM) != 0;
      if (IsPlainName(entry.name) && (attributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0) {
        entries.push_back(std::move(entry));
      }
      if (info->NextEntryOffset == 0) break;
      offset += info->NextEntryOffset;
    }
  }
  std::ranges::sort(entries, {}, &Entry::name);
  return entries;
}

// List has the attributes already.
std::optional<std::vector<Root::Entry>> FolderRoot::ListHidden(const std::string& folder) const {
  return List(folder);
}

Result<std::string> FolderRoot::Read(const std::string& path, uint64_t max_bytes) const {
  const Fd file = OpenAt(path);
  if (!file.valid()) return WindowsError(::GetLastError(), path);
  const HANDLE handle = HandleOf(file);
  FILE_STANDARD_INFO info{};
  if (::GetFileInformationByHandleEx(handle, FileStandardInfo, &info, sizeof info) == 0) {
    return WindowsError(::GetLastError(), path);
  }
  if (info.Directory != FALSE) {
    return Error(ErrorCode::kNotFound, {path + ": không phải tệp", path + ": not a file"});
  }
  const auto size = static_cast<uint64_t>(info.EndOfFile.QuadPart);
  if (size > max_bytes) {
    return Error(ErrorCode::kTooLarge,
                 {path + ": tệp quá lớn để đọc", path + ": the file is too large to read"});
  }
  std::string bytes(size, '\0');
  for (size_t have = 0; have < bytes.size();) {
    const auto wanted = static_cast<DWORD>(std::min<size_t>(bytes.size() - have, 16u << 20));
    DWORD got = 0;
    if (::ReadFile(handle, bytes.data() + have, wanted, &got, nullptr) == 0) {
      if (::GetLastError() != ERROR_HANDLE_EOF) return WindowsError(::GetLastError(), path);
    }
    if (got == 0) bytes.resize(have);
    have += got;
  }
  return bytes;
}

std::optional<Moment> FolderRoot::Changed(const std::string& path) const {
  const Fd file = OpenAt(path);
  FILE_BASIC_INFO info{};
  if (!file.valid() ||
      ::GetFileInformationByHandleEx(HandleOf(file), FileBasicInfo, &info, sizeof info) == 0) {
    return std::nullopt;
  }
  return Moment::FromFileTime(static_cast<uint64_t>(info.LastWriteTime.QuadPart) / 10 * 10,
                              TimeOrigin::kApproximate);
}

}  // namespace niem::audit
