#include "extract/cfb.h"

#include <gsf/gsf-infile-impl.h>
#include <gsf/gsf-infile-msole.h>
#include <gsf/gsf-infile.h>
#include <gsf/gsf-input-memory.h>
#include <gsf/gsf-outfile-msole.h>
#include <gsf/gsf-output-memory.h>

#include <algorithm>
#include <cstring>
#include <mutex>

namespace niem::extract {
namespace {

constexpr size_t kChunk = 64 << 10;

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};

template <typename T>
using Owned = std::unique_ptr<T, Unref>;

void Drop(const gchar*, GLogLevelFlags, const gchar*, gpointer) {}

// libgsf reports damage through GLib's log, which prints; a library of ours never prints.
void SilenceGsf() {
  static std::once_flag once;
  std::call_once(once, [] {
    constexpr auto kAll =
        static_cast<GLogLevelFlags>(G_LOG_LEVEL_MASK | G_LOG_FLAG_FATAL | G_LOG_FLAG_RECURSION);
    g_log_set_handler(nullptr, kAll, Drop, nullptr);  // libgsf logs in no domain of its own
    g_log_set_handler("libgsf:msole", kAll, Drop, nullptr);
  });
}

// Not gsf_infile_child_by_index: that one prints what it cannot open.
GsfInput* Child(GsfInfile* infile, int index) {
  GError* error = nullptr;
  auto* type = G_TYPE_INSTANCE_GET_CLASS(infile, GSF_INFILE_TYPE, GsfInfileClass);
  GsfInput* child = type->child_by_index(infile, index, &error);
  g_clear_error(&error);
  return child;
}

Error Corrupt() {
  return {ErrorCode::kCorrupt,
          {"cấu trúc OLE của tệp bị hỏng", "the file's OLE structure is damaged"}};
}

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool SameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

// libgsf takes a directory that runs in a circle, or out of the file, for an empty one.
bool SaysItHoldsSomething(Bytes file) {
  constexpr size_t kHeader = 512, kEntry = 128, kChildId = 76;
  constexpr uint32_t kNoStream = 0xFFFFFFFF;
  const auto word = [&](uint64_t at) {
    uint32_t value = kNoStream;
    if (at + sizeof value <= file.size()) std::memcpy(&value, &file[at], sizeof value);
    return value;
  };
  if (file.size() < kHeader) return false;
  const uint64_t sector = word(48);  // where the directory begins
  const unsigned shift = file[30] == 12 ? 12 : 9;
  const uint64_t root = (sector + 1) << shift;
  return root + kEntry > file.size() || word(root + kChildId) != kNoStream;
}

// Copies a storage into another file; false when it grows too large or too deep.
bool CopyStorage(const CfbStorage& from, GsfOutfile* to, int depth, uint64_t& left) {
  if (depth > kMaxStorageDepth) return false;
  for (const CfbEntry& entry : from.entries()) {
    Owned<GsfOutput> child(
        gsf_outfile_new_child(to, entry.name.c_str(), entry.is_storage ? TRUE : FALSE));
    if (!child) return false;
    bool copied = true;
    if (entry.is_storage) {
      const auto storage = from.Storage(entry);
      copied = storage && CopyStorage(*storage, GSF_OUTFILE(child.get()), depth + 1, left);
    } else {
      const CfbStream stream = from.Read(entry);
      copied = stream.bytes.size() <= left;
      if (copied) {
        left -= stream.bytes.size();
        gsf_output_write(child.get(), stream.bytes.size(), stream.bytes.data());
      }
    }
    gsf_output_close(child.get());
    if (!copied) return false;
  }
  return true;
}

}  // namespace

CfbStorage::CfbStorage(std::shared_ptr<GsfInfile> infile, uint64_t file_bytes)
    : infile_(std::move(infile)), file_bytes_(file_bytes) {
  const int count = std::min(gsf_infile_num_children(infile_.get()), kMaxEntries);
  for (int i = 0; i < count; ++i) {
    const char* name = gsf_infile_name_by_index(infile_.get(), i);
    if (name == nullptr) continue;
    Owned<GsfInput> child(Child(infile_.get(), i));
    const bool storage = child && GSF_IS_INFILE(child.get()) &&
                         gsf_infile_num_children(GSF_INFILE(child.get())) >= 0;
    entries_.push_back({name, storage, i});
  }
}

Result<CfbStorage> CfbStorage::Open(Bytes bytes) {
  SilenceGsf();
  if (bytes.empty()) return Corrupt();
  Owned<GsfInput> memory(
      gsf_input_memory_new(bytes.data(), static_cast<gsf_off_t>(bytes.size()), FALSE));
  GError* error = nullptr;
  GsfInfile* infile = memory ? gsf_infile_msole_new(memory.get(), &error) : nullptr;
  g_clear_error(&error);
  if (infile == nullptr) return Corrupt();
  CfbStorage root({infile, Unref()}, bytes.size());
  if (root.entries().empty() && SaysItHoldsSomething(bytes)) return Corrupt();
  return root;
}

const CfbEntry* CfbStorage::Find(std::string_view name) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const CfbEntry& entry) {
    return SameName(entry.name, name);
  });
  return found == entries_.end() ? nullptr : &*found;
}

CfbStream CfbStorage::Read(std::string_view name) const {
  const CfbEntry* entry = Find(name);
  return entry == nullptr ? CfbStream{} : Read(*entry);
}

CfbStream CfbStorage::Read(const CfbEntry& entry) const {
  CfbStream stream;
  Owned<GsfInput> input(Child(infile_.get(), entry.index));
  if (!input || entry.is_storage) return stream;
  stream.found = true;
  const uint64_t claimed =
      static_cast<uint64_t>(std::max<gsf_off_t>(gsf_input_size(input.get()), 0));
  const uint64_t size = std::min(claimed, file_bytes_);
  stream.bytes.reserve(size);
  while (stream.bytes.size() < size) {
    const size_t count = std::min<size_t>(kChunk, size - stream.bytes.size());
    const guint8* data = gsf_input_read(input.get(), count, nullptr);
    if (data == nullptr) break;
    stream.bytes.insert(stream.bytes.end(), data, data + count);
  }
  stream.complete = stream.bytes.size() == claimed;
  return stream;
}

std::optional<CfbStorage> CfbStorage::Storage(std::string_view name) const {
  const CfbEntry* entry = Find(name);
  return entry == nullptr ? std::nullopt : Storage(*entry);
}

std::optional<CfbStorage> CfbStorage::Storage(const CfbEntry& entry) const {
  if (!entry.is_storage) return std::nullopt;
  GsfInput* input = Child(infile_.get(), entry.index);
  if (input == nullptr) return std::nullopt;
  return CfbStorage({GSF_INFILE(input), Unref()}, file_bytes_);
}

Result<std::vector<uint8_t>> CfbStorage::AsFile(uint64_t max_bytes) const {
  Owned<GsfOutput> memory(gsf_output_memory_new());
  Owned<GsfOutfile> outfile(gsf_outfile_msole_new(memory.get()));
  if (!outfile) return Corrupt();
  std::array<guint8, 16> class_id{};
  if (gsf_infile_msole_get_class_id(GSF_INFILE_MSOLE(infile_.get()), class_id.data())) {
    gsf_outfile_msole_set_class_id(GSF_OUTFILE_MSOLE(outfile.get()), class_id.data());
  }
  uint64_t left = max_bytes;
  const bool copied = CopyStorage(*this, outfile.get(), 0, left);
  gsf_output_close(GSF_OUTPUT(outfile.get()));
  if (!copied) {
    return Error(ErrorCode::kTooLarge, {"đối tượng nhúng quá lớn hoặc lồng quá sâu",
                                        "the embedded object is too large or nested too deep"});
  }
  const guint8* data = gsf_output_memory_get_bytes(GSF_OUTPUT_MEMORY(memory.get()));
  const gsf_off_t size = gsf_output_size(memory.get());
  if (data == nullptr || size <= 0) return Corrupt();
  return std::vector<uint8_t>(data, data + size);
}

}  // namespace niem::extract
