// PowerPoint 97 to 2003: one walk over the record tree.
//
// Which slide container is which slide is told by the persist directory and the slide list;
// containers that neither names are earlier versions that a fast save left behind, and count as
// hidden.
//
// Source: [MS-PPT] 2.3 (persist objects), 2.4.14 (slide lists), 2.9 (text), 2.10.27 (embedded
// objects).
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "extract/cfb.h"
#include "extract/formats.h"
#include "extract/inflate.h"
#include "extract/offcrypto.h"
#include "extract/offcrypto_rc4.h"
#include "extract/ole_art.h"
#include "extract/ole_blips.h"
#include "extract/ole_objects.h"
#include "extract/ole_properties.h"
#include "extract/ole_text.h"
#include "extract/pictures.h"

namespace niem::extract {
namespace {

constexpr StaticText kDamaged{"bản trình chiếu bị hỏng, chỉ đọc được các đoạn chữ rời",
                              "the presentation is damaged; only loose runs of text were read"};

constexpr int kMaxDepth = 64;
constexpr size_t kHeader = 8;
constexpr uint32_t kEncryptedToken = 0xF3D1C4DF;

enum Record : uint16_t {
  kSlide = 1006,
  kNotes = 1008,
  kSlidePersist = 1011,
  kMainMaster = 1016,
  kSlideInfo = 1017,
  kDrawing = 1036,
  kTableStyles = 1064,  // PowerPoint 2007 and later: a container by its version, but a ZIP within
  kText = 3999,
  kTextChars = 4000,
  kTextBytes = 4008,
  kString = 4026,
  kHandout = 4041,
  kHeadersFooters = 4057,
  kSlideList = 4080,
  kOleStorage = 4113,
  kBinaryTag = 5003,
  kPersistDirectory = 6002,
  kComment = 12000,
  kCryptSession = 12052,  // a container by its version, but its content is no records
  kPropertyTable = 0xF00B,
};

// Kinds of text ([MS-PPT] 2.13.33).
constexpr uint32_t kOtherText = 4;
constexpr uint32_t kNotesText = 2;

struct PptRecord {
  uint16_t version = 0;
  uint16_t instance = 0;
  uint16_t type = 0;
  size_t offset = 0;  // of the header in the stream
  Bytes body;
  bool cut = false;

  bool IsContainer() const { return (version == 15 && type != kTableStyles) || type == kBinaryTag; }
};

// Where in the presentation the walk is.
struct Scene {
  Place place = Place::kBody;
  uint32_t page = 0;
  uint16_t parent = 0;
  bool master = false;
  bool in_list = false;
};

class Presentation {
 public:
  Presentation(Bytes stream, Context& context, DocumentWriter& writer)
      : stream_(stream), context_(context), writer_(writer) {}

  void Run();

 private:
  bool Next(Bytes bytes, size_t base, size_t& at, PptRecord& record) const;
  void ReadDirectory(Bytes bytes, size_t base, int depth);
  void Walk(Bytes bytes, size_t base, Scene scene, int depth);
  void OnContainer(const PptRecord& record, Scene scene, int depth);
  void OnAtom(const PptRecord& record, Scene& scene);
  void OnText(std::string text, const Scene& scene);
  void OnString(const PptRecord& record, const Scene& scene);
  void OnObject(const PptRecord& record);
  bool IsHidden(const PptRecord& slide) const;
  void Cut();

  Bytes stream_;
  Context& context_;
  DocumentWriter& writer_;
  std::map<uint32_t, uint32_t> persist_;  // object number -> offset
  std::vector<uint32_t> slides_;          // object numbers in showing order
  std::map<size_t, uint32_t> page_at_;    // offset of a slide container -> slide number
  uint32_t text_kind_ = kOtherText;
  uint32_t objects_ = 0;
};

void Presentation::Run() {
  ReadDirectory(stream_, 0, 0);
  for (size_t i = 0; i < slides_.size(); ++i) {
    const auto found = persist_.find(slides_[i]);
    if (found != persist_.end()) page_at_.emplace(found->second, static_cast<uint32_t>(i + 1));
  }
  writer_.document().pages = static_cast<uint32_t>(slides_.size());
  Walk(stream_, 0, {}, 0);
}

bool Presentation::Next(Bytes bytes, size_t base, size_t& at, PptRecord& record) const {
  if (at + kHeader > bytes.size()) return false;
  ByteReader reader(bytes, at);
  const uint16_t head = reader.U16();
  record.version = head & 15;
  record.instance = head >> 4;
  record.type = reader.U16();
  const uint32_t size = reader.U32();
  record.offset = base + at;
  record.body = Slice(bytes, at + kHeader, size);
  record.cut = record.body.size() < size;
  at += kHeader + record.body.size();
  return true;
}

// First walk: what the directory and the slide list say.
void Presentation::ReadDirectory(Bytes bytes, size_t base, int depth) {
  if (depth > kMaxDepth) return;
  size_t at = 0;
  for (PptRecord record; Next(bytes, base, at, record);) {
    if (record.type == kPersistDirectory) {
      ByteReader reader(record.body);
      while (reader.remaining() >= 4) {
        const uint32_t head = reader.U32();
        for (uint32_t i = 0; i < head >> 20 && reader.remaining() >= 4; ++i) {
          persist_[(head & 0xF'FFFF) + i] = reader.U32();
        }
      }
    } else if (record.type == kSlideList && record.instance == 0) {
      slides_.clear();  // the last one counts
      size_t inner = 0;
      for (PptRecord entry; Next(record.body, 0, inner, entry);) {
        if (entry.type == kSlidePersist) slides_.push_back(ByteReader(entry.body).U32());
      }
    } else if (record.IsContainer()) {
      ReadDirectory(record.body, record.offset + kHeader, depth + 1);
    }
  }
}

void Presentation::Walk(Bytes bytes, size_t base, Scene scene, int depth) {
  if (depth > kMaxDepth) {
    writer_.AddNote(ErrorCode::kTooDeep, true,
                    {"các bản ghi của bản trình chiếu lồng nhau quá sâu",
                     "the presentation's records are nested too deep"});
    return;
  }
  size_t at = 0;
  for (PptRecord record; !writer_.full() && Next(bytes, base, at, record);) {
    if (record.type == kCryptSession) continue;
    if (record.cut) Cut();
    if (record.IsContainer()) {
      OnContainer(record, scene, depth);
    } else {
      OnAtom(record, scene);
    }
  }
}

void Presentation::Cut() {
  writer_.AddNote(
      ErrorCode::kCorrupt, true,
      {"bản trình chiếu bị cắt cụt hoặc hỏng", "the presentation is cut off or damaged"});
}

bool Presentation::IsHidden(const PptRecord& slide) const {
  size_t at = 0;
  for (PptRecord record; Next(slide.body, 0, at, record);) {
    if (record.type == kSlideInfo) return (ByteReader(record.body, 10).U16() & 4) != 0;
  }
  return false;
}

void Presentation::OnContainer(const PptRecord& record, Scene scene, int depth) {
  switch (record.type) {
    case kSlide: {
      const auto page = page_at_.find(record.offset);
      scene.page = page == page_at_.end() ? 0 : page->second;
      const bool left_behind = page == page_at_.end() && !page_at_.empty();
      if (left_behind || IsHidden(record)) scene.place = Place::kHidden;
      break;
    }
    case kNotes:
      scene.place = Place::kFootnote;
      break;
    case kMainMaster:
    case kHandout:
      scene.place = Place::kHeader;
      scene.master = true;
      break;
    case kSlideList:
      scene.in_list = true;
      scene.page = 0;
      if (record.instance == 1) scene.place = Place::kHeader;
      if (record.instance == 2) scene.place = Place::kFootnote;
      break;
    default:
      break;
  }
  scene.parent = record.type;
  Walk(record.body, record.offset + kHeader, scene, depth + 1);
}

void Presentation::OnAtom(const PptRecord& record, Scene& scene) {
  switch (record.type) {
    case kSlidePersist: {
      // The list holds the outline text of the slides, each after its entry.
      const uint32_t number = ByteReader(record.body).U32();
      const auto found = std::find(slides_.begin(), slides_.end(), number);
      const bool of_slide = scene.in_list && scene.place == Place::kBody && found != slides_.end();
      scene.page = of_slide ? static_cast<uint32_t>(found - slides_.begin() + 1) : 0;
      break;
    }
    case kText:
      text_kind_ = ByteReader(record.body).U32();
      break;
    case kTextChars:
      OnText(DecodeUtf16(record.body), scene);
      break;
    case kTextBytes:
      OnText(DecodeCodepage(record.body, kWesternCodepage), scene);
      break;
    case kString:
      OnString(record, scene);
      break;
    case kOleStorage:
      OnObject(record);
      break;
    case kPropertyTable:
      AddOfficeArtText(Slice(stream_, record.offset, kHeader + record.body.size()), writer_);
      break;
    default:
      break;
  }
}

void Presentation::OnText(std::string text, const Scene& scene) {
  // A master's placeholders say "Click to edit ..."; only its other boxes are shown on slides.
  if (scene.master && text_kind_ != kOtherText) return;
  Place place = scene.place;
  if (place == Place::kBody && text_kind_ == kOtherText) place = Place::kTextBox;
  if (place == Place::kBody && text_kind_ == kNotesText) place = Place::kFootnote;
  std::replace(text.begin(), text.end(), '\x0B', '\n');
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\r', begin), text.size());
    writer_.Add(text.substr(begin, end - begin), place, {}, scene.page);
    begin = end + 1;
  }
}

void Presentation::OnString(const PptRecord& record, const Scene& scene) {
  if (scene.parent == kHeadersFooters && record.instance >= 1 && record.instance <= 2) {
    writer_.Add(DecodeUtf16(record.body), record.instance == 1 ? Place::kHeader : Place::kFooter,
                {}, scene.page);
  } else if (scene.parent == kComment && record.instance == 1) {
    writer_.Add(DecodeUtf16(record.body), Place::kComment, {}, scene.page);
  }
}

// Instance 0: the object's compound file; 1: compressed, its size in front.
void Presentation::OnObject(const PptRecord& record) {
  const std::string name = "object" + std::to_string(++objects_);
  if (record.instance == 0) {
    GiveMember(name, record.body, record.body.size(), context_);
    return;
  }
  const uint32_t size = ByteReader(record.body).U32();
  Bytes packed = Slice(record.body, 4, record.body.size());
  if (packed.empty()) return;
  if (Status admitted = context_.Admit(packed.size(), size); !admitted.ok()) {
    context_.members.OnBadMember(name, admitted.error(), context_);
    return;
  }
  const std::vector<uint8_t> object =
      Inflate(packed, std::min<uint64_t>(size, packed.size() * 1100ULL + 64));
  if (object.size() < size) {
    context_.members.OnBadMember(
        name, {ErrorCode::kCorrupt, {"đối tượng nhúng bị hỏng", "the embedded object is damaged"}},
        context_);
  }
  if (!object.empty()) context_.members.OnMember(name, object, context_);
}

// Decrypts a presentation in place: each object that a persist directory names has a key of its
// own, the directories stay open ([MS-PPT] 2.3.7, [MS-OFFCRYPTO] 2.3.5.1).
class PptUnlocking {
 public:
  explicit PptUnlocking(std::vector<uint8_t>& stream) : stream_(stream) {}

  // `edit`: offset of the last user edit.
  Result<Rc4Lock> Run(uint32_t edit, const std::vector<std::string>& passwords) {
    for (int i = 0; i < kMaxEdits && edit != 0; ++i) edit = ReadEdit(edit);
    const auto session = objects_.find(session_);
    const Bytes header = session == objects_.end() ? Bytes() : Body(*session->second.begin());
    TRY_ASSIGN(Rc4Lock lock, Rc4Lock::Open(header, passwords));
    std::set<uint32_t> done;
    for (const auto& [number, offsets] : objects_) {
      for (const uint32_t offset : offsets) {
        if (number != session_ && done.insert(offset).second) Decrypt(lock, number, offset);
      }
    }
    return lock;
  }

 private:
  static constexpr int kMaxEdits = 10'000;

  Bytes Body(size_t offset) const {
    if (offset > stream_.size() || stream_.size() - offset < kHeader) return {};
    return Slice(stream_, offset + kHeader, ByteReader(stream_, offset + 4).U32());
  }

  // Returns the offset of the edit before this one.
  uint32_t ReadEdit(uint32_t offset) {
    ByteReader reader(Body(offset));
    reader.Skip(8);
    const uint32_t before = reader.U32();
    const uint32_t directory = reader.U32();
    reader.Skip(12);
    const uint32_t session = reader.U32();
    if (!reader.ok()) return 0;
    if (session_ == 0) session_ = session;
    ByteReader entries(Body(directory));
    while (entries.remaining() >= 4) {
      const uint32_t head = entries.U32();
      for (uint32_t i = 0; i < head >> 20 && entries.remaining() >= 4; ++i) {
        objects_[(head & 0xF'FFFF) + i].insert(entries.U32());
      }
    }
    return before < offset ? before : 0;
  }

  void Decrypt(const Rc4Lock& lock, uint32_t number, size_t offset) {
    if (offset > stream_.size() || stream_.size() - offset < kHeader) return;
    const std::span<uint8_t> rest = std::span(stream_).subspan(offset);
    std::vector<uint8_t> head(rest.begin(), rest.begin() + kHeader);
    lock.DecryptBlock(number, head);
    const uint64_t size = uint64_t{ByteReader(head, 4).U32()} + kHeader;
    lock.DecryptBlock(number, rest.first(std::min<uint64_t>(size, rest.size())));
  }

  std::vector<uint8_t>& stream_;
  std::map<uint32_t, std::set<uint32_t>> objects_;  // number -> where it stood in each edit
  uint32_t session_ = 0;                            // number of the encryption header
};

}  // namespace

Result<Document> ExtractPpt(Input input, Context& context) {
  Document document;
  document.format = Format::kPpt;
  DocumentWriter writer(document, context.limits);
  auto root = CfbStorage::Open(input.bytes);
  if (!root.ok()) {
    if (!AddLooseText(input.bytes, kDamaged, writer)) return root.error();
    return document;
  }
  const CfbStream user = root->Read("Current User");
  ByteReader current(user.bytes, std::min<size_t>(12, user.bytes.size()));
  const bool locked = current.U32() == kEncryptedToken;
  CfbStream stream = root->Read("PowerPoint Document");
  if (locked) {
    TRY_ASSIGN(const Rc4Lock lock,
               PptUnlocking(stream.bytes).Run(current.U32(), context.passwords));
    AddLockedProperties(*root, lock, writer);
  } else {
    AddProperties(*root, writer);
  }
  const size_t before = document.blocks.size();
  Presentation(stream.bytes, context, writer).Run();
  BlipReader blips(context, document);
  const CfbStream pictures = root->Read("Pictures");
  if (locked) {
    blips.Leave(pictures.bytes.size());  // each is locked by itself
  } else {
    blips.ReadRecords(pictures.bytes);
  }
  NotePictures(blips.unread(), document);
  if (!stream.complete) {
    writer.AddNote(
        ErrorCode::kCorrupt, true,
        {"bản trình chiếu bị cắt cụt hoặc hỏng", "the presentation is cut off or damaged"});
    if (document.blocks.size() == before) {
      AddLooseText(stream.bytes.empty() ? input.bytes : Bytes(stream.bytes), kDamaged, writer);
    }
  }
  return document;
}

}  // namespace niem::extract
