#include "audit/hosts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "audit/wide.h"
#include "base/json_source.h"

extern "C" {
extern const char niem_audit_hosts[], niem_audit_hosts_end[];
}

namespace niem::audit {
namespace {

constexpr size_t kMaxHosts = 2'000;
constexpr std::string_view kKinds[] = {"mail", "chat", "share", "office"};

const rapidjson::Value* Member(const rapidjson::Value& object, const char* name) {
  const auto found = object.FindMember(name);
  return found == object.MemberEnd() ? nullptr : &found->value;
}

std::string TextAt(const rapidjson::Value& object, const char* name) {
  const rapidjson::Value* value = Member(object, name);
  return value != nullptr && value->IsString() ? value->GetString() : "";
}

Result<std::vector<NamedHost>> ReadHosts(const JsonSource& source) {
  const rapidjson::Value* list =
      source.root().IsObject() ? Member(source.root(), "hosts") : nullptr;
  if (list == nullptr || !list->IsArray() || list->Size() > kMaxHosts) {
    return source.At("", {"\"hosts\" thiếu, sai dạng hoặc quá dài",
                          "\"hosts\" is missing, out of form or too long"});
  }
  std::vector<NamedHost> hosts;
  for (rapidjson::SizeType i = 0; i < list->Size(); ++i) {
    const std::string at = "/hosts/" + std::to_string(i);
    const rapidjson::Value& one = (*list)[i];
    if (!one.IsObject()) return source.At(at, {"phải là một đối tượng", "must be an object"});
    NamedHost host{Lower(TextAt(one, "host")), TextAt(one, "kind"), TextAt(one, "name")};
    if (host.host.find_first_not_of("*. ") == std::string::npos || host.host.size() > 255) {
      return source.At(at, {"\"host\" thiếu hoặc sai dạng", "\"host\" is missing or out of form"});
    }
    if (std::ranges::find(kKinds, host.kind) == std::end(kKinds)) {
      return source.At(at, {"\"kind\" phải là mail, chat, share hoặc office",
                            "\"kind\" must be mail, chat, share or office"});
    }
    if (host.name.empty()) host.name = host.host;
    hosts.push_back(std::move(host));
  }
  return hosts;
}

std::vector<std::string> Texts(const JsonSource& source, const char* name) {
  std::vector<std::string> texts;
  const rapidjson::Value* list = Member(source.root(), name);
  if (list == nullptr || !list->IsArray()) return texts;
  for (const auto& text : list->GetArray()) {
    if (text.IsString()) texts.emplace_back(text.GetString());
  }
  return texts;
}

// '*' stands for any characters. Goes back to the last '*' only, so that it takes linear steps for
// each.
bool Fits(std::string_view text, std::string_view pattern) {
  size_t t = 0, p = 0, star = std::string_view::npos, from = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++, from = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p, ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1, t = ++from;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

// Four numbers below 256 with dots between.
std::optional<std::array<int, 4>> NumbersOf(std::string_view host) {
  std::array<int, 4> numbers{};
  const char* at = host.data();
  const char* const end = host.data() + host.size();
  for (size_t i = 0; i < numbers.size(); ++i) {
    const auto [next, error] = std::from_chars(at, end, numbers[i]);
    if (error != std::errc() || numbers[i] < 0 || numbers[i] > 255) return std::nullopt;
    at = next;
    if (i == 3) break;
    if (at == end || *at != '.') return std::nullopt;
    ++at;
  }
  return at == end ? std::optional(numbers) : std::nullopt;
}

bool IsAddress(std::string_view host) {
  return NumbersOf(host) || host.find(':') != std::string_view::npos;
}

}  // namespace

Result<HostList> HostList::BuiltIn() {
  TRY_ASSIGN(
      const JsonSource source,
      JsonSource::Parse("hosts.json", std::string(niem_audit_hosts, niem_audit_hosts_end), ""));
  HostList list;
  TRY_ASSIGN(list.hosts_, ReadHosts(source));
  list.suffixes_ = Texts(source, "suffixes");
  list.documents_ = Texts(source, "documents");
  return list;
}

Result<HostList> HostList::With(const std::string& json, const std::string& file) const {
  TRY_ASSIGN(const JsonSource source, JsonSource::Parse(file, json, ""));
  HostList list = *this;
  TRY_ASSIGN(list.hosts_, ReadHosts(source));
  list.hosts_.insert(list.hosts_.end(), hosts_.begin(), hosts_.end());
  return list;
}

const NamedHost* HostList::Find(std::string_view host) const {
  const auto fits = [&](const NamedHost& named) {
    for (size_t at = 0; at < host.size();) {
      if (Fits(host.substr(at), named.host)) return true;
      const size_t dot = host.find('.', at);
      at = dot == std::string_view::npos ? host.size() : dot + 1;
    }
    return false;
  };
  const auto found = std::ranges::find_if(hosts_, fits);
  return found == hosts_.end() ? nullptr : &*found;
}

std::string HostList::Registered(std::string_view host) const {
  if (IsAddress(host)) return std::string(host);
  const size_t last = host.rfind('.');
  if (last == std::string_view::npos || last == 0) return std::string(host);
  size_t begin = host.rfind('.', last - 1);
  if (begin == std::string_view::npos) return std::string(host);
  if (std::ranges::find(suffixes_, host.substr(begin + 1)) != suffixes_.end() && begin > 0) {
    begin = host.rfind('.', begin - 1);
  }
  return std::string(begin == std::string_view::npos ? host : host.substr(begin + 1));
}

bool HostList::IsDocument(std::string_view file_name) const {
  const size_t dot = file_name.rfind('.');
  if (dot == std::string_view::npos) return false;
  return std::ranges::find(documents_, Lower(file_name.substr(dot + 1))) != documents_.end();
}

std::string HostOf(std::string_view address) {
  constexpr std::string_view kBlob = "blob:";
  if (StartsWithName(address, kBlob)) address.remove_prefix(kBlob.size());
  const size_t scheme = address.find("://");
  if (scheme == std::string_view::npos) return {};
  const std::string name = Lower(address.substr(0, scheme));
  if (name != "http" && name != "https" && name != "ftp" && name != "ws" && name != "wss") {
    return {};
  }
  std::string_view host = address.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#\\"));
  host = host.substr(host.rfind('@') + 1);
  if (host.starts_with("[")) {
    host = host.substr(1, host.find(']') - 1);
  } else {
    host = host.substr(0, host.find(':'));
  }
  while (host.ends_with(".")) host.remove_suffix(1);
  constexpr size_t kMaxHost = 255;
  return host.size() > kMaxHost ? std::string() : Lower(ValidUtf8(host));
}

bool IsLoopback(std::string_view host) {
  const auto numbers = NumbersOf(host);
  return host == "localhost" || host == "::1" || (numbers && (*numbers)[0] == 127);
}

bool IsLocalHost(std::string_view host) {
  if (IsLoopback(host)) return true;
  if (const auto n = NumbersOf(host)) {
    const auto [a, b] = std::pair((*n)[0], (*n)[1]);
    // RFC 1918, RFC 3927, RFC 6598.
    return a == 10 || (a == 172 && b >= 16 && b < 32) || (a == 192 && b == 168) ||
           (a == 169 && b == 254) || (a == 100 && b >= 64 && b < 128) || a == 0;
  }
  if (host.find(':') != std::string_view::npos) {
    return host.starts_with("fc") || host.starts_with("fd") || host.starts_with("fe80");
  }
  if (host.find('.') == std::string_view::npos) return true;
  // RFC 6762, RFC 8375 and endings that no registry hands out.
  constexpr std::string_view kEndings[] = {".local", ".lan",      ".home",     ".home.arpa",
                                           ".corp",  ".internal", ".intranet", ".localdomain"};
  return std::ranges::any_of(kEndings, [&](std::string_view end) { return host.ends_with(end); });
}

}  // namespace niem::audit
