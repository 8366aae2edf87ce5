#include <ctime>

#include "cli/values.h"

namespace niem::cli {

Result<std::chrono::system_clock::time_point> ParseDate(const std::string& text) {
  std::string local = text;
  const bool utc = !local.empty() && local.back() == 'Z';
  if (utc) local.pop_back();
  for (const char* form : {"%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"}) {
    std::tm parts{};
    const char* end = ::strptime(local.c_str(), form, &parts);
    if (end == nullptr || *end != '\0') continue;
    const int day = parts.tm_mday;
    parts.tm_isdst = -1;
    const std::time_t time = utc ? ::timegm(&parts) : ::mktime(&parts);
    if (time == -1 || parts.tm_mday != day) break;  // the 30th of February
    return std::chrono::system_clock::from_time_t(time);
  }
  return Error(
      ErrorCode::kInvalidArgument,
      {"\"" + text + "\" không phải ngày; viết năm-tháng-ngày như 2026-05-04 hoặc 2026-05-04T08:11",
       "\"" + text + "\" is not a date; write it like 2026-05-04 or 2026-05-04T08:11"});
}

}  // namespace niem::cli
