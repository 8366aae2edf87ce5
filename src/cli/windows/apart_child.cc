#include <windows.h>

#include <exception>
#include <new>

#include "base/system_windows.h"
#include "cli/windows/apart.h"

namespace niem::cli {
namespace {

constexpr size_t kMostLogs = 16;

// Policies newer than the oldest Windows we run on are asked for by their numbers (winnt.h), and
// the function itself is looked up.
struct Policy {
  int number;
  DWORD flags;
  uint32_t bit;
};

constexpr Policy kPolicies[] = {
    {2, 1, kDynamicCode},      // ProcessDynamicCodePolicy: prohibit
    {13, 1, kChildProcesses},  // ProcessChildProcessPolicy: no creation
    {10, 3, kForeignImages},   // ProcessImageLoadPolicy: none remote, none of low integrity
    {6, 1, kExtensionPoints},  // ProcessExtensionPointDisablePolicy
    {3, 3, kBadHandles},       // ProcessStrictHandleCheckPolicy: raise, for good
};

uint32_t GiveUp() {
  auto* const set =
      SystemCall<BOOL WINAPI(int, void*, SIZE_T)>(L"kernel32.dll", "SetProcessMitigationPolicy");
  if (set == nullptr) return 0;
  uint32_t given = 0;
  for (const Policy& policy : kPolicies) {
    DWORD flags = policy.flags;
    if (set(policy.number, &flags, sizeof flags) != 0) given |= policy.bit;
  }
  return given;
}

bool WriteAll(HANDLE out, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = static_cast<DWORD>(std::min<size_t>(bytes.size(), 1 << 20));
    DWORD written = 0;
    if (::WriteFile(out, bytes.data(), count, &written, nullptr) == 0) return false;
    bytes.remove_prefix(written);
  }
  return true;
}

std::string ReadAll(HANDLE in) {
  std::string bytes, buffer(1 << 20, '\0');
  for (DWORD got = 0;;) {
    const BOOL more =
        ::ReadFile(in, buffer.data(), static_cast<DWORD>(buffer.size()), &got, nullptr);
    if (more == 0 || got == 0) return bytes;
    bytes.append(buffer, 0, got);
  }
}

Bytes Long(ByteReader& in) {
  return in.Take(static_cast<size_t>(in.U64()));
}

std::string LongText(ByteReader& in) {
  return std::string(AsText(Long(in)));
}

int Answer(HANDLE out, const std::string& request) {
  ByteReader in(AsBytes(request));
  audit::SourceId id;
  id.kind = static_cast<audit::SourceKind>(in.U8());
  id.path = LongText(in), id.user = LongText(in), id.label = LongText(in);
  const Bytes bytes = Long(in);
  std::vector<Bytes> logs(std::min<size_t>(in.U32(), kMostLogs));
  for (Bytes& log : logs) log = Long(in);
  if (!in.ok() || !in.at_end()) return kBadRequest;
  return WriteAll(out, audit::WriteFacts(audit::ReadSource(id, bytes, logs))) ? kRead : kThrown;
}

}  // namespace

int ReadSourceHere() {
  // No window that waits for somebody to close it.
  ::SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
  const HANDLE in = ::GetStdHandle(STD_INPUT_HANDLE), out = ::GetStdHandle(STD_OUTPUT_HANDLE);
  const uint32_t given = GiveUp();
  std::string hello(4, '\0');
  for (size_t i = 0; i < 4; ++i) hello[i] = static_cast<char>(given >> (8 * i) & 0xFF);
  if (!WriteAll(out, hello)) return kThrown;
  try {
    return Answer(out, ReadAll(in));
  } catch (const std::bad_alloc&) {
    return kNoMemory;
  } catch (const std::exception&) {
    return kThrown;
  }
}

}  // namespace niem::cli
