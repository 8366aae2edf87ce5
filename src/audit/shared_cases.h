// Real traces with known truth that lie beside the source tree (../shared/fixtures): tests that use
// them skip where they are not. Thread-safety: tests only.
#pragma once

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/file.h"

namespace niem::audit {

inline std::string SharedCase(const std::string& name) {
  const char* source = std::getenv("NIEM_SOURCE_DIR");
  if (source == nullptr) return {};
  for (const char* up : {"/../shared", "/../../shared"}) {
    std::string path = source + std::string(up) + "/fixtures/machine-audit/" + name;
    if (std::filesystem::exists(path)) return path;
  }
  return {};
}

inline std::optional<std::string> OutputOf(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return std::nullopt;
  std::string out;
  std::array<char, 65536> buffer{};
  for (size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    out.append(buffer.data(), got);
  return ::pclose(pipe) == 0 ? std::optional(out) : std::nullopt;
}

// The bytes of a case: "X.xz" unpacked, a member of an archive ("A.7z", "member"), or a plain file.
inline std::optional<std::string> SharedBytes(const std::string& name,
                                              const std::string& member = "") {
  const std::string path = SharedCase(name);
  if (path.empty()) return std::nullopt;
  if (!member.empty()) return OutputOf("7z e -so '" + path + "' '" + member + "' 2>/dev/null");
  if (name.ends_with(".xz")) return OutputOf("xz -dc '" + path + "' 2>/dev/null");
  auto bytes = ReadWholeFile(path);
  return bytes.ok() ? std::optional(std::move(*bytes)) : std::nullopt;
}

}  // namespace niem::audit
