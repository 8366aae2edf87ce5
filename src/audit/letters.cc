#include "audit/letters.h"

#include <algorithm>

#include "audit/suspects.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr size_t kMostProfiles = 200;

bool IsLetter(std::string_view text) {
  return text.size() == 2 && text[1] == ':' && text[0] >= 'A' && text[0] <= 'Z';
}

// "D:" of "d:\\x"; empty for anything else.
std::string LetterOf(const std::string& path) {
  std::string letter = Upper(path.substr(0, 2));
  return IsLetter(letter) ? letter : std::string();
}

bool IsOfVolume(const Fact& mounted, const KnownVolume& volume) {
  const std::string gpt = mounted.Field("gpt"), mbr = mounted.Field("mbr");
  if (!gpt.empty()) return SameName(gpt, volume.partition);
  return !mbr.empty() && SameName(mbr, volume.disk) &&
         mounted.Field("offset") == std::to_string(volume.offset);
}

Text Why(const std::string& why, const std::string& letter, const std::string& volume) {
  const std::string vi = "ổ " + letter + " ", en = "drive " + letter + " ";
  if (why == "volume") {
    return {vi + "là phân vùng " + volume + " của ảnh đĩa, không được xem",
            en + "is volume " + volume + " of the image, which was not looked at"};
  }
  if (why == "device") {
    return {vi + "lúc tắt máy lần cuối là thiết bị khác, không có ở đây",
            en + "was another device when the computer was last shut down, and is not here"};
  }
  if (why == "other_disk") {
    return {vi + "thuộc đĩa hoặc phân vùng không có trong phần được xem",
            en + "is of a disk or a partition that is not in what was looked at"};
  }
  return {vi + "không rõ là phân vùng nào, không được xem",
          en + "is of a volume that is not known; it was not looked at"};
}

// "D:\\Users\\lan" → "Users/lan"; empty where that names no folder.
std::string FolderOf(const std::string& path) {
  if (path.size() < 4 || path[2] != '\\' || path.find('*') != std::string::npos) return {};
  std::string folder = path.substr(3);
  std::ranges::replace(folder, '\\', '/');
  while (folder.ends_with('/')) folder.pop_back();
  return folder;
}

}  // namespace

Letters::Known Letters::KnownOf(const Fact& mounted,
                                const std::vector<KnownVolume>& volumes) const {
  for (const KnownVolume& volume : volumes) {
    if (!IsOfVolume(mounted, volume)) continue;
    return {{volume.read, volume.name, volume.read ? "" : "volume"}, volume.number};
  }
  return {{false, {}, mounted.Field("device").empty() ? "other_disk" : "device"}, 0};
}

Letters Letters::Of(const std::vector<Fact>& facts, const std::vector<KnownVolume>& volumes) {
  Letters letters;
  const auto own = std::ranges::find_if(
      volumes, [](const KnownVolume& volume) { return volume.read && volume.name.empty(); });
  letters.has_system_ = volumes.empty() || own != volumes.end();
  if (own != volumes.end()) letters.system_number_ = own->number;
  std::string by_root, by_volume;
  std::optional<uint32_t> hive;
  for (const Fact& fact : facts) {
    if (fact.kind == "windows" && by_root.empty()) by_root = LetterOf(fact.Field("system_root"));
    const std::string letter = fact.kind == "mounted" ? Upper(fact.Field("letter")) : "";
    if (!IsLetter(letter)) continue;
    // Older hives (Windows.old) had letters of their own.
    if (!hive) hive = fact.source;
    if (fact.source != *hive) continue;
    const Known known = letters.KnownOf(fact, volumes);
    const bool system = known.number != 0 && known.number == letters.system_number_;
    if (system && by_volume.empty()) by_volume = letter;
    letters.others_.emplace(letter, known);
  }
  if (!by_root.empty() || !by_volume.empty()) {
    letters.system_ = by_root.empty() ? by_volume : by_root;
  }
  return letters;
}

Letters::Answer Letters::Ask(std::string_view letter) const {
  if (letter.empty() || letter == system_) {
    return has_system_ ? Answer{true, {}, {}} : Answer{false, {}, "unknown"};
  }
  const auto known = others_.find(std::string(letter));
  return known == others_.end() ? Answer{false, {}, "unknown"} : known->second.answer;
}

std::map<uint32_t, std::string> Letters::ByVolume() const {
  std::map<uint32_t, std::string> letters;
  for (const auto& [letter, known] : others_) {
    if (known.number == 0) continue;
    std::string& all = letters[known.number];
    all += (all.empty() ? "" : ", ") + letter;
  }
  return letters;
}

void PlaceStarted(std::vector<Fact>& facts, const Letters& letters) {
  for (Fact& fact : facts) {
    const Started started = StartedOf(fact);
    if (started.path.empty()) continue;
    const Letters::Answer answer = letters.Ask(started.letter);
    if (answer.read) {
      fact.Set("on_volume", answer.volume);
    } else if (!IsInstalled(started.path)) {
      fact.Set("on_volume", answer.volume).Set("not_examined", answer.why);
    }
  }
}

std::vector<std::string> StartedOn(const std::vector<Fact>& facts, const std::string& volume) {
  std::vector<std::string> paths;
  for (const Fact& fact : facts) {
    if (!fact.Field("not_examined").empty() || fact.Field("on_volume") != volume) continue;
    std::string path = StartedOf(fact).path;
    if (!path.empty() && !IsInstalled(path)) paths.push_back(std::move(path));
  }
  return paths;
}

std::vector<std::string> ProfilesOn(const std::vector<Fact>& facts, const Letters& letters,
                                    const std::string& volume) {
  std::vector<std::string> folders;
  for (const Fact& fact : facts) {
    const std::string path = fact.Field("path"), letter = LetterOf(path);
    if (fact.kind != "user.profile" || letter.empty()) continue;
    const Letters::Answer answer = letters.Ask(letter);
    const std::string folder = FolderOf(path);
    const bool known = std::ranges::any_of(
        folders, [&](const std::string& other) { return SameName(other, folder); });
    const bool here = answer.read && !answer.volume.empty() && answer.volume == volume;
    if (here && !known && !folder.empty() && folders.size() < kMostProfiles) {
      folders.push_back(folder);
    }
  }
  return folders;
}

void TellProfiles(Collected& collected, const Letters& letters) {
  size_t told = 0;
  for (const Fact& fact : collected.facts) {
    const std::string path = fact.Field("path"), letter = LetterOf(path);
    if (fact.kind != "user.profile" || letter.empty() || told >= kMostProfiles) continue;
    const Letters::Answer answer = letters.Ask(letter);
    if (answer.read || fact.source >= collected.sources.size()) continue;
    const Text why = Why(answer.why, letter, answer.volume);
    collected.sources[fact.source].notes.push_back(
        {"hồ sơ người dùng " + path + " không được xem: " + why.vi,
         "the user's profile " + path + " was not looked at: " + why.en});
    ++told;
  }
}

Text WhyNotExamined(const Fact& fact) {
  const Started started = StartedOf(fact);
  const std::string letter = started.letter.empty() ? "C:" : started.letter;
  std::string path = letter + "\\" + started.path;
  std::ranges::replace(path, '/', '\\');
  const Text why = Why(fact.Field("not_examined"), letter, fact.Field("on_volume"));
  return {path + ": " + why.vi, path + ": " + why.en};
}

}  // namespace niem::audit
