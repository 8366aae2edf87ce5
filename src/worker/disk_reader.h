// A disk image, read by a sandboxed process: the image's files are opened here, read-only, and only
// their descriptors go there. When that process dies, hangs or eats too much memory, the question
// fails with its reason, and the next one is asked of a new process. A BitLocker volume in which
// that process finds nothing is tried once more, by a niem-worker-lock beside it
// (lock_protocol.h).
//
// Paths below the image's root, with '/', of names that List gave. Ownership: a DiskReader owns its
// process. Errors: those of disk/*.h, and kCrashed, kTimeout, kMemory, kUnsupported (no sandbox).
// Thread-safety: one thread, which must outlive it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "disk/info.h"
#include "worker/disk_protocol.h"
#include "worker/process.h"

namespace niem::worker {

struct DiskReaderOptions {
  std::string program;       // empty: niem-worker-disk beside this program
  std::string lock_program;  // empty: niem-worker-lock, the same way
  std::vector<std::string> keys, startup_keys;
  uint64_t memory_bytes = uint64_t{1} << 30;
  std::chrono::milliseconds timeout{120'000};  // of one answer
};

// `path` and the segments that follow it: .E02 ... after .E01, .002 ... after .001.
std::vector<std::string> SegmentsOf(const std::string& path);

class DiskReader {
 public:
  static Result<std::unique_ptr<DiskReader>> Open(const std::vector<std::string>& paths,
                                                  DiskReaderOptions options);

  const disk::DiskInfo& info() const { return info_; }

  // Why the second library did not open this volume either, where it was tried; else empty.
  Text WhyLocked(uint32_t volume) const;

  // Bytes of the image's files together.
  uint64_t file_bytes() const { return file_bytes_; }

  // Which volume List and Read mean.
  Status Use(uint32_t volume);

  Result<std::vector<disk::Entry>> List(const std::string& folder);

  // kTooLarge above `max_bytes`. `stream`: a named one, or empty.
  Result<std::string> Read(const std::string& path, const std::string& stream, uint64_t max_bytes);

  // Some bytes of the disk itself; fewer than `count` only at its end. At most kDiskChunk.
  Result<std::string> ReadMedium(uint64_t offset, size_t count);

 private:
  explicit DiskReader(DiskReaderOptions options) : options_(std::move(options)) {}

  Status OpenFiles(const std::vector<std::string>& paths);
  Status Start();
  Status Unlock(uint32_t volume);
  void UnlockMore();
  DiskSettings SettingsOf(size_t files) const;
  // What came, in parts. `descriptor` goes with the question.
  Result<std::vector<std::string>> Ask(const DiskQuestion& question);
  Result<std::vector<std::string>> AskOnce(const DiskQuestion& question, int descriptor = -1);
  Result<std::vector<std::string>> Answers(Clock::time_point deadline);
  void End();

  DiskReaderOptions options_;
  std::vector<Fd> files_;
  uint64_t file_bytes_ = 0;
  disk::DiskInfo info_;
  uint32_t volume_ = 0;
  uint32_t starts_ = 0;
  std::unique_ptr<Process> process_;
  std::map<uint32_t, std::unique_ptr<Process>> locks_;  // of process_, by volume
  std::map<uint32_t, Text> why_locked_;
};

}  // namespace niem::worker
