// For tests and harnesses: random walks against a small model of custody. The registry does a move
// exactly when the model lets it; after every step the document's copies are tallied by the
// registry itself (TallyOf), must balance, and must be where the model has them; a book's numbers
// run on.
//
// Thread-safety: one thread. Errors: kCorrupt, with the step, at the first difference.
#pragma once

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "registry/custody.h"
#include "registry/testing.h"

namespace niem::registry {

class Walk {
 public:
  Walk(TestAgency& agency, uint64_t seed) : agency_(agency), random_(seed) {
    const std::string lend =
        R"(,"due":"2026-12-01","person":)" + std::to_string(agency.Id("officer"));
    rules_ = {{access::Act::kCopyLend, "keeper", lend, {1, 1, 0, 0, 0}, CopyState::kOut},
              {access::Act::kCopyTakeBack, "keeper", "", {0, 1, 0, 0, 0}, CopyState::kHeld},
              {access::Act::kCopySend,
               "registrar",
               R"(,"recipient":"Tỉnh")",
               {1, 1, 0, 0, 0},
               CopyState::kOut},
              {access::Act::kCopyGiveBack, "registrar", "", {1, 1, 0, 0, 0}, CopyState::kReturned},
              {access::Act::kCopyLost,
               "keeper",
               R"(,"account":"mất")",
               {1, 1, 0, 0, 0},
               CopyState::kLost},
              {access::Act::kCopyFound, "keeper", "", {0, 0, 0, 0, 1}, CopyState::kHeld},
              {access::Act::kDestroyEmergency,
               "keeper",
               R"(,"reason":"cháy")",
               {1, 0, 0, 0, 0},
               CopyState::kDestroyed}};
  }

  Status Step() {
    ++steps_;
    const size_t choice = copies_.empty() ? 0 : Below(12);
    if (choice == 0) return Arrive();
    if (choice == 1) return MakeCopies();
    Copy& copy = copies_[Below(copies_.size())];
    const Rule& rule = rules_[Below(rules_.size())];
    const bool may = rule.from[static_cast<size_t>(copy.state)] != 0;
    TRY_ASSIGN(const Outcome outcome,
               Do(rule.who, rule.act, R"({"copy":)" + std::to_string(copy.id) + rule.fields + "}"));
    if (outcome.refused.has_value() == may) {
      return Differs(std::string(access::RuleOf(rule.act).code) + " of copy " +
                     std::to_string(copy.id) + (may ? " was refused" : " was done"));
    }
    if (may) {
      documents_[copy.document].at(copy.state)--;
      copy.state = rule.to;
      documents_[copy.document].at(copy.state)++;
    }
    return CheckTally(copy.document);
  }

  // Every document, and the numbers of the book.
  Status CheckAll() {
    for (const auto& [document, places] : documents_) TRY(CheckTally(document));
    return Glance([&](Deed& deed) -> Status {
      static const Finder<Book> kIncoming("test.incoming_books", "WHERE kind = 'incoming'");
      TRY_ASSIGN(const std::vector<Book> books, deed.Find(kIncoming, {}));
      int64_t given = 0;
      for (const Book& book : books) given += book.next - book.first;
      return given == arrived_ ? Ok() : Status(Differs("numbers given: " + std::to_string(given)));
    });
  }

  uint64_t steps() const { return steps_; }

  size_t documents() const { return documents_.size(); }

  size_t copies() const { return copies_.size(); }

  uint64_t refused() const { return refused_; }

 private:
  struct Rule {
    access::Act act;
    std::string who;
    std::string fields;       // beside the copy
    std::array<int, 5> from;  // by CopyState
    CopyState to;
  };

  struct Copy {
    int64_t id = 0;
    int64_t document = 0;
    CopyState state = CopyState::kHeld;
  };

  struct Places {
    std::array<int64_t, 5> count{};

    int64_t& at(CopyState state) { return count[static_cast<size_t>(state)]; }
  };

  size_t Below(size_t n) { return random_() % n; }

  Error Differs(const std::string& what) const {
    const std::string text = "step " + std::to_string(steps_) + ": " + what;
    return {ErrorCode::kCorrupt, {text, text}};
  }

  Status Glance(const Registry::Look& look) {
    return agency_.registry().Glance({agency_.Id("keeper"), access::Duty::kKeeper, ""}, look);
  }

  Result<Outcome> Do(const std::string& who, access::Act act, const std::string& json) {
    const access::Duty duty = *access::DutyFromCode(who);
    TRY_ASSIGN(Outcome outcome, agency_.registry().Perform({agency_.Id(who), duty, ""}, act, json));
    if (outcome.refused) ++refused_;
    return outcome;
  }

  // made = held + out + returned + destroyed + lost, by the registry's own count and the model's.
  Status CheckTally(int64_t document) {
    return Glance([&](Deed& deed) -> Status {
      TRY_ASSIGN(const Tally tally, TallyOf(deed, document));
      const Places& places = documents_.at(document);
      const std::array<int64_t, 5> stored = {tally.held, tally.out, tally.returned, tally.destroyed,
                                             tally.lost};
      int64_t made = 0;
      for (const int64_t count : places.count) made += count;
      if (tally.Balanced() && tally.made == made && stored == places.count) return Ok();
      return Differs("document " + std::to_string(document) + " does not balance");
    });
  }

  void Keep(int64_t document, const Outcome& outcome) {
    for (const int64_t id : outcome.copies) {
      copies_.push_back({id, document, CopyState::kHeld});
      documents_[document].at(CopyState::kHeld)++;
    }
  }

  Status Arrive() {
    const std::string count = std::to_string(1 + Below(3));
    const bool whole = Below(5) != 0;  // else refused: takes no number
    TRY_ASSIGN(
        const Outcome in,
        Do("registrar", access::Act::kDocumentReceive,
           R"({"level":"mat","issuer":"Tỉnh","number":"1","copying_allowed":true,"stated":)" +
               count + R"(,"counted":)" + count + R"(,"sealed":)" + (whole ? "true" : "false") +
               "}"));
    if (in.refused.has_value() == whole) return Differs("an arrival");
    if (!whole) return Ok();
    if (in.ids.at("number") != ++arrived_) return Differs("number " + std::to_string(arrived_));
    Keep(in.ids.at("document"), in);
    return CheckTally(in.ids.at("document"));
  }

  // Asked for, allowed, made; never more than was allowed. Refused where no copy is left.
  Status MakeCopies() {
    const int64_t document = copies_[Below(copies_.size())].document;
    TRY_ASSIGN(const Outcome asked,
               Do("registrar", access::Act::kCopyRequest,
                  R"({"form":"sao_y","quantity":2,"purpose":"họp","document":)" +
                      std::to_string(document) + "}"));
    if (asked.refused) {
      const Places& places = documents_.at(document);
      const bool left = places.count[0] + places.count[1] + places.count[4] > 0;
      return left ? Status(Differs("a request was refused")) : CheckTally(document);
    }
    const std::string request = R"("request":)" + std::to_string(asked.ids.at("request"));
    TRY(Do("authority", access::Act::kCopyAllow, "{" + request + "}"));
    TRY_ASSIGN(const Outcome many,
               Do("keeper", access::Act::kCopyMake, "{" + request + R"(,"count":3})"));
    if (!many.refused) return Differs("more copies were made than allowed");
    TRY_ASSIGN(const Outcome made,
               Do("keeper", access::Act::kCopyMake, "{" + request + R"(,"count":1})"));
    if (made.refused) return Differs("an allowed copy was refused");
    Keep(document, made);
    return CheckTally(document);
  }

  TestAgency& agency_;
  std::mt19937_64 random_;
  std::vector<Rule> rules_;
  std::vector<Copy> copies_;
  std::map<int64_t, Places> documents_;
  int64_t arrived_ = 0;
  uint64_t steps_ = 0;
  uint64_t refused_ = 0;
};

}  // namespace niem::registry
