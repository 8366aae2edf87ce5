#include "audit/walk.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr size_t kMaxHints = 1'000;
constexpr size_t kNested = 3;  // folders named of "_" or "." alone, one in the other
constexpr uint64_t kTellEach = 500;

constexpr std::string_view kFalseBins[] = {"RECYCLER.BIN", "RECYCLE.BIN", "RECYCLERS.BIN"};
constexpr std::string_view kDocuments[] = {"doc",  "docx", "docm", "rtf", "odt",  "xls",
                                           "xlsx", "xlsm", "ods",  "ppt", "pptx", "pps",
                                           "odp",  "pdf",  "wps",  "zip", "rar",  "7z"};
// Names that worms give to what a user is to open in the drive's place.
constexpr std::string_view kDriveNames[] = {
    "kingston",   "sandisk",   "transcend", "toshiba",        "samsung",      "sony",    "adata",
    "hp",         "lexar",     "pny",       "corsair",        "verbatim",     "apacer",  "kioxia",
    "maxell",     "seagate",   "wd",        "silicon power",  "usb",          "usbdisk", "usb disk",
    "usb drive",  "usbdrive",  "usbconfig", "removable disk", "flash drive",  "ổ usb",   "ổ đĩa",
    "new volume", "removable", "my drive",  "flashdisk",      "removabledisk"};
// Of a running Linux: no files of a disk.
constexpr std::string_view kNotOfDisk[] = {"proc", "sys", "dev", "run"};
constexpr std::string_view kUsers[] = {"Users", "Documents and Settings"};
constexpr std::string_view kDocumentFolders[] = {"Desktop", "Documents", "Downloads",
                                                 "My Documents"};

template <size_t N>
bool IsOneOf(const std::string_view (&names)[N], std::string_view name) {
  return std::ranges::any_of(names, [&](std::string_view one) { return SameName(one, name); });
}

bool IsDocument(std::string_view name) {
  const size_t dot = name.rfind('.');
  return dot != std::string_view::npos && IsOneOf(kDocuments, name.substr(dot + 1));
}

bool IsProgram(std::string_view name) {
  const std::string lower = Lower(name);
  return lower.ends_with(".lnk") || lower.ends_with(".exe") || lower.ends_with(".scr");
}

// "KINGSTON", "Transcend (8GB)".
bool IsOfADrive(std::string_view stem) {
  return IsOneOf(kDriveNames, stem) || Lower(stem).ends_with("gb)");
}

bool IsOfDotsOrLines(std::string_view name) {
  return name.find_first_not_of('_') == std::string_view::npos ||
         name.find_first_not_of('.') == std::string_view::npos;
}

std::vector<std::string_view> PartsOf(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const size_t slash = std::min(path.find('/'), path.size());
    parts.push_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return parts;
}

// Documents, Downloads ... of a user, and what stands below.
bool IsOfUsersDocuments(const std::vector<std::string_view>& parts) {
  if (parts.size() < 3 || !IsOneOf(kUsers, parts[0])) return false;
  return IsOneOf(kDocumentFolders, parts[2]) || StartsWithName(parts[2], "OneDrive");
}

// The recycle bins that Windows itself makes: one folder for each user below.
bool IsTrueBin(const std::vector<std::string_view>& parts) {
  if (parts.empty()) return false;
  if (SameName(parts[0], "RECYCLED")) return true;
  const bool bin = SameName(parts[0], "$RECYCLE.BIN") || SameName(parts[0], "RECYCLER");
  return bin && parts.size() >= 2 && StartsWithName(parts[1], "S-1-");
}

// One character of UTF-8 and how long it is; 0 where it is none.
std::pair<uint32_t, size_t> PointAt(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const size_t length = byte(0) < 0x80 ? 1 : byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : 4;
  if (length > text.size() || (byte(0) >= 0x80 && byte(0) < 0xC0)) return {0, 0};
  uint32_t point = length == 1 ? byte(0) : byte(0) & (0x7FU >> length);
  for (size_t i = 1; i < length; ++i) point = point << 6 | (byte(i) & 0x3FU);
  return {point, length};
}

bool IsInvisible(uint32_t point) {
  return point == ' ' || point == 0xA0 || (point >= 0x2000 && point <= 0x200F) || point == 0x202F ||
         point == 0x205F || point == 0x2060 || point == 0x3000 || point == 0xFEFF;
}

// A name of which nothing can be seen, spelled out: "U+00A0".
std::string Spelled(std::string_view name) {
  std::string spelled;
  while (!name.empty()) {
    const auto [point, length] = PointAt(name);
    if (length == 0) break;
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "U+%04X", point);
    spelled += (spelled.empty() ? "" : " ") + std::string(text.data());
    name.remove_prefix(length);
  }
  return spelled;
}

class Walker {
 public:
  Walker(const Root& root, const WalkLimits& limits,
         const std::function<bool(const std::string&)>& progress)
      : root_(root), limits_(limits), progress_(progress) {}

  Walked Go() {
    std::vector<std::string> left = {""};
    while (!left.empty() && !walked_.stopped) {
      const std::string folder = std::move(left.back());
      left.pop_back();
      if (++walked_.folders % kTellEach == 0 && progress_ && !progress_(folder)) {
        walked_.stopped = true;
      }
      Look(folder, left);
    }
    LookAtRoot();
    return std::move(walked_);
  }

 private:
  void Look(const std::string& folder, std::vector<std::string>& left) {
    const std::vector<std::string_view> parts = PartsOf(folder);
    if (parts.size() > limits_.depth) {
      walked_.cut = true;
      return;
    }
    for (const Root::Entry& entry : root_.List(folder)) {
      if (walked_.folders + walked_.files + left.size() >= limits_.entries) {
        walked_.cut = true;
        return;
      }
      std::string path = folder.empty() ? entry.name : folder + "/" + entry.name;
      if (!entry.folder) {
        ++walked_.files;
        LookAtFile(entry, std::move(path), parts);
      } else if (!parts.empty() || !IsOneOf(kNotOfDisk, entry.name)) {
        LookAtFolder(entry, path, parts);
        left.push_back(std::move(path));
      }
    }
  }

  void LookAtFile(const Root::Entry& entry, std::string path,
                  const std::vector<std::string_view>& parts) {
    if (parts.size() >= 3 && SameName(parts[0], "Windows") && SameName(parts[1], "System32") &&
        SameName(parts[2], "Tasks")) {
      Keep(walked_.tasks, limits_.tasks, entry, std::move(path));
    } else if ((parts.empty() && SameName(entry.name, "autorun.inf")) ||
               (SameName(entry.name, "desktop.ini") && !IsTrueBin(parts))) {
      Keep(walked_.desktop_files, limits_.desktop_files, entry, std::move(path));
    } else if (IsOfUsersDocuments(parts) && IsDocument(entry.name) &&
               std::ranges::find(entry.streams, "Zone.Identifier") != entry.streams.end()) {
      Keep(walked_.marked, limits_.documents, entry, std::move(path));
    }
  }

  void Keep(std::vector<Walked::File>& files, size_t most, const Root::Entry& entry,
            std::string path) {
    if (files.size() >= most) {
      walked_.cut = true;
    } else {
      files.push_back({std::move(path), entry.changed, entry.created});
    }
  }

  void LookAtFolder(const Root::Entry& entry, const std::string& path,
                    const std::vector<std::string_view>& parts) {
    if (audit::IsInvisible(entry.name)) {
      Hint("H1", entry, path).Set("name", Spelled(entry.name));
    } else if (IsOfDotsOrLines(entry.name) && parts.size() + 1 >= kNested &&
               std::all_of(parts.end() - (kNested - 1), parts.end(), IsOfDotsOrLines)) {
      Hint("H1", entry, path).Set("name", entry.name);
    }
    if (IsFalseBin(entry.name)) Hint("H3", entry, path).Set("name", entry.name);
  }

  Fact& Hint(const char* heuristic, const Root::Entry& entry, const std::string& path) {
    if (walked_.hints.size() >= kMaxHints) return spare_ = Fact{};
    Fact& fact = walked_.hints.emplace_back();
    fact.kind = "layout.hint", fact.locator = path;
    fact.Set("heuristic", std::string(heuristic)).Set("path", path);
    fact.Set("changed", entry.changed ? entry.changed : root_.Changed(path));
    return fact;
  }

  void LookAtRoot() {
    if (IsDrive(root_)) LookForNames();
    const auto entries = root_.ListHidden("");
    if (entries) LookForHidden(*entries);
  }

  // H7. A program beside a folder of its name is ordinary, one in a hidden folder's place is not.
  void LookForNames() {
    const auto hidden = root_.ListHidden("");
    const std::vector<Root::Entry> entries = hidden ? *hidden : root_.List("");
    for (const Root::Entry& entry : entries) {
      if (entry.folder || !IsProgram(entry.name)) continue;
      const std::string stem = entry.name.substr(0, entry.name.size() - 4);
      const bool for_folder = std::ranges::any_of(entries, [&](const Root::Entry& other) {
        return hidden && other.folder && other.hidden && SameName(other.name, stem);
      });
      if (for_folder || IsOfADrive(stem)) Hint("H7", entry, entry.name).Set("name", entry.name);
    }
  }

  // H5. What Windows hides on every drive does not count.
  void LookForHidden(const std::vector<Root::Entry>& entries) {
    size_t programs = 0, hidden = 0, shown = 0;
    const Root::Entry* folder = nullptr;
    for (const Root::Entry& entry : entries) {
      if (SameName(entry.name, "System Volume Information") ||
          SameName(entry.name, "$RECYCLE.BIN")) {
        continue;
      }
      if (entry.hidden) {
        ++hidden;
        if (entry.folder) folder = &entry;
      } else if (!entry.folder && IsProgram(entry.name)) {
        ++programs;
      } else {
        ++shown;
      }
    }
    const bool all_hidden = folder != nullptr && hidden >= 9 * shown;
    if (!all_hidden || programs == 0 || programs > 2) return;
    Hint("H5", *folder, folder->name)
        .Set("hidden", std::to_string(hidden))
        .Set("visible", std::to_string(programs + shown));
  }

  const Root& root_;
  const WalkLimits& limits_;
  const std::function<bool(const std::string&)>& progress_;
  Walked walked_;
  Fact spare_;  // written over where there are too many hints already
};

}  // namespace

bool IsInvisible(std::string_view name) {
  if (name.empty()) return false;
  while (!name.empty()) {
    const auto [point, length] = PointAt(name);
    if (length == 0 || !IsInvisible(point)) return false;
    name.remove_prefix(length);
  }
  return true;
}

bool IsFalseBin(std::string_view name) {
  return IsOneOf(kFalseBins, name);
}

bool IsDrive(const Root& root) {
  return std::ranges::none_of(
      std::array<std::string_view, 10>{"Windows", "Windows.old", "ProgramData", "Users",
                                       "Documents and Settings", "home", "etc", "SYSTEM",
                                       "SOFTWARE", "NTUSER.DAT"},
      [&](std::string_view name) { return !root.Match(name).empty(); });
}

Walked Walk(const Root& root, const WalkLimits& limits,
            const std::function<bool(const std::string& folder)>& progress) {
  return Walker(root, limits, progress).Go();
}

}  // namespace niem::audit
