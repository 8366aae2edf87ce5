// Labels of people, so that the scanner reads who stands there as it reads what he is given.
#include "server/find.h"
#include "server/print_parts.h"
#include "server/prints.h"

namespace niem::server {
namespace {

using registry::Deed;
using registry::Person;

const registry::Finder<Person> kPeople("server.print_people",
                                       "WHERE state = 'open' AND (id = $1 OR $1 = 0) ORDER BY "
                                       "unit, id LIMIT 10000");

}  // namespace

Status PrintPeople(Deed& deed, int64_t person, const PrintWish& wish, print::Paper* paper) {
  TRY_ASSIGN(const std::vector<Person> people, Find(deed, kPeople, {person}));
  if (people.empty()) return Deed::Absent();
  print::Labels labels;
  labels.first = wish.first;
  for (const Person& one : people) {
    TRY_ASSIGN(const std::string unit, UnitName(deed, one.unit));
    print::Label label{"N" + std::to_string(one.id), {one.name, one.post, unit, wish.agency}};
    std::erase(label.lines, std::string());
    labels.list.push_back(std::move(label));
  }
  paper->name = "Thẻ người";
  paper->blocks.emplace_back(std::move(labels));
  PutImprint(deed, paper);
  return Ok();
}

}  // namespace niem::server
