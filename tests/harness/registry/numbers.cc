// registry_numbers --numbers N --children C --seed S [--lie 1]: processes issue numbers of one book
// at once, and are killed (SIGKILL) at random; others go on. In the end the book must hold 1, 2, 3
// … without a gap; every number that was acknowledged must stand there once, with what was
// acknowledged; at most one more per kill; and a voided number must have its reason.
//
// --lie: one acknowledgement is invented; the check must find it. 0: no difference.
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <string_view>
#include <vector>

#include "registry/testing.h"

namespace niem::registry {
namespace {

constexpr std::string_view kUnit = "xa-suoi-nga";
constexpr std::string_view kArrival =
    R"({"level":"mat","issuer":"Tỉnh","number":"1","stated":1,"counted":1,"sealed":true})";

const Finder<Entry> kEntries("test.all_entries", "WHERE book = $1 ORDER BY number");
const Finder<Book> kIncoming("test.incoming_books", "WHERE kind = 'incoming' ORDER BY id");

using Count = unsigned long long;

struct Options {
  Count numbers = 400;
  Count children = 3;
  Count seed = 1;
  bool lie = false;
};

// What a child says once its act was acknowledged to it. Shorter than PIPE_BUF: never torn.
struct Told {
  int64_t number = 0;
  int64_t document = 0;  // 0: voided
};

using People = std::map<std::string, int64_t, std::less<>>;

store::EmbeddedOptions At(const std::string& path, bool create) {
  store::EmbeddedOptions options;
  options.path = path;
  options.create = create;
  options.readers = 1;
  options.busy_ms = 120'000;
  return options;
}

// Never returns but with what is wrong.
int Child(const std::string& path, const People& people, int pipe, uint64_t seed) {
  const auto store = store::Store::OpenEmbedded(At(path, false), store::testing::TestKey());
  if (!store.ok()) return 3;
  const ledger::SystemClock clock;
  const auto registry = Registry::Open({**store, law::PackSet::BuiltIn(), clock});
  if (!registry.ok()) return 4;
  std::mt19937_64 random(seed);
  const Actor registrar = {people.at("registrar"), access::Duty::kRegistrar, ""};
  Told last;
  while (true) {
    const bool voids = last.number > 0 && random() % 10 == 0;
    const std::string next = std::to_string(last.number + 1);
    const auto done =
        voids ? (*registry)->Perform(registrar, access::Act::kBookVoid,
                                     R"({"book":1,"reason":"nhảy số","number":)" + next + "}")
              : (*registry)->Perform(registrar, access::Act::kDocumentReceive, kArrival);
    if (!done.ok()) return 5;
    if (done->refused && voids) continue;  // another was quicker
    if (done->refused) return 6;
    last =
        voids ? Told{last.number + 1, 0} : Told{done->ids.at("number"), done->ids.at("document")};
    if (::write(pipe, &last, sizeof(last)) != static_cast<ssize_t>(sizeof(last))) return 7;
  }
}

class Run {
 public:
  explicit Run(const Options& options) : options_(options), random_(options.seed) {}

  int Main() {
    if (!Found() || ::pipe(pipe_) != 0) return 2;
    std::vector<pid_t> children(options_.children, -1);
    auto next_kill = Soon();
    while (told_.size() < options_.numbers) {
      for (pid_t& child : children) {
        if (child < 0) child = Start();
      }
      Listen(10);
      if (std::chrono::steady_clock::now() < next_kill) continue;
      pid_t& victim = children[random_() % children.size()];
      if (!Kill(victim)) return 1;
      victim = -1;
      next_kill = Soon();
    }
    for (const pid_t child : children) {
      if (child > 0 && !Kill(child)) return 1;
    }
    Listen(0);
    if (options_.lie) told_[static_cast<int64_t>(told_.size()) + 100'000] = 7;
    return Check();
  }

 private:
  struct Findings {
    Count entries = 0, voids = 0, lost = 0, other = 0, gaps = 0, reasonless = 0;
  };

  bool Found() {
    const auto store = store::Store::OpenEmbedded(At(Path(), true), store::testing::TestKey());
    if (!store.ok()) return false;
    const ledger::SystemClock clock;
    return Registry::Found({**store, law::PackSet::BuiltIn(), clock}, TestFounding(kUnit, &people_))
        .ok();
  }

  std::string Path() const { return folder_ / "kho.niem"; }

  std::chrono::steady_clock::time_point Soon() {
    return std::chrono::steady_clock::now() + std::chrono::milliseconds(300 + random_() % 1500);
  }

  pid_t Start() {
    const uint64_t seed = random_();
    const pid_t child = ::fork();
    if (child != 0) return child;
    ::close(pipe_[0]);
    ::_exit(Child(Path(), people_, pipe_[1], seed));
  }

  // False where it had already ended by itself: it never should.
  bool Kill(pid_t child) {
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ++kills_;
    if (WIFSIGNALED(status)) return true;
    std::printf("a child ended by itself: %d\n", WEXITSTATUS(status));
    return false;
  }

  void Listen(int wait_ms) {
    pollfd ready = {pipe_[0], POLLIN, 0};
    while (::poll(&ready, 1, wait_ms) == 1) {
      Told told;
      if (::read(pipe_[0], &told, sizeof(told)) != static_cast<ssize_t>(sizeof(told))) return;
      if (!told_.emplace(told.number, told.document).second) ++twice_;
      wait_ms = 0;
    }
  }

  Status Compare(Deed& deed, Findings* found) {
    TRY_ASSIGN(const std::vector<Book> books, deed.Find(kIncoming, {}));
    if (books.size() != 1) return Deed::Absent();
    TRY_ASSIGN(const std::vector<Entry> entries, deed.Find(kEntries, {books[0].id}));
    std::map<int64_t, int64_t> stored;
    int64_t last = 0;
    for (const Entry& entry : entries) {
      if (entry.number != last + 1) ++found->gaps;
      last = entry.number;
      stored[entry.number] = entry.document.value_or(0);
      if (entry.voided) ++found->voids;
      if (entry.voided && entry.void_reason.empty()) ++found->reasonless;
    }
    if (books[0].next != last + 1) ++found->gaps;
    found->entries = entries.size();
    for (const auto& [number, document] : told_) {
      const auto there = stored.find(number);
      if (there == stored.end()) ++found->lost;
      if (there != stored.end() && there->second != document) ++found->other;
    }
    return Ok();
  }

  int Check() {
    const auto store = store::Store::OpenEmbedded(At(Path(), false), store::testing::TestKey());
    if (!store.ok()) return 2;
    const ledger::SystemClock clock;
    const auto registry = Registry::Open({**store, law::PackSet::BuiltIn(), clock});
    if (!registry.ok()) return 2;
    Findings found;
    const Status read = (*registry)->Glance({people_.at("registrar"), access::Duty::kRegistrar, ""},
                                            [&](Deed& deed) { return Compare(deed, &found); });
    if (!read.ok()) return std::puts(read.error().message().en.c_str()), 2;
    const Count unheard = found.entries + found.lost - told_.size();
    std::printf(
        "seed %llu: %zu numbers acknowledged to %llu processes at once, %llu kills; in the book "
        "%llu, void %llu; given twice %llu, lost %llu, other content %llu, gaps %llu, void without "
        "reason %llu; answers lost by a kill %llu\n",
        options_.seed, told_.size(), options_.children, kills_, found.entries, found.voids, twice_,
        found.lost, found.other, found.gaps, found.reasonless, unheard);
    const Count wrong = twice_ + found.lost + found.other + found.gaps + found.reasonless;
    return wrong == 0 && unheard <= kills_ ? 0 : 1;
  }

  Options options_;
  std::mt19937_64 random_;
  store::testing::TemporaryFolder folder_;
  People people_;
  int pipe_[2] = {-1, -1};
  std::map<int64_t, int64_t> told_;
  Count twice_ = 0;
  Count kills_ = 0;
};

}  // namespace
}  // namespace niem::registry

int main(int argc, char** argv) {
  niem::registry::Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    const unsigned long long value = std::strtoull(argv[i + 1], nullptr, 10);
    if (name == "--numbers") options.numbers = value;
    if (name == "--children") options.children = value;
    if (name == "--seed") options.seed = value;
    if (name == "--lie") options.lie = value != 0;
  }
  return niem::registry::Run(options).Main();
}
