#include "audit/root.h"

#include <algorithm>

#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr size_t kMaxMatches = 20'000;

bool MatchesName(std::string_view pattern, std::string_view name) {
  const size_t star = pattern.find('*');
  if (star == std::string_view::npos) return SameName(pattern, name);
  const std::string_view head = pattern.substr(0, star), rest = pattern.substr(star + 1);
  if (!StartsWithName(name, head)) return false;
  if (rest.empty()) return true;
  for (size_t at = head.size(); at <= name.size(); ++at) {
    if (MatchesName(rest, name.substr(at))) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> Root::Match(std::string_view pattern) const {
  std::vector<std::string> found = {""};
  while (!pattern.empty()) {
    const size_t slash = std::min(pattern.find('/'), pattern.size());
    const std::string_view name = pattern.substr(0, slash);
    pattern.remove_prefix(std::min(slash + 1, pattern.size()));
    std::vector<std::string> next;
    for (const std::string& folder : found) {
      for (const Entry& entry : List(folder)) {
        if (!MatchesName(name, entry.name) || next.size() >= kMaxMatches) continue;
        std::string path = folder;
        if (!path.empty()) path += '/';
        next.push_back(path += entry.name);
      }
    }
    found = std::move(next);
  }
  return found;
}

Result<std::string> Root::ReadStream(const std::string& path, const std::string& stream,
                                     uint64_t /*max_bytes*/) const {
  return Error(ErrorCode::kUnsupported,
               {path + ":" + stream + ": chỉ đọc được từ ảnh đĩa NTFS (--image)",
                path + ":" + stream + ": readable from an NTFS image only (--image)"});
}

std::optional<std::vector<Root::Entry>> Root::ListHidden(const std::string& /*folder*/) const {
  return std::nullopt;
}

}  // namespace niem::audit
