// How the bytes that SQLite thinks it writes become the bytes on disk: one class for each kind of
// file. SQLite sees a "logical" file; below it stand sealed units. docs/formats/store.md has the
// layouts and why each failure is hard (an error) or soft (reads as the torn end of a log).
//
// Ownership: borrows the file below (SQLite's memory). Errors: SQLite result codes.
// Thread-safety: as SQLite files: one thread at a time.
#pragma once

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include "base/aead.h"
#include "store/file_header.h"

namespace niem::store {

inline constexpr int64_t kPageBytes = 4096;
inline constexpr int64_t kReservedBytes = kAeadOverhead;  // of each page of the main file

// Bound into every seal, so that a unit cannot stand in for one of another kind.
enum class UnitKind : uint8_t {
  kPage = 1,
  kWalHeader = 2,
  kWalFrameHeader = 3,
  kWalFramePage = 4,
  kBlock = 5
};

class SealedFile {
 public:
  SealedFile(sqlite3_file* below, Aead aead, FileId id)
      : below_(below), aead_(std::move(aead)), id_(id) {}

  virtual ~SealedFile() = default;

  // As sqlite3_io_methods; a read beyond the end fills with zeros and says SQLITE_IOERR_SHORT_READ.
  virtual int Read(std::span<uint8_t> out, int64_t offset) = 0;
  virtual int Write(Bytes bytes, int64_t offset) = 0;
  virtual int Truncate(int64_t size) = 0;
  virtual int Size(int64_t* size) = 0;
  // SQLITE_IOCAP_*: what the layout keeps of the promises of the disk.
  virtual int Characteristics() const = 0;

  sqlite3_file* below() const { return below_; }

 protected:
  // Reads at most out.size() bytes from below; `got` is their number.
  int ReadBelow(std::span<uint8_t> out, int64_t offset, size_t* got);
  int WriteBelow(Bytes bytes, int64_t offset);
  int TruncateBelow(int64_t size);
  int SizeBelow(int64_t* size);

  bool SealUnit(UnitKind kind, uint64_t index, Bytes plain, std::span<uint8_t> cipher,
                std::span<uint8_t> seal);
  bool OpenUnit(UnitKind kind, uint64_t index, Bytes cipher, Bytes seal, std::span<uint8_t> plain);

 private:
  std::array<uint8_t, 25> Associated(UnitKind kind, uint64_t index) const;

  sqlite3_file* below_;
  Aead aead_;
  FileId id_;
};

// The database: header, then pages of 4096 bytes, each with its seal in its last 40.
std::unique_ptr<SealedFile> MakePageFile(sqlite3_file* below, Aead aead, FileId id);

// The write-ahead log: WAL header, frame headers and pages sealed one by one.
std::unique_ptr<SealedFile> MakeWalFile(sqlite3_file* below, Aead aead, FileId id);

// Rollback journals and temporary files: blocks of 512 bytes.
std::unique_ptr<SealedFile> MakeBlockFile(sqlite3_file* below, Aead aead, FileId id);

}  // namespace niem::store
