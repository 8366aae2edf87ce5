// Constructed traces for tests and corpora: a browser's history, folders opened in Explorer,
// Windows' inventory, a program that ran, a jump list. Laid out as documented; every value is
// invented and goes with the computer of machine.h. Thread-safety: tests only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace niem::audit {

// A database's file and its write-ahead log, which is empty where `later` is: statements whose
// changes stand in the log alone.
struct BuiltDatabase {
  std::string file, log;
};

BuiltDatabase BuildDatabase(const std::string& statements, const std::string& later = "");

// A compound file with these streams in its root.
std::string BuildCompound(const std::vector<std::pair<std::string, std::string>>& streams);

struct BuiltVolume {
  uint32_t serial = 0;
  std::string_view label = "KINGSTON";
  uint32_t drive = 2;  // 2: removable, 3: fixed
  std::string_view when = "2026-04-02T00:00:00";
};

// A shell link to a path on that volume.
std::string BuildLink(std::string_view path, const BuiltVolume& volume);

// A link that passes for a USB drive and runs something hidden on it.
std::string BuildDriveLink();

// Version 30 of Windows 10; `packed`: compressed as Windows does (without making it smaller).
std::string BuildPrefetch(std::string_view path, uint32_t volume_serial, std::string_view when,
                          bool packed);

// A Windows program without any code in it.
std::string BuildProgram(bool library, bool with_signature,
                         const std::vector<std::string>& imports);

// Bytes that nothing can be told of; always the same ones.
std::string Noise(size_t size, uint32_t seed);

BuiltDatabase ConstructedHistory();  // of Chromium
BuiltDatabase ConstructedPlaces();   // of Firefox
std::string ConstructedShell();      // UsrClass.dat: E:, a share, a phone
std::string ConstructedInventory();  // Amcache.hve: the drive, the phone, a program
std::string ConstructedPrefetch();   // a program of the drive
std::string ConstructedJumpList();   // a document of the drive

}  // namespace niem::audit
