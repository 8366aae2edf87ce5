#include "audit/tasks.h"

#include <algorithm>

#include "audit/lines.h"
#include "audit/small_files.h"
#include "audit/zone.h"

namespace niem::audit {
namespace {

constexpr size_t kMostActions = 32;  // Windows allows as many
constexpr std::string_view kFolder = "/Tasks/";

// Of what comes again and again.
std::optional<uint64_t> ShortestOf(std::string_view xml) {
  std::optional<uint64_t> shortest;
  // Restarting after a failure has an interval too.
  constexpr std::string_view kRepetition = "<Repetition>";
  size_t left = kMostActions;
  for (size_t at = xml.find(kRepetition); at != std::string_view::npos && left-- > 0;
       at = xml.find(kRepetition, at + 1)) {
    const auto minutes = MinutesOf(ElementText(xml, "Interval", at));
    if (minutes && (!shortest || *minutes < *shortest)) shortest = minutes;
  }
  return shortest;
}

void ReadTask(SourceFacts& facts, const std::string& path, const std::string& xml) {
  if (xml.find("<Task") == std::string::npos) return;
  const size_t cut = path.find(kFolder);
  const std::string name = cut == std::string::npos ? path : path.substr(cut + kFolder.size());
  const auto minutes = ShortestOf(xml);
  constexpr std::string_view kExec = "<Exec";
  size_t left = kMostActions;
  for (size_t at = xml.find(kExec); at != std::string::npos && left-- > 0;
       at = xml.find(kExec, at + 1)) {
    const size_t end = std::min(xml.find("</Exec>", at), xml.size());
    const std::string_view action = std::string_view(xml).substr(at, end - at);
    std::string command = ElementText(action, "Command");
    if (command.empty()) continue;
    const std::string arguments = ElementText(action, "Arguments");
    if (!arguments.empty()) command.append(" ").append(arguments);
    facts.Add("task", path)
        .Set("file", path)
        .Set("name", name)
        .Set("command", std::move(command))
        .Set("minutes", minutes ? std::to_string(*minutes) : std::string());
  }
}

}  // namespace

std::optional<uint64_t> MinutesOf(std::string_view duration) {
  if (!duration.starts_with('P') || duration.size() < 3 || duration.size() > 24) return {};
  uint64_t minutes = 0, number = 0;
  bool of_day = true, digits = false;
  for (const char c : duration.substr(1)) {
    if (c >= '0' && c <= '9') {
      number = std::min<uint64_t>(number * 10 + static_cast<uint64_t>(c - '0'), 1'000'000);
      digits = true;
      continue;
    }
    if (c == 'T' && of_day && !digits) {
      of_day = false;
      continue;
    }
    if (!digits) return {};
    constexpr uint64_t kHour = 60, kDay = 24 * kHour, kMonth = 30 * kDay;
    if (c == 'D' && of_day)
      minutes += number * kDay;
    else if (c == 'M')
      minutes += number * (of_day ? kMonth : 1);
    else if (c == 'H' && !of_day)
      minutes += number * kHour;
    else if (c != 'S' || of_day)
      return {};
    number = 0, digits = false;
  }
  return digits ? std::nullopt : std::optional(minutes);
}

SourceFacts ReadTasks(Bytes bundle) {
  return ReadBundle(bundle, ReadTask);
}

}  // namespace niem::audit
