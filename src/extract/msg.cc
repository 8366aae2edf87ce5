// Outlook messages: properties, bodies, attachments, messages inside messages.
//
// Source: [MS-OXMSG] 2.1 (properties), 2.2 (storages), 2.4 (property stream); property numbers:
// [MS-OXPROPS].
#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "extract/cfb.h"
#include "extract/formats.h"
#include "extract/msg_lzfu.h"
#include "extract/ole_objects.h"
#include "extract/ole_text.h"

namespace niem::extract {
namespace {

constexpr uint16_t kString8 = 0x001E;
constexpr uint16_t kUnicode = 0x001F;
constexpr uint16_t kBinary = 0x0102;
constexpr uint16_t kObject = 0x000D;

enum Property : uint16_t {
  kSubject = 0x0037,
  kHeaders = 0x007D,
  kBody = 0x1000,
  kRtf = 0x1009,
  kHtml = 0x1013,
  kDisplayName = 0x3001,
  kEmail = 0x3003,
  kAttachData = 0x3701,
  kAttachName = 0x3704,
  kAttachLongName = 0x3707,
  kSmtp = 0x39FE,
  kInternetCodepage = 0x3FDE,
  kMessageCodepage = 0x3FFD,
};

struct Named {
  uint16_t property;
  std::string_view name;
};

constexpr Named kHeaderProperties[] = {
    {kSubject, "subject"},    {0x0C1A, "from"},      {0x5D01, "from"}, {0x0C1F, "from"},
    {0x0042, "from"},         {0x0E04, "to"},        {0x0E03, "cc"},   {0x0E02, "bcc"},
    {0x0070, "conversation"}, {kHeaders, "headers"},
};

std::string StreamName(uint16_t property, uint16_t type) {
  std::array<char, 32> name{};
  std::snprintf(name.data(), name.size(), "__substg1.0_%04X%04X", property, type);
  return name.data();
}

class Message {
 public:
  Message(const CfbStorage& storage, Context& context, DocumentWriter& writer)
      : storage_(storage), context_(context), writer_(writer) {}

  void Run() {
    ReadCodepage();
    for (const Named& named : kHeaderProperties) {
      Lines(Text(storage_, named.property), Place::kMetadata, named.name);
    }
    Lines(Text(storage_, kBody), Place::kBody, "body");
    Html();
    Rtf();
    for (const CfbEntry& entry : storage_.entries()) {
      if (!entry.is_storage) continue;
      const auto child = storage_.Storage(entry);
      if (!child) continue;
      if (entry.name.starts_with("__recip_version1.0_")) Recipient(*child);
      if (entry.name.starts_with("__attach_version1.0_")) Attachment(*child);
    }
  }

 private:
  // The property stream: a header of 32, 24 (embedded) or 8 bytes, then entries of 16.
  void ReadCodepage() {
    const CfbStream stream = storage_.Read("__properties_version1.0");
    if (!stream.complete) Incomplete();
    ByteReader reader(stream.bytes);
    reader.Skip(stream.bytes.size() % 16 == 0 ? 32 : 24);
    while (reader.remaining() >= 16) {
      const uint32_t tag = reader.U32();
      reader.Skip(4);
      const uint64_t value = reader.U64();
      const uint16_t property = static_cast<uint16_t>(tag >> 16);
      if (value == 0 || value > 0xFFFF) continue;
      if (property == kMessageCodepage) codepage_ = static_cast<uint16_t>(value);
      if (property == kInternetCodepage) html_codepage_ = static_cast<uint16_t>(value);
    }
  }

  void Incomplete() {
    writer_.AddNote(
        ErrorCode::kCorrupt, true,
        {"một phần của thư bị hỏng hoặc thiếu", "part of the message is damaged or missing"});
  }

  CfbStream Read(const CfbStorage& from, uint16_t property, uint16_t type) {
    CfbStream stream = from.Read(StreamName(property, type));
    if (stream.found && !stream.complete) Incomplete();
    return stream;
  }

  std::string Text(const CfbStorage& from, uint16_t property) {
    if (CfbStream wide = Read(from, property, kUnicode); !wide.bytes.empty()) {
      return std::string(UntilNul(DecodeUtf16(wide.bytes)));
    }
    const CfbStream narrow = Read(from, property, kString8);
    return DecodeCodepage(AsBytes(UntilNul(AsText(narrow.bytes))), codepage_);
  }

  void Lines(std::string_view text, Place place, std::string_view locator) {
    while (!text.empty()) {
      const size_t end = std::min(text.find('\n'), text.size());
      std::string line(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (place == Place::kBody) seen_.insert(line);
      if (!writer_.Add(std::move(line), place, locator)) return;
    }
  }

  // Outlook keeps the same body in several forms: what an earlier form said is not said again.
  void Inline(Result<Document> document, std::string_view locator) {
    if (!document.ok()) return Incomplete();
    for (Block& block : document->blocks) {
      if (block.place == Place::kBody && !seen_.insert(block.text).second) continue;
      block.locator = locator;
      if (!writer_.Add(std::move(block))) return;
    }
    for (Note& note : document->notes) writer_.document().notes.push_back(std::move(note));
  }

  void Html() {
    CfbStream html = Read(storage_, kHtml, kBinary);
    std::string text(AsText(html.bytes));
    if (!text.empty() && html_codepage_ != 65001) {
      // The page says its own charset seldom; the property always does.
      if (text.find("charset") == std::string::npos)
        text = DecodeCodepage(html.bytes, html_codepage_);
    } else if (text.empty()) {
      text = Text(storage_, kHtml);
    }
    if (!text.empty()) Inline(ExtractHtml({AsBytes(text), "body.html"}, context_), "body.html");
  }

  void Rtf() {
    const CfbStream packed = Read(storage_, kRtf, kBinary);
    if (packed.bytes.empty()) return;
    bool complete = false;
    auto rtf = DecompressRtf(packed.bytes, complete);
    if (!rtf.ok() || !complete) Incomplete();
    if (rtf.ok() && !rtf->empty())
      Inline(ExtractRtf({AsBytes(*rtf), "body.rtf"}, context_), "body.rtf");
  }

  void Recipient(const CfbStorage& recipient) {
    for (const uint16_t property : {kDisplayName, kSmtp, kEmail}) {
      Lines(Text(recipient, property), Place::kMetadata, "recipient");
    }
  }

  void Attachment(const CfbStorage& attachment) {
    std::string name = Text(attachment, kAttachLongName);
    if (name.empty()) name = Text(attachment, kAttachName);
    if (name.empty()) name = Text(attachment, kDisplayName);
    if (name.empty()) name = "attachment" + std::to_string(++unnamed_);
    if (const auto inner = attachment.Storage(StreamName(kAttachData, kObject))) {
      GiveStorage(inner->Has("__properties_version1.0") ? name + ".msg" : name, *inner, context_);
      return;
    }
    const CfbStream data = Read(attachment, kAttachData, kBinary);
    if (!data.found) return;  // kept by reference only
    GiveMember(name, data.bytes, data.bytes.size(), context_);
  }

  const CfbStorage& storage_;
  Context& context_;
  DocumentWriter& writer_;
  uint16_t codepage_ = kWesternCodepage;
  uint16_t html_codepage_ = 65001;
  std::set<std::string, std::less<>> seen_;
  uint32_t unnamed_ = 0;
};

}  // namespace

Result<Document> ExtractMsg(Input input, Context& context) {
  Document document;
  document.format = Format::kMsg;
  DocumentWriter writer(document, context.limits);
  auto root = CfbStorage::Open(input.bytes);
  if (root.ok()) {
    Message(*root, context, writer).Run();
  }
  if (!root.ok() || (document.blocks.empty() && !document.notes.empty())) {
    writer.AddNote(ErrorCode::kCorrupt, true,
                   {"thư Outlook bị hỏng, chỉ đọc được các đoạn chữ rời",
                    "the Outlook message is damaged; only loose runs of text were read"});
    AddTextRuns(input.bytes, Place::kBody, "raw", writer);
    if (document.blocks.empty() && !root.ok()) return root.error();
  }
  return document;
}

}  // namespace niem::extract
