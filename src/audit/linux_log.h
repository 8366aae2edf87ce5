// Facts of Linux logs, whether they stand in text files or in systemd's journal: USB devices, and
// what NetworkManager, wpa_supplicant, ModemManager, time services and udisks say about themselves.
//
// What others say is passed over: logs of users' programs are not an audit's business.
// Thread-safety: one thread.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "audit/kernel_usb.h"
#include "audit/log_line.h"

namespace niem::audit {

class LinuxLog {
 public:
  explicit LinuxLog(SourceFacts& facts) : facts_(facts), usb_(facts) {}

  // Whether what `program` says can matter at all.
  static bool Knows(std::string_view program);

  void Take(const LogLine& line, const std::string& locator);

 private:
  void NetworkManager(const LogLine& line, const std::string& locator);
  void Lease(std::string_view text, const LogLine& line, const std::string& locator);
  void Wifi(const LogLine& line, const std::string& locator);
  void Modem(const LogLine& line, const std::string& locator);
  void Time(const LogLine& line, const std::string& locator);
  void Mount(const LogLine& line, const std::string& locator);
  Fact& Put(std::string_view kind, const LogLine& line, const std::string& locator);

  SourceFacts& facts_;
  KernelUsb usb_;
  std::map<std::string, std::string, std::less<>> media_;        // of interfaces
  std::map<std::string, std::string, std::less<>> connections_;  // being made, by interface
  std::map<std::string, std::string, std::less<>> ssids_;        // being joined, by interface
};

// "wifi", "wired", "mobile", "vpn" or "other", by how Linux names interfaces.
std::string_view MediumOfInterface(std::string_view name);

// A text log, perhaps compressed; `written`: the file's last change.
SourceFacts ReadKernelLog(Bytes bytes, std::optional<Moment> written);

}  // namespace niem::audit
