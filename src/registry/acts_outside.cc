// Out of the house: taken out for work, provided to others, shown in meetings.
// Source: Luật 117/2025/QH15 Điều 14-18 and 29/2018/QH14 Điều 14-18; Nghị định 26/2020/NĐ-CP Điều
// 5, 6.
#include "registry/books.h"
#include "registry/custody.h"
#include "registry/form.h"
#include "registry/rules.h"

namespace niem::registry {
namespace {

using access::Act;

const store::Sql kStillOutOfMeeting(
    "registry.count_out_of_meeting",
    "SELECT COUNT(*) FROM copy WHERE state = 'out' AND id IN (SELECT c.copy FROM custody c WHERE "
    "c.meeting = $1 AND c.id = (SELECT MAX(l.id) FROM custody l WHERE l.copy = c.copy))");

struct Asked {
  Request request;
  Document document;
};

Result<Asked> Open(Deed& deed, const Fields& fields, RequestKind kind) {
  TRY_ASSIGN(Request request, deed.Get<Request>(fields.Int("request")));
  if (request.kind != kind) return Deed::Absent();
  TRY_ASSIGN(Document document, deed.Get<Document>(request.document));
  return Asked{std::move(request), std::move(document)};
}

Status Decide(Deed& deed, Asked asked, law::Act act) {
  TRY_ASSIGN(const law::Ruling ruling,
             deed.MustBeAllowed(act, asked.document.level, ManagedBy(deed, asked.document)));
  asked.request.state = ObjectState::kDecided;
  asked.request.decider = deed.actor();
  asked.request.decided = deed.today();
  asked.request.article = ruling.article.vi;
  return deed.Save(asked.request);
}

// ---- taking out --------------------------------------------------------------------------------

Status AskTakeOut(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const Copy copy, deed.Get<Copy>(fields.Int("copy")));
  if (*fields.Day("until") < *fields.Day("from")) {
    return deed.Refuse("days", {"ngày về trước ngày đi", "the return is before the departure"});
  }
  Request request;
  request.kind = RequestKind::kTakeOut;
  request.document = copy.document;
  request.copy = copy.id;
  request.requester = deed.actor();
  request.asked = deed.today();
  request.quantity = 1;
  request.purpose = fields.Text("purpose");
  request.recipient = fields.Text("where");
  request.measures = fields.Text("measures");
  request.abroad = fields.Bool("abroad");
  request.from = fields.Day("from");
  request.until = fields.Day("until");
  TRY_ASSIGN(request, deed.Add(std::move(request)));
  deed.outcome().ids["request"] = request.id;
  return Ok();
}

Status AllowTakeOut(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Asked asked, Open(deed, fields, RequestKind::kTakeOut));
  const law::Act act = asked.request.abroad ? law::Act::kTakeOutAbroad : law::Act::kTakeOutHome;
  return Decide(deed, std::move(asked), act);
}

Status RefuseTakeOut(Deed& deed, const Fields& fields) {
  return RefuseRequest(deed, fields, RequestKind::kTakeOut);
}

Status Leave(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Asked asked, Open(deed, fields, RequestKind::kTakeOut));
  TRY(MustBeCleared(deed, asked.request.requester, asked.document));
  TRY_ASSIGN(const Copy copy, deed.Get<Copy>(asked.request.copy.value_or(0)));
  Move move;
  move.act = "take_out.leave";
  move.to = CopyState::kOut;
  move.person = asked.request.requester;
  move.due = asked.request.until;
  move.note = fields.Text("note");
  TRY(MoveCopy(deed, copy, move));
  asked.request.state = ObjectState::kInForce;
  return deed.Save(asked.request);
}

Status Return(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Asked asked, Open(deed, fields, RequestKind::kTakeOut));
  TRY_ASSIGN(const Copy copy, deed.Get<Copy>(asked.request.copy.value_or(0)));
  if (asked.request.until && *asked.request.until < deed.today()) {
    deed.Warn({"về chậm, hạn là " + asked.request.until->Shown().vi,
               "late, it was due on " + asked.request.until->Shown().en});
  }
  Move move;
  move.act = "take_out.return";
  move.place = fields.Text("place");
  move.note = fields.Text("report");
  // Lost, destroyed in an emergency or taken back meanwhile: the request still ends.
  if (copy.state == CopyState::kOut) TRY(MoveCopy(deed, copy, move));
  asked.request.state = ObjectState::kEnded;
  asked.request.made = 1;
  return deed.Save(asked.request);
}

// ---- providing ---------------------------------------------------------------------------------

Status AskProvide(Deed& deed, const Fields& fields) {
  if (fields.Has("quantity") && fields.Int("quantity") == 0) {
    return deed.Refuse("copies.count", {"số bản phải từ 1", "at least one copy"});
  }
  Request request;
  request.kind = RequestKind::kProvide;
  request.document = fields.Int("document");
  request.requester = deed.actor();
  request.asked = deed.today();
  request.purpose = fields.Text("purpose");
  request.recipient = fields.Text("recipient");
  request.abroad = fields.Bool("foreign");
  request.quantity = fields.Has("quantity") ? fields.Int("quantity") : 1;
  TRY_ASSIGN(request, deed.Add(std::move(request)));
  deed.outcome().ids["request"] = request.id;
  return Ok();
}

Status AllowProvide(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Asked asked, Open(deed, fields, RequestKind::kProvide));
  const law::Act act =
      asked.request.abroad ? law::Act::kProvideForeign : law::Act::kProvideDomestic;
  return Decide(deed, std::move(asked), act);
}

Status RefuseProvide(Deed& deed, const Fields& fields) {
  return RefuseRequest(deed, fields, RequestKind::kProvide);
}

Status Deliver(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Asked asked, Open(deed, fields, RequestKind::kProvide));
  const std::vector<int64_t> copies = fields.Ids("copies");
  const auto count = static_cast<int64_t>(copies.size());
  if (count > asked.request.quantity - asked.request.made) {
    return deed.Refuse("copies.more_than_allowed",
                       {"nhiều hơn số bản được phép", "more copies than allowed"});
  }
  for (const int64_t id : copies) {
    TRY_ASSIGN(const Copy copy, deed.Get<Copy>(id));
    if (copy.document != asked.document.id) return Deed::Absent();
    Entry entry;
    entry.document = asked.document.id;
    entry.copy = id;
    entry.request = asked.request.id;
    TRY_ASSIGN(entry, WriteEntry(deed, BookKind::kTransfer, asked.document.unit, std::move(entry)));
    Move move;
    move.act = "provide.deliver";
    move.to = CopyState::kOut;
    move.outside = asked.request.recipient;
    move.entry = entry.id;
    move.note = fields.Text("note");
    TRY(MoveCopy(deed, copy, move));
  }
  asked.request.made += count;
  if (asked.request.made == asked.request.quantity) asked.request.state = ObjectState::kEnded;
  return deed.Save(asked.request);
}

// ---- meetings ----------------------------------------------------------------------------------

Status Plan(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const access::Object made, NewFromFields(deed, fields));
  if (*fields.Day("until") < *fields.Day("from")) {
    return deed.Refuse("days", {"ngày kết thúc trước ngày bắt đầu", "it ends before it begins"});
  }
  Meeting meeting;
  meeting.level = made.label.level;
  meeting.compartments = made.label.compartments;
  meeting.unit = made.label.unit;
  meeting.title = fields.Text("title");
  meeting.place = fields.Text("place");
  meeting.from = *fields.Day("from");
  meeting.until = *fields.Day("until");
  meeting.plan = fields.Text("plan");
  meeting.foreign_attendance = fields.Bool("foreign");
  meeting.planner = deed.actor();
  TRY_ASSIGN(meeting, deed.Add(std::move(meeting)));
  deed.outcome().ids["meeting"] = meeting.id;
  deed.SetObject(access::ObjectKind::kMeeting, meeting.id, meeting.LabelOf());
  return Ok();
}

// Who may provide the secret may consent to its use in a meeting: the same persons in both laws.
Status AllowMeeting(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Meeting meeting, deed.Get<Meeting>(fields.Int("meeting")));
  const std::string_view id = meeting.foreign_attendance ? "meeting.foreign" : "meeting.domestic";
  const law::Provision* provision = deed.law().FindProvision(id);
  if (provision == nullptr || !provision->act) {
    return deed.Refuse("law.not_settled",
                       {"luật đang áp dụng không nêu ai đồng ý việc này: chưa đối chiếu bản gốc",
                        "the law in force, as it was read, does not say who consents"});
  }
  const bool managed = deed.acting().subject.clearance.units.Contains(meeting.unit);
  TRY(deed.MustBeAllowed(*provision->act, meeting.level, managed));
  deed.Warn(law::Cite(provision->source));
  meeting.state = ObjectState::kDecided;
  meeting.decider = deed.actor();
  return deed.Save(meeting);
}

Status RefuseMeeting(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Meeting meeting, deed.Get<Meeting>(fields.Int("meeting")));
  meeting.state = ObjectState::kClosed;
  meeting.decider = deed.actor();
  return deed.Save(meeting);
}

Status CloseMeeting(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Meeting meeting, deed.Get<Meeting>(fields.Int("meeting")));
  TRY_ASSIGN(const store::Rows out, deed.Query(kStillOutOfMeeting, {meeting.id}));
  if (out[0].Int(0) > 0) {
    const std::string count = std::to_string(out[0].Int(0));
    return deed.RefuseBy("meeting.papers", "meeting.copies_out",
                         {"còn " + count + " bản phát tại cuộc họp chưa thu hồi",
                          count + " copies given out at the meeting are not back"});
  }
  meeting.state = ObjectState::kEnded;
  return deed.Save(meeting);
}

const FieldSpec kRequest = {"request", FieldType::kId, Need::kRequired, {"Đề nghị", "Request"}};
const FieldSpec kMeeting = {"meeting", FieldType::kId, Need::kRequired, {"Cuộc họp", "Meeting"}};
const FieldSpec kReason = {"reason", FieldType::kLongText, Need::kRequired, {"Lý do", "Reason"}};
const FieldSpec kPurpose = {
    "purpose", FieldType::kLongText, Need::kRequired, {"Mục đích", "Purpose"}};
const FieldSpec kNote = {"note", FieldType::kLongText, Need::kOptional, {"Ghi chú", "Notes"}};
const FieldSpec kFrom = {"from", FieldType::kDay, Need::kRequired, {"Từ ngày", "From"}};
const FieldSpec kUntil = {"until", FieldType::kDay, Need::kRequired, {"Đến ngày", "Until"}};

std::vector<ActForm> MakeForms() {
  return {
      {Act::kTakeOutRequest,
       {{"copy", FieldType::kId, Need::kRequired, {"Bản", "Copy"}},
        kPurpose,
        {"where", FieldType::kText, Need::kRequired, {"Địa điểm công tác", "Where to"}},
        kFrom,
        kUntil,
        {"measures",
         FieldType::kLongText,
         Need::kRequired,
         {"Biện pháp bảo vệ", "Measures of protection"}},
        {"abroad", FieldType::kBool, Need::kOptional, {"Ra nước ngoài", "Abroad"}}},
       AskTakeOut},
      {Act::kTakeOutAllow, {kRequest}, AllowTakeOut},
      {Act::kTakeOutRefuse, {kRequest, kReason}, RefuseTakeOut},
      {Act::kTakeOutLeave, {kRequest, kNote}, Leave},
      {Act::kTakeOutReturn,
       {kRequest,
        {"report", FieldType::kLongText, Need::kRequired, {"Báo cáo", "Report"}},
        {"place", FieldType::kText, Need::kOptional, {"Nơi lưu giữ", "Kept at"}}},
       Return},
      {Act::kProvideRequest,
       {{"document", FieldType::kId, Need::kRequired, {"Văn bản", "Document"}},
        {"recipient", FieldType::kText, Need::kRequired, {"Bên đề nghị", "Who asks"}},
        kPurpose,
        {"foreign", FieldType::kBool, Need::kOptional, {"Bên nước ngoài", "Foreign"}},
        {"quantity", FieldType::kInt, Need::kOptional, {"Số bản", "Copies"}}},
       AskProvide},
      {Act::kProvideAllow, {kRequest}, AllowProvide},
      {Act::kProvideRefuse, {kRequest, kReason}, RefuseProvide},
      {Act::kProvideDeliver,
       {kRequest, {"copies", FieldType::kIds, Need::kRequired, {"Các bản", "Copies"}}, kNote},
       Deliver},
      {Act::kMeetingPlan,
       {{"level", FieldType::kLevel, Need::kRequired, {"Độ mật", "Level"}},
        {"compartments", FieldType::kCodes, Need::kOptional, {"Phạm vi riêng", "Compartments"}},
        {"unit", FieldType::kText, Need::kOptional, {"Đơn vị", "Unit"}},
        {"title", FieldType::kText, Need::kRequired, {"Tên cuộc họp", "Title"}},
        {"place", FieldType::kText, Need::kRequired, {"Địa điểm", "Place"}},
        kFrom,
        kUntil,
        {"plan", FieldType::kLongText, Need::kRequired, {"Phương án bảo vệ", "Protection plan"}},
        {"foreign",
         FieldType::kBool,
         Need::kOptional,
         {"Có yếu tố nước ngoài", "With foreigners"}}},
       Plan,
       NewFromFields},
      {Act::kMeetingAllow, {kMeeting}, AllowMeeting},
      {Act::kMeetingRefuse, {kMeeting, kReason}, RefuseMeeting},
      {Act::kMeetingClose, {kMeeting, kNote}, CloseMeeting},
  };
}

}  // namespace

std::span<const ActForm> OutsideForms() {
  static const std::vector<ActForm> kForms = MakeForms();
  return kForms;
}

}  // namespace niem::registry
