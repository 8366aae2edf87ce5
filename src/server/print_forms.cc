// Requests, notices, dossiers and minutes: what people sign beside the registers.
#include <algorithm>

#include "registry/finders.h"
#include "server/book_row.h"
#include "server/find.h"
#include "server/print_parts.h"
#include "server/prints.h"
#include "server/sight.h"

namespace niem::server {
namespace {

using access::Act;
using access::Object;
using access::ObjectKind;
using registry::Copy;
using registry::Deed;
using registry::Document;

const registry::Finder<Copy> kCopy("server.print_copy", "WHERE id = $1");
const registry::Finder<registry::StocktakeItem> kCounted("server.print_counted",
                                                         "WHERE stocktake = $1 ORDER BY id");

// The row, where he may know of it.
template <registry::Record T>
Result<T> Visible(Deed& deed, Act act, std::string_view field, ObjectKind kind, int64_t id) {
  TRY_ASSIGN(const std::optional<Object> object, Seen(deed, act, field, id));
  if (!object) return Deed::Absent();
  deed.SetObject(kind, id, object->label);
  return deed.Get<T>(id);
}

std::string NamesDocument(const Document& document) {
  std::string name = NumberShown(document);
  if (document.dated) name += (name.empty() ? "ngày " : " ngày ") + Shown(document.dated);
  return name;
}

print::Paragraph DayLine() {
  print::Paragraph day{"……………, ngày …… tháng …… năm ………"};
  day.italic = true, day.align = print::Align::kRight, day.before = 4;
  return day;
}

print::Paragraph Words(std::string text) {
  return print::Paragraph{std::move(text)};
}

// ---- requests ----------------------------------------------------------------------------------

struct RequestForm {
  std::string_view title;
  const law::Form* form = nullptr;
};

RequestForm FormFor(const law::Pack& law, registry::RequestKind kind) {
  switch (kind) {
    case registry::RequestKind::kTakeOut:
      return {"Văn bản xin phép mang tài liệu, vật chứa bí mật nhà nước ra khỏi nơi lưu giữ",
              FormOf(law, {"take_out_request"})};
    case registry::RequestKind::kProvide:
      return {"Văn bản đề nghị cung cấp, chuyển giao bí mật nhà nước",
              FormOf(law, {"request", "tt24.17"})};
    case registry::RequestKind::kCopy:
      break;
  }
  return {"Phiếu đề nghị sao, chụp tài liệu, vật chứa bí mật nhà nước"};
}

struct Asked {
  const registry::Request& request;
  const Document& document;
  const registry::Person& requester;
  std::string unit;
  std::string when;
};

// What the registers know of a field of the form; the rest is for the pen.
std::string ValueOf(const Asked& asked, std::string_view field) {
  if (field == "name" || field == "person_name") return asked.requester.name;
  if (field == "post") return asked.requester.post;
  if (field == "unit") return asked.unit;
  if (field == "agency") return asked.request.recipient;
  if (field == "type") return asked.document.type_name;
  if (field == "abstract") return asked.document.subject;
  if (field == "secret") {
    const std::string name = NamesDocument(asked.document);
    const std::string title = TitleOf(asked.document);
    return name + (title.empty() ? "" : ": " + title);
  }
  if (field == "level") return std::string(LevelTitle(asked.document.level));
  if (field == "purpose") return asked.request.purpose;
  if (field == "when_where") return asked.when;
  if (field == "protection") return asked.request.measures;
  return {};
}

std::string Capital(std::string text) {
  // Names of fields are written small in the packs; only plain letters need no table.
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  if (text.starts_with("đ")) text.replace(0, 2, "Đ");
  return text;
}

print::Facts CopyFacts(const Asked& asked) {
  print::Facts facts;
  const registry::Request& request = asked.request;
  facts.facts = {{"Người đề nghị", asked.requester.name},
                 {"Chức vụ", asked.requester.post},
                 {"Đơn vị", asked.unit},
                 {"Ngày đề nghị", Shown(request.asked)},
                 {"Văn bản", NamesDocument(asked.document)},
                 {"Tên loại, trích yếu", TitleOf(asked.document)},
                 {"Độ mật", std::string(LevelTitle(asked.document.level))},
                 {"Hình thức", std::string(CopyFormTitle(request.form))},
                 {"Số lượng bản", std::to_string(request.quantity)},
                 {"Nơi nhận", request.recipient},
                 {"Mục đích sử dụng", request.purpose}};
  if (asked.document.level == Level::kTuyetMat) facts.facts[5].name = "Tên loại";
  return facts;
}

void PutDecision(const registry::Request& request, const std::string& decider,
                 print::Paper* paper) {
  if (!request.decided) return;
  const bool refused = !request.reason.empty();
  std::string text = (refused ? "Ý kiến: không đồng ý" : "Ý kiến: đồng ý");
  if (!refused && request.kind == registry::RequestKind::kCopy) {
    text += ", " + std::to_string(request.quantity) + " bản";
  }
  text += ", ngày " + Shown(request.decided) + ", " + decider + ".";
  if (refused) text += " Lý do: " + request.reason + ".";
  if (!request.article.empty()) text += " Căn cứ: " + request.article + ".";
  print::Paragraph paragraph = Words(std::move(text));
  paragraph.before = 4;
  paper->blocks.emplace_back(std::move(paragraph));
}

// ---- dossiers ----------------------------------------------------------------------------------

Status PutItems(Deed& deed, const registry::Dossier& dossier, print::Paper* paper) {
  TRY_ASSIGN(const Sight sight, Sight::Of(deed));
  TRY_ASSIGN(const auto items, Find(deed, registry::ItemsOf(), {dossier.id}));
  std::vector<int64_t> ids;
  ids.reserve(items.size());
  for (const registry::DossierItem& item : items) ids.push_back(item.document);
  TRY_ASSIGN(const auto documents, sight.Many(std::move(ids)));
  print::Table table;
  table.points = 10;
  table.columns = {{"Số thứ tự", 0.7, print::Align::kCentre},
                   {"Số, ký hiệu, ngày", 1.8},
                   {"Tên loại, trích yếu", 3},
                   {"Độ mật", 1, print::Align::kCentre},
                   {"Bản số", 0.8, print::Align::kCentre},
                   {"Ghi chú", 1.2}};
  int row = 0;
  for (const registry::DossierItem& item : items) {
    const auto found = documents.find(item.document);
    std::string copy;
    if (item.copy) {
      TRY_ASSIGN(const auto copies, Find(deed, kCopy, {*item.copy}));
      if (!copies.empty()) copy = std::to_string(copies.front().number);
    }
    if (found == documents.end()) {
      table.rows.push_back({std::to_string(++row), "", "", "", "", std::string(kOutOfScope)});
      continue;
    }
    const Document& document = found->second;
    table.rows.push_back({std::to_string(++row), NamesDocument(document), TitleOf(document),
                          std::string(LevelTitle(document.level)), copy, ""});
  }
  paper->blocks.emplace_back(std::move(table));
  return Ok();
}

void PutList(std::string title, const std::vector<Text>& lines, print::Paper* paper) {
  if (lines.empty()) return;
  print::Paragraph head = Words(std::move(title));
  head.bold = true, head.before = 4;
  paper->blocks.emplace_back(std::move(head));
  for (const Text& line : lines) paper->blocks.emplace_back(Words("- " + line.vi + ";"));
}

print::Facts DossierFacts(const registry::Dossier& dossier, const std::string& proposer,
                          const std::string& decider) {
  print::Facts facts;
  facts.facts = {{"Hồ sơ số", std::to_string(dossier.id)},
                 {"Người đề nghị", proposer},
                 {"Ngày đề nghị", Shown(dossier.proposed)},
                 {"Lý do", dossier.reason},
                 {"Hội đồng", dossier.council},
                 {"Biên bản họp", dossier.minutes},
                 {"Quyết định", dossier.decision},
                 {"Người quyết định", decider},
                 {"Ngày quyết định", Shown(dossier.decided)}};
  return facts;
}

// What was carried out, for those to sign who were there.
Status PutRecord(Deed& deed, const registry::Dossier& dossier, const PrintWish& wish,
                 const law::Procedure* procedure, print::Paper* paper) {
  paper->blocks.emplace_back(print::PageBreak{});
  TRY(PutHead(deed, wish.agency, dossier.unit, paper));
  paper->blocks.emplace_back(
      print::Heading{"Biên bản tiêu hủy tài liệu, vật chứa bí mật nhà nước", {}, 14, true});
  print::Facts facts;
  facts.facts = {{"Thực hiện quyết định", dossier.decision},
                 {"Ngày tiêu hủy", Shown(dossier.done)},
                 {"Địa điểm", ""},
                 {"Phương thức", dossier.method},
                 {"Thành phần chứng kiến", ""}};
  paper->blocks.emplace_back(std::move(facts));
  print::Paragraph list = Words("Đã tiêu hủy:");
  list.before = 3;
  paper->blocks.emplace_back(std::move(list));
  paper->blocks.emplace_back(print::Space{1.5});
  TRY(PutItems(deed, dossier, paper));
  if (procedure != nullptr) PutList("Việc tiêu hủy phải bảo đảm:", procedure->requirements, paper);
  paper->blocks.emplace_back(DayLine());
  paper->blocks.emplace_back(print::Signatures{
      {Signer("NGƯỜI CHỨNG KIẾN"), Signer("NGƯỜI GIỮ TÀI LIỆU"), Signer("NGƯỜI THỰC HIỆN")}, 22});
  return Ok();
}

// ---- stocktakes --------------------------------------------------------------------------------

struct CountedRows {
  print::Table table;
  int64_t expected = 0, found = 0, extra = 0;
};

std::string ResultOf(const registry::StocktakeItem& item) {
  if (!item.expected) return "ngoài danh sách" + (item.place.empty() ? "" : ", tại " + item.place);
  if (!item.found) return "CHƯA THẤY";
  return "có" + (item.place.empty() ? "" : ", tại " + item.place);
}

Result<CountedRows> Count(Deed& deed, int64_t stocktake) {
  CountedRows rows;
  rows.table.points = 10;
  rows.table.columns = {{"Số thứ tự", 0.7, print::Align::kCentre},
                        {"Mã", 0.7},
                        {"Số, ký hiệu, ngày", 1.8},
                        {"Tên loại", 1.4},
                        {"Độ mật", 1, print::Align::kCentre},
                        {"Bản số", 0.7, print::Align::kCentre},
                        {"Kết quả", 1.8}};
  TRY_ASSIGN(const Sight sight, Sight::Of(deed));
  TRY_ASSIGN(const auto items, Find(deed, kCounted, {stocktake}));
  for (const registry::StocktakeItem& item : items) {
    (item.expected ? rows.expected : rows.extra) += 1;
    if (item.expected && item.found) ++rows.found;
    TRY_ASSIGN(const auto copies, Find(deed, kCopy, {item.copy}));
    std::optional<Document> document;
    if (!copies.empty()) {
      TRY_ASSIGN(document, sight.Get(copies.front().document));
    }
    const std::string serial = std::to_string(rows.table.rows.size() + 1);
    if (!document) {
      rows.table.rows.push_back({serial, "", "", "", "", "", std::string(kOutOfScope)});
      continue;
    }
    rows.table.rows.push_back({serial, "B" + std::to_string(item.copy), NamesDocument(*document),
                               document->type_name, std::string(LevelTitle(document->level)),
                               std::to_string(copies.front().number), ResultOf(item)});
  }
  return rows;
}

}  // namespace

Status PrintRequest(Deed& deed, int64_t id, const PrintWish& wish, print::Paper* paper) {
  TRY_ASSIGN(const auto request, Visible<registry::Request>(deed, Act::kCopyAllow, "request",
                                                            ObjectKind::kRequest, id));
  TRY_ASSIGN(const Sight sight, Sight::Of(deed));
  TRY_ASSIGN(const std::optional<Document> document, sight.Get(request.document));
  if (!document) return Deed::Absent();
  TRY_ASSIGN(const auto requester, deed.Get<registry::Person>(request.requester));
  Asked asked{request, *document, requester, {}, {}};
  TRY_ASSIGN(asked.unit, UnitName(deed, requester.unit));
  if (request.from) {
    asked.when = "từ " + Shown(request.from) + " đến " + Shown(request.until);
    if (!request.recipient.empty()) asked.when += ", " + request.recipient;
  }
  const RequestForm form = FormFor(deed.law(), request.kind);
  paper->name = "Đề nghị";
  paper->banner = BannerOf(document->level);
  TRY(PutHead(deed, wish.agency, requester.unit, paper));
  paper->blocks.emplace_back(print::Heading{
      form.form != nullptr ? form.form->name.vi : std::string(form.title), {}, 14, true});
  print::Facts facts;
  if (form.form == nullptr) facts = CopyFacts(asked);
  for (size_t i = 0; form.form != nullptr && i < form.form->fields.size(); ++i) {
    const law::FormField& field = form.form->fields[i];
    facts.facts.push_back({Capital(field.name.vi), ValueOf(asked, field.id)});
  }
  facts.name_width = 62;
  paper->blocks.emplace_back(std::move(facts));
  TRY_ASSIGN(const std::string decider, PersonAndPost(deed, request.decider));
  PutDecision(request, decider, paper);
  paper->blocks.emplace_back(DayLine());
  TRY_ASSIGN(const std::string decider_name, PersonName(deed, request.decider));
  paper->blocks.emplace_back(print::Signatures{
      {Signer("NGƯỜI ĐỀ NGHỊ", requester.name), Signer("NGƯỜI CÓ THẨM QUYỀN", decider_name)}, 22});
  PutForm(form.form, paper);
  PutImprint(deed, paper);
  return Ok();
}

Status PrintNotice(Deed& deed, int64_t id, const PrintWish& wish, print::Paper* paper) {
  TRY_ASSIGN(const auto notice, deed.Get<registry::Notice>(id));
  TRY_ASSIGN(const Sight sight, Sight::Of(deed));
  TRY_ASSIGN(const std::optional<Document> document, sight.Get(notice.document));
  if (!document) return Deed::Absent();
  deed.SetObject(ObjectKind::kDocument, document->id, document->LabelOf());
  const bool longer = notice.about == "term.extend";
  const bool other_level = notice.about == "level.change";
  const std::string about = longer ? "gia hạn thời hạn bảo vệ bí mật nhà nước"
                            : other_level ? "điều chỉnh độ mật"
                                          : "giải mật";
  paper->name = "Thông báo";
  // What was declassified has no level any more; its notice needs none.
  paper->banner =
      document->state == access::ObjectState::kReleased ? "" : BannerOf(document->level);
  TRY(PutHead(deed, wish.agency, document->unit, paper));
  paper->blocks.emplace_back(print::Heading{"THÔNG BÁO", "Về việc " + about, 14});
  paper->blocks.emplace_back(
      Words("Kính gửi: " +
            (notice.recipients.empty() ? std::string("……………………………………………") : notice.recipients)));
  paper->blocks.emplace_back(print::Space{1.5});
  print::Facts facts;
  facts.facts = {{"Số của thông báo", notice.number},
                 {"Văn bản", NamesDocument(*document)},
                 {"Tên loại, trích yếu", TitleOf(*document)},
                 {"Ngày quyết định", Shown(notice.decided)}};
  if (longer) facts.facts.push_back({"Bảo vệ đến hết ngày", Shown(document->term_end)});
  if (other_level) {
    facts.facts.push_back({"Độ mật từ nay", std::string(LevelTitle(document->level))});
  }
  if (!longer && !other_level) {
    facts.facts.push_back({"Giải mật từ ngày", Shown(document->released)});
    facts.facts.push_back({"Căn cứ", document->released_by});
  }
  paper->blocks.emplace_back(std::move(facts));
  const law::Act act = longer        ? law::Act::kExtend
                       : other_level ? law::Act::kAdjust
                                     : law::Act::kDeclassify;
  if (const auto* procedure = deed.law().FindProcedure(act, "need", document->level)) {
    if (longer || other_level) paper->blocks.emplace_back(Words(procedure->text.vi));
    PutSource(procedure->source, paper);
  }
  paper->blocks.emplace_back(DayLine());
  paper->blocks.emplace_back(print::Signatures{{{}, Signer("NGƯỜI CÓ THẨM QUYỀN")}, 25});
  PutForm(nullptr, paper);
  PutImprint(deed, paper);
  return Ok();
}

Status PrintDossier(Deed& deed, int64_t id, const PrintWish& wish, print::Paper* paper) {
  TRY_ASSIGN(const auto dossier, Visible<registry::Dossier>(deed, Act::kDestroyDecide, "dossier",
                                                            ObjectKind::kDossier, id));
  const bool destroy = dossier.kind == registry::DossierKind::kDestroy;
  const law::Act act = destroy ? law::Act::kDestroy : law::Act::kDeclassify;
  const law::Procedure* const procedure = deed.law().FindProcedure(act, "need", dossier.level);
  TRY_ASSIGN(const std::string proposer, PersonAndPost(deed, dossier.proposer));
  TRY_ASSIGN(const std::string decider, PersonAndPost(deed, dossier.decider));
  paper->name = "Hồ sơ";
  paper->banner = BannerOf(dossier.level);
  TRY(PutHead(deed, wish.agency, dossier.unit, paper));
  paper->blocks.emplace_back(
      print::Heading{destroy ? "Danh sách tài liệu, vật chứa bí mật nhà nước\nđề nghị tiêu hủy"
                             : "Danh sách bí mật nhà nước đề nghị giải mật",
                     {},
                     14,
                     true});
  print::Facts facts = DossierFacts(dossier, proposer, decider);
  if (!destroy && !dossier.part.empty()) facts.facts.push_back({"Phần giải mật", dossier.part});
  paper->blocks.emplace_back(std::move(facts));
  paper->blocks.emplace_back(print::Space{3});
  TRY(PutItems(deed, dossier, paper));
  if (procedure != nullptr) {
    PutList("Thành phần hội đồng:", procedure->members, paper);
    PutList("Hồ sơ gồm:", procedure->file, paper);
    PutSource(procedure->source, paper);
  }
  paper->blocks.emplace_back(DayLine());
  paper->blocks.emplace_back(
      print::Signatures{{Signer("NGƯỜI ĐỀ NGHỊ"), Signer("NGƯỜI CÓ THẨM QUYỀN")}, 22});
  if (destroy) TRY(PutRecord(deed, dossier, wish, procedure, paper));
  PutForm(nullptr, paper);
  PutImprint(deed, paper);
  return Ok();
}

Status PrintStocktake(Deed& deed, int64_t id, const PrintWish& wish, print::Paper* paper) {
  TRY_ASSIGN(const auto stocktake,
             Visible<registry::Stocktake>(deed, Act::kStocktakeClose, "stocktake",
                                          ObjectKind::kStocktake, id));
  TRY_ASSIGN(CountedRows rows, Count(deed, id));
  TRY_ASSIGN(const std::string opener, PersonAndPost(deed, stocktake.opener));
  paper->name = "Biên bản kiểm kê";
  paper->banner = BannerOf(stocktake.level);
  TRY(PutHead(deed, wish.agency, stocktake.unit, paper));
  paper->blocks.emplace_back(
      print::Heading{"Biên bản kiểm kê tài liệu, vật chứa bí mật nhà nước",
                     stocktake.closed ? "" : "(bản đang kiểm kê, chưa kết thúc)", 14, true});
  print::Facts facts;
  facts.facts = {{"Đợt kiểm kê số", std::to_string(id)},
                 {"Nơi lưu giữ", stocktake.place.empty() ? "Toàn bộ nơi lưu giữ" : stocktake.place},
                 {"Đến độ mật", std::string(LevelTitle(stocktake.level))},
                 {"Bắt đầu", Shown(stocktake.opened)},
                 {"Kết thúc", Shown(stocktake.closed)},
                 {"Người mở kiểm kê", opener},
                 {"Phải có", std::to_string(rows.expected) + " bản"},
                 {"Đã thấy", std::to_string(rows.found) + " bản"},
                 {"Chưa thấy", std::to_string(rows.expected - rows.found) + " bản"},
                 {"Ngoài danh sách", std::to_string(rows.extra) + " bản"}};
  if (!stocktake.minutes.empty()) facts.facts.push_back({"Kết luận", stocktake.minutes});
  paper->blocks.emplace_back(std::move(facts));
  paper->blocks.emplace_back(print::Space{3});
  paper->blocks.emplace_back(std::move(rows.table));
  paper->blocks.emplace_back(DayLine());
  paper->blocks.emplace_back(print::Signatures{
      {Signer("NGƯỜI KIỂM KÊ"), Signer("NGƯỜI GIỮ TÀI LIỆU"), Signer("NGƯỜI CHỨNG KIẾN")}, 22});
  PutForm(nullptr, paper);
  PutImprint(deed, paper);
  return Ok();
}

}  // namespace niem::server
