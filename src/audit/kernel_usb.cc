#include "audit/kernel_usb.h"

#include <algorithm>
#include <charconv>

#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr size_t kMaxText = 200;
constexpr size_t kMaxPlaces = 10'000;  // ports, hosts or disks at once

// What a USB device may be bound to, and what that makes of it.
constexpr std::string_view kDrivers[] = {
    "usb-storage", "uas",      "ipheth",   "rndis_host",     "cdc_ether",    "cdc_ncm",
    "cdc_acm",     "cdc_mbim", "qmi_wwan", "huawei_cdc_ncm", "option",       "sierra",
    "sierra_net",  "btusb",    "rtl8xxxu", "r8152",          "ax88179_178a", "asix"};

std::string After(std::string_view text, std::string_view mark) {
  const size_t at = text.find(mark);
  if (at == std::string_view::npos) return {};
  std::string_view rest = text.substr(at + mark.size()).substr(0, kMaxText);
  while (!rest.empty() && rest.back() == ' ') rest.remove_suffix(1);
  return std::string(rest);
}

std::string_view UpTo(std::string_view text, std::string_view stops) {
  return text.substr(0, text.find_first_of(stops));
}

std::string Number(std::string_view text, std::string_view mark) {
  return std::string(UpTo(After(text, mark), " ,:"));
}

bool IsPort(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789-.") == std::string_view::npos;
}

std::string Squeezed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

void SetOnce(Fact& fact, std::string_view field, std::string value) {
  if (fact.Field(field).empty()) fact.Set(field, std::move(value));
}

}  // namespace

void KernelUsb::Line(std::string_view text, const std::optional<Moment>& at, std::string_view said,
                     const std::string& locator) {
  constexpr std::string_view kUsb = "usb ", kHost = "scsi host", kScsi = "scsi ", kSd = "sd ",
                             kSr = "sr ";
  if (text.starts_with(kUsb)) {
    const std::string_view port = UpTo(text.substr(kUsb.size()), ": ");
    if (!IsPort(port)) return;
    if (text.find(": New USB device found, idVendor=") != std::string_view::npos)
      Found(port, text, at, said, locator);
    else
      OfPort(text, at);
  } else if (text.starts_with(kHost)) {
    OfHost(text.substr(kHost.size()));
  } else if (text.starts_with(kScsi) || text.starts_with(kSd) || text.starts_with(kSr)) {
    OfDisk(text);
  } else {
    OfDriver(text);
  }
}

void KernelUsb::Found(std::string_view port, std::string_view text, const std::optional<Moment>& at,
                      std::string_view said, const std::string& locator) {
  ++facts_.units;
  if (ports_.size() >= kMaxPlaces) ports_.clear();
  last_port_ = port;
  facts_.Add("linux.usb", locator)
      .Set("vid", Upper(Number(text, "idVendor=")))
      .Set("pid", Upper(Number(text, "idProduct=")))
      .Set("port", std::string(port))
      .Set("said", std::string(at ? "" : said))
      .Set("at", at);
  ports_[last_port_] = facts_.facts.size() - 1;
}

Fact* KernelUsb::At(const std::map<std::string, size_t, std::less<>>& where, std::string_view key) {
  const auto found = where.find(key);
  return found == where.end() || found->second >= facts_.facts.size()
             ? nullptr
             : &facts_.facts[found->second];
}

void KernelUsb::OfPort(std::string_view text, const std::optional<Moment>& at) {
  const std::string_view port = UpTo(text.substr(4), ": ");
  Fact* const fact = At(ports_, port);
  if (fact == nullptr) return;
  SetOnce(*fact, "serial", After(text, ": SerialNumber: "));
  SetOnce(*fact, "product", After(text, ": Product: "));
  SetOnce(*fact, "vendor", After(text, ": Manufacturer: "));
  if (text.find(": USB disconnect") == std::string_view::npos) return;
  fact->Set("removal", at);
  const size_t index = ports_.find(port)->second;
  ports_.erase(ports_.find(port));
  // Its disk's name is free for the next one.
  for (auto* where : {&hosts_, &disks_}) {
    std::erase_if(*where, [&](const auto& entry) { return entry.second == index; });
  }
}

void KernelUsb::OfDriver(std::string_view text) {
  constexpr std::string_view kInput = "input: ";
  if (text.starts_with(kInput)) {
    OfInput(text);
    return;
  }
  const std::string_view driver = UpTo(text, " ");
  if (std::ranges::find(kDrivers, driver) == std::end(kDrivers)) return;
  const std::string_view rest = text.substr(std::min(driver.size() + 1, text.size()));
  const std::string_view port = UpTo(rest, ":");
  Fact* const fact = IsPort(port) ? At(ports_, port) : nullptr;
  if (fact == nullptr) return;
  // A phone may be several things at once; that it is a drive comes first.
  const std::string known = fact->Field("service");
  if (known != "usb-storage" && known != "uas") fact->Set("service", std::string(driver));
}

// "input: Apple Keyboard as /devices/pci0000:00/.../usb1/1-1/1-1:1.0/...": no phone, whoever made
// it.
void KernelUsb::OfInput(std::string_view text) {
  const size_t path = text.find(" as /devices/");
  if (path == std::string_view::npos) return;
  for (size_t at = path; (at = text.find('/', at)) != std::string_view::npos;) {
    const std::string_view part = UpTo(text.substr(++at), "/");
    const std::string_view port = UpTo(part, ":");
    Fact* const fact = IsPort(port) && port.size() < part.size() ? At(ports_, port) : nullptr;
    if (fact != nullptr) SetOnce(*fact, "service", "usbhid");
  }
}

// "6: usb-storage 1-1:1.0", "6: uas"
void KernelUsb::OfHost(std::string_view text) {
  const std::string_view host = UpTo(text, ":");
  const std::string_view rest = text.substr(std::min(host.size() + 2, text.size()));
  constexpr std::string_view kStorage = "usb-storage ";
  std::string_view port;
  if (rest.starts_with(kStorage)) port = UpTo(rest.substr(kStorage.size()), ":");
  if (rest == "uas") port = last_port_;
  const auto found = ports_.find(port);
  if (found == ports_.end()) return;
  if (hosts_.size() >= kMaxPlaces) hosts_.clear();
  hosts_[std::string(host)] = found->second;
}

// "scsi 6:0:0:0: Direct-Access     SanDisk  Extreme          0001 PQ: 0", "sd 6:0:0:0: [sdb] ..."
void KernelUsb::OfDisk(std::string_view text) {
  const std::string_view rest = text.substr(text.find(' ') + 1);
  Fact* const fact = At(hosts_, UpTo(rest, ":"));
  if (fact == nullptr) return;
  const size_t index = hosts_.find(UpTo(rest, ":"))->second;
  if (const size_t kind = text.find("Direct-Access"); kind != std::string_view::npos) {
    constexpr size_t kNames = 16, kNamesLength = 8 + 1 + 16;
    SetOnce(*fact, "model",
            Squeezed(text.substr(std::min(kind + kNames, text.size())).substr(0, kNamesLength)));
  }
  const size_t open = text.find('['), close = text.find(']');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return;
  const std::string disk(text.substr(open + 1, close - open - 1));
  if (disk.empty() || disk.size() > 8) return;
  fact->Set("disk", disk);
  if (disks_.size() >= kMaxPlaces) disks_.clear();
  disks_[disk] = index;
  constexpr std::string_view kBlocks = " 512-byte logical blocks";
  const size_t blocks = text.find(kBlocks);
  if (blocks == std::string_view::npos || blocks < close + 2) return;
  uint64_t count = 0;
  const std::string_view digits = text.substr(close + 2, blocks - close - 2);
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (parsed.ec == std::errc() && count > 0 && count < (uint64_t{1} << 50))
    fact->Set("capacity", std::to_string(count * 512));
}

Fact* KernelUsb::BehindDisk(std::string_view disk) {
  while (!disk.empty() && disk.back() >= '0' && disk.back() <= '9') disk.remove_suffix(1);
  return At(disks_, disk);
}

}  // namespace niem::audit
