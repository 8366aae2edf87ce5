// What one Linux file says in numbers of another: connections' times by their names, mount points
// by the drives whose label they bear. Thread-safety: pure functions on what they are given.
#pragma once

#include <vector>

#include "audit/collect.h"
#include "audit/usb.h"

namespace niem::audit {

// Gives "network.connection" and "wifi.seen" facts that have only a uuid the name and the medium of
// the connection; what was deleted since stays unknown.
void NameConnections(Collected& collected);

// Marks "linux.mount" facts of drives that are known otherwise: known = yes.
void MarkKnownMounts(Collected& collected, const std::vector<UsbDrive>& drives);

}  // namespace niem::audit
