#include "server/api_parts.h"

#include <set>

#include "base/json_text.h"

namespace niem::server {

std::string TextOf(const rapidjson::StringBuffer& buffer) {
  return {buffer.GetString(), buffer.GetSize()};
}

Result<ApiResponse> RecordedAnswer(
    registry::Registry& registry, const registry::Actor& actor, const RecordedRead& read,
    const std::function<Status(registry::Deed& deed, Writer& out)>& fill) {
  rapidjson::StringBuffer buffer;
  const auto look = [&](registry::Deed& deed) -> Status {
    buffer.Clear();
    Writer out(buffer);
    return fill(deed, out);
  };
  TRY_ASSIGN(const registry::Outcome outcome,
             registry.Read(actor, read.act, read.aim, look, read.id));
  return outcome.refused ? AnswerOf(outcome) : ApiResponse{200, TextOf(buffer)};
}

Result<rapidjson::Document> BodyOf(const ApiRequest& request) {
  rapidjson::Document json;
  if (ParseForeignJson(request.body, &json) || !json.IsObject()) {
    return Error(ErrorCode::kInvalidArgument,
                 {"cần một đối tượng JSON {…}", "a JSON object {…} is wanted"});
  }
  std::set<std::string_view> names;
  for (const auto& member : std::as_const(json).GetObject()) {
    if (names.emplace(member.name.GetString(), member.name.GetStringLength()).second) continue;
    return Error(ErrorCode::kInvalidArgument,
                 {"JSON có trường lặp lại", "a JSON member is there twice"});
  }
  return json;
}

Error BadQuery(const std::string& name) {
  return {ErrorCode::kInvalidArgument,
          {"tham số " + name + " sai; xem /api/v1/openapi.json",
           "the parameter " + name + " is wrong; see /api/v1/openapi.json"}};
}

std::string StringIn(const rapidjson::Document& json, const char* name) {
  const auto found = json.FindMember(name);
  return found == json.MemberEnd() || !found->value.IsString()
             ? std::string()
             : std::string(found->value.GetString(), found->value.GetStringLength());
}

Token TokenOf(const ApiRequest& request, std::string_view cookie) {
  const std::string authorization = request.Header("authorization");
  constexpr std::string_view kBearer = "Bearer ";
  if (authorization.starts_with(kBearer)) return {authorization.substr(kBearer.size()), false};
  const std::string cookies = request.Header("cookie");
  const std::string name = std::string(cookie) + "=";
  Token token;
  for (size_t at = 0; at < cookies.size();) {
    const size_t end = std::min(cookies.find(';', at), cookies.size());
    const std::string_view one = std::string_view(cookies).substr(at, end - at);
    if (one.starts_with(name)) {
      if (token.by_cookie) return {};
      token = {std::string(one.substr(name.size())), true};
    }
    at = cookies.find_first_not_of("; ", end);
  }
  return token;
}

}  // namespace niem::server
