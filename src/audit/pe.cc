#include "audit/pe.h"

#include <algorithm>

#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr size_t kMaxSections = 96, kMaxImports = 512, kMaxName = 128;
constexpr uint16_t kIsLibrary = 0x2000, kOf32 = 0x10B, kOf64 = 0x20B;

struct Directory {
  uint32_t address = 0, size = 0;
};

struct Section {
  uint32_t address = 0, size = 0, raw = 0, raw_size = 0;
};

class Reader {
 public:
  explicit Reader(Bytes file) : file_(file) {}

  std::optional<PeInfo> Read() {
    if (!AsText(file_).starts_with("MZ")) return std::nullopt;
    const uint32_t head = ByteReader(file_, 0x3C).U32();
    ByteReader in(file_, 0);
    in.Seek(head);
    if (AsText(in.Take(4)) != std::string_view("PE\0\0", 4)) return std::nullopt;
    in.Skip(2);
    const uint16_t sections = in.U16();
    in.Skip(12);
    const uint16_t optional = in.U16(), flags = in.U16();
    const size_t begin = in.offset();
    const uint16_t magic = in.U16();
    if (!in.ok() || (magic != kOf32 && magic != kOf64)) return std::nullopt;
    const size_t directories = begin + (magic == kOf64 ? 112 : 96);
    ReadSections(begin + optional, sections);
    PeInfo info;
    info.library = (flags & kIsLibrary) != 0;
    constexpr int kImports = 1, kSignature = 4, kLate = 13;
    info.has_signature = DirectoryAt(directories, kSignature).size > 8;
    ReadNames(DirectoryAt(directories, kImports).address, 20, 12, info);
    ReadNames(DirectoryAt(directories, kLate).address, 32, 4, info);
    return info;
  }

 private:
  Directory DirectoryAt(size_t directories, int index) const {
    ByteReader in(file_, 0);
    in.Seek(directories - 4);
    if (in.U32() <= static_cast<uint32_t>(index)) return {};
    in.Skip(static_cast<size_t>(index) * 8);
    Directory directory;
    directory.address = in.U32(), directory.size = in.U32();
    return in.ok() ? directory : Directory();
  }

  void ReadSections(size_t at, size_t count) {
    for (size_t i = 0; i < std::min(count, kMaxSections); ++i) {
      ByteReader in(file_, 0);
      in.Seek(at + i * 40 + 8);
      Section section;
      section.size = in.U32(), section.address = in.U32();
      section.raw_size = in.U32(), section.raw = in.U32();
      if (in.ok()) sections_.push_back(section);
    }
  }

  // From an address in memory to a place in the file.
  std::optional<size_t> PlaceOf(uint32_t address) const {
    for (const Section& section : sections_) {
      const uint32_t extent = std::max(section.size, section.raw_size);
      if (address < section.address || address - section.address >= extent) continue;
      return size_t{section.raw} + (address - section.address);
    }
    return std::nullopt;
  }

  // Entries of `step` bytes until one of zeros; the library's name is named at `name`.
  void ReadNames(uint32_t table, size_t step, size_t name, PeInfo& info) const {
    const auto begin = table == 0 ? std::nullopt : PlaceOf(table);
    if (!begin) return;
    for (size_t at = *begin; info.imports.size() < kMaxImports; at += step) {
      const Bytes entry = Slice(file_, at, step);
      if (entry.size() < step) return;
      const uint32_t address = ByteReader(entry, name).U32();
      if (address == 0) return;
      const auto place = PlaceOf(address);
      if (!place) return;
      const Bytes text = Slice(file_, *place, kMaxName);
      const auto end = std::ranges::find(text, uint8_t{0});
      info.imports.push_back(
          Lower(ValidUtf8(AsText(text.first(static_cast<size_t>(end - text.begin()))))));
    }
  }

  Bytes file_;
  std::vector<Section> sections_;
};

}  // namespace

std::optional<PeInfo> ReadPe(Bytes file) {
  return Reader(file).Read();
}

}  // namespace niem::audit
