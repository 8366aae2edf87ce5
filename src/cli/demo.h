// An invented commune to try Niêm on: every name, number and list item in it is made up, and says
// so. All of it goes through the registry's door, as any other act.
// Thread-safety: from main() only. Errors: kInternal where an act of the script was refused.
#pragma once

#include "base/result.h"
#include "registry/registry.h"
#include "server/instance.h"

namespace niem::cli {

Result<registry::Founding> DemoFounding();
Status PlayDemo(server::Instance& instance);
// Logins and their password.
Text DemoNotice();

}  // namespace niem::cli
