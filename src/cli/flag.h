// Options of a command as data: one row each. Parsing, --help, the man page and the shell
// completions all read the same table, so that none of them can lie about another.
//
// A Command<Options> is its table plus positional arguments; parsing fills an Options by each row's
// `apply`. Errors say what is wrong and what would be right, in both languages; the exit status for
// them is
// 2. Thread-safety: parsing uses getopt_long's globals, so from main() only.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/i18n.h"
#include "base/result.h"

namespace niem::cli {

// What every reader of the table needs to know of an option.
struct FlagInfo {
  std::string_view name;      // without "--"
  char letter = 0;            // one-letter form, or 0
  std::string_view argument;  // "FILE", "N" ...; empty: takes none
  std::string_view choices;   // "a|b|c": the allowed arguments
  StaticText group;
  StaticText help;
};

struct CommandInfo {
  std::string_view name;       // "scan"
  std::string_view arguments;  // "PATH..."
  StaticText summary;
  StaticText description;  // paragraphs separated by blank lines
  std::vector<FlagInfo> flags;
  std::vector<std::pair<StaticText, std::string_view>> examples;
  std::vector<std::pair<int, StaticText>> exit_statuses;
  std::string_view program = {};  // where the command is a program of its own: its name
};

// As they stood on the command line: which flag, and its argument.
struct GivenFlag {
  size_t flag = 0;
  std::string value;
};

struct GivenArguments {
  std::vector<GivenFlag> flags;
  std::vector<std::string> positional;
};

// `arguments` without the program's and command's names.
Result<GivenArguments> ParseArguments(const CommandInfo& command,
                                      const std::vector<std::string>& arguments);

// A --config file: one option a line as on the command line without "--", "name value", "name =
// value" or "name"; '#' begins a comment line.
Result<std::vector<GivenFlag>> ParseConfig(const CommandInfo& command, const std::string& path);

std::string Help(const CommandInfo& command, Lang lang);

// roff for man(1), both languages in one page's sections.
std::string ManPage(const CommandInfo& command, Lang lang, std::string_view version);

// `shell`: bash, zsh or fish.
Result<std::string> Completions(const std::vector<CommandInfo>& commands, std::string_view shell);

// The language of messages before options are understood: --lang wherever it stands, else the
// locale.
Lang LangOf(const std::vector<std::string>& arguments);

}  // namespace niem::cli
