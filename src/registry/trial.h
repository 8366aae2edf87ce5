// The fields of a form that is not yet filled in: whoever asks beforehand whether he may do an act
// has not typed everything. Stand-ins take the place of what is missing, so that the act can be
// tried as far as they do not matter.
// Errors: kInvalidArgument for what is there and wrong. Thread-safety: pure functions.
#pragma once

#include <string_view>

#include "base/result.h"
#include "registry/form.h"

namespace niem::registry {

struct HalfFilled {
  Fields fields;
  bool complete = false;  // nothing that is wanted was missing
  bool runnable = false;  // stand-ins could be found for all that was; no secret is asked for
};

Result<HalfFilled> FillIn(std::string_view json, const ActForm& form, Date today);

// Whether a refusal of an act tried with stand-ins would stand with any other values.
bool HoldsWhateverIsFilledIn(std::string_view reason);

}  // namespace niem::registry
