// What the commands of an instance share: their common options, the instance's secret, passwords
// typed without echo or read from a file. Thread-safety: from main() only (flag.h).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/read_line.h"
#include "server/instance.h"

namespace niem::cli {

inline constexpr StaticText kInstanceGroup{"Kho", "Instance"};
inline constexpr StaticText kPersonGroup{"Người thực hiện", "Who acts"};

// --key-file, --passphrase-file and --lang, --help, which every command of an instance has.
std::vector<FlagInfo> WithCommonFlags(std::vector<FlagInfo> flags);

// --as, --duty, --passwords-file.
std::vector<FlagInfo> WithPersonFlags(std::vector<FlagInfo> flags);

// From the terminal, without echo. kInvalidArgument where there is no terminal.
Result<std::string> AskSecret(const Text& prompt, Lang lang);
Result<std::string> AskText(const Text& prompt, Lang lang);
bool HasTerminal();

// Asks until `check` accepts, saying each time what is wrong: one slip must not cost all the
// answers before it. What is unacceptable ten times ends with the last reason.
using Check = std::function<Status(const std::string& answer)>;
Result<std::string> AskValid(const Text& prompt, Lang lang, const Check& check);
// At least 12 characters.
Status CheckNewSecret(const std::string& secret);
// Typed twice alike, and acceptable.
Result<std::string> AskNewSecret(const Text& prompt, Lang lang,
                                 const Check& check = CheckNewSecret);

// "login password" on each line; refuses a file that others can read.
Result<std::map<std::string, std::string>> ReadPasswords(const std::string& path);

// A secret in a file of its own, without the end of its line; refuses one that others can read.
Result<std::string> ReadPrivateLine(const std::string& path);

// How the instance opens: --key-file, --passphrase-file, the file in its settings, or typed.
Result<server::InstanceSecret> SecretOf(const Line& line, const server::InstanceConfig& config);

Result<std::unique_ptr<server::Instance>> OpenInstance(const Line& line, const std::string& folder);

// --as with his password; --duty, or the only one he has.
Result<registry::Actor> ActorOf(const Line& line, server::Instance& instance,
                                std::string* password = nullptr);

// Prints help, or the error with the usage status, or runs.
int RunCommand(const CommandInfo& command, const std::vector<std::string>& arguments,
               Status (*run)(const Line& line));

}  // namespace niem::cli
