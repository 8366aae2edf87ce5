#include <windows.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "base/system_windows.h"
#include "cli/print.h"

namespace niem::cli {
namespace {

constexpr size_t kPiece = 8'000;  // characters; older consoles take no more at once

bool ToConsole(HANDLE console, std::string_view text) {
  const std::wstring all = ToWide(text);
  for (std::wstring_view rest = all; !rest.empty();) {
    const auto count = static_cast<DWORD>(std::min(rest.size(), kPiece));
    DWORD written = 0;
    if (::WriteConsoleW(console, rest.data(), count, &written, nullptr) == 0 || written == 0) {
      return false;
    }
    rest.remove_prefix(written);
  }
  return true;
}

// Characters where somebody looks, UTF-8 where a file or program takes it: never a code page.
bool Put(DWORD where, std::string_view text) {
  const HANDLE out = ::GetStdHandle(where);
  DWORD mode = 0;
  if (::GetConsoleMode(out, &mode) != 0) return ToConsole(out, text);
  while (!text.empty()) {
    const auto count = static_cast<DWORD>(std::min<size_t>(text.size(), 1 << 20));
    DWORD written = 0;
    if (::WriteFile(out, text.data(), count, &written, nullptr) == 0) return false;
    text.remove_prefix(written);
  }
  return true;
}

}  // namespace

bool Print(std::string_view text) {
  return Put(STD_OUTPUT_HANDLE, text);
}

void PrintError(const Error& error, Lang lang) {
  Put(STD_ERROR_HANDLE, std::string("niem: ") + (lang == Lang::kVi ? "lỗi" : "error") + ": " +
                            Pick(error.message(), lang) + "\n");
}

void PrintNotice(const Text& text, Lang lang) {
  Put(STD_ERROR_HANDLE, "niem: " + Pick(text, lang) + "\n");
}

}  // namespace niem::cli
