#include "cli/line.h"

#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <sstream>

#include "base/file.h"
#include "cli/print.h"
#include "server/login.h"

namespace niem::cli {
namespace {

constexpr size_t kMaxPasswordsFile = 1U << 20;
constexpr std::ptrdiff_t kLeastSecret = 12;  // characters
constexpr int kMostTries = 10;

// Turns the echo off as long as it lives.
class Silence {
 public:
  Silence() {
    silent_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
    termios now = before_;
    now.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (silent_) silent_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &now) == 0;
  }

  ~Silence() {
    if (silent_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }

  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  termios before_{};
  bool silent_ = false;
};

Result<std::string> ReadPrivate(const std::string& path) {
  struct stat info {};

  if (::stat(path.c_str(), &info) != 0) return ErrnoError(errno, path);
  if ((info.st_mode & 077) != 0) {
    return Error(ErrorCode::kPermission, {path + " người khác đọc được; chạy: chmod 600 " + path,
                                          path + " can be read by others; run: chmod 600 " + path});
  }
  return ReadWholeFile(path, kMaxPasswordsFile);
}

std::string WithoutLineEnd(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

Result<access::Duty> DutyFor(const Line& line, const std::vector<access::Duty>& duties) {
  if (line.Has("duty")) {
    const std::optional<access::Duty> duty = access::DutyFromCode(line.Get("duty"));
    if (duty) return *duty;
    return UsageError("không có nhiệm vụ " + line.Get("duty"), "no such duty: " + line.Get("duty"));
  }
  if (duties.size() == 1) return duties.front();
  std::string all;
  for (const access::Duty duty : duties) all += " " + std::string(access::DutyCode(duty));
  return UsageError("chọn một nhiệm vụ bằng --duty:" + all, "choose a duty with --duty:" + all);
}

}  // namespace

std::vector<FlagInfo> WithCommonFlags(std::vector<FlagInfo> flags) {
  flags.push_back(
      {"key-file",
       0,
       "FILE",
       "",
       kInstanceGroup,
       {"tệp khóa mở kho (thay cho mật khẩu kho)", "key file that opens the instance"}});
  flags.push_back({"passphrase-file",
                   0,
                   "FILE",
                   "",
                   kInstanceGroup,
                   {"đọc mật khẩu kho từ tệp; không nêu thì hỏi",
                    "read the instance's passphrase from a file; asked for otherwise"}});
  flags.push_back({"lang",
                   0,
                   "LANG",
                   "vi|en",
                   kOtherGroup,
                   {"ngôn ngữ (mặc định theo máy, không rõ thì tiếng Việt)",
                    "language (default: the system's, Vietnamese in doubt)"}});
  flags.push_back({"help", 'h', "", "", kOtherGroup, {"in phần trợ giúp này", "print this help"}});
  return flags;
}

std::vector<FlagInfo> WithPersonFlags(std::vector<FlagInfo> flags) {
  flags.push_back({"as", 0, "LOGIN", "", kPersonGroup, {"tên đăng nhập", "login"}});
  flags.push_back({"duty",
                   0,
                   "DUTY",
                   "officer|registrar|keeper|authority|security|auditor|admin",
                   kPersonGroup,
                   {"nhân danh nhiệm vụ nào (chỉ có một thì khỏi nêu)",
                    "in the name of which duty (needless where there is one)"}});
  flags.push_back(
      {"passwords-file",
       0,
       "FILE",
       "",
       kPersonGroup,
       {"tệp mật khẩu, mỗi dòng \"tên mật-khẩu\", quyền 0600; không nêu thì hỏi",
        "file of passwords, \"login password\" a line, mode 0600; asked for otherwise"}});
  return flags;
}

bool HasTerminal() {
  return ::isatty(STDIN_FILENO) == 1;
}

Result<std::string> AskText(const Text& prompt, Lang lang) {
  if (!HasTerminal()) {
    return UsageError("thiếu: " + prompt.vi + " (không có bàn phím để hỏi)",
                      "missing: " + prompt.en + " (no terminal to ask at)");
  }
  std::fprintf(stderr, "%s: ", Pick(prompt, lang).c_str());
  std::string text;
  if (!std::getline(std::cin, text)) return UsageError("đã ngừng", "given up");
  return text;
}

Result<std::string> AskSecret(const Text& prompt, Lang lang) {
  const Silence silence;
  Result<std::string> text = AskText(prompt, lang);
  if (text.ok()) std::fputc('\n', stderr);
  return text;
}

Result<std::string> AskValid(const Text& prompt, Lang lang, const Check& check) {
  for (int left = kMostTries; true;) {
    TRY_ASSIGN(std::string answer, AskText(prompt, lang));
    const Status good = check(answer);
    if (good.ok()) return answer;
    if (--left == 0) return good.error();
    PrintError(good.error(), lang);
  }
}

Status CheckNewSecret(const std::string& secret) {
  // Characters, not bytes: one Vietnamese letter is up to three.
  const auto characters =
      std::count_if(secret.begin(), secret.end(), [](char c) { return (c & 0xC0) != 0x80; });
  if (characters >= kLeastSecret) return Ok();
  return UsageError("mật khẩu phải dài ít nhất 12 ký tự", "a password needs 12 characters");
}

Result<std::string> AskNewSecret(const Text& prompt, Lang lang, const Check& check) {
  for (int left = kMostTries; true;) {
    TRY_ASSIGN(std::string first, AskSecret(prompt, lang));
    Status good = check(first);
    if (good.ok()) {
      TRY_ASSIGN(std::string second, AskSecret({"Nhập lại", "Once more"}, lang));
      const bool same = first == second;
      WipeText(second);
      if (same) return first;
      good = UsageError("hai lần nhập không giống nhau", "the two differ");
    }
    WipeText(first);
    if (--left == 0) return good.error();
    PrintError(good.error(), lang);
  }
}

Result<std::map<std::string, std::string>> ReadPasswords(const std::string& path) {
  TRY_ASSIGN(std::string text, ReadPrivate(path));
  std::map<std::string, std::string> passwords;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    line = WithoutLineEnd(line);
    const size_t space = line.find(' ');
    if (line.empty() || line.front() == '#') continue;
    if (space == std::string::npos || space == 0) {
      return UsageError(path + ": mỗi dòng là \"tên mật-khẩu\"",
                        path + ": a line is \"login password\"");
    }
    passwords[line.substr(0, space)] = line.substr(space + 1);
  }
  WipeText(text);
  return passwords;
}

Result<std::string> ReadPrivateLine(const std::string& path) {
  TRY_ASSIGN(std::string text, ReadPrivate(path));
  return WithoutLineEnd(std::move(text));
}

Result<server::InstanceSecret> SecretOf(const Line& line, const server::InstanceConfig& config) {
  if (line.Has("key-file")) return server::InstanceSecret::FromKeyFile(line.Get("key-file"));
  if (line.Has("passphrase-file")) {
    TRY_ASSIGN(std::string text, ReadPrivateLine(line.Get("passphrase-file")));
    return server::InstanceSecret::FromPassphrase(std::move(text));
  }
  if (!config.key_file.empty()) return server::InstanceSecret::FromKeyFile(config.key_file);
  TRY_ASSIGN(std::string typed, AskSecret({"Mật khẩu kho", "Instance passphrase"}, line.lang));
  return server::InstanceSecret::FromPassphrase(std::move(typed));
}

Result<std::unique_ptr<server::Instance>> OpenInstance(const Line& line,
                                                       const std::string& folder) {
  TRY_ASSIGN(const server::InstanceConfig config, server::InstanceConfig::Load(folder));
  TRY_ASSIGN(const server::InstanceSecret secret, SecretOf(line, config));
  return server::Instance::Open(folder, secret);
}

Result<registry::Actor> ActorOf(const Line& line, server::Instance& instance, std::string* used) {
  const std::string login = line.Get("as");
  if (login.empty()) return UsageError("cần --as TÊN", "--as LOGIN is needed");
  std::string password;
  if (line.Has("passwords-file")) {
    TRY_ASSIGN(auto passwords, ReadPasswords(line.Get("passwords-file")));
    password = passwords[login];
  } else {
    TRY_ASSIGN(password, AskSecret({"Mật khẩu của " + login, "Password of " + login}, line.lang));
  }
  const Result<registry::Person> person = server::Authenticate(instance.store(), login, password);
  if (used != nullptr) *used = password;
  WipeText(password);
  if (!person.ok()) return person.error();
  TRY_ASSIGN(const std::vector<access::Duty> duties,
             server::DutiesOf(instance.store(), person->id, instance.registry().Today()));
  TRY_ASSIGN(const access::Duty duty, DutyFor(line, duties));
  return registry::Actor{person->id, duty, ""};
}

int RunCommand(const CommandInfo& command, const std::vector<std::string>& arguments,
               Status (*run)(const Line& line)) {
  const Result<Line> line = ReadLine(command, arguments);
  if (!line.ok()) return PrintError(line.error(), LangOf(arguments)), kUsageStatus;
  if (line->Has("help")) return Print(Help(command, line->lang)) ? 0 : kUsageStatus;
  const Status done = run(*line);
  if (!done.ok()) return PrintError(done.error(), line->lang), kUsageStatus;
  return 0;
}

}  // namespace niem::cli
