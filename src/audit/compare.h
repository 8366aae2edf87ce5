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

#include "audit/collect.h"
#include "audit/usb.h"
#include "base/result.h"

namespace niem::audit {

struct OtherDrive {
  std::string vid, pid, serial, name;
  std::string first, last;  // as its report has them
};

// Another computer.
struct OtherReport {
  std::string machine, profile;
  std::vector<OtherDrive> drives;
  std::string file = {};                // where it was read from
  std::vector<std::string> hives = {};  // SHA-256 of its SYSTEM hives
};

// `name`: the report's file, shown in errors and where the computer has no name.
Result<OtherReport> ReadOtherReport(std::string_view json, const std::string& name);

// Vendor, product and serial number are the same; a side that does not know its vendor has the
// serial number alone.
bool SameDrive(std::string_view vid, std::string_view pid, std::string_view serial,
               const OtherDrive& other);

// Takes out the reports of this very computer, which would make a bridge of each drive: those made
// of the same SYSTEM hive. What was taken out, and which ones merely have the same name.
std::vector<Text> TakeOutOwn(std::vector<OtherReport>& others, const Collected& collected);

// Facts "device.bridge" {drive, vid, pid, serial, other, other_profile, other_first, other_last,
// mixed}: mixed where one of the two computers is for drafting and the other is not.
std::vector<Fact> BridgesOf(const std::vector<UsbDrive>& drives,
                            const std::vector<OtherReport>& others, std::string_view profile);

}  // namespace niem::audit
