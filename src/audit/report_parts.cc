#include "audit/report_parts.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "audit/wide.h"

namespace niem::audit {
namespace {

// The code point at `at` of valid UTF-8.
uint32_t CodeAt(std::string_view text, size_t at, size_t& length) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[at + i]); };
  const uint8_t first = byte(0);
  length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (length == 1) return first;
  uint32_t code = first & (0xFFu >> (length + 1));
  for (size_t i = 1; i < length; ++i) code = code << 6 | (byte(i) & 0x3F);
  return code;
}

// UAX #9 2.1-2.4 and what takes no room.
bool IsHidden(uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code <= 0xA0) || code == 0xAD || code == 0x61C ||
         (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202F) ||
         (code >= 0x2060 && code <= 0x206F) || code == 0x3164 || code == 0xFEFF ||
         (code >= 0xE0000 && code <= 0xE0FFF);
}

// "H3" → "H3 thùng rác giả".
std::string ShownHeuristic(const std::string& code, Lang lang) {
  const Text title = HeuristicTitle(code);
  return title.vi.empty() ? code : code + " " + Pick(title, lang);
}

// "H1, H3" → each.
std::vector<std::string> ListOf(const std::string& value) {
  std::vector<std::string> all;
  for (size_t at = 0; at <= value.size();) {
    const size_t end = std::min(value.find(", ", at), value.size());
    all.push_back(value.substr(at, end - at));
    at = end + 2;
  }
  return all;
}

// Windows keeps by how many minutes a computer is behind UTC: "-420" is UTC+07:00.
std::string Offset(const std::string& behind) {
  int minutes = 0;
  const auto read = std::from_chars(behind.data(), behind.data() + behind.size(), minutes);
  constexpr int kDay = 24 * 60;
  if (read.ec != std::errc() || minutes < -kDay || minutes > kDay) return behind;
  std::array<char, 16> text{};
  const int ahead = std::abs(minutes);
  std::snprintf(text.data(), text.size(), "UTC%c%02d:%02d", minutes > 0 ? '-' : '+', ahead / 60,
                ahead % 60);
  return text.data();
}

}  // namespace

Text HeuristicTitle(std::string_view code) {
  static const std::pair<std::string_view, Text> kNames[] = {
      {"H1", {"tên thư mục không nhìn thấy được", "a folder's name that cannot be seen"}},
      {"H2", {"liên kết vẽ như ổ đĩa mà chạy lệnh", "a link drawn as a drive that runs a command"}},
      {"H3", {"thùng rác giả", "a false recycle bin"}},
      {"H4", {"chương trình nạp thư viện lạ bên tệp mã hoá", "a false library beside noise"}},
      {"H5", {"gốc ổ bị ẩn hết", "a root where all is hidden"}},
      {"H6", {"kho tệp mã hoá tên Base64", "a hoard of noise under Base64 names"}},
      {"H7", {"chương trình mang tên ổ, tên thư mục", "a program named as a drive or a folder"}},
      {"H8", {"tự khởi động từ nơi như vậy", "started by itself from such a place"}},
      {"H9", {"Explorer bị đặt để ẩn tệp", "Explorer told to hide files"}},
      {"H10", {"tự chạy khi cắm ổ", "started by plugging in"}},
      {"H11", {"đã chạy từ thùng rác giả", "ran from a false recycle bin"}},
      {"H12", {"đang chạy", "running now"}}};
  for (const auto& [name, text] : kNames) {
    if (name == code) return text;
  }
  return {};
}

std::vector<std::pair<std::string, Text>> HeuristicsOf(const Finding& finding) {
  std::vector<std::pair<std::string, Text>> all;
  const auto found = finding.subject.find("heuristic");
  if (found == finding.subject.end()) return all;
  for (const std::string& code : ListOf(found->second)) {
    Text title = HeuristicTitle(code);
    if (!title.vi.empty()) all.emplace_back(code, std::move(title));
  }
  return all;
}

std::string Shown(std::string_view text, size_t most) {
  const std::string valid = ValidUtf8(text);
  std::string out;
  for (size_t at = 0, length = 0; at < valid.size(); at += length) {
    const uint32_t code = CodeAt(valid, at, length);
    if (out.size() + length > most) return out + "…";
    if (!IsHidden(code)) {
      out.append(valid, at, length);
      continue;
    }
    std::array<char, 16> escaped{};
    std::snprintf(escaped.data(), escaped.size(), "\\u%04X", code);
    out += escaped.data();
  }
  return out;
}

std::map<std::string, std::string> MachineOf(const Collected& collected) {
  std::map<std::string, std::string> machine;
  const auto put = [&](const char* name, std::string value) {
    if (!value.empty()) machine.emplace(name, std::move(value));
  };
  for (const Fact& fact : collected.facts) {
    if (fact.kind == "machine") {
      for (const char* name : {"name", "host", "domain", "time_zone", "bias_minutes",
                               "manufacturer", "model", "machine_serial"}) {
        put(name, fact.Field(name));
      }
      if (const auto shutdown = fact.Time("shutdown")) put("last_shutdown", shutdown->ToString());
    } else if (fact.kind == "windows") {
      for (const char* name : {"product", "edition", "build", "display", "owner", "organisation"}) {
        put(name, fact.Field(name));
      }
      if (const auto installed = fact.Time("installed")) put("installed", installed->ToString());
    } else if (fact.kind == "linux") {
      put("product", fact.Field("product")), put("machine_id", fact.Field("machine_id"));
    } else if (fact.kind == "office") {
      put("office", fact.Field("product") + " " + fact.Field("version"));
    } else if (fact.kind == "log.span") {
      put("name", fact.Field("computer"));
    }
  }
  if (machine.contains("host") && machine["host"] == machine["name"]) machine.erase("host");
  return machine;
}

std::vector<std::pair<std::string, std::string>> MachineRows(const Collected& collected) {
  constexpr std::string_view kFirst[] = {"name",    "host",  "domain",    "product",      "edition",
                                         "display", "build", "installed", "last_shutdown"};
  std::map<std::string, std::string> machine = MachineOf(collected);
  for (const char* name : {"installed", "last_shutdown"}) {
    const auto time = machine.find(name);
    if (time != machine.end()) time->second = ShownTime(time->second);
  }
  if (const auto bias = machine.find("bias_minutes"); bias != machine.end())
    bias->second = Offset(bias->second);
  std::vector<std::pair<std::string, std::string>> rows;
  for (const std::string_view name : kFirst) {
    if (const auto found = machine.find(std::string(name)); found != machine.end())
      rows.emplace_back(*found), machine.erase(found);
  }
  rows.insert(rows.end(), machine.begin(), machine.end());
  return rows;
}

// Capitals of U+00E0 to U+00FE are 32 before their small letters; of the Vietnamese ones beyond,
// one before.
std::string Capital(std::string text) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<uint8_t>(text[i]) : 0; };
  const bool vietnamese = (byte(0) == 0xE1 && (byte(1) == 0xBA || byte(1) == 0xBB));
  if (byte(0) >= 'a' && byte(0) <= 'z') {
    text[0] = static_cast<char>(byte(0) - 0x20);
  } else if (byte(0) == 0xC3 && byte(1) >= 0xA0 && byte(1) <= 0xBE) {
    text[1] = static_cast<char>(byte(1) - 0x20);
  } else if (byte(0) == 0xC4 && (byte(1) == 0x91 || byte(1) == 0x83)) {  // đ, ă
    text[1] = static_cast<char>(byte(1) - 1);
  } else if (vietnamese && byte(2) % 2 == 1) {
    text[2] = static_cast<char>(byte(2) - 1);
  }
  return text;
}

std::string ShownProfile(const std::string& profile, Lang lang) {
  for (const Profile known : {Profile::kDrafting, Profile::kInternet, Profile::kOffice}) {
    if (ProfileName(known) == profile) return Pick(ProfileTitle(known), lang);
  }
  return profile;
}

std::string SubjectValue(std::string_view field, const std::string& value, Lang lang) {
  if (field == "register") return Pick(RegisterTitle(value), lang);
  const bool profiles = field == "other_profile";
  if (!profiles && field != "heuristic") return value;
  std::string all;
  for (const std::string& one : ListOf(value)) {
    all += all.empty() ? "" : profiles ? ", " : "; ";
    all += profiles ? ShownProfile(one, lang) : ShownHeuristic(one, lang);
  }
  return all;
}

std::string ShownTime(std::string_view time) {
  if (time.empty()) return "–";
  if (time.size() < 19 || time[4] != '-' || time[10] != 'T') return Shown(time, 40);
  std::string out(time.substr(8, 2));
  out.append("/").append(time.substr(5, 2)).append("/").append(time.substr(0, 4));
  out.append(" ").append(time.substr(11, 8)).append(time.back() == 'Z' ? " UTC" : "");
  return Shown(out);
}

Text NoClause() {
  return {"xảy ra trước khi các điều khoản của quy tắc này có hiệu lực; người kiểm tra xác định",
          "older than the clauses of this rule; for the inspector to determine"};
}

std::string TimesShown(const Finding& finding, Lang lang) {
  const auto shown = [&](const Moment& moment) {
    const bool exact = moment.origin == TimeOrigin::kUtc;
    return moment.Shown() + (exact ? "" : " (" + Pick(OriginTitle(moment.origin), lang) + ")");
  };
  if (!finding.first) return {};
  const std::string first = shown(*finding.first);
  const std::string last = finding.last ? shown(*finding.last) : first;
  return first == last ? first : first + " – " + last;
}

Text VerdictTitle(Verdict verdict) {
  switch (verdict) {
    case Verdict::kSeen:
      return {"có dấu vết", "seen"};
    case Verdict::kNotSeen:
      return {"không thấy", "not seen"};
    case Verdict::kSourceAbsent:
      return {"không có nguồn để xem", "no source to look in"};
  }
  return {};
}

Text GradeTitle(Grade grade) {
  switch (grade) {
    case Grade::kSingle:
      return {"một nguồn", "single source"};
    case Grade::kCorroborated:
      return {"nhiều nguồn khớp nhau", "corroborated"};
    case Grade::kConflicting:
      return {"không nhất quán", "inconsistent"};
  }
  return {};
}

Text StandingTitle(Standing standing) {
  switch (standing) {
    case Standing::kViolation:
      return {"Trái quy định", "Contrary to the rules"};
    case Standing::kIndication:
      return {"Dấu hiệu cần làm rõ", "Indication, to be cleared up"};
    case Standing::kNote:
      return {"Ghi nhận", "Noted"};
    case Standing::kExpected:
      return {"Bình thường với loại máy này", "Ordinary on this kind of computer"};
  }
  return {};
}

Text ProfileTitle(Profile profile) {
  switch (profile) {
    case Profile::kDrafting:
      return {"máy soạn thảo bí mật nhà nước", "computer for drafting state secrets"};
    case Profile::kInternet:
      return {"máy nối Internet", "Internet computer"};
    case Profile::kOffice:
      return {"máy văn phòng", "office computer"};
  }
  return {};
}

Text OriginTitle(TimeOrigin origin) {
  switch (origin) {
    case TimeOrigin::kUtc:
      return {"giờ UTC", "UTC"};
    case TimeOrigin::kLocal:
      return {"giờ của máy, không rõ múi", "the machine's own time, zone unknown"};
    case TimeOrigin::kApproximate:
      return {"gần đúng", "approximate"};
  }
  return {};
}

Text RegisterTitle(const std::string& state) {
  if (state == "registered") return {"có trong sổ, đã kiểm tra", "registered and inspected"};
  if (state == "expired") return {"kiểm tra đã hết hạn", "inspection expired"};
  if (state == "not_inspected") return {"có trong sổ, chưa kiểm tra", "registered, not inspected"};
  if (state == "unknown") return {"không có trong sổ", "not in the register"};
  if (state == "no_serial") return {"không có sê-ri riêng", "no serial of its own"};
  return {"chưa đối chiếu sổ", "no register given"};
}

Text FieldTitle(std::string_view field) {
  constexpr std::pair<std::string_view, StaticText> kTitles[] = {
      {"name", {"tên", "name"}},
      {"label", {"nhãn", "label"}},
      {"letter", {"ổ", "letter"}},
      {"user", {"người dùng", "user"}},
      {"serial", {"sê-ri", "serial"}},
      {"vid", {"mã hãng", "VID"}},
      {"pid", {"mã sản phẩm", "PID"}},
      {"path", {"đường dẫn", "path"}},
      {"address", {"địa chỉ", "address"}},
      {"gateway", {"cổng ra", "gateway"}},
      {"ssid", {"tên Wi-Fi", "SSID"}},
      {"server", {"máy chủ", "server"}},
      {"share", {"thư mục chia sẻ", "share"}},
      {"app", {"phần mềm", "program"}},
      {"product", {"sản phẩm", "product"}},
      {"build", {"bản dựng", "build"}},
      {"register", {"sổ thiết bị", "register"}},
      {"program", {"chương trình", "program"}},
      {"title", {"bản cập nhật", "update"}},
      {"channel", {"nhật ký", "log"}},
      {"description", {"mô tả", "description"}},
      {"friendly", {"tên thiết bị", "device name"}},
      {"other", {"máy khác", "other computer"}},
      {"other_profile", {"loại máy khác", "its kind"}},
      {"host", {"tên máy trên mạng", "host name"}},
      {"browser", {"trình duyệt", "browser"}},
      {"visits", {"lượt truy cập", "visits"}},
      {"hosts", {"số tên miền", "sites"}},
      {"runs", {"số lần chạy", "runs"}},
      {"folder", {"thư mục", "folder"}},
      {"file", {"tệp", "file"}},
      {"library", {"thư viện", "library"}},
      {"blob", {"tệp mã hoá", "encrypted file"}},
      {"rule", {"quy tắc", "rule"}},
      {"version", {"phiên bản", "version"}},
      {"sha256", {"SHA-256", "SHA-256"}},
      {"on_drive", {"USB, ổ ngoài", "removable drive"}},
      {"maybe_drive", {"USB từng dùng chữ cái ổ này", "drive that once had this letter"}},
      {"bias_minutes", {"giờ của máy so với UTC", "the computer's time, from UTC"}},
      {"domain", {"miền", "domain"}},
      {"owner", {"người đăng ký", "registered owner"}},
      {"organisation", {"đơn vị đăng ký", "registered organisation"}},
      {"time_zone", {"múi giờ", "time zone"}},
      {"installed", {"cài Windows", "Windows installed"}},
      {"last_shutdown", {"tắt máy lần cuối", "last shutdown"}},
      {"edition", {"ấn bản", "edition"}},
      {"display", {"phiên bản", "version"}},
      {"step_seconds", {"bước nhảy (giây)", "step (seconds)"}},
      {"interface", {"giao diện mạng", "interface"}},
      {"bssid", {"điểm truy cập", "access point"}},
      {"medium", {"loại mạng", "kind of network"}},
      {"connections", {"số kết nối Internet đang có", "connections to the Internet now"}},
      {"manufacturer", {"hãng máy", "maker of the computer"}},
      {"model", {"kiểu máy", "model of the computer"}},
      {"machine_serial", {"số sê-ri máy", "serial number of the computer"}},
      {"machine_id", {"mã cài đặt Linux", "machine-id"}},
      {"command", {"lệnh", "command"}},
      {"autorun", {"tự khởi động", "autostart"}},
      {"action", {"xử lý", "action"}},
      {"number", {"số gọi", "number dialled"}},
      {"service", {"trình điều khiển", "driver"}},
      {"signatures", {"mẫu nhận diện", "signatures"}},
      {"volume_serial", {"số sê-ri phân vùng", "volume serial"}},
      {"kms_server", {"máy chủ KMS", "KMS server"}},
      {"zone", {"vùng (3: Internet)", "zone (3: the Internet)"}},
      {"site", {"tải về từ", "fetched from"}},
      {"referrer", {"trang dẫn", "referring site"}},
      {"heuristic", {"hành xử", "behaviour"}},
      {"minutes", {"lặp lại sau (phút)", "repeated every (minutes)"}},
      {"score", {"điểm", "score"}},
  };
  for (const auto& [name, title] : kTitles) {
    if (name == field) return title;
  }
  return {std::string(field), std::string(field)};
}

Counts CountOf(const Judged& judged) {
  Counts counts;
  for (const Finding& finding : judged.findings) {
    if (finding.verdict == Verdict::kNotSeen)
      ++counts.not_seen;
    else if (finding.verdict == Verdict::kSourceAbsent)
      ++counts.absent;
    else if (finding.standing == Standing::kViolation)
      ++counts.violations;
    else if (finding.standing == Standing::kIndication)
      ++counts.indications;
    else
      ++counts.notes;
  }
  return counts;
}

std::string VisitShown(const UsbVisit& visit, Lang lang) {
  const std::string unknown = Pick(Text{"không rõ", "not recorded"}, lang);
  std::string text = visit.arrived ? visit.arrived->Shown() : unknown;
  text += " – ";
  if (visit.left) return text + visit.left->Shown();
  text += unknown;
  if (visit.last_seen) {
    text += Pick(Text{", còn thấy ", ", still there "}, lang) + visit.last_seen->Shown();
  }
  return text;
}

std::vector<size_t> VisitsToShow(size_t count) {
  std::vector<size_t> shown;
  for (size_t i = 0; i < count; ++i) {
    if (i == 0 || i + kShownVisits > count) shown.push_back(i);
  }
  return shown;
}

Text ClauseCaution() {
  return {
      "Phần mềm gắn phát hiện với điều luật, việc gắn chưa đối chiếu bản gốc; chữ trong [ ] là độ "
      "chắc của điều luật. Người kiểm tra kết luận.",
      "Which clause goes with a finding is the program's choice, not checked against an original; "
      "the letter in [ ] is how sure the clause is. The inspector concludes."};
}

std::string SourceName(const Source& source, Lang lang) {
  std::string name(Pick(SourceKindTitle(source.id.kind), lang));
  if (!source.id.path.empty()) name += " " + source.id.path;
  return name;
}

}  // namespace niem::audit
