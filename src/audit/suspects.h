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

// `facts`: what Windows starts, and what runs now, is followed. `any_program`: also folders that
// hold a program and nothing beside it, for rules that look at single files.
Suspects FindSuspects(const Root& root, const std::vector<Fact>& facts, bool any_program);

// "ProgramData/X/y.exe" of "\"C:\\ProgramData\\X\\y.exe\" 626"; empty where the command names no
// path.
std::string PathOfCommand(const std::string& command);

// Of what Windows starts by itself or by the clock, or what runs now; else empty.
std::string StartedPath(const Fact& fact);

}  // namespace niem::audit
