#include "audit/overlay_root.h"

#include <algorithm>

#include "audit/wide.h"

namespace niem::audit {
namespace {

bool Holds(const std::vector<Root::Entry>& entries, std::string_view name) {
  return std::ranges::any_of(entries,
                             [&](const Root::Entry& entry) { return SameName(entry.name, name); });
}

// "NTUSER.DAT" and its "NTUSER.DAT.LOG1".
bool Hides(std::string_view file, std::string_view name) {
  return SameName(file, name) || StartsWithName(name, std::string(file) + ".LOG");
}

}  // namespace

void OverlayRoot::Put(std::string path, std::string bytes) {
  files_.push_back({std::move(path), std::move(bytes)});
}

std::vector<Root::Entry> OverlayRoot::List(const std::string& folder) const {
  std::vector<Entry> entries = under_->List(folder);
  const std::string prefix = folder.empty() ? std::string() : folder + "/";
  std::vector<std::string> folders;
  for (const File& file : files_) {
    if (!StartsWithName(file.path, prefix)) continue;
    const std::string rest = file.path.substr(prefix.size());
    const size_t slash = rest.find('/');
    if (slash != std::string::npos) {
      folders.push_back(rest.substr(0, slash));
      continue;
    }
    std::erase_if(entries, [&](const Entry& entry) { return Hides(rest, entry.name); });
    Entry entry{rest};
    entry.size = file.bytes.size();
    entries.push_back(std::move(entry));
  }
  for (std::string& name : folders) {
    if (!Holds(entries, name)) entries.push_back({std::move(name), /*folder=*/true});
  }
  std::ranges::sort(entries, {}, &Entry::name);
  return entries;
}

const OverlayRoot::File* OverlayRoot::Find(const std::string& path) const {
  const auto found =
      std::ranges::find_if(files_, [&](const File& file) { return SameName(file.path, path); });
  return found == files_.end() ? nullptr : &*found;
}

Result<std::string> OverlayRoot::Read(const std::string& path, uint64_t max_bytes) const {
  const File* file = Find(path);
  if (file == nullptr) return under_->Read(path, max_bytes);
  if (file->bytes.size() > max_bytes) {
    return Error(ErrorCode::kTooLarge,
                 {path + ": tệp quá lớn để đọc", path + ": the file is too large to read"});
  }
  return file->bytes;
}

std::optional<Moment> OverlayRoot::Changed(const std::string& path) const {
  return Find(path) == nullptr ? under_->Changed(path) : std::nullopt;
}

}  // namespace niem::audit
