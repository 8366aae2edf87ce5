#include "extract/zip_reader.h"

#include <libdeflate.h>
#include <zip.h>

#include <algorithm>

namespace niem::extract {
namespace {

// Deflate's best: 258 bytes by a match of two bits.
constexpr uint64_t kMaxDeflateRatio = 1032;

Error Corrupt() {
  return Error(ErrorCode::kCorrupt, {"tệp ZIP hỏng", "the ZIP data are damaged"});
}

Error Unsupported() {
  return Error(ErrorCode::kUnsupported, {"ZIP dùng cách nén hoặc mã hoá chưa hỗ trợ",
                                         "ZIP compression or encryption method not supported"});
}

Error NeedsPassword() {
  return Error(ErrorCode::kEncrypted, {"được mã hoá; đưa mật khẩu bằng --passwords",
                                       "encrypted; give passwords with --passwords"});
}

struct FreeDecompressor {
  void operator()(libdeflate_decompressor* decompressor) const {
    libdeflate_free_decompressor(decompressor);
  }
};

// One per thread: it holds 11 KB of tables that need no rebuilding.
libdeflate_decompressor* Decompressor() {
  thread_local const std::unique_ptr<libdeflate_decompressor, FreeDecompressor> decompressor(
      libdeflate_alloc_decompressor());
  return decompressor.get();
}

struct CloseFile {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

using File = std::unique_ptr<zip_file_t, CloseFile>;

}  // namespace

void ZipReader::Discard::operator()(zip* archive) const {
  zip_discard(archive);
}

Result<ZipReader> ZipReader::Open(Bytes bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source == nullptr) return Error(ErrorCode::kMemory, {"hết bộ nhớ", "out of memory"});
  ZipReader reader;
  reader.archive_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
  zip_error_fini(&error);
  if (!reader.archive_) {
    zip_source_free(source);
    return Salvage(bytes);
  }
  TRY(reader.ListEntries(bytes.size()));
  return reader;
}

Status ZipReader::ListEntries(size_t file_size) {
  const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
  entries_.reserve(static_cast<size_t>(std::max<zip_int64_t>(count, 0)));
  uint64_t packed = 0;
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t stat;
    if (zip_stat_index(archive_.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW, &stat) != 0)
      return Corrupt();
    const char* name = zip_get_name(archive_.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
    Entry entry;
    entry.name = name == nullptr ? std::string_view() : std::string_view(name);
    entry.packed = stat.comp_size;
    entry.unpacked = stat.size;
    entry.crc = stat.crc;
    entry.method = stat.comp_method;
    entry.encrypted = stat.encryption_method != ZIP_EM_NONE;
    packed += std::min<uint64_t>(entry.packed, file_size);
    entries_.push_back(entry);
  }
  if (packed > file_size) {
    return Error(ErrorCode::kBomb, {"các tệp con trong ZIP chồng lên nhau: có thể là bom nén",
                                    "members of the ZIP overlap: possibly a decompression bomb"});
  }
  return Ok();
}

std::optional<size_t> ZipReader::Find(std::string_view name) const {
  for (size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].name == name) return i;
  }
  return std::nullopt;
}

bool ZipReader::IsLink(size_t index) const {
  zip_uint8_t system = 0;
  zip_uint32_t attributes = 0;
  if (damaged_ ||
      zip_file_get_external_attributes(archive_.get(), index, 0, &system, &attributes) != 0)
    return false;
  constexpr uint32_t kTypeMask = 0xF000, kLink = 0xA000;  // of st_mode, in the upper half
  return system == ZIP_OPSYS_UNIX && (attributes >> 16 & kTypeMask) == kLink;
}

Status ZipReader::Read(size_t index, const std::vector<std::string>& passwords,
                       std::string& out) const {
  out.clear();
  if (index >= entries_.size()) return Corrupt();
  if (damaged_) {
    out = salvaged_[index];
    return Ok();
  }
  const Entry& entry = entries_[index];
  if (entry.encrypted) {
    for (const std::string& password : passwords) {
      if (ReadByLibrary(index, password.c_str(), out).ok()) return Ok();
    }
    out.clear();
    return NeedsPassword();
  }
  if (entry.method == ZIP_CM_STORE || entry.method == ZIP_CM_DEFLATE) {
    if (ReadRaw(index, out).ok()) return Ok();
  }
  return ReadByLibrary(index, nullptr, out);
}

bool ZipReader::FetchPacked(size_t index, std::string& out) const {
  const Entry& entry = entries_[index];
  const File file(zip_fopen_index(archive_.get(), index, ZIP_FL_COMPRESSED));
  if (!file) return false;
  out.resize(entry.packed);
  const zip_int64_t got = zip_fread(file.get(), out.data(), out.size());
  return got >= 0 && static_cast<uint64_t>(got) == entry.packed;
}

std::optional<std::string_view> ZipReader::Packed(size_t index) const {
  thread_local std::string packed;
  if (damaged_ || index >= entries_.size() || entries_[index].encrypted) return std::nullopt;
  if (!FetchPacked(index, packed)) return std::nullopt;
  return packed;
}

Status ZipReader::ReadRaw(size_t index, std::string& out) const {
  thread_local std::string packed;
  const Entry& entry = entries_[index];
  const bool stored = entry.method == ZIP_CM_STORE;
  if (stored ? entry.packed != entry.unpacked
             : entry.unpacked > entry.packed * kMaxDeflateRatio + 64) {
    return Corrupt();
  }
  if (!FetchPacked(index, stored ? out : packed)) return Corrupt();
  if (!stored) {
    out.resize(entry.unpacked);
    if (libdeflate_deflate_decompress(Decompressor(), packed.data(), packed.size(), out.data(),
                                      out.size(), nullptr) != LIBDEFLATE_SUCCESS) {
      return Corrupt();
    }
    constexpr size_t kKeep = 4 << 20;
    if (packed.capacity() > kKeep) std::string().swap(packed);
  }
  return libdeflate_crc32(0, out.data(), out.size()) == entry.crc ? Ok() : Corrupt();
}

// Stops at the claimed size, so a lying header cannot fill the memory.
Status ZipReader::ReadByLibrary(size_t index, const char* password, std::string& out) const {
  out.clear();
  const Entry& entry = entries_[index];
  // Asked first: libzip 1.7.3 loses memory when it opens a locked member that it cannot unpack.
  if (zip_compression_method_supported(entry.method, 0) == 0) return Unsupported();
  const File file(password == nullptr
                      ? zip_fopen_index(archive_.get(), index, 0)
                      : zip_fopen_index_encrypted(archive_.get(), index, 0, password));
  if (!file) {
    const int code = zip_error_code_zip(zip_get_error(archive_.get()));
    if (code == ZIP_ER_NOPASSWD || code == ZIP_ER_WRONGPASSWD) return NeedsPassword();
    if (code == ZIP_ER_COMPNOTSUPP || code == ZIP_ER_ENCRNOTSUPP) return Unsupported();
    return Corrupt();
  }
  constexpr size_t kStep = 256 << 10;
  while (out.size() < entry.unpacked) {
    const size_t at = out.size();
    out.resize(at + std::min<uint64_t>(kStep, entry.unpacked - at));
    const zip_int64_t got = zip_fread(file.get(), out.data() + at, out.size() - at);
    out.resize(at + static_cast<size_t>(std::max<zip_int64_t>(got, 0)));
    if (got <= 0) return Corrupt();
  }
  // One more read lets libzip compare checksum and authentication code.
  char beyond;
  return zip_fread(file.get(), &beyond, 1) == 0 ? Ok() : Corrupt();
}

}  // namespace niem::extract
