#include "worker/pool.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "detect/finding_json.h"
#include "detect/judge.h"
#include "worker/inspection.h"
#include "worker/process.h"
#include "worker/protocol.h"
#include "worker/walls.h"
#include "worker/words_frame.h"

namespace niem::worker {
namespace {

constexpr int kMaxDeaths = 16;   // members of one file that may kill a worker before we give up
constexpr int kMaxTimeouts = 3;  // each costs a whole --timeout
constexpr uint32_t kResultSlack = 1024;
constexpr size_t kJobOverhead = 64;  // of a frame beside name and bytes
// Small documents are read within milliseconds; one that takes this long is read again, alone.
constexpr std::chrono::seconds kPatienceTogether{2};
constexpr std::chrono::minutes kBusyLimit{10};  // a worker is replaced after this much work

// A document with pictures takes as long as its pages take.
constexpr std::chrono::seconds kPatienceWithPictures{30};
// Of --timeout, what pictures may take: the rest is for the documents around them.
constexpr int kPictureShare = 75;  // percent

// What niem-worker-light leaves out (worker/light/left_out.cc).
Ability AbilityFor(extract::Format format, extract::OcrMode ocr) {
  switch (format) {
    case extract::Format::kImage:
      return ocr == extract::OcrMode::kOff ? Ability::kLight : Ability::kPictures;
    case extract::Format::kDoc:
    case extract::Format::kXls:
    case extract::Format::kPpt:
    case extract::Format::kPdf:
    case extract::Format::kMht:
    case extract::Format::kEml:
    case extract::Format::kMaildir:
    case extract::Format::kMbox:
    case extract::Format::kMsg:
    case extract::Format::kOle:
    case extract::Format::kZip:
    case extract::Format::k7z:
    case extract::Format::kRar:
    case extract::Format::kTar:
    case extract::Format::kGzip:
    case extract::Format::kXz:
    case extract::Format::kZstd:
    case extract::Format::kBzip2:
    case extract::Format::kArchive:
      return Ability::kFull;
    default:
      return Ability::kLight;
  }
}

struct Programs {
  std::string full;
  std::string light;  // may be empty: there is none
  std::string ocr;    // not empty where pictures are read

  const std::string& Of(Ability ability) const {
    return ability == Ability::kPictures ? ocr : ability == Ability::kFull ? full : light;
  }
};

// Starts processes on a thread that lives as long as the pool: a worker dies with its starter.
class Starter {
 public:
  Starter(Programs programs, Settings settings)
      : programs_(std::move(programs)),
        settings_(std::move(settings)),
        thread_([this] { Run(); }) {}

  ~Starter() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

  Result<std::unique_ptr<Process>> Start(Ability ability) {
    std::promise<Result<std::unique_ptr<Process>>> promise;
    auto started = promise.get_future();
    {
      const std::lock_guard lock(mutex_);
      wanted_.push_back({ability, std::move(promise)});
    }
    wake_.notify_one();
    return started.get();
  }

 private:
  void Run() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [this] { return stop_ || !wanted_.empty(); });
      if (wanted_.empty()) return;
      Wanted wanted = std::move(wanted_.front());
      wanted_.pop_front();
      lock.unlock();
      wanted.promise.set_value(Process::Start(programs_.Of(wanted.ability), settings_));
      lock.lock();
    }
  }

  struct Wanted {
    Ability ability;
    std::promise<Result<std::unique_ptr<Process>>> promise;
  };

  const Programs programs_;
  const Settings settings_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Wanted> wanted_;
  bool stop_ = false;
  std::thread thread_;
};

// Bytes too many for the socket, as a descriptor.
Result<Fd> ToMemoryFile(Bytes bytes) {
  Fd fd(::memfd_create("niem-document", MFD_CLOEXEC));
  if (!fd.valid()) return ErrnoError(errno, "memfd");
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return ErrnoError(errno, "memfd");
    bytes = bytes.subspan(static_cast<size_t>(written));
  }
  return fd;
}

class ProcessPool : public Pool {
 public:
  ProcessPool(PoolOptions options, Programs programs)
      : options_(std::move(options)),
        has_light_(!programs.light.empty()),
        starter_(std::move(programs), SettingsOf(options_)) {}

  Status StartFirst() {
    TRY_ASSIGN(std::unique_ptr<Process> process,
               Acquire(AbilityFor(extract::Format::kUnknown, options_.ocr)));
    Release(std::move(process));
    return Ok();
  }

  const PoolOptions& options() const { return options_; }

  void InspectAll(std::span<const Job> jobs, const OnJobResult& on_result) override;

  Statistics statistics() const override {
    return {jobs_, crashes_, timeouts_, memory_kills_, recycled_};
  }

  std::optional<Error> start_failure() const override {
    const std::lock_guard lock(mutex_);
    return start_failure_;
  }

 private:
  static Settings SettingsOf(const PoolOptions& options) {
    Settings settings;
    settings.parent = static_cast<uint32_t>(::getpid());
    settings.limits = options.limits;
    settings.memory_bytes = options.memory_bytes;
    const auto busy =
        std::chrono::duration_cast<std::chrono::seconds>(2 * options.timeout + 2 * kBusyLimit);
    settings.cpu_seconds = static_cast<uint64_t>(busy.count());
    settings.hash_all = options.hash_all;
    settings.insecure = options.insecure;
    settings.words = options.words;
    settings.today = options.today;
    settings.ocr = options.ocr;
    settings.ocr_data = options.ocr_data;
    settings.ocr_page_ms = static_cast<uint64_t>(options.ocr_page_time.count());
    settings.ocr_turn = options.ocr_turn;
    settings.ocr_file_ms = static_cast<uint64_t>(options.timeout.count() * kPictureShare / 100);
    settings.passwords = options.passwords;
    settings.agency_rules = options.agency_rules;
    return settings;
  }

  std::unique_ptr<Process> TakeIdle(Ability ability);
  Result<std::unique_ptr<Process>> Acquire(Ability ability);
  void Release(std::unique_ptr<Process> process);
  void Discard(std::unique_ptr<Process> process);
  void InspectTogether(std::span<Inspection> inspections);
  void InspectAlone(Inspection& inspection);
  Status RunTogether(Process& process, std::span<Inspection> inspections) const;
  Status Run(Process& process, Inspection& inspection, int fd) const;
  static bool Declined(const Process& process, Inspection& inspection, Bytes payload);
  static Status Hear(Process& process, Inspection& inspection, Clock::time_point deadline);
  bool ReadOn(Inspection& inspection, const Error& death, bool was_fresh);
  detect::DocumentResult Blame(const Inspection& inspection, ErrorCode code) const;

  const PoolOptions options_;
  const bool has_light_;
  Starter starter_;
  mutable std::mutex mutex_;
  std::condition_variable released_;
  std::vector<std::unique_ptr<Process>> idle_;
  int alive_ = 0;
  Ability wanted_ = Ability::kLight;  // the most that any document has asked for
  bool ever_started_ = false;
  std::optional<Error> start_failure_;
  std::atomic<uint64_t> jobs_{0}, crashes_{0}, timeouts_{0}, memory_kills_{0}, recycled_{0};
};

// One that will do, or null. A worker that is not able enough ends where it is in the way.
std::unique_ptr<Process> ProcessPool::TakeIdle(Ability ability) {
  const auto able = std::max_element(
      idle_.begin(), idle_.end(),
      [](const auto& one, const auto& other) { return one->ability < other->ability; });
  if (able != idle_.end() && (*able)->ability >= ability) {
    std::unique_ptr<Process> process = std::move(*able);
    idle_.erase(able);
    return process;
  }
  if (alive_ >= options_.workers) {
    idle_.pop_back();
    --alive_;
  }
  return nullptr;
}

Result<std::unique_ptr<Process>> ProcessPool::Acquire(Ability ability) {
  {
    std::unique_lock lock(mutex_);
    released_.wait(lock, [this] { return !idle_.empty() || alive_ < options_.workers; });
    if (start_failure_.has_value()) return *start_failure_;
    if (!idle_.empty()) {
      if (std::unique_ptr<Process> process = TakeIdle(ability); process != nullptr) return process;
    }
    if (!has_light_) ability = std::max(ability, Ability::kFull);
    wanted_ = std::max(wanted_, ability);
    ability = wanted_;
    ++alive_;
  }
  Result<std::unique_ptr<Process>> started = starter_.Start(ability);
  if (started.ok()) {
    (*started)->channel().SetPatience(options_.timeout);
    (*started)->ability = ability;
  }
  {
    const std::lock_guard lock(mutex_);
    if (!started.ok() && !ever_started_) start_failure_ = started.error();
    ever_started_ = ever_started_ || started.ok();
  }
  if (!started.ok()) Discard(nullptr);
  return started;
}

void ProcessPool::Release(std::unique_ptr<Process> process) {
  if (process->jobs >= options_.recycle_after || process->busy > kBusyLimit) {
    ++recycled_;
    return Discard(std::move(process));
  }
  {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(process));
  }
  released_.notify_one();
}

void ProcessPool::Discard(std::unique_ptr<Process> process) {
  process.reset();
  {
    const std::lock_guard lock(mutex_);
    --alive_;
  }
  released_.notify_one();
}

// One attempt. An Error means that the worker is dead or must die.
Status ProcessPool::Run(Process& process, Inspection& inspection, int fd) const {
  const Clock::time_point deadline = Clock::now() + options_.timeout;
  Request& request = inspection.request;
  request.by_fd = fd >= 0;
  FrameWriter head;
  PutHead(head, request);
  const Bytes body = fd >= 0 ? Bytes{} : inspection.job.bytes;
  ++process.jobs;
  TRY(process.channel().Send(FrameType::kJob, head.bytes(), body, fd, deadline));
  return Hear(process, inspection, deadline);
}

// A worker asks for an abler one.
bool ProcessPool::Declined(const Process& process, Inspection& inspection, Bytes payload) {
  FrameReader reader(payload);
  const auto wanted = static_cast<Ability>(reader.U32());
  if (!reader.ok() || inspection.finished) return false;
  if (wanted <= process.ability || wanted > Ability::kPictures) return false;
  inspection.ability = wanted;
  return true;
}

// All that the worker says of one document.
Status ProcessPool::Hear(Process& process, Inspection& inspection, Clock::time_point deadline) {
  const Error out_of_form(ErrorCode::kCorrupt, {"", ""});
  while (true) {
    TRY_ASSIGN(const Frame frame, process.channel().Receive(deadline));
    switch (frame.type) {
      case FrameType::kBegin:
        if (!OnBegin(inspection, frame.payload)) return out_of_form;
        break;
      case FrameType::kPage:
        if (!OnPage(inspection, frame.payload)) return out_of_form;
        break;
      case FrameType::kResult:
        if (!OnResultFrame(inspection, frame.payload)) return out_of_form;
        break;
      case FrameType::kWords:
        if (!AddWords(frame.payload, inspection.words)) return out_of_form;
        break;
      case FrameType::kDone:
        if (!inspection.finished) return out_of_form;
        return Ok();
      case FrameType::kElsewhere:
        if (!Declined(process, inspection, frame.payload)) return out_of_form;
        inspection.words = {};
        return Ok();
      case FrameType::kOutOfMemory:
        return Error(ErrorCode::kMemory, {"", ""});
      default:
        return out_of_form;
    }
  }
}

detect::DocumentResult ProcessPool::Blame(const Inspection& inspection, ErrorCode code) const {
  const std::string seconds = std::to_string(options_.timeout.count() / 1000);
  const std::string mebibytes = std::to_string(options_.memory_bytes >> 20);
  Text why{
      "tiến trình đọc (trong hộp cát) dừng đột ngột ở tệp này: tệp hỏng, hoặc được làm ra để tấn "
      "công; mở xem "
      "trên máy cách ly",
      "the sandboxed reading process died on this file: it is damaged, or made to attack; look at "
      "it on an "
      "isolated machine"};
  if (code == ErrorCode::kTimeout) {
    why = {"đọc quá " + seconds + " giây (giới hạn --timeout); tăng --timeout rồi quét lại tệp này",
           "reading took more than " + seconds +
               " s (the --timeout limit); raise --timeout and scan this file again"};
  } else if (code == ErrorCode::kMemory) {
    why = {"cần hơn " + mebibytes +
               " MiB bộ nhớ (giới hạn --memory); tăng --memory rồi quét lại tệp này",
           "needs more than " + mebibytes +
               " MiB of memory (the --memory limit); raise --memory and scan again"};
  }
  detect::DocumentResult result = detect::Unreadable(extract::Format::kUnknown, Error(code, why));
  result.member = inspection.current.member;
  result.bytes = inspection.current.bytes;
  return result;
}

// After a death: who is to blame, and is there more to read? True for another attempt.
bool ProcessPool::ReadOn(Inspection& inspection, const Error& death, bool was_fresh) {
  const ErrorCode code = death.code() == ErrorCode::kTimeout || death.code() == ErrorCode::kMemory
                             ? death.code()
                             : ErrorCode::kCrashed;
  auto& counter = code == ErrorCode::kTimeout  ? timeouts_
                  : code == ErrorCode::kMemory ? memory_kills_
                                               : crashes_;
  ++counter;
  inspection.words = {};
  if (inspection.finished) return false;
  Request& request = inspection.request;
  request.resume = inspection.current.position;
  request.resumed = true;
  // Earlier files may have worn the worker out: only a fresh one's death is held against a
  // document.
  request.skip_resume = was_fresh || code == ErrorCode::kTimeout;
  if (!request.skip_resume) return true;

  ++inspection.deaths;
  if (code == ErrorCode::kTimeout) ++inspection.timeouts;
  const bool last = inspection.deaths > kMaxDeaths || inspection.timeouts >= kMaxTimeouts;
  if (!last && StopBeforeThatPage(inspection, code)) return true;
  const bool whole_file = inspection.current.position.empty();
  inspection.PassOn(inspection.current.position, Blame(inspection, code));
  inspection.reread = true;
  if (whole_file) return false;
  inspection.current = {};
  if (!last) return true;
  inspection.PassOn(
      {}, detect::Unreadable(
              extract::Format::kUnknown,
              Error(code, {"nhiều phần bên trong làm dừng tiến trình đọc; các phần sau chưa "
                           "được xem: giải nén tay rồi quét lại",
                           "several members ended the reading process; those after them were "
                           "not looked at: unpack by hand and scan again"})));
  return false;
}

// Who stopped the worker does not matter here: what is left unfinished is read again, alone.
void ProcessPool::InspectTogether(std::span<Inspection> inspections) {
  Ability ability = Ability::kLight;
  for (const Inspection& one : inspections) ability = std::max(ability, one.ability);
  Result<std::unique_ptr<Process>> process = Acquire(ability);
  if (!process.ok()) return;
  const Clock::time_point start = Clock::now();
  const Status run = RunTogether(**process, inspections);
  (*process)->busy += Clock::now() - start;
  const auto declined = std::find_if(inspections.begin(), inspections.end(),
                                     [](const Inspection& one) { return !one.finished; });
  if (run.ok() && declined == inspections.end()) return Release(std::move(process).value());
  Discard(std::move(process).value());
  // From the declined one on, for results keep their order.
  if (run.ok()) InspectTogether({declined, inspections.end()});
}

Status ProcessPool::RunTogether(Process& process, std::span<Inspection> inspections) const {
  const bool pictures = process.ability == Ability::kPictures;
  const Clock::duration patience = std::min<Clock::duration>(
      options_.timeout, pictures ? kPatienceWithPictures : kPatienceTogether);
  for (const Inspection& inspection : inspections) {
    FrameWriter head;
    PutHead(head, inspection.request);
    process.channel().Queue(FrameType::kJob, head.bytes(), inspection.job.bytes);
    ++process.jobs;
  }
  TRY(process.channel().Flush(Clock::now() + patience));
  for (Inspection& inspection : inspections) {
    TRY(Hear(process, inspection, Clock::now() + patience));
    if (!inspection.finished) break;  // declined
  }
  return Ok();
}

void ProcessPool::InspectAlone(Inspection& inspection) {
  inspection.current = {};
  inspection.page = {};
  inspection.words = {};
  const Job& job = inspection.job;
  Fd memory_file;
  int fd = job.fd;
  if (fd < 0 && job.bytes.size() > kInlineBytes) {
    Result<Fd> made = ToMemoryFile(job.bytes);
    if (!made.ok()) return inspection.Fail(made.error());
    memory_file = std::move(made).value();
    fd = memory_file.get();
  }
  while (true) {
    Result<std::unique_ptr<Process>> process = Acquire(inspection.ability);
    if (!process.ok()) return inspection.Fail(process.error());
    const bool was_fresh = (*process)->jobs == 0;
    const Clock::time_point start = Clock::now();
    const Status run = Run(**process, inspection, fd);
    (*process)->busy += Clock::now() - start;
    if (run.ok()) {
      Release(std::move(process).value());
      if (inspection.finished) return;
      inspection.current = {};  // declined: the full one reads it
      inspection.page = {};
      continue;
    }
    Discard(std::move(process).value());
    if (!ReadOn(inspection, run.error(), was_fresh)) return;
  }
}

// How many of the first jobs fit one exchange.
size_t CountTogether(std::span<const Job> jobs) {
  size_t bytes = 0, count = 0;
  for (const Job& job : jobs.first(std::min(jobs.size(), kTogetherJobs))) {
    bytes += job.bytes.size() + job.name.size() + kJobOverhead;
    if (job.fd >= 0 || bytes > kTogetherBytes) break;
    ++count;
  }
  return count;
}

void ProcessPool::InspectAll(std::span<const Job> jobs, const OnJobResult& on_result) {
  jobs_ += jobs.size();
  for (size_t done = 0; done < jobs.size();) {
    const size_t count = std::max<size_t>(CountTogether(jobs.subspan(done)), 1);
    std::vector<Inspection> inspections;
    inspections.reserve(count);
    for (const size_t end = done + count; done < end; ++done) {
      inspections.push_back(
          {done, jobs[done], on_result, options_.limits.max_members + kResultSlack});
      inspections.back().request.name = jobs[done].name;
      inspections.back().ability = AbilityFor(jobs[done].format, options_.ocr);
    }
    if (count > 1) InspectTogether(inspections);
    for (Inspection& inspection : inspections) {
      if (!inspection.finished) InspectAlone(inspection);
    }
  }
}

}  // namespace

Result<std::unique_ptr<Pool>> Pool::Start(PoolOptions options) {
  TRY(Demand(WallsOfKernel(), options.insecure));
  options.workers = std::max(options.workers, 1);
  TRY_ASSIGN(std::string program, FindWorkerProgram(options.program));
  std::string light = options.light_program;
  if (light.empty() && options.program.empty()) light = FindLightWorkerProgram();
  std::string ocr;
  if (options.ocr != extract::OcrMode::kOff) {
    TRY_ASSIGN(ocr, FindWorkerProgram(options.program.empty() ? "" : options.program + "-ocr",
                                      "niem-worker-ocr"));
  }
  auto pool = std::make_unique<ProcessPool>(
      std::move(options), Programs{std::move(program), std::move(light), std::move(ocr)});
  if (!pool->options().lazy) TRY(pool->StartFirst());
  return std::unique_ptr<Pool>(std::move(pool));
}

}  // namespace niem::worker
