// Evidence for and against each mark, in the weights of the pack.
// Ownership: borrows everything. Errors: none. Thread-safety: one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "detect/candidates.h"
#include "detect/dates.h"
#include "detect/layout.h"
#include "detect/pack.h"

namespace niem::detect {

// A mark (or a stamp that ends or changes one) with all that speaks for and against it.
struct Weighed {
  Level level = Level::kNone;
  double weight = 0;
  extract::Place place = extract::Place::kBody;
  uint32_t line = 0;
  TextRef mark;
  std::vector<Evidence> evidence;
  bool weak_place = false;  // hidden, comment, metadata: a person decides
};

// A stamp that declassifies, or that raises or lowers the level.
struct Stamp {
  Weighed weighed;
  bool declassified = false;
  bool dated = false;
  std::optional<Day> day;         // of a declassification
  bool up = false, down = false;  // change without a stated level
};

class Weigher {
 public:
  Weigher(const extract::Document& document, const Reading& reading, const Layout& layout,
          const Pack& pack);

  // One for each candidate that is not hopeless, strongest first.
  std::vector<Weighed> Marks() const;

  // Declassification and change stamps.
  std::vector<Stamp> Stamps() const;

  // Companions, each kind once: their evidence and the sum of their weights.
  struct Companions {
    std::vector<Evidence> evidence;
    double weight = 0;
    bool trigger = false;
    bool addressee_only = false;
  };

  Companions FindCompanions() const;

  // An envelope's symbol: A, B or C alone in its line.
  const Piece* EnvelopeSymbol() const;

  Evidence Quote(std::string rule, const TextRef& ref, extract::Place place, double weight) const;

 private:
  struct Sum;

  Weighed Weigh(size_t index) const;
  void WeighForm(const Candidate& candidate, Sum& sum) const;
  void WeighPlace(const Candidate& candidate, extract::Place place, Sum& sum) const;
  void WeighStyle(const TextRef& ref, Sum& sum) const;
  void WeighNeighbours(const Candidate& candidate, extract::Place place, Sum& sum) const;
  void WeighLines(const TextRef& segment, const TextRef& previous, const TextRef& next, bool head,
                  const Surroundings& around, bool upper, Sum& sum) const;
  void WeighContexts(uint32_t line, extract::Place place, Sum& sum) const;
  void WeighTable(const TextRef& ref, extract::Place place, Sum& sum) const;
  bool TypedPlain() const;
  bool UnderLevelHeading(uint32_t block) const;
  bool BesideOffice(const TextRef& ref) const;
  bool InUnofficialHead(const Candidate& candidate, extract::Place place) const;
  bool AmongSiblings(const Candidate& candidate) const;
  bool SeveralLevels(const Candidate& candidate, extract::Place place) const;
  bool IsOffice(std::string_view line) const;
  bool Joined(std::string_view previous, std::string_view next) const;
  Stamp WeighStamp(const Piece& piece) const;
  std::string DateLineNear(uint32_t block) const;
  std::string DatesOf(const Piece& piece) const;
  TextRef CompanionText(const TextRef& segment, const CompanionToken& token) const;
  bool InTypedRow(const TextRef& ref) const;
  double SubjectWeight(Sign sign) const;
  Level NewLevel(const Piece& piece) const;

  const extract::Document& document_;
  const Reading& reading_;
  const Layout& layout_;
  const Pack& pack_;
  std::vector<uint32_t> level_cells_;   // tables of candidates, sorted, one entry a candidate
  std::vector<uint32_t> change_lines_;  // lines with a change stamp
  std::vector<std::pair<Sign, double>> subjects_;  // that speak against marks
  mutable std::optional<bool> typed_plain_;        // TypedPlain's answer
  double bile_ = 0;                                // a text on bile or honey, against MẬT alone
};

}  // namespace niem::detect
