// The routes that answer with a PDF. A print is a read of its own kind ("document.print"): the
// policy is asked and the ledger has its record before a byte of it leaves.
#include <charconv>

#include "ledger/checkpoint.h"
#include "print/paper.h"
#include "server/api.h"
#include "server/api_parts.h"
#include "server/login.h"
#include "server/prints.h"
#include "server/sight.h"

namespace niem::server {
namespace {

using access::Act;
using registry::Deed;
using registry::Outcome;

// 0 where it is absent or no number.
int64_t Number(std::string_view text) {
  int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() && number > 0 ? number : 0;
}

access::Object Aim(const Deed& deed) {
  return LeastLabelled(deed);
}

// A browser shows PDF by a page of its own, which the policy of the other answers would break.
ApiResponse Pdf(std::string bytes, const std::string& name) {
  ApiResponse answer{200, std::move(bytes), "application/pdf"};
  answer.headers.emplace_back("Content-Disposition", "inline; filename=\"" + name + ".pdf\"");
  answer.headers.emplace_back("Content-Security-Policy",
                              "default-src 'none'; object-src 'self'; "
                              "style-src 'unsafe-inline'; base-uri 'none'; "
                              "form-action 'none'; frame-ancestors 'none'");
  return answer;
}

}  // namespace

// The state that the ledger has now, signed, with what is printed and the record of it inside.
// Where no key is open the print says so; it is no reason not to print.
Status Api::PutCheckpoint(print::Paper* paper) {
  const Result<std::string> note = instance_.registry().SignCheckpoint();
  const bool unsigned_now = !note.ok() && (note.error().code() == ErrorCode::kUnsupported ||
                                           note.error().code() == ErrorCode::kPermission);
  if (unsigned_now) {
    paper->foot.insert(paper->foot.begin(), "Nhật ký chưa ký: máy chủ không mở khóa ký.");
    return Ok();
  }
  if (!note.ok()) return note.error();
  const size_t end = note->find("\n\n");
  TRY_ASSIGN(const ledger::Checkpoint checkpoint,
             ledger::ParseCheckpoint(note->substr(0, end == std::string::npos ? end : end + 1)));
  std::string lines = note->substr(0, end);  // origin, size, root
  const std::string root = lines.substr(lines.rfind('\n') + 1);
  paper->qr = *note;
  paper->foot.insert(
      paper->foot.begin(),
      "Mốc kiểm nhật ký (mã vạch có cả chữ ký, niem-verify --checkpoint đọc được): " +
          checkpoint.origin + " · " + std::to_string(checkpoint.size) + " sự kiện · " + root);
  return Ok();
}

Result<ApiResponse> Api::Print(Call& call, const std::string& name, const PrintWish& wish,
                               PrintMaker make, bool checkpoint) {
  PrintWish asked = wish;
  TRY_ASSIGN(asked.agency, AgencyOf(instance_.store()));
  const int64_t id = Number(call.parameter);
  print::Paper paper;
  const auto look = [&](Deed& deed) -> Status {
    paper = {};
    return make(deed, id, asked, &paper);
  };
  TRY_ASSIGN(const Outcome outcome,
             instance_.registry().Read(call.actor, Act::kDocumentPrint, Aim, look, id));
  if (outcome.refused) return AnswerOf(outcome);
  if (checkpoint) TRY(PutCheckpoint(&paper));
  TRY_ASSIGN(std::string bytes, print::Render(std::move(paper)));
  return Pdf(std::move(bytes), name + "-" + std::to_string(id));
}

Result<ApiResponse> Api::BookPrint(Call& call) {
  return Print(call, "so", {}, PrintBook, true);
}

Result<ApiResponse> Api::DocumentPrint(Call& call) {
  PrintWish wish;
  wish.kind = call.request.Query("kind");
  wish.copy = Number(call.request.Query("copy"));
  wish.first = static_cast<int>(std::min<int64_t>(23, Number(call.request.Query("first"))));
  return Print(call, "giay", wish, PrintDocument, false);
}

Result<ApiResponse> Api::RequestPrint(Call& call) {
  return Print(call, "de-nghi", {}, PrintRequest, false);
}

Result<ApiResponse> Api::NoticePrint(Call& call) {
  return Print(call, "thong-bao", {}, PrintNotice, false);
}

Result<ApiResponse> Api::DossierPrint(Call& call) {
  return Print(call, "ho-so", {}, PrintDossier, false);
}

Result<ApiResponse> Api::StocktakePrint(Call& call) {
  return Print(call, "kiem-ke", {}, PrintStocktake, false);
}

Result<ApiResponse> Api::PeoplePrint(Call& call) {
  PrintWish wish;
  wish.first = static_cast<int>(std::min<int64_t>(23, Number(call.request.Query("first"))));
  call.parameter = call.request.Query("person");
  return Print(call, "the-nguoi", wish, PrintPeople, false);
}

Result<ApiResponse> Api::StampsPrint(Call& call) {
  const auto make = [](Deed& deed, int64_t, const PrintWish& wish, print::Paper* paper) {
    return PrintStamps(deed, wish, paper);
  };
  return Print(call, "mau-dau", {}, make, false);
}

}  // namespace niem::server
