#include "audit/suspects.h"

#include <algorithm>
#include <initializer_list>
#include <set>
#include <span>

#include "audit/walk.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr size_t kMostFiles = 40;      // more is an installed program
constexpr size_t kMostListed = 4'000;  // folders whose names are read

constexpr std::string_view kPlaces[] = {"ProgramData/*",
                                        "ProgramData/*/*",
                                        "Users/Public",
                                        "Users/Public/*",
                                        "Users/Public/*/*",
                                        "Users/*/AppData/Roaming",
                                        "Users/*/AppData/Roaming/*",
                                        "Users/*/AppData/Local",
                                        "Users/*/AppData/Local/*",
                                        "*/RECYCLER.BIN",
                                        "*/RECYCLERS.BIN"};
constexpr int kDriveDepth = 3;  // as deep as known worms lie

bool EndsWith(const std::string& name, std::initializer_list<std::string_view> endings) {
  const std::string lower = Lower(name);
  return std::ranges::any_of(endings, [&](std::string_view end) { return lower.ends_with(end); });
}

bool IsProgram(const std::string& name) {
  return EndsWith(name, {".exe", ".scr", ".com"});
}

bool IsLibrary(const std::string& name) {
  return EndsWith(name, {".dll"});
}

// Documents are never opened.
bool IsDocument(const std::string& name) {
  return EndsWith(name, {".doc",  ".docx", ".docm", ".rtf", ".odt", ".xls", ".xlsx", ".ods", ".ppt",
                         ".pptx", ".pdf",  ".txt",  ".csv", ".msg", ".eml", ".pst",  ".ost", ".jpg",
                         ".jpeg", ".png",  ".mp3",  ".mp4", ".zip", ".rar", ".7z"});
}

// Made of spaces, points and lines alone, or a recycle bin that is not Windows' own.
bool IsOdd(const std::string& folder) {
  const std::string name = folder.substr(folder.rfind('/') + 1);
  return IsFalseBin(name) || IsInvisible(name) ||
         (!name.empty() && name.find_first_not_of("_. ") == std::string::npos);
}

class Finder {
 public:
  Finder(const Root& root, bool any_program) : root_(root), any_program_(any_program) {}

  Suspects Find(const std::vector<Fact>& facts) {
    for (const Fact& fact : facts) {
      const std::string path = StartedPath(fact);
      const size_t cut = path.rfind('/');
      if (cut == std::string::npos || IsSystems(path)) continue;
      for (const std::string& folder : root_.Match(path.substr(0, cut))) Look(folder, true, false);
    }
    if (IsDrive(root_)) {
      Walk();
    } else {
      for (const std::string_view place : kPlaces) {
        for (const std::string& folder : root_.Match(place)) Look(folder, false, false);
      }
    }
    return std::move(found_);
  }

 private:
  // What Windows and its installers put there belongs there.
  static bool IsSystems(const std::string& path) {
    return StartsWithName(path, "Windows/") || StartsWithName(path, "Program Files");
  }

  void Walk() {
    std::vector<std::string> level = {""};
    for (int depth = 0; depth <= kDriveDepth && !level.empty(); ++depth) {
      std::vector<std::string> next;
      for (const std::string& folder : level) {
        for (std::string& below : Look(folder, false, true)) next.push_back(std::move(below));
      }
      level = std::move(next);
    }
  }

  // Gives the folders below it.
  std::vector<std::string> Look(const std::string& folder, bool started, bool removable) {
    std::vector<std::string> below;
    if (found_.folders.size() >= kMaxSuspects || listed_.size() >= kMostListed) {
      found_.cut = true;
      return below;
    }
    if (!listed_.insert(Lower(folder)).second) return below;
    Suspect suspect{folder, {}, started, removable, IsOdd(folder)};
    // In a folder of an odd one, all is odd.
    const size_t above = folder.rfind('/');
    if (above != std::string::npos) suspect.odd |= IsOdd(folder.substr(0, above));
    size_t programs = 0, libraries = 0, files = 0;
    for (const Root::Entry& entry : root_.List(folder)) {
      if (entry.folder) {
        below.push_back(folder.empty() ? entry.name : folder + "/" + entry.name);
      } else if (!IsDocument(entry.name) && ++files <= kMostFiles) {
        programs += IsProgram(entry.name) ? 1 : 0, libraries += IsLibrary(entry.name) ? 1 : 0;
        suspect.files.push_back(entry.name);
      }
    }
    const bool wanted = (programs > 0 && (libraries > 0 || any_program_ || suspect.odd)) ||
                        (suspect.odd && !suspect.files.empty());
    if (wanted && (files <= kMostFiles || suspect.odd))
      found_.folders.push_back(std::move(suspect));
    return below;
  }

  const Root& root_;
  const bool any_program_;
  std::set<std::string> listed_;
  Suspects found_;
};

}  // namespace

std::string StartedPath(const Fact& fact) {
  if (fact.kind == "autostart" || fact.kind == "task") return PathOfCommand(fact.Field("command"));
  return fact.kind == "live.process" ? PathOfCommand(fact.Field("path")) : std::string();
}

std::string PathOfCommand(const std::string& command) {
  std::string path = command;
  for (const auto& [name, folder] :
       {std::pair<std::string_view, std::string_view>{"%ProgramData%", "C:\\ProgramData"},
        {"%ALLUSERSPROFILE%", "C:\\ProgramData"},
        {"%PUBLIC%", "C:\\Users\\Public"},
        {"%SystemDrive%", "C:"}}) {
    const size_t at = path.starts_with("\"") ? 1 : 0;
    if (StartsWithName(std::string_view(path).substr(at), name))
      path.replace(at, name.size(), folder);
  }
  if (path.starts_with("\"")) {
    path = path.substr(1, path.find('"', 1) - 1);
  } else if (const size_t end = Lower(path).find(".exe"); end != std::string::npos) {
    path = path.substr(0, end + 4);
  }
  if (path.size() < 4 || path[1] != ':' || path[2] != '\\') return {};
  path.erase(0, 3);
  std::ranges::replace(path, '\\', '/');
  // A '*' would be a pattern.
  return path.find('*') == std::string::npos ? path : std::string();
}

Suspects FindSuspects(const Root& root, const std::vector<Fact>& facts, bool any_program) {
  return Finder(root, any_program).Find(facts);
}

}  // namespace niem::audit
