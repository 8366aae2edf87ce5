#include "verify/export_source.h"

#include <algorithm>
#include <cstring>

namespace niem::verify {
namespace {

constexpr std::string_view kMagic = "NIEMLOG\n";
constexpr size_t kFrame = 5;
constexpr size_t kMaxRecord = (64U << 20) + (1U << 20);
constexpr size_t kMaxEvent = 16U << 20;
constexpr size_t kMaxBody = 64U << 20;
constexpr size_t kMaxNote = 1U << 20;
constexpr size_t kReadAhead = 1U << 20;

enum Type : uint8_t { kHeader = 1, kEvent, kBody, kCheckpoint, kRow, kEnd };

// By the type of the record before: which types may come now, one bit each.
constexpr uint8_t Bit(uint8_t type) {
  return static_cast<uint8_t>(1U << type);
}

constexpr uint8_t kMayFollow[] = {
    Bit(kHeader),
    Bit(kEvent) | Bit(kRow) | Bit(kEnd),
    Bit(kEvent) | Bit(kBody) | Bit(kCheckpoint) | Bit(kRow) | Bit(kEnd),
    Bit(kEvent) | Bit(kBody) | Bit(kCheckpoint) | Bit(kRow) | Bit(kEnd),
    Bit(kEvent) | Bit(kRow) | Bit(kEnd),
    Bit(kRow) | Bit(kEnd),
};

}  // namespace

Error ExportSource::Damaged(std::string_view vi, std::string_view en) const {
  const std::string record = std::to_string(record_);
  const std::string offset = std::to_string(offset_);
  return {ErrorCode::kCorrupt,
          {"bản ghi " + record + " (byte " + offset + "): " + std::string(vi),
           "record " + record + " (byte " + offset + "): " + std::string(en)}};
}

Result<std::string_view> ExportSource::Next(size_t count) {
  if (end_ - begin_ < count) {
    if (begin_ != 0) std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    // Grown by what really arrives: a length that lies costs no memory.
    while (end_ < count) {
      if (buffer_.size() < end_ + kReadAhead) buffer_.resize(end_ + kReadAhead);
      TRY_ASSIGN(const size_t got, read_(buffer_.data() + end_, buffer_.size() - end_));
      if (got == 0) break;
      end_ += got;
    }
  }
  const std::string_view bytes(buffer_.data() + begin_, std::min(count, end_ - begin_));
  begin_ += bytes.size();
  return bytes;
}

Status ExportSource::DeliverRecord(uint8_t type, std::string_view payload, Sink& sink) {
  const auto malformed = [&] { return Damaged("sai khuôn dạng", "malformed"); };
  Cursor in(payload);
  switch (type) {
    case kHeader: {
      if (const uint64_t version = in.Number(2, "version"); in.fault().empty() && version != 1) {
        return Error(
            ErrorCode::kUnsupported,
            {"tệp thuộc phiên bản " + std::to_string(version) + "; dùng niem-verify mới hơn",
             "the file has version " + std::to_string(version) + "; use a later niem-verify"});
      }
      const bool known = in.Number(1, "algorithm") == 1 && in.Number(1, "algorithm") == 2;
      Header header{in.Text("instance"), in.Text("origin"), {}};
      header.keys.resize(in.Count(256, 2, "keys"));
      for (std::string_view& key : header.keys) key = in.Text("keys");
      if (!known || !in.fault().empty() || !in.at_end()) return malformed();
      return sink.OnHeader(header);
    }
    case kEvent: {
      const Hash leaf = in.PlainDigest("leaf");
      const std::string_view event = in.Rest();
      if (!in.fault().empty() || event.size() > kMaxEvent) return malformed();
      return sink.OnEvent(leaf, event);
    }
    case kBody: {
      const uint64_t state = in.Number(1, "state");
      const std::string_view name = in.Text("name");
      if (name.empty() || (state != 1 && state != 2)) return malformed();
      if (state == 2) {
        const uint64_t by = in.Number(8, "by");
        if (!in.fault().empty() || !in.at_end()) return malformed();
        return sink.OnDestroyedBody(name, by);
      }
      const std::string_view salt = in.Take(32, "salt");
      const std::string_view bytes = in.Rest();
      if (!in.fault().empty() || bytes.size() > kMaxBody) return malformed();
      return sink.OnHeldBody(name, salt, bytes);
    }
    case kCheckpoint: {
      const uint64_t size = in.Number(8, "size");
      const std::string_view note = in.Rest();
      if (!in.fault().empty() || note.size() > kMaxNote) return malformed();
      return sink.OnCheckpoint(size, note);
    }
    case kRow: {
      const std::string_view table = in.Text("table");
      const std::string_view key = in.Text("key");
      const std::string_view salt = in.Take(32, "salt");
      const std::string_view bytes = in.Rest();
      if (!in.fault().empty() || table.empty()) return malformed();
      return sink.OnRow(table, key, salt, bytes);
    }
    default: {
      const End end{in.Number(8, "events"), in.Number(8, "checkpoints"), in.Number(8, "rows"),
                    in.PlainDigest("root"), std::nullopt};
      if (!in.fault().empty() || !in.at_end()) return malformed();
      return sink.OnEnd(end);
    }
  }
}

Status ExportSource::Deliver(Sink& sink) {
  TRY_ASSIGN(const std::string_view magic, Next(kMagic.size()));
  if (magic != kMagic) {
    return Error(ErrorCode::kUnsupported, {"đây không phải tệp trích xuất sổ cái (*.niemlog)",
                                           "this is not a ledger export (*.niemlog)"});
  }
  offset_ = kMagic.size();
  for (uint8_t last = 0; last != kEnd; ++record_) {
    TRY_ASSIGN(const std::string_view frame, Next(kFrame));
    const auto cut = [&] { return Damaged("tệp bị cắt cụt", "the file is cut off"); };
    if (frame.size() < kFrame) return cut();
    Cursor in(frame);
    const auto type = static_cast<uint8_t>(in.Number(1, "type"));
    const size_t length = in.Number(4, "length");
    if (type < kHeader || type > kEnd || (kMayFollow[last] & Bit(type)) == 0)
      return Damaged("bản ghi không đúng chỗ", "a record out of place");
    if (length > kMaxRecord) return Damaged("bản ghi quá dài", "the record is too long");
    TRY_ASSIGN(const std::string_view payload, Next(length));
    if (payload.size() < length) return cut();
    TRY(DeliverRecord(type, payload, sink));
    offset_ += kFrame + length;
    last = type;
  }
  TRY_ASSIGN(const std::string_view more, Next(1));
  if (!more.empty()) return Damaged("có dữ liệu sau chỗ kết thúc", "data behind the end");
  return Ok();
}

}  // namespace niem::verify
