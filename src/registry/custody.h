// Where copies come from and how they change hands: the invariants that hold whatever the law says.
//
//   made = held + out + returned + destroyed + lost        for every document, after every act
//
// A copy exists only by MintOriginals (at issue or arrival), MintAllowed (against an allowed
// request, never more than it allows) or MintStanding (with a register that was kept before); it
// moves only by MoveCopy, along the arrows below; every move is a row of the chain of custody.
// Numbers within a document run 1, 2, 3 … without gaps.
//
//   held -> out, returned, destroyed, lost, void    out -> held, out, returned, destroyed, lost,
//   void lost -> held                                    returned, destroyed, void: the end
//
// void: taken over by mistake. Such a copy was never made and counts nowhere; only the undoing of
// its intake brings it there (acts_intake.cc), its row and its number stay.
//
// Errors: refusals as Deed::Refuse. Thread-safety: those of the deed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/deed.h"
#include "registry/records.h"

namespace niem::registry {

bool MayMove(CopyState from, CopyState to);

struct Move {
  std::string_view act;  // code of the act that moves it
  CopyState to = CopyState::kHeld;
  std::optional<int64_t> person;  // who has it from now on, when out
  std::string outside;            // or which agency
  std::string place;              // or which cabinet; empty: as before
  std::optional<Date> due;
  std::optional<int64_t> entry;
  std::optional<int64_t> meeting;
  std::string note;
};

// The copy as it is afterwards.
Result<Copy> MoveCopy(Deed& deed, Copy copy, const Move& move);

// The copies that a document is issued in, or arrived in. `numbers`:
// none given: the next numbers; else the numbers the issuer gave (Bản số).
Result<std::vector<Copy>> MintOriginals(Deed& deed, const Document& document, int64_t count,
                                        const std::vector<int64_t>& numbers,
                                        const std::string& place, std::string_view act);

// Copies against an allowed request, whose `made` is brought up to date. `entry`: their row in the
// register of copies.
Result<std::vector<Copy>> MintAllowed(Deed& deed, Request* request, int64_t count,
                                      const std::string& place, std::string_view act,
                                      int64_t entry);

// Copies that a register kept before says there are, where it says they are: `where` holds
// document, state, holder, outside and place. `numbers`: of all of them.
Result<std::vector<Copy>> MintStanding(Deed& deed, const Copy& where, int64_t count,
                                       const std::vector<int64_t>& numbers, std::string_view act);

// How many copies of a document are where.
struct Tally {
  int64_t made = 0;
  int64_t held = 0, out = 0, returned = 0, destroyed = 0, lost = 0;

  bool Balanced() const { return made == held + out + returned + destroyed + lost; }
};

Result<Tally> TallyOf(Deed& deed, int64_t document);

}  // namespace niem::registry
