#include "audit/binxml.h"

#include <optional>

#include "audit/binxml_value.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr int kMaxDepth = 40;          // elements, templates and fragments in one another
constexpr size_t kMaxTokens = 20'000;  // of one event
constexpr size_t kMaxValues = 4'000;
constexpr size_t kMaxBytes = 1 << 20;
constexpr uint8_t kHasMore = 0x40;

enum Token : uint8_t {
  kEnd = 0x00,
  kOpen = 0x01,
  kCloseStart = 0x02,
  kCloseEmpty = 0x03,
  kCloseElement = 0x04,
  kText = 0x05,
  kAttribute = 0x06,
  kCdata = 0x07,
  kCharacter = 0x08,
  kEntity = 0x09,
  kInstructionName = 0x0A,
  kInstructionData = 0x0B,
  kTemplate = 0x0C,
  kSubstitution = 0x0D,
  kOptionalSubstitution = 0x0E,
  kFragment = 0x0F,
};

struct Value {
  uint8_t type = 0;
  size_t offset = 0, size = 0;  // in the chunk
};

struct Element {
  std::string name;
  std::string key;  // of Data: the value of its Name
  std::string text;
};

class Parser {
 public:
  // What is read is bounded by the chunk, not the record: templates may stand in other records.
  explicit Parser(Bytes chunk) : all_(chunk) {}

  bool Fragment(size_t& at, const std::vector<Value>& values, bool dependency, int depth) {
    if (depth > kMaxDepth) return false;
    const size_t open = elements_.size();
    while (at < all_.size()) {
      if (++tokens_ > kMaxTokens) return false;
      const uint8_t token = all_[at++];
      if (token == kEnd) break;
      if (!Handle(token, at, values, dependency, depth)) return false;
      if (elements_.size() < open) return false;
    }
    return elements_.size() == open;
  }

  EventValues Take() { return std::move(found_); }

 private:
  bool Handle(uint8_t token, size_t& at, const std::vector<Value>& values, bool dependency,
              int depth) {
    switch (token & ~kHasMore) {
      case kOpen:
        return OpenElement(token, at, dependency);
      case kCloseStart:
        attribute_.reset();
        return true;
      case kCloseEmpty:
      case kCloseElement:
        return CloseElement();
      case kText:
        return PutText(at);
      case kAttribute:
        return ReadName(at, attribute_.emplace());
      case kCdata:
        return Put(Wide(at));
      case kCharacter:
        return Skip(at, 2);
      case kEntity: {
        std::string name;
        return ReadName(at, name) && Put(Entity(name));
      }
      case kInstructionName: {
        std::string name;
        return ReadName(at, name);
      }
      case kInstructionData:
        return Wide(at).has_value();
      case kTemplate:
        return Template(at, depth);
      case kSubstitution:
      case kOptionalSubstitution:
        return Substitute(at, values, depth);
      case kFragment:
        return Skip(at, 3);
      default:
        return false;
    }
  }

  bool Skip(size_t& at, size_t count) {
    if (count > all_.size() - at) return false;
    at += count;
    return true;
  }

  std::optional<std::string> Wide(size_t& at) {
    ByteReader in(all_, at);
    const uint16_t count = in.U16();
    const Bytes text = in.Take(size_t{count} * 2);
    if (!in.ok()) return std::nullopt;
    at = in.offset();
    return FromUtf16(text);
  }

  // A name stands once in the chunk, right here where it is first used.
  bool ReadName(size_t& at, std::string& name) {
    ByteReader in(all_, at);
    const uint32_t offset = in.U32();
    if (!in.ok()) return false;
    const bool here = offset == in.offset();
    ByteReader there(all_, offset);
    there.Skip(6);  // the next name, a hash
    const uint16_t count = there.U16();
    name = FromUtf16(there.Take(size_t{count} * 2));
    there.Skip(2);
    if (!there.ok()) return false;
    at = here ? there.offset() : in.offset();
    return true;
  }

  bool OpenElement(uint8_t token, size_t& at, bool dependency) {
    if (!Skip(at, (dependency ? 2 : 0) + 4) || elements_.size() >= kMaxDepth) return false;
    Element element;
    if (!ReadName(at, element.name)) return false;
    if ((token & kHasMore) != 0 && !Skip(at, 4)) return false;
    attribute_.reset();
    elements_.push_back(std::move(element));
    return true;
  }

  bool CloseElement() {
    if (elements_.empty()) return false;
    attribute_.reset();
    Element element = std::move(elements_.back());
    elements_.pop_back();
    if (element.key.empty()) element.key = element.name;
    return element.text.empty() || Found(std::move(element.key), std::move(element.text));
  }

  bool Found(std::string name, std::string value) {
    bytes_ += name.size() + value.size();
    if (found_.size() >= kMaxValues || bytes_ > kMaxBytes) return false;
    found_.emplace_back(std::move(name), std::move(value));
    return true;
  }

  bool PutText(size_t& at) {
    if (!Skip(at, 1)) return false;
    return Put(Wide(at));
  }

  bool Put(std::optional<std::string> text) {
    if (!text || elements_.empty()) return false;
    Element& element = elements_.back();
    if (!attribute_) {
      element.text += *text;
      return element.text.size() <= kMaxBytes;
    }
    if (*attribute_ == "Name" && element.name == "Data") {
      element.key += *text;
      return true;
    }
    return text->empty() || Found(element.name + "." + *attribute_, std::move(*text));
  }

  static std::string Entity(std::string_view name) {
    constexpr std::pair<std::string_view, std::string_view> kKnown[] = {
        {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}};
    for (const auto& [known, text] : kKnown) {
      if (name == known) return std::string(text);
    }
    return {};
  }

  bool Template(size_t& at, int depth) {
    ByteReader in(all_, at);
    in.Skip(5);
    const uint32_t definition = in.U32();
    ByteReader there(all_, definition);
    there.Skip(20);  // the next template, its identifier
    const uint32_t size = there.U32();
    if (!in.ok() || !there.ok() || size > there.remaining()) return false;
    const size_t content = there.offset();
    if (definition == in.offset()) in.Seek(content + size);
    const uint32_t count = in.U32();
    if (!in.ok() || count > kMaxValues) return false;
    std::vector<Value> values(count);
    for (Value& value : values) {
      value.size = in.U16();
      value.type = in.U8();
      in.Skip(1);
    }
    for (Value& value : values) {
      value.offset = in.offset();
      in.Skip(value.size);
    }
    if (!in.ok()) return false;
    at = in.offset();
    size_t inside = content;
    return Fragment(inside, values, /*dependency=*/true, depth + 1);
  }

  bool Substitute(size_t& at, const std::vector<Value>& values, int depth) {
    ByteReader in(all_, at);
    const uint16_t index = in.U16();
    in.Skip(1);
    if (!in.ok()) return false;
    at = in.offset();
    if (index >= values.size()) return false;
    const Value& value = values[index];
    if (value.size == 0) return true;
    if (value.type != kBinXmlType) {
      return Put(BinXmlValue(value.type, Slice(all_, value.offset, value.size)));
    }
    // Names and templates are counted from the chunk's beginning there too.
    Parser inner(all_.first(value.offset + value.size));
    size_t inside = value.offset;
    inner.tokens_ = tokens_;
    if (!inner.Fragment(inside, {}, /*dependency=*/false, depth + 1)) return false;
    tokens_ = inner.tokens_;
    for (auto& [name, text] : inner.found_) {
      if (!Found(std::move(name), std::move(text))) return false;
    }
    return true;
  }

  Bytes all_;
  EventValues found_;
  std::vector<Element> elements_;
  std::optional<std::string> attribute_;  // whose value comes next
  size_t tokens_ = 0;
  size_t bytes_ = 0;
};

}  // namespace

Result<EventValues> ReadBinXml(Bytes chunk, size_t offset, size_t end) {
  Parser parser(chunk);
  size_t at = offset;
  if (offset >= end || !parser.Fragment(at, {}, /*dependency=*/true, 0)) {
    return Error(ErrorCode::kCorrupt, {"bản ghi sự kiện hỏng", "a damaged event record"});
  }
  return parser.Take();
}

}  // namespace niem::audit
