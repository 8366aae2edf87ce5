// Of a ZIP whose directory is lost, the members that stand before the damage.
#include <archive.h>
#include <archive_entry.h>

#include <algorithm>

#include "extract/zip_reader.h"

namespace niem::extract {
namespace {

// What is unpacked at most from a file without a directory, whose claims nobody can check
// beforehand.
constexpr size_t kMaxSalvage = 64 << 20;

Error Corrupt() {
  return Error(ErrorCode::kCorrupt, {"tệp ZIP hỏng", "the ZIP data are damaged"});
}

struct FreeArchive {
  void operator()(archive* reader) const { archive_read_free(reader); }
};

}  // namespace

Result<ZipReader> ZipReader::Salvage(Bytes bytes) {
  const std::unique_ptr<archive, FreeArchive> reader(archive_read_new());
  if (!reader) return Error(ErrorCode::kMemory, {"hết bộ nhớ", "out of memory"});
  archive_read_support_format_zip_streamable(reader.get());
  if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
    return Corrupt();
  ZipReader zip;
  zip.damaged_ = true;
  size_t total = 0;
  archive_entry* member = nullptr;
  constexpr size_t kMaxMembers = 10'000;
  while (zip.salvaged_.size() < kMaxMembers &&
         archive_read_next_header(reader.get(), &member) >= ARCHIVE_WARN) {
    const char* name = archive_entry_pathname(member);
    std::string data;
    std::string chunk(64 << 10, '\0');
    la_ssize_t got = 0;
    while (total < kMaxSalvage &&
           (got = archive_read_data(reader.get(), chunk.data(), chunk.size())) > 0) {
      data.append(chunk, 0, static_cast<size_t>(got));
      total += static_cast<size_t>(got);
    }
    zip.salvaged_names_.emplace_back(name == nullptr ? "" : name);
    zip.salvaged_.push_back(std::move(data));
    if (got < 0 || total >= kMaxSalvage) break;
  }
  if (zip.salvaged_.empty()) return Corrupt();
  for (size_t i = 0; i < zip.salvaged_.size(); ++i) {
    Entry entry;
    entry.name = zip.salvaged_names_[i];
    entry.packed = entry.unpacked = zip.salvaged_[i].size();
    zip.entries_.push_back(entry);
  }
  return zip;
}

}  // namespace niem::extract
