#include "cli/demo.h"

#include <array>
#include <map>

#include "base/password_hash.h"

namespace niem::cli {
namespace {

using access::Act;
using access::Duty;

constexpr std::string_view kUnit = "xa-suoi-nga";
constexpr std::string_view kPassword = "chi-de-dung-thu";

struct Role {
  std::string_view login, name, post, roles;
  Duty duty;
  Level level;
};

constexpr std::array<Role, 10> kCast = {{
    {"chu-tich", "Ngô Thị Thử", "Chủ tịch UBND", "head,2h", Duty::kAuthority, Level::kTuyetMat},
    {"pho-ct", "Vũ Văn Mẫu", "Phó Chủ tịch UBND", "deputy_head", Duty::kAuthority,
     Level::kTuyetMat},
    {"van-thu", "Đỗ Thị Ví Dụ", "Văn thư", "", Duty::kRegistrar, Level::kTuyetMat},
    {"bao-quan", "Lý Văn Nháp", "Người bảo quản", "", Duty::kKeeper, Level::kTuyetMat},
    {"bao-quan-2", "Hồ Thị Nháp", "Người bảo quản", "", Duty::kKeeper, Level::kTuyetMat},
    {"can-bo", "Bùi Văn Tạm", "Cán bộ", "", Duty::kOfficer, Level::kToiMat},
    {"bao-ve", "Đinh Thị Giả", "Cán bộ bảo vệ BMNN", "", Duty::kSecurity, Level::kMat},
    {"bao-ve-2", "Phan Văn Giả", "Cán bộ bảo vệ BMNN", "", Duty::kSecurity, Level::kMat},
    {"kiem-tra", "Trịnh Thị Soi", "Kiểm tra", "", Duty::kAuditor, Level::kNone},
    {"quan-tri", "Mai Văn Máy", "Quản trị", "", Duty::kAdmin, Level::kNone},
}};

constexpr std::string_view kList =
    R"({\"format\":\"niem-list/1\",\"decision\":\"000/QĐ-BỊA\",)"
    R"(\"field\":\"Danh mục bịa đặt để dùng thử\",\"from\":\"2020-07-01\",\"items\":[)"
    R"({\"article\":\"1\",\"clause\":\"1\",\"level\":\"TUYET_MAT\",\"text\":\"Mục bịa thứ nhất\"},)"
    R"({\"article\":\"2\",\"clause\":\"1\",\"level\":\"TOI_MAT\",\"text\":\"Mục bịa thứ hai\"},)"
    R"({\"article\":\"3\",\"clause\":\"1\",\"level\":\"MAT\",\"text\":\"Mục bịa thứ ba\"}]})";

struct Step {
  std::string_view login;
  Act act;
  std::string_view fields;  // {name}: an id that an earlier step gave
  std::string_view keep;    // prefix under which its ids are kept
};

constexpr std::array<Step, 16> kScript = {{
    {"bao-ve", Act::kListLoad, R"({"name":"danh-muc-bia.json","content":"{list}"})", ""},
    {"van-thu", Act::kDocumentReceive,
     R"({"level":"toi_mat","issuer":"UBND tỉnh Bịa","number":"07","symbol":"CV-UBND","stated":2,)"
     R"("counted":2,"copy_numbers":[4,5],"sealed":true,"envelope":"B","subject":"Việc thử số một"})",
     "a"},
    {"bao-quan", Act::kCopyLend, R"({"copy":{a.copy0},"person":{can-bo},"due":"{in 5 days}"})", ""},
    {"van-thu", Act::kDocumentReceive,
     R"({"level":"mat","issuer":"Công an tỉnh Bịa","number":"19","symbol":"BC-CAT","stated":1,)"
     R"("counted":1,"sealed":true,"envelope":"C","subject":"Báo cáo thử"})",
     "b"},
    {"can-bo", Act::kDocumentDraft,
     R"({"level":"mat","type_name":"Báo cáo","subject":"Kết quả thử","planned":3,"copying_allowed":true})",
     "c"},
    {"can-bo", Act::kDocumentPropose,
     R"({"document":{c.document},"decision":"000/QĐ-BỊA","article":"3","clause":"1"})", ""},
    {"chu-tich", Act::kDocumentDetermine,
     R"({"document":{c.document},"level":"mat","decision":"000/QĐ-BỊA","article":"3","clause":"1"})",
     ""},
    {"van-thu", Act::kDocumentIssue,
     R"({"document":{c.document},"symbol":"BC-UBND","signer":"Ngô Thị Thử","place":"Tủ 1"})", "d"},
    {"van-thu", Act::kCopySend, R"({"copy":{d.copy0},"recipient":"UBND tỉnh Bịa"})", ""},
    {"can-bo", Act::kCopyRequest,
     R"({"document":{c.document},"form":"sao_y","quantity":2,"purpose":"Họp thử"})", "e"},
    {"chu-tich", Act::kCopyAllow, R"({"request":{e.request}})", ""},
    {"van-thu", Act::kCopyMake, R"({"request":{e.request},"place":"Tủ 1"})", "f"},
    {"can-bo", Act::kCopyRequest,
     R"({"document":{c.document},"form":"trich_sao","quantity":1,"purpose":"Họp giao ban thử"})",
     ""},
    {"bao-quan", Act::kStocktakeOpen, R"({"level":"tuyet_mat"})", "g"},
    {"bao-quan", Act::kStocktakeScan, R"({"stocktake":{g.stocktake},"copy":{d.copy1}})", ""},
    {"can-bo", Act::kDocumentDraft,
     R"({"level":"mat","type_name":"Tờ trình","subject":"Việc thử đang soạn"})", "h"},
}};

using Names = std::map<std::string, std::string>;

std::string Filled(std::string_view fields, const Names& names) {
  std::string text(fields);
  for (const auto& [name, value] : names) {
    const std::string mark = "{" + name + "}";
    for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
      text.replace(at, mark.size(), value);
      at += value.size();
    }
  }
  return text;
}

void Keep(const registry::Outcome& outcome, std::string_view prefix, Names* names) {
  const std::string before = std::string(prefix) + ".";
  for (const auto& [name, id] : outcome.ids) (*names)[before + name] = std::to_string(id);
  for (size_t i = 0; i < outcome.copies.size(); ++i) {
    (*names)[before + "copy" + std::to_string(i)] = std::to_string(outcome.copies[i]);
  }
}

}  // namespace

Result<registry::Founding> DemoFounding() {
  registry::Founding founding{"thu-xa-suoi-nga", "Ủy ban nhân dân xã Suối Ngà (bịa đặt)", {}};
  TRY_ASSIGN(const std::string hash, HashPassword(AsBytes(kPassword)));
  for (const Role& role : kCast) {
    registry::Founding::Founder founder;
    founder.person.login = role.login;
    founder.person.name = role.name;
    founder.person.post = role.post;
    founder.person.unit = kUnit;
    founder.person.roles = role.roles;
    founder.person.password = hash;
    founder.duties = {role.duty};
    founder.clearance.level = role.level;
    founder.clearance.units = {kUnit};
    founder.decision = "00/QĐ-BỊA";
    founding.people.push_back(std::move(founder));
  }
  return founding;
}

Status PlayDemo(server::Instance& instance) {
  Names names = {{"list", std::string(kList)},
                 {"in 5 days", instance.registry().Today().AddDays(5).ToString()}};
  std::map<std::string_view, registry::Actor> actors;
  for (size_t i = 0; i < kCast.size(); ++i) {
    const auto id = static_cast<int64_t>(i) + 1;  // founders get their ids in this order
    actors[kCast[i].login] = {id, kCast[i].duty, ""};
    names[std::string(kCast[i].login)] = std::to_string(id);
  }
  for (const Step& step : kScript) {
    TRY_ASSIGN(
        const registry::Outcome outcome,
        instance.registry().Perform(actors.at(step.login), step.act, Filled(step.fields, names)));
    if (outcome.refused) {
      const std::string code(access::RuleOf(step.act).code);
      return Error(ErrorCode::kInternal, {code + ": " + outcome.refused->message.vi,
                                          code + ": " + outcome.refused->message.en});
    }
    if (!step.keep.empty()) Keep(outcome, step.keep, &names);
  }
  return Ok();
}

Text DemoNotice() {
  std::string vi = "Mọi thứ trong kho này là bịa đặt. Mật khẩu chung: " + std::string(kPassword) +
                   "\nTên đăng nhập:";
  std::string en =
      "Everything in this instance is invented. Password of all: " + std::string(kPassword) +
      "\nLogins:";
  for (const Role& role : kCast) {
    vi += " " + std::string(role.login);
    en += " " + std::string(role.login);
  }
  return {vi + "\n", en + "\n"};
}

}  // namespace niem::cli
