#include "server/print_parts.h"

#include <cstdio>

#include "registry/finders.h"
#include "server/find.h"

namespace niem::server {
namespace {

using registry::Deed;

const registry::Finder<registry::Person> kPerson("server.print_person", "WHERE id = $1");

constexpr int64_t kVietnamMs = 7LL * 3600 * 1000;

Result<std::optional<registry::Person>> PersonOf(Deed& deed, std::optional<int64_t> person) {
  if (!person) return std::optional<registry::Person>();
  TRY_ASSIGN(std::vector<registry::Person> found, Find(deed, kPerson, {*person}));
  if (found.empty()) return std::optional<registry::Person>();
  return std::optional(std::move(found.front()));
}

std::string TwoDigits(int64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

std::string BannerOf(Level level) {
  return std::string(LevelTitle(level));
}

std::string Shown(const std::optional<Date>& day) {
  return day ? day->Shown().vi : std::string();
}

std::string LongDay(Date day) {
  // Days below 10 and the months 1 and 2 with a nought in front (Nghị định 30/2020/NĐ-CP).
  const std::string month = day.month() < 3 ? TwoDigits(day.month()) : std::to_string(day.month());
  return "ngày " + TwoDigits(day.day()) + " tháng " + month + " năm " + std::to_string(day.year());
}

Result<std::string> PersonName(Deed& deed, std::optional<int64_t> person) {
  TRY_ASSIGN(const std::optional<registry::Person> found, PersonOf(deed, person));
  return found ? found->name : std::string();
}

Result<std::string> PersonAndPost(Deed& deed, std::optional<int64_t> person) {
  TRY_ASSIGN(const std::optional<registry::Person> found, PersonOf(deed, person));
  if (!found) return std::string();
  return found->post.empty() ? found->name : found->name + ", " + found->post;
}

Result<std::string> UnitName(Deed& deed, const std::string& code) {
  TRY_ASSIGN(const auto found, Find(deed, registry::UnitByCode(), {code}));
  return found.empty() ? code : found.front().name;
}

std::string TitleOf(const registry::Document& document) {
  const bool both = !document.type_name.empty() && !document.subject.empty();
  return document.type_name + (both ? ": " : "") + document.subject;
}

Status PutHead(Deed& deed, const std::string& agency, const std::string& unit,
               print::Paper* paper) {
  TRY_ASSIGN(const std::string name, UnitName(deed, unit));
  print::Letterhead head;
  head.left = name == agency || name.empty() ? std::vector<std::string>{agency}
                                             : std::vector<std::string>{agency, name};
  head.right = {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"};
  paper->blocks.emplace_back(std::move(head));
  return Ok();
}

void PutSource(const law::Source& source, print::Paper* paper) {
  std::string line = law::Cite(source).vi;
  const std::string caution = law::Caution(source).vi;
  if (!caution.empty()) line += " (" + caution + ")";
  paper->foot.push_back(std::move(line));
}

void PutForm(const law::Form* form, print::Paper* paper) {
  if (form == nullptr) {
    paper->foot.push_back("Gói luật không có mẫu giấy này: trình bày của phần mềm, " +
                          std::string(kUnchecked) + ".");
    return;
  }
  std::string line = form->number.empty() ? "Mẫu: " : "Mẫu số " + form->number + ": ";
  line += law::Cite(form->source).vi + "; bố cục của phần mềm, " + std::string(kUnchecked) + ".";
  paper->foot.push_back(std::move(line));
}

const law::Form* FormOf(const law::Pack& law, std::initializer_list<std::string_view> ids) {
  for (const std::string_view id : ids) {
    if (const law::Form* const form = law.FindForm(id)) return form;
  }
  return nullptr;
}

void PutImprint(const Deed& deed, print::Paper* paper) {
  const int64_t minutes = (deed.now_ms() + kVietnamMs) / 60'000 % (24 * 60);
  paper->made_s = deed.now_ms() / 1000;
  paper->foot.push_back("Người in: " + deed.acting().person.name + ", " + TwoDigits(minutes / 60) +
                        ":" + TwoDigits(minutes % 60) + " ngày " + deed.today().Shown().vi +
                        "; việc in đã ghi vào nhật ký.");
}

print::Signature Signer(std::string title, std::string name) {
  return {std::move(title), "(Ký, ghi rõ họ tên)", std::move(name)};
}

}  // namespace niem::server
