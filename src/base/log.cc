#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace niem::log {
namespace {

spdlog::logger& Logger() {
  static const auto logger = [] {
    auto made =
        std::make_shared<spdlog::logger>("niem", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%Y-%m-%dT%H:%M:%S%z %n[%P] %l: %v");
    made->set_level(spdlog::level::warn);
    return made;
  }();
  return *logger;
}

spdlog::string_view_t View(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

void SetLevel(Level level) {
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
  Logger().debug(View(message));
}

void Info(std::string_view message) {
  Logger().info(View(message));
}

void Warning(std::string_view message) {
  Logger().warn(View(message));
}

void Error(std::string_view message) {
  Logger().error(View(message));
}

}  // namespace niem::log
