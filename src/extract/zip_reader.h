// A ZIP file in memory: its members by libzip, their deflate data by libdeflate.
//
//   TRY_ASSIGN(ZipReader zip, ZipReader::Open(bytes));
//   TRY(zip.Read(index, passwords, data));
//
// libzip reads and checks the central directory; members are fetched raw and inflated in one
// go, 2.2 times as fast as zlib's stream. Other methods and encrypted members are unpacked by
// libzip. A file whose directory is lost (cut off) is read member by member from its start by
// libarchive: damaged().
//
// Ownership: borrows the bytes. Errors: kCorrupt, kEncrypted, kUnsupported; kBomb when members
// overlap (the "better zip bomb"). Sizes are what the file claims: admit them before Read.
// Thread-safety: one reader per thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

struct zip;

namespace niem::extract {

class ZipReader {
 public:
  struct Entry {
    std::string_view name;  // as stored: UTF-8, CP437 or whatever code the writer used
    uint64_t packed = 0;
    uint64_t unpacked = 0;
    uint32_t crc = 0;
    uint16_t method = 0;
    bool encrypted = false;

    bool directory() const { return name.ends_with('/') || name.ends_with('\\'); }
  };

  static Result<ZipReader> Open(Bytes bytes);

  const std::vector<Entry>& entries() const { return entries_; }

  // The central directory is lost; entries() are those before the damage.
  bool damaged() const { return damaged_; }

  // Index of the first member of this name, letters compared exactly.
  std::optional<size_t> Find(std::string_view name) const;

  // Whether the member is a symbolic link: its data is a path, no document.
  bool IsLink(size_t index) const;

  // The member as it is stored, packed. Nothing where it cannot be had so. Lives until the next
  // call of any reader of this thread.
  std::optional<std::string_view> Packed(size_t index) const;

  // Replaces `out` by the member's bytes. `passwords` are tried on encrypted members. On kCorrupt
  // `out` holds what could be unpacked before the damage.
  Status Read(size_t index, const std::vector<std::string>& passwords, std::string& out) const;

 private:
  struct Discard {
    void operator()(zip* archive) const;
  };

  ZipReader() = default;
  bool FetchPacked(size_t index, std::string& out) const;
  Status ReadRaw(size_t index, std::string& out) const;
  Status ReadByLibrary(size_t index, const char* password, std::string& out) const;
  Status ListEntries(size_t file_size);
  static Result<ZipReader> Salvage(Bytes bytes);

  std::unique_ptr<zip, Discard> archive_;
  std::vector<Entry> entries_;
  std::vector<std::string> salvaged_names_;
  std::vector<std::string> salvaged_;  // contents, where damaged_
  bool damaged_ = false;
};

}  // namespace niem::extract
