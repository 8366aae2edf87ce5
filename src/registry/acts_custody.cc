// Copies change hands: sent, handed over, lent, taken back, given back, recalled, lost, found.
// Source: Luật 117/2025/QH15 Điều 12, 13, 25(3); Nghị định 26/2020/NĐ-CP Điều 4.
#include "registry/books.h"
#include "registry/custody.h"
#include "registry/form.h"
#include "registry/rules.h"

namespace niem::registry {
namespace {

using access::Act;

struct Held {
  Copy copy;
  Document document;
};

Result<Held> CopyOf(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Copy copy, deed.Get<Copy>(fields.Int("copy")));
  TRY_ASSIGN(Document document, deed.Get<Document>(copy.document));
  return Held{std::move(copy), std::move(document)};
}

Result<Entry> WriteTransfer(Deed& deed, const Held& held, std::string note) {
  Entry entry;
  entry.document = held.document.id;
  entry.copy = held.copy.id;
  entry.note = std::move(note);
  return WriteEntry(deed, BookKind::kTransfer, held.document.unit, std::move(entry));
}

Status Send(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Held held, CopyOf(deed, fields));
  TRY_ASSIGN(const Entry entry, WriteTransfer(deed, held, fields.Text("post")));
  Move move;
  move.act = "copy.send";
  move.to = CopyState::kOut;
  move.outside = fields.Text("recipient");
  move.due = fields.Day("due");
  move.entry = entry.id;
  move.note = fields.Text("post");
  TRY(MoveCopy(deed, std::move(held.copy), move));
  return Ok();
}

Status GiveTo(Deed& deed, const Fields& fields, std::string_view act) {
  TRY_ASSIGN(Held held, CopyOf(deed, fields));
  TRY_ASSIGN(const Person receiver, MustBeCleared(deed, fields.Int("person"), held.document));
  if (const auto meeting = fields.Id("meeting")) {
    TRY_ASSIGN(const Meeting held_at, deed.Get<Meeting>(*meeting));
    if (!access::Dominates(deed.acting().subject.clearance, held_at.LabelOf())) {
      return Deed::Absent();
    }
    if (!access::Covers(held_at.LabelOf(), held.document.LabelOf())) {
      return deed.Refuse("meeting.level", {"độ mật, phạm vi cuộc họp thấp hơn tài liệu",
                                           "the meeting's level or scope is below the document's"});
    }
    if (held_at.state != ObjectState::kDecided) {
      return deed.RefuseBy("meeting.domestic", "meeting.not_allowed",
                           {"cuộc họp chưa được cho phép", "the meeting was not allowed"});
    }
  }
  TRY_ASSIGN(const Entry entry, WriteTransfer(deed, held, fields.Text("note")));
  Move move;
  move.act = act;
  move.to = CopyState::kOut;
  move.person = receiver.id;
  move.due = fields.Day("due");
  move.entry = entry.id;
  move.meeting = fields.Id("meeting");
  move.note = fields.Text("note");
  if (move.due && *move.due < deed.today()) {
    return deed.Refuse("copy.due_past", {"ngày trả đã qua", "the day of return is past"});
  }
  TRY(MoveCopy(deed, std::move(held.copy), move));
  return Ok();
}

Status HandOver(Deed& deed, const Fields& fields) {
  return GiveTo(deed, fields, "copy.hand_over");
}

Status Lend(Deed& deed, const Fields& fields) {
  return GiveTo(deed, fields, "copy.lend");
}

Status TakeBack(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Held held, CopyOf(deed, fields));
  if (held.copy.due && *held.copy.due < deed.today()) {
    deed.Warn({"trả chậm, hạn là " + held.copy.due->Shown().vi,
               "late, it was due on " + held.copy.due->Shown().en});
  }
  Move move;
  move.act = "copy.take_back";
  move.place = fields.Text("place");
  move.note = fields.Text("note");
  TRY(MoveCopy(deed, std::move(held.copy), move));
  return Ok();
}

Status GiveBack(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Held held, CopyOf(deed, fields));
  if (held.document.issuer.empty()) {
    return deed.Refuse("copy.own", {"văn bản của chính cơ quan, không có nơi để trả",
                                    "the agency's own document has no issuer to go back to"});
  }
  TRY_ASSIGN(const Entry entry, WriteTransfer(deed, held, fields.Text("note")));
  Move move;
  move.act = "copy.give_back";
  move.to = CopyState::kReturned;
  move.outside = held.document.issuer;
  move.entry = entry.id;
  move.note = fields.Text("note");
  TRY(MoveCopy(deed, std::move(held.copy), move));
  return Ok();
}

Status Recall(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Held held, CopyOf(deed, fields));
  if (held.copy.state != CopyState::kOut) {
    return deed.Refuse("copy.state", {"bản này không ở ngoài", "this copy is not out"});
  }
  held.copy.recalled = deed.today();
  held.copy.due = fields.Day("due");
  return deed.Save(held.copy);
}

Status Lost(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Held held, CopyOf(deed, fields));
  Move move;
  move.act = "copy.lost";
  move.to = CopyState::kLost;
  move.note = fields.Text("account");
  TRY_ASSIGN(const Copy copy, MoveCopy(deed, held.copy, move));
  Incident incident;
  incident.kind = IncidentKind::kLoss;
  incident.level = held.document.level;
  incident.compartments = held.document.compartments;
  incident.unit = held.document.unit;
  incident.document = held.document.id;
  incident.copy = copy.id;
  incident.opened = deed.today();
  incident.reporter = deed.actor();
  incident.account = fields.Text("account");
  TRY_ASSIGN(incident, deed.Add(std::move(incident)));
  deed.outcome().ids["incident"] = incident.id;
  const law::Deadline report = deed.law().NotifyDeadline(law::Clock::kLossReport, deed.today());
  deed.Warn(report.text);
  return Ok();
}

Status Found(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Held held, CopyOf(deed, fields));
  Move move;
  move.act = "copy.found";
  move.place = fields.Text("place");
  move.note = fields.Text("note");
  TRY(MoveCopy(deed, std::move(held.copy), move));
  return Ok();
}

const FieldSpec kCopy = {"copy", FieldType::kId, Need::kRequired, {"Bản", "Copy"}};
const FieldSpec kPerson = {"person", FieldType::kId, Need::kRequired, {"Người nhận", "Receiver"}};
const FieldSpec kNote = {"note", FieldType::kLongText, Need::kOptional, {"Ghi chú", "Notes"}};
const FieldSpec kPlace = {"place", FieldType::kText, Need::kOptional, {"Nơi lưu giữ", "Kept at"}};

FieldSpec Due(Need need) {
  return {"due", FieldType::kDay, need, {"Trả trước hết ngày", "To be back by"}};
}

std::vector<ActForm> MakeForms() {
  return {
      {Act::kCopySend,
       {kCopy,
        {"recipient", FieldType::kText, Need::kRequired, {"Nơi nhận", "Recipient"}},
        {"post",
         FieldType::kText,
         Need::kOptional,
         {"Cách gửi, số bưu gửi KT1", "Sent by, KT1 number"}},
        Due(Need::kOptional)},
       Send},
      {Act::kCopyHandOver,
       {kCopy,
        kPerson,
        Due(Need::kOptional),
        {"meeting", FieldType::kId, Need::kOptional, {"Cuộc họp", "Meeting"}},
        kNote},
       HandOver},
      {Act::kCopyLend, {kCopy, kPerson, Due(Need::kRequired), kNote}, Lend},
      {Act::kCopyTakeBack, {kCopy, kPlace, kNote}, TakeBack},
      {Act::kCopyGiveBack, {kCopy, kNote}, GiveBack},
      {Act::kCopyRecall, {kCopy, Due(Need::kRequired)}, Recall},
      {Act::kCopyLost,
       {kCopy, {"account", FieldType::kLongText, Need::kRequired, {"Diễn biến", "What is known"}}},
       Lost},
      {Act::kCopyFound, {kCopy, kPlace, kNote}, Found},
  };
}

}  // namespace

std::span<const ActForm> CustodyForms() {
  static const std::vector<ActForm> kForms = MakeForms();
  return kForms;
}

}  // namespace niem::registry
