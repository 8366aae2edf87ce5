#include "ledger/event.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <tuple>

#include "base/secret.h"
#include "ledger/wire.h"

namespace niem::ledger {
namespace {

constexpr std::string_view kMagic = "niev";

Error Refused(std::string_view field) {
  const std::string name(field);
  return {ErrorCode::kInvalidArgument,
          {"sự kiện không hợp lệ: trường " + name, "invalid event: field " + name}};
}

bool Fits(std::string_view text) {
  return text.size() <= kMaxTextBytes && IsPlainText(text);
}

bool Before(const RowChange& a, const RowChange& b) {
  return std::tie(a.table, a.key) < std::tie(b.table, b.key);
}

bool NameBefore(const BodyDigest& a, const BodyDigest& b) {
  return a.name < b.name;
}

// Strictly ascending: sorted, and nothing twice.
template <typename List, typename Less>
bool Ascends(const List& list, Less less) {
  return std::adjacent_find(list.begin(), list.end(), [&](const auto& a, const auto& b) {
           return !less(a, b);
         }) == list.end();
}

// The rules that the byte form itself does not express; empty when all hold.
std::string_view BrokenField(const Event& event) {
  if (event.act.empty()) return "act";
  if (event.instance.empty()) return "instance";
  const Label& label = event.label;
  if (label.compartments.size() > kMaxCompartments || !Ascends(label.compartments, std::less<>()))
    return "label.compartments";
  if (event.rows.size() > kMaxRows || !Ascends(event.rows, Before)) return "rows";
  for (const RowChange& row : event.rows) {
    if (row.table.empty() || (!row.before && !row.after)) return "rows";
  }
  if (event.bodies.size() > kMaxBodies || !Ascends(event.bodies, NameBefore)) return "bodies";
  for (const BodyDigest& body : event.bodies) {
    if (body.name.empty()) return "bodies";
  }
  return {};
}

std::string_view UnfitText(const Event& event) {
  const std::pair<std::string_view, const std::string*> fields[] = {
      {"instance", &event.instance},
      {"person", &event.person},
      {"duty", &event.duty},
      {"act", &event.act},
      {"object_kind", &event.object_kind},
      {"object_id", &event.object_id},
      {"label.level", &event.label.level},
      {"label.unit", &event.label.unit},
      {"request", &event.request},
      {"pack", &event.pack}};
  for (const auto& [name, text] : fields) {
    if (!Fits(*text)) return name;
  }
  const auto unfit = [](const std::string& text) { return !Fits(text); };
  if (std::any_of(event.label.compartments.begin(), event.label.compartments.end(), unfit))
    return "label.compartments";
  for (const RowChange& row : event.rows) {
    if (unfit(row.table) || unfit(row.key)) return "rows";
  }
  for (const BodyDigest& body : event.bodies) {
    if (unfit(body.name)) return "bodies";
  }
  return {};
}

void WriteLists(const Event& event, WireWriter* out) {
  out->U32(static_cast<uint32_t>(event.rows.size()));
  for (const RowChange& row : event.rows) {
    out->Text(row.table);
    out->Text(row.key);
    out->OptionalDigest(kHmacSha256Id, row.before);
    out->OptionalDigest(kHmacSha256Id, row.after);
  }
  out->U32(static_cast<uint32_t>(event.bodies.size()));
  for (const BodyDigest& body : event.bodies) {
    out->Text(body.name);
    out->OptionalDigest(kHmacSha256Id, body.digest);
  }
}

void ReadLists(WireReader* in, Event* event) {
  event->rows.resize(in->Count(kMaxRows, 6));
  for (RowChange& row : event->rows) {
    row.table = in->PlainText(kMaxTextBytes);
    row.key = in->PlainText(kMaxTextBytes);
    row.before = in->OptionalDigest(kHmacSha256Id);
    row.after = in->OptionalDigest(kHmacSha256Id);
  }
  event->bodies.resize(in->Count(kMaxBodies, 3));
  for (BodyDigest& body : event->bodies) {
    body.name = in->PlainText(kMaxTextBytes);
    const std::optional<Digest> digest = in->OptionalDigest(kHmacSha256Id);
    if (!digest) return in->Fail();
    body.digest = *digest;
  }
}

}  // namespace

void Canonicalise(Event* event) {
  std::sort(event->label.compartments.begin(), event->label.compartments.end());
  std::sort(event->rows.begin(), event->rows.end(), Before);
  std::sort(event->bodies.begin(), event->bodies.end(), NameBefore);
}

Result<std::string> Encode(const Event& event) {
  if (const std::string_view field = BrokenField(event); !field.empty()) return Refused(field);
  if (const std::string_view field = UnfitText(event); !field.empty()) return Refused(field);
  std::string bytes;
  WireWriter out(&bytes);
  out.Raw(kMagic);
  out.U16(kEventVersion);
  out.Text(event.instance);
  out.U64(event.seq);
  out.U64(static_cast<uint64_t>(event.wall_us));
  out.U64(event.ticks);
  out.Text(event.person);
  out.Text(event.duty);
  out.Text(event.act);
  out.Text(event.object_kind);
  out.Text(event.object_id);
  out.OptionalDigest(kSha256Id, event.object_version);
  out.Text(event.label.level);
  out.U32(static_cast<uint32_t>(event.label.compartments.size()));
  for (const std::string& compartment : event.label.compartments) out.Text(compartment);
  out.Text(event.label.unit);
  out.Text(event.request);
  out.Text(event.pack);
  WriteLists(event, &out);
  if (bytes.size() > kMaxEventBytes) return Refused("rows");
  return bytes;
}

Result<Event> Decode(Bytes bytes) {
  if (bytes.size() > kMaxEventBytes) return Malformed("event size");
  WireReader in(bytes);
  if (in.Raw(kMagic.size()) != kMagic) return Malformed("event");
  if (const uint16_t version = in.U16(); in.ok() && version != kEventVersion) {
    const std::string number = std::to_string(version);
    return Error(ErrorCode::kUnsupported,
                 {"sự kiện thuộc phiên bản " + number + ", bản Niêm này chưa đọc được",
                  "the event has version " + number + ", which this Niêm does not read"});
  }
  Event event;
  event.instance = in.PlainText(kMaxTextBytes);
  event.seq = in.U64();
  event.wall_us = static_cast<int64_t>(in.U64());
  event.ticks = in.U64();
  event.person = in.PlainText(kMaxTextBytes);
  event.duty = in.PlainText(kMaxTextBytes);
  event.act = in.PlainText(kMaxTextBytes);
  event.object_kind = in.PlainText(kMaxTextBytes);
  event.object_id = in.PlainText(kMaxTextBytes);
  event.object_version = in.OptionalDigest(kSha256Id);
  event.label.level = in.PlainText(kMaxTextBytes);
  event.label.compartments.resize(in.Count(kMaxCompartments, 2));
  for (std::string& compartment : event.label.compartments)
    compartment = in.PlainText(kMaxTextBytes);
  event.label.unit = in.PlainText(kMaxTextBytes);
  event.request = in.PlainText(kMaxTextBytes);
  event.pack = in.PlainText(kMaxTextBytes);
  ReadLists(&in, &event);
  if (!in.Done()) return Malformed("event");
  if (const std::string_view field = BrokenField(event); !field.empty()) return Malformed(field);
  return event;
}

Salt NewSalt() {
  Salt salt;
  RandomBytes(salt);
  return salt;
}

SaltedDigest DigestBody(const Salt& salt, Bytes body) {
  SaltedDigest digest{};
  unsigned size = digest.size();
  HMAC(EVP_sha256(), salt.data(), static_cast<int>(salt.size()), body.data(), body.size(),
       digest.data(), &size);
  return digest;
}

}  // namespace niem::ledger
