// Term and level while a secret lives, and its lawful end as a secret: extension, change of level,
// declassification by council, off the list, at the end of the term; notices to those who hold it;
// the review of old secrets. Source: Luật 117/2025/QH15 Điều 19-22 and 29/2018/QH14 Điều 19-22, 28.
#include "registry/articles.h"
#include "registry/custody.h"
#include "registry/finders.h"
#include "registry/form.h"
#include "registry/rules.h"
#include "registry/settings.h"

namespace niem::registry {
namespace {

using access::Act;

constexpr std::array<std::string_view, 3> kNoticeAbout = {"term.extend", "level.change",
                                                          "declassify"};
constexpr std::array<std::string_view, 3> kReviewAnswers = {"keep", "extend", "declassify"};

Result<Document> DocumentOf(Deed& deed, const Fields& fields) {
  return deed.Get<Document>(fields.Int("document"));
}

// What this agency did not determine it may not decide on; the issuer does, and tells.
Status MustBeOwn(Deed& deed, const Document& document, law::Act act) {
  if (document.issuer.empty()) return Ok();
  return deed.Refuse("document.not_own",
                     {"do cơ quan ban hành quyết định: " + document.issuer +
                          "; ghi thông báo của họ bằng “Nhận thông báo”",
                      "its issuer decides: " + document.issuer + "; record their notice instead"},
                     ArticleOf(deed.law(), act, document.level));
}

Status Release(Deed& deed, Document* document, Date from, std::string by) {
  document->state = ObjectState::kReleased;
  document->released = from;
  document->released_by = std::move(by);
  TRY(deed.Save(*document));
  // 2025 Điều 22(4)(b): what was made with it is to be marked as well, and those concerned told.
  TRY_ASSIGN(const std::vector<Derivation> derived, deed.Find(DerivedFrom(), {document->id}));
  for (const Derivation& one : derived) {
    TRY_ASSIGN(const Document made, deed.Get<Document>(one.derived));
    const std::string name = made.number + "/" + made.symbol;
    deed.Warn({"xem xét văn bản tạo ra từ bí mật này: " + name,
               "review what was made from this secret: " + name});
  }
  return Ok();
}

// ---- extension ---------------------------------------------------------------------------------

Status ExtendTo(Deed& deed, Document* document, Date until) {
  const law::Term now = TermOf(*document);
  if (now.last_day && *now.last_day < deed.today()) {
    return deed.Refuse("law.term_over",
                       {"đã hết thời hạn bảo vệ ngày " + now.last_day->Shown().vi +
                            ": được giải mật theo luật, không gia hạn được",
                        "the term ended on " + now.last_day->Shown().en +
                            ": declassified by law, it cannot be extended"},
                       ArticleOf(deed.law(), law::Act::kDeclassify, "expiry", document->level));
  }
  const Result<law::Term> longer = deed.law().Extended(document->level, now, until);
  if (!longer.ok()) return deed.Refuse("law.term", longer.error().message());
  const law::Deadline deadline = deed.law().ExtensionDeadline(now);
  if (deadline.day && *deadline.day < deed.today()) {
    deed.Warn({"quyết định sau hạn " + deadline.day->Shown().vi + " (" + deadline.text.vi + ")",
               "decided after " + deadline.day->Shown().en + " (" + deadline.text.en + ")"});
  }
  if (!longer->caution.vi.empty()) deed.Warn(longer->caution);
  document->term_end = longer->last_day;
  return deed.Save(*document);
}

Status Extend(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Document document, DocumentOf(deed, fields));
  TRY(MustBeOwn(deed, document, law::Act::kExtend));
  TRY(deed.MustBeAllowed(law::Act::kExtend, document.level));
  const bool full = document.term == TermForm::kFull;
  TRY(ExtendTo(deed, &document, *fields.Day("until")));
  return OweNotice(deed, document, "term.extend",
                   full ? law::Clock::kExtendNotify : law::Clock::kExtendShortNotify);
}

// ---- level -------------------------------------------------------------------------------------

// The new level must be within his clearance too.
Result<access::Object> LocateLevel(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const Document document, DocumentOf(deed, fields));
  TRY_ASSIGN(access::Object object, ObjectOf(deed, document));
  if (!access::Sees(deed.acting().subject, object)) return Deed::Absent();
  access::Label wanted = object.label;
  wanted.level = fields.LevelOf("level");
  if (!access::Dominates(deed.acting().subject.clearance, wanted)) return Deed::Absent();
  return object;
}

// What was allowed by who is competent at the old level, and is not done yet, is to be allowed
// again by who is competent at the new one. No provision that was read says so; it is the safe
// reading.
Status RecallAllowed(Deed& deed, const Document& document) {
  TRY_ASSIGN(std::vector<Request> allowed, deed.Find(AllowedRequests(), {document.id}));
  if (allowed.empty()) return Ok();
  TRY_ASSIGN(const std::string how, HouseValue(deed, kRiseAfterAllowed));
  const std::string count = std::to_string(allowed.size());
  if (how == "warn") {
    deed.Warn({count + " việc đã cho phép ở độ mật cũ, chưa làm: xem xét lại",
               count + " things allowed at the old level are not done yet: consider them again"});
    return Ok();
  }
  for (Request& request : allowed) {
    request.state = ObjectState::kOpen;
    request.decider.reset();
    request.decided.reset();
    request.article.clear();
    request.reason = "độ mật đã nâng: phải được cho phép lại";
    TRY(deed.Save(request));
  }
  deed.Warn({count + " việc đã cho phép, chưa làm, phải được cho phép lại ở độ mật mới (chưa đối "
                     "chiếu bản gốc)",
             count +
                 " things allowed and not done must be allowed again at the new level (not read "
                 "in a source text)"});
  return Ok();
}

Status ReviewDerived(Deed& deed, const Document& document, Level level) {
  TRY_ASSIGN(const std::vector<Derivation> derived, deed.Find(DerivedFrom(), {document.id}));
  for (const Derivation& one : derived) {
    TRY_ASSIGN(const Document made, deed.Get<Document>(one.derived));
    TRY_ASSIGN(const std::vector<DerivationFreed> freed, deed.Find(FreedOf(), {one.id}));
    if (!freed.empty() || made.state != ObjectState::kInForce || made.level >= level) continue;
    const std::string name = made.number + "/" + made.symbol;
    deed.Warn({"xem xét độ mật văn bản tạo ra từ bí mật này: " + name,
               "review the level of what was made from this secret: " + name});
  }
  return Ok();
}

Status SetLevel(Deed& deed, Document* document, Level level) {
  if (level == document->level) {
    return deed.Refuse("level.same", {"đã ở độ mật này", "it already bears this level"});
  }
  if (level > document->level) {
    TRY(RecallAllowed(deed, *document));
    TRY(ReviewDerived(deed, *document, level));
  }
  document->level = level;
  if (level == Level::kTuyetMat && !document->subject.empty()) {
    document->subject.clear();
    deed.Warn({"đã bỏ trích yếu: tài liệu Tuyệt mật không ghi trích yếu",
               "the subject was removed: none is entered for Tuyệt mật"});
  }
  if (document->term == TermForm::kFull && document->determined) {
    TRY_ASSIGN(const law::Settings settings, SettingsOf(deed));
    const auto set = settings.find("term.after_adjustment");
    if (set == settings.end()) {
      deed.Warn({"thời hạn tính từ ngày xác định độ mật đầu tiên: chưa đối chiếu bản gốc",
                 "the term counts from the first day of determination: not read in a source text"});
    }
    const bool anew = set != settings.end() && set->second == "restart";
    TRY(SetTerm(deed, std::nullopt, document, anew ? std::optional(deed.today()) : std::nullopt));
  }
  return deed.Save(*document);
}

// A document goes below what is in it only when the source goes first, or when it was declared free
// of that source. The law speaks of the level of contents joined (Điều 10), not of their parting.
Status CheckSources(Deed& deed, const Document& document, Level level) {
  if (level >= document.level) return Ok();
  TRY_ASSIGN(const std::vector<Derivation> sources, deed.Find(SourcesOf(), {document.id}));
  for (const Derivation& one : sources) {
    TRY_ASSIGN(const Document source, deed.Get<Document>(one.source));
    TRY_ASSIGN(const std::vector<DerivationFreed> freed, deed.Find(FreedOf(), {one.id}));
    if (!freed.empty() || source.state == ObjectState::kReleased || source.level <= level) continue;
    TRY_ASSIGN(const std::string how, HouseValue(deed, kDerivedLevel));
    const Text message = {
        "văn bản có nội dung của một bí mật độ mật cao hơn: điều chỉnh nguồn trước, hoặc xác nhận "
        "không chứa nội dung của nguồn (document.free); chưa đối chiếu bản gốc",
        "it holds content of a secret of a higher level: change the source first, or declare it "
        "free of it (document.free); not read in a source text"};
    if (how != "warn") return deed.RefuseBy("content.joined", "level.below_source", message);
    deed.Warn(message);
  }
  return Ok();
}

Status ChangeLevel(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Document document, DocumentOf(deed, fields));
  const Level level = fields.LevelOf("level");
  TRY(MustBeOwn(deed, document, law::Act::kAdjust));
  TRY(CheckSources(deed, document, level));
  TRY(deed.MustBeAllowed(law::Act::kAdjust, level));
  TRY(MustBeListed(deed, CitationFrom(fields), level));
  document.basis = BasisOf(CitationFrom(fields));
  TRY(SetLevel(deed, &document, level));
  return OweNotice(deed, document, "level.change", law::Clock::kAdjustNotify);
}

// ---- declassification --------------------------------------------------------------------------

Status Council(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const Document document, DocumentOf(deed, fields));
  TRY(MustBeOwn(deed, document, law::Act::kDeclassify));
  TRY(deed.MustBeAllowed(law::Act::kDeclassify, document.level));
  Dossier dossier;
  dossier.kind = DossierKind::kDeclassify;
  dossier.level = document.level;
  dossier.compartments = document.compartments;
  dossier.unit = document.unit;
  dossier.proposer = deed.actor();
  dossier.proposed = deed.today();
  dossier.reason = fields.Text("reason");
  dossier.council = fields.Text("council");
  TRY_ASSIGN(dossier, deed.Add(std::move(dossier)));
  TRY(deed.Add(DossierItem{0, dossier.id, document.id, std::nullopt}));
  deed.outcome().ids["dossier"] = dossier.id;
  return Ok();
}

// What the council looked at is what is decided on: still in force, at the level it had.
Status CheckItem(Deed& deed, const Dossier& dossier, const Document& document) {
  if (document.state == ObjectState::kInForce && document.level == dossier.level) return Ok();
  return deed.Refuse("dossier.outdated",
                     {"văn bản đã thay đổi sau khi lập hồ sơ: lập hồ sơ mới",
                      "the document changed since the dossier was made: make a new one"});
}

Status DecideRelease(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Dossier dossier, deed.Get<Dossier>(fields.Int("dossier")));
  if (dossier.kind != DossierKind::kDeclassify) return Deed::Absent();
  TRY(deed.MustBeAllowed(law::Act::kDeclassify, dossier.level));
  dossier.minutes = fields.Text("minutes");
  dossier.decision = fields.Text("decision");
  dossier.part = fields.Text("part");
  dossier.decider = deed.actor();
  dossier.decided = deed.today();
  dossier.done = deed.today();
  dossier.state = ObjectState::kEnded;
  TRY(deed.Save(dossier));
  TRY_ASSIGN(const std::vector<DossierItem> items, deed.Find(ItemsOf(), {dossier.id}));
  for (const DossierItem& item : items) {
    TRY_ASSIGN(Document document, deed.Get<Document>(item.document));
    TRY(CheckItem(deed, dossier, document));
    if (dossier.part.empty()) {
      TRY(Release(deed, &document, deed.today(), dossier.decision));
    }
    TRY(OweNotice(deed, document, "declassify.decide", law::Clock::kDeclassifyNotify));
  }
  return Ok();
}

Status OffList(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Document document, DocumentOf(deed, fields));
  TRY(MustBeOwn(deed, document, law::Act::kDeclassify));
  const law::Citation citation = CitationOf(document.basis);
  if (deed.lists().Find(citation, deed.today()) != nullptr) {
    return deed.Refuse("law.still_listed",
                       {"vẫn thuộc danh mục: " + law::Shown(citation).vi,
                        "still on the list: " + law::Shown(citation).en},
                       ArticleOf(deed.law(), law::Act::kDeclassify, "off_list", document.level));
  }
  TRY(Release(deed, &document, deed.today(), fields.Text("decision")));
  return OweNotice(deed, document, "declassify.off_list", law::Clock::kOffListNotify);
}

Status Expire(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Document document, DocumentOf(deed, fields));
  if (!document.term_end || deed.today() <= *document.term_end) {
    const Text until = document.term_end ? document.term_end->Shown() : Text{"–", "–"};
    return deed.Refuse("law.term_runs",
                       {"còn thời hạn bảo vệ đến hết " + until.vi, "protected until " + until.en},
                       ArticleOf(deed.law(), law::Act::kDeclassify, "expiry", document.level));
  }
  // The term ends by law; this only records it (Điều 22(1)(a)).
  return Release(deed, &document, document.term_end->AddDays(1), "hết thời hạn bảo vệ");
}

// ---- notices -----------------------------------------------------------------------------------

Status SendNotice(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Notice notice, deed.Get<Notice>(fields.Int("notice")));
  if (notice.document != fields.Int("document")) return Deed::Absent();
  if (notice.sent) {
    return deed.Refuse("notice.sent", {"thông báo này đã gửi", "this notice was sent"});
  }
  if (notice.due && *notice.due < deed.today()) {
    deed.Warn({"gửi sau hạn " + notice.due->Shown().vi, "sent after " + notice.due->Shown().en});
  }
  notice.number = fields.Text("number");
  notice.recipients = fields.Text("recipients");
  notice.sent = deed.today();
  return deed.Save(notice);
}

Status ReceiveNotice(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Document document, DocumentOf(deed, fields));
  if (document.issuer.empty()) {
    return deed.Refuse("document.own", {"văn bản của chính cơ quan", "the agency's own document"});
  }
  const std::string& about = fields.Text("about");
  if (about == "declassify") {
    return Release(deed, &document, fields.Day("from").value_or(deed.today()),
                   fields.Text("number"));
  }
  if (about == "level.change") {
    if (!fields.Has("level")) {
      return deed.Refuse("level.missing", {"ghi độ mật mới", "the new level is wanted"});
    }
    return SetLevel(deed, &document, fields.LevelOf("level"));
  }
  if (!fields.Day("until")) {
    return deed.Refuse("until.missing", {"ghi thời hạn mới", "the new last day is wanted"});
  }
  document.term_end = fields.Day("until");
  return deed.Save(document);
}

// ---- review ------------------------------------------------------------------------------------

// Many at once, of one label's reach: each must be known to him and in force.
Result<access::Object> LocateReview(Deed& deed, const Fields& fields) {
  access::Object all;
  bool first = true;
  for (const int64_t id : fields.Ids("documents")) {
    TRY_ASSIGN(const Document document, deed.Get<Document>(id));
    TRY_ASSIGN(const access::Object one, ObjectOf(deed, document));
    if (!access::Sees(deed.acting().subject, one)) return Deed::Absent();
    if (first) {
      all = one;
    } else {
      const std::string unit = all.label.unit;
      all.label = access::Join(all.label, one.label);
      if (one.state != ObjectState::kInForce) all.state = one.state;
    }
    first = false;
  }
  all.need_to_know = true;  // each one was asked above
  return all;
}

Status Review(Deed& deed, const Fields& fields) {
  const std::string& answer = fields.Text("answer");
  for (const int64_t id : fields.Ids("documents")) {
    TRY_ASSIGN(Document document, deed.Get<Document>(id));
    TRY(MustBeOwn(deed, document, answer == "extend" ? law::Act::kExtend : law::Act::kDeclassify));
    document.note += (document.note.empty() ? "" : "\n") + ("rà soát: " + fields.Text("minutes"));
    if (answer == "keep") {
      TRY(deed.Save(document));
    } else if (answer == "extend") {
      if (!fields.Day("until")) {
        return deed.Refuse("until.missing", {"ghi thời hạn mới", "the new last day is wanted"});
      }
      TRY(deed.MustBeAllowed(law::Act::kExtend, document.level));
      TRY(ExtendTo(deed, &document, *fields.Day("until")));
    } else {
      TRY(deed.MustBeAllowed(law::Act::kDeclassify, document.level));
      TRY(Release(deed, &document, deed.today(), fields.Text("minutes")));
      TRY(OweNotice(deed, document, "declassify.decide", law::Clock::kDeclassifyNotify));
    }
  }
  return Ok();
}

const FieldSpec kDocument = {"document", FieldType::kId, Need::kRequired, {"Văn bản", "Document"}};
const FieldSpec kReason = {"reason", FieldType::kLongText, Need::kRequired, {"Lý do", "Reason"}};
const FieldSpec kLevel = {"level", FieldType::kLevel, Need::kRequired, {"Độ mật mới", "New level"}};
const FieldSpec kDecision = {
    "decision", FieldType::kText, Need::kRequired, {"Số quyết định", "Decision number"}};

FieldSpec Until(Need need) {
  return {"until", FieldType::kDay, need, {"Bảo vệ đến hết ngày", "Protected until"}};
}

std::vector<ActForm> MakeForms() {
  return {
      {Act::kTermExtend, {kDocument, Until(Need::kRequired), kReason}, Extend},
      {Act::kLevelChange, WithCitation({kDocument, kLevel, kReason}), ChangeLevel, LocateLevel},
      {Act::kDeclassifyCouncil,
       {kDocument,
        kReason,
        {"council",
         FieldType::kLongText,
         Need::kRequired,
         {"Quyết định lập và thành viên hội đồng", "Decision on and members of the council"}}},
       Council},
      {Act::kDeclassifyDecide,
       {{"dossier", FieldType::kId, Need::kRequired, {"Hồ sơ", "Dossier"}},
        kDecision,
        {"minutes",
         FieldType::kText,
         Need::kRequired,
         {"Biên bản họp hội đồng", "Minutes of the council"}},
        {"part",
         FieldType::kLongText,
         Need::kOptional,
         {"Giải mật một phần: nội dung", "Declassified in part: which"}}},
       DecideRelease},
      {Act::kDeclassifyOffList, {kDocument, kDecision}, OffList},
      {Act::kDeclassifyExpire, {kDocument}, Expire},
      {Act::kNoticeSend,
       {kDocument,
        {"notice", FieldType::kId, Need::kRequired, {"Thông báo", "Notice"}},
        {"number", FieldType::kText, Need::kRequired, {"Số văn bản", "Letter number"}},
        {"recipients", FieldType::kLongText, Need::kRequired, {"Nơi nhận", "Recipients"}}},
       SendNotice},
      {Act::kNoticeReceive,
       {kDocument,
        {"about", FieldType::kChoice, Need::kRequired, {"Về việc", "About"}, kNoticeAbout},
        {"number", FieldType::kText, Need::kRequired, {"Số văn bản", "Letter number"}},
        {"level", FieldType::kLevel, Need::kOptional, {"Độ mật mới", "New level"}},
        Until(Need::kOptional),
        {"from", FieldType::kDay, Need::kOptional, {"Giải mật từ ngày", "Declassified from"}}},
       ReceiveNotice},
      {Act::kReviewDecide,
       {{"documents", FieldType::kIds, Need::kRequired, {"Các văn bản", "Documents"}},
        {"answer", FieldType::kChoice, Need::kRequired, {"Kết luận", "Conclusion"}, kReviewAnswers},
        {"minutes", FieldType::kText, Need::kRequired, {"Biên bản", "Minutes"}},
        Until(Need::kOptional)},
       Review,
       LocateReview},
  };
}

}  // namespace

std::span<const ActForm> TermForms() {
  static const std::vector<ActForm> kForms = MakeForms();
  return kForms;
}

}  // namespace niem::registry
