// A document's birth: drafted, proposed, determined by an item of a list in force, issued; or
// received from outside. Source: Luật 117/2025/QH15 Điều 10, 19 and 29/2018/QH14 Điều 10, 19;
// Nghị định 26/2020/NĐ-CP Điều 2, 4.
#include <algorithm>

#include "registry/articles.h"
#include "registry/books.h"
#include "registry/custody.h"
#include "registry/finders.h"
#include "registry/form.h"
#include "registry/rules.h"

namespace niem::registry {
namespace {

using access::Act;

constexpr std::array<std::string_view, 4> kEnvelopes = {"A", "B", "C", "none"};

void Describe(const Fields& fields, Document* document) {
  const auto text = [&](std::string_view name, std::string* out) {
    if (fields.Has(name)) *out = fields.Text(name);
  };
  text("type_name", &document->type_name);
  text("subject", &document->subject);
  text("recipients", &document->recipients);
  text("signer", &document->signer);
  text("note", &document->note);
  if (fields.Has("planned")) document->planned = fields.Int("planned");
  if (fields.Has("pages")) document->pages = fields.Int("pages");
  if (fields.Has("copying_allowed")) document->copying_allowed = fields.Bool("copying_allowed");
}

Status LinkSources(Deed& deed, const Document& document, const std::vector<int64_t>& sources) {
  for (const int64_t source : sources) {
    TRY(deed.Add(Derivation{0, source, document.id}));
  }
  return Ok();
}

// What it is made from goes into it: he must know it, and the new label must cover it.
Status AddContents(Deed& deed, const std::vector<int64_t>& sources, access::Object* object) {
  for (const int64_t id : sources) {
    TRY_ASSIGN(const Document source, deed.Get<Document>(id));
    TRY_ASSIGN(const access::Object known, ObjectOf(deed, source));
    if (!access::Sees(deed.acting().subject, known)) return Deed::Absent();
    if (source.state != ObjectState::kReleased) object->contents.push_back(source.LabelOf());
  }
  return Ok();
}

// Who declares a document free of a source must know both.
Result<access::Object> LocateFree(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const Document document, deed.Get<Document>(fields.Int("document")));
  TRY_ASSIGN(const Document source, deed.Get<Document>(fields.Int("source")));
  TRY_ASSIGN(const access::Object known, ObjectOf(deed, source));
  if (!access::Sees(deed.acting().subject, known)) return Deed::Absent();
  return ObjectOf(deed, document);
}

// No provision that was read says whether a document's level follows its source's for good. Whoever
// may determine the source's level may say that nothing of it is in there.
Status Free(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const Document source, deed.Get<Document>(fields.Int("source")));
  TRY_ASSIGN(const std::vector<Derivation> links, deed.Find(SourcesOf(), {fields.Int("document")}));
  const auto link = std::find_if(links.begin(), links.end(),
                                 [&](const Derivation& one) { return one.source == source.id; });
  if (link == links.end()) return Deed::Absent();
  TRY(deed.MustBeAllowed(law::Act::kDetermine, source.level));
  TRY_ASSIGN(const std::vector<DerivationFreed> freed, deed.Find(FreedOf(), {link->id}));
  if (!freed.empty()) {
    return deed.Refuse("document.freed", {"đã xác nhận trước đây", "this was declared before"});
  }
  TRY(deed.Add(DerivationFreed{0, link->id, deed.actor(), deed.today(), fields.Text("reason")}));
  deed.Warn({"độ mật của văn bản tạo ra từ nguồn: chưa đối chiếu bản gốc",
             "how far a document's level follows its source's was not read in a source text"});
  return Ok();
}

Result<access::Object> LocateDraft(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(access::Object object, NewFromFields(deed, fields));
  TRY(AddContents(deed, fields.Ids("sources"), &object));
  return object;
}

// Determination gives the label: the new one must be within his clearance and cover the sources.
Result<access::Object> LocateDetermination(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const Document document, deed.Get<Document>(fields.Int("document")));
  TRY_ASSIGN(access::Object object, ObjectOf(deed, document));
  if (!access::Sees(deed.acting().subject, object)) return Deed::Absent();
  TRY(AddKnownContents(deed, document, &object));
  const Level level = fields.LevelOf("level");
  access::Label wanted = object.label;
  wanted.level = level;
  if (!access::Dominates(deed.acting().subject.clearance, wanted)) return Deed::Absent();
  object.label.level = level;
  return object;
}

Result<access::Object> LocateLink(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const Document document, deed.Get<Document>(fields.Int("document")));
  TRY_ASSIGN(access::Object object, ObjectOf(deed, document));
  TRY(AddContents(deed, {fields.Int("source")}, &object));
  return object;
}

Status Draft(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const access::Object made, NewFromFields(deed, fields));
  Document document;
  document.level = made.label.level;
  document.compartments = made.label.compartments;
  document.unit = made.label.unit;
  document.drafter = deed.actor();
  Describe(fields, &document);
  TRY(RefuseSubject(deed, document));
  TRY_ASSIGN(document, deed.Add(std::move(document)));
  deed.outcome().ids["document"] = document.id;
  deed.SetObject(access::ObjectKind::kDocument, document.id, document.LabelOf());
  return LinkSources(deed, document, fields.Ids("sources"));
}

Status Amend(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Document document, deed.Get<Document>(fields.Int("document")));
  Describe(fields, &document);
  TRY(RefuseSubject(deed, document));
  return deed.Save(document);
}

Status Propose(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Document document, deed.Get<Document>(fields.Int("document")));
  document.basis = BasisOf(CitationFrom(fields));
  document.state = ObjectState::kProposed;
  return deed.Save(document);
}

Status Determine(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Document document, deed.Get<Document>(fields.Int("document")));
  const Level level = fields.LevelOf("level");
  TRY(deed.MustBeAllowed(law::Act::kDetermine, level));
  TRY(MustBeListed(deed, CitationFrom(fields), level));
  document.level = level;
  document.basis = BasisOf(CitationFrom(fields));
  document.determined = deed.today();
  document.decider = deed.actor();
  document.pack = deed.law().id();
  Describe(fields, &document);
  TRY(RefuseSubject(deed, document));
  law::TermOverride how;
  how.last_day = fields.Day("term_end");
  how.activity = fields.Bool("activity");
  TRY(SetTerm(deed, how.last_day ? std::optional(how) : std::nullopt, &document));
  document.state = ObjectState::kDecided;
  return deed.Save(document);
}

Status RefuseProposal(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Document document, deed.Get<Document>(fields.Int("document")));
  document.state = ObjectState::kDraft;
  return deed.Save(document);
}

Status Issue(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Document document, deed.Get<Document>(fields.Int("document")));
  if (document.planned == 0) {
    return deed.Refuse("document.no_copies",
                       {"chưa ghi số lượng bản phát hành", "the number of copies is not set"});
  }
  Entry entry;
  entry.document = document.id;
  entry.note = fields.Text("note");
  TRY_ASSIGN(entry, WriteEntry(deed, BookKind::kOutgoing, document.unit, std::move(entry)));
  document.number = TwoDigits(entry.number);
  document.symbol = fields.Text("symbol");
  document.signer = fields.Text("signer");
  document.dated = deed.today();
  document.state = ObjectState::kInForce;
  TRY(deed.Save(document));
  deed.outcome().texts["number"] = document.number + "/" + document.symbol;
  TRY(MintOriginals(deed, document, document.planned, {}, fields.Text("place"), "document.issue"));
  return Ok();
}

// The outside is looked at before anything is entered or signed (Nghị định 26/2020 Điều 4).
Status CheckArrival(Deed& deed, const Fields& fields) {
  const bool whole = fields.Bool("sealed") && fields.Int("stated") == fields.Int("counted");
  if (whole || !fields.Text("discrepancy").empty()) {
    if (!whole) {
      deed.Warn({"bì hoặc số lượng sai lệch: báo cáo ngay người có thẩm quyền và nơi gửi",
                 "seal or count differ: report at once to the authority and the sender"});
    }
    return Ok();
  }
  return deed.RefuseBy("arrival.check", "arrival.discrepancy",
                       {"niêm phong hoặc số lượng không khớp: ghi rõ sai lệch trước khi ký nhận",
                        "seal or count differ: write down how before signing"});
}

Document ArrivedDocument(Deed& deed, const Fields& fields, const access::Label& label) {
  Document document;
  document.direction = Direction::kIncoming;
  document.state = ObjectState::kInForce;
  document.level = label.level;
  document.compartments = label.compartments;
  document.unit = label.unit;
  document.issuer = fields.Text("issuer");
  document.number = fields.Text("number");
  document.symbol = fields.Text("symbol");
  document.dated = fields.Day("dated");
  document.determined = fields.Day("determined");
  document.arrived = deed.today();
  document.planned = fields.Int("counted");
  Describe(fields, &document);
  return document;
}

// A wrong letter is told, not hidden: with the article of the law in force, or that none of it was
// seen ("envelope.symbol" of the packs).
void WarnOfEnvelope(Deed& deed, const Fields& fields, Level level) {
  const std::string& letter = fields.Text("envelope");
  constexpr std::array<std::string_view, 4> kLetters = {"none", "C", "B", "A"};
  if (!letter.empty() && letter != kLetters[static_cast<size_t>(level)]) {
    Text article = ArticleOf(deed.law(), "envelope.symbol");
    if (article.vi.empty()) {
      article = {"theo luật đang áp dụng: chưa đối chiếu bản gốc",
                 "under the law in force: not checked against a source"};
    }
    const std::string title(LevelTitle(level));
    deed.Warn(
        {"ký hiệu bì " + letter + " không đúng độ mật " + title + " (" + article.vi + ")",
         "the envelope's symbol " + letter + " is not that of " + title + " (" + article.en + ")"});
  }
}

Status Receive(Deed& deed, const Fields& fields) {
  TRY(CheckArrival(deed, fields));
  TRY_ASSIGN(const access::Object made, NewFromFields(deed, fields));
  Document document = ArrivedDocument(deed, fields, made.label);
  TRY(RefuseSubject(deed, document));
  WarnOfEnvelope(deed, fields, document.level);
  if (document.determined) {
    // The issuer's stamp is a fact here: whether it was about an activity was his to look at.
    law::TermOverride how;
    how.last_day = fields.Day("term_end");
    how.activity = true;
    TRY(SetTerm(deed, how.last_day ? std::optional(how) : std::nullopt, &document));
  } else {
    document.term_end = fields.Day("term_end");
  }
  TRY_ASSIGN(document, deed.Add(std::move(document)));
  deed.outcome().ids["document"] = document.id;
  deed.SetObject(access::ObjectKind::kDocument, document.id, document.LabelOf());
  Entry entry;
  entry.document = document.id;
  entry.note = fields.Text("discrepancy");
  TRY(WriteEntry(deed, BookKind::kIncoming, document.unit, std::move(entry)));
  TRY_ASSIGN(std::vector<Copy> copies,
             MintOriginals(deed, document, fields.Int("counted"), fields.Ids("copy_numbers"),
                           fields.Text("place"), "document.receive"));
  const std::optional<Date> back_by = fields.Day("recall_by");
  for (Copy& copy : copies) {
    if (!back_by) break;
    copy.due = back_by;
    TRY(deed.Save(copy));
  }
  return Ok();
}

Status Discrepancy(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Document document, deed.Get<Document>(fields.Int("document")));
  document.note += (document.note.empty() ? "" : "\n") + fields.Text("account");
  deed.Warn({"báo cáo ngay người có thẩm quyền và nơi gửi",
             "report at once to the authority and the sender"});
  return deed.Save(document);
}

Status Link(Deed& deed, const Fields& fields) {
  const int64_t source = fields.Int("source");
  TRY_ASSIGN(const std::vector<Derivation> known, deed.Find(SourcesOf(), {fields.Int("document")}));
  const bool again = std::any_of(known.begin(), known.end(),
                                 [&](const Derivation& one) { return one.source == source; });
  if (again || source == fields.Int("document")) {
    return deed.Refuse("document.linked", {"đã ghi nguồn này, hoặc chính là văn bản đó",
                                           "this source is entered, or is the document itself"});
  }
  TRY(deed.Add(Derivation{0, fields.Int("source"), fields.Int("document")}));
  return Ok();
}

const FieldSpec kDocument = {"document", FieldType::kId, Need::kRequired, {"Văn bản", "Document"}};
const FieldSpec kUnit = {"unit", FieldType::kText, Need::kOptional, {"Đơn vị", "Unit"}};
const FieldSpec kCompartments = {
    "compartments", FieldType::kCodes, Need::kOptional, {"Phạm vi riêng", "Compartments"}};
const FieldSpec kLevel = {"level", FieldType::kLevel, Need::kRequired, {"Độ mật", "Level"}};
const FieldSpec kTypeName = {
    "type_name", FieldType::kText, Need::kOptional, {"Tên loại", "Type of document"}};
const FieldSpec kSubject = {
    "subject", FieldType::kText, Need::kOptional, {"Trích yếu nội dung", "Subject"}};
const FieldSpec kRecipients = {
    "recipients", FieldType::kLongText, Need::kOptional, {"Nơi nhận", "Recipients"}};
const FieldSpec kPlanned = {
    "planned", FieldType::kInt, Need::kOptional, {"Số lượng bản", "Number of copies"}};
const FieldSpec kPages = {"pages", FieldType::kInt, Need::kOptional, {"Số trang", "Pages"}};
const FieldSpec kCopying = {"copying_allowed",
                            FieldType::kBool,
                            Need::kOptional,
                            {"Được phép sao, chụp", "Copying allowed"}};
const FieldSpec kNote = {"note", FieldType::kLongText, Need::kOptional, {"Ghi chú", "Notes"}};
const FieldSpec kPlace = {"place", FieldType::kText, Need::kOptional, {"Nơi lưu giữ", "Kept at"}};
const FieldSpec kTermEnd = {
    "term_end", FieldType::kDay, Need::kOptional, {"Bảo vệ đến hết ngày", "Protected until"}};

// NOLINTNEXTLINE(readability-function-size): a table
std::vector<ActForm> MakeForms() {
  return {
      {Act::kDocumentDraft,
       {kLevel,
        kCompartments,
        kUnit,
        kTypeName,
        kSubject,
        kRecipients,
        kPlanned,
        kPages,
        kCopying,
        kNote,
        {"sources", FieldType::kIds, Need::kOptional, {"Nguồn", "Sources"}}},
       Draft,
       LocateDraft},
      {Act::kDocumentAmend,
       {kDocument, kTypeName, kSubject, kRecipients, kPlanned, kPages, kCopying, kNote},
       Amend},
      {Act::kDocumentPropose, WithCitation({kDocument}), Propose},
      {Act::kDocumentDetermine,
       WithCitation({kDocument,
                     kLevel,
                     kTermEnd,
                     {"activity",
                      FieldType::kBool,
                      Need::kOptional,
                      {"Bí mật về hoạt động", "A secret about an activity"}},
                     kRecipients,
                     kPlanned,
                     kCopying}),
       Determine, LocateDetermination},
      {Act::kDocumentRefuse,
       {kDocument, {"reason", FieldType::kLongText, Need::kRequired, {"Lý do", "Reason"}}},
       RefuseProposal},
      {Act::kDocumentIssue,
       {kDocument,
        {"symbol", FieldType::kText, Need::kRequired, {"Ký hiệu", "Symbol"}},
        {"signer", FieldType::kText, Need::kRequired, {"Người ký", "Signer"}},
        kPlace,
        kNote},
       Issue},
      {Act::kDocumentReceive,
       {kLevel,
        kCompartments,
        kUnit,
        {"issuer", FieldType::kText, Need::kRequired, {"Cơ quan ban hành", "Issuer"}},
        {"number", FieldType::kText, Need::kRequired, {"Số", "Number"}},
        {"symbol", FieldType::kText, Need::kOptional, {"Ký hiệu", "Symbol"}},
        {"dated", FieldType::kDay, Need::kOptional, {"Ngày văn bản", "Dated"}},
        {"determined",
         FieldType::kDay,
         Need::kOptional,
         {"Ngày xác định độ mật", "Level determined on"}},
        kTermEnd,
        kTypeName,
        kSubject,
        kPages,
        kCopying,
        {"stated", FieldType::kInt, Need::kRequired, {"Số bản ghi trên phiếu", "Copies as stated"}},
        {"counted", FieldType::kInt, Need::kRequired, {"Số bản đếm được", "Copies counted"}},
        {"copy_numbers", FieldType::kIds, Need::kOptional, {"Bản số", "Copy numbers"}},
        {"sealed", FieldType::kBool, Need::kRequired, {"Niêm phong nguyên vẹn", "Seal unbroken"}},
        {"envelope",
         FieldType::kChoice,
         Need::kOptional,
         {"Ký hiệu bì", "Envelope symbol"},
         kEnvelopes},
        {"recall_by",
         FieldType::kDay,
         Need::kOptional,
         {"Tài liệu thu hồi trước ngày", "To be given back by"}},
        {"discrepancy", FieldType::kLongText, Need::kOptional, {"Sai lệch", "Discrepancy"}},
        kPlace,
        kNote},
       Receive,
       NewFromFields},
      {Act::kDocumentDiscrepancy,
       {kDocument,
        {"account", FieldType::kLongText, Need::kRequired, {"Sai lệch", "What differs"}}},
       Discrepancy},
      {Act::kDocumentLink,
       {kDocument,
        {"source", FieldType::kId, Need::kRequired, {"Văn bản nguồn", "Source document"}}},
       Link,
       LocateLink},
      {Act::kDocumentFree,
       {{"document", FieldType::kId, Need::kRequired, {"Văn bản", "Document"}},
        {"source", FieldType::kId, Need::kRequired, {"Nguồn", "Source"}},
        {"reason", FieldType::kLongText, Need::kRequired, {"Căn cứ xác nhận", "Grounds"}}},
       Free,
       LocateFree},
  };
}

}  // namespace

std::span<const ActForm> DocumentForms() {
  static const std::vector<ActForm> kForms = MakeForms();
  return kForms;
}

}  // namespace niem::registry
