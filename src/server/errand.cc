#define RAPIDJSON_HAS_STDSTRING 1
#include "server/errand.h"

#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"

namespace niem::server {
namespace {

constexpr std::string_view kFormat = "niem-errand/1";
constexpr size_t kMaxErrand = 256U << 10;

std::string PathIn(const std::string& folder) {
  return folder + "/khoa/errand.json";
}

std::string StringOf(const rapidjson::Document& json, const char* name) {
  const auto found = std::as_const(json).FindMember(name);
  return found == std::as_const(json).MemberEnd() || !found->value.IsString()
             ? ""
             : found->value.GetString();
}

}  // namespace

Status LeaveErrand(const std::string& folder, const registry::Errand& errand) {
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> out(buffer);
  out.StartObject();
  const auto put = [&](const char* name, std::string_view value) {
    out.Key(name), out.String(std::string(value));
  };
  put("format", kFormat);
  put("act", access::RuleOf(errand.act).code);
  put("what", errand.what), put("target", errand.target);
  put("reason", errand.reason), put("before", errand.before);
  if (errand.order) out.Key("order"), out.Int64(*errand.order);
  out.EndObject();
  const mode_t before = ::umask(077);
  Status written = WriteFileAtomically(PathIn(folder), std::string(buffer.GetString()) + "\n");
  ::umask(before);
  return written;
}

Result<std::optional<registry::Errand>> ReadErrand(const std::string& folder) {
  if (!std::filesystem::exists(PathIn(folder))) return std::optional<registry::Errand>();
  TRY_ASSIGN(const std::string text, ReadWholeFile(PathIn(folder), kMaxErrand));
  rapidjson::Document json;
  json.Parse(text.data(), text.size());
  const bool object = !json.HasParseError() && json.IsObject();
  const auto act = object ? access::ActFromCode(StringOf(json, "act")) : std::nullopt;
  if (!act || StringOf(json, "format") != kFormat) {
    return Error(ErrorCode::kCorrupt, {PathIn(folder) + " không phải niem-errand/1",
                                       PathIn(folder) + " is no niem-errand/1"});
  }
  registry::Errand errand;
  errand.act = *act;
  errand.what = StringOf(json, "what"), errand.target = StringOf(json, "target");
  errand.reason = StringOf(json, "reason"), errand.before = StringOf(json, "before");
  const auto order = std::as_const(json).FindMember("order");
  if (order != std::as_const(json).MemberEnd() && order->value.IsInt64())
    errand.order = order->value.GetInt64();
  return std::optional(std::move(errand));
}

void RemoveErrand(const std::string& folder) {
  ::unlink(PathIn(folder).c_str());
}

}  // namespace niem::server
