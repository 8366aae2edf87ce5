// The constructed computer of the tests: hives with traces that no public hive has (phones,
// tethering, Wi-Fi, antivirus), laid out by documented keys. Every value is invented.
// Thread-safety: tests only.
#pragma once

#include <string>

namespace niem::audit {

std::string ConstructedSystem();
std::string ConstructedSoftware();
std::string ConstructedUser();
std::string ConstructedEvents();  // a drive, a Wi-Fi network, the Internet, a clock set back

}  // namespace niem::audit
