#include "registry/finders.h"

namespace niem::registry {
namespace {

const Finder<Assignment> kAssignmentsOf(
    "registry.find_assignments",
    "WHERE person = $1 AND from_day <= $2 AND (until_day IS NULL OR until_day >= $2) ORDER BY id");
const Finder<Clearance> kClearancesOf(
    "registry.find_clearances",
    "WHERE person = $1 AND from_day <= $2 AND (until_day IS NULL OR until_day >= $2) "
    "ORDER BY id DESC");
const Finder<Delegation> kDelegationsTo(
    "registry.find_delegations",
    "WHERE to_person = $1 AND from_day <= $2 AND (until_day IS NULL OR until_day >= $2) "
    "ORDER BY id");
const Finder<NeedToKnow> kNeedsOf("registry.find_needs",
                                  "WHERE person = $1 AND document = $2 AND from_day <= $3 AND "
                                  "(until_day IS NULL OR until_day >= $3) ORDER BY id");
const Finder<BreakGlass> kOpenGlasses("registry.find_open_glasses",
                                      "WHERE person = $1 AND ends_ms > $2 ORDER BY id");
const Finder<Card> kCardsOf(
    "registry.find_cards",
    "WHERE person = $1 AND from_day <= $2 AND (until_day IS NULL OR until_day >= $2) ORDER BY id");
const Finder<Card> kCardsByFingerprint(
    "registry.find_cards_by_fingerprint",
    "WHERE fingerprint = $1 AND (until_day IS NULL OR until_day >= $2) ORDER BY id");
const Finder<Person> kPersonByLogin("registry.find_person_by_login", "WHERE login = $1");
const Finder<Unit> kUnitByCode("registry.find_unit_by_code", "WHERE code = $1");
const Finder<Unit> kAllUnits("registry.find_units", "ORDER BY code");
const Finder<Copy> kCopiesOf("registry.find_copies_of", "WHERE document = $1 ORDER BY number");
const Finder<Copy> kCopiesWith("registry.find_copies_with",
                               "WHERE holder = $1 AND state = 'out' ORDER BY id");
const Finder<Custody> kCustodyOf("registry.find_custody_of", "WHERE copy = $1 ORDER BY id");
const Finder<Book> kOpenBooks(
    "registry.find_open_books",
    "WHERE kind = $1 AND unit = $2 AND year = $3 AND state = 'open' ORDER BY volume DESC");
const Finder<Book> kBooksOf("registry.find_books",
                            "WHERE kind = $1 AND unit = $2 AND year = $3 ORDER BY volume DESC");
const Finder<Derivation> kDerivedFrom("registry.find_derived", "WHERE source = $1 ORDER BY id");
const Finder<Derivation> kSourcesOf("registry.find_sources", "WHERE derived = $1 ORDER BY id");
const Finder<DerivationFreed> kFreedOf("registry.find_freed", "WHERE derivation = $1 ORDER BY id");
const Finder<Request> kAllowedRequests("registry.find_allowed_requests",
                                       "WHERE document = $1 AND state = 'decided' ORDER BY id");
const Finder<DossierItem> kItemsOf("registry.find_dossier_items", "WHERE dossier = $1 ORDER BY id");
const Finder<Setting> kSettingByName("registry.find_setting", "WHERE name = $1");
const Finder<ListFile> kAllListFiles("registry.find_list_files", "ORDER BY name, id");

}  // namespace

const Finder<Assignment>& AssignmentsOf() {
  return kAssignmentsOf;
}

const Finder<Clearance>& ClearancesOf() {
  return kClearancesOf;
}

const Finder<Delegation>& DelegationsTo() {
  return kDelegationsTo;
}

const Finder<NeedToKnow>& NeedsOf() {
  return kNeedsOf;
}

const Finder<BreakGlass>& OpenGlasses() {
  return kOpenGlasses;
}

const Finder<Card>& CardsOf() {
  return kCardsOf;
}

const Finder<Card>& CardsByFingerprint() {
  return kCardsByFingerprint;
}

const Finder<Person>& PersonByLogin() {
  return kPersonByLogin;
}

const Finder<Unit>& UnitByCode() {
  return kUnitByCode;
}

const Finder<Unit>& AllUnits() {
  return kAllUnits;
}

const Finder<Copy>& CopiesOf() {
  return kCopiesOf;
}

const Finder<Copy>& CopiesWith() {
  return kCopiesWith;
}

const Finder<Custody>& CustodyOf() {
  return kCustodyOf;
}

const Finder<Book>& OpenBooks() {
  return kOpenBooks;
}

const Finder<Book>& BooksOf() {
  return kBooksOf;
}

const Finder<Derivation>& DerivedFrom() {
  return kDerivedFrom;
}

const Finder<Derivation>& SourcesOf() {
  return kSourcesOf;
}

const Finder<DerivationFreed>& FreedOf() {
  return kFreedOf;
}

const Finder<Request>& AllowedRequests() {
  return kAllowedRequests;
}

const Finder<DossierItem>& ItemsOf() {
  return kItemsOf;
}

const Finder<Setting>& SettingByName() {
  return kSettingByName;
}

const Finder<ListFile>& AllListFiles() {
  return kAllListFiles;
}

}  // namespace niem::registry
