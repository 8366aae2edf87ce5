// What goes with a document's copies: labels, the slip that passes them on, the slip of a loan, the
// receipts for what arrived and for what was brought back.
#include <algorithm>

#include "registry/articles.h"
#include "registry/finders.h"
#include "registry/rules.h"
#include "server/book_row.h"
#include "server/find.h"
#include "server/print_parts.h"
#include "server/prints.h"
#include "server/sight.h"

namespace niem::server {
namespace {

using registry::Copy;
using registry::CopyState;
using registry::Custody;
using registry::Deed;
using registry::Document;

const registry::Finder<Custody> kSteps("server.print_steps", "WHERE copy = $1 ORDER BY id");
const registry::Finder<registry::Entry> kEntries("server.print_entries",
                                                 "WHERE document = $1 ORDER BY id");

bool IsHere(const Copy& copy) {
  return copy.state == CopyState::kHeld || copy.state == CopyState::kOut;
}

// What identifies the document on every paper about it.
print::Facts FactsOf(const Document& document) {
  print::Facts facts;
  facts.facts = {{"Số, ký hiệu", NumberShown(document)},
                 {"Ngày, tháng văn bản", Shown(document.dated)},
                 {"Tên loại, trích yếu", TitleOf(document)},
                 {"Độ mật", std::string(LevelTitle(document.level))}};
  if (!document.issuer.empty()) {
    facts.facts.insert(facts.facts.begin(), {"Cơ quan ban hành", document.issuer});
  }
  if (document.level == Level::kTuyetMat) facts.facts[facts.facts.size() - 2].name = "Tên loại";
  return facts;
}

print::Label LabelOf(const Document& document, const Copy& copy, const std::string& agency) {
  print::Label label;
  label.code = "B" + std::to_string(copy.id);
  label.lines = {
      BannerOf(document.level), NumberShown(document),
      "Bản số " + std::to_string(copy.number) + ", " + std::string(CopyFormTitle(copy.form))};
  if (document.dated) label.lines.push_back("Ngày " + Shown(document.dated));
  label.lines.push_back(agency);
  std::erase(label.lines, std::string());
  return label;
}

void MakeLabels(const Deed& deed, const Document& document, const std::vector<Copy>& copies,
                const PrintWish& wish, print::Paper* paper) {
  print::Labels labels;
  labels.first = wish.first;
  for (const Copy& copy : copies) labels.list.push_back(LabelOf(document, copy, wish.agency));
  paper->name = "Nhãn";
  paper->blocks.emplace_back(std::move(labels));
  PutImprint(deed, paper);
}

struct Passed {
  std::string to;
  std::string day;
  std::string note;
};

// Where a copy went last; nothing for one in the store.
Result<Passed> LastPassing(Deed& deed, const Copy& copy) {
  Passed passed;
  if (copy.state != CopyState::kOut) return passed;
  TRY_ASSIGN(const auto steps, Find(deed, kSteps, {copy.id}));
  if (steps.empty()) return passed;
  TRY_ASSIGN(passed.to, PersonAndPost(deed, copy.holder));
  if (!copy.outside.empty()) passed.to = copy.outside;
  passed.day = Shown(steps.back().day);
  passed.note = steps.back().note;
  return passed;
}

Status MakeDelivery(Deed& deed, const Document& document, const std::vector<Copy>& copies,
                    const PrintWish& wish, print::Paper* paper) {
  paper->name = "Phiếu giao, nhận";
  TRY(PutHead(deed, wish.agency, document.unit, paper));
  paper->blocks.emplace_back(
      print::Heading{"Phiếu giao, nhận tài liệu, vật chứa bí mật nhà nước", {}, 14, true});
  paper->blocks.emplace_back(FactsOf(document));
  paper->blocks.emplace_back(print::Space{3});
  print::Table table;
  table.points = 10;
  table.least_height = 11;
  table.columns = {{"Bản số", 0.75, print::Align::kCentre},
                   {"Hình thức", 1.2},
                   {"Nơi nhận, người nhận", 2.4},
                   {"Ngày giao", 1.1, print::Align::kCentre},
                   {"Hạn trả", 1.1, print::Align::kCentre},
                   {"Tình trạng bì, niêm phong", 1.5},
                   {"Ký nhận (ngày, giờ)", 1.6}};
  for (const Copy& copy : copies) {
    TRY_ASSIGN(const Passed passed, LastPassing(deed, copy));
    table.rows.push_back({std::to_string(copy.number), std::string(CopyFormTitle(copy.form)),
                          passed.to, passed.day, Shown(copy.due), passed.note, ""});
  }
  paper->blocks.emplace_back(std::move(table));
  if (const law::Provision* const check = deed.law().FindProvision("arrival.check")) {
    print::Paragraph rule{
        check->text.vi + " (" + registry::ArticleOf(deed.law(), "arrival.check").vi + ")", 11};
    rule.italic = true;
    rule.before = 3;
    paper->blocks.emplace_back(std::move(rule));
  }
  print::Paragraph day{"……………, ngày …… tháng …… năm ………", 12};
  day.italic = true, day.align = print::Align::kRight, day.before = 4;
  paper->blocks.emplace_back(std::move(day));
  paper->blocks.emplace_back(print::Signatures{{Signer("NGƯỜI GIAO"), Signer("NGƯỜI NHẬN")}, 22});
  PutForm(nullptr, paper);
  PutImprint(deed, paper);
  return Ok();
}

Status MakeLoan(Deed& deed, const Document& document, const Copy& copy, const PrintWish& wish,
                print::Paper* paper) {
  paper->name = "Phiếu mượn";
  TRY(PutHead(deed, wish.agency, document.unit, paper));
  paper->blocks.emplace_back(
      print::Heading{"Phiếu mượn tài liệu, vật chứa bí mật nhà nước", {}, 14, true});
  TRY_ASSIGN(const std::string holder, PersonAndPost(deed, copy.holder));
  TRY_ASSIGN(const Passed passed, LastPassing(deed, copy));
  print::Facts facts = FactsOf(document);
  facts.facts.push_back({"Bản số", std::to_string(copy.number) + ", " +
                                       std::string(CopyFormTitle(copy.form)) + " (mã B" +
                                       std::to_string(copy.id) + ")"});
  facts.facts.push_back({"Người mượn", holder});
  facts.facts.push_back({"Ngày mượn", passed.day});
  facts.facts.push_back({"Hạn trả", Shown(copy.due)});
  facts.facts.push_back({"Tình trạng khi giao", passed.note});
  facts.facts.push_back({"Ngày trả", ""});
  facts.facts.push_back({"Tình trạng khi trả", ""});
  paper->blocks.emplace_back(std::move(facts));
  paper->blocks.emplace_back(print::Space{4});
  paper->blocks.emplace_back(
      print::Signatures{{Signer("NGƯỜI MƯỢN"), Signer("NGƯỜI GIỮ TÀI LIỆU")}, 22});
  paper->blocks.emplace_back(
      print::Signatures{{Signer("NGƯỜI TRẢ"), Signer("NGƯỜI NHẬN LẠI")}, 22});
  PutForm(nullptr, paper);
  PutImprint(deed, paper);
  return Ok();
}

// "1, 2, 3"; of many only the first and the last.
std::string NumbersOf(const std::vector<Copy>& copies) {
  constexpr size_t kListed = 12;
  std::string text;
  for (size_t i = 0; i < copies.size() && copies.size() <= kListed; ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(copies[i].number);
  }
  if (!text.empty()) return text;
  return std::to_string(copies.front().number) + " … " + std::to_string(copies.back().number);
}

// For who brought it: that it is here, how many copies, in what state.
Status MakeArrival(Deed& deed, const Document& document, const std::vector<Copy>& copies,
                   const PrintWish& wish, print::Paper* paper) {
  paper->name = "Biên nhận";
  TRY(PutHead(deed, wish.agency, document.unit, paper));
  paper->blocks.emplace_back(
      print::Heading{"Biên nhận tài liệu, vật chứa bí mật nhà nước", {}, 14, true});
  TRY_ASSIGN(const auto entries, Find(deed, kEntries, {document.id}));
  TRY_ASSIGN(const auto steps, Find(deed, kSteps, {copies.front().id}));
  std::string receiver;
  if (!steps.empty()) {
    TRY_ASSIGN(receiver, PersonAndPost(deed, steps.front().by));
  }
  print::Facts facts = FactsOf(document);
  facts.facts.push_back({"Ngày nhận", Shown(document.arrived)});
  if (!entries.empty()) {
    facts.facts.push_back({"Số đến", registry::TwoDigits(entries.front().number)});
  }
  facts.facts.push_back({"Số lượng bản đã nhận", std::to_string(document.planned)});
  facts.facts.push_back({"Bản số", NumbersOf(copies)});
  facts.facts.push_back({"Sai lệch khi nhận", entries.empty() || entries.front().note.empty()
                                                  ? "không"
                                                  : entries.front().note});
  facts.facts.push_back({"Tình trạng bì, niêm phong", ""});
  paper->blocks.emplace_back(std::move(facts));
  paper->blocks.emplace_back(print::Space{4});
  paper->blocks.emplace_back(
      print::Signatures{{Signer("NGƯỜI GIAO"), Signer("NGƯỜI NHẬN", receiver)}, 22});
  PutForm(nullptr, paper);
  PutImprint(deed, paper);
  return Ok();
}

struct Return {
  Custody step;
  std::string from;  // who brought it, as printed
};

// The last time the copy was brought back; nothing where it is not in the store since.
Result<std::optional<Return>> LastReturn(Deed& deed, const Copy& copy) {
  TRY_ASSIGN(const auto steps, Find(deed, kSteps, {copy.id}));
  const bool back = copy.state == CopyState::kHeld && steps.size() >= 2 &&
                    steps[steps.size() - 2].state == CopyState::kOut;
  if (!back) return std::optional<Return>();
  Return found{steps.back(), steps[steps.size() - 2].outside};
  if (found.step.from_person) {
    TRY_ASSIGN(found.from, PersonAndPost(deed, found.step.from_person));
  }
  return std::optional(std::move(found));
}

// For who brought it back: that nothing of this copy is with him any more.
Status MakeReturn(Deed& deed, const Document& document, const Copy& copy, const Return& back,
                  const PrintWish& wish, print::Paper* paper) {
  paper->name = "Giấy nhận lại";
  TRY(PutHead(deed, wish.agency, document.unit, paper));
  paper->blocks.emplace_back(
      print::Heading{"Giấy nhận lại tài liệu, vật chứa bí mật nhà nước", {}, 14, true});
  TRY_ASSIGN(const std::string taker, PersonAndPost(deed, back.step.by));
  print::Facts facts = FactsOf(document);
  facts.facts.push_back({"Bản số", std::to_string(copy.number) + ", " +
                                       std::string(CopyFormTitle(copy.form)) + " (mã B" +
                                       std::to_string(copy.id) + ")"});
  facts.facts.push_back({"Người trả", back.from});
  facts.facts.push_back({"Ngày trả", Shown(back.step.day)});
  facts.facts.push_back({"Tình trạng khi trả", back.step.note});
  paper->blocks.emplace_back(std::move(facts));
  paper->blocks.emplace_back(print::Space{4});
  paper->blocks.emplace_back(
      print::Signatures{{Signer("NGƯỜI TRẢ", back.from), Signer("NGƯỜI NHẬN LẠI", taker)}, 22});
  PutForm(nullptr, paper);
  PutImprint(deed, paper);
  return Ok();
}

Error NothingToPrint() {
  return {ErrorCode::kInvalidArgument,
          {"kind: labels, delivery; loan với copy là một bản đang cho mượn; receipt cho văn bản "
           "đến, hoặc với copy là một bản vừa được trả",
           "kind: labels, delivery; loan with copy, one that is lent; receipt of an incoming "
           "document, or with copy, one that was brought back"}};
}

Status MakeReceipt(Deed& deed, const Document& document, const std::vector<Copy>& copies,
                   const PrintWish& wish, print::Paper* paper) {
  if (wish.copy == 0) {
    if (document.direction != registry::Direction::kIncoming) return NothingToPrint();
    return MakeArrival(deed, document, copies, wish, paper);
  }
  TRY_ASSIGN(const std::optional<Return> back, LastReturn(deed, copies.front()));
  if (!back) return NothingToPrint();
  return MakeReturn(deed, document, copies.front(), *back, wish, paper);
}

}  // namespace

Status PrintDocument(Deed& deed, int64_t id, const PrintWish& wish, print::Paper* paper) {
  TRY_ASSIGN(const Sight sight, Sight::Of(deed));
  TRY_ASSIGN(const std::optional<Document> document, sight.Get(id));
  if (!document) return Deed::Absent();
  deed.SetObject(access::ObjectKind::kDocument, id, document->LabelOf());
  TRY_ASSIGN(std::vector<Copy> copies, Find(deed, registry::CopiesOf(), {id}));
  std::erase_if(copies, [&](const Copy& copy) {
    return !IsHere(copy) || (wish.copy != 0 && copy.id != wish.copy);
  });
  if (copies.empty()) {
    return Error(ErrorCode::kInvalidArgument, {"văn bản không có bản nào đang giữ hoặc đang giao",
                                               "the document has no copy held or out"});
  }
  paper->banner = BannerOf(document->level);
  if (wish.kind == "labels") {
    MakeLabels(deed, *document, copies, wish, paper);
    return Ok();
  }
  if (wish.kind == "delivery") return MakeDelivery(deed, *document, copies, wish, paper);
  if (wish.kind == "loan" && copies.size() == 1 && copies.front().holder) {
    return MakeLoan(deed, *document, copies.front(), wish, paper);
  }
  if (wish.kind == "receipt") return MakeReceipt(deed, *document, copies, wish, paper);
  return NothingToPrint();
}

}  // namespace niem::server
