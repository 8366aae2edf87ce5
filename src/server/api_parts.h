// What the files of Api share. Thread-safety: pure functions.
#pragma once

#include <rapidjson/document.h>

#include <functional>
#include <string>
#include <string_view>

#include "registry/registry.h"
#include "registry/search.h"
#include "server/api.h"
#include "server/json.h"

namespace niem::server {

std::string TextOf(const rapidjson::StringBuffer& buffer);

// A reading that the ledger keeps: which act it is, whom it is about, and the number read, if any.
struct RecordedRead {
  access::Act act;
  registry::Registry::Aim aim;
  int64_t id = 0;
};

// What `fill` writes, where the law of access lets it be read; else its refusal.
Result<ApiResponse> RecordedAnswer(
    registry::Registry& registry, const registry::Actor& actor, const RecordedRead& read,
    const std::function<Status(registry::Deed& deed, Writer& out)>& fill);

// The body as one JSON object, none of its members twice. kInvalidArgument.
Result<rapidjson::Document> BodyOf(const ApiRequest& request);

// Empty where it is absent or no text.
std::string StringIn(const rapidjson::Document& json, const char* name);

// How an error of the store or the form looks from outside; what only an operator may know goes to
// the log.
ApiResponse FailureOf(const Error& error);

// A parameter of the address, or of a search, that says nothing that can be asked for.
Error BadQuery(const std::string& name);

// As if the members of its body had stood in the address: what a search is about stands in no
// address. kInvalidArgument.
Result<ApiRequest> QueryFromBody(ApiRequest request);

// What a search asks for. kInvalidArgument.
Result<registry::DocumentQuery> ReadDocumentQuery(const ApiRequest& request);

struct Token {
  std::string text;  // empty: none
  bool by_cookie = false;
};

// Two cookies of that name are no token: it cannot be told which is ours.
Token TokenOf(const ApiRequest& request, std::string_view cookie);

}  // namespace niem::server
