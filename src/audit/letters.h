// Drive letters of the examined Windows joined with the volumes of its disk, so that a program or a
// profile on D: is looked for on the volume that was D:, and nowhere else where that is not known.
//
// A letter is the system's own where Windows says that it stands there (SystemRoot), and another
// volume's where MountedDevices names that volume by its disk's signature and its place, or by the
// identifier of its partition. One state is known, that of the last shutdown: letters change.
//
// Ownership: owns its texts. Errors: none. Thread-safety: immutable after Of; else pure functions
// over their arguments.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "audit/collect.h"

namespace niem::audit {

class Letters {
 public:
  struct Answer {
    bool read = false;   // the volume is looked at
    std::string volume;  // Root::Volume() of it; empty with `read`: the system's own
    std::string why;     // without `read`: "volume", "device", "other_disk", "unknown"
  };

  // `facts`: "windows" and "mounted", those of the first hives before others'.
  static Letters Of(const std::vector<Fact>& facts, const std::vector<KnownVolume>& volumes);

  // `letter`: "D:"; empty for what stands with the system wherever that is.
  Answer Ask(std::string_view letter) const;

  // Number of a volume → its letters, "D:, E:".
  std::map<uint32_t, std::string> ByVolume() const;

 private:
  struct Known {
    Answer answer;
    uint32_t number = 0;  // of the volume; 0: none of the disk's
  };

  Known KnownOf(const Fact& mounted, const std::vector<KnownVolume>& volumes) const;

  std::string system_ = "C:";
  uint32_t system_number_ = 0;
  bool has_system_ = true;               // its volume is one of those read
  std::map<std::string, Known> others_;  // letter, in capitals
};

// Marks what Windows starts and what runs: "on_volume" with the name of another volume than the
// system's, "not_examined" with the reason where its volume is not looked at.
void PlaceStarted(std::vector<Fact>& facts, const Letters& letters);

// The paths that facts say are started from a volume, by its name.
std::vector<std::string> StartedOn(const std::vector<Fact>& facts, const std::string& volume);

// Folders of users' profiles on a volume beside the system's: "Users/lan".
std::vector<std::string> ProfilesOn(const std::vector<Fact>& facts, const Letters& letters,
                                    const std::string& volume);

// A note for each profile whose volume is not looked at, with the hive that names it.
void TellProfiles(Collected& collected, const Letters& letters);

// "D:\\App\\a.exe: drive D: is ...", of a fact with "not_examined".
Text WhyNotExamined(const Fact& fact);

}  // namespace niem::audit
