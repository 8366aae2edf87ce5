// What documents are asked for by, and the words under which the search index keeps them
// (search.h). Ownership: plain values. Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "registry/records.h"

namespace niem::registry {

// All that are given must hold. Empty: not asked.
struct DocumentQuery {
  std::string
      text;  // each word stands in number, symbol, type, trích yếu, issuer, signer, recipients
  std::string number;
  std::optional<Level> level;
  std::string unit;
  std::optional<ObjectState> state;
  std::optional<Direction> direction;
  std::optional<int64_t> person;  // who drafted or decided it
  std::optional<Date> from;       // of the document's day (DayOf)
  std::optional<Date> until;
};

// The day on it; else that of its arrival; else that of its determination.
std::optional<Date> DayOf(const Document& document);

bool Fits(const DocumentQuery& query, const Document& document);

// A word or a filter takes 8 bytes, whatever its length; two that met would be told apart by the
// rows.
using Term = int64_t;

// In every document.
Term AnyTerm();

std::set<Term> TermsOf(const Document& document);

struct Asked {
  std::vector<Term> all;   // each must stand in the document; rising
  std::vector<Term> days;  // and one of these; empty: of any day
};

// Never both empty. What it covers may be more than the query asks for: Fits() decides.
Asked TermsOf(const DocumentQuery& query, Date today);

}  // namespace niem::registry
