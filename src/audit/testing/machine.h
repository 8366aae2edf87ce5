// The constructed computer of the tests: hives with traces that no public hive has (phones,
// tethering, Wi-Fi, antivirus), laid out by documented keys. Every value is invented.
// Thread-safety: tests only.
#pragma once

#include <map>
#include <string>

namespace niem::audit {

std::string ConstructedSystem();
std::string ConstructedSoftware();
std::string ConstructedUser();
// A computer with more drives than C:, each letter with its value in MountedDevices; something is
// started from D:\App and from E:\Kho, and a user's folder is D:\Nguoi dung\lan.
std::string ConstructedSystemOf(const std::map<std::string, std::string>& letters);
std::string ConstructedSoftwareOfDrives();
std::string ConstructedUserOfDrives();  // starts a program in C:\Lan
std::string ConstructedEvents();        // a drive, a Wi-Fi network, the Internet, a clock set back

}  // namespace niem::audit
