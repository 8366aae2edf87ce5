// A command's options by name, and the errors of using it wrongly: what every command needs, and
// nothing of an instance (line.h has that). Thread-safety: from main() only (flag.h).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flag.h"

namespace niem::cli {

inline constexpr int kUsageStatus = 2;

inline constexpr StaticText kOtherGroup{"Khác", "Other"};

// Options by name, as they stood on the command line.
struct Line {
  Lang lang = Lang::kVi;
  std::map<std::string, std::vector<std::string>, std::less<>> values;
  std::vector<std::string> words;

  bool Has(std::string_view name) const { return values.contains(name); }

  // The last one given; empty where none was.
  std::string Get(std::string_view name) const;
  std::vector<std::string> All(std::string_view name) const;
};

Result<Line> ReadLine(const CommandInfo& command, const std::vector<std::string>& arguments);

Error UsageError(std::string vi, std::string en);

}  // namespace niem::cli
