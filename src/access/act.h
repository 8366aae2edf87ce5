// Every act of the registry: its code, who may do it in the name of which duty, to what kind of
// object in which state, and whether a second person must confirm it. One table (act.cc) from which
// the command line, the API, the documents and the tests of access are made.
//
// Whether the *law* lets this person do it (authority by level) is the pack's question
// (law/authority.h); this table is the house's own order.
// Thread-safety: constants.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "access/duty.h"
#include "base/i18n.h"

namespace niem::access {

enum class Act : uint8_t {
  // a document's birth
  kDocumentDraft,
  kDocumentAmend,
  kDocumentPropose,
  kDocumentDetermine,
  kDocumentRefuse,
  kDocumentIssue,
  kDocumentReceive,
  kDocumentDiscrepancy,
  kDocumentLink,
  kDocumentFree,
  kDocumentRead,
  kDocumentSearch,
  kDocumentPrint,
  // custody
  kCopySend,
  kCopyHandOver,
  kCopyLend,
  kCopyTakeBack,
  kCopyGiveBack,
  kCopyRecall,
  kCopyLost,
  kCopyFound,
  // copying
  kCopyRequest,
  kCopyAllow,
  kCopyRefuse,
  kCopyMake,
  // out of the house
  kTakeOutRequest,
  kTakeOutAllow,
  kTakeOutRefuse,
  kTakeOutLeave,
  kTakeOutReturn,
  kProvideRequest,
  kProvideAllow,
  kProvideRefuse,
  kProvideDeliver,
  kMeetingPlan,
  kMeetingAllow,
  kMeetingRefuse,
  kMeetingClose,
  // term and level
  kTermExtend,
  kLevelChange,
  kDeclassifyCouncil,
  kDeclassifyDecide,
  kDeclassifyOffList,
  kDeclassifyExpire,
  kNoticeSend,
  kNoticeReceive,
  kReviewDecide,
  kDeadlinesRead,
  // the end
  kDestroyPropose,
  kDestroyCouncil,
  kDestroyDecide,
  kDestroyCarryOut,
  kDestroyEmergency,
  kArchiveHandOver,
  // counting
  kStocktakeOpen,
  kStocktakeScan,
  kStocktakeClose,
  // books
  kBookOpen,
  kBookClose,
  kBookUnlock,
  kBookVoid,
  // what went wrong
  kIncidentOpen,
  kIncidentClose,
  kIncidentReopen,
  // what `niem scan` found on the agency's machines
  kFindingImport,
  kFindingRead,
  kFindingDecide,
  kFindingRegister,
  // what `niem audit` found, and the register of devices
  kAuditImport,
  kAuditRead,
  kAuditAnswer,
  kAuditClose,
  kDeviceMark,
  // documents taken over from the registers kept before
  kIntakeImport,
  kIntakeRead,
  kIntakeUndo,
  // people
  kUnitAdd,
  kPersonAdd,
  kPersonAmend,
  kPersonLeave,
  kPersonClose,
  kPeopleRead,
  kPasswordChange,
  kCardBind,
  kCardEnd,
  kDutyAssign,
  kDutyEnd,
  kClearanceGrant,
  kClearanceRevoke,
  kNeedGrant,
  kNeedRevoke,
  kDelegationGrant,
  kDelegationRevoke,
  kBreakGlassOpen,
  kBreakGlassReview,
  // the instance
  kListLoad,
  kSettingSet,
  kListExport,
  kLedgerRead,
  kLedgerCheckpoint,
  kLedgerExport,
  kClockApprove,
  kBackupMake,
  kBackupRestore,
  kKeyChange,
  kCount,
};

inline constexpr size_t kActCount = static_cast<size_t>(Act::kCount);

enum class Effect : uint8_t {
  kRead,    // shows something that bears a label
  kWrite,   // makes or changes something that bears a label
  kManage,  // people, books, the machine: nothing secret
};

enum class ObjectKind : uint8_t {
  kDocument,
  kCopy,
  kRequest,  // of copying, taking out, providing
  kMeeting,
  kDossier,  // of declassification or destruction
  kStocktake,
  kBook,
  kIncident,
  kPerson,
  kInstance,
  kFinding,       // of `niem scan`
  kIntake,        // documents taken over from a register kept before
  kAuditFinding,  // of `niem audit`
  kDevice,
};

std::string_view ObjectKindCode(ObjectKind kind);

enum class ObjectState : uint8_t {
  kNew,       // the act makes it
  kDraft,     // being written; also protected (Luật 117/2025 Điều 19(3))
  kProposed,  // waits for determination
  kDecided,   // determined, or allowed; not yet issued, or not yet carried out
  kInForce,   // issued or received; a copy that exists
  kOpen,      // a request, dossier, book, person: active
  kClosed,    // refused, finished, left
  kReleased,  // declassified
  kEnded,     // destroyed, archived, voided
};

inline constexpr size_t kStateCount = 9;
inline constexpr std::array<ObjectState, kStateCount> kStates = {
    ObjectState::kNew,     ObjectState::kDraft,    ObjectState::kProposed,
    ObjectState::kDecided, ObjectState::kInForce,  ObjectState::kOpen,
    ObjectState::kClosed,  ObjectState::kReleased, ObjectState::kEnded};

std::string_view ObjectStateCode(ObjectState state);
std::optional<ObjectState> ObjectStateFromCode(std::string_view code);

class StateSet {
 public:
  constexpr StateSet(std::initializer_list<ObjectState> states) {
    for (const ObjectState state : states) {
      bits_ = static_cast<uint16_t>(bits_ | 1U << static_cast<int>(state));
    }
  }

  constexpr bool Contains(ObjectState state) const {
    return ((bits_ >> static_cast<int>(state)) & 1U) != 0;
  }

 private:
  uint16_t bits_ = 0;
};

// A second person, who is not the first, must confirm before it takes effect; kTwoDuties: and acts
// by another duty than the first.
enum class Persons : uint8_t { kOne, kTwo, kTwoDuties };

// Who asked for something may not also be the one who allows, refuses or reviews it.
enum class Own : uint8_t { kAllowed, kForbidden };

struct ActRule {
  Act act;
  std::string_view code;  // "copy.allow": in the ledger, the API, the command line
  StaticText title;
  DutySet duties;  // any of these, the one in whose name he acts
  ObjectKind kind;
  Effect effect;
  StateSet states;  // of the object before the act
  Persons persons = Persons::kOne;
  Own own = Own::kAllowed;
};

// In the order of Act.
std::span<const ActRule> ActRules();
const ActRule& RuleOf(Act act);
std::optional<Act> ActFromCode(std::string_view code);

}  // namespace niem::access
