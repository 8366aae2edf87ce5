#include "law/lists.h"

#include <algorithm>
#include <utility>

#include "law/json_node.h"

extern "C" const unsigned char niem_list_schema[], niem_list_schema_end[];

namespace niem::law {
namespace {

std::string_view Schema() {
  return {reinterpret_cast<const char*>(niem_list_schema),
          static_cast<size_t>(niem_list_schema_end - niem_list_schema)};
}

bool Meet(const ListItem& a, const ListItem& b) {
  return (!a.to || b.from <= *a.to) && (!b.to || a.from <= *b.to);
}

Result<ListItem> ReadItem(const JsonNode& root, const JsonNode& node) {
  ListItem item;
  item.citation = {root.String("decision"), node.String("article"), node.String("clause"),
                   node.String("point")};
  item.level = LevelFromCode(node.String("level")).value_or(Level::kMat);
  item.text = node.String("text");
  item.field = root.String("field");
  TRY_ASSIGN(const std::optional<Date> all_from, root.DateOf("from"));
  TRY_ASSIGN(const std::optional<Date> all_to, root.DateOf("to"));
  TRY_ASSIGN(const std::optional<Date> from, node.DateOf("from"));
  TRY_ASSIGN(const std::optional<Date> to, node.DateOf("to"));
  item.from = from.value_or(*all_from);
  item.to = to ? to : all_to;
  if (item.to && *item.to < item.from) {
    return node.Complain(
        {"mục hết hiệu lực trước khi có hiệu lực", "the item ends before it begins"});
  }
  if (item.citation.clause.empty() && !item.citation.point.empty())
    return node.Complain("point", {"điểm phải nằm trong một khoản", "a point stands in a clause"});
  return item;
}

// The article that demands an item of a list.
Text Demand(const Pack& law) {
  for (const Power& power : law.powers()) {
    if (power.act != Act::kDetermine || power.conditions.empty()) continue;
    const Text article = Cite(power.source);
    return {power.conditions[0].vi + " " + article.vi, power.conditions[0].en + " " + article.en};
  }
  return {};
}

}  // namespace

Text Shown(const Citation& citation) {
  Text place{"Điều " + citation.article, "article " + citation.article};
  if (!citation.clause.empty()) {
    place.vi = "khoản " + citation.clause + " " + place.vi;
    place.en += "(" + citation.clause + ")";
  }
  if (!citation.point.empty()) {
    place.vi = "điểm " + citation.point + " " + place.vi;
    place.en += "(" + citation.point + ")";
  }
  return {place.vi + " Quyết định " + citation.decision,
          place.en + " of Decision " + citation.decision};
}

Result<SecretLists> SecretLists::FromFiles(const std::vector<PackFile>& files) {
  SecretLists lists;
  std::vector<std::string> places;
  for (const PackFile& file : files) {
    TRY_ASSIGN(const JsonSource source, JsonSource::Parse(file.name, file.text, Schema()));
    const JsonNode root(source);
    for (const JsonNode& node : root.Children("items")) {
      TRY_ASSIGN(ListItem item, ReadItem(root, node));
      std::vector<size_t>& same = lists.by_citation_[item.citation];
      for (const size_t other : same) {
        if (!Meet(lists.items_[other], item)) continue;
        return node.Complain(
            {Shown(item.citation).vi + " lặp lại; đã có ở " + places[other],
             Shown(item.citation).en + " is repeated; it stands at " + places[other]});
      }
      same.push_back(lists.items_.size());
      places.push_back(file.name + ":" + std::to_string(node.Line()));
      lists.items_.push_back(std::move(item));
    }
  }
  return lists;
}

const ListItem* SecretLists::Find(const Citation& citation, Date day) const {
  const auto found = by_citation_.find(citation);
  if (found == by_citation_.end()) return nullptr;
  for (const size_t index : found->second) {
    if (items_[index].InForce(day)) return &items_[index];
  }
  return nullptr;
}

std::vector<const ListItem*> SecretLists::InForce(Date day, std::optional<Level> level) const {
  std::vector<const ListItem*> found;
  for (const ListItem& item : items_) {
    if (item.InForce(day) && (!level || item.level == *level)) found.push_back(&item);
  }
  return found;
}

Result<const ListItem*> SecretLists::ForDetermination(const Pack& law, const Citation& citation,
                                                      Level level, Date day) const {
  const Text demand = Demand(law);
  const Text cited = Shown(citation);
  const ListItem* item = Find(citation, day);
  if (item == nullptr) {
    const bool known = by_citation_.contains(citation);
    return Error(ErrorCode::kInvalidArgument,
                 {cited.vi +
                      (known ? ": không còn hoặc chưa có hiệu lực ngày "
                             : ": không có trong danh mục đã nạp, ngày ") +
                      day.Shown().vi + ". " + demand.vi,
                  cited.en + (known ? ": not in force on " : ": on no list that was loaded, on ") +
                      day.ToString() + ". " + demand.en});
  }
  if (item->level != level) {
    const Text own = LevelTerm(item->level), asked = LevelTerm(level);
    return Error(
        ErrorCode::kInvalidArgument,
        {cited.vi + ": mục này thuộc độ " + own.vi + ", không phải " + asked.vi + ". " + demand.vi,
         cited.en + ": this item is " + own.en + ", not " + asked.en + ". " + demand.en});
  }
  return item;
}

}  // namespace niem::law
