// Bridge media: a drive that stands in the reports of two computers. A drafting computer's drive in
// an Internet computer is the way out that the directives name.
//
// Reads what ReportJson wrote of another computer. Only drives with a serial number of their own
// count: the others cannot be told apart. Errors: kInvalidArgument, kTooLarge.
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audit/usb.h"
#include "base/result.h"

namespace niem::audit {

struct OtherDrive {
  std::string machine, profile;  // of the other computer
  std::string vid, pid, serial;
  std::string first, last;  // as its report has them
};

// `name`: the report's file, shown in errors and where the computer has no name.
Result<std::vector<OtherDrive>> ReadOtherReport(std::string_view json, const std::string& name);

// Facts "device.bridge" {drive, vid, pid, serial, other, other_profile, other_first, other_last,
// mixed}: mixed where one of the two computers is for drafting and the other is not.
std::vector<Fact> BridgesOf(const std::vector<UsbDrive>& drives,
                            const std::vector<OtherDrive>& others, std::string_view profile);

}  // namespace niem::audit
