#include "registry/custody.h"

#include <array>

#include "registry/finders.h"

namespace niem::registry {
namespace {

constexpr int64_t kMostCopies = 10'000;  // of one document in one act

// Rows: from; columns: to; both in the order of CopyState.
constexpr std::array<std::array<bool, 6>, 6> kArrows = {{
    //  held   out    returned destroyed lost void
    {false, true, true, true, true, true},       // held
    {true, true, true, true, true, true},        // out
    {false, false, false, false, false, false},  // returned
    {false, false, false, false, false, false},  // destroyed
    {true, false, false, false, false, false},   // lost
    {false, false, false, false, false, false},  // void
}};

const store::Sql kTally("registry.tally_copies",
                        "SELECT COUNT(*) FILTER (WHERE state <> 'void'), "
                        "COUNT(*) FILTER (WHERE state = 'held'), "
                        "COUNT(*) FILTER (WHERE state = 'out'), "
                        "COUNT(*) FILTER (WHERE state = 'returned'), "
                        "COUNT(*) FILTER (WHERE state = 'destroyed'), "
                        "COUNT(*) FILTER (WHERE state = 'lost') FROM copy WHERE document = $1");
const store::Sql kLastNumber("registry.last_copy_number",
                             "SELECT COALESCE(MAX(number), 0) FROM copy WHERE document = $1");

Result<std::vector<Copy>> Mint(Deed& deed, const Copy& pattern, int64_t count,
                               const std::vector<int64_t>& numbers, std::string_view act,
                               std::optional<int64_t> entry = std::nullopt) {
  if (count < 1 || count > kMostCopies) {
    return deed.Refuse("copies.count", {"số bản phải từ 1 đến 10000", "copies: 1 to 10000"});
  }
  if (!numbers.empty() && numbers.size() != static_cast<size_t>(count)) {
    return deed.Refuse("copies.numbers", {"số lượng bản khác số bản số đã ghi",
                                          "as many copy numbers as copies are wanted"});
  }
  int64_t number = 0;
  if (numbers.empty()) {
    TRY_ASSIGN(const store::Rows last, deed.Query(kLastNumber, {pattern.document}));
    number = last[0].Int(0);
  }
  std::vector<Copy> copies;
  for (int64_t i = 0; i < count; ++i) {
    Copy copy = pattern;
    copy.number = numbers.empty() ? ++number : numbers[static_cast<size_t>(i)];
    TRY_ASSIGN(copy, deed.Add(std::move(copy)));
    Custody first;
    first.copy = copy.id;
    first.act = act;
    first.day = deed.today();
    first.state = copy.state;
    first.to_person = copy.holder;
    first.outside = copy.outside;
    first.by = deed.actor();
    first.entry = entry;
    TRY(deed.Add(std::move(first)));
    deed.outcome().copies.push_back(copy.id);
    copies.push_back(std::move(copy));
  }
  return copies;
}

}  // namespace

bool MayMove(CopyState from, CopyState to) {
  return kArrows[static_cast<size_t>(from)][static_cast<size_t>(to)];
}

Result<Copy> MoveCopy(Deed& deed, Copy copy, const Move& move) {
  if (!MayMove(copy.state, move.to)) {
    return deed.Refuse(
        "copy.state", {"bản số " + std::to_string(copy.number) + " không ở nơi cho phép việc này",
                       "copy " + std::to_string(copy.number) + " is not where this could be done"});
  }
  Custody step;
  step.copy = copy.id;
  step.act = move.act;
  step.day = deed.today();
  step.state = move.to;
  step.from_person = copy.holder;
  step.to_person = move.person;
  step.outside = move.outside;
  step.due = move.due;
  step.by = deed.actor();
  step.entry = move.entry;
  step.meeting = move.meeting;
  step.note = move.note;
  TRY(deed.Add(std::move(step)));
  copy.state = move.to;
  copy.holder = move.person;
  copy.outside = move.outside;
  if (!move.place.empty()) copy.place = move.place;
  copy.due = move.due;
  if (move.to != CopyState::kOut) copy.recalled.reset();
  TRY(deed.Save(copy));
  return copy;
}

Result<std::vector<Copy>> MintOriginals(Deed& deed, const Document& document, int64_t count,
                                        const std::vector<int64_t>& numbers,
                                        const std::string& place, std::string_view act) {
  Copy pattern;
  pattern.document = document.id;
  pattern.place = place;
  return Mint(deed, pattern, count, numbers, act);
}

Result<std::vector<Copy>> MintStanding(Deed& deed, const Copy& where, int64_t count,
                                       const std::vector<int64_t>& numbers, std::string_view act) {
  return Mint(deed, where, count, numbers, act);
}

Result<std::vector<Copy>> MintAllowed(Deed& deed, Request* request, int64_t count,
                                      const std::string& place, std::string_view act,
                                      int64_t entry) {
  if (request->kind != RequestKind::kCopy || request->state != ObjectState::kDecided) {
    return deed.Refuse("copies.not_allowed",
                       {"việc sao, chụp này chưa được cho phép", "this copying was not allowed"});
  }
  if (count > request->quantity - request->made) {
    return deed.Refuse(
        "copies.more_than_allowed",
        {"chỉ được sao, chụp thêm " + std::to_string(request->quantity - request->made) + " bản",
         "only " + std::to_string(request->quantity - request->made) + " more may be made"});
  }
  Copy pattern;
  pattern.document = request->document;
  pattern.form = request->form;
  pattern.place = place;
  pattern.request = request->id;
  TRY_ASSIGN(std::vector<Copy> copies, Mint(deed, pattern, count, {}, act, entry));
  request->made += count;
  if (request->made == request->quantity) request->state = ObjectState::kEnded;
  TRY(deed.Save(*request));
  return copies;
}

Result<Tally> TallyOf(Deed& deed, int64_t document) {
  TRY_ASSIGN(const store::Rows rows, deed.Query(kTally, {document}));
  const store::Row row = rows[0];
  return Tally{row.Int(0), row.Int(1), row.Int(2), row.Int(3), row.Int(4), row.Int(5)};
}

}  // namespace niem::registry
