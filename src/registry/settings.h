// What the agency has set. Two kinds: settings of the law packs, where no text of the law that was
// read says (law/pack.h, Setting); and those of the house, listed here, each with its safe default.
// Changed by the act setting.set only.
//
// Errors: kInvalidArgument for a value that does not fit. Thread-safety: constants, and the deed's.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/i18n.h"
#include "base/result.h"
#include "law/pack.h"
#include "registry/deed.h"

namespace niem::registry {

struct HouseSetting {
  std::string_view name;
  std::string_view fallback;                  // until it is set; the safe choice
  std::span<const std::string_view> choices;  // else a whole number
  int64_t least = 0, most = 0;
  StaticText title;
};

inline constexpr std::string_view kPasswordLength = "password.min_length";
inline constexpr std::string_view kPasswordLetters = "password.min_distinct";
inline constexpr std::string_view kPasswordBits = "password.min_bits";
// Within which a password that another person set must be changed by its owner.
inline constexpr std::string_view kPasswordFirstDays = "password.first_days";
// "required": the operator's commands refuse to export or to change keys without an order of two.
inline constexpr std::string_view kOrders = "machine.orders";
// "bound": whoever has a card signs in with it, others by password alone; "required": all need one.
inline constexpr std::string_view kCards = "sign_in.card";
// "refuse", "warn": a derived document's level lowered below its source's.
inline constexpr std::string_view kDerivedLevel = "level.derived";
// "again", "warn": what was allowed but not yet done when the level rises.
inline constexpr std::string_view kRiseAfterAllowed = "level.rise_after_allowed";

// "off", "on": lists in which something bears a level, as files.
inline constexpr std::string_view kLabelledExport = "export.labelled";

// Within which what was taken over from an old register can be undone.
inline constexpr std::string_view kIntakeUndoDays = "intake.undo_days";

std::span<const HouseSetting> HouseSettings();
const HouseSetting* FindHouseSetting(std::string_view name);
Status CheckHouseSetting(const HouseSetting& setting, std::string_view value);

// As set, or the default.
Result<std::string> HouseValue(Deed& deed, std::string_view name);
Result<int64_t> HouseNumber(Deed& deed, std::string_view name);

// All that is set, as the packs' rules read it.
Result<law::Settings> SettingsOf(Deed& deed);

}  // namespace niem::registry
