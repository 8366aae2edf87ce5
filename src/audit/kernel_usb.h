// What the Linux kernel says when a USB device is plugged in, put together: one fact "linux.usb"
// for each time.
//
//   usb 1-1: New USB device found, idVendor=0781, idProduct=5580, bcdDevice= 1.00
//   usb 1-1: SerialNumber: AA0102
//   usb-storage 1-1:1.0: USB Mass Storage device detected
//   scsi host6: usb-storage 1-1:1.0
//   scsi 6:0:0:0: Direct-Access     SanDisk  Extreme          0001 PQ: 0 ANSI: 6
//   sd 6:0:0:0: [sdb] 121110528 512-byte logical blocks
//   usb 1-1: USB disconnect, device number 5
//
// A device belongs to its port ("1-1") until the next one is found there, and its disk to it until
// the port changes hands. Thread-safety: one thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "audit/fact.h"

namespace niem::audit {

class KernelUsb {
 public:
  explicit KernelUsb(SourceFacts& facts) : facts_(facts) {}

  // `text` without time, host and uptime. `said`: the line's own time where `at` is not known.
  void Line(std::string_view text, const std::optional<Moment>& at, std::string_view said,
            const std::string& locator);

  // The USB device behind a disk such as "sdb1", if one is there now.
  Fact* BehindDisk(std::string_view disk);

 private:
  void Found(std::string_view port, std::string_view text, const std::optional<Moment>& at,
             std::string_view said, const std::string& locator);
  void OfPort(std::string_view text, const std::optional<Moment>& at);
  void OfDriver(std::string_view text);
  void OfInput(std::string_view text);
  void OfHost(std::string_view text);
  void OfDisk(std::string_view text);
  Fact* At(const std::map<std::string, size_t, std::less<>>& where, std::string_view key);

  SourceFacts& facts_;
  std::map<std::string, size_t, std::less<>> ports_, hosts_, disks_;  // → index of the fact
  std::string last_port_;
};

}  // namespace niem::audit
