#include "ledger/export.h"

#include <algorithm>
#include <map>

#include "ledger/row_digest.h"
#include "ledger/wire.h"

namespace niem::ledger {
namespace {

constexpr std::string_view kMagic = "NIEMLOG\n";
constexpr uint16_t kExportVersion = 1;
constexpr size_t kFrameBytes = 5;  // type, length
constexpr uint32_t kMaxKeys = 256;

enum RecordType : uint8_t {
  kHeader = 1,
  kEvent = 2,
  kBody = 3,
  kCheckpoint = 4,
  kRow = 5,
  kEnd = 6,
};

enum BodyState : uint8_t { kHeld = 1, kDestroyed = 2 };

RecordType TypeOf(const ExportRecord& record) {
  return static_cast<RecordType>(record.index() + 1);
}

void WritePayload(const ExportHeader& header, WireWriter* out) {
  out->U16(kExportVersion);
  out->U8(kSha256Id);
  out->U8(kHmacSha256Id);
  out->Text(header.instance);
  out->Text(header.origin);
  out->U32(static_cast<uint32_t>(header.keys.size()));
  for (const VerifierKey& key : header.keys) out->Text(FormatVerifierKey(key));
}

void WritePayload(const ExportedEvent& event, WireWriter* out) {
  out->Raw(event.leaf);
  out->Raw(event.bytes);
}

void WritePayload(const ExportedBody& body, WireWriter* out) {
  out->U8(body.held ? kHeld : kDestroyed);
  out->Text(body.name);
  if (body.held) {
    out->Raw(body.held->salt);
    out->Raw(body.held->bytes);
  } else {
    out->U64(body.destroyed_by);
  }
}

void WritePayload(const StoredCheckpoint& checkpoint, WireWriter* out) {
  out->U64(checkpoint.size);
  out->Raw(checkpoint.note);
}

void WritePayload(const ExportedRow& row, WireWriter* out) {
  out->Text(row.table);
  out->Text(row.key);
  out->Raw(row.salt);
  out->Raw(row.bytes);
}

void WritePayload(const ExportEnd& end, WireWriter* out) {
  out->U64(end.events);
  out->U64(end.checkpoints);
  out->U64(end.rows);
  out->Raw(end.root);
}

Result<ExportRecord> ReadHeader(WireReader* in) {
  if (const uint16_t version = in->U16(); in->ok() && version != kExportVersion) {
    const std::string number = std::to_string(version);
    return Error(ErrorCode::kUnsupported,
                 {"tệp trích xuất thuộc phiên bản " + number + ", bản Niêm này chưa đọc được",
                  "the export has version " + number + ", which this Niêm does not read"});
  }
  if (in->U8() != kSha256Id || in->U8() != kHmacSha256Id) return Malformed("export algorithms");
  ExportHeader header;
  header.instance = in->PlainText(kMaxTextBytes);
  header.origin = in->PlainText(kMaxTextBytes);
  const uint32_t keys = in->Count(kMaxKeys, 2);
  for (uint32_t i = 0; i < keys; ++i) {
    TRY_ASSIGN(VerifierKey key, ParseVerifierKey(in->PlainText(kMaxTextBytes)));
    header.keys.push_back(std::move(key));
  }
  if (!in->Done() || header.instance.empty() || !IsKeyName(header.origin))
    return Malformed("export header");
  return ExportRecord(std::move(header));
}

Result<ExportRecord> ReadBody(WireReader* in) {
  ExportedBody body;
  const uint8_t state = in->U8();
  body.name = in->PlainText(kMaxTextBytes);
  if (state == kHeld) {
    HeldBody held{body.name, in->RawDigest(), {}};
    held.bytes = in->Raw(in->remaining());
    if (held.bytes.size() > kMaxBodyBytes) in->Fail();
    body.held = std::move(held);
  } else {
    body.destroyed_by = in->U64();
  }
  if (!in->Done() || body.name.empty() || (state != kHeld && state != kDestroyed))
    return Malformed("body record");
  return ExportRecord(std::move(body));
}

Result<ExportRecord> ReadPayload(uint8_t type, Bytes payload) {
  WireReader in(payload);
  switch (type) {
    case kHeader:
      return ReadHeader(&in);
    case kEvent: {
      ExportedEvent event{in.RawDigest(), {}};
      event.bytes = in.Raw(in.remaining());
      if (!in.Done() || event.bytes.size() > kMaxEventBytes) return Malformed("event record");
      return ExportRecord(std::move(event));
    }
    case kBody:
      return ReadBody(&in);
    case kCheckpoint: {
      StoredCheckpoint checkpoint{in.U64(), {}};
      checkpoint.note = in.Raw(in.remaining());
      if (!in.Done() || checkpoint.note.size() > kMaxNoteBytes)
        return Malformed("checkpoint record");
      return ExportRecord(std::move(checkpoint));
    }
    case kRow: {
      ExportedRow row{in.PlainText(kMaxTextBytes), in.PlainText(kMaxTextBytes), in.RawDigest(), {}};
      row.bytes = in.Raw(in.remaining());
      if (!in.Done() || row.table.empty()) return Malformed("row record");
      return ExportRecord(std::move(row));
    }
    case kEnd: {
      const ExportEnd end{in.U64(), in.U64(), in.U64(), in.RawDigest()};
      if (!in.Done()) return Malformed("end record");
      return ExportRecord(end);
    }
    default:
      return Malformed("record type");
  }
}

// Which record may follow which: header, events with bodies and checkpoints, rows, end.
bool MayFollow(uint8_t last, uint8_t type) {
  switch (type) {
    case kHeader:
      return last == 0;
    case kEvent:
      return last >= kHeader && last <= kCheckpoint;
    case kBody:
    case kCheckpoint:
      return last == kEvent || last == kBody;
    case kRow:
    case kEnd:
      return last >= kHeader && last <= kRow;
    default:
      return false;
  }
}

Error At(const Error& error, uint64_t record, uint64_t offset) {
  const std::string number = std::to_string(record);
  const std::string place = std::to_string(offset);
  return {error.code(),
          {"bản ghi " + number + " (byte " + place + "): " + error.message().vi,
           "record " + number + " (byte " + place + "): " + error.message().en}};
}

}  // namespace

Status ExportWriter::Write(const ExportRecord& record) {
  buffer_.clear();
  WireWriter out(&buffer_);
  if (!begun_) out.Raw(kMagic);
  begun_ = true;
  out.U8(TypeOf(record));
  const size_t length_at = buffer_.size();
  out.U32(0);
  std::visit([&](const auto& one) { WritePayload(one, &out); }, record);
  const size_t length = buffer_.size() - length_at - 4;
  if (length > kMaxRecordBytes) {
    return Error(ErrorCode::kTooLarge,
                 {"bản ghi trích xuất quá lớn", "the export's record is too large"});
  }
  for (int i = 0; i < 4; ++i) buffer_[length_at + i] = static_cast<char>(length >> (8 * i) & 0xff);
  return sink_(AsBytes(buffer_));
}

// Makes buffer_ hold `count` bytes, or as many as are left.
Status ExportReader::Fill(size_t count) {
  constexpr size_t kChunk = 1U << 20;
  buffer_.clear();
  while (buffer_.size() < count) {
    const size_t have = buffer_.size();
    const size_t want = std::min(count - have, kChunk);
    buffer_.resize(have + want);
    TRY_ASSIGN(const size_t got, source_(reinterpret_cast<uint8_t*>(buffer_.data()) + have, want));
    buffer_.resize(have + got);
    if (got == 0) break;
  }
  return Ok();
}

Result<std::optional<ExportRecord>> ExportReader::Next() {
  if (ended_) return std::optional<ExportRecord>();
  if (offset_ == 0) {
    TRY(Fill(kMagic.size()));
    if (buffer_ != kMagic) return At(Malformed("not a niemlog"), 0, 0);
    offset_ = kMagic.size();
  }
  const auto wrong = [&](const Error& error) { return At(error, record_, offset_); };
  TRY(Fill(kFrameBytes));
  if (buffer_.size() < kFrameBytes) return wrong(Malformed("cut off"));
  WireReader frame(AsBytes(buffer_));
  const uint8_t type = frame.U8();
  const uint32_t length = frame.U32();
  if (!MayFollow(last_type_, type)) return wrong(Malformed("record order"));
  if (length > kMaxRecordBytes) return wrong(Malformed("record size"));
  TRY(Fill(length));
  if (buffer_.size() < length) return wrong(Malformed("cut off"));
  Result<ExportRecord> record = ReadPayload(type, AsBytes(buffer_));
  if (!record.ok()) return wrong(record.error());
  offset_ += kFrameBytes + length;
  ++record_;
  last_type_ = type;
  if (type == kEnd) {
    ended_ = true;
    TRY(Fill(1));
    if (!buffer_.empty()) return wrong(Malformed("data behind the end"));
  }
  return std::optional<ExportRecord>(std::move(record).value());
}

namespace {

// Which event destroyed which body: read beforehand, because a body's record stands at its own
// event.
using Destructions = std::map<std::string, uint64_t, std::less<>>;

Result<Destructions> FindDestructions(const LogStore& store, uint64_t size) {
  Destructions found;
  const auto visit = [&](uint64_t seq, std::string_view leaf) -> Status {
    TRY_ASSIGN(const Event event, Decode(AsBytes(leaf)));
    for (const RowChange& row : event.rows) {
      if (row.table == kBodyTable) found.emplace(row.key, seq);
    }
    return Ok();
  };
  TRY(store.ReadLeaves(0, size, visit));
  return found;
}

Status WriteBodies(const LogStore& store, const Event& event, const Destructions& destroyed,
                   ExportWriter* writer) {
  if (event.bodies.empty()) return Ok();
  TRY_ASSIGN(std::vector<HeldBody> held, store.ReadBodies(event.seq));
  for (const BodyDigest& body : event.bodies) {
    const auto found = std::find_if(held.begin(), held.end(),
                                    [&](const HeldBody& one) { return one.name == body.name; });
    if (found != held.end()) {
      TRY(writer->Write(ExportedBody{body.name, std::move(*found), 0}));
      continue;
    }
    const auto gone = destroyed.find(std::to_string(event.seq) + "/" + body.name);
    // A body lost without an event gets no record: the export shows the loss, it does not hide it.
    if (gone != destroyed.end())
      TRY(writer->Write(ExportedBody{body.name, std::nullopt, gone->second}));
  }
  return Ok();
}

}  // namespace

Status WriteExport(const LogStore& store, const ExportHeader& header, const RowSource& rows,
                   const ByteSink& sink) {
  TRY_ASSIGN(const LogHead head, store.ReadHead());
  TRY_ASSIGN(const std::vector<StoredCheckpoint> checkpoints, store.ReadCheckpoints());
  TRY_ASSIGN(const Destructions destroyed, FindDestructions(store, head.size));
  ExportWriter writer(sink);
  TRY(writer.Write(header));
  ExportEnd end{head.size, 0, 0, head.root};
  auto checkpoint = checkpoints.begin();
  const auto visit = [&](uint64_t seq, std::string_view leaf) -> Status {
    TRY_ASSIGN(const Event event, Decode(AsBytes(leaf)));
    TRY(writer.Write(ExportedEvent{LeafHash(AsBytes(leaf)), std::string(leaf)}));
    TRY(WriteBodies(store, event, destroyed, &writer));
    while (checkpoint != checkpoints.end() && checkpoint->size < seq + 1) ++checkpoint;
    if (checkpoint != checkpoints.end() && checkpoint->size == seq + 1) {
      TRY(writer.Write(*checkpoint));
      ++end.checkpoints;
    }
    return Ok();
  };
  TRY(store.ReadLeaves(0, head.size, visit));
  while (true) {
    TRY_ASSIGN(std::optional<ExportedRow> row, rows());
    if (!row) break;
    TRY(writer.Write(*row));
    ++end.rows;
  }
  return writer.Write(end);
}

}  // namespace niem::ledger
