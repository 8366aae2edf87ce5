// The life of niem-worker-disk: settings and the image's descriptors in, sandbox on, and only then
// a byte of the image is looked at; then one answer after another until the asker hangs up.
//
// Thread-safety: one call, from main().
#pragma once

#include <memory>
#include <vector>

#include "disk/volumes.h"
#include "worker/disk/unlocked.h"
#include "worker/disk_protocol.h"

namespace niem::worker {

// Answers questions about one image. What goes wrong is an answer too; but where a process that
// unlocks a volume died under a question, this ends as well, and the asker starts both anew.
class DiskAnswerer {
 public:
  DiskAnswerer(std::vector<std::unique_ptr<disk::Medium>> files, disk::Keys keys)
      : files_(std::move(files)), keys_(std::move(keys)) {}

  // Sends what `question` asks for; false where the asker or an unlocking process is gone.
  bool Answer(Channel& channel, const DiskQuestion& question);

 private:
  // The parts of an answer, in order.
  Result<std::vector<std::string>> Parts(const DiskQuestion& question);
  Status Open();
  Result<disk::FileSystem*> Used();
  Status Unlock(uint32_t volume, Fd socket);
  bool LostALock() const;

  std::vector<std::unique_ptr<disk::Medium>> files_;  // until the image is open
  disk::Keys keys_;
  std::unique_ptr<disk::Volumes> volumes_;
  std::vector<const Unlocked*> unlocked_;  // volumes_ owns them
  Fd given_;                               // came with the question that is being answered
  uint32_t volume_ = 0;
};

// main() of the program; returns its exit status.
int ServeDisk();

}  // namespace niem::worker
