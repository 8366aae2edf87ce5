#include "cli/image_root.h"

#include <algorithm>

namespace niem::cli {
namespace {

using audit::Moment;
using audit::TimeOrigin;

constexpr size_t kMaxListed = 200'000;  // entries kept
constexpr size_t kMaxUnread = 200;

std::optional<Moment> MomentOf(std::optional<int64_t> micros, bool local, TimeOrigin origin) {
  if (!micros) return std::nullopt;
  return Moment::FromUnixMicros(*micros, local ? TimeOrigin::kLocal : origin);
}

audit::Root::Entry EntryOf(disk::Entry& from) {
  audit::Root::Entry entry;
  entry.name = std::move(from.name), entry.folder = from.folder, entry.size = from.size;
  entry.hidden = from.hidden, entry.system = from.system;
  entry.changed = MomentOf(from.changed, from.local, TimeOrigin::kApproximate);
  entry.created = MomentOf(from.created, from.local, TimeOrigin::kUtc);
  entry.streams = std::move(from.streams);
  return entry;
}

std::string ParentOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

}  // namespace

Status ImageRoot::Use(uint32_t volume) {
  TRY(reader_->Use(volume));
  lists_.clear(), listed_ = 0;
  for (const disk::VolumeInfo& info : reader_->info().volumes) {
    if (info.number != volume) continue;
    tells_streams_ = info.file_system == "NTFS";
    tells_hidden_ = !info.file_system.starts_with("ext");
  }
  return Ok();
}

Status ImageRoot::UseAll(std::vector<uint32_t> volumes, bool system) {
  volumes_ = std::move(volumes), at_ = 0, system_ = system;
  return Use(volumes_.front());
}

std::string ImageRoot::NameOf(uint32_t volume) const {
  const bool only = volumes_.size() < 2 || system_;
  return only && volume == volumes_.front() ? std::string() : "#" + std::to_string(volume);
}

std::vector<audit::KnownVolume> ImageRoot::Volumes() const {
  const disk::DiskInfo& info = reader_->info();
  std::vector<audit::KnownVolume> known;
  for (const disk::VolumeInfo& volume : info.volumes) {
    const bool read = std::ranges::find(volumes_, volume.number) != volumes_.end() &&
                      !failed_.contains(volume.number);
    known.push_back({volume.number, NameOf(volume.number), read, info.signature, volume.offset,
                     volume.partition});
  }
  return known;
}

void ImageRoot::FirstVolume() {
  if (at_ == 0) return;
  at_ = 0;
  if (const Status used = Use(volumes_.front()); !used.ok()) Tell(used.error());
}

bool ImageRoot::NextVolume() {
  while (at_ + 1 < volumes_.size()) {
    ++at_;
    if (failed_.contains(volumes_[at_])) continue;
    const Status used = Use(volumes_[at_]);
    if (used.ok()) return true;
    failed_.insert(volumes_[at_]);
    Tell(used.error());
  }
  return false;
}

void ImageRoot::Tell(const Error& error) const {
  if (unread_.size() >= kMaxUnread) return;
  const std::string volume = Volume().empty() ? std::string() : Volume() + ": ";
  unread_.push_back({volume + error.message().vi, volume + error.message().en});
}

const std::vector<audit::Root::Entry>& ImageRoot::Listed(const std::string& folder) const {
  if (const auto known = lists_.find(folder); known != lists_.end()) return known->second;
  auto entries = reader_->List(folder);
  if (!entries.ok()) Tell(entries.error());
  std::vector<Entry> list;
  if (entries.ok()) {
    for (disk::Entry& entry : *entries) list.push_back(EntryOf(entry));
  }
  if (listed_ + list.size() > kMaxListed) lists_.clear(), listed_ = 0;
  listed_ += list.size() + 1;
  return lists_[folder] = std::move(list);
}

std::optional<audit::Root::Entry> ImageRoot::Find(const std::string& path) const {
  for (const Entry& entry : Listed(ParentOf(path))) {
    if (entry.name == path.substr(path.rfind('/') + 1)) return entry;
  }
  return std::nullopt;
}

std::vector<audit::Root::Entry> ImageRoot::List(const std::string& folder) const {
  // A pattern asks of files too what is in them.
  if (const auto parent = lists_.find(ParentOf(folder));
      !folder.empty() && parent != lists_.end()) {
    const auto entry = Find(folder);
    if (!entry || !entry->folder) return {};
  }
  return Listed(folder);
}

std::optional<std::vector<audit::Root::Entry>> ImageRoot::ListHidden(
    const std::string& folder) const {
  if (!tells_hidden_) return std::nullopt;
  return List(folder);
}

Result<std::string> ImageRoot::Read(const std::string& path, uint64_t max_bytes) const {
  const auto entry = Find(path);
  if (entry && entry->size > max_bytes) {
    return Error(ErrorCode::kTooLarge,
                 {path + ": tệp quá lớn để đọc", path + ": the file is too large to read"});
  }
  return reader_->Read(path, "", max_bytes);
}

Result<std::string> ImageRoot::ReadStream(const std::string& path, const std::string& stream,
                                          uint64_t max_bytes) const {
  auto bytes = reader_->Read(path, stream, max_bytes);
  if (!bytes.ok()) Tell(bytes.error());
  return bytes;
}

std::optional<Moment> ImageRoot::Changed(const std::string& path) const {
  const auto entry = Find(path);
  return entry ? entry->changed : std::nullopt;
}

}  // namespace niem::cli
