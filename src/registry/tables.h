// Every table of the registers, in the order of their names: what an export holds, and what the
// tests go through. A new record belongs here.
// Thread-safety: types only.
#pragma once

#include <cstddef>
#include <string_view>
#include <tuple>

#include "registry/audits.h"
#include "registry/findings.h"
#include "registry/intake.h"
#include "registry/people.h"
#include "registry/records.h"

namespace niem::registry {

using Tables =
    std::tuple<Assignment, AuditFinding, AuditReport, Book, BreakGlass, Card, Clearance, Copy,
               Custody, Delegation, Derivation, DerivationFreed, Device, DeviceUse, Document,
               Dossier, DossierItem, Entry, Finding, Incident, Intake, IntakeRow, ListFile, Mandate,
               Meeting, NeedToKnow, Notice, Pending, Person, Request, ScanReport, ScannedMachine,
               Setting, SigningKey, Stocktake, StocktakeItem, Unit>;

// use.template operator()<T>() for each record T.
template <typename F>
void ForEachTable(F&& use) {
  [&]<typename... T>(std::tuple<T...>*) {
    (use.template operator()<T>(), ...);
  }(static_cast<Tables*>(nullptr));
}

constexpr bool TablesAreInOrder() {
  bool ordered = true;
  std::string_view before;
  const auto check = [&](std::string_view name) {
    ordered = ordered && before < name;
    before = name;
  };
  [&]<typename... T>(std::tuple<T...>*) { (check(T::kTable), ...); }(static_cast<Tables*>(nullptr));
  return ordered;
}

static_assert(TablesAreInOrder(), "tables stand in the order of their names");

}  // namespace niem::registry
