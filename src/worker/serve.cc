#include "worker/serve.h"

#include <fcntl.h>
#include <locale.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <exception>
#include <new>

#include "detect/finding_json.h"
#include "worker/child.h"
#include "worker/sandbox.h"
#include "worker/shown_name.h"
#include "worker/words_frame.h"

namespace niem::worker {
namespace {

constexpr size_t kMaxName = 1000;  // what FromWireJson accepts is 4096
constexpr size_t kMaxEvidence = 200;
constexpr size_t kMaxNotes = 60;

void MakeFit(std::string& text) {
  text = ShownName(text);
  if (text.size() > kMaxName) text = Shortened(text, kMaxName);
}

// The pool refuses results out of bounds; a long file name must not look like an attack.
void MakeFit(detect::DocumentResult& result) {
  result.path.clear();
  for (std::string& name : result.member) MakeFit(name);
  if (result.evidence.size() > kMaxEvidence) result.evidence.resize(kMaxEvidence);
  for (detect::Evidence& evidence : result.evidence) {
    MakeFit(evidence.rule), MakeFit(evidence.text), MakeFit(evidence.locator);
  }
  if (result.notes.size() > kMaxNotes) {
    // An incomplete reading must stay known.
    std::stable_partition(result.notes.begin(), result.notes.end(),
                          [](const extract::Note& note) { return note.incomplete; });
    result.notes.resize(kMaxNotes);
  }
  for (extract::Note& note : result.notes) MakeFit(note.text.vi), MakeFit(note.text.en);
  MakeFit(result.copy_of);
}

// The document's bytes, wherever they came.
class Loader {
 public:
  Result<Bytes> Load(const Fd& fd, uint64_t max_bytes) {
    const off_t size = ::lseek(fd.get(), 0, SEEK_END);
    if (size < 0) return ErrnoError(errno, "");
    // One byte more tells whether the file has grown since.
    const size_t wanted =
        static_cast<size_t>(std::min<uint64_t>(static_cast<uint64_t>(size), max_bytes)) + 1;
    if (wanted > capacity_) {
      bytes_.reset();
      capacity_ = 0;
      bytes_.reset(new uint8_t[wanted]);
      capacity_ = wanted;
    }
    size_t have = 0;
    while (have < wanted) {
      const ssize_t count =
          ::pread(fd.get(), bytes_.get() + have, wanted - have, static_cast<off_t>(have));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return ErrnoError(errno, "");
      if (count == 0) break;
      have += static_cast<size_t>(count);
    }
    if (have > max_bytes) {
      return Error(ErrorCode::kTooLarge,
                   {"tệp lớn hơn giới hạn --max-size; tăng --max-size rồi quét lại tệp này",
                    "the file is larger than --max-size; raise it and scan this file again"});
    }
    return Bytes(bytes_.get(), have);
  }

  void Shrink() {
    if (capacity_ <= (16u << 20)) return;
    bytes_.reset();
    capacity_ = 0;
  }

 private:
  std::unique_ptr<uint8_t[]> bytes_;
  size_t capacity_ = 0;
};

// Jobs until the pool hangs up.
int Work(Channel& channel, Inspector& inspector, const Settings& settings) {
  Loader loader;
  Clock::time_point answered = Clock::now();
  while (true) {
    const Result<Frame> frame = channel.Receive();
    if (!frame.ok()) return EXIT_SUCCESS;
    Result<Request> request = ReadRequest(frame->payload);
    if (frame->type != FrameType::kJob || !request.ok()) return EXIT_FAILURE;
    Reporter reporter(channel);
    const Fd fd = channel.TakeFd();
    Result<Bytes> loaded =
        request->by_fd ? loader.Load(fd, settings.limits.max_file_bytes) : request->bytes;
    if (loaded.ok()) {
      request->bytes = *loaded;
      inspector.Inspect(*request, reporter);
    } else {
      detect::DocumentResult result;
      result.verdict = detect::Verdict::kUnreadable;
      result.notes.push_back({loaded.error().code(), true, loaded.error().message()});
      reporter.Add({}, std::move(result));
    }
    if (const std::optional<Ability> wanted = reporter.declined(); wanted.has_value()) {
      FrameWriter elsewhere;
      elsewhere.U32(static_cast<uint32_t>(*wanted));
      channel.Queue(FrameType::kElsewhere, elsewhere.bytes());
    } else {
      channel.Queue(FrameType::kDone, {});
    }
    const bool more = channel.HasFrame();
    if (!more || Clock::now() - answered >= kAnswerWithin) {
      if (!channel.Flush().ok()) return EXIT_SUCCESS;
      answered = Clock::now();
    }
    loader.Shrink();
    channel.Shrink();
  }
}

}  // namespace

void Reporter::Begin(const Position& position, const std::vector<std::string>& member,
                     uint64_t bytes) {
  frame_.clear();
  frame_.Put(position).U64(bytes).U32(static_cast<uint32_t>(member.size()));
  for (std::string name : member) {
    MakeFit(name);
    frame_.String(name);
  }
  (void)channel_.Send(FrameType::kBegin, frame_.bytes());
}

void Reporter::AtPage(const Position& position, uint32_t page) {
  if (channel_.HasFrame()) return;
  frame_.clear();
  frame_.Put(position).U32(page);
  (void)channel_.Send(FrameType::kPage, frame_.bytes());
}

void Reporter::Add(const Position& position, detect::DocumentResult result) {
  MakeFit(result);
  if (result.words != nullptr) QueueWords(*result.words, channel_);
  frame_.clear();
  frame_.Put(position).String(detect::ToWireJson(result));
  channel_.Queue(FrameType::kResult, frame_.bytes());
  // A member's result must be out before its container goes on: if that dies, the blame is its own.
  if (!position.empty()) (void)channel_.Flush();
}

int Serve(MakeInspector make, bool threads) {
  CloseInherited();
  ::setlocale(LC_CTYPE, "C.UTF-8");  // libarchive and GMime read names by it
  // libzip asks for local time, and the C library then looks at its file, for every entry.
  ::setenv("TZ", "UTC", 1);
  // Documents come and go by the thousand: keep their pages instead of asking the kernel each time.
  ::mallopt(M_MMAP_THRESHOLD, 32 << 20);
  ::mallopt(M_TRIM_THRESHOLD, 64 << 20);
  Channel channel(kWorkerSocket, kMaxRequestFrame);
  const Result<Frame> first = channel.Receive();
  if (!first.ok() || first->type != FrameType::kSettings) return EXIT_FAILURE;
  const Result<Settings> settings = ReadSettings(first->payload);
  if (!settings.ok()) return Refuse(channel, settings.error().message());
  if (!DieWithParent(settings->parent)) return EXIT_FAILURE;

  Result<std::unique_ptr<Inspector>> inspector = make(*settings);
  if (!inspector.ok()) return Refuse(channel, inspector.error().message());
  channel.Shrink();
  Fd statm(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC));
  const Result<SandboxReport> sandbox =
      EnterSandbox({settings->memory_bytes, settings->cpu_seconds, settings->insecure, threads});
  if (!sandbox.ok()) return Refuse(channel, sandbox.error().message());
  CatchDeaths(*sandbox, statm.release());

  if (!channel.Send(FrameType::kReady, {}).ok()) return EXIT_FAILURE;
  try {
    return Work(channel, **inspector, *settings);
  } catch (const std::bad_alloc&) {
    (void)channel.Flush();
    (void)channel.Send(FrameType::kOutOfMemory, {});
  } catch (const std::exception&) {  // a library threw through our own code: the pool sees a crash
  }
  ::_exit(EXIT_FAILURE);  // destructors of a broken state are not trusted
}

}  // namespace niem::worker
