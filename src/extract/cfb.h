// Compound files (OLE2): storages and streams, through libgsf.
//
//   TRY_ASSIGN(CfbStorage root, CfbStorage::Open(bytes));
//   CfbStream text = root.Read("WordDocument");   // what could be read; .complete says whether all
//
// Bounded: a stream is never longer than the file, a storage never has more than kMaxEntries
// entries, and walks through storages stop at kMaxStorageDepth. libgsf refuses sector and directory
// cycles.
//
// Ownership: a storage shares libgsf's handle and borrows the bytes given to Open, which must
// outlive it. Thread-safety: one thread per file. Errors: kCorrupt. Source: [MS-CFB].
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

typedef struct _GsfInfile GsfInfile;  // NOLINT(bugprone-reserved-identifier): the library's name

namespace niem::extract {

inline constexpr int kMaxStorageDepth = 16;
inline constexpr int kMaxEntries = 65'536;

struct CfbStream {
  std::vector<uint8_t> bytes;
  bool found = false;
  bool complete = false;  // false: missing, or shorter than its directory entry says
};

struct CfbEntry {
  std::string name;  // UTF-8; special streams begin with a control character ("\x01Ole10Native")
  bool is_storage = false;
  int index = 0;
};

class CfbStorage {
 public:
  static Result<CfbStorage> Open(Bytes bytes);

  const std::vector<CfbEntry>& entries() const { return entries_; }

  // Names are compared without regard to ASCII case, as the format demands.
  bool Has(std::string_view name) const { return Find(name) != nullptr; }

  CfbStream Read(std::string_view name) const;
  CfbStream Read(const CfbEntry& entry) const;
  std::optional<CfbStorage> Storage(std::string_view name) const;
  std::optional<CfbStorage> Storage(const CfbEntry& entry) const;

  // This storage as a compound file of its own, so that an embedded document can be looked at like
  // any other. Errors: kCorrupt; kTooLarge when it would exceed `max_bytes`.
  Result<std::vector<uint8_t>> AsFile(uint64_t max_bytes) const;

 private:
  CfbStorage(std::shared_ptr<GsfInfile> infile, uint64_t file_bytes);
  const CfbEntry* Find(std::string_view name) const;

  std::shared_ptr<GsfInfile> infile_;
  uint64_t file_bytes_;
  std::vector<CfbEntry> entries_;
};

}  // namespace niem::extract
