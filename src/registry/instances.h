// Tells the compiler that what Deed does with each kind of row stands compiled in instances.cc.
// Without it every file of acts would compile all of it anew, which was half of the work on each.
// A new record belongs in the list; the build says so.
// Thread-safety: declarations only.
#pragma once

#include <tuple>

#include "registry/audits.h"
#include "registry/deed.h"
#include "registry/findings.h"
#include "registry/intake.h"
#include "registry/people.h"
#include "registry/records.h"
#include "registry/tables.h"

#define NIEM_RECORDS(use)                                                                        \
  use(Assignment) use(AuditFinding) use(AuditReport) use(Book) use(BreakGlass) use(Card)         \
      use(Clearance) use(Copy) use(Custody) use(Delegation) use(Derivation) use(DerivationFreed) \
          use(Device) use(DeviceUse) use(Document) use(Dossier) use(DossierItem) use(Entry)      \
              use(Finding) use(Incident) use(Intake) use(IntakeRow) use(ListFile) use(Mandate)   \
                  use(Meeting) use(NeedToKnow) use(Notice) use(Pending) use(Person) use(Request) \
                      use(ScanReport) use(ScannedMachine) use(Setting) use(SigningKey)           \
                          use(Stocktake) use(StocktakeItem) use(Unit)

// NOLINTBEGIN(bugprone-macro-parentheses): what the macros write are declarations
#define NIEM_INSTANCES(prefix, T)                                                            \
  prefix template const TableStatements& StatementsOf<T>();                                  \
  prefix template ledger::Row LedgerRow<T>(const T&);                                        \
  prefix template Result<T> FromRow<T>(const store::Row&, ledger::Salt*);                    \
  prefix template store::Values ToRow<T>(const T&, const ledger::Salt&);                     \
  prefix template Result<T> Deed::Get<T>(int64_t);                                           \
  prefix template Result<T> Deed::Add<T>(T);                                                 \
  prefix template Status Deed::Save<T>(const T&);                                            \
  prefix template Result<std::vector<T>> Deed::Find<T>(const Finder<T>&,                     \
                                                       std::initializer_list<store::Value>); \
  prefix template Result<T> Deed::Read<T>(const store::Row&);

namespace niem::registry {

#define NIEM_ONE(T) +1
static_assert(std::tuple_size_v<Tables> == 0 NIEM_RECORDS(NIEM_ONE), "a record is not in the list");
#undef NIEM_ONE
// NOLINTEND(bugprone-macro-parentheses)

#define NIEM_DECLARE(T) NIEM_INSTANCES(extern, T)
NIEM_RECORDS(NIEM_DECLARE)
#undef NIEM_DECLARE

}  // namespace niem::registry
