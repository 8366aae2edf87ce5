#include "law/pack_diff.h"

#define RAPIDJSON_HAS_STDSTRING 1
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <string>
#include <tuple>
#include <utility>

namespace niem::law {
namespace {

constexpr std::array<std::string_view, 4> kChangeCodes = {"added", "removed", "changed", "moved"};

std::string Compact(const rapidjson::Value& value) {
  if (value.IsString()) return {value.GetString(), value.GetStringLength()};
  if (value.IsObject() && value.HasMember("vi") && value["vi"].IsString())
    return value["vi"].GetString();
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

std::vector<std::string> Elements(const rapidjson::Value& array) {
  std::vector<std::string> elements;
  for (const auto& element : array.GetArray()) elements.push_back(Compact(element));
  return elements;
}

// "+new −old" of two lists.
std::string ListChange(const rapidjson::Value& before, const rapidjson::Value& after) {
  const std::vector<std::string> old_list = Elements(before), new_list = Elements(after);
  const auto missing = [](const std::vector<std::string>& list, const std::string& element) {
    return std::find(list.begin(), list.end(), element) == list.end();
  };
  std::string text;
  for (const std::string& element : new_list) {
    if (missing(old_list, element)) text += (text.empty() ? "+" : " +") + element;
  }
  for (const std::string& element : old_list) {
    if (missing(new_list, element)) text += (text.empty() ? "−" : " −") + element;
  }
  return text.empty() ? "↕" : text;  // another order
}

rapidjson::Document Parsed(const std::string& json) {
  rapidjson::Document document;
  document.Parse(json.data(), json.size());
  return document;
}

std::vector<std::string> MembersOf(const FactView& before, const FactView& after) {
  const rapidjson::Document old_fact = Parsed(before.json), new_fact = Parsed(after.json);
  std::vector<std::string> members;
  const auto add = [&](const std::string& name, const std::string& change) {
    members.push_back(name + ": " + change);
  };
  for (const auto& member : old_fact.GetObject()) {
    const std::string name = member.name.GetString();
    const auto now = new_fact.FindMember(name);
    if (name == "number" && before.section == "prohibited") continue;  // the article says it
    if (now == new_fact.MemberEnd())
      add(name, Compact(member.value) + " → ∅");
    else if (member.value == now->value)
      continue;
    else if (member.value.IsArray() && now->value.IsArray())
      add(name, ListChange(member.value, now->value));
    else
      add(name, Compact(member.value) + " → " + Compact(now->value));
  }
  for (const auto& member : new_fact.GetObject()) {
    const std::string name = member.name.GetString();
    if (!old_fact.HasMember(name)) add(name, "∅ → " + Compact(member.value));
  }
  return members;
}

// Laws before decrees and circulars, then article by article: "9" before "10(1)" before "10(2)".
std::tuple<bool, int, std::string> OrderOf(const FactView& fact) {
  const std::string& article = fact.source.article;
  int number = 0;
  for (const char c : article) {
    if (c < '0' || c > '9' || number > 9999) break;
    number = number * 10 + (c - '0');
  }
  return {fact.source.instrument.find("/QH") == std::string::npos, number, article};
}

}  // namespace

std::string_view ChangeCode(Change change) {
  return kChangeCodes[static_cast<size_t>(change)];
}

std::vector<Difference> Compare(const Pack& before, const Pack& after) {
  std::vector<Difference> differences;
  for (const FactView& fact : before.facts()) {
    const FactView* now = after.FindFact(fact.key);
    if (now == nullptr) {
      differences.push_back({Change::kRemoved, &fact, nullptr, {}});
    } else if (std::vector<std::string> members = MembersOf(fact, *now); !members.empty()) {
      differences.push_back({Change::kChanged, &fact, now, std::move(members)});
    } else if (fact.source.article != now->source.article) {
      differences.push_back({Change::kMoved, &fact, now, {}});
    }
  }
  for (const FactView& fact : after.facts()) {
    if (before.FindFact(fact.key) == nullptr)
      differences.push_back({Change::kAdded, nullptr, &fact, {}});
  }
  std::stable_sort(differences.begin(), differences.end(),
                   [](const Difference& a, const Difference& b) {
                     return OrderOf(a.after != nullptr ? *a.after : *a.before) <
                            OrderOf(b.after != nullptr ? *b.after : *b.before);
                   });
  return differences;
}

}  // namespace niem::law
