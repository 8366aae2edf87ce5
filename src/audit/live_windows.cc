#include "audit/live_windows.h"

#include <windows.h>
// After it.
#include <tlhelp32.h>

#include <set>

#include "base/system_windows.h"

namespace niem::audit {
namespace {

std::string RegistryText(const wchar_t* path, const wchar_t* name) {
  std::wstring text(512, L'\0');
  auto size = static_cast<DWORD>(text.size() * sizeof(wchar_t));
  if (::RegGetValueW(HKEY_LOCAL_MACHINE, path, name, RRF_RT_REG_SZ, nullptr, text.data(), &size) !=
      ERROR_SUCCESS) {
    return {};
  }
  return ToUtf8(text.substr(0, text.find(L'\0')));
}

LiveSource MachineNow(const Moment& now) {
  LiveSource source;
  source.id.kind = SourceKind::kLiveMachine, source.id.path = "Windows";
  std::wstring name(256, L'\0');
  auto length = static_cast<DWORD>(name.size());
  if (::GetComputerNameExW(ComputerNamePhysicalDnsHostname, name.data(), &length) == 0) length = 0;
  name.resize(length);
  constexpr const wchar_t* kFirmware = L"HARDWARE\\DESCRIPTION\\System\\BIOS";
  SnapshotWriter out(now);
  out.Begin("machine");
  out.Put("name", ToUtf8(name));
  out.Put("manufacturer", RegistryText(kFirmware, L"SystemManufacturer"));
  out.Put("model", RegistryText(kFirmware, L"SystemProductName"));
  source.snapshot = out.Finish();
  return source;
}

// Where its program lies; empty where Windows does not say.
std::string ProgramOf(DWORD process) {
  const Handle opened(::OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process));
  std::wstring path(32'768, L'\0');
  auto length = static_cast<DWORD>(path.size());
  const bool known =
      opened.valid() && ::QueryFullProcessImageNameW(opened.get(), 0, path.data(), &length) != 0;
  return known ? ToUtf8(path.substr(0, length)) : std::string();
}

// Names without ".exe", as rules have them. The audit's own processes are no trace.
LiveSource ProcessesNow(const Moment& now) {
  LiveSource source;
  source.id.kind = SourceKind::kLiveProcesses, source.id.path = "Toolhelp";
  const Handle all(::CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0));
  const std::string own = ProgramOf(::GetCurrentProcessId());
  std::set<std::pair<std::string, std::string>> found;
  PROCESSENTRY32W process{};
  process.dwSize = sizeof process;
  for (BOOL more = all.valid() ? ::Process32FirstW(all.get(), &process) : FALSE; more != FALSE;
       more = ::Process32NextW(all.get(), &process)) {
    std::string name = ToUtf8(process.szExeFile);
    if (name.size() > 4 && name.substr(name.size() - 4) == ".exe") name.resize(name.size() - 4);
    std::string path = ProgramOf(process.th32ProcessID);
    if (own.empty() || path != own) found.emplace(std::move(name), std::move(path));
  }
  if (found.empty()) {
    source.notes.push_back({"Windows không cho biết các chương trình đang chạy",
                            "Windows does not tell the programs that run"});
    return source;
  }
  SnapshotWriter out(now);
  for (const auto& [name, path] : found) {
    out.Begin("process");
    out.Put("name", name), out.Put("path", path);
  }
  source.snapshot = out.Finish();
  return source;
}

// By which a worm that steals documents knows that it runs already (published analyses, research
// §5).
LiveSource MutexesNow(const Moment& now) {
  LiveSource source;
  source.id.kind = SourceKind::kLiveMutexes, source.id.path = "OpenMutex";
  SnapshotWriter out(now);
  for (const wchar_t* name : {L"USB_NOTIFY_COP", L"USB_NOTIFY_INF"}) {
    for (const wchar_t* space : {L"Local\\", L"Global\\"}) {
      const std::wstring full = std::wstring(space) + name;
      const Handle mutex(::OpenMutexW(SYNCHRONIZE, FALSE, full.c_str()));
      // One that may not be opened is there.
      if (!mutex.valid() && ::GetLastError() != ERROR_ACCESS_DENIED) continue;
      out.Begin("mutex"), out.Put("name", ToUtf8(full));
    }
  }
  source.snapshot = out.Finish();
  return source;
}

bool IsElevated() {
  Handle token;
  TOKEN_ELEVATION elevation{};
  DWORD size = 0;
  return ::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY, token.Out()) != 0 &&
         ::GetTokenInformation(token.get(), TokenElevation, &elevation, sizeof elevation, &size) !=
             0 &&
         elevation.TokenIsElevated != 0;
}

std::vector<Text> LimitsNow() {
  std::vector<Text> limits = {
      {"Máy đang chạy tự trả lời về chính nó: mã độc trong nhân hoặc có quyền quản trị có thể che "
       "giấu. Nghi ngờ thì tháo ổ đĩa, kiểm tra bằng --root trên máy khác.",
       "A running computer answers for itself: malware with the system's rights can hide things. "
       "In doubt, take the disk out and examine it by --root on another computer."},
      {"Registry được đọc qua hàm của Windows (tệp registry đang bị khoá), ngày của thiết bị qua "
       "SetupAPI; nhật ký giao dịch và khoá đã xoá không xem được. Bản sao bóng (VSS) không được "
       "đọc. Phần mềm chống mã độc được xem trong registry, không hỏi WMI SecurityCenter2.",
       "The registry is read through Windows (its files are locked), dates of devices through "
       "SetupAPI; transaction logs and deleted keys are not seen. Shadow copies (VSS) are not "
       "read. Antivirus is looked up in the registry; WMI SecurityCenter2 is not asked."},
      {"Nhật ký sự kiện được đọc từ tệp trên đĩa: sự kiện mà Windows chưa kịp ghi xuống thì không "
       "thấy.",
       "Event logs are read from their files: events that Windows has not written down yet are not "
       "seen."},
      {"Bản Windows của Niêm mới được thử trên Wine, chưa thử trên máy Windows thật. Cần xác nhận "
       "trên máy thật: tệp bị khoá, quyền trên khoá Properties, thiết bị đang cắm, các tường của "
       "tiến trình đọc.",
       "The Windows program was tested on Wine alone, not on a real Windows. To be confirmed on a "
       "real computer: locked files, rights on Properties keys, devices attached now, the walls of "
       "the reading processes."},
      {"Thời điểm “đang” lấy theo đồng hồ của máy này; hãy đối chiếu với đồng hồ của người kiểm "
       "tra.",
       "The time of “now” is this computer's own clock; compare it with the inspector's."}};
  if (!IsElevated()) {
    limits.push_back(
        {"Chạy không có quyền quản trị, nên có chỗ không đọc được. Hãy chạy lại: bấm "
         "chuột phải, “Run as administrator”.",
         "Run without an administrator's rights, so not everything could be read. Run "
         "it again: right click, “Run as administrator”."});
  }
  return limits;
}

}  // namespace

std::string LiveRootPath() {
  std::wstring path(MAX_PATH, L'\0');
  path.resize(::GetSystemWindowsDirectoryW(path.data(), static_cast<UINT>(path.size())));
  return ToUtf8(path.substr(0, path.find(L'\\') + 1));
}

LiveMachine ReadLive(const std::string& root, const Moment& now) {
  // The tree is OpenLiveRoot's; what is asked here is Windows itself.
  (void)root;
  ::SetErrorMode(SEM_FAILCRITICALERRORS |
                 SEM_NOOPENFILEERRORBOX);  // an empty card reader is silent
  LiveMachine machine;
  for (auto* ask : {MachineNow, DevicesNow, NetworkNow, ProcessesNow, MutexesNow}) {
    machine.sources.push_back(ask(now));
  }
  machine.limits = LimitsNow();
  return machine;
}

}  // namespace niem::audit
