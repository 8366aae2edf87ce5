// Which folders of the examined machine are looked at for programs that do not belong there: below
// ProgramData, Users/Public and users' AppData, those that Windows starts something from, the
// folders of a USB drive (a root without Windows, Users or home), and whatever is named like a
// recycle bin of a worm. Only names are read here.
//
// Bounded by kMaxSuspects folders. Errors: none. Thread-safety: as the Root.
#pragma once

#include <string>
#include <vector>

#include "audit/fact.h"
#include "audit/root.h"

namespace niem::audit {

struct Suspect {
  std::string folder;              // "" : the root itself
  std::vector<std::string> files;  // names, those worth reading
  bool started = false;            // Windows starts something from there
  bool removable = false;          // on a USB drive
  bool odd = false;                // a name that hides, or that of a worm's recycle bin
};

inline constexpr size_t kMaxSuspects = 300;

struct Suspects {
  std::vector<Suspect> folders;
  bool cut = false;  // there are more than are looked at
};

struct SuspectOptions {
  std::vector<std::string> started;   // programs that are started from this root: their folders
  std::vector<std::string> profiles;  // of users, beside those below Users
  // Also folders that hold a program and nothing beside it, for rules that look at single files.
  bool any_program = false;
};

Suspects FindSuspects(const Root& root, const SuspectOptions& options);

// A program that is started: "C:" and "ProgramData/X/y.exe".
struct Started {
  std::string letter;  // in capitals; empty: the system's, whichever that is
  std::string path;    // empty: none
};

// Of "\"C:\\ProgramData\\X\\y.exe\" 626"; nothing where the command names no path.
Started StartedByCommand(const std::string& command);

// Of what Windows starts by itself or by the clock, or what runs now; else nothing.
Started StartedOf(const Fact& fact);

// Where Windows and its installers put programs: such paths are not followed.
bool IsInstalled(const std::string& path);

}  // namespace niem::audit
