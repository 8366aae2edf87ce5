// Copying and photographing: asked for, allowed by whom the law lets, made in the allowed number,
// entered in the book. There is no other way to a copy. Source: Luật 117/2025/QH15 Điều 11 and
// 29/2018/QH14 Điều 11; Nghị định 26/2020/NĐ-CP Điều 3.
#include "registry/books.h"
#include "registry/custody.h"
#include "registry/form.h"
#include "registry/rules.h"

namespace niem::registry {
namespace {

using access::Act;

constexpr std::array<std::string_view, 4> kForms4 = {"sao_y", "sao_luc", "trich_sao", "chup"};

Status Ask(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const Document document, deed.Get<Document>(fields.Int("document")));
  if (!document.copying_allowed) {
    return deed.Refuse("copying.not_allowed", {"văn bản ghi “không được phép sao, chụp”",
                                               "the document says that it may not be copied"});
  }
  if (fields.Int("quantity") == 0) {
    return deed.Refuse("copies.count", {"số bản phải từ 1", "at least one copy"});
  }
  Request request;
  request.kind = RequestKind::kCopy;
  request.document = document.id;
  request.requester = deed.actor();
  request.asked = deed.today();
  request.purpose = fields.Text("purpose");
  request.form = FromCode<CopyForm>(fields.Text("form")).value_or(CopyForm::kTrueCopy);
  request.quantity = fields.Int("quantity");
  request.recipient = fields.Text("recipients");
  TRY_ASSIGN(request, deed.Add(std::move(request)));
  deed.outcome().ids["request"] = request.id;
  return Ok();
}

Status Allow(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Request request, deed.Get<Request>(fields.Int("request")));
  if (request.kind != RequestKind::kCopy) return Deed::Absent();
  TRY_ASSIGN(const Document document, deed.Get<Document>(request.document));
  TRY_ASSIGN(const law::Ruling ruling,
             deed.MustBeAllowed(law::Act::kPermitCopy, document.level, ManagedBy(deed, document)));
  if (fields.Has("quantity")) {
    if (fields.Int("quantity") < 1 || fields.Int("quantity") > request.quantity) {
      return deed.Refuse("copies.more_than_asked",
                         {"không quá số bản đã đề nghị: " + std::to_string(request.quantity),
                          "not more than asked for: " + std::to_string(request.quantity)});
    }
    request.quantity = fields.Int("quantity");
  }
  request.state = ObjectState::kDecided;
  request.decider = deed.actor();
  request.decided = deed.today();
  request.article = ruling.article.vi;
  return deed.Save(request);
}

Status RefuseCopies(Deed& deed, const Fields& fields) {
  return RefuseRequest(deed, fields, RequestKind::kCopy);
}

Status Make(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Request request, deed.Get<Request>(fields.Int("request")));
  if (request.kind != RequestKind::kCopy) return Deed::Absent();
  TRY_ASSIGN(const Document document, deed.Get<Document>(request.document));
  if (document.state != ObjectState::kInForce) {
    return deed.Refuse("wrong_state", {"văn bản không còn là bí mật nhà nước đang được quản lý",
                                       "the document is no longer a secret in force"});
  }
  const int64_t count = fields.Has("count") ? fields.Int("count") : request.quantity - request.made;
  Entry entry;
  entry.document = document.id;
  entry.request = request.id;
  entry.note = fields.Text("note");
  if (fields.Int("spoilt") > 0) {
    // Surplus and spoilt sheets are destroyed at once (Nghị định 26/2020 Điều 3(3)).
    entry.note += (entry.note.empty() ? "" : "; ") + std::string("đã tiêu hủy bản hỏng: ") +
                  std::to_string(fields.Int("spoilt"));
  }
  TRY_ASSIGN(entry, WriteEntry(deed, BookKind::kCopies, document.unit, std::move(entry)));
  TRY(MintAllowed(deed, &request, count, fields.Text("place"), "copy.make", entry.id));
  return Ok();
}

const FieldSpec kRequest = {"request", FieldType::kId, Need::kRequired, {"Đề nghị", "Request"}};

std::vector<ActForm> MakeForms() {
  return {
      {Act::kCopyRequest,
       {{"document", FieldType::kId, Need::kRequired, {"Văn bản", "Document"}},
        {"form", FieldType::kChoice, Need::kRequired, {"Hình thức", "Kind of copy"}, kForms4},
        {"quantity", FieldType::kInt, Need::kRequired, {"Số bản", "Copies"}},
        {"purpose", FieldType::kLongText, Need::kRequired, {"Mục đích", "Purpose"}},
        {"recipients", FieldType::kLongText, Need::kOptional, {"Nơi nhận", "Recipients"}}},
       Ask},
      {Act::kCopyAllow,
       {kRequest, {"quantity", FieldType::kInt, Need::kOptional, {"Số bản", "Copies"}}},
       Allow},
      {Act::kCopyRefuse,
       {kRequest, {"reason", FieldType::kLongText, Need::kRequired, {"Lý do", "Reason"}}},
       RefuseCopies},
      {Act::kCopyMake,
       {kRequest,
        {"count", FieldType::kInt, Need::kOptional, {"Số bản làm lần này", "Copies made now"}},
        {"spoilt",
         FieldType::kInt,
         Need::kOptional,
         {"Bản hỏng, dư đã tiêu hủy", "Spoilt or surplus, destroyed"}},
        {"place", FieldType::kText, Need::kOptional, {"Nơi lưu giữ", "Kept at"}},
        {"note", FieldType::kLongText, Need::kOptional, {"Ghi chú", "Notes"}}},
       Make},
  };
}

}  // namespace

std::span<const ActForm> CopyingForms() {
  static const std::vector<ActForm> kForms = MakeForms();
  return kForms;
}

}  // namespace niem::registry
