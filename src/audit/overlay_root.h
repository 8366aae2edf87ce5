// A root with some files put in the place of what stands there: of a running Windows, whose hives
// nobody may open, pictures of what its registry says (key_tree.h). A file that is put hides the
// one of its name and that one's logs; folders on its way are there.
//
// Ownership: owns the root below and the files' bytes. Thread-safety: const methods as the root
// below.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "audit/root.h"

namespace niem::audit {

class OverlayRoot : public Root {
 public:
  explicit OverlayRoot(std::unique_ptr<Root> under) : under_(std::move(under)) {}

  // `path`: with '/', as below a root.
  void Put(std::string path, std::string bytes);

  std::vector<Entry> List(const std::string& folder) const override;
  Result<std::string> Read(const std::string& path, uint64_t max_bytes) const override;
  // Nothing for a file that was put.
  std::optional<Moment> Changed(const std::string& path) const override;

  Result<std::string> ReadStream(const std::string& path, const std::string& stream,
                                 uint64_t max_bytes) const override {
    return under_->ReadStream(path, stream, max_bytes);
  }

  std::vector<Text> Unread() const override { return under_->Unread(); }

  std::vector<Text> UnreadFolders() const override { return under_->UnreadFolders(); }

  bool TellsStreams() const override { return under_->TellsStreams(); }

  std::optional<std::vector<Entry>> ListHidden(const std::string& folder) const override {
    return under_->ListHidden(folder);
  }

 private:
  struct File {
    std::string path, bytes;
  };

  const File* Find(const std::string& path) const;

  std::unique_ptr<Root> under_;
  std::vector<File> files_;
};

}  // namespace niem::audit
