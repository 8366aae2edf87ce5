// A worker that does on purpose what a broken or conquered parser might do; pool_test.cc drives it.
// The file's name says what: an action, or "members:ACTION,ACTION,..." for a container.
#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <new>
#include <thread>

#include "base/digest.h"
#include "worker/serve.h"

namespace niem::worker {
namespace {

int jobs_seen = 0;

std::string Refused(long result) {
  return result >= 0 ? "allowed" : std::strerror(errno);
}

[[noreturn]] void AllocateWithoutEnd() {
  while (true) {
    volatile char* block = new char[16 << 20];
    for (size_t i = 0; i < 16 << 20; i += 4096) block[i] = 1;
  }
}

// As C libraries do where malloc fails.
[[noreturn]] void AllocateThenAbort() {
  while (true) {
    // NOLINTNEXTLINE(cppcoreguidelines-no-malloc): that is what it plays
    volatile char* block = static_cast<volatile char*>(std::malloc(1 << 20));
    if (block == nullptr) std::abort();
    block[0] = 1;
  }
}

volatile bool always = true;

int Recurse(int depth) {
  volatile char frame[4096];
  frame[0] = static_cast<char>(depth);
  return always ? Recurse(depth + 1) + frame[0] : 0;
}

const std::map<std::string, std::function<std::string()>>& Actions() {
  static const std::map<std::string, std::function<std::string()>> actions = {
      {"crash", [] { return ::raise(SIGSEGV), ""; }},
      {"stack", [] { return std::to_string(Recurse(0)); }},
      {"hang",
       [] {
         while (always) std::this_thread::sleep_for(std::chrono::seconds(1));
         return "";
       }},
      {"alloc", []() -> std::string { AllocateWithoutEnd(); }},
      {"abort-alloc", []() -> std::string { AllocateThenAbort(); }},
      {"throw", []() -> std::string { throw std::runtime_error("x"); }},
      {"crash-when-worn", [] { return jobs_seen > 1 ? std::abort() : void(), "fresh"; }},
      {"garbage",
       [] {
         const std::string junk(100, '\xff');
         return Refused(::write(kWorkerSocket, junk.data(), junk.size()));
       }},
      {"huge-frame",
       [] {
         const uint32_t header[2] = {static_cast<uint32_t>(FrameType::kResult), 0x7fffffff};
         return Refused(::write(kWorkerSocket, header, sizeof header));
       }},
      {"early-done",
       [] {
         const uint32_t header[2] = {static_cast<uint32_t>(FrameType::kDone), 0};
         return Refused(::write(kWorkerSocket, header, sizeof header));
       }},
      {"open", [] { return Refused(::open("/etc/passwd", O_RDONLY)); }},
      {"create",
       [] { return Refused(::open("/tmp/niem-sandbox-hole", O_CREAT | O_WRONLY, 0600)); }},
      {"stat",
       [] {
         struct stat info {};
         return Refused(::stat("/etc/passwd", &info));
       }},
      {"thread", [] { return Refused(::syscall(56 /*clone*/, 0x11 /*SIGCHLD*/, 0, 0, 0, 0)); }},
      {"pipe",
       [] {
         int ends[2];
         return Refused(::pipe2(ends, 0));
       }},
      {"signal-parent", [] { return Refused(::kill(::getppid(), SIGTERM)); }},
      {"code",
       [] {
         void* page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
         return Refused(page == MAP_FAILED ? -1 : 0);
       }},
      {"socket", [] { return Refused(::socket(AF_INET, SOCK_STREAM, 0)); }},
      {"exec", [] { return Refused(::execl("/bin/true", "true", nullptr)); }},
      {"fork", [] { return Refused(::syscall(57 /*fork*/)); }},
  };
  return actions;
}

class TestInspector : public Inspector {
 public:
  explicit TestInspector(const Settings& settings) : settings_(settings) {}

  void Inspect(const Request& request, Reporter& reporter) override {
    ++jobs_seen;
    static constexpr std::string_view kMembers = "members:";
    static constexpr std::string_view kPages = "pages:";
    std::string_view name = request.name;
    if (name.substr(0, kMembers.size()) == kMembers) {
      name.remove_prefix(kMembers.size());
      for (uint32_t i = 0; !name.empty(); ++i) {
        const std::string_view action = name.substr(0, name.find(','));
        name.remove_prefix(std::min(name.size(), action.size() + 1));
        const Position position{i};
        if (StandingOf(position, request) == Standing::kSkip) continue;
        reporter.Begin(position, {std::string(action)}, 7);
        Report(position, {std::string(action)}, std::string(action), request, reporter);
      }
    }
    if (name.substr(0, kPages.size()) == kPages) return ReadPages(request, reporter);
    Report({}, {}, request.name, request, reporter);
  }

 private:
  // "pages:ACTION,ACTION,...": answers with the pages that were read.
  void ReadPages(const Request& request, Reporter& reporter) {
    std::string_view left = std::string_view(request.name).substr(6);
    std::string said;
    for (uint32_t page = 1; !left.empty(); ++page) {
      if (request.stop_page != 0 && page >= request.stop_page) {
        said += " stopped " + std::string(ErrorCodeName(request.stop_code));
        break;
      }
      if (page > 1) reporter.AtPage({}, page);
      const std::string action(left.substr(0, left.find(',')));
      left.remove_prefix(std::min(left.size(), action.size() + 1));
      if (action == "crash-again" && request.stop_page != 0) ::raise(SIGSEGV);
      const auto found = Actions().find(action);
      said += found == Actions().end() ? action : found->second();
    }
    Report({}, {}, said, request, reporter);
  }

  void Report(const Position& position, std::vector<std::string> member, const std::string& action,
              const Request& request, Reporter& reporter) {
    detect::DocumentResult result;
    result.member = std::move(member);
    result.bytes = request.bytes.size();
    const auto found = Actions().find(action);
    std::string said = found == Actions().end() ? action : found->second();
    if (action == "passwords")
      said = settings_.passwords.empty() ? "" : settings_.passwords.front();
    if (action == "long-name") said = std::string(100'000, '\xe1');
    if (action == "sha") said = ToHex(Sha256Of(request.bytes));
    result.copy_of = said;
    reporter.Add(position, std::move(result));
  }

  const Settings settings_;
};

Result<std::unique_ptr<Inspector>> MakeTestInspector(const Settings& settings) {
  if (!settings.agency_rules.empty()) {
    return Error(ErrorCode::kInvalidArgument,
                 {"luật sai: " + settings.agency_rules[0].second, "bad rule"});
  }
  return std::unique_ptr<Inspector>(std::make_unique<TestInspector>(settings));
}

}  // namespace
}  // namespace niem::worker

int main() {
  return niem::worker::Serve(niem::worker::MakeTestInspector);
}
