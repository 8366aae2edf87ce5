// What a disk image is and holds, as plain values: they travel between the process that reads the
// image and the one that asks (worker/disk_protocol.h).
//
// Sizes and offsets in bytes; times in microseconds since 1970. Thread-safety: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace niem::disk {

inline constexpr size_t kMaxVolumes = 128;
inline constexpr size_t kMaxNameBytes = 1024;   // of one name in a folder
inline constexpr size_t kMaxEntries = 200'000;  // of one folder
inline constexpr size_t kMaxStreams = 16;       // of one file

struct ImageInfo {
  std::string format;  // "raw", "E01", "VHD", "VHDX", "qcow2", "VMDK"
  uint64_t size = 0;   // of the disk in it, not of the file
  uint32_t sector = 512;
  bool cut = false;  // its end is missing, or what the partition table says is
  // As the container has them, in lower-case hex; not compared with the disk's bytes by themselves.
  std::string md5, sha1;
  // What who acquired it wrote down: "examiner_name" → "Nguyễn Văn A".
  std::vector<std::pair<std::string, std::string>> notes;
};

enum class Lock : uint8_t { kNone, kLocked, kUnlocked };  // BitLocker

struct VolumeInfo {
  uint32_t number = 0;  // from 1
  uint64_t offset = 0, size = 0;
  std::string kind;         // of the partition table: "NTFS / exFAT (0x07)"
  std::string file_system;  // "NTFS", "FAT32", "exFAT", "ext4"; empty: none that is read here
  std::string met;          // what is there instead: "BitLocker", "LVM", "XFS"
  std::string label, serial;
  std::string system;  // "windows" or "linux" where it holds one
  Lock lock = Lock::kNone;
  std::string unlocked_by;  // the library: "libbde", "dislocker"
  std::string partition;    // GPT: its own identifier, "{0b7a1c22-...}" in lower case
};

struct DiskInfo {
  ImageInfo image;
  std::string table;      // "GPT", "MBR"; empty: none
  std::string signature;  // MBR: the disk's, four bytes in lower-case hex as they stand
  std::vector<VolumeInfo> volumes;
};

struct Entry {
  std::string name;
  bool folder = false;
  bool hidden = false, system = false;
  uint64_t size = 0;
  std::optional<int64_t> changed, created;
  bool local = false;                // the times are the machine's own, zone unknown (FAT, exFAT)
  std::vector<std::string> streams;  // named data streams of NTFS
};

}  // namespace niem::disk
