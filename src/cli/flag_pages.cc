// Help, man page and completions, made from the tables of flag.h.
#include <algorithm>

#include "cli/columns.h"
#include "cli/flag.h"

namespace niem::cli {
namespace {

constexpr int kHelpWidth = 96;
constexpr int kIndent = 30;

std::string Spelling(const FlagInfo& flag) {
  std::string spelling = flag.letter != 0 ? std::string("-") + flag.letter + ", " : "    ";
  spelling.append("--").append(flag.name);
  if (!flag.argument.empty())
    spelling.append(" ").append(flag.choices.empty() ? flag.argument : flag.choices);
  return spelling;
}

std::string Say(Lang lang, std::string_view vi, std::string_view en) {
  return std::string(lang == Lang::kVi ? vi : en);
}

std::string Called(const CommandInfo& command) {
  return command.program.empty() ? "niem " + std::string(command.name)
                                 : std::string(command.program);
}

// Groups in the order in which the table brings them.
std::vector<std::string_view> GroupsOf(const CommandInfo& command) {
  std::vector<std::string_view> groups;
  for (const FlagInfo& flag : command.flags) {
    if (std::find(groups.begin(), groups.end(), flag.group.en) == groups.end())
      groups.push_back(flag.group.en);
  }
  return groups;
}

std::string Roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n'))
      out += "\\&", out += c;
    else
      out += c;
  }
  return out;
}

std::string Quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) c == '\'' ? out += "'\\''" : out += c;
  return out + "'";
}

std::string Words(std::string_view choices) {
  std::string words(choices);
  std::replace(words.begin(), words.end(), '|', ' ');
  return words;
}

bool TakesFile(const FlagInfo& flag) {
  return flag.argument == "FILE" || flag.argument == "DIR";
}

std::string Bash(const std::vector<CommandInfo>& commands) {
  std::string out =
      "_niem() {\n  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n  "
      "COMPREPLY=()\n";
  std::string names;
  for (const CommandInfo& command : commands) names.append(command.name).append(" ");
  out += "  if [ \"$COMP_CWORD\" = 1 ]; then COMPREPLY=($(compgen -W '" + names +
         "--help --version' -- \"$cur\")); return; fi\n";
  out += "  case ${COMP_WORDS[1]} in\n";
  for (const CommandInfo& command : commands) {
    std::string all;
    out += "  " + std::string(command.name) + ")\n    case $prev in\n";
    for (const FlagInfo& flag : command.flags) {
      all.append("--").append(flag.name).append(" ");
      if (flag.argument.empty()) continue;
      out.append("    --").append(flag.name).append(") ");
      if (!flag.choices.empty())
        out += "COMPREPLY=($(compgen -W '" + Words(flag.choices) + "' -- \"$cur\")); return ;;\n";
      else
        out +=
            TakesFile(flag) ? "COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n" : "return ;;\n";
    }
    out += "    esac\n    case $cur in\n    -*) COMPREPLY=($(compgen -W '" + all +
           "' -- \"$cur\")) ;;\n";
    out += "    *) COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n    esac ;;\n";
  }
  return out + "  esac\n}\ncomplete -o filenames -F _niem niem\n";
}

std::string Zsh(const std::vector<CommandInfo>& commands) {
  std::string out = "#compdef niem\nlocal -a commands\ncommands=(";
  for (const CommandInfo& command : commands)
    out += Quoted(std::string(command.name) + ":" + std::string(command.summary.vi)) + " ";
  out +=
      ")\nif (( CURRENT == 2 )); then _describe command commands; return; fi\ncase $words[2] in\n";
  for (const CommandInfo& command : commands) {
    out += std::string(command.name) + ")\n  shift words; (( CURRENT-- ))\n  _arguments -s";
    for (const FlagInfo& flag : command.flags) {
      std::string help(flag.help.vi);
      for (const char special : {'[', ']', ':'})
        std::replace(help.begin(), help.end(), special, ' ');
      std::string spec = "*--" + std::string(flag.name) + "[" + help + "]";
      if (!flag.choices.empty())
        spec += ":" + std::string(flag.argument) + ":(" + Words(flag.choices) + ")";
      else if (!flag.argument.empty())
        spec += ":" + std::string(flag.argument) + ":" + (TakesFile(flag) ? "_files" : "");
      out += " \\\n    " + Quoted(spec);
    }
    out += " \\\n    '*:path:_files' ;;\n";
  }
  return out + "esac\n";
}

std::string Fish(const std::vector<CommandInfo>& commands) {
  std::string out;
  for (const CommandInfo& command : commands) {
    const std::string name(command.name);
    out += "complete -c niem -n __fish_use_subcommand -a " + name + " -d " +
           Quoted(command.summary.vi) + "\n";
    for (const FlagInfo& flag : command.flags) {
      out += "complete -c niem -n '__fish_seen_subcommand_from " + name + "' -l " +
             std::string(flag.name);
      if (flag.letter != 0) out += std::string(" -s ") + flag.letter;
      if (!flag.choices.empty())
        out += " -x -a '" + Words(flag.choices) + "'";
      else if (!flag.argument.empty())
        out += TakesFile(flag) ? " -r" : " -x";
      out += " -d " + Quoted(flag.help.vi) + "\n";
    }
  }
  return out;
}

}  // namespace

std::string Help(const CommandInfo& command, Lang lang) {
  std::string out = Say(lang, "Cách dùng: ", "Usage: ") + Called(command) +
                    Say(lang, " [TUỲ CHỌN] ", " [OPTIONS] ") + std::string(command.arguments) +
                    "\n\n";
  for (const std::string& line : Wrap(Pick(command.summary, lang), kHelpWidth)) out += line + "\n";
  for (const std::string_view group : GroupsOf(command)) {
    bool titled = false;
    for (const FlagInfo& flag : command.flags) {
      if (flag.group.en != group) continue;
      if (!titled) out.append("\n").append(Pick(flag.group, lang)).append("\n");
      titled = true;
      const std::string spelling = "  " + Spelling(flag);
      const std::vector<std::string> help = Wrap(Pick(flag.help, lang), kHelpWidth - kIndent);
      const bool fits = Columns(spelling) < kIndent;
      out += fits ? PadRight(spelling, kIndent) + help.front() + "\n" : spelling + "\n";
      for (size_t i = fits ? 1 : 0; i < help.size(); ++i)
        out += std::string(kIndent, ' ') + help[i] + "\n";
    }
  }
  out += Say(lang, "\nMã kết thúc\n", "\nExit status\n");
  for (const auto& [status, meaning] : command.exit_statuses) {
    out += PadRight("  " + std::to_string(status), 8) + std::string(Pick(meaning, lang)) + "\n";
  }
  out += Say(lang, "\nVí dụ\n", "\nExamples\n");
  for (const auto& [what, line] : command.examples) {
    out.append("  # ").append(Pick(what, lang)).append("\n  ").append(line).append("\n");
  }
  return out;
}

std::string ManPage(const CommandInfo& command, Lang lang, std::string_view version) {
  const std::string name = "niem-" + std::string(command.name);
  std::string upper = name;
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  std::string out = ".TH " + Roff(upper) + " 1 \"\" \"niem " + std::string(version) + "\"\n";
  out += ".SH " + Say(lang, "TÊN", "NAME") + "\n" + Roff(name) + " \\- " +
         Roff(Pick(command.summary, lang)) + "\n";
  out += ".SH " + Say(lang, "CÁCH DÙNG", "SYNOPSIS") + "\n.B niem " + std::string(command.name) +
         "\n[" + Say(lang, "TUỲ CHỌN", "OPTIONS") + "] " + std::string(command.arguments) + "\n";
  out += ".SH " + Say(lang, "MÔ TẢ", "DESCRIPTION") + "\n";
  std::string description = Roff(Pick(command.description, lang));
  for (size_t at = 0; (at = description.find("\n\n", at)) != std::string::npos; at += 5)
    description.replace(at, 2, "\n.PP\n");
  out += description + "\n.SH " + Say(lang, "TUỲ CHỌN", "OPTIONS") + "\n";
  for (const std::string_view group : GroupsOf(command)) {
    bool titled = false;
    for (const FlagInfo& flag : command.flags) {
      if (flag.group.en != group) continue;
      if (!titled) out += ".SS " + Roff(Pick(flag.group, lang)) + "\n";
      titled = true;
      std::string spelling = Spelling(flag);
      spelling.erase(0, spelling.find_first_not_of(' '));
      out += ".TP\n.B " + Roff(spelling) + "\n" + Roff(Pick(flag.help, lang)) + "\n";
    }
  }
  out += ".SH " + Say(lang, "MÃ KẾT THÚC", "EXIT STATUS") + "\n";
  for (const auto& [status, meaning] : command.exit_statuses) {
    out += ".TP\n.B " + std::to_string(status) + "\n" + Roff(Pick(meaning, lang)) + "\n";
  }
  out += ".SH " + Say(lang, "VÍ DỤ", "EXAMPLES") + "\n";
  for (const auto& [what, line] : command.examples)
    out += ".TP\n" + Roff(Pick(what, lang)) + "\n.B " + Roff(line) + "\n";
  return out;
}

Result<std::string> Completions(const std::vector<CommandInfo>& commands, std::string_view shell) {
  if (shell == "bash") return Bash(commands);
  if (shell == "zsh") return Zsh(commands);
  if (shell == "fish") return Fish(commands);
  return Error(ErrorCode::kInvalidArgument,
               {"chỉ có bash, zsh và fish", "there are bash, zsh and fish only"});
}

}  // namespace niem::cli
