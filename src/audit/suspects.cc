#include "audit/suspects.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <span>

#include "audit/walk.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr size_t kMostFiles = 40;      // more is an installed program
constexpr size_t kMostListed = 4'000;  // folders whose names are read

constexpr std::string_view kPlaces[] = {"ProgramData/*",  "ProgramData/*/*",  "Users/Public",
                                        "Users/Public/*", "Users/Public/*/*", "*/RECYCLER.BIN",
                                        "*/RECYCLERS.BIN"};
constexpr std::string_view kOfUser[] = {"/AppData/Roaming", "/AppData/Roaming/*", "/AppData/Local",
                                        "/AppData/Local/*"};
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
  Finder(const Root& root, const SuspectOptions& options)
      : root_(root), options_(options), any_program_(options.any_program) {}

  Suspects Find() {
    for (const std::string& path : options_.started) {
      const size_t cut = path.rfind('/');
      const std::string above = cut == std::string::npos ? std::string() : path.substr(0, cut);
      for (const std::string& folder : root_.Match(above)) Look(folder, true, false);
    }
    std::vector<std::string> users = options_.profiles;
    if (IsDrive(root_)) {
      Walk();
    } else {
      for (const std::string_view place : kPlaces) LookAll(std::string(place));
      users.insert(users.begin(), "Users/*");
    }
    for (const std::string& user : users) {
      for (const std::string_view place : kOfUser) LookAll(user + std::string(place));
    }
    return std::move(found_);
  }

 private:
  void LookAll(const std::string& pattern) {
    for (const std::string& folder : root_.Match(pattern)) Look(folder, false, false);
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
    // What something is started from may be met again on the way through a drive.
    const auto [listed, fresh] = listed_.try_emplace(Lower(folder));
    if (!fresh) return listed->second;
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
    return listed->second = std::move(below);
  }

  const Root& root_;
  const SuspectOptions& options_;
  const bool any_program_;
  std::map<std::string, std::vector<std::string>> listed_;  // and the folders below
  Suspects found_;
};

}  // namespace

Started StartedOf(const Fact& fact) {
  if (fact.kind == "autostart" || fact.kind == "task") {
    return StartedByCommand(fact.Field("command"));
  }
  return fact.kind == "live.process" ? StartedByCommand(fact.Field("path")) : Started();
}

bool IsInstalled(const std::string& path) {
  return StartsWithName(path, "Windows/") || StartsWithName(path, "Program Files");
}

Started StartedByCommand(const std::string& command) {
  std::string path = command;
  bool systems = false;
  for (const auto& [name, folder] :
       {std::pair<std::string_view, std::string_view>{"%ProgramData%", "C:\\ProgramData"},
        {"%ALLUSERSPROFILE%", "C:\\ProgramData"},
        {"%PUBLIC%", "C:\\Users\\Public"},
        {"%SystemDrive%", "C:"}}) {
    const size_t at = path.starts_with("\"") ? 1 : 0;
    if (!StartsWithName(std::string_view(path).substr(at), name)) continue;
    path.replace(at, name.size(), folder), systems = true;
  }
  if (path.starts_with("\"")) {
    path = path.substr(1, path.find('"', 1) - 1);
  } else if (const size_t end = Lower(path).find(".exe"); end != std::string::npos) {
    path = path.substr(0, end + 4);
  }
  if (path.size() < 4 || path[1] != ':' || path[2] != '\\') return {};
  Started started{systems ? "" : Upper(path.substr(0, 2)), path.substr(3)};
  std::ranges::replace(started.path, '\\', '/');
  // A '*' would be a pattern.
  return started.path.find('*') == std::string::npos ? started : Started();
}

Suspects FindSuspects(const Root& root, const SuspectOptions& options) {
  return Finder(root, options).Find();
}

}  // namespace niem::audit
