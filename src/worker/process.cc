#include "worker/process.h"

#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace niem::worker {
namespace {

constexpr std::chrono::seconds kStartTimeout{60};

// Nothing of the user's environment reaches the worker, but what sanitizer builds need. The
// readers' libraries allocate and free a small object for nearly every letter or tag: the C
// library's cache of seven blocks a size is too short for them.
std::vector<std::string> WorkerEnvironment() {
  std::vector<std::string> environment{
      "LC_ALL=C.UTF-8", "PATH=/nonexistent", "GLIBC_TUNABLES=glibc.malloc.tcache_count=4000",
      "OMP_THREAD_LIMIT=1"};  // tesseract's threads only wait for each other
  for (const char* name : {"ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"}) {
    if (const char* value = std::getenv(name))
      environment.push_back(std::string(name) + "=" + value);
  }
  return environment;
}

// Its own process group: Ctrl-C on the terminal is for the pool, which lets workers finish.
Result<pid_t> Spawn(const std::string& program, int socket) {
  std::vector<std::string> environment = WorkerEnvironment();
  std::vector<char*> variables;
  variables.reserve(environment.size() + 1);
  for (std::string& variable : environment) variables.push_back(variable.data());
  variables.push_back(nullptr);
  std::string name = "niem-worker";
  std::array<char*, 2> arguments{name.data(), nullptr};

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, socket, kWorkerSocket);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setpgroup(&attributes, 0);
  sigset_t signals;
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  sigfillset(&signals);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  pid_t pid = -1;
  const int failed = ::posix_spawn(&pid, program.c_str(), &actions, &attributes, arguments.data(),
                                   variables.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return ErrnoError(failed, program);
  return pid;
}

std::string FolderOfThisProgram() {
  std::array<char, 4096> path{};
  const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size());
  if (length <= 0) return ".";
  const std::string program(path.data(), static_cast<size_t>(length));
  return program.substr(0, program.rfind('/'));
}

// Empty where it is not.
std::string FindInstalled(const std::string& folder, const std::string& name) {
  for (const char* place : {"/", "/../libexec/niem/"}) {
    std::string candidate = folder;
    candidate.append(place).append(name);
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

}  // namespace

Process::Process(pid_t pid, Fd socket)
    : pid_(pid), socket_(std::move(socket)), channel_(socket_.get(), kMaxResultFrame) {}

Process::~Process() {
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<std::unique_ptr<Process>> Process::Start(const std::string& program,
                                                const Settings& settings) {
  FrameWriter frame;
  Put(frame, settings);
  return Start(program, frame.bytes(), {});
}

Result<std::unique_ptr<Process>> Process::Start(const std::string& program, Bytes settings,
                                                std::span<const int> files) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return ErrnoError(errno, program);
  Fd ours(ends[0]), theirs(ends[1]);
  TRY_ASSIGN(const pid_t pid, Spawn(program, theirs.get()));
  theirs.Reset();
  std::unique_ptr<Process> process(new Process(pid, std::move(ours)));

  const Clock::time_point deadline = Clock::now() + kStartTimeout;
  // A worker that refuses hangs up before it has read everything: its reason is worth more than
  // EPIPE.
  Status sent = process->channel_.Send(FrameType::kSettings, settings, {}, -1, deadline);
  for (const int file : files) {
    if (sent.ok()) sent = process->channel_.Send(FrameType::kJob, {}, {}, file, deadline);
  }
  const Result<Frame> answer = process->channel_.Receive(deadline);
  const bool refused = answer.ok() && answer->type == FrameType::kRefused;
  if (!refused && (!answer.ok() || !sent.ok() || answer->type != FrameType::kReady)) {
    return Error(
        ErrorCode::kInternal,
        {"không khởi động được " + program +
             "; cài lại Niêm, hoặc xem nhân Linux có chặn seccomp không",
         program + " did not start; reinstall Niêm, or see whether the kernel blocks seccomp"});
  }
  if (refused) {
    FrameReader reader(answer->payload);
    std::string vi = reader.String();
    return Error(ErrorCode::kUnsupported, {std::move(vi), reader.String()});
  }
  return process;
}

std::string FindLightWorkerProgram() {
  return FindInstalled(FolderOfThisProgram(), "niem-worker-light");
}

Result<std::string> FindWorkerProgram(const std::string& program, const std::string& name) {
  if (!program.empty()) return program;
  const std::string folder = FolderOfThisProgram();
  if (std::string found = FindInstalled(folder, name); !found.empty()) return found;
  return Error(ErrorCode::kNotFound,
               {"không tìm thấy " + name + " cạnh chương trình này (" + folder + "); cài lại Niêm",
                name + " was not found beside this program (" + folder + "); reinstall Niêm"});
}

}  // namespace niem::worker
