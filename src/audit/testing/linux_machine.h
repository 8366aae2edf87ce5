// A constructed Linux computer for drafting, and the same as it runs: every value in it is
// invented. Used by unit tests, end-to-end tests and fuzz corpora alone.
#pragma once

#include <map>
#include <string>

namespace niem::audit {

struct BuiltFile {
  std::string bytes;
  int64_t changed = 0;  // seconds since 1970; 0: when it was written
};

// Paths below the root. A drive of lan's with its label, a phone as a network device, Wi-Fi, a
// time server of the Internet, packages fetched, a document opened from the drive.
std::map<std::string, BuiltFile> ConstructedLinux();

// What /sys, /proc and /run say of it now: links (target) and files.
struct BuiltRunning {
  std::map<std::string, std::string> files, links;
};

BuiltRunning ConstructedRunning();

// The journal of the same computer.
std::string ConstructedJournal();

}  // namespace niem::audit
