// The rows about people: who they are, what they may reach, what they are assigned to do. See
// records.h for the rest. Thread-safety: plain values.
#pragma once

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

struct Unit {
  static constexpr std::string_view kTable = "unit";
  int64_t id = 0;
  std::string code;  // "van-phong"; in labels
  std::string name;
  std::string parent;  // code; empty: the agency itself

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("code", self.code), column("name", self.name), column("parent", self.parent);
  }
};

struct Person {
  static constexpr std::string_view kTable = "person";
  int64_t id = 0;
  std::string login;
  std::string name;
  std::string post;
  std::string unit;
  std::string roles;      // of the law, comma separated: "2h,3c" (law/authority.h)
  std::string deputy_of;  // the chief's role where the person is a deputy
  access::ObjectState state = access::ObjectState::kOpen;
  std::optional<Date> leaving;  // announced: everything is to be given back
  std::string commitment;       // the written commitment at leaving
  std::string password;         // as registry/password.h keeps it; empty: cannot sign in

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("login", self.login), column("name", self.name), column("post", self.post);
    column("unit", self.unit), column("roles", self.roles);
    column("deputy_of", self.deputy_of), column("state", self.state);
    column("leaving", self.leaving), column("commitment", self.commitment);
    column("password", self.password);
  }
};

struct Assignment {
  static constexpr std::string_view kTable = "assignment";
  int64_t id = 0;
  int64_t person = 0;
  access::Duty duty = access::Duty::kOfficer;
  std::string decision;  // number
  Date from;
  std::optional<Date> until;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("person", self.person), column("duty", self.duty);
    column("decision", self.decision), column("from_day", self.from);
    column("until_day", self.until);
  }
};

// The latest one in force is the person's clearance.
struct Clearance {
  static constexpr std::string_view kTable = "clearance";
  int64_t id = 0;
  int64_t person = 0;
  Level level = Level::kNone;
  access::Codes compartments;
  access::Codes units;
  Date from;
  std::optional<Date> until;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("person", self.person), column("level", self.level);
    column("compartments", self.compartments), column("units", self.units);
    column("from_day", self.from), column("until_day", self.until);
  }
};

struct NeedToKnow {
  static constexpr std::string_view kTable = "need";
  int64_t id = 0;
  int64_t person = 0;
  int64_t document = 0;
  std::string reason;
  Date from;
  std::optional<Date> until;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("person", self.person), column("document", self.document);
    column("reason", self.reason), column("from_day", self.from);
    column("until_day", self.until);
  }
};

// A chief's written order to a deputy (Luật 29/2018/QH14 Điều 11(5)).
struct Delegation {
  static constexpr std::string_view kTable = "delegation";
  int64_t id = 0;
  int64_t from_person = 0;
  int64_t to_person = 0;
  std::string number;
  std::string acts;    // law act codes, comma separated
  std::string levels;  // "mat,toi_mat"
  std::string scope;
  Date from;
  std::optional<Date> until;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("from_person", self.from_person), column("to_person", self.to_person);
    column("number", self.number), column("acts", self.acts), column("levels", self.levels);
    column("scope", self.scope), column("from_day", self.from);
    column("until_day", self.until);
  }
};

// What a person must show besides his password: a certificate whose key a card or token holds. It
// counts from its first to its last day, both within the certificate's own.
struct Card {
  static constexpr std::string_view kTable = "card";
  int64_t id = 0;
  int64_t person = 0;
  std::string fingerprint;  // SHA-256 of the certificate as DER, hexadecimal
  std::string subject;      // as the certificate names its owner
  std::string note;         // number of the card, the paper it was handed over by
  Date from;
  std::optional<Date> until;
  std::string ended_for;  // why it was ended before its time

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("person", self.person), column("fingerprint", self.fingerprint);
    column("subject", self.subject), column("note", self.note);
    column("from_day", self.from), column("until_day", self.until);
    column("ended_for", self.ended_for);
  }
};

struct BreakGlass {
  static constexpr std::string_view kTable = "break_glass";
  int64_t id = 0;
  int64_t person = 0;
  std::string reason;
  int64_t opened_ms = 0;
  int64_t ends_ms = 0;
  access::ObjectState state = access::ObjectState::kOpen;  // closed when reviewed
  std::optional<int64_t> reviewer;
  std::string findings;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("person", self.person), column("reason", self.reason);
    column("opened_ms", self.opened_ms), column("ends_ms", self.ends_ms);
    column("state", self.state), column("reviewer", self.reviewer);
    column("findings", self.findings);
  }
};

// An act begun by one person that waits for the second.
struct Pending {
  static constexpr std::string_view kTable = "pending";
  int64_t id = 0;
  std::string act;
  std::string fields;  // canonical JSON
  int64_t first = 0;
  access::Duty duty = access::Duty::kOfficer;
  int64_t begun_ms = 0;
  int64_t ends_ms = 0;
  access::ObjectState state = access::ObjectState::kOpen;
  std::optional<int64_t> second;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("act", self.act), column("fields", self.fields), column("first_person", self.first);
    column("duty", self.duty), column("begun_ms", self.begun_ms);
    column("ends_ms", self.ends_ms), column("state", self.state);
    column("second_person", self.second);
  }
};

// What two persons ordered to be done to the machine: a backup, a restore, a change of key, an
// export of the ledger. The operator's command carries it out and says so (registry.h, Carried).
struct Mandate {
  static constexpr std::string_view kTable = "mandate";
  int64_t id = 0;
  std::string act;     // "backup.make"
  std::string what;    // of key.change: secret, data_key, signing_key
  std::string target;  // where to, which backup, for whom; as they wrote it
  std::string reason;
  int64_t first = 0;
  int64_t second = 0;
  Date from;
  Date until;
  bool standing = false;  // may be carried out again and again until its day
  access::ObjectState state = access::ObjectState::kDecided;  // ended: carried out
  int64_t used = 0;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("act", self.act), column("what", self.what), column("target", self.target);
    column("reason", self.reason), column("first_person", self.first);
    column("second_person", self.second), column("from_day", self.from);
    column("until_day", self.until), column("standing", self.standing);
    column("state", self.state), column("used", self.used);
  }
};

// A key that signs the ledger's checkpoints. The first one gets its row when a second is announced.
struct SigningKey {
  static constexpr std::string_view kTable = "signing_key";
  int64_t id = 0;
  std::string key;        // "name+id+key" (ledger/note.h)
  int64_t announced = 0;  // number of the event that announces it; 0: the first
  Date from;
  access::ObjectState state = access::ObjectState::kOpen;  // ended: another came after it

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("key", self.key), column("announced", self.announced);
    column("from_day", self.from), column("state", self.state);
  }
};

struct Setting {
  static constexpr std::string_view kTable = "setting";
  int64_t id = 0;
  std::string name;
  std::string value;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("name", self.name), column("value", self.value);
  }
};

// A file with items of a list of state secrets, as the agency loaded it (law/lists.h).
struct ListFile {
  static constexpr std::string_view kTable = "list_file";
  int64_t id = 0;
  std::string name;
  std::string content;
  Date loaded;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("name", self.name), column("content", self.content);
    column("loaded", self.loaded);
  }
};

}  // namespace niem::registry
