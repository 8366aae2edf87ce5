#include "scan/scan.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstdlib>
#include <ctime>
#include <thread>

#include "base/digest.h"
#include "base/file.h"
#include "detect/rules.h"
#include "scan/collector.h"
#include "scan/copies.h"
#include "scan/looker.h"
#include "scan/quick_look.h"
#include "scan/state.h"
#include "scan/walker.h"
#include "scan/work_queue.h"
#include "worker/pool.h"
#include "worker/walls.h"

namespace niem::scan {
namespace {

constexpr size_t kBatch = 64;
constexpr size_t kQueuedBatches = 64;

using RuleTexts = std::vector<std::pair<std::string, std::string>>;

// Every *.json of the folder, in name order.
Result<RuleTexts> ReadRuleTexts(const std::string& folder) {
  RuleTexts texts;
  if (folder.empty()) return texts;
  DIR* stream = ::opendir(folder.c_str());
  if (stream == nullptr) return ErrnoError(errno, folder);
  while (const dirent* entry = ::readdir(stream)) {
    std::string name = entry->d_name;
    if (name.size() > 5 && name.ends_with(".json") && name.front() != '.')
      texts.emplace_back(std::move(name), "");
  }
  ::closedir(stream);
  std::sort(texts.begin(), texts.end());
  for (auto& [name, text] : texts) {
    std::string path = folder;
    path.append("/").append(name);
    TRY_ASSIGN(text, ReadWholeFile(path, 64 << 20));
  }
  return texts;
}

// All that decides what a file's verdict is, but the file.
std::string StateKey(const ScanOptions& options, const RunInfo& run, const Traces* traces) {
  const extract::Limits& limits = options.limits;
  std::string key = "niem scan\n" + run.version + "\n" + run.rules_version;
  for (const uint64_t number :
       {limits.max_file_bytes, uint64_t{limits.max_depth}, uint64_t{limits.max_members},
        limits.max_unpacked_bytes, uint64_t{limits.max_ratio}, limits.max_text_bytes,
        static_cast<uint64_t>(options.timeout.count()), options.memory_bytes,
        uint64_t{options.hash == HashMode::kAll}, static_cast<uint64_t>(options.ocr),
        static_cast<uint64_t>(options.ocr_page_time.count()), uint64_t{options.ocr_turn}}) {
    key += "\n" + std::to_string(number);
  }
  Sha256 passwords;
  for (const std::string& password : options.passwords) {
    passwords.Update(AsBytes(std::to_string(password.size()) + ":" + password));
  }
  const Digest digest = passwords.Finish();
  key += "\n" + ToHex(digest);
  return traces == nullptr ? key : key + "\n" + traces->table().version();
}

worker::PoolOptions PoolOptionsOf(const ScanOptions& options, RuleTexts rules, int32_t today) {
  worker::PoolOptions pool;
  pool.workers = options.jobs;
  pool.program = options.worker_program;
  pool.limits = options.limits;
  pool.timeout = options.timeout;
  pool.memory_bytes = options.memory_bytes;
  pool.passwords = options.passwords;
  pool.agency_rules = std::move(rules);
  // A registered file is known by its digest, whatever is in it.
  pool.words = !options.traces_path.empty();
  pool.hash_all = options.hash == HashMode::kAll || pool.words;
  pool.today = today;
  pool.insecure = options.insecure_parsers;
  pool.ocr = options.ocr;
  pool.ocr_data = options.ocr_data;
  pool.ocr_page_time = options.ocr_page_time;
  pool.ocr_turn = options.ocr_turn;
  pool.lazy = true;
  return pool;
}

std::string LocalTime() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  ::localtime_r(&now, &parts);
  std::array<char, 40> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S%z", &parts);
  std::string iso = text.data();
  if (iso.size() > 5) iso.insert(iso.size() - 2, ":");
  return iso;
}

// "2026-11-22T10:00:00+07:00" in days since 1970-01-01: the day on which the verdicts hold.
int32_t DayOf(const std::string& iso) {
  int year = 0;
  unsigned month = 0, day = 0;
  const auto read = [&iso](size_t at, size_t digits, auto& number) {
    if (iso.size() < at + digits) return false;
    const char* const end = iso.data() + at + digits;
    return std::from_chars(iso.data() + at, end, number).ptr == end;
  };
  if (!read(0, 4, year) || !read(5, 2, month) || !read(8, 2, day)) return 0;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  return date.ok() ? static_cast<int32_t>(std::chrono::sys_days(date).time_since_epoch().count())
                   : 0;
}

// Folders in the queue keep their descriptors.
void AllowManyDescriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 65536);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// The walker's end of the queue: passes over what is known unchanged.
class Feeder : public WalkSink {
 public:
  Feeder(WorkQueue<FileTask>& queue, StateStore* state, Collector& collector, ScanControl& control)
      : queue_(queue), state_(state), collector_(collector), control_(control) {}

  void OnFolder(Folder& folder) override {
    if (state_ == nullptr) return;
    std::array<char, 8192> path{};
    const std::string link = "/proc/self/fd/" + std::to_string(folder.fd.get());
    const ssize_t length = ::readlink(link.c_str(), path.data(), path.size());
    if (length > 0) folder.record = state_->OpenFolder({path.data(), static_cast<size_t>(length)});
  }

  bool OnFile(const std::shared_ptr<Folder>& folder, std::string name,
              const FileInfo& info) override {
    control_.progress.files_found.fetch_add(1, std::memory_order_relaxed);
    control_.progress.bytes_found.fetch_add(info.size, std::memory_order_relaxed);
    if (folder->record != nullptr) {
      if (const FileRecord* known = folder->record->Unchanged(name, info)) {
        if (!known->findings.empty())
          Give({folder, std::move(name), info, {}, known});
        else
          SkipUnchanged(info.size);
        return !stopping();
      }
    }
    return Give({folder, std::move(name), info, {}, nullptr});
  }

  bool OnProblem(const std::string& path, const Error& error) override {
    return Give({nullptr, path, {}, error, nullptr});
  }

  void OnFolderEnd(Folder& folder) override {
    if (folder.record != nullptr && !stopping()) folder.record->MarkWalked();
  }

  bool Give(FileTask task) {
    batch_.push_back(std::move(task));
    if (batch_.size() >= kBatch || queue_.Hungry()) Flush();
    return !stopping();
  }

  void Flush() { queue_.Push(std::exchange(batch_, {})); }

 private:
  void SkipUnchanged(uint64_t bytes) {
    collector_.CountUnchanged();
    collector_.CountFile(bytes);
  }

  bool stopping() const {
    return control_.stop.load(std::memory_order_relaxed) || collector_.failed();
  }

  WorkQueue<FileTask>& queue_;
  StateStore* state_;
  Collector& collector_;
  ScanControl& control_;
  std::vector<FileTask> batch_;
};

// A root that is not there is a mistake to tell at once, not after an hour.
Status CheckRoots(const ScanOptions& options) {
  if (options.roots.empty()) {
    return Error(ErrorCode::kInvalidArgument, {"chưa nói quét gì", "nothing to scan was named"});
  }
  for (const std::string& root : options.roots) {
    struct stat status {};

    if (root != "-" && ::stat(root.c_str(), &status) != 0) return ErrnoError(errno, root);
  }
  return Ok();
}

Status WalkRoots(const ScanOptions& options, Feeder& feeder) {
  // Files are looked at once more when they are opened.
  const bool file_info = options.foresee || !options.state_path.empty();
  const WalkOptions walk{options.include,         options.exclude, options.one_file_system,
                         options.follow_symlinks, options.since,   file_info};
  for (const std::string& root : options.roots) {
    if (root == "-") {
      feeder.Give(
          {nullptr, options.stdin_name.empty() ? "-" : options.stdin_name, {}, {}, nullptr, true});
      continue;
    }
    const Status walked = Walk(root, walk, feeder);
    // It was there a moment ago: a result, so that the other roots are still looked at.
    if (!walked.ok()) feeder.OnProblem(root, walked.error());
  }
  feeder.Flush();
  return Ok();
}

void LookUntilEmpty(WorkQueue<FileTask>& queue, Looker& looker, const Collector& collector,
                    const ScanControl& control) {
  while (std::optional<std::vector<FileTask>> batch = queue.Pop()) {
    for (FileTask& task : *batch) {
      if (control.stop.load(std::memory_order_relaxed) || collector.failed()) break;
      looker.Look(std::move(task));
    }
    looker.Flush();
  }
}

// Walks in this thread while `jobs` others look.
Status WalkAndLook(const ScanOptions& options, StateStore* state, const QuickLook& quick_look,
                   const Traces* traces, worker::Pool& pool, Collector& collector,
                   ScanControl& control) {
  WorkQueue<FileTask> queue(kQueuedBatches);
  std::vector<std::thread> threads;
  threads.reserve(static_cast<size_t>(options.jobs));
  for (int i = 0; i < options.jobs; ++i) {
    threads.emplace_back([&] {
      Looker looker(options, quick_look, traces, pool, collector);
      LookUntilEmpty(queue, looker, collector, control);
    });
  }
  Feeder feeder(queue, state, collector, control);
  Status walked = WalkRoots(options, feeder);
  control.progress.walk_finished = true;
  queue.Close();
  for (std::thread& thread : threads) thread.join();
  return walked;
}

// Of a run that came to its end.
void ForgetGoneFolders(const ScanOptions& options, StateStore& state) {
  for (const std::string& root : options.roots) {
    std::array<char, PATH_MAX> path;
    if (root != "-" && ::realpath(root.c_str(), path.data()) != nullptr)
      state.ForgetGone(path.data());
  }
}

Status BeginReports(std::vector<std::unique_ptr<ReportWriter>>& writers, const RunInfo& run) {
  for (const auto& writer : writers) TRY(writer->Begin(run));
  return Ok();
}

}  // namespace

Result<Summary> RunScan(const ScanOptions& given, RunInfo run,
                        std::vector<std::unique_ptr<ReportWriter>>& writers, ScanControl& control) {
  const auto start = std::chrono::steady_clock::now();
  ScanOptions options = given;
  if (options.jobs <= 0)
    options.jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  TRY(CheckRoots(options));
  AllowManyDescriptors();
  TRY_ASSIGN(RuleTexts rule_texts, ReadRuleTexts(options.rules_folder));
  TRY_ASSIGN(const detect::RuleSet rules, detect::RuleSet::FromTexts(rule_texts));
  run.rules_version = rules.version();
  run.sandbox = worker::Shown(worker::WallsOfKernel());
  std::unique_ptr<const Traces> traces;
  if (!options.traces_path.empty()) {
    TRY_ASSIGN(traces, Traces::Open(options.traces_path, options.trace_key_path));
  }
  TRY_ASSIGN(const QuickLook quick_look, QuickLook::Create(rules));
  std::unique_ptr<StateStore> state;
  if (!options.state_path.empty()) {
    TRY_ASSIGN(state, StateStore::Open(options.state_path, StateKey(options, run, traces.get())));
  }
  if (run.started.empty()) run.started = LocalTime();
  TRY_ASSIGN(const std::unique_ptr<worker::Pool> pool,
             worker::Pool::Start(PoolOptionsOf(options, rule_texts, DayOf(run.started))));
  TRY(BeginReports(writers, run));

  Collector collector(writers, control.progress);
  TRY(WalkAndLook(options, state.get(), quick_look, traces.get(), *pool, collector, control));
  if (const std::optional<Error> failure = pool->start_failure()) return *failure;
  if (collector.failure().has_value()) return *collector.failure();
  if (state != nullptr && !control.stop) ForgetGoneFolders(options, *state);
  Summary summary = collector.TakeSummary();
  summary.interrupted = control.stop;
  summary.finished = LocalTime();
  summary.elapsed_ms = static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                                 std::chrono::steady_clock::now() - start)
                                                 .count());
  const Status saved = state != nullptr ? state->Close() : Ok();
  for (const auto& writer : writers) TRY(writer->End(summary));
  TRY(saved);
  return summary;
}

}  // namespace niem::scan
