#include "worker/isolate.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <exception>
#include <new>
#include <optional>

#include "base/file.h"
#include "worker/sandbox.h"

namespace niem::worker {
namespace {

using Clock = std::chrono::steady_clock;

// What the child ends with; the reason of a refusal is its answer.
enum ExitStatus : int { kDone = 0, kRefused = 3, kNoMemory = 4, kThrown = 5 };

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(put));
  }
  return true;
}

// Leaves only the answer's descriptor, as number 3.
void CloseOthers(int answer) {
  const int null = ::open("/dev/null", O_RDWR);
  if (answer != 3) ::dup2(answer, 3);
  for (const int fd : {0, 1, 2}) ::dup2(null, fd);
  ::syscall(SYS_close_range, 4U, ~0U, 0);
}

[[noreturn]] void Child(const std::function<std::string()>& work, const IsolateLimits& limits,
                        uint32_t parent, int answer) {
  CloseOthers(answer);
  for (const int number : {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTERM}) {
    ::signal(number, SIG_DFL);
  }
  ::signal(SIGINT, SIG_IGN);  // the caller decides
  if (!DieWithParent(parent)) ::_exit(kRefused);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(limits.timeout).count();
  const auto report = EnterSandbox({limits.memory_bytes, static_cast<uint64_t>(seconds) + 1});
  if (!report.ok()) {
    const Text& why = report.error().message();
    (void)WriteAll(3, why.vi + '\0' + why.en);
    ::_exit(kRefused);
  }
  int status = kDone;
  try {
    if (!WriteAll(3, work())) status = kThrown;
  } catch (const std::bad_alloc&) {
    status = kNoMemory;
  } catch (const std::exception&) {
    status = kThrown;
  }
  ::_exit(status);
}

Error Refusal(const std::string& answer) {
  const size_t middle = answer.find('\0');
  if (middle == std::string::npos) {
    return {ErrorCode::kUnsupported,
            {"không dựng được hộp cát cho tiến trình đọc", "the reading process has no sandbox"}};
  }
  return {ErrorCode::kUnsupported, {answer.substr(0, middle), answer.substr(middle + 1)}};
}

Error Death(int status) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNoMemory) {
    return {ErrorCode::kMemory,
            {"hết bộ nhớ cho phép khi đọc", "reading it needs too much memory"}};
  }
  return {ErrorCode::kCrashed,
          {"tiến trình đọc trong hộp cát đã dừng", "the sandboxed reading process died"}};
}

// Reads until the child closes its end. Nothing where all went well.
std::optional<Error> Listen(int fd, const IsolateLimits& limits, std::string& answer) {
  const Clock::time_point end = Clock::now() + limits.timeout;
  std::array<char, 65536> buffer{};
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    pollfd wait{fd, POLLIN, 0};
    const int ready = left.count() > 0 ? ::poll(&wait, 1, static_cast<int>(left.count())) : 0;
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) {
      return Error(ErrorCode::kTimeout, {"đọc quá lâu", "reading it takes too long"});
    }
    const ssize_t got = ::read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoError(errno, "pipe");
    if (got == 0) return std::nullopt;
    answer.append(buffer.data(), static_cast<size_t>(got));
    if (answer.size() > limits.answer_bytes) {
      return Error(ErrorCode::kTooLarge, {"kết quả đọc quá lớn", "what was read is too large"});
    }
  }
}

}  // namespace

Result<std::string> RunIsolated(const std::function<std::string()>& work,
                                const IsolateLimits& limits) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return ErrnoError(errno, "pipe");
  Fd listen(ends[0]), speak(ends[1]);
  const auto parent = static_cast<uint32_t>(::getpid());
  const pid_t child = ::fork();
  if (child < 0) return ErrnoError(errno, "fork");
  if (child == 0) Child(work, limits, parent, speak.get());
  speak.Reset();
  std::string answer;
  const std::optional<Error> failed = Listen(listen.get(), limits, answer);
  if (failed) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (failed) return *failed;
  if (WIFEXITED(status) && WEXITSTATUS(status) == kRefused) return Refusal(answer);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != kDone) return Death(status);
  return answer;
}

}  // namespace niem::worker
