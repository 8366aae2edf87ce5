// Prints over the API: what is on paper, who may have it, and that the ledger knows.
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "base/password_hash.h"
#include "print/testing.h"
#include "server/api.h"
#include "store/testing.h"

namespace niem::server {
namespace {

constexpr std::string_view kUnit = "xa-suoi-nga";
constexpr const char* kPassword = "chi-de-dung-thu";

class Prints : public testing::Test {
 protected:
  void SetUp() override {
    const std::string key = folder_ / "kho.key";
    std::ofstream(key) << std::string(64, 'a') << "\n";
    ASSERT_EQ(::chmod(key.c_str(), 0600), 0);
    secret_ = std::make_unique<InstanceSecret>(std::move(InstanceSecret::FromKeyFile(key)).value());
    std::filesystem::create_directories(folder_ / "thu/khoa");
    const Status made = Instance::Create(folder_ / "thu", {}, *secret_, FoundingOf());
    ASSERT_TRUE(made.ok()) << made.error().message().en;
    instance_ = std::move(Instance::Open(folder_ / "thu", *secret_, &clock_)).value();
    api_ = std::make_unique<Api>(*instance_, ApiOptions{});
  }

  static registry::Founding FoundingOf() {
    registry::Founding founding{"thu", "Ủy ban nhân dân xã Suối Ngà", {}};
    const std::string hash =
        HashPassword(AsBytes(std::string_view(kPassword)), {8 * 1024, 1}).value();
    const auto add = [&](std::string login, std::string name, access::DutySet duties, Level level) {
      registry::Founding::Founder founder;
      founder.person.login = login;
      founder.person.name = name;
      founder.person.unit = kUnit;
      founder.person.password = hash;
      founder.duties = duties;
      founder.clearance.level = level;
      founder.clearance.units = {std::string(kUnit)};
      founder.decision = "01/QĐ";
      founding.people.push_back(founder);
    };
    add("van-thu", "Hồ Thị Mai", {access::Duty::kRegistrar}, Level::kTuyetMat);
    add("thu-kho", "Vì Văn Sính", {access::Duty::kKeeper}, Level::kTuyetMat);
    add("can-bo", "Lò Thị Hoa", {access::Duty::kOfficer}, Level::kMat);
    add("bao-ve", "Quàng Văn Dũng", {access::Duty::kSecurity}, Level::kMat);
    add("kho-mat", "Lường Văn Toàn", {access::Duty::kKeeper}, Level::kMat);
    return founding;
  }

  ApiResponse Call(const std::string& who, const std::string& method, const std::string& path,
                   const std::string& body = "",
                   std::map<std::string, std::string, std::less<>> query = {}) {
    std::string& token = tokens_[who];
    if (token.empty()) {
      const ApiResponse answer = api_->Handle(
          {"POST",
           "/api/v1/session",
           {},
           {},
           R"({"login":")" + who + R"(","password":")" + kPassword + R"(","bearer":true})",
           "10.0.0.1"});
      rapidjson::Document json;
      json.Parse(answer.body.c_str());
      token = json["token"].GetString();
    }
    return api_->Handle(
        {method, path, std::move(query), {{"authorization", "Bearer " + token}}, body, "10.0.0.1"});
  }

  void Do(const std::string& who, const std::string& act, const std::string& body) {
    const ApiResponse answer = Call(who, "POST", "/api/v1/acts/" + act, body);
    ASSERT_EQ(answer.status, 200U) << act << answer.body;
  }

  void Receive(const std::string& level, const std::string& number, const std::string& more = "") {
    Do("van-thu", "document.receive",
       R"({"level":")" + level + R"(","number":")" + number +
           R"(","symbol":"BC-UBND","type_name":"Báo cáo","issuer":"Ủy ban nhân dân tỉnh",)" +
           R"("dated":"2026-06-30","stated":2,"counted":2,"sealed":true)" + more + "}");
  }

  std::string Printed(const std::string& who, const std::string& path,
                      std::map<std::string, std::string, std::less<>> query = {}) {
    const ApiResponse answer = Call(who, "GET", path, "", std::move(query));
    EXPECT_EQ(answer.status, 200U) << path << answer.body;
    EXPECT_EQ(answer.type, "application/pdf");
    return answer.status == 200 ? print::ReadBack(answer.body).Text() : std::string();
  }

  store::testing::TemporaryFolder folder_;
  std::unique_ptr<InstanceSecret> secret_;
  ledger::SystemClock clock_;
  std::unique_ptr<Instance> instance_;
  std::unique_ptr<Api> api_;
  std::map<std::string, std::string> tokens_;
};

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_F(Prints, ABookHasCoverColumnsLevelCheckpointAndImprint) {
  Receive("toi_mat", "07", R"(,"subject":"Về việc bảo vệ kỳ họp")");
  Receive("tuyet_mat", "08");
  const std::string text = Printed("van-thu", "/api/v1/books/1/print");
  for (const std::string_view part :
       {"SỔ ĐĂNG KÝ BÍ MẬT NHÀ NƯỚC ĐẾN", "Ủy ban nhân dân xã Suối Ngà", "Cơ quan chủ quản",
        "07/BC-UBND", "08/BC-UBND", "TUYỆT MẬT", "Báo cáo: Về việc", "chưa đối chiếu bản gốc",
        "Người in: Hồ Thị Mai", "Mốc kiểm nhật ký", "Trang 2/2"}) {
    EXPECT_TRUE(Has(text, part)) << part << "\n" << text;
  }
}

TEST_F(Prints, WhoMayNotReachARowSeesItsNumberOnly) {
  Receive("toi_mat", "07", R"(,"subject":"Về việc bảo vệ kỳ họp")");
  Receive("mat", "09", R"(,"subject":"Việc khác")");
  const std::string text = Printed("kho-mat", "/api/v1/books/1/print");
  EXPECT_FALSE(Has(text, "07/BC-UBND")) << text;
  EXPECT_FALSE(Has(text, "kỳ họp"));
  EXPECT_FALSE(Has(text, "TỐI MẬT"));
  EXPECT_TRUE(Has(text, "09/BC-UBND"));
  EXPECT_TRUE(Has(text, "ngoài phạm vi"));
}

TEST_F(Prints, AClosedBookSaysByWhom) {
  Receive("mat", "09");
  Do("van-thu", "book.close", R"({"book":1})");
  const std::string text = Printed("van-thu", "/api/v1/books/1/print");
  EXPECT_TRUE(Has(text, "KHÓA SỔ")) << text;
  EXPECT_TRUE(Has(text, "người khóa sổ: Hồ Thị Mai"));
  EXPECT_TRUE(Has(text, "từ số 1 đến số 1"));
}

TEST_F(Prints, AbsentAndForbiddenAreTheSame) {
  Receive("toi_mat", "07");
  for (const char* path : {"books", "documents"}) {
    const std::string there = std::string("/api/v1/") + path + "/1/print";
    const std::string not_there = std::string("/api/v1/") + path + "/999/print";
    const ApiResponse forbidden = Call("can-bo", "GET", there, "", {{"kind", "labels"}});
    const ApiResponse absent = Call("can-bo", "GET", not_there, "", {{"kind", "labels"}});
    EXPECT_EQ(forbidden.status, 404U) << forbidden.body;
    EXPECT_EQ(forbidden.body, absent.body);
    EXPECT_EQ(forbidden.type, "application/json");
  }
}

TEST_F(Prints, LabelsBearTheCodeThatTheScanBoxesRead) {
  Receive("toi_mat", "07", R"(,"subject":"Về việc bảo vệ kỳ họp")");
  const std::string text =
      Printed("thu-kho", "/api/v1/documents/1/print", {{"kind", "labels"}, {"first", "3"}});
  for (const std::string_view part : {"B1", "B2", "TỐI MẬT", "07/BC-UBND", "Bản số 2"}) {
    EXPECT_TRUE(Has(text, part)) << part << text;
  }
  EXPECT_FALSE(Has(text, "kỳ họp")) << "a label says nothing of the content";
}

TEST_F(Prints, PeopleHaveLabelsThatTheScanBoxesRead) {
  const std::string all = Printed("thu-kho", "/api/v1/people/print");
  for (const std::string_view part : {"N1", "N3", "Lò Thị Hoa", "Ủy ban nhân dân xã Suối Ngà"}) {
    EXPECT_TRUE(Has(all, part)) << part << all;
  }
  const std::string one = Printed("thu-kho", "/api/v1/people/print", {{"person", "3"}});
  EXPECT_TRUE(Has(one, "N3")) << one;
  EXPECT_FALSE(Has(one, "N1")) << one;
  EXPECT_EQ(Call("thu-kho", "GET", "/api/v1/people/print", "", {{"person", "99"}}).status, 404U);
}

TEST_F(Prints, SlipsOfDeliveryAndLoan) {
  Receive("mat", "09");
  EXPECT_EQ(Call("thu-kho", "GET", "/api/v1/documents/1/print", "", {{"kind", "loan"}}).status,
            400U)
      << "nothing is lent";
  Do("thu-kho", "copy.lend",
     R"({"copy":2,"person":3,"due":")" + instance_->registry().Today().AddDays(7).ToString() +
         "\"}");
  const std::string slip = Printed("thu-kho", "/api/v1/documents/1/print", {{"kind", "delivery"}});
  EXPECT_TRUE(Has(slip, "Lò Thị Hoa")) << slip;
  EXPECT_TRUE(Has(slip, "13")) << "the article on checking";
  const std::string loan =
      Printed("thu-kho", "/api/v1/documents/1/print", {{"kind", "loan"}, {"copy", "2"}});
  EXPECT_TRUE(Has(loan, "mã B2")) << loan;
}

TEST_F(Prints, ReceiptsForWhatArrivedAndForWhatCameBack) {
  Receive("mat", "09");
  const std::string arrival =
      Printed("van-thu", "/api/v1/documents/1/print", {{"kind", "receipt"}});
  for (const std::string_view part :
       {"BIÊN NHẬN", "Ủy ban nhân dân tỉnh", "Số đến", "Hồ Thị Mai", "1, 2", "NGƯỜI GIAO"}) {
    EXPECT_TRUE(Has(arrival, part)) << part << arrival;
  }
  const std::map<std::string, std::string, std::less<>> of_copy = {{"kind", "receipt"},
                                                                   {"copy", "2"}};
  EXPECT_EQ(Call("thu-kho", "GET", "/api/v1/documents/1/print", "", of_copy).status, 400U)
      << "it never left";
  Do("thu-kho", "copy.lend",
     R"({"copy":2,"person":3,"due":")" + instance_->registry().Today().AddDays(7).ToString() +
         "\"}");
  EXPECT_EQ(Call("thu-kho", "GET", "/api/v1/documents/1/print", "", of_copy).status, 400U)
      << "it is still out";
  Do("thu-kho", "copy.take_back", R"({"copy":2})");
  const std::string back = Printed("thu-kho", "/api/v1/documents/1/print", of_copy);
  for (const std::string_view part : {"GIẤY NHẬN LẠI", "Lò Thị Hoa", "mã B2", "NGƯỜI NHẬN LẠI"}) {
    EXPECT_TRUE(Has(back, part)) << part << back;
  }
}

TEST_F(Prints, FormsSayWhereTheyComeFrom) {
  Receive("mat", "09", R"(,"copying_allowed":true)");
  Do("thu-kho", "copy.lend",
     R"({"copy":2,"person":3,"due":")" + instance_->registry().Today().AddDays(7).ToString() +
         "\"}");
  Do("can-bo", "copy.request",
     R"({"document":1,"form":"sao_y","quantity":1,"purpose":"Để họp","recipients":"Đảng ủy"})");
  const std::string request = Printed("can-bo", "/api/v1/requests/1/print");
  for (const std::string_view part : {"SAO, CHỤP", "Lò Thị Hoa", "Để họp", "chưa đối chiếu"}) {
    EXPECT_TRUE(Has(request, part)) << part << request;
  }
  Do("thu-kho", "stocktake.open", R"({"level":"mat"})");
  const std::string minutes = Printed("thu-kho", "/api/v1/stocktakes/1/print");
  EXPECT_TRUE(Has(minutes, "CHƯA THẤY")) << minutes;
  EXPECT_TRUE(Has(minutes, "Đã thấy"));
  const std::string stamps = Printed("van-thu", "/api/v1/stamps/print");
  EXPECT_TRUE(Has(stamps, "TUYỆT MẬT")) << stamps;
  EXPECT_TRUE(Has(stamps, "Kích thước chưa rõ"));
  Do("bao-ve", "setting.set", R"({"name":"form.level_mark.toi_mat.size","value":"30 × 8 mm"})");
  EXPECT_TRUE(Has(Printed("van-thu", "/api/v1/stamps/print"), "30 × 8 mm, theo cấu hình"));
}

TEST_F(Prints, TheLedgerHasEachPrint) {
  Receive("mat", "09");
  Printed("van-thu", "/api/v1/books/1/print");
  int prints = 0;
  const Status read = instance_->store().Read([&](store::Connection& connection) -> Status {
    static const store::Sql kLeaves("test.leaves", "SELECT leaf FROM ledger_event ORDER BY seq");
    TRY_ASSIGN(const store::Rows rows, connection.Query(kLeaves, {}));
    for (const store::Row row : rows) {
      if (Has(std::string(AsText(row.Blob(0))), "document.print")) ++prints;
    }
    return Ok();
  });
  EXPECT_TRUE(read.ok());
  EXPECT_EQ(prints, 1);
}

}  // namespace
}  // namespace niem::server
