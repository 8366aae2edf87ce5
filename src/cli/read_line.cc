#include "cli/read_line.h"

namespace niem::cli {

std::string Line::Get(std::string_view name) const {
  const auto found = values.find(name);
  return found == values.end() ? std::string() : found->second.back();
}

std::vector<std::string> Line::All(std::string_view name) const {
  const auto found = values.find(name);
  return found == values.end() ? std::vector<std::string>() : found->second;
}

Result<Line> ReadLine(const CommandInfo& command, const std::vector<std::string>& arguments) {
  TRY_ASSIGN(GivenArguments given, ParseArguments(command, arguments));
  Line line;
  line.lang = LangOf(arguments);
  line.words = std::move(given.positional);
  for (GivenFlag& flag : given.flags) {
    line.values[std::string(command.flags[flag.flag].name)].push_back(std::move(flag.value));
  }
  return line;
}

Error UsageError(std::string vi, std::string en) {
  return {ErrorCode::kInvalidArgument, {std::move(vi), std::move(en)}};
}

}  // namespace niem::cli
