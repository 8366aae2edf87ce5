#include "extract/ole_properties.h"

#include <algorithm>
#include <map>
#include <string>

namespace niem::extract {
namespace {

constexpr uint32_t kMaxProperties = 1000;
constexpr uint32_t kShort = 2;
constexpr uint32_t kLong = 3;
constexpr uint32_t kBytesString = 30;
constexpr uint32_t kWideString = 31;
constexpr uint32_t kVector = 0x1000;
constexpr uint32_t kDictionary = 0;
constexpr uint32_t kCodepage = 1;
constexpr uint32_t kPageCount = 14;

enum class Set : uint8_t { kOther, kSummary, kDocument, kUser };

Set SetOf(uint32_t first) {
  switch (first) {
    case 0xF29F85E0:
      return Set::kSummary;
    case 0xD5CDD502:
      return Set::kDocument;
    case 0xD5CDD505:
      return Set::kUser;
    default:
      return Set::kOther;
  }
}

// Empty for properties that nobody wrote: templates, program names, lists of parts.
std::string_view NameOf(Set set, uint32_t id) {
  if (set == Set::kSummary) {
    switch (id) {
      case 2:
        return "title";
      case 3:
        return "subject";
      case 4:
        return "author";
      case 5:
        return "keywords";
      case 6:
        return "comments";
      case 8:
        return "last-author";
      default:
        return {};
    }
  }
  if (set == Set::kDocument) {
    switch (id) {
      case 2:
        return "category";
      case 14:
        return "manager";
      case 15:
        return "company";
      case 26:
        return "content-type";
      case 27:
        return "content-status";
      default:
        return {};
    }
  }
  return set == Set::kUser ? "custom" : "property";
}

class SectionReader {
 public:
  SectionReader(Bytes section, Set set, DocumentWriter& writer)
      : section_(section), set_(set), writer_(writer) {}

  void Run() {
    ByteReader reader(section_);
    reader.Skip(4);
    const uint32_t count = std::min(reader.U32(), kMaxProperties);
    for (uint32_t i = 0; i < count; ++i) {
      const uint32_t id = reader.U32();
      const uint32_t offset = reader.U32();
      if (!reader.ok()) break;
      offsets_.emplace(id, offset);
    }
    if (const auto found = offsets_.find(kCodepage); found != offsets_.end()) {
      ByteReader value(section_, found->second);
      if (value.U32() == kShort) codepage_ = value.U16();
    }
    if (set_ == Set::kUser) ReadNames();
    for (const auto& [id, offset] : offsets_) {
      if (id != kDictionary && id != kCodepage) Add(id, offset);
    }
  }

 private:
  std::string String(ByteReader& reader, uint32_t type) {
    const uint32_t length = reader.U32();
    if (type == kWideString) {
      return std::string(UntilNul(DecodeUtf16(reader.Take(size_t{length} * 2))));
    }
    Bytes bytes = reader.Take(length);
    if (codepage_ == kUtf16Codepage) return std::string(UntilNul(DecodeUtf16(bytes)));
    return DecodeCodepage(AsBytes(UntilNul(AsText(bytes))), codepage_);
  }

  void ReadNames() {
    const auto found = offsets_.find(kDictionary);
    if (found == offsets_.end()) return;
    ByteReader reader(section_, found->second);
    const uint32_t count = std::min(reader.U32(), kMaxProperties);
    for (uint32_t i = 0; i < count && reader.ok(); ++i) {
      const uint32_t id = reader.U32();
      const uint32_t length = reader.U32();
      const bool wide = codepage_ == kUtf16Codepage;
      Bytes name = reader.Take(wide ? size_t{length} * 2 : length);
      if (wide && name.size() % 4 != 0) reader.Skip(2);
      names_[id] = std::string(UntilNul(DecodeCodepage(name, codepage_)));
    }
  }

  void Add(uint32_t id, uint32_t offset) {
    ByteReader reader(section_, offset);
    const uint32_t type = reader.U32();
    if (set_ == Set::kSummary && id == kPageCount && type == kLong) {
      uint32_t& pages = writer_.document().pages;
      if (pages == 0) pages = std::min(reader.U32(), 1'000'000U);
      return;
    }
    const uint32_t base = type & 0xFFF;
    std::string_view name = NameOf(set_, id);
    if (name.empty() || (base != kBytesString && base != kWideString)) return;
    if (const auto custom = names_.find(id); custom != names_.end()) name = custom->second;
    const uint32_t count = (type & kVector) != 0 ? std::min(reader.U32(), kMaxProperties) : 1;
    for (uint32_t i = 0; i < count && reader.ok(); ++i) {
      writer_.Add(String(reader, base), Place::kMetadata, name);
    }
  }

  Bytes section_;
  Set set_;
  DocumentWriter& writer_;
  uint16_t codepage_ = kWesternCodepage;
  std::map<uint32_t, uint32_t> offsets_;
  std::map<uint32_t, std::string> names_;
};

}  // namespace

void AddPropertySet(Bytes stream, DocumentWriter& writer) {
  ByteReader reader(stream);
  const uint16_t mark = reader.U16();
  reader.Skip(2 + 4 + 16);
  const uint32_t count = std::min(reader.U32(), 8U);
  if (!reader.ok() || mark != 0xFFFE) return;
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t first = reader.U32();
    reader.Skip(12);
    const uint32_t offset = reader.U32();
    if (!reader.ok()) return;
    SectionReader(Slice(stream, offset, stream.size()), SetOf(first), writer).Run();
  }
}

namespace {

// False when the stream makes no sense.
bool ReadLockedProperties(Bytes stream, const Rc4Lock& lock, DocumentWriter& writer) {
  constexpr uint32_t kMaxStreams = 64;
  const auto open = [&](uint64_t offset, uint64_t size, uint32_t block) {
    const Bytes part = Slice(stream, offset, size);
    std::vector<uint8_t> plain(part.begin(), part.end());
    lock.DecryptBlock(block, plain);
    return plain;
  };
  const std::vector<uint8_t> head = open(0, 8, 0);
  ByteReader places(head);
  const uint32_t offset = places.U32();
  const std::vector<uint8_t> table = open(offset, places.U32(), 0);
  ByteReader reader(table);
  const uint32_t count = reader.U32();
  if (!reader.ok() || count > kMaxStreams) return false;
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t begin = reader.U32();
    const uint32_t size = reader.U32();
    const uint16_t block = reader.U16();
    const uint8_t name = reader.U8();
    reader.Skip(1 + 4 + 2U * (name + 1U));  // flags, reserved, the name and its NUL
    if (!reader.ok()) return false;
    AddPropertySet(open(begin, size, block), writer);
  }
  return true;
}

}  // namespace

void AddLockedProperties(const CfbStorage& root, const Rc4Lock& lock, DocumentWriter& writer) {
  AddProperties(root, writer);
  for (const char* name : {"encryption", "EncryptedSummary"}) {
    const CfbStream stream = root.Read(name);
    if (!stream.found || ReadLockedProperties(stream.bytes, lock, writer)) continue;
    writer.AddNote(ErrorCode::kEncrypted, true,
                   {"thuộc tính mã hóa của tài liệu chưa đọc được",
                    "the document's encrypted properties could not be read"});
  }
}

void AddProperties(const CfbStorage& root, DocumentWriter& writer) {
  for (const char* name : {"\x05SummaryInformation",
                           "\x05"
                           "DocumentSummaryInformation"}) {
    const CfbStream stream = root.Read(name);
    AddPropertySet(stream.bytes, writer);
  }
}

}  // namespace niem::extract
