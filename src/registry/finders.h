// The searches that more than one act needs. Each is one statement at namespace scope, so that the
// census of statements sees it; what each answers is said here. Days are texts "YYYY-MM-DD".
// Thread-safety: constants.
#pragma once

#include "registry/instances.h"
#include "registry/people.h"
#include "registry/records.h"

namespace niem::registry {

// $1 person, $2 day: in force on it.
const Finder<Assignment>& AssignmentsOf();
const Finder<Clearance>& ClearancesOf();  // the latest first
const Finder<Delegation>& DelegationsTo();
// $1 person, $2 document, $3 day.
const Finder<NeedToKnow>& NeedsOf();
// $1 person, $2 now in ms: openings still in force.
const Finder<BreakGlass>& OpenGlasses();
// $1 person, $2 day: in force on it.
const Finder<Card>& CardsOf();
// $1 fingerprint, $2 day: in force on it or later.
const Finder<Card>& CardsByFingerprint();
// $1 login.
const Finder<Person>& PersonByLogin();
// $1 code.
const Finder<Unit>& UnitByCode();
const Finder<Unit>& AllUnits();
// $1 document: in the order of their numbers.
const Finder<Copy>& CopiesOf();
// $1 person: what he has.
const Finder<Copy>& CopiesWith();
// $1 copy: oldest first.
const Finder<Custody>& CustodyOf();
// $1 kind, $2 unit, $3 year: open, the last volume first.
const Finder<Book>& OpenBooks();
// $1 kind, $2 unit, $3 year: all volumes, the last first.
const Finder<Book>& BooksOf();
// $1 source document.
const Finder<Derivation>& DerivedFrom();
// $1 derived document.
const Finder<Derivation>& SourcesOf();
// $1 derivation: that it was declared free of its source, once at most.
const Finder<DerivationFreed>& FreedOf();
// $1 document: allowed, not yet carried out.
const Finder<Request>& AllowedRequests();
// $1 dossier.
const Finder<DossierItem>& ItemsOf();
// $1 name.
const Finder<Setting>& SettingByName();
const Finder<ListFile>& AllListFiles();

}  // namespace niem::registry
