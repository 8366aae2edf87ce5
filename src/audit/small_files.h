// Small text files that name networks: Wi-Fi profiles (XML), dial-up and VPN phone books, the hosts
// file, NetworkManager connections, the list of packages. Errors: none, only fewer facts.
// Thread-safety: pure functions.
#pragma once

#include "audit/fact.h"

namespace niem::audit {

SourceFacts ReadWifiProfile(Bytes bytes);
SourceFacts ReadPhoneBook(Bytes bytes);
SourceFacts ReadHosts(Bytes bytes);
SourceFacts ReadConnection(Bytes bytes);
SourceFacts ReadPackageList(Bytes bytes);

// The text of the first <name> behind `from`, with the five entities of XML undone.
std::string ElementText(std::string_view xml, std::string_view name, size_t from = 0);

}  // namespace niem::audit
