// `registry_bench make`: ten years of an invented agency as an export (registry_bench.cc).
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/password_hash.h"
#include "ledger/checkpoint.h"
#include "ledger/export.h"
#include "ledger/sealed_key.h"
#include "registry/registry.h"
#include "registry/schema.h"
#include "registry/tables.h"
#include "registry_world.h"
#include "server/instance.h"
#include "server/parcel.h"

namespace niem::bench {
namespace {

using registry::Copy;
using registry::Custody;
using registry::Document;
using registry::Entry;

constexpr std::string_view kUnit = "so-thu-tai";
constexpr int64_t kDayUs = 86'400LL * 1'000'000;
constexpr int kYears = 10;

template <typename T>
T Must(Result<T> result) {
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.error().message().en.c_str());
    std::exit(1);
  }
  return std::move(result).value();
}

// A salt that can be made again when the row is written at the end.
ledger::Salt SaltOf(std::string_view table, int64_t id, int64_t version) {
  return Sha256Of(
      AsBytes(std::string(table) + "/" + std::to_string(id) + "/" + std::to_string(version)));
}

struct Maker {
  int64_t documents = 0, copies = 0, events = 0;
  int64_t begin_us = 0;
  int64_t step_us = 0;

  std::unique_ptr<server::ParcelWriter> parcel;
  std::unique_ptr<ledger::Signer> signer;
  std::string origin = "so-thu-tai";
  ledger::Frontier tree;
  Sha256 sha;
  uint64_t bytes = 0;
  ledger::ExportEnd end;
  std::unique_ptr<ledger::ExportWriter> writer;

  struct Moved {  // of a custody row
    int32_t copy, person;
    int64_t us;
    bool out;
  };

  std::vector<Moved> moved;
  std::vector<int32_t> versions;         // of copies
  std::vector<ledger::SaltedDigest> at;  // of copies: as they stand
  std::vector<registry::Book> books;
  std::vector<int64_t> book_versions;
  std::map<std::string, int64_t> next_ids;
  std::string password;

  Date DayAt(int64_t us) const { return registry::DayOf(us); }

  int64_t UsOf(int64_t seq) const { return begin_us + seq * step_us; }

  template <typename T>
  ledger::SaltedDigest DigestOf(const T& record, int64_t version) const {
    return Must(ledger::DigestRow(SaltOf(T::kTable, record.id, version), LedgerRow(record)));
  }

  template <typename T>
  void Row(const T& record, int64_t version) {
    ledger::ExportedRow row{std::string(T::kTable),
                            std::to_string(record.id),
                            SaltOf(T::kTable, record.id, version),
                            {}};
    row.bytes = Must(ledger::EncodeRow(LedgerRow(record)));
    Must(writer->Write(row));
    ++end.rows;
  }

  // In the order of keys as text.
  template <typename F>
  void ForIds(int64_t count, F use) {
    std::vector<int64_t> ids;
    for (int64_t id = 1; id <= count; ++id) ids.push_back(id);
    std::sort(ids.begin(), ids.end(),
              [](int64_t a, int64_t b) { return std::to_string(a) < std::to_string(b); });
    for (const int64_t id : ids) use(id);
  }

  void Event(ledger::Event event, const std::string& data) {
    event.instance = origin;
    event.seq = tree.size();
    event.wall_us = UsOf(static_cast<int64_t>(event.seq));
    event.ticks = event.seq;
    event.pack = "vn-2018";
    event.request = "auto-" + std::to_string(event.seq);
    std::optional<ledger::HeldBody> body;
    if (!data.empty()) {
      body =
          ledger::HeldBody{std::string(ledger::kDataBody), SaltOf("body", event.wall_us, 0), data};
      event.bodies.push_back({body->name, ledger::DigestBody(body->salt, AsBytes(data))});
    }
    ledger::Canonicalise(&event);
    const std::string leaf = Must(ledger::Encode(event));
    const ledger::Hash hash = ledger::LeafHash(AsBytes(leaf));
    Must(writer->Write(ledger::ExportedEvent{hash, leaf}));
    if (body) Must(writer->Write(ledger::ExportedBody{body->name, body, 0}));
    tree.Append(hash);
  }

  void Sign() {
    const ledger::Checkpoint checkpoint{origin, tree.size(), tree.Root(), {}};
    Must(writer->Write(
        ledger::StoredCheckpoint{tree.size(), Must(ledger::SignCheckpoint(checkpoint, *signer))}));
    ++end.checkpoints;
  }

  // ---- the agency ----

  struct Human {
    registry::Person person;
    access::Duty duty;
    Level level;
  };

  std::vector<Human> People() const {
    std::vector<Human> people;
    const auto add = [&](const std::string& login, access::Duty duty, Level level) {
      Human human{{}, duty, level};
      human.person.id = static_cast<int64_t>(people.size()) + 1;
      human.person.login = login;
      human.person.name = "Người " + login;
      human.person.unit = kUnit;
      human.person.roles = duty == access::Duty::kAuthority ? "head" : "";
      human.person.password = password;
      people.push_back(std::move(human));
    };
    using access::Duty;
    add("authority-1", Duty::kAuthority, Level::kTuyetMat);
    add("security-1", Duty::kSecurity, Level::kMat);
    add("security-2", Duty::kSecurity, Level::kMat);
    add("auditor-1", Duty::kAuditor, Level::kNone);
    add("auditor-2", Duty::kAuditor, Level::kNone);
    for (int i = 1; i <= kKeepers; ++i)
      add("keeper-" + std::to_string(i), Duty::kKeeper, Level::kTuyetMat);
    for (int i = 1; i <= kRegistrars; ++i)
      add("registrar-" + std::to_string(i), Duty::kRegistrar, Level::kTuyetMat);
    for (int i = 1; i <= kOfficers; ++i)
      add("officer-" + std::to_string(i), Duty::kOfficer, Level::kToiMat);
    return people;
  }

  template <typename F>
  void ForFounding(F use) {
    use(registry::Setting{1, "instance.code", origin});
    use(registry::Setting{2, "instance.agency", "Sở Thử Tải (bịa đặt)"});
    use(registry::Unit{1, std::string(kUnit), "Sở Thử Tải (bịa đặt)", ""});
    for (const Human& human : People()) {
      use(human.person);
      registry::Assignment duty;
      duty.id = duty.person = human.person.id;
      duty.duty = human.duty, duty.decision = "01/QĐ", duty.from = DayAt(begin_us);
      use(duty);
      registry::Clearance clearance;
      clearance.id = clearance.person = human.person.id;
      clearance.level = human.level, clearance.units = {kUnit}, clearance.from = DayAt(begin_us);
      use(clearance);
    }
  }

  int64_t CopiesOf(int64_t document) const {
    return document * copies / documents - (document - 1) * copies / documents;
  }

  Document DocumentOf(int64_t id, int64_t us) const {
    std::mt19937_64 random(static_cast<uint64_t>(id));
    Document document;
    document.id = id;
    document.direction = registry::Direction::kIncoming;
    document.state = access::ObjectState::kInForce;
    const auto dice = random() % 10;
    document.level = dice == 0 ? Level::kTuyetMat : dice < 4 ? Level::kToiMat : Level::kMat;
    document.unit = kUnit;
    document.number = std::to_string(1 + random() % 900);
    document.symbol = random() % 2 == 0 ? "QĐ-UBND" : "BC-CAT";
    document.type_name = random() % 2 == 0 ? "Quyết định" : "Báo cáo";
    for (int i = 0; i < 9; ++i) {
      document.subject +=
          (i == 0 ? "" : " ") + std::string(kSyllables[random() % std::size(kSyllables)]);
    }
    // Names are many and rare, as in life.
    document.subject += " hồ sơ ts" + std::to_string(random() % 50'000);
    if (document.level == Level::kTuyetMat) document.subject.clear();
    document.issuer = "Cơ quan bịa " + std::to_string(random() % 200);
    document.dated = document.arrived = DayAt(us);
    document.pack = "vn-2018";
    document.term_end = DayAt(us).AddYears(20, MissingDay::kFirstOfNext);
    document.pages = 4;
    return document;
  }

  // `us`: of the last movement; both states of the pair "lend, take back" are told by `person`.
  Copy CopyOf(int64_t id, int64_t document, int64_t number, int64_t person) const {
    Copy copy;
    copy.id = id, copy.document = document, copy.number = number;
    copy.place = "Tủ " + std::to_string(id % 40);
    if (person != 0) copy.state = registry::CopyState::kOut, copy.holder = person;
    if (person != 0) copy.due = DayAt(begin_us + kYears * 366 * kDayUs);
    return copy;
  }

  Custody CustodyOf(int64_t id) const {
    const Moved& one = moved[static_cast<size_t>(id) - 1];
    Custody custody;
    custody.id = id, custody.copy = one.copy;
    custody.act = one.person == 0 ? "document.receive" : one.out ? "copy.lend" : "copy.take_back";
    custody.day = DayAt(one.us);
    custody.state = one.out ? registry::CopyState::kOut : registry::CopyState::kHeld;
    if (one.out) custody.to_person = one.person;
    if (!one.out && one.person != 0) custody.from_person = one.person;
    custody.by = 6;
    return custody;
  }

  Entry EntryOf(int64_t id, int64_t book, int64_t number, int64_t us) const {
    Entry entry;
    entry.id = id, entry.book = book, entry.number = number, entry.day = DayAt(us);
    entry.document = id;
    return entry;
  }

  struct Entered {
    int64_t book, number, us;
  };

  std::vector<Entered> entered;
  std::vector<std::pair<int64_t, int64_t>> owner;  // of a copy: document, number

  void Founded() {
    ledger::Event event;
    event.person = "0", event.duty = "officer", event.act = ledger::kActOpen;
    event.object_kind = "instance", event.object_id = "0";
    ForFounding([&](const auto& record) {
      using T = std::decay_t<decltype(record)>;
      event.rows.push_back(
          {std::string(T::kTable), std::to_string(record.id), std::nullopt, DigestOf(record, 0)});
      next_ids[std::string(T::kTable)] = record.id + 1;
    });
    Event(std::move(event), "");
  }

  void Move(ledger::Event* event, int64_t copy, int64_t person, bool out, int64_t us) {
    moved.push_back({static_cast<int32_t>(copy), static_cast<int32_t>(person), us, out});
    const auto id = static_cast<int64_t>(moved.size());
    event->rows.push_back(
        {"custody", std::to_string(id), std::nullopt, DigestOf(CustodyOf(id), 0)});
  }

  registry::Book& BookAt(int64_t us, ledger::Event* event) {
    const int year = DayAt(us).year();
    if (books.empty() || books.back().year != year) {
      registry::Book book;
      book.id = static_cast<int64_t>(books.size()) + 1;
      book.kind = registry::BookKind::kIncoming, book.unit = kUnit, book.year = year;
      book.opened = DayAt(us);
      books.push_back(book), book_versions.push_back(-1);
    }
    (void)event;
    return books.back();
  }

  void Received(int64_t id) {
    const int64_t us = UsOf(static_cast<int64_t>(tree.size()));
    ledger::Event event;
    event.person = "26", event.duty = "registrar", event.act = "document.receive";
    event.object_kind = "document", event.object_id = std::to_string(id);
    registry::Book& book = BookAt(us, &event);
    int64_t& version = book_versions.back();
    std::optional<ledger::SaltedDigest> before;
    if (version >= 0) before = DigestOf(book, version);
    const int64_t number = book.next++;
    ++version;
    event.rows.push_back({"book", std::to_string(book.id), before, DigestOf(book, version)});
    entered.push_back({book.id, number, us});
    const Document document = DocumentOf(id, us);
    event.label = {std::string(LevelName(document.level)), {}, std::string(kUnit)};
    event.rows.push_back({"document", std::to_string(id), std::nullopt, DigestOf(document, 0)});
    event.rows.push_back(
        {"entry", std::to_string(id), std::nullopt, DigestOf(EntryOf(id, book.id, number, us), 0)});
    for (int64_t n = 1; n <= CopiesOf(id); ++n) {
      const auto copy = static_cast<int64_t>(at.size()) + 1;
      at.push_back(DigestOf(CopyOf(copy, id, n, 0), 0));
      versions.push_back(0), owner.emplace_back(id, n);
      event.rows.push_back({"copy", std::to_string(copy), std::nullopt, at.back()});
      Move(&event, copy, 0, false, us);
    }
    Event(std::move(event), R"({"issuer":"Cơ quan bịa","number":"7","level":"mat"})");
  }

  void LentOrBack(int64_t copy, int64_t person, bool out) {
    const auto i = static_cast<size_t>(copy) - 1;
    const int64_t us = UsOf(static_cast<int64_t>(tree.size()));
    ledger::Event event;
    event.person = "6", event.duty = "keeper", event.act = out ? "copy.lend" : "copy.take_back";
    event.object_kind = "copy", event.object_id = std::to_string(copy);
    event.label = {"mat", {}, std::string(kUnit)};
    const ledger::SaltedDigest before = at[i];
    at[i] =
        DigestOf(CopyOf(copy, owner[i].first, owner[i].second, out ? person : 0), ++versions[i]);
    event.rows.push_back({"copy", std::to_string(copy), before, at[i]});
    Move(&event, copy, person, out, us);
    Event(std::move(event), R"({"copy":)" + std::to_string(copy) + "}");
  }

  void Read(int64_t document) {
    ledger::Event event;
    event.person = "6", event.duty = "keeper", event.act = "document.read";
    event.object_kind = "document", event.object_id = std::to_string(document);
    event.label = {"mat", {}, std::string(kUnit)};
    Event(std::move(event), "");
  }

  // Documents come evenly; between them, pairs of movements and readings.
  void History() {
    std::mt19937_64 random(1);
    const double each =
        documents == 0 ? 0 : static_cast<double>(events) / static_cast<double>(documents);
    for (int64_t id = 1; id <= documents; ++id) {
      Received(id);
      while (static_cast<double>(tree.size()) < each * static_cast<double>(id)) {
        if (!at.empty() && random() % 8 == 0) {
          const auto copy = static_cast<int64_t>(random() % at.size()) + 1;
          const auto person = static_cast<int64_t>(36 + random() % kOfficers);
          LentOrBack(copy, person, true);
          LentOrBack(copy, person, false);
        } else {
          Read(1 + static_cast<int64_t>(random() % static_cast<uint64_t>(id)));
        }
        if (tree.size() % 10'000 == 0) Sign();
      }
      if (id % 5000 == 0) std::fprintf(stderr, "\r%lld", static_cast<long long>(tree.size()));
    }
    std::fprintf(stderr, "\n");
  }

  void Rows() {
    ForTable<registry::Assignment>();
    ForIds(static_cast<int64_t>(books.size()), [&](int64_t id) {
      Row(books[static_cast<size_t>(id) - 1], book_versions[static_cast<size_t>(id) - 1]);
    });
    ForTable<registry::Clearance>();
    ForIds(static_cast<int64_t>(at.size()), [&](int64_t id) {
      const auto i = static_cast<size_t>(id) - 1;
      Row(CopyOf(id, owner[i].first, owner[i].second, 0), versions[i]);
    });
    ForIds(static_cast<int64_t>(moved.size()), [&](int64_t id) { Row(CustodyOf(id), 0); });
    ForIds(documents,
           [&](int64_t id) { Row(DocumentOf(id, entered[static_cast<size_t>(id) - 1].us), 0); });
    ForIds(documents, [&](int64_t id) {
      const Entered& one = entered[static_cast<size_t>(id) - 1];
      Row(EntryOf(id, one.book, one.number, one.us), 0);
    });
    ForTable<registry::Person>();
    ForTable<registry::Setting>();
    ForTable<registry::Unit>();
  }

  template <typename Wanted>
  void ForTable() {
    std::map<std::string, Wanted> sorted;
    ForFounding([&](const auto& record) {
      if constexpr (std::is_same_v<std::decay_t<decltype(record)>, Wanted>) {
        sorted[std::to_string(record.id)] = record;
      }
    });
    for (const auto& [key, record] : sorted) Row(record, 0);
  }

  std::string Facts(std::string_view name, uint64_t size, const std::string& digest) {
    return R"({"name":")" + std::string(name) + R"(","size":)" + std::to_string(size) +
           R"(,"sha256":")" + digest + "\"}";
  }

  std::string Whole(std::string_view name, const std::string& text) {
    Must(parcel->Begin(name));
    Must(parcel->Write(AsBytes(text)));
    Must(parcel->End());
    return Facts(name, text.size(), ToHex(Sha256Of(AsBytes(text))));
  }

  void Make(const std::string& sealed_key) {
    writer = std::make_unique<ledger::ExportWriter>([&](Bytes more) -> Status {
      sha.Update(more);
      bytes += more.size();
      return parcel->Write(more);
    });
    const int64_t now = ledger::SystemClock().WallMicros();
    begin_us = now - kYears * 365 * kDayUs;
    step_us = (now - kDayUs - begin_us) / (events + 2 * documents + 1000);
    password = Must(HashPassword(AsBytes(kPassword), kLowestPasswordCost));
    Must(parcel->Begin(server::kLedgerFile));
    Must(writer->Write(ledger::ExportHeader{
        origin, origin, {{origin, ledger::KeyType::kEd25519, signer->public_key()}}}));
    Founded();
    History();
    if (tree.size() % 10'000 != 0) Sign();
    Rows();
    end.events = tree.size(), end.root = tree.Root();
    Must(writer->Write(end));
    Must(parcel->End());
    const std::string ledger_facts = Facts(server::kLedgerFile, bytes, ToHex(sha.Finish()));
    next_ids["book"] = static_cast<int64_t>(books.size()) + 1;
    next_ids["copy"] = static_cast<int64_t>(at.size()) + 1;
    next_ids["custody"] = static_cast<int64_t>(moved.size()) + 1;
    next_ids["document"] = next_ids["entry"] = documents + 1;
    std::string rest;
    for (const auto& [table, next] : next_ids) {
      rest += R"({"table":")" + table + R"(","next_id":)" + std::to_string(next) + "}\n";
    }
    const std::string rest_facts = Whole(server::kRestFile, rest);
    const std::string key_facts = Whole(server::kKeyFile, sealed_key);
    Whole(server::kManifestFile,
          R"({"format":"niem-export","version":1,"instance":")" + origin +
              R"(","schema_version":)" + std::to_string(registry::Migrations().size()) +
              R"(,"files":[)" + ledger_facts + "," + rest_facts + "," + key_facts + "]}");
    Must(parcel->Finish());
    std::printf("%lld documents, %zu copies, %zu movements, %llu events, %.0f MB\n",
                static_cast<long long>(documents), at.size(), moved.size(),
                static_cast<unsigned long long>(tree.size()), static_cast<double>(bytes) / 1e6);
  }
};

}  // namespace

int Make(char** arguments) {
  Maker maker;
  maker.documents = std::atoll(arguments[2]);
  maker.copies = std::atoll(arguments[3]);
  maker.events = std::atoll(arguments[4]);
  const std::string key = arguments[1];
  if (!std::filesystem::exists(key)) Must(store::CreateKeyFile(key));
  const server::InstanceSecret secret = Must(server::InstanceSecret::FromKeyFile(key));
  const std::string sealed = Must(ledger::NewSealedKey(secret.password()));
  maker.signer = Must(ledger::OpenSealedKey(sealed, secret.password()));
  maker.parcel = Must(server::ParcelWriter::Folder(arguments[0]));
  maker.Make(sealed);
  return 0;
}

}  // namespace niem::bench
