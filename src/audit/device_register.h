// The agency's register of approved devices, as a table that a person keeps (CSV): which drives
// were inspected, when, until when, and whose they are.
//
//   serial,vid,pid,owner,unit,inspected,expires
//   AA010215170355310594,0781,5580,Nguyễn Văn A,VP,2026-01-10,2027-01-10
//
// The first line names the columns, in any order, so or in Vietnamese ("Số sê-ri", or both as
// `niem report ... devices` writes them); "serial" is needed. Comma or semicolon between them,
// quotes as usual. Without vid and pid a serial stands for any. With a column "mark" ("Tình trạng")
// only those "registered" ("đã đăng ký") count. Errors: kInvalidArgument with the line.
// Thread-safety: immutable after Parse.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/usb.h"
#include "base/date.h"
#include "base/result.h"

namespace niem::audit {

struct RegisteredDevice {
  std::string serial, vid, pid, owner, unit;
  std::optional<Date> inspected, expires;
  size_t line = 0;
};

// registered, expired, not_inspected, unknown, no_serial.
struct RegisterAnswer {
  std::string state;
  const RegisteredDevice* device = nullptr;
};

class DeviceRegister {
 public:
  static Result<DeviceRegister> Parse(std::string_view csv);

  // As of the drive's last use; where that is unknown, an inspection counts.
  RegisterAnswer Ask(const UsbDrive& drive) const;

  size_t size() const { return devices_.size(); }

 private:
  std::vector<RegisteredDevice> devices_;
};

}  // namespace niem::audit
