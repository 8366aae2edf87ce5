// The register of devices of a unit as a sheet. As CSV it is what `niem audit --register` reads:
// the English half of each heading is the name of the column there.
//
// Errors: the store's. Thread-safety: the deed's.
#pragma once

#include <string>

#include "registry/deed.h"
#include "server/report.h"

namespace niem::server {

// Every device, whatever was decided on it: "mark" says it. Who looks may read what audits found.
Status FillDevices(registry::Deed& deed, const std::string& unit, Sheet* sheet);

}  // namespace niem::server
