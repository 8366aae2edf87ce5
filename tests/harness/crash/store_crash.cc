// The crash harness of the embedded store: "acknowledged means durable, and no act is half there".
//
//   store_crash --cuts 200 --kills 20 --faults 1 [--seed 1]
//
// --cuts N    simulated power cuts at points of recorded runs (power_cut.h)
// --kills N   SIGKILLs of a process under load that acknowledges each act through a pipe
// --faults S  n-th write, sync, truncation, read, deletion and allocation fails, n = 1, 1+S, 1+2S …
//             until a run passes without a failure
// --lie 1     the disk does not keep what was synced: cuts must then be found to lose acts (this
// shows
//             that the harness can fail)
// Exit status 1 when anything was lost. Prints one line for each part.
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>

#include "base/file.h"
#include "power_cut.h"
#include "recording_vfs.h"
#include "workload.h"

namespace niem::harness {
namespace {

namespace fs = std::filesystem;

constexpr const char* kStore = "kho.niem";

int failures = 0;

void Report(const std::string& part, uint64_t seed, int64_t point, const std::string& what) {
  if (++failures <= 20) {
    std::printf("FAILED %s: seed %llu, point %lld: %s\n", part.c_str(),
                static_cast<unsigned long long>(seed), static_cast<long long>(point), what.c_str());
  }
}

// A full run takes long: show that it lives.
void Progress(const char* what, int64_t done) {
  std::printf("%s: %lld done, %d failed so far\n", what, static_cast<long long>(done), failures);
  std::fflush(stdout);
}

class Folder {
 public:
  Folder() {
    std::string name = fs::temp_directory_path() / "niem-crash-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }

  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string store() const { return path_ + "/" + kStore; }

  const std::string& path() const { return path_; }

  void Clear() const {
    for (const auto& entry : fs::directory_iterator(path_)) fs::remove_all(entry.path());
  }

 private:
  std::string path_;
};

// The store holds 1 … n with acknowledged <= n <= begun? Returns n, or -1 for a damaged store.
int64_t Check(const std::string& part, uint64_t seed, int64_t point, const std::string& path,
              int64_t acknowledged, int64_t begun) {
  const Result<Found> found = Inspect(path);
  if (!found.ok()) {
    Report(part, seed, point, found.error().message().en);
    return -1;
  }
  if (found->acts < acknowledged || found->acts > begun) {
    Report(part, seed, point,
           std::to_string(found->acts) + " acts found, " + std::to_string(acknowledged) +
               " acknowledged, " + std::to_string(begun) + " begun");
  }
  return found->acts;
}

// ---- power cuts

struct Mark {
  size_t operation;  // of the record, at the acknowledgement
  int64_t act;
};

// A run with schema changes, checkpoints, closings and openings. Returns the acknowledgements.
std::vector<Mark> RecordRun(const Folder& folder, uint64_t seed, int acts) {
  std::vector<Mark> marks;
  int64_t id = 0;
  for (int round = 0; round < 3; ++round) {
    auto store = OpenStore(folder.store(), kRecordingVfs);
    if (!store.ok() || !Prepare(**store).ok()) {
      Report("cut", seed, -1, "the recorded run itself failed");
      return marks;
    }
    for (int i = 0; i < acts / 3; ++i) {
      if (Act(**store, ++id, seed).ok()) marks.push_back({TheRecording().operations.size(), id});
    }
  }
  return marks;
}

void WriteFiles(const Folder& folder, const Files& files) {
  folder.Clear();
  for (const auto& [name, content] : files)
    std::ofstream(folder.path() + "/" + name, std::ios::binary) << content;
}

// `count` cuts of one recorded run, in order of their points.
void CutsOfOneRun(uint64_t seed, int count, int acts, bool lie) {
  const Folder run;
  const Folder after;
  { (void)OpenStore(run.store(), {}); }  // header and empty database, before the record
  Files start;
  start[kStore] = *ReadWholeFile(run.store());
  Recording& recording = TheRecording();
  recording = Recording();
  recording.on = true;
  const std::vector<Mark> marks = RecordRun(run, seed, acts);
  recording.on = false;
  std::mt19937_64 random(seed);
  std::vector<size_t> points;
  for (int i = 0; i < count; ++i) points.push_back(random() % (recording.operations.size() + 1));
  std::ranges::sort(points);
  Disk disk(std::move(start));
  size_t at = 0;
  size_t mark = 0;
  for (const size_t point : points) {
    for (; at < point; ++at) {
      const Operation& operation = recording.operations[at];
      if (!lie || operation.kind != Operation::Kind::kSync) disk.Apply(operation);
    }
    while (mark < marks.size() && marks[mark].operation <= point) ++mark;
    WriteFiles(after, disk.Cut(random));
    const int64_t acknowledged = mark == 0 ? 0 : marks[mark - 1].act;
    Check("cut", seed, static_cast<int64_t>(point), after.store(), acknowledged, acknowledged + 1);
  }
}

void RunCuts(int count, uint64_t seed, bool lie) {
  constexpr int kPerRun = 50;
  constexpr int kActs = 240;
  int done = 0;
  for (; done < count; done += kPerRun) {
    CutsOfOneRun(seed++, std::min(kPerRun, count - done), kActs, lie);
    if (done % 500 == 450) Progress("power cuts", done + kPerRun);
  }
  std::printf("power cuts: %d simulated, %d failed\n", count, failures);
}

// ---- SIGKILL

// Never returns: acts until killed, writing each number to `pipe` once it is committed.
[[noreturn]] void Work(const std::string& path, int pipe, int64_t next, uint64_t seed) {
  auto store = OpenStore(path, {});
  if (!store.ok() || !Prepare(**store).ok()) ::_exit(3);
  for (int64_t id = next;; ++id) {
    if (!Act(**store, id, seed).ok()) ::_exit(4);
    if (::write(pipe, &id, sizeof id) != sizeof id) ::_exit(5);
  }
}

void RunKills(int count, uint64_t seed) {
  const int before = failures;
  std::mt19937_64 random(seed);
  auto folder = std::make_unique<Folder>();
  int64_t known = 0;  // acts in the store
  int64_t acknowledged_in_all = 0;
  for (int i = 0; i < count; ++i) {
    if (known < 0 || known > 300) {  // a fresh one, so that looking at it stays quick
      folder = std::make_unique<Folder>();
      known = 0;
    }
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    std::fflush(stdout);
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(ends[0]);
      Work(folder->store(), ends[1], known + 1, seed);
    }
    ::close(ends[1]);
    ::usleep(static_cast<useconds_t>(2000 + random() % 120'000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status)) Report("kill", seed, i, "the worker ended by itself");
    int64_t acknowledged = known;
    int64_t id = 0;
    while (::read(ends[0], &id, sizeof id) == sizeof id) acknowledged = id;
    ::close(ends[0]);
    acknowledged_in_all += acknowledged - known;
    known = Check("kill", seed, i, folder->store(), acknowledged, acknowledged + 1);
    if (i % 500 == 499) Progress("kills", i + 1);
  }
  std::printf("kills: %d, %lld acts acknowledged, %d failed\n", count,
              static_cast<long long>(acknowledged_in_all), failures - before);
}

// ---- the n-th call fails

int64_t allocations = 0;
int64_t failing_allocation = 0;  // 0: none
bool allocation_failed = false;
sqlite3_mem_methods system_memory;

bool AllocationFails() {
  if (failing_allocation == 0 || ++allocations != failing_allocation) return false;
  allocation_failed = true;
  return true;
}

void* Allocate(int size) {
  return AllocationFails() ? nullptr : system_memory.xMalloc(size);
}

void* Reallocate(void* old, int size) {
  return AllocationFails() ? nullptr : system_memory.xRealloc(old, size);
}

void HookMemory() {
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &system_memory);
  sqlite3_mem_methods hooked = system_memory;
  hooked.xMalloc = Allocate;
  hooked.xRealloc = Reallocate;
  sqlite3_config(SQLITE_CONFIG_MALLOC, &hooked);
}

// Acts until one fails; returns the last acknowledged.
int64_t SmallRun(const std::string& path, uint64_t seed) {
  constexpr int64_t kActs = 15;
  int64_t acknowledged = 0;
  for (int round = 0; round < 2; ++round) {
    auto store = OpenStore(path, kRecordingVfs);
    if (!store.ok() || !Prepare(**store).ok()) return acknowledged;
    for (int64_t i = 0; i < kActs; ++i) {
      if (!Act(**store, acknowledged + 1, seed).ok()) return acknowledged;
      ++acknowledged;
    }
  }
  return acknowledged;
}

int64_t RunFaultsOf(const std::string& name, int stride, uint64_t seed,
                    const std::function<void(int64_t)>& arm, const std::function<bool()>& disarm) {
  int64_t runs = 0;
  for (int64_t n = 1;; n += stride, ++runs) {
    const Folder folder;
    arm(n);
    const int64_t acknowledged = SmallRun(folder.store(), seed);
    const bool failed = disarm();
    // A commit whose sync failed may or may not be there: one more than acknowledged.
    Check(name, seed, n, folder.store(), acknowledged, acknowledged + 1);
    if (!failed) return runs;
    if (runs % 500 == 499) Progress(name.c_str(), runs + 1);
  }
}

void RunFaults(int stride, uint64_t seed) {
  const int before = failures;
  const std::pair<Fault, const char*> kinds[] = {{Fault::kWrite, "write"},
                                                 {Fault::kSync, "sync"},
                                                 {Fault::kTruncate, "truncate"},
                                                 {Fault::kRead, "read"},
                                                 {Fault::kDelete, "delete"}};
  for (const auto& [fault, name] : kinds) {
    for (const bool stays : {false, true}) {
      const int64_t runs = RunFaultsOf(
          name, stride, seed,
          [&, kind = fault](int64_t n) {
            TheRecording() = Recording();
            TheRecording().fault = kind;
            TheRecording().fault_stays = stays;
            TheRecording().fault_at = n;
          },
          [] {
            const bool failed = TheRecording().calls >= TheRecording().fault_at;
            TheRecording() = Recording();
            return failed;
          });
      std::printf("n-th %s fails%s: %lld runs\n", name, stays ? " and all after" : "",
                  static_cast<long long>(runs));
    }
  }
  const int64_t runs = RunFaultsOf(
      "malloc", stride * 10, seed,
      [](int64_t n) {
        allocations = 0;
        allocation_failed = false;
        failing_allocation = n;
      },
      [] {
        failing_allocation = 0;
        return allocation_failed;
      });
  std::printf("n-th allocation fails: %lld runs\nfaults: %d failed\n", static_cast<long long>(runs),
              failures - before);
}

}  // namespace
}  // namespace niem::harness

int main(int argc, char** argv) {
  using namespace niem::harness;
  std::map<std::string, int> options = {
      {"--cuts", 0}, {"--kills", 0}, {"--faults", 0}, {"--lie", 0}, {"--seed", 1}};
  for (int i = 1; i + 1 < argc; i += 2) {
    const char* value = argv[i + 1];
    const bool known = options.contains(argv[i]);
    if (!known ||
        std::from_chars(value, value + std::strlen(value), options[argv[i]]).ec != std::errc()) {
      std::printf("unknown option %s %s\n", argv[i], value);
      return 2;
    }
  }
  HookMemory();
  RegisterRecordingVfs();
  const auto seed = static_cast<uint64_t>(options["--seed"]);
  if (options["--cuts"] > 0) RunCuts(options["--cuts"], seed, options["--lie"] != 0);
  if (options["--kills"] > 0) RunKills(options["--kills"], seed);
  if (options["--faults"] > 0) RunFaults(options["--faults"], seed);
  return failures == 0 ? 0 : 1;
}
