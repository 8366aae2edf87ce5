// The examined machine's file tree, read-only, and nothing beside it. Where it stands is a kind of
// Root of its own: a mounted folder (FolderRoot, below), a disk image.
//
// Paths are relative to the root, with '/'. Names are matched without regard to case, as Windows
// does. Links are never followed, so that an absolute link or a junction on the examined disk
// cannot lead to the inspecting machine's own files. Errors: kNotFound, kPermission, kIo,
// kTooLarge. Thread-safety: const methods of a FolderRoot from any thread; of others as they say.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/moment.h"
#include "base/file.h"
#include "base/result.h"

namespace niem::audit {

// A volume of the examined disk, and by what Windows knows it (MountedDevices): its disk's
// signature and its place on the disk, or its own identifier. Empty where there is none.
struct KnownVolume {
  uint32_t number = 0;
  std::string name;   // Root::Volume() while it is read
  bool read = false;  // it is one of those that are read
  std::string disk;   // MBR: four bytes in lower-case hex
  uint64_t offset = 0;
  std::string partition;  // GPT: "{0b7a1c22-...}"
};

class Root {
 public:
  // What stands in a folder. What a kind of Root cannot know stays empty.
  struct Entry {
    std::string name;
    bool folder = false;
    uint64_t size = 0;
    bool hidden = false, system = false;
    std::optional<Moment> changed = {}, created = {};
    std::vector<std::string> streams = {};  // named data streams of NTFS
  };

  virtual ~Root() = default;

  // What is there for a pattern such as "Users/*/NTUSER.DAT" ('*' within a name), in order; links
  // are left out.
  std::vector<std::string> Match(std::string_view pattern) const;

  // What stands in a folder ("": the root), in order, without links; nothing where it cannot be
  // read.
  virtual std::vector<Entry> List(const std::string& folder) const = 0;

  // A regular file's bytes. `path` is one that Match gave.
  virtual Result<std::string> Read(const std::string& path, uint64_t max_bytes) const = 0;

  // The last change of a file or folder.
  virtual std::optional<Moment> Changed(const std::string& path) const = 0;

  // A named stream of a file that List told of.
  virtual Result<std::string> ReadStream(const std::string& path, const std::string& stream,
                                         uint64_t max_bytes) const;

  // What could not be listed or read below, as far as anybody asked for it.
  virtual std::vector<Text> Unread() const { return {}; }

  // Folders that are there and could not be listed, or not to their end. Images tell theirs by
  // Unread.
  virtual std::vector<Text> UnreadFolders() const { return {}; }

  // Whether List tells of streams: then "none" means that there is none.
  virtual bool TellsStreams() const { return false; }

  // A disk may have more volumes than the one that is read now. Its name where it must be told
  // which one that is ("#2"); and on to the next one, false where there is none.
  virtual std::string Volume() const { return {}; }

  virtual bool NextVolume() { return false; }

  // Back to the one that came first.
  virtual void FirstVolume() {}

  // All volumes of the disk, those too that are not read; nothing where this kind of Root does not
  // see a disk.
  virtual std::vector<KnownVolume> Volumes() const { return {}; }

  // List, with whether entries are hidden; nothing where this kind of Root cannot tell.
  virtual std::optional<std::vector<Entry>> ListHidden(const std::string& folder) const;

 protected:
  static constexpr size_t kMaxEntries = 200'000;  // of one folder
};

// A folder of this machine under which the examined disk is mounted, or its files were copied:
// walked component by component from an open descriptor.
class FolderRoot : public Root {
 public:
  static Result<FolderRoot> Open(const std::string& path);

  // Without sizes and attributes, which a mounted disk does not tell alike everywhere.
  std::vector<Entry> List(const std::string& folder) const override;
  Result<std::string> Read(const std::string& path, uint64_t max_bytes) const override;
  std::optional<Moment> Changed(const std::string& path) const override;
  // Of a mounted FAT or NTFS, which keep such attributes.
  std::optional<std::vector<Entry>> ListHidden(const std::string& folder) const override;
  std::vector<Text> UnreadFolders() const override;

 private:
  struct Unlisted;  // with a lock of its own: List is const

  explicit FolderRoot(Fd folder);

  Fd OpenAt(const std::string& path) const;
  void MarkUnlisted(const std::string& folder) const;

  Fd folder_;
  std::shared_ptr<Unlisted> unlisted_;
};

}  // namespace niem::audit
