#include "cli/flag.h"

#include <getopt.h>

#include <algorithm>
#include <optional>

#include "base/file.h"
#include "text/match.h"

namespace niem::cli {
namespace {

constexpr int kFirstLong = 1000;  // getopt values of long options: the row's number above this

Error Usage(std::string vi, std::string en) {
  return {ErrorCode::kInvalidArgument, {std::move(vi), std::move(en)}};
}

bool IsChoice(std::string_view choices, std::string_view value) {
  while (!choices.empty()) {
    const std::string_view choice = choices.substr(0, choices.find('|'));
    if (choice == value) return true;
    choices.remove_prefix(std::min(choices.size(), choice.size() + 1));
  }
  return false;
}

Status CheckChoice(const FlagInfo& flag, const std::string& value) {
  if (flag.choices.empty() || IsChoice(flag.choices, value)) return Ok();
  const std::string name = "--" + std::string(flag.name), choices(flag.choices);
  return Usage(name + " không nhận \"" + value + "\"; chọn một trong: " + choices,
               name + " does not take \"" + value + "\"; choose one of: " + choices);
}

Error Unknown(const CommandInfo& command, const std::string& given) {
  const std::string bare = given.substr(std::min(given.find_first_not_of('-'), given.size()));
  std::string_view nearest;
  int best = 3;
  for (const FlagInfo& flag : command.flags) {
    const std::optional<int> distance =
        text::EditDistance(bare.substr(0, bare.find('=')), flag.name, best - 1);
    if (!distance.has_value()) continue;
    best = *distance;
    nearest = flag.name;
  }
  const std::string vi = nearest.empty() ? "" : "; có phải --" + std::string(nearest) + "?";
  const std::string en = nearest.empty() ? "" : "; did you mean --" + std::string(nearest) + "?";
  return Usage("không có tuỳ chọn " + given + vi, "there is no option " + given + en);
}

struct GetoptTables {
  std::string letters = ":";
  std::vector<option> longs;
};

GetoptTables MakeTables(const CommandInfo& command) {
  GetoptTables tables;
  for (size_t i = 0; i < command.flags.size(); ++i) {
    const FlagInfo& flag = command.flags[i];
    const int takes = flag.argument.empty() ? no_argument : required_argument;
    tables.longs.push_back({flag.name.data(), takes, nullptr, kFirstLong + static_cast<int>(i)});
    if (flag.letter == 0) continue;
    tables.letters.push_back(flag.letter);
    if (takes == required_argument) tables.letters.push_back(':');
  }
  tables.longs.push_back({});
  return tables;
}

std::optional<size_t> FlagOf(const CommandInfo& command, int code) {
  if (code >= kFirstLong) return static_cast<size_t>(code - kFirstLong);
  for (size_t i = 0; i < command.flags.size(); ++i) {
    if (command.flags[i].letter != 0 && command.flags[i].letter == code) return i;
  }
  return std::nullopt;
}

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

Result<GivenFlag> ParseConfigLine(const CommandInfo& command, std::string_view line) {
  const std::string_view name = line.substr(0, line.find_first_of(" \t="));
  std::string_view value = Trimmed(line.substr(name.size()));
  if (!value.empty() && value.front() == '=') value = Trimmed(value.substr(1));
  for (size_t i = 0; i < command.flags.size(); ++i) {
    const FlagInfo& flag = command.flags[i];
    if (flag.name != name) continue;
    if (flag.argument.empty() != value.empty()) {
      return Usage(
          "\"" + std::string(name) +
              (value.empty() ? "\" cần một giá trị" : "\" không nhận giá trị"),
          "\"" + std::string(name) + (value.empty() ? "\" needs a value" : "\" takes no value"));
    }
    TRY(CheckChoice(flag, std::string(value)));
    return GivenFlag{i, std::string(value)};
  }
  return Unknown(command, std::string(name));
}

}  // namespace

Result<GivenArguments> ParseArguments(const CommandInfo& command,
                                      const std::vector<std::string>& arguments) {
  const GetoptTables tables = MakeTables(command);
  std::vector<std::string> copies{"niem"};
  copies.insert(copies.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  pointers.reserve(copies.size() + 1);
  for (std::string& copy : copies) pointers.push_back(copy.data());
  pointers.push_back(nullptr);
  const int count = static_cast<int>(copies.size());
  GivenArguments given;
  ::opterr = 0;
  ::optind = 0;  // glibc: start anew
  while (true) {
    const int code =
        ::getopt_long(count, pointers.data(), tables.letters.c_str(), tables.longs.data(), nullptr);
    if (code == -1) break;
    const std::string last = pointers[static_cast<size_t>(std::max(1, ::optind - 1))];
    const std::string shown =
        ::optopt > 0 && ::optopt < 256 ? std::string("-") + static_cast<char>(::optopt) : last;
    if (code == ':')
      return Usage(shown + " cần một giá trị đi sau", shown + " needs a value behind it");
    if (code == '?' && ::optopt >= kFirstLong) {
      return Usage(last + ": tuỳ chọn này không nhận giá trị",
                   last + ": this option takes no value");
    }
    if (code == '?') return Unknown(command, shown);
    const std::optional<size_t> flag = FlagOf(command, code);
    if (!flag.has_value()) return Unknown(command, shown);
    const std::string value = ::optarg != nullptr ? ::optarg : "";
    TRY(CheckChoice(command.flags[*flag], value));
    given.flags.push_back({*flag, value});
  }
  for (int i = ::optind; i < count; ++i)
    given.positional.emplace_back(pointers[static_cast<size_t>(i)]);
  return given;
}

Result<std::vector<GivenFlag>> ParseConfig(const CommandInfo& command, const std::string& path) {
  TRY_ASSIGN(const std::string text, ReadWholeFile(path, 1 << 20));
  std::vector<GivenFlag> flags;
  std::string_view left = text;
  for (int number = 1; !left.empty(); ++number) {
    const std::string_view line = Trimmed(left.substr(0, left.find('\n')));
    left.remove_prefix(std::min(left.size(), left.find('\n') == std::string_view::npos
                                                 ? left.size()
                                                 : left.find('\n') + 1));
    if (line.empty() || line.front() == '#') continue;
    Result<GivenFlag> flag = ParseConfigLine(command, line);
    if (!flag.ok()) {
      const std::string where = path + ":" + std::to_string(number) + ": ";
      return Usage(where + flag.error().message().vi, where + flag.error().message().en);
    }
    flags.push_back(std::move(flag).value());
  }
  return flags;
}

Lang LangOf(const std::vector<std::string>& arguments) {
  Lang lang = LangFromEnvironment();
  for (size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
    std::string_view value;
    if (arguments[i] == "--lang" && i + 1 < arguments.size()) value = arguments[i + 1];
    if (arguments[i].starts_with("--lang=")) value = std::string_view(arguments[i]).substr(7);
    if (value == "en") lang = Lang::kEn;
    if (value == "vi") lang = Lang::kVi;
  }
  return lang;
}

}  // namespace niem::cli
