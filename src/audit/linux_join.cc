#include "audit/linux_join.h"

#include <algorithm>
#include <map>

namespace niem::audit {

void NameConnections(Collected& collected) {
  std::map<std::string, size_t, std::less<>> named;
  for (size_t i = 0; i < collected.facts.size(); ++i) {
    const Fact& fact = collected.facts[i];
    const std::string uuid = fact.Field("uuid"), medium = fact.Field("medium");
    if (fact.kind == "network.connection" && !uuid.empty() && medium != "unknown")
      named.emplace(uuid, i);
  }
  for (Fact& fact : collected.facts) {
    if (fact.kind != "network.connection" && fact.kind != "wifi.seen") continue;
    const auto found = named.find(fact.Field("uuid"));
    if (found == named.end() || &collected.facts[found->second] == &fact) continue;
    const Fact& connection = collected.facts[found->second];
    for (const char* field : {"name", "ssid"}) {
      if (fact.Field(field).empty()) fact.Set(field, connection.Field(field));
    }
    if (fact.Field("medium") == "unknown") fact.Set("medium", connection.Field("medium"));
  }
}

void MarkKnownMounts(Collected& collected, const std::vector<UsbDrive>& drives) {
  for (Fact& fact : collected.facts) {
    if (fact.kind != "linux.mount") continue;
    const std::string label = fact.Field("label");
    const bool known = std::ranges::any_of(
        drives, [&](const UsbDrive& drive) { return drive.labels.contains(label); });
    if (known) fact.Set("known", std::string("yes"));
  }
}

}  // namespace niem::audit
