// The language between `niem audit --image` and niem-worker-disk, over the frames of protocol.h:
//
//   asker  -> worker: kSettings once, a kJob with a descriptor for each segment of the image, then
//                     one kJob (a DiskQuestion) at a time
//   worker -> asker:  kReady or kRefused once, then for each question any number of kResult and
//                     kDone, or kRefused with an error
//
// What the worker answers is believed in nothing but its form: counts and lengths are bounded, and
// names that could lead elsewhere than to the image are refused.
//
// Errors: kCorrupt (out of form). Thread-safety: pure functions, plain values.
#pragma once

#include <string>
#include <vector>

#include "disk/info.h"
#include "worker/protocol.h"

namespace niem::worker {

inline constexpr size_t kMaxDiskFrame = 4 << 20;     // what the asker accepts
inline constexpr size_t kDiskChunk = 1 << 20;        // bytes of a file in one answer
inline constexpr size_t kEntriesTogether = 1000;     // in one frame
inline constexpr size_t kMaxDiskSegments = 900;      // descriptors are few
inline constexpr size_t kMaxStartupKey = 64u << 10;  // bytes of a .BEK file

struct DiskSettings {
  uint32_t parent = 0;
  uint32_t files = 0;
  uint64_t memory_bytes = 0, cpu_seconds = 0;
  std::vector<std::string> keys, startup_keys;  // of BitLocker
};

void Put(FrameWriter& out, const DiskSettings& settings);
Result<DiskSettings> ReadDiskSettings(Bytes payload);

enum class DiskAsk : uint32_t {
  kInfo = 1,  // → a DiskInfo
  kUse,       // volume: the one that List and Read mean
  kList,      // path → entries
  kRead,      // path, stream, offset, count → bytes
  kMedium,    // offset, count → bytes of the disk
  kUnlock,    // volume, and with the frame the socket of a niem-worker-lock → a DiskInfo
};

struct DiskQuestion {
  DiskAsk ask = DiskAsk::kInfo;
  uint32_t volume = 0;
  std::string path = {}, stream = {};
  uint64_t offset = 0, count = 0;
};

void Put(FrameWriter& out, const DiskQuestion& question);
Result<DiskQuestion> ReadDiskQuestion(Bytes payload);

void Put(FrameWriter& out, const disk::DiskInfo& info);
// Texts are made fit to be shown.
Result<disk::DiskInfo> ReadDiskInfo(Bytes payload);

void PutEntry(FrameWriter& out, const disk::Entry& entry);
// Appends; kTooMany beyond what a folder may hold.
Status ReadEntries(Bytes payload, std::vector<disk::Entry>& entries);

void Put(FrameWriter& out, const Error& error);
Error ReadError(Bytes payload);

}  // namespace niem::worker
