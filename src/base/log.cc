#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>

namespace niem::log {
namespace {

std::shared_ptr<spdlog::logger> Make(const std::string& pattern, spdlog::level::level_enum level) {
  auto made =
      std::make_shared<spdlog::logger>("niem", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  made->set_pattern("%Y-%m-%dT%H:%M:%S%z %n[%P] " + pattern);
  made->set_level(level);
  return made;
}

spdlog::logger& Logger() {
  static const auto logger = Make("%l: %v", spdlog::level::warn);
  return *logger;
}

spdlog::logger& SecurityLogger() {
  static const auto logger = Make("security: %v", spdlog::level::info);
  return *logger;
}

void Write(spdlog::level::level_enum level, std::string_view message) {
  if (!Logger().should_log(level)) return;
  const std::string line = OneLine(message);
  Logger().log(level, spdlog::string_view_t(line.data(), line.size()));
}

// How many bytes the well-formed character at the front has; 0 where it is none.
size_t SizeOfCharacter(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const size_t size = first < 0x80   ? 1
                      : first < 0xC2 ? 0
                      : first < 0xE0 ? 2
                      : first < 0xF0 ? 3
                      : first < 0xF5 ? 4
                                     : 0;
  if (size > text.size()) return 0;
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  return size;
}

// Controls (also those of Latin-1), line and paragraph separators, marks of reading direction.
bool IsShown(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first >= 0x20 && first != 0x7F;
  const auto second = static_cast<unsigned char>(character[1]);
  if (first == 0xC2) return second >= 0xA0;
  if (first == 0xD8) return second != 0x9C;
  if (first != 0xE2) return character != "\xEF\xBB\xBF";
  const auto third = static_cast<unsigned char>(character[2]);
  if (second == 0x80) return third < 0x8B || (third > 0x8F && third < 0xA8) || third > 0xAE;
  return second != 0x81 || third < 0xA0 || third > 0xAF;
}

// How many of a kind were written in the present minute.
class Floodgate {
 public:
  // Nothing: not to be written. Else how many of the kind were left out before.
  std::optional<uint64_t> Pass(std::string_view event) {
    using Clock = std::chrono::steady_clock;
    const std::lock_guard<std::mutex> lock(mutex_);
    Kind& kind = kinds_.try_emplace(std::string(event)).first->second;
    const Clock::time_point now = Clock::now();
    if (now - kind.begun > std::chrono::minutes(1)) kind.begun = now, kind.written = 0;
    if (kind.written >= kMostOfKind) {
      ++kind.left_out;
      return std::nullopt;
    }
    ++kind.written;
    return std::exchange(kind.left_out, 0);
  }

 private:
  struct Kind {
    std::chrono::steady_clock::time_point begun;
    int written = 0;
    uint64_t left_out = 0;
  };

  std::mutex mutex_;
  std::map<std::string, Kind, std::less<>> kinds_;
};

}  // namespace

std::string OneLine(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string line;
  line.reserve(text.size());
  while (!text.empty()) {
    const size_t size = SizeOfCharacter(text);
    const std::string_view character = text.substr(0, size == 0 ? 1 : size);
    text.remove_prefix(character.size());
    if (size != 0 && IsShown(character)) {
      line += character;
      continue;
    }
    for (const char c : character) {
      const auto byte = static_cast<unsigned char>(c);
      line += {'\\', 'x', kHex[byte >> 4U], kHex[byte & 15U]};
    }
  }
  return line;
}

void Security(std::string_view event, std::initializer_list<Field> fields) {
  static Floodgate floodgate;
  if (!SecurityLogger().should_log(spdlog::level::info)) return;
  const std::optional<uint64_t> left_out = floodgate.Pass(event);
  if (!left_out) return;
  std::string line = "event=" + std::string(event);
  for (const auto& [name, value] : fields) {
    std::string shown = OneLine(value);
    // A value with a blank would look like two fields.
    std::replace_if(
        shown.begin(), shown.end(), [](char c) { return c == ' ' || c == '='; }, '_');
    line += " " + std::string(name) + "=" + shown;
  }
  if (*left_out > 0) line += " left_out=" + std::to_string(*left_out);
  SecurityLogger().info(spdlog::string_view_t(line.data(), line.size()));
}

void SetLevel(Level level) {
  SecurityLogger().set_level(level == Level::kOff ? spdlog::level::off : spdlog::level::info);
  switch (level) {
    case Level::kDebug:
      return Logger().set_level(spdlog::level::debug);
    case Level::kInfo:
      return Logger().set_level(spdlog::level::info);
    case Level::kWarning:
      return Logger().set_level(spdlog::level::warn);
    case Level::kError:
      return Logger().set_level(spdlog::level::err);
    case Level::kOff:
      return Logger().set_level(spdlog::level::off);
  }
}

void Debug(std::string_view message) {
  Write(spdlog::level::debug, message);
}

void Info(std::string_view message) {
  Write(spdlog::level::info, message);
}

void Warning(std::string_view message) {
  Write(spdlog::level::warn, message);
}

void Error(std::string_view message) {
  Write(spdlog::level::err, message);
}

}  // namespace niem::log
