// The rows of the registers: what an agency keeps about its documents, copies, people and books.
// Only acts write them (registry.h); each change is bound to the ledger by the row's digest.
//
// Ids are numbers of this instance, never reused. Days are of Vietnam's calendar (UTC+7).
// What must hold whatever the law says is written in custody.h; what the law says is in packs.
// Thread-safety: plain values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "access/act.h"
#include "access/duty.h"
#include "access/label.h"
#include "base/date.h"
#include "base/level.h"
#include "registry/record.h"

namespace niem::registry {

using access::ObjectState;

enum class Direction : uint8_t { kOutgoing, kIncoming };

template <>
struct EnumCodes<Direction> {
  static constexpr std::array<std::string_view, 2> kCodes = {"outgoing", "incoming"};
};

// How a document's term departs from its level's (law/pack.h).
enum class TermForm : uint8_t { kFull, kShort, kPlace };

template <>
struct EnumCodes<TermForm> {
  static constexpr std::array<std::string_view, 3> kCodes = {"full", "short", "place"};
};

struct Document {
  static constexpr std::string_view kTable = "document";
  int64_t id = 0;
  Direction direction = Direction::kOutgoing;
  ObjectState state = ObjectState::kDraft;
  Level level = Level::kNone;
  access::Codes compartments;
  std::string unit;       // that manages it
  std::string number;     // "12"; given at issue, or as received
  std::string symbol;     // "QĐ-UBND"
  std::string type_name;  // tên loại: "Quyết định"
  std::string subject;    // trích yếu; the store refuses one for Tuyệt mật
  std::string issuer;     // the agency that determined it; empty: this one
  std::string signer;
  std::string recipients;  // nơi nhận, as written
  std::string note;
  std::optional<Date> dated;       // ngày, tháng of the document
  std::optional<Date> determined;  // ngày xác định độ mật
  std::optional<Date> arrived;
  std::string basis;  // the list's item: "774/QĐ-TTg|2|1|đ"
  std::string pack;   // the law it was determined under
  TermForm term = TermForm::kFull;
  std::optional<Date> term_end;  // last protected day
  bool copying_allowed = false;
  int64_t planned = 0;  // copies to issue
  int64_t pages = 0;
  std::optional<int64_t> drafter;
  std::optional<int64_t> decider;
  std::optional<Date> released;  // declassified from
  std::string released_by;       // decision number, or why it is by law

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("direction", self.direction), column("state", self.state);
    column("level", self.level), column("compartments", self.compartments);
    column("unit", self.unit), column("number", self.number), column("symbol", self.symbol);
    column("type_name", self.type_name), column("subject", self.subject);
    column("issuer", self.issuer), column("signer", self.signer);
    column("recipients", self.recipients), column("note", self.note);
    column("dated", self.dated), column("determined", self.determined);
    column("arrived", self.arrived), column("basis", self.basis), column("pack", self.pack);
    column("term", self.term), column("term_end", self.term_end);
    column("copying_allowed", self.copying_allowed), column("planned", self.planned);
    column("pages", self.pages), column("drafter", self.drafter);
    column("decider", self.decider), column("released", self.released);
    column("released_by", self.released_by);
  }

  access::Label LabelOf() const { return {level, compartments, unit}; }
};

// A document made with the help of another: declassifying one calls for the other
// (Luật 117/2025/QH15 Điều 22(4)(b)).
struct Derivation {
  static constexpr std::string_view kTable = "derivation";
  int64_t id = 0;
  int64_t source = 0;
  int64_t derived = 0;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("source", self.source), column("derived", self.derived);
  }
};

// A derived document declared free of that source's content by who has authority: its level no
// longer follows the source's. One at most for a derivation.
struct DerivationFreed {
  static constexpr std::string_view kTable = "derivation_freed";
  int64_t id = 0;
  int64_t derivation = 0;
  int64_t decider = 0;
  Date day;
  std::string reason;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("derivation", self.derivation), column("decider", self.decider);
    column("day", self.day), column("reason", self.reason);
  }
};

enum class CopyForm : uint8_t { kOriginal, kTrueCopy, kCopyOfCopy, kExcerpt, kPhotograph };

// sao y bản chính, sao lục, trích sao, chụp (Nghị định 26/2020/NĐ-CP Điều 3).
template <>
struct EnumCodes<CopyForm> {
  static constexpr std::array<std::string_view, 5> kCodes = {"original", "sao_y", "sao_luc",
                                                             "trich_sao", "chup"};
};

// Where a copy is. made = held + out + returned + destroyed + lost, per document, always; a copy
// that was entered by mistake was never made.
enum class CopyState : uint8_t {
  kHeld,      // in the agency's store
  kOut,       // with a person, or with another agency
  kReturned,  // given back for good to the agency that issued it
  kDestroyed,
  kLost,
  kVoid,  // entered by mistake, with a register taken over; its row stays, struck out
};

template <>
struct EnumCodes<CopyState> {
  static constexpr std::array<std::string_view, 6> kCodes = {"held",      "out",  "returned",
                                                             "destroyed", "lost", "void"};
};

struct Copy {
  static constexpr std::string_view kTable = "copy";
  int64_t id = 0;
  int64_t document = 0;
  int64_t number = 0;  // bản số, within the document
  CopyForm form = CopyForm::kOriginal;
  CopyState state = CopyState::kHeld;
  std::optional<int64_t> holder;   // the person who has it, when out
  std::string outside;             // the agency that has it, when out or returned
  std::string place;               // the cabinet, when held
  std::optional<Date> due;         // to be back by
  std::optional<Date> recalled;    // asked back on
  std::optional<int64_t> request;  // that allowed it; none for an original

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("document", self.document), column("number", self.number), column("form", self.form);
    column("state", self.state), column("holder", self.holder), column("outside", self.outside);
    column("place", self.place), column("due", self.due), column("recalled", self.recalled);
    column("request", self.request);
  }
};

// One movement of one copy; the chain of custody. Only ever added.
struct Custody {
  static constexpr std::string_view kTable = "custody";
  int64_t id = 0;
  int64_t copy = 0;
  std::string act;  // "copy.lend"
  Date day;
  CopyState state = CopyState::kHeld;  // after it
  std::optional<int64_t> from_person;
  std::optional<int64_t> to_person;
  std::string outside;
  std::optional<Date> due;
  int64_t by = 0;                // who entered it
  std::optional<int64_t> entry;  // the register row
  std::optional<int64_t> meeting;
  std::string note;  // state of envelope and seal, signature slip

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("copy", self.copy), column("act", self.act), column("day", self.day);
    column("state", self.state), column("from_person", self.from_person);
    column("to_person", self.to_person), column("outside", self.outside);
    column("due", self.due), column("entered_by", self.by), column("entry", self.entry);
    column("meeting", self.meeting), column("note", self.note);
  }
};

// The statutory books (law pack: registers).
enum class BookKind : uint8_t { kOutgoing, kIncoming, kCopies, kTransfer };

template <>
struct EnumCodes<BookKind> {
  static constexpr std::array<std::string_view, 4> kCodes = {"outgoing", "incoming", "copies",
                                                             "transfer"};
};

struct Book {
  static constexpr std::string_view kTable = "book";
  int64_t id = 0;
  BookKind kind = BookKind::kOutgoing;
  std::string unit;
  int64_t year = 0;
  int64_t volume = 1;
  int64_t first = 1;  // number of its first entry; numbering runs on through the year's volumes
  int64_t next = 1;   // the number that the next entry gets
  ObjectState state = ObjectState::kOpen;
  Date opened;
  std::optional<Date> closed;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("kind", self.kind), column("unit", self.unit), column("year", self.year);
    column("volume", self.volume), column("first_number", self.first);
    column("next_number", self.next), column("state", self.state);
    column("opened", self.opened), column("closed", self.closed);
  }
};

// One number of a book. A number once given is never given again: a void keeps its row and reason.
struct Entry {
  static constexpr std::string_view kTable = "entry";
  int64_t id = 0;
  int64_t book = 0;
  int64_t number = 0;
  Date day;
  std::optional<int64_t> document;
  std::optional<int64_t> copy;
  std::optional<int64_t> request;
  std::string note;
  bool voided = false;
  std::string void_reason;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("book", self.book), column("number", self.number), column("day", self.day);
    column("document", self.document), column("copy", self.copy);
    column("request", self.request), column("note", self.note);
    column("voided", self.voided), column("void_reason", self.void_reason);
  }
};

enum class RequestKind : uint8_t { kCopy, kTakeOut, kProvide };

template <>
struct EnumCodes<RequestKind> {
  static constexpr std::array<std::string_view, 3> kCodes = {"copy", "take_out", "provide"};
};

struct Request {
  static constexpr std::string_view kTable = "request";
  int64_t id = 0;
  RequestKind kind = RequestKind::kCopy;
  ObjectState state = ObjectState::kOpen;
  int64_t document = 0;
  std::optional<int64_t> copy;  // taken out
  int64_t requester = 0;
  Date asked;
  std::string purpose;
  CopyForm form = CopyForm::kTrueCopy;
  int64_t quantity = 0;  // asked for; after the decision: allowed
  int64_t made = 0;
  bool abroad = false;  // taken out abroad; provided to foreigners
  std::string recipient;
  std::string measures;  // of protection
  std::optional<Date> from;
  std::optional<Date> until;
  std::optional<int64_t> decider;
  std::optional<Date> decided;
  std::string article;  // of the law, by which it was decided
  std::string reason;   // of a refusal

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("kind", self.kind), column("state", self.state), column("document", self.document);
    column("copy", self.copy), column("requester", self.requester), column("asked", self.asked);
    column("purpose", self.purpose), column("form", self.form);
    column("quantity", self.quantity), column("made", self.made), column("abroad", self.abroad);
    column("recipient", self.recipient), column("measures", self.measures);
    column("from_day", self.from), column("until_day", self.until);
    column("decider", self.decider), column("decided", self.decided);
    column("article", self.article), column("reason", self.reason);
  }
};

struct Meeting {
  static constexpr std::string_view kTable = "meeting";
  int64_t id = 0;
  ObjectState state = ObjectState::kOpen;
  Level level = Level::kNone;
  access::Codes compartments;
  std::string unit;
  std::string title;
  std::string place;
  Date from;
  Date until;
  int64_t planner = 0;
  std::optional<int64_t> decider;
  std::string plan;  // protection: devices kept out, seals, attendance
  bool foreign_attendance = false;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("state", self.state), column("level", self.level);
    column("compartments", self.compartments), column("unit", self.unit);
    column("title", self.title), column("place", self.place), column("from_day", self.from);
    column("until_day", self.until), column("planner", self.planner);
    column("decider", self.decider), column("plan", self.plan);
    column("foreign_attendance", self.foreign_attendance);
  }

  access::Label LabelOf() const { return {level, compartments, unit}; }
};

enum class DossierKind : uint8_t { kDeclassify, kDestroy };

template <>
struct EnumCodes<DossierKind> {
  static constexpr std::array<std::string_view, 2> kCodes = {"declassify", "destroy"};
};

// The file of a council's work: what was proposed, by whom it was considered, what was decided.
struct Dossier {
  static constexpr std::string_view kTable = "dossier";
  int64_t id = 0;
  DossierKind kind = DossierKind::kDestroy;
  ObjectState state = ObjectState::kOpen;
  Level level = Level::kNone;  // the highest in it
  access::Codes compartments;
  std::string unit;
  int64_t proposer = 0;
  Date proposed;
  std::string reason;
  std::string council;   // decision number and members, the chair first
  std::string minutes;   // number and day of the council's minutes
  std::string decision;  // number
  std::optional<int64_t> decider;
  std::optional<Date> decided;
  std::string part;    // declassified in part: which
  std::string method;  // of destruction
  std::optional<Date> done;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("kind", self.kind), column("state", self.state), column("level", self.level);
    column("compartments", self.compartments), column("unit", self.unit);
    column("proposer", self.proposer), column("proposed", self.proposed);
    column("reason", self.reason), column("council", self.council);
    column("minutes", self.minutes), column("decision", self.decision);
    column("decider", self.decider), column("decided", self.decided);
    column("part", self.part), column("method", self.method), column("done", self.done);
  }

  access::Label LabelOf() const { return {level, compartments, unit}; }
};

struct DossierItem {
  static constexpr std::string_view kTable = "dossier_item";
  int64_t id = 0;
  int64_t dossier = 0;
  int64_t document = 0;
  std::optional<int64_t> copy;  // to destroy

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("dossier", self.dossier), column("document", self.document);
    column("copy", self.copy);
  }
};

// What others must be told of a document, by when, and whether they were.
struct Notice {
  static constexpr std::string_view kTable = "notice";
  int64_t id = 0;
  int64_t document = 0;
  std::string about;  // the act's code: "term.extend"
  std::string recipients;
  Date decided;
  std::optional<Date> due;  // none: the law states no day
  std::optional<Date> sent;
  std::string number;  // of the letter

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("document", self.document), column("about", self.about);
    column("recipients", self.recipients), column("decided", self.decided);
    column("due", self.due), column("sent", self.sent), column("number", self.number);
  }
};

struct Stocktake {
  static constexpr std::string_view kTable = "stocktake";
  int64_t id = 0;
  ObjectState state = ObjectState::kOpen;
  Level level = Level::kNone;  // up to this one
  access::Codes compartments;
  std::string unit;
  std::string place;  // empty: everywhere
  Date opened;
  std::optional<Date> closed;
  int64_t opener = 0;
  std::string minutes;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("state", self.state), column("level", self.level);
    column("compartments", self.compartments), column("unit", self.unit);
    column("place", self.place), column("opened", self.opened);
    column("closed", self.closed), column("opener", self.opener);
    column("minutes", self.minutes);
  }

  access::Label LabelOf() const { return {level, compartments, unit}; }
};

struct StocktakeItem {
  static constexpr std::string_view kTable = "stocktake_item";
  int64_t id = 0;
  int64_t stocktake = 0;
  int64_t copy = 0;
  bool expected = false;  // in the snapshot at the opening
  bool found = false;
  std::string place;  // where it was scanned

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("stocktake", self.stocktake), column("copy", self.copy);
    column("expected", self.expected), column("found", self.found);
    column("place", self.place);
  }
};

enum class IncidentKind : uint8_t { kLeak, kLoss };

template <>
struct EnumCodes<IncidentKind> {
  static constexpr std::array<std::string_view, 2> kCodes = {"leak", "loss"};
};

struct Incident {
  static constexpr std::string_view kTable = "incident";
  int64_t id = 0;
  IncidentKind kind = IncidentKind::kLeak;
  ObjectState state = ObjectState::kOpen;
  Level level = Level::kNone;
  access::Codes compartments;
  std::string unit;
  std::optional<int64_t> document;
  std::optional<int64_t> copy;
  Date opened;
  int64_t reporter = 0;
  std::string account;  // what is known
  std::string outcome;
  std::optional<Date> closed;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("kind", self.kind), column("state", self.state), column("level", self.level);
    column("compartments", self.compartments), column("unit", self.unit);
    column("document", self.document), column("copy", self.copy);
    column("opened", self.opened), column("reporter", self.reporter);
    column("account", self.account), column("outcome", self.outcome);
    column("closed", self.closed);
  }

  access::Label LabelOf() const { return {level, compartments, unit}; }
};

}  // namespace niem::registry
