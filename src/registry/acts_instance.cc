// What belongs to the instance as a whole: the lists of state secrets the agency holds, and what it
// has set where no text of the law that was read says. Source: docs/formats/law-pack.md.
#include <algorithm>

#include "registry/finders.h"
#include "registry/form.h"
#include "registry/settings.h"

namespace niem::registry {
namespace {

using access::Act;

// Loaded together with all that is there, so that a clash is found now and not at a determination.
Status LoadList(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const std::vector<ListFile> stored, deed.Find(AllListFiles(), {}));
  std::vector<law::PackFile> files;
  files.reserve(stored.size() + 1);
  for (const ListFile& one : stored) files.push_back({one.name, one.content});
  files.push_back({fields.Text("name"), fields.Text("content")});
  const Result<law::SecretLists> lists = law::SecretLists::FromFiles(files);
  if (!lists.ok()) return deed.Refuse("list.bad", lists.error().message());
  TRY(deed.Add(ListFile{0, fields.Text("name"), fields.Text("content"), deed.today()}));
  deed.outcome().ids["items"] = static_cast<int64_t>(lists->items().size());
  return Ok();
}

// Who asks everybody for a card must have one: else nobody is left who could take it back.
Status MustHaveCard(Deed& deed) {
  TRY_ASSIGN(const std::vector<Card> cards,
             deed.Find(CardsOf(), {deed.actor(), deed.today().ToString()}));
  if (!cards.empty()) return Ok();
  return deed.Refuse("setting.card",
                     {"gắn thẻ cho chính mình trước, nếu không sẽ không ai đăng nhập được để bỏ",
                      "bind a card to yourself first: else nobody could sign in to undo it"});
}

Status Set(Deed& deed, const Fields& fields) {
  const std::string& name = fields.Text("name");
  const auto& packs = deed.laws().packs();
  const bool known = std::any_of(packs.begin(), packs.end(), [&](const auto& pack) {
    return pack->FindSetting(name) != nullptr;
  });
  if (const HouseSetting* setting = FindHouseSetting(name)) {
    const Status fits = CheckHouseSetting(*setting, fields.Text("value"));
    if (!fits.ok()) return deed.Refuse("setting.value", fits.error().message());
    if (name == kCards && fields.Text("value") == "required") TRY(MustHaveCard(deed));
  } else if (!known) {
    return deed.Refuse("setting.unknown",
                       {"không có tham số “" + name + "”; xem niem pack show",
                        "there is no setting “" + name + "”; see niem pack show"});
  }
  TRY_ASSIGN(std::vector<Setting> settings, deed.Find(SettingByName(), {name}));
  if (settings.empty()) {
    TRY(deed.Add(Setting{0, name, fields.Text("value")}));
    return Ok();
  }
  settings.front().value = fields.Text("value");
  return deed.Save(settings.front());
}

std::vector<ActForm> MakeForms() {
  return {
      {Act::kListLoad,
       {{"name", FieldType::kText, Need::kRequired, {"Tên tệp", "File name"}},
        {"content", FieldType::kFile, Need::kRequired, {"Nội dung", "Content"}}},
       LoadList},
      {Act::kSettingSet,
       {{"name", FieldType::kText, Need::kRequired, {"Tham số", "Setting"}},
        {"value", FieldType::kText, Need::kRequired, {"Giá trị", "Value"}}},
       Set},
  };
}

}  // namespace

std::span<const ActForm> InstanceForms() {
  static const std::vector<ActForm> kForms = MakeForms();
  return kForms;
}

}  // namespace niem::registry
