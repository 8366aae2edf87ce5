// The stamps of the law pack in their true size, for whoever has them made and whoever compares an
// impression with them. A size that no text we hold gives is the agency's setting, or unknown.
#include <algorithm>
#include <charconv>
#include <cstdio>

#include "registry/settings.h"
#include "server/print_parts.h"
#include "server/prints.h"

namespace niem::server {
namespace {

using registry::Deed;

constexpr double kMostMm = 150;

struct Size {
  double width = 0, height = 0;
};

std::string Number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  std::string shown = text;
  std::replace(shown.begin(), shown.end(), '.', ',');
  return shown;
}

// "40 × 8 mm" in the words of a setting; nothing where they say no such thing.
Size SizeIn(std::string text) {
  std::replace(text.begin(), text.end(), ',', '.');
  for (const std::string_view times : {"×", "x", "X", "*"}) {
    const size_t at = text.find(times);
    if (at == std::string::npos) continue;
    const size_t begin = text.find_last_not_of("0123456789. ", at == 0 ? 0 : at - 1);
    std::string left = text.substr(begin == std::string::npos ? 0 : begin + 1,
                                   at - (begin == std::string::npos ? 0 : begin + 1));
    std::string right = text.substr(at + times.size());
    std::erase(left, ' ');
    right.erase(0, right.find_first_not_of(' '));
    Size size;
    std::from_chars(left.data(), left.data() + left.size(), size.width);
    std::from_chars(right.data(), right.data() + right.size(), size.height);
    const auto fits = [](double mm) { return mm >= 1 && mm <= kMostMm; };
    if (fits(size.width) && fits(size.height)) return size;
  }
  return {};
}

// Which setting of the pack may say the size: "form.level_mark.toi_mat.size".
std::string SettingOf(const law::Form& form, const law::Stamp& stamp) {
  std::string id = "form." + form.id;
  if (!stamp.lines.empty() && form.stamps.size() > 1) {
    for (const Level level : law::kLevels) {
      if (BannerOf(level) == stamp.lines.front()) id += "." + std::string(LevelName(level));
    }
    if (stamp.place == "envelope") id = "form.envelope";
  }
  return id + ".size";
}

print::Stamp StampOf(const law::Pack& law, const law::Settings& settings, const law::Form& form,
                     const law::Stamp& stamp) {
  print::Stamp drawn;
  drawn.lines = stamp.lines;
  drawn.borders = std::max(1, stamp.borders);
  drawn.gap = stamp.border_gap_mm.value_or(1);
  drawn.points = stamp.font_pt.value_or(13);
  drawn.red = stamp.ink == "đỏ";
  drawn.caption = (form.number.empty() ? "" : "Mẫu số " + form.number + ": ") + form.name.vi + "\n";
  const std::string id = SettingOf(form, stamp);
  const auto set = settings.find(id);
  Size size{stamp.width_mm.value_or(0), stamp.height_mm.value_or(0)};
  const bool known = size.width > 0 && size.height > 0;
  if (!known && set != settings.end()) size = SizeIn(set->second);
  drawn.width = size.width, drawn.height = size.height;
  if (size.width > 0) {
    drawn.caption += Number(size.width) + " × " + Number(size.height) + " mm";
    if (!known) drawn.caption += ", theo cấu hình của cơ quan, " + std::string(kUnchecked);
  } else {
    drawn.caption += "Kích thước chưa rõ, " + std::string(kUnchecked) + "; hình vẽ không đúng cỡ";
    const law::Setting* const setting = law.FindSetting(id);
    if (setting != nullptr && !setting->suggestion.empty()) {
      drawn.caption += " (gợi ý của văn bản trước: " + setting->suggestion + ")";
    }
  }
  drawn.caption += ".\n" + law::Cite(stamp.source).vi;
  const std::string caution = law::Caution(stamp.source).vi;
  if (!caution.empty()) drawn.caption += "; " + caution;
  drawn.caption += ".";
  return drawn;
}

}  // namespace

Status PrintStamps(Deed& deed, const PrintWish& wish, print::Paper* paper) {
  TRY_ASSIGN(const law::Settings settings, registry::SettingsOf(deed));
  TRY(PutHead(deed, wish.agency, deed.acting().person.unit, paper));
  paper->name = "Mẫu dấu";
  paper->blocks.emplace_back(
      print::Heading{"Mẫu các dấu bảo vệ bí mật nhà nước", deed.law().name().vi, 14, true});
  paper->blocks.emplace_back(print::Paragraph{
      "In ở tỷ lệ 100%, không co theo giấy. Kích thước đo ở mép ngoài của viền.", 11});
  paper->blocks.emplace_back(print::Space{5});
  print::Stamps stamps;
  std::vector<print::Paragraph> unseen;
  for (const law::Form& form : deed.law().forms()) {
    if (form.kind != "stamp") continue;
    for (const law::Stamp& stamp : form.stamps) {
      stamps.list.push_back(StampOf(deed.law(), settings, form, stamp));
    }
    if (!form.stamps.empty()) continue;
    unseen.push_back({"- " + (form.number.empty() ? "" : "Mẫu số " + form.number + ": ") +
                          form.name.vi + " (" + law::Cite(form.source).vi + ")",
                      11});
  }
  paper->blocks.emplace_back(std::move(stamps));
  if (!unseen.empty()) {
    print::Paragraph head{"Có trong luật, nhưng chữ và kích thước " + std::string(kUnchecked) + ":",
                          11};
    head.bold = true;
    paper->blocks.emplace_back(std::move(head));
    for (print::Paragraph& one : unseen) paper->blocks.emplace_back(std::move(one));
  }
  PutImprint(deed, paper);
  return Ok();
}

}  // namespace niem::server
