// Destruction, with the council where the law wants one, and handing over to the archives. What is
// destroyed is exactly what was decided, item by item, and two persons say so.
// Source: Luật 117/2025/QH15 Điều 23 and 29/2018/QH14 Điều 23; Luật 33/2024/QH15 Điều 17(6).
#include <algorithm>

#include "registry/articles.h"
#include "registry/custody.h"
#include "registry/finders.h"
#include "registry/form.h"
#include "registry/rules.h"
#include "registry/settings.h"

namespace niem::registry {
namespace {

using access::Act;

// The highest label among the copies; each must be known to him.
Result<access::Object> LocateCopies(Deed& deed, const Fields& fields) {
  access::Object all;
  bool first = true;
  for (const int64_t id : fields.Ids("copies")) {
    TRY_ASSIGN(const Copy copy, deed.Get<Copy>(id));
    TRY_ASSIGN(const access::Object one, ObjectOf(deed, copy));
    if (!access::Sees(deed.acting().subject, one)) return Deed::Absent();
    all.label = first ? one.label : access::Join(all.label, one.label);
    first = false;
  }
  all.state = ObjectState::kNew;
  return all;
}

Status MustBeHeld(Deed& deed, const Copy& copy) {
  if (copy.state == CopyState::kHeld) return Ok();
  const std::string number = std::to_string(copy.number);
  return deed.Refuse("destroy.not_held", {"chỉ tiêu hủy bản đang được bảo quản: bản số " + number,
                                          "only copies held can be destroyed: copy " + number});
}

Status Propose(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const access::Object all, LocateCopies(deed, fields));
  Dossier dossier;
  dossier.level = all.label.level;
  dossier.compartments = all.label.compartments;
  dossier.unit = all.label.unit;
  dossier.proposer = deed.actor();
  dossier.proposed = deed.today();
  dossier.reason = fields.Text("reason");
  TRY_ASSIGN(dossier, deed.Add(std::move(dossier)));
  for (const int64_t id : fields.Ids("copies")) {
    TRY_ASSIGN(const Copy copy, deed.Get<Copy>(id));
    TRY(MustBeHeld(deed, copy));
    TRY(deed.Add(DossierItem{0, dossier.id, copy.document, copy.id}));
  }
  deed.outcome().ids["dossier"] = dossier.id;
  deed.SetObject(access::ObjectKind::kDossier, dossier.id, dossier.LabelOf());
  return Ok();
}

Result<Dossier> Destruction(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Dossier dossier, deed.Get<Dossier>(fields.Int("dossier")));
  if (dossier.kind != DossierKind::kDestroy) return Deed::Absent();
  return dossier;
}

Status Council(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Dossier dossier, Destruction(deed, fields));
  TRY(deed.MustBeAllowed(law::Act::kDestroy, dossier.level));
  dossier.council = fields.Text("council");
  dossier.minutes = fields.Text("minutes");
  dossier.state = ObjectState::kProposed;
  return deed.Save(dossier);
}

// A level raised since the proposal would escape its own procedure.
Status CheckLevels(Deed& deed, const Dossier& dossier) {
  TRY_ASSIGN(const std::vector<DossierItem> items, deed.Find(ItemsOf(), {dossier.id}));
  for (const DossierItem& item : items) {
    TRY_ASSIGN(const Document document, deed.Get<Document>(item.document));
    if (document.level <= dossier.level) continue;
    return deed.Refuse("dossier.outdated",
                       {"độ mật đã nâng sau khi lập hồ sơ: lập hồ sơ mới",
                        "the level was raised since the dossier was made: make a new one"});
  }
  return Ok();
}

// A council is needed as the law says for the highest level in the file.
Status CheckCouncil(Deed& deed, const Dossier& dossier) {
  const law::Procedure* procedure =
      deed.law().FindProcedure(law::Act::kDestroy, "need", dossier.level);
  TRY_ASSIGN(const law::Settings settings, SettingsOf(deed));
  const law::Council need = deed.law().CouncilFor(law::Act::kDestroy, dossier.level, settings);
  if (need == law::Council::kUnknown) {
    deed.Warn({"thủ tục tiêu hủy ở độ mật này: chưa đối chiếu bản gốc",
               "how this level is destroyed was not read in a source text"});
  }
  if (need != law::Council::kRequired || (!dossier.council.empty() && !dossier.minutes.empty())) {
    return Ok();
  }
  Refusal refusal;
  refusal.reason = "law.council";
  refusal.message = {"phải có hội đồng tiêu hủy và biên bản họp trước khi quyết định",
                     "a council and its minutes come before the decision"};
  if (procedure != nullptr) refusal.article = law::Cite(procedure->source);
  return deed.Refuse(std::move(refusal));
}

Status Decide(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Dossier dossier, Destruction(deed, fields));
  TRY(deed.MustBeAllowed(law::Act::kDestroy, dossier.level));
  TRY(CheckLevels(deed, dossier));
  TRY(CheckCouncil(deed, dossier));
  dossier.decision = fields.Text("decision");
  dossier.decider = deed.actor();
  dossier.decided = deed.today();
  dossier.state = ObjectState::kDecided;
  return deed.Save(dossier);
}

Status DestroyItems(Deed& deed, const Dossier& dossier, const Fields& fields) {
  TRY_ASSIGN(const std::vector<DossierItem> items, deed.Find(ItemsOf(), {dossier.id}));
  std::vector<int64_t> decided;
  decided.reserve(items.size());
  for (const DossierItem& item : items) decided.push_back(item.copy.value_or(0));
  std::sort(decided.begin(), decided.end());
  if (decided != fields.Ids("copies")) {
    return deed.Refuse("destroy.list_differs",
                       {"danh sách tiêu hủy khác danh sách đã quyết định",
                        "the list differs from the one decided"},
                       ArticleOf(deed.law(), law::Act::kDestroy, "need", dossier.level));
  }
  for (const int64_t id : decided) {
    TRY_ASSIGN(const Copy copy, deed.Get<Copy>(id));
    TRY(MustBeHeld(deed, copy));
    Move move;
    move.act = "destroy.carry_out";
    move.to = CopyState::kDestroyed;
    move.note = fields.Text("minutes");
    TRY(MoveCopy(deed, copy, move));
  }
  return Ok();
}

// A document none of whose copies is left has ended; its record stays.
Status EndIfEmpty(Deed& deed, int64_t id) {
  TRY_ASSIGN(const Tally tally, TallyOf(deed, id));
  if (tally.held + tally.out + tally.lost > 0) return Ok();
  TRY_ASSIGN(Document document, deed.Get<Document>(id));
  document.state = ObjectState::kEnded;
  return deed.Save(document);
}

Status CarryOut(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Dossier dossier, Destruction(deed, fields));
  TRY(CheckLevels(deed, dossier));
  TRY(DestroyItems(deed, dossier, fields));
  dossier.method = fields.Text("method");
  dossier.done = deed.today();
  dossier.state = ObjectState::kEnded;
  TRY(deed.Save(dossier));
  TRY_ASSIGN(const std::vector<DossierItem> items, deed.Find(ItemsOf(), {dossier.id}));
  for (const DossierItem& item : items) TRY(EndIfEmpty(deed, item.document));
  return Ok();
}

Status Emergency(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const Copy copy, deed.Get<Copy>(fields.Int("copy")));
  TRY_ASSIGN(const Document document, deed.Get<Document>(copy.document));
  const bool keeps =
      copy.holder == deed.actor() ||
      (copy.state == CopyState::kHeld && deed.acting().subject.acting == access::Duty::kKeeper);
  if (!keeps) {
    return deed.Refuse("destroy.not_holder", {"chỉ người đang giữ được tiêu hủy khẩn cấp",
                                              "only who holds it may destroy it in emergency"});
  }
  TRY(deed.MustBeAllowed(law::Act::kDestroyEmergency, document.level, ManagedBy(deed, document),
                         "holder"));
  Move move;
  move.act = "destroy.emergency";
  move.to = CopyState::kDestroyed;
  move.note = fields.Text("reason");
  TRY(MoveCopy(deed, copy, move));
  TRY(EndIfEmpty(deed, document.id));
  return OweNotice(deed, document, "destroy.emergency", law::Clock::kEmergencyReport);
}

Status HandOver(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Document document, deed.Get<Document>(fields.Int("document")));
  if (fields.Bool("historical") && document.state != ObjectState::kReleased) {
    return deed.RefuseBy("archive.historical", "law.not_declassified",
                         {"chỉ giao nộp vào lưu trữ lịch sử sau khi giải mật",
                          "historical archives take it only after declassification"});
  }
  TRY_ASSIGN(const std::vector<Copy> copies, deed.Find(CopiesOf(), {document.id}));
  for (const Copy& copy : copies) {
    if (copy.state != CopyState::kHeld) continue;
    Move move;
    move.act = "archive.hand_over";
    move.to = CopyState::kOut;
    move.outside = fields.Text("archive");
    move.note = fields.Text("minutes");
    TRY(MoveCopy(deed, copy, move));
  }
  if (fields.Bool("historical")) document.state = ObjectState::kEnded;
  return deed.Save(document);
}

const FieldSpec kDossier = {"dossier", FieldType::kId, Need::kRequired, {"Hồ sơ", "Dossier"}};
const FieldSpec kReason = {"reason", FieldType::kLongText, Need::kRequired, {"Lý do", "Reason"}};
const FieldSpec kCopies = {"copies", FieldType::kIds, Need::kRequired, {"Các bản", "Copies"}};
const FieldSpec kMinutes = {"minutes", FieldType::kText, Need::kRequired, {"Biên bản", "Minutes"}};

std::vector<ActForm> MakeForms() {
  return {
      {Act::kDestroyPropose, {kCopies, kReason}, Propose, LocateCopies},
      {Act::kDestroyCouncil,
       {kDossier,
        {"council",
         FieldType::kLongText,
         Need::kRequired,
         {"Quyết định lập và thành viên hội đồng", "Decision on and members of the council"}},
        kMinutes},
       Council},
      {Act::kDestroyDecide,
       {kDossier,
        {"decision", FieldType::kText, Need::kRequired, {"Số quyết định", "Decision number"}}},
       Decide},
      {Act::kDestroyCarryOut,
       {kDossier,
        kCopies,
        {"method", FieldType::kText, Need::kRequired, {"Cách tiêu hủy", "Method"}},
        kMinutes},
       CarryOut},
      {Act::kDestroyEmergency,
       {{"copy", FieldType::kId, Need::kRequired, {"Bản", "Copy"}}, kReason},
       Emergency},
      {Act::kArchiveHandOver,
       {{"document", FieldType::kId, Need::kRequired, {"Văn bản", "Document"}},
        {"archive", FieldType::kText, Need::kRequired, {"Cơ quan lưu trữ", "Archive"}},
        {"historical",
         FieldType::kBool,
         Need::kOptional,
         {"Lưu trữ lịch sử", "Historical archive"}},
        kMinutes},
       HandOver},
  };
}

}  // namespace

std::span<const ActForm> EndForms() {
  static const std::vector<ActForm> kForms = MakeForms();
  return kForms;
}

}  // namespace niem::registry
