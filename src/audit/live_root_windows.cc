#include <windows.h>

#include "audit/key_tree.h"
#include "audit/live_keys_windows.h"
#include "audit/live_windows.h"
#include "audit/overlay_root.h"
#include "audit/wide.h"
#include "base/system_windows.h"

namespace niem::audit {
namespace {

std::string PictureOf(void* root, const std::wstring& path, SourceKind kind) {
  const LiveKeys keys(root, path);
  if (!keys.valid()) return {};
  return WriteKeyTree(keys, KeysLookedAt(kind), [&] { return keys.counts(); });
}

std::wstring TextOf(const std::wstring& path, const wchar_t* name) {
  std::wstring text(1024, L'\0');
  auto size = static_cast<DWORD>(text.size() * sizeof(wchar_t));
  if (::RegGetValueW(HKEY_LOCAL_MACHINE, path.c_str(), name, RRF_RT_REG_SZ, nullptr, text.data(),
                     &size) != ERROR_SUCCESS) {
    return {};
  }
  text.resize(text.find(L'\0'));
  return text;
}

// "Users/lan", of a user's identifier; his identifier where Windows does not tell, or where his
// folder is on another drive.
std::string FolderOf(const std::wstring& user, const std::string& root) {
  std::string folder =
      ToUtf8(TextOf(L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\" + user,
                    L"ProfileImagePath"));
  for (char& c : folder) c = c == '\\' ? '/' : c;
  std::string drive = root;
  for (char& c : drive) c = c == '\\' ? '/' : c;
  if (!drive.ends_with('/')) drive += '/';
  if (StartsWithName(folder, drive)) return folder.substr(drive.size());
  return "Users/" + ToUtf8(user);
}

// Users whose hives are loaded: those signed in, and services.
std::vector<std::wstring> LoadedUsers() {
  std::vector<std::wstring> users;
  for (DWORD i = 0;; ++i) {
    std::wstring name(256, L'\0');
    auto length = static_cast<DWORD>(name.size());
    if (::RegEnumKeyExW(HKEY_USERS, i, name.data(), &length, nullptr, nullptr, nullptr, nullptr) !=
        ERROR_SUCCESS) {
      return users;
    }
    name.resize(length);
    // People, of this computer or a domain; "..._Classes" are parts of theirs.
    if (name.starts_with(L"S-1-5-21-") && name.find(L'_') == std::wstring::npos) {
      users.push_back(std::move(name));
    }
  }
}

}  // namespace

Result<std::unique_ptr<Root>> OpenLiveRoot(const std::string& root) {
  TRY_ASSIGN(FolderRoot folder, FolderRoot::Open(root));
  auto live = std::make_unique<OverlayRoot>(std::make_unique<FolderRoot>(std::move(folder)));
  const std::string config = "Windows/System32/config/";
  const auto put = [&](const std::string& path, std::string picture) {
    if (!picture.empty()) live->Put(path, std::move(picture));
  };
  put(config + "SYSTEM", PictureOf(HKEY_LOCAL_MACHINE, L"SYSTEM", SourceKind::kSystemHive));
  put(config + "SOFTWARE", PictureOf(HKEY_LOCAL_MACHINE, L"SOFTWARE", SourceKind::kSoftwareHive));
  for (const std::wstring& user : LoadedUsers()) {
    put(FolderOf(user, root) + "/NTUSER.DAT", PictureOf(HKEY_USERS, user, SourceKind::kUserHive));
  }
  return std::unique_ptr<Root>(std::move(live));
}

}  // namespace niem::audit
