// The examined machine's file tree in a disk image: an audit's root over the sandboxed process that
// reads the image (worker/disk_reader.h).
//
// Ownership: owns its reader. Errors: Root's; a folder that cannot be listed is empty, and Unread
// tells of it. Thread-safety: one thread.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "audit/root.h"
#include "worker/disk_reader.h"

namespace niem::cli {

class ImageRoot : public audit::Root {
 public:
  explicit ImageRoot(std::unique_ptr<worker::DiskReader> reader) : reader_(std::move(reader)) {}

  std::vector<Entry> List(const std::string& folder) const override;
  Result<std::string> Read(const std::string& path, uint64_t max_bytes) const override;
  // UTC, near the event; of FAT and exFAT local.
  std::optional<audit::Moment> Changed(const std::string& path) const override;
  Result<std::string> ReadStream(const std::string& path, const std::string& stream,
                                 uint64_t max_bytes) const override;
  std::optional<std::vector<Entry>> ListHidden(const std::string& folder) const override;

  std::vector<Text> Unread() const override { return unread_; }

  bool TellsStreams() const override { return tells_streams_; }

  worker::DiskReader& reader() { return *reader_; }

  // Which volumes are the root, by their numbers, one at a time and the first at once. `system`:
  // that one is the computer's, and needs no name before its paths.
  Status UseAll(std::vector<uint32_t> volumes, bool system);

  std::string Volume() const override { return NameOf(volumes_[at_]); }

  // What of a volume cannot be read at all is told by Unread.
  bool NextVolume() override;
  void FirstVolume() override;
  std::vector<audit::KnownVolume> Volumes() const override;

 private:
  Status Use(uint32_t volume);
  std::string NameOf(uint32_t volume) const;
  void Tell(const Error& error) const;
  const std::vector<Entry>& Listed(const std::string& folder) const;
  std::optional<Entry> Find(const std::string& path) const;

  std::unique_ptr<worker::DiskReader> reader_;
  std::vector<uint32_t> volumes_;
  std::set<uint32_t> failed_;  // of volumes_
  size_t at_ = 0;              // of volumes_
  bool system_ = false;
  bool tells_streams_ = false, tells_hidden_ = false;
  mutable std::unordered_map<std::string, std::vector<Entry>> lists_;  // asked for so far
  mutable size_t listed_ = 0;                                          // entries in them
  mutable std::vector<Text> unread_;
};

}  // namespace niem::cli
