#include "extract/ole_objects.h"

#include <optional>
#include <string>

#include "extract/ole_text.h"

namespace niem::extract {
namespace {

constexpr uint32_t kEmbedded = 2;
constexpr size_t kMaxName = 1024;

Error BrokenObject() {
  return {ErrorCode::kCorrupt, {"đối tượng nhúng bị hỏng", "the embedded object is damaged"}};
}

// A string with its length in front ([MS-OLEDS] 2.1.4).
std::string_view LengthString(ByteReader& reader) {
  return UntilNul(AsText(reader.Take(reader.U32())));
}

// A string that ends with NUL.
std::optional<std::string_view> NulString(ByteReader& reader) {
  std::string_view rest = AsText(reader.Take(reader.remaining()));
  const size_t end = rest.find('\0');
  if (!reader.ok() || end > kMaxName) return std::nullopt;
  reader.Seek(reader.offset() - rest.size() + end + 1);
  return rest.substr(0, end);
}

}  // namespace

bool GiveMember(std::string_view name, Bytes bytes, uint64_t packed, Context& context) {
  if (Status admitted = context.Admit(packed, bytes.size()); !admitted.ok()) {
    return context.members.OnBadMember(name, admitted.error(), context);
  }
  return context.members.OnMember(name, bytes, context);
}

bool GiveOle1Object(std::string_view name, Bytes bytes, Context& context) {
  ByteReader reader(bytes);
  reader.Skip(4);  // version
  const uint32_t kind = reader.U32();
  if (reader.ok() && kind != kEmbedded) return true;  // linked or static: holds no document
  const std::string_view class_name = LengthString(reader);
  (void)LengthString(reader);  // topic
  (void)LengthString(reader);  // item
  const uint32_t size = reader.U32();
  Bytes data = Slice(bytes, reader.offset(), size);
  if (!reader.ok() || data.empty()) {
    context.members.OnBadMember(name, BrokenObject(), context);
    return false;
  }
  if (class_name == "Package" && GiveOle10Native(name, data, context)) return true;
  GiveMember(name, data, data.size(), context);
  return true;
}

bool GiveOle10Native(std::string_view name, Bytes bytes, Context& context) {
  // In a compound file the package has its size in front; inside an OLE1 object it has not.
  ByteReader reader(bytes);
  const uint32_t first = reader.U32();
  if (first == 2 || (first & 0xFFFF) == 2) reader.Seek(0);
  const uint16_t version = reader.U16();
  const auto label = NulString(reader);
  const auto path = label ? NulString(reader) : std::nullopt;
  if (version != 2 || !path) {
    // Not a package: an object that some server wrote in its own form.
    Bytes data = first + 4ULL <= bytes.size() ? Slice(bytes, 4, first) : bytes;
    if (data.empty()) return false;
    GiveMember(name, data, data.size(), context);
    return true;
  }
  reader.Skip(4);
  (void)reader.Take(reader.U32());  // where it was unpacked
  const uint32_t size = reader.U32();
  Bytes data = Slice(bytes, reader.offset(), size);
  if (!reader.ok() || data.size() < size) {
    context.members.OnBadMember(name, BrokenObject(), context);
    return false;
  }
  const std::string file =
      DecodeCodepage(AsBytes(label->empty() ? *path : *label), kWesternCodepage);
  GiveMember(file.empty() ? name : std::string_view(file), data, data.size(), context);
  return true;
}

}  // namespace niem::extract
