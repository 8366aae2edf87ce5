// Compound files of no other kind: encrypted OOXML, packages, and whatever text their streams hold.
//
// Source: [MS-OFFCRYPTO] 1.3.1, 2.3.4 (streams of an encrypted document).
#include <string>

#include "extract/cfb.h"
#include "extract/formats.h"
#include "extract/offcrypto.h"
#include "extract/ole_objects.h"
#include "extract/ole_properties.h"
#include "extract/ole_text.h"

namespace niem::extract {
namespace {

constexpr size_t kMaxStreams = 10'000;

bool IsPropertyStream(std::string_view name) {
  return !name.empty() && name.front() == '\x05';
}

// Streams that office programs nest: their text is their object's own business.
class StreamWalk {
 public:
  StreamWalk(Context& context, DocumentWriter& writer) : context_(context), writer_(writer) {}

  void Run(const CfbStorage& storage, const std::string& path, int depth) {
    if (depth > kMaxStorageDepth) return Limit();
    for (const CfbEntry& entry : storage.entries()) {
      if (writer_.full()) return;
      if (++streams_ > kMaxStreams) return Limit();
      const std::string name = path + Printable(entry.name);
      if (const auto child = storage.Storage(entry)) {
        Run(*child, name + "/", depth + 1);
      } else {
        OnStream(storage.Read(entry), entry.name, name);
      }
    }
  }

 private:
  static std::string Printable(std::string_view name) {
    std::string out;
    for (const char c : name) {
      if (static_cast<unsigned char>(c) >= ' ') out += c;
    }
    return out;
  }

  void Limit() {
    writer_.AddNote(ErrorCode::kTooMany, true,
                    {"tệp OLE có quá nhiều luồng hoặc lồng quá sâu",
                     "the OLE file has too many streams or is nested too deep"});
  }

  void OnStream(const CfbStream& stream, std::string_view raw_name, const std::string& name) {
    if (!stream.complete) {
      writer_.AddNote(ErrorCode::kCorrupt, true,
                      {"một phần tệp OLE bị hỏng", "part of the OLE file is damaged"});
    }
    if (stream.bytes.empty()) return;
    if (raw_name == "\x01Ole10Native") {
      GiveOle10Native(name, stream.bytes, context_);
    } else if (raw_name == "Package" || raw_name == "EmbeddedOdf" || raw_name == "CONTENTS") {
      GiveMember(name, stream.bytes, stream.bytes.size(), context_);
    } else if (IsPropertyStream(raw_name)) {
      AddPropertySet(stream.bytes, writer_);
    } else {
      AddTextRuns(stream.bytes, Place::kBody, name, writer_);
    }
  }

  Context& context_;
  DocumentWriter& writer_;
  size_t streams_ = 0;
};

// The decrypted package is read in the place of its envelope.
Result<Document> ExtractEncrypted(const CfbStorage& root, Input input, Context& context) {
  const CfbStream info = root.Read("EncryptionInfo");
  const CfbStream package = root.Read("EncryptedPackage");
  TRY_ASSIGN(const std::vector<uint8_t> plain,
             DecryptPackage(info.bytes, package.bytes, context.passwords));
  TRY(context.Admit(package.bytes.size(), plain.size()));
  Context inner = context.Deeper(context.members);
  TRY_ASSIGN(Document document, Extract({plain, input.name}, inner));
  if (!package.complete) {
    document.notes.push_back({ErrorCode::kCorrupt,
                              true,
                              {"tài liệu mã hóa bị cắt cụt", "the encrypted document is cut off"}});
  }
  return document;
}

}  // namespace

Result<Document> ExtractOle(Input input, Context& context) {
  Document document;
  document.format = Format::kOle;
  DocumentWriter writer(document, context.limits);
  auto root = CfbStorage::Open(input.bytes);
  if (!root.ok()) {
    constexpr StaticText kDamaged{"tệp OLE bị hỏng, chỉ đọc được các đoạn chữ rời",
                                  "the OLE file is damaged; only loose runs of text were read"};
    if (!AddLooseText(input.bytes, kDamaged, writer)) return root.error();
    return document;
  }
  if (root->Has("EncryptionInfo") && root->Has("EncryptedPackage")) {
    return ExtractEncrypted(*root, input, context);
  }
  StreamWalk(context, writer).Run(*root, "", 0);
  return document;
}

}  // namespace niem::extract
