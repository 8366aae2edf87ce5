#include "base/redact.h"

#include <algorithm>

#include "base/digest.h"

namespace niem {
namespace {

constexpr size_t kMaxExtension = 6;  // with its dot
constexpr size_t kDigits = 16;

bool IsPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

std::string RedactText(std::string_view text) {
  return "sha256:" + ToHex(Sha256Of(AsBytes(text))).substr(0, kDigits);
}

std::string RedactName(std::string_view name) {
  std::string out = RedactText(name);
  const std::string_view base = name.substr(name.rfind('/') + 1);
  const size_t dot = base.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || base.size() - dot > kMaxExtension) return out;
  const std::string_view extension = base.substr(dot + 1);
  const bool plain = !extension.empty() && std::ranges::all_of(extension, IsPlain);
  return plain ? out + "." + std::string(extension) : out;
}

void ReplaceAll(std::string& text, std::string_view from, std::string_view to) {
  if (from.empty()) return;
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace niem
