#include "registry/settings.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "registry/finders.h"

namespace niem::registry {
namespace {

constexpr std::array<std::string_view, 2> kOrderChoices = {"recorded", "required"};
constexpr std::array<std::string_view, 2> kCardChoices = {"bound", "required"};
constexpr std::array<std::string_view, 2> kDerivedChoices = {"refuse", "warn"};
constexpr std::array<std::string_view, 2> kRiseChoices = {"again", "warn"};
constexpr std::array<std::string_view, 2> kSwitch = {"off", "on"};

const std::array<HouseSetting, 10> kSettings = {{
    {kPasswordLength,
     "12",
     {},
     8,
     128,
     {"Mật khẩu: số ký tự tối thiểu", "Passwords: characters at least"}},
    {kPasswordLetters,
     "6",
     {},
     1,
     32,
     {"Mật khẩu: số ký tự khác nhau tối thiểu", "Passwords: different characters at least"}},
    {kPasswordBits,
     "33",
     {},
     20,
     100,
     {"Mật khẩu: độ khó đoán tối thiểu, tính bằng bit",
      "Passwords: how hard to guess at least, in bits"}},
    {kPasswordFirstDays,
     "7",
     {},
     1,
     90,
     {"Mật khẩu đầu tiên: số ngày phải đổi",
      "First passwords: days within which they are changed"}},
    {kOrders,
     "recorded",
     kOrderChoices,
     0,
     0,
     {"Đổi khóa, xuất nhật ký trên máy chủ khi không có lệnh hai người",
      "Change of key and export at the server without an order of two persons"}},
    {kCards,
     "bound",
     kCardChoices,
     0,
     0,
     {"Thẻ khi đăng nhập: ai đã gắn thẻ (bound), hay mọi người (required)",
      "Card at sign-in: whoever has one (bound), or all (required)"}},
    {kDerivedLevel,
     "refuse",
     kDerivedChoices,
     0,
     0,
     {"Hạ độ mật văn bản xuống dưới nguồn của nó", "Lowering a document below its source"}},
    {kRiseAfterAllowed,
     "again",
     kRiseChoices,
     0,
     0,
     {"Việc đã cho phép, chưa làm, khi độ mật được nâng",
      "What was allowed and not yet done when the level rises"}},
    {kLabelledExport,
     "off",
     kSwitch,
     0,
     0,
     {"Xuất ra tệp danh sách có mục đang mang độ mật",
      "Export to a file of lists in which something bears a level"}},
    {kIntakeUndoDays,
     "30",
     {},
     0,
     365,
     {"Nhập từ sổ cũ: số ngày còn hoàn tác được",
      "Documents of an old register: days within which this can be undone"}},
}};

const Finder<Setting> kAllSettings("registry.find_settings", "ORDER BY name");

bool ReadNumber(std::string_view text, int64_t* number) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), *number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

}  // namespace

std::span<const HouseSetting> HouseSettings() {
  return kSettings;
}

const HouseSetting* FindHouseSetting(std::string_view name) {
  const auto found = std::find_if(kSettings.begin(), kSettings.end(),
                                  [&](const HouseSetting& one) { return one.name == name; });
  return found == kSettings.end() ? nullptr : &*found;
}

Status CheckHouseSetting(const HouseSetting& setting, std::string_view value) {
  if (!setting.choices.empty()) {
    std::string list;
    for (const std::string_view choice : setting.choices) {
      if (choice == value) return Ok();
      list += (list.empty() ? "" : ", ") + std::string(choice);
    }
    return Error(ErrorCode::kInvalidArgument,
                 {"giá trị phải là một trong: " + list, "the value must be one of: " + list});
  }
  int64_t number = 0;
  if (ReadNumber(value, &number) && number >= setting.least && number <= setting.most) return Ok();
  const std::string range = std::to_string(setting.least) + "–" + std::to_string(setting.most);
  return Error(ErrorCode::kInvalidArgument,
               {"giá trị phải là số nguyên " + range, "the value must be a whole number " + range});
}

Result<std::string> HouseValue(Deed& deed, std::string_view name) {
  TRY_ASSIGN(const std::vector<Setting> set, deed.Find(SettingByName(), {name}));
  if (!set.empty()) return set.front().value;
  const HouseSetting* setting = FindHouseSetting(name);
  return std::string(setting == nullptr ? "" : setting->fallback);
}

Result<int64_t> HouseNumber(Deed& deed, std::string_view name) {
  TRY_ASSIGN(const std::string value, HouseValue(deed, name));
  int64_t number = 0;
  ReadNumber(value, &number);
  return number;
}

Result<law::Settings> SettingsOf(Deed& deed) {
  TRY_ASSIGN(const std::vector<Setting> set, deed.Find(kAllSettings, {}));
  law::Settings settings;
  for (const Setting& one : set) settings[one.name] = one.value;
  return settings;
}

}  // namespace niem::registry
