#include <windows.h>

#include "cli/private_file.h"
// After it.
#include <sddl.h>

#include <memory>
#include <vector>

#include "base/system_windows.h"

namespace niem::cli {
namespace {

// Who runs this, in the definition language; empty where Windows does not say.
std::wstring OwnSid() {
  Handle token;
  if (::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY, token.Out()) == 0) return {};
  DWORD size = 0;
  ::GetTokenInformation(token.get(), TokenUser, nullptr, 0, &size);
  std::vector<uint8_t> user(size);
  wchar_t* text = nullptr;
  if (::GetTokenInformation(token.get(), TokenUser, user.data(), size, &size) == 0 ||
      ::ConvertSidToStringSidW(reinterpret_cast<const TOKEN_USER*>(user.data())->User.Sid, &text) ==
          0) {
    return {};
  }
  const std::unique_ptr<wchar_t, HLOCAL (*)(HLOCAL)> owned(text, ::LocalFree);
  return text;
}

}  // namespace

bool IsPassage(const std::string& /*path*/) {
  return false;
}

Status WritePrivately(const std::string& path, std::string_view bytes) {
  // Administrators too: on another machine, where the stick is read, this user is unknown.
  const std::wstring own = OwnSid();
  const std::wstring rights =
      own.empty() ? std::wstring() : L"D:P(A;;FA;;;" + own + L")(A;;FA;;;BA)(A;;FA;;;SY)";
  return PutInPlace(path, bytes, rights);
}

}  // namespace niem::cli
