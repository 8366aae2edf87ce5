// What the inspector gives to `niem audit` beside the computer: the register of devices, reports of
// others, hosts, rules.
//
// Errors: kInvalidArgument with file and line, kNotFound, kTooLarge. Thread-safety: from main()
// only (flag.h).
#pragma once

#include <optional>
#include <vector>

#include "audit/collect.h"
#include "audit/compare.h"
#include "audit/device_register.h"
#include "audit/hosts.h"
#include "audit/yara.h"
#include "base/result.h"
#include "cli/read_line.h"

namespace niem::cli {

// --register. A file alone: what examines a computer makes no connection.
Result<std::optional<audit::DeviceRegister>> RegisterOf(const Line& line);

// --compare, in order.
Result<std::vector<audit::OtherReport>> OthersOf(const Line& line);

// --hosts, before those built in.
Result<audit::HostList> HostsOf(const Line& line);

// The rules' texts, and a source that names them with their digests.
struct Yara {
  std::optional<audit::YaraRules> rules;
  audit::Source source;
};

// --yara.
Result<Yara> YaraOf(const Line& line);

}  // namespace niem::cli
