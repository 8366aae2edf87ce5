#include "audit/live_keys_windows.h"

#include <windows.h>
// After it.
#include <initguid.h>
// After it.
#include <devpropdef.h>
#include <setupapi.h>

#include <algorithm>
#include <array>

#include "audit/wide.h"
#include "base/system_windows.h"

namespace niem::audit {
namespace {

constexpr wchar_t kSetupApi[] = L"setupapi.dll";
constexpr DWORD kMaxName = 16'384;     // characters of a value's name
constexpr DWORD kMaxData = 16u << 20;  // bytes of a value
constexpr DWORD kMaxKeys = 1u << 20;   // below one key
constexpr std::wstring_view kProperties = L"Properties";
constexpr std::wstring_view kDates = L"{83da6326-97a6-4088-9453-a1923f573b29}";

// DEVPKEY_Device_InstallDate ... LastRemovalDate: pids 100 to 103 of this set (devpkey.h).
constexpr GUID kDeviceDates = {
    0x83da6326, 0x97a6, 0x4088, {0x94, 0x53, 0xa1, 0x92, 0x3f, 0x57, 0x3b, 0x29}};
constexpr std::array<const wchar_t*, 4> kPids = {L"0064", L"0065", L"0066", L"0067"};

class KeyHandle {
 public:
  explicit KeyHandle(void* key) : key_(static_cast<HKEY>(key)) {}

  ~KeyHandle() {
    if (key_ != nullptr) ::RegCloseKey(key_);
  }

  KeyHandle(const KeyHandle&) = delete;
  KeyHandle& operator=(const KeyHandle&) = delete;

  HKEY get() const { return key_; }

  bool valid() const { return key_ != nullptr; }

 private:
  HKEY key_;
};

constexpr std::wstring_view kCurrent = L"CurrentControlSet";

// "CurrentControlSet\Enum\USBSTOR\Disk&Ven...\SERIAL&0" → what stands behind Enum, where that is a
// device: three names.
std::wstring InstanceOf(const std::wstring& path) {
  const std::wstring start = std::wstring(kCurrent) + L"\\Enum\\";
  if (!path.starts_with(start)) return {};
  std::wstring instance = path.substr(start.size());
  return std::ranges::count(instance, L'\\') == 2 ? instance : std::wstring();
}

}  // namespace

// What SetupAPI knows of devices, attached or not.
class LiveKeys::Devices {
 public:
  Devices() {
    if (create_ != nullptr && open_ != nullptr && get_ != nullptr) {
      list_ = create_(nullptr, nullptr);
    }
  }

  ~Devices() {
    auto* const destroy = SystemCall<decltype(::SetupDiDestroyDeviceInfoList)>(
        kSetupApi, "SetupDiDestroyDeviceInfoList");
    if (list_ != INVALID_HANDLE_VALUE && destroy != nullptr) destroy(list_);
  }

  Devices(const Devices&) = delete;
  Devices& operator=(const Devices&) = delete;

  // Zero: not known.
  std::array<uint64_t, 4> DatesOf(const std::wstring& instance) const {
    std::array<uint64_t, 4> dates{};
    SP_DEVINFO_DATA device{};
    device.cbSize = sizeof device;
    if (list_ == INVALID_HANDLE_VALUE ||
        open_(list_, instance.c_str(), nullptr, 0, &device) == FALSE) {
      return dates;
    }
    for (size_t i = 0; i < dates.size(); ++i) {
      const DEVPROPKEY key{kDeviceDates, static_cast<DEVPROPID>(100 + i)};
      DEVPROPTYPE type = 0;
      FILETIME time{};
      if (get_(list_, &device, &key, &type, reinterpret_cast<BYTE*>(&time), sizeof time, nullptr,
               0) != FALSE &&
          type == DEVPROP_TYPE_FILETIME) {
        dates[i] = uint64_t{time.dwHighDateTime} << 32 | time.dwLowDateTime;
      }
    }
    return dates;
  }

 private:
  decltype(::SetupDiCreateDeviceInfoList)* create_ =
      SystemCall<decltype(::SetupDiCreateDeviceInfoList)>(kSetupApi, "SetupDiCreateDeviceInfoList");
  decltype(::SetupDiOpenDeviceInfoW)* open_ =
      SystemCall<decltype(::SetupDiOpenDeviceInfoW)>(kSetupApi, "SetupDiOpenDeviceInfoW");
  decltype(::SetupDiGetDevicePropertyW)* get_ =
      SystemCall<decltype(::SetupDiGetDevicePropertyW)>(kSetupApi, "SetupDiGetDevicePropertyW");
  HDEVINFO list_ = INVALID_HANDLE_VALUE;
};

LiveKeys::LiveKeys(void* root, std::wstring path)
    : root_(root), path_(std::move(path)), devices_(std::make_unique<Devices>()) {
  nodes_.emplace_back();
}

LiveKeys::~LiveKeys() = default;

bool LiveKeys::valid() const {
  return KeyHandle(Open({})).valid();
}

void* LiveKeys::Open(const std::wstring& path) const {
  const std::wstring whole = path.empty() ? path_ : path_ + L"\\" + path;
  HKEY key = nullptr;
  LSTATUS status = ERROR_SUCCESS;
  // Without the privilege, the first is refused.
  for (const DWORD option : {DWORD{REG_OPTION_BACKUP_RESTORE}, DWORD{0}}) {
    status = ::RegOpenKeyExW(static_cast<HKEY>(root_), whole.c_str(), option,
                             KEY_READ | KEY_WOW64_64KEY, &key);
    if (status == ERROR_SUCCESS) return key;
  }
  if (status == ERROR_ACCESS_DENIED) ++counts_.denied;
  return nullptr;
}

std::wstring LiveKeys::CurrentSet() const {
  DWORD number = 1, size = sizeof number;
  ::RegGetValueW(static_cast<HKEY>(root_), (path_ + L"\\Select").c_str(), L"Current",
                 RRF_RT_REG_DWORD, nullptr, &number, &size);
  std::wstring digits = std::to_wstring(number % 1000);
  digits.insert(0, 3 - digits.size(), L'0');
  return L"ControlSet" + digits;
}

uint64_t LiveKeys::Add(Node node) const {
  nodes_.push_back(std::move(node));
  return nodes_.size() - 1;
}

std::string LiveKeys::NameOf(uint64_t key) const {
  return ToUtf8(nodes_[key].name);
}

std::optional<Moment> LiveKeys::LastWriteOf(uint64_t key) const {
  if (nodes_[key].given) return std::nullopt;
  const KeyHandle open(Open(nodes_[key].path));
  FILETIME written{};
  if (!open.valid() ||
      ::RegQueryInfoKeyW(open.get(), nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                         nullptr, nullptr, nullptr, &written) != ERROR_SUCCESS) {
    return std::nullopt;
  }
  return Moment::FromFileTime(uint64_t{written.dwHighDateTime} << 32 | written.dwLowDateTime);
}

uint64_t LiveKeys::DatesOf(const std::wstring& path) const {
  const std::wstring instance = InstanceOf(path);
  if (instance.empty()) return 0;
  const std::array<uint64_t, 4> dates = devices_->DatesOf(instance);
  std::vector<uint64_t> children;
  for (size_t i = 0; i < dates.size(); ++i) {
    if (dates[i] != 0) children.push_back(Add({{}, kPids[i], true, dates[i]}));
  }
  if (children.empty()) return 0;
  ++counts_.dated;
  const uint64_t set = Add({{}, std::wstring(kDates), true, 0, std::move(children)});
  return Add({{}, std::wstring(kProperties), true, 0, {set}});
}

std::vector<uint64_t> LiveKeys::SubkeysOf(uint64_t key) const {
  if (nodes_[key].given) return nodes_[key].children;
  const std::wstring path = nodes_[key].path;
  const KeyHandle open(Open(path));
  std::vector<uint64_t> keys;
  if (!open.valid()) return keys;
  const uint64_t dates = DatesOf(path);
  if (dates != 0) keys.push_back(dates);
  for (DWORD i = 0; i < kMaxKeys; ++i) {
    std::array<wchar_t, 256> name{};  // a key's name has 255 characters at most
    DWORD length = name.size();
    if (::RegEnumKeyExW(open.get(), i, name.data(), &length, nullptr, nullptr, nullptr, nullptr) !=
        ERROR_SUCCESS) {
      break;
    }
    std::wstring called(name.data(), length);
    if (dates != 0 && SameName(ToUtf8(called), ToUtf8(kProperties))) continue;
    // Of several sets, that in use; a hive does not have the link to it.
    if (path.empty() && called.starts_with(L"ControlSet")) continue;
    std::wstring below = path.empty() ? called : path + L"\\" + called;
    if (below == kCurrent) called = CurrentSet();
    keys.push_back(Add({std::move(below), std::move(called)}));
  }
  return keys;
}

std::vector<HiveValue> LiveKeys::ValuesOf(uint64_t key) const {
  std::vector<HiveValue> values;
  const Node& node = nodes_[key];
  if (node.given) {
    if (node.time == 0) return values;
    HiveValue value;
    value.type = 0xFFFF0010;  // as Windows keeps a FILETIME there
    for (int i = 0; i < 8; ++i) value.data += static_cast<char>(node.time >> (8 * i) & 0xFF);
    return {value};
  }
  const KeyHandle open(Open(node.path));
  if (!open.valid()) return values;
  DWORD longest = 0;
  ::RegQueryInfoKeyW(open.get(), nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                     nullptr, &longest, nullptr, nullptr);
  std::wstring name(kMaxName, L'\0');
  std::string data(std::min(longest, kMaxData), '\0');
  for (DWORD i = 0;; ++i) {
    DWORD length = kMaxName, size = static_cast<DWORD>(data.size()), type = 0;
    const LSTATUS status = ::RegEnumValueW(open.get(), i, name.data(), &length, nullptr, &type,
                                           reinterpret_cast<BYTE*>(data.data()), &size);
    if (status == ERROR_MORE_DATA && size > data.size() && size <= kMaxData) {
      data.resize(size), --i;  // it grew meanwhile
      continue;
    }
    if (status == ERROR_MORE_DATA) continue;
    if (status != ERROR_SUCCESS) break;
    values.push_back({ToUtf8({name.data(), length}), type, data.substr(0, size)});
  }
  return values;
}

}  // namespace niem::audit
