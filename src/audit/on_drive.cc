#include "audit/on_drive.h"

#include <algorithm>
#include <map>
#include <set>

#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr std::string_view kKinds[] = {"program.run", "link", "document.opened", "shell.volume"};

std::string NameOf(const UsbDrive& drive) {
  return drive.name.empty() ? drive.serial : drive.name + " " + drive.serial;
}

// "E:" of "E:\x.exe" and of a letter itself. Never the system's own.
std::string LetterOf(const Fact& fact) {
  std::string letter = fact.Field("letter");
  if (letter.empty()) letter = fact.Field("path");
  letter = Upper(letter.substr(0, 2));
  const bool is_letter = letter.size() == 2 && letter[1] == ':' && letter != "C:";
  return is_letter ? letter : std::string();
}

// Those of all volumes of the image: "C:", "D:".
std::set<std::string> OwnLetters(const Collected& collected) {
  std::set<std::string> own;
  for (const auto& [volume, letters] : collected.letters) {
    for (size_t at = letters.find(':'); at != std::string::npos; at = letters.find(':', at + 1))
      if (at > 0) own.insert(Upper(letters.substr(at - 1, 2)));
  }
  return own;
}

}  // namespace

void MarkOnDrive(Collected& collected, const std::vector<UsbDrive>& drives) {
  std::map<std::string, std::string> by_volume, by_letter;
  for (const UsbDrive& drive : drives) {
    for (const std::string& serial : drive.volume_serials) by_volume[serial] = NameOf(drive);
    for (const std::string& letter : drive.letters) {
      std::string& names = by_letter[Upper(letter)];
      names += (names.empty() ? "" : "; ") + NameOf(drive);
    }
  }
  const std::set<std::string> own = OwnLetters(collected);
  for (Fact& fact : collected.facts) {
    if (std::ranges::find(kKinds, fact.kind) == std::end(kKinds)) continue;
    const auto volume = by_volume.find(fact.Field("volume_serial"));
    if (volume != by_volume.end()) {
      fact.Set("on_drive", volume->second);
      continue;
    }
    const std::string letter = LetterOf(fact);
    const auto drive = by_letter.find(letter);
    if (drive != by_letter.end()) {
      fact.Set("maybe_drive", drive->second);
    } else if (own.contains(letter)) {
      fact.Set("own_volume", letter);
    }
  }
}

}  // namespace niem::audit
