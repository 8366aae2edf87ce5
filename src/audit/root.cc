#include "audit/root.h"

#include <algorithm>
#include <mutex>
#include <set>

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

struct FolderRoot::Unlisted {
  std::mutex lock;
  std::set<std::string> folders;  // guarded by `lock`
};

FolderRoot::FolderRoot(Fd folder)
    : folder_(std::move(folder)), unlisted_(std::make_shared<Unlisted>()) {}

void FolderRoot::MarkUnlisted(const std::string& folder) const {
  const std::scoped_lock held(unlisted_->lock);
  unlisted_->folders.insert(folder.empty() ? "." : ValidUtf8(folder));
}

std::vector<Text> FolderRoot::UnreadFolders() const {
  constexpr size_t kNamed = 20;
  const std::scoped_lock held(unlisted_->lock);
  std::vector<Text> notes;
  for (const std::string& folder : unlisted_->folders) {
    if (notes.size() == kNamed) break;
    notes.push_back({"thư mục không đọc được: " + folder, "a folder could not be read: " + folder});
  }
  if (const size_t more = unlisted_->folders.size() - notes.size(); more > 0) {
    const std::string count = std::to_string(more);
    notes.push_back({"và " + count + " thư mục khác không đọc được",
                     "and " + count + " other folders could not be read"});
  }
  return notes;
}

std::optional<std::vector<Root::Entry>> Root::ListHidden(const std::string& /*folder*/) const {
  return std::nullopt;
}

}  // namespace niem::audit
