#include "cli/windows/apart.h"

#include <windows.h>
// After it.
#include <sddl.h>

#include <array>
#include <memory>
#include <optional>
#include <thread>

#include "base/system_windows.h"

namespace niem::cli {
namespace {

constexpr uint64_t kOwnMemory = uint64_t{64} << 20;  // of the program before it reads anything
constexpr DWORD kGreeting = 20'000;                  // ms until a child has said its first word
constexpr std::wstring_view kLowIntegrity = L"S-1-16-4096";

// How much is taken from the child's token. Windows may refuse to start a program that has too
// little: then less is taken, and the report says so.
enum class TokenWall { kDenied, kUnprivileged, kNone };

Error CannotStart(const char* what) {
  const std::string reason = std::string(what) + ", " + std::to_string(::GetLastError());
  return {ErrorCode::kUnsupported,
          {"không dựng được tiến trình đọc riêng (" + reason + ")",
           "the reading process could not be set up (" + reason + ")"}};
}

struct SidFree {
  void operator()(void* sid) const { ::LocalFree(sid); }
};

std::unique_ptr<void, SidFree> SidOf(std::wstring_view text) {
  PSID sid = nullptr;
  ::ConvertStringSidToSidW(std::wstring(text).c_str(), &sid);
  return std::unique_ptr<void, SidFree>(sid);
}

// TokenUser's structure with the SID behind it.
std::vector<uint8_t> UserOf(HANDLE token) {
  DWORD size = 0;
  ::GetTokenInformation(token, TokenUser, nullptr, 0, &size);
  std::vector<uint8_t> user(size);
  if (::GetTokenInformation(token, TokenUser, user.data(), size, &size) == 0) user.clear();
  return user;
}

// None where Windows refuses.
Handle TokenFor(TokenWall wall) {
  Handle own, less;
  if (wall == TokenWall::kNone ||
      ::OpenProcessToken(
          ::GetCurrentProcess(),
          TOKEN_DUPLICATE | TOKEN_QUERY | TOKEN_ASSIGN_PRIMARY | TOKEN_ADJUST_DEFAULT,
          own.Out()) == 0) {
    return {};
  }
  const std::vector<uint8_t> user = UserOf(own.get());
  const auto administrators = SidOf(L"S-1-5-32-544");
  std::array<SID_AND_ATTRIBUTES, 2> denied{};
  DWORD count = 0;
  if (wall == TokenWall::kDenied && !user.empty() && administrators != nullptr) {
    denied[count++].Sid = reinterpret_cast<const TOKEN_USER*>(user.data())->User.Sid;
    denied[count++].Sid = administrators.get();
  }
  if (::CreateRestrictedToken(own.get(), DISABLE_MAX_PRIVILEGE, count,
                              count == 0 ? nullptr : denied.data(), 0, nullptr, 0, nullptr,
                              less.Out()) == 0) {
    return {};
  }
  const auto low = SidOf(kLowIntegrity);
  TOKEN_MANDATORY_LABEL label{{low.get(), SE_GROUP_INTEGRITY}};
  if (low == nullptr ||
      ::SetTokenInformation(less.get(), TokenIntegrityLevel, &label,
                            static_cast<DWORD>(sizeof label + ::GetLengthSid(low.get()))) == 0) {
    return {};
  }
  return less;
}

Result<Handle> JobFor(uint64_t memory) {
  Handle job(::CreateJobObjectW(nullptr, nullptr));
  if (!job.valid()) return CannotStart("CreateJobObject");
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  limits.BasicLimitInformation.LimitFlags =
      JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_ACTIVE_PROCESS |
      JOB_OBJECT_LIMIT_PROCESS_MEMORY | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
  limits.BasicLimitInformation.ActiveProcessLimit = 1;
  limits.ProcessMemoryLimit = static_cast<SIZE_T>(memory);
  if (::SetInformationJobObject(job.get(), JobObjectExtendedLimitInformation, &limits,
                                sizeof limits) == 0) {
    return CannotStart("SetInformationJobObject");
  }
  JOBOBJECT_BASIC_UI_RESTRICTIONS screen{};
  screen.UIRestrictionsClass = JOB_OBJECT_UILIMIT_DESKTOP | JOB_OBJECT_UILIMIT_DISPLAYSETTINGS |
                               JOB_OBJECT_UILIMIT_EXITWINDOWS | JOB_OBJECT_UILIMIT_GLOBALATOMS |
                               JOB_OBJECT_UILIMIT_HANDLES | JOB_OBJECT_UILIMIT_READCLIPBOARD |
                               JOB_OBJECT_UILIMIT_SYSTEMPARAMETERS |
                               JOB_OBJECT_UILIMIT_WRITECLIPBOARD;
  if (::SetInformationJobObject(job.get(), JobObjectBasicUIRestrictions, &screen, sizeof screen) ==
      0) {
    return CannotStart("JobObjectBasicUIRestrictions");
  }
  return job;
}

struct Pipe {
  Handle read, write;
};

// The child's end is the one that is handed down.
Result<Pipe> MakePipe(bool child_reads) {
  SECURITY_ATTRIBUTES inherited{sizeof inherited, nullptr, TRUE};
  Pipe pipe;
  if (::CreatePipe(pipe.read.Out(), pipe.write.Out(), &inherited, 1 << 16) == 0) {
    return CannotStart("CreatePipe");
  }
  const Handle& ours = child_reads ? pipe.write : pipe.read;
  ::SetHandleInformation(ours.get(), HANDLE_FLAG_INHERIT, 0);
  return pipe;
}

struct Child {
  Handle job, process, thread;
  Pipe in, out;

  void End() const { ::TerminateJobObject(job.get(), kThrown); }
};

// A list of what the child inherits: two handles, whatever else this process has open.
class Inherited {
 public:
  explicit Inherited(std::array<HANDLE, 2> handles) : handles_(handles) {
    SIZE_T size = 0;
    ::InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
    bytes_.resize(size);
    ok_ = ::InitializeProcThreadAttributeList(list(), 1, 0, &size) != 0;
    ok_ =
        ok_ && ::UpdateProcThreadAttribute(list(), 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST,
                                           handles_.data(), sizeof handles_, nullptr, nullptr) != 0;
  }

  ~Inherited() {
    if (!bytes_.empty()) ::DeleteProcThreadAttributeList(list());
  }

  Inherited(const Inherited&) = delete;
  Inherited& operator=(const Inherited&) = delete;

  bool ok() const { return ok_; }

  LPPROC_THREAD_ATTRIBUTE_LIST list() {
    return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(bytes_.data());
  }

 private:
  std::array<HANDLE, 2> handles_;
  std::vector<uint8_t> bytes_;
  bool ok_ = false;
};

std::wstring OwnPath() {
  std::wstring path(32'768, L'\0');
  path.resize(::GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
  return path;
}

// Suspended: it runs when it is in its job.
bool Create(const Handle& token, Child& child, DWORD more) {
  Inherited handles({child.in.read.get(), child.out.write.get()});
  if (!handles.ok()) return false;
  STARTUPINFOEXW start{};
  start.StartupInfo.cb = sizeof start;
  start.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  start.StartupInfo.hStdInput = child.in.read.get();
  start.StartupInfo.hStdOutput = child.out.write.get();
  start.lpAttributeList = handles.list();
  const std::wstring path = OwnPath();
  std::wstring command = L"\"" + path + L"\" " + std::wstring(kApartArgument);
  // An environment of its own: names and folders of the user are not its business.
  std::wstring nothing(2, L'\0');
  const DWORD flags = CREATE_SUSPENDED | DETACHED_PROCESS | EXTENDED_STARTUPINFO_PRESENT |
                      CREATE_UNICODE_ENVIRONMENT | more;
  PROCESS_INFORMATION made{};
  const BOOL done =
      token.valid()
          ? ::CreateProcessAsUserW(token.get(), path.c_str(), command.data(), nullptr, nullptr,
                                   TRUE, flags, nothing.data(), nullptr, &start.StartupInfo, &made)
          : ::CreateProcessW(path.c_str(), command.data(), nullptr, nullptr, TRUE, flags,
                             nothing.data(), nullptr, &start.StartupInfo, &made);
  if (done == 0) return false;
  child.process = Handle(made.hProcess), child.thread = Handle(made.hThread);
  return true;
}

Result<Child> Start(const Handle& token, uint64_t memory) {
  Child child;
  TRY_ASSIGN(child.job, JobFor(memory));
  TRY_ASSIGN(child.in, MakePipe(/*child_reads=*/true));
  TRY_ASSIGN(child.out, MakePipe(/*child_reads=*/false));
  if (!Create(token, child, 0)) return CannotStart("CreateProcess");
  if (::AssignProcessToJobObject(child.job.get(), child.process.get()) == 0) {
    // Before Windows 8 a process is in one job alone, and whoever started us may have made one.
    ::TerminateProcess(child.process.get(), kThrown);
    if (!Create(token, child, CREATE_BREAKAWAY_FROM_JOB) ||
        ::AssignProcessToJobObject(child.job.get(), child.process.get()) == 0) {
      if (child.process.valid()) ::TerminateProcess(child.process.get(), kThrown);
      return CannotStart("AssignProcessToJobObject");
    }
  }
  child.in.read.Reset(), child.out.write.Reset();
  ::ResumeThread(child.thread.get());
  return child;
}

// Ends the child when its time is over; the pipes then end too.
class Clock {
 public:
  Clock(const Child& child, DWORD milliseconds)
      : stop_(::CreateEventW(nullptr, TRUE, FALSE, nullptr)), thread_([this, &child, milliseconds] {
          if (::WaitForSingleObject(stop_.get(), milliseconds) != WAIT_TIMEOUT) return;
          struck_ = true;
          child.End();
        }) {}

  ~Clock() { Stop(); }

  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;

  // Whether it struck.
  bool Stop() {
    ::SetEvent(stop_.get());
    if (thread_.joinable()) thread_.join();
    return struck_;
  }

 private:
  Handle stop_;
  bool struck_ = false;  // read when the thread has ended
  std::thread thread_;
};

bool ReadSome(const Handle& from, std::string& bytes, size_t most) {
  std::string buffer(std::min<size_t>(most, 1 << 16), '\0');
  DWORD got = 0;
  const BOOL more =
      ::ReadFile(from.get(), buffer.data(), static_cast<DWORD>(buffer.size()), &got, nullptr);
  if (more == 0 || got == 0) return false;
  bytes.append(buffer, 0, got);
  return true;
}

std::optional<uint32_t> Greeting(const Child& child) {
  std::string word;
  while (word.size() < 4) {
    if (!ReadSome(child.out.read, word, 4 - word.size())) return std::nullopt;
  }
  return ByteReader(AsBytes(word)).U32();
}

void Send(Child& child, std::string_view request) {
  while (!request.empty()) {
    const auto count = static_cast<DWORD>(std::min<size_t>(request.size(), 1 << 20));
    DWORD written = 0;
    if (::WriteFile(child.in.write.get(), request.data(), count, &written, nullptr) == 0) break;
    request.remove_prefix(written);
  }
  child.in.write.Reset();
}

struct Walls {
  TokenWall token = TokenWall::kNone;
  uint32_t given = 0;
};

// The most that this Windows starts a child with; tried once.
Result<Walls> Try() {
  Error last = CannotStart("");
  for (const TokenWall wall : {TokenWall::kDenied, TokenWall::kUnprivileged, TokenWall::kNone}) {
    const Handle token = TokenFor(wall);
    if (wall != TokenWall::kNone && !token.valid()) continue;
    Result<Child> child = Start(token, kOwnMemory * 4);
    if (!child.ok()) {
      last = child.error();
      continue;
    }
    Clock clock(*child, kGreeting);
    const std::optional<uint32_t> given = Greeting(*child);
    clock.Stop();
    child->End();
    if (given) return Walls{wall, *given};
  }
  return last;
}

const Result<Walls>& Standing() {
  static const Result<Walls> walls = Try();
  return walls;
}

std::optional<Error> Ending(const Child& child, bool late) {
  if (late) return Error(ErrorCode::kTimeout, {"đọc quá lâu", "reading it takes too long"});
  ::WaitForSingleObject(child.process.get(), INFINITE);
  DWORD status = kThrown;
  ::GetExitCodeProcess(child.process.get(), &status);
  if (status == kRead) return std::nullopt;
  if (status == kNoMemory) {
    return Error(ErrorCode::kMemory,
                 {"hết bộ nhớ cho phép khi đọc", "reading it needs too much memory"});
  }
  return Error(ErrorCode::kCrashed, {"tiến trình đọc riêng đã dừng", "the reading process died"});
}

void Long(std::string& out, Bytes bytes) {
  for (int i = 0; i < 8; ++i) out += static_cast<char>(uint64_t{bytes.size()} >> (8 * i) & 0xFF);
  out += AsText(bytes);
}

}  // namespace

std::string WriteRequest(const audit::SourceId& id, Bytes bytes, const std::vector<Bytes>& logs) {
  std::string out(1, static_cast<char>(id.kind));
  for (const std::string* text : {&id.path, &id.user, &id.label}) Long(out, AsBytes(*text));
  Long(out, bytes);
  for (int i = 0; i < 4; ++i) out += static_cast<char>(logs.size() >> (8 * i) & 0xFF);
  for (const Bytes log : logs) Long(out, log);
  return out;
}

Result<audit::SourceFacts> ReadSourceApart(const audit::SourceId& id, Bytes bytes,
                                           const std::vector<Bytes>& logs,
                                           const worker::IsolateLimits& limits) {
  const Result<Walls>& walls = Standing();
  if (!walls.ok()) return walls.error();
  const std::string request = WriteRequest(id, bytes, logs);
  // While it takes the request in, its memory holds that twice.
  TRY_ASSIGN(Child child,
             Start(TokenFor(walls->token), kOwnMemory + limits.memory_bytes + 2 * request.size()));
  Clock clock(child, static_cast<DWORD>(limits.timeout.count()));
  std::string answer;
  bool too_large = false;
  if (Greeting(child)) {
    Send(child, request);
    while (!too_large && ReadSome(child.out.read, answer, limits.answer_bytes)) {
      too_large = answer.size() > limits.answer_bytes;
    }
  }
  const bool late = clock.Stop();
  if (too_large) {
    child.End();
    return Error(ErrorCode::kTooLarge, {"kết quả đọc quá lớn", "what was read is too large"});
  }
  if (const std::optional<Error> failed = Ending(child, late)) return *failed;
  return audit::ReadFacts(AsBytes(answer));
}

Text WallsApart() {
  const Result<Walls>& walls = Standing();
  if (!walls.ok()) return walls.error().message();
  Text text{"tiến trình riêng trong job (bộ nhớ, một tiến trình, không màn hình)",
            "a process of its own in a job (memory, one process, no screen)"};
  const auto add = [&](std::string_view vi, std::string_view en) {
    text.vi.append(", ").append(vi), text.en.append(", ").append(en);
  };
  if (walls->token != TokenWall::kNone) {
    add("mã phiên không đặc quyền, toàn vẹn thấp", "a token without privileges, low integrity");
  } else {
    add("KHÔNG hạ được quyền của mã phiên", "the token could NOT be restricted");
  }
  if (walls->token == TokenWall::kDenied) add("từ chối người dùng", "the user denied");
  if ((walls->given & kDynamicCode) != 0) add("không sinh mã", "no code at run time");
  if ((walls->given & kChildProcesses) != 0) add("không tiến trình con", "no child processes");
  if ((walls->given & kForeignImages) != 0) add("không thư viện lạ", "no foreign libraries");
  return text;
}

}  // namespace niem::cli
