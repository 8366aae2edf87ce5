#include "audit/setupapi.h"

#include <gtest/gtest.h>

#include "audit/device_id.h"
#include "audit/shared_cases.h"

namespace niem::audit {
namespace {

constexpr std::string_view kLog =
    "[Device Install Log]\r\n     OS Version = 10.0.19041\r\n\r\n"
    ">>>  [Device Install (Hardware initiated) - USB\\VID_0781&PID_5580\\MSFT30AA0101]\r\n"
    ">>>  Section start 2025/03/02 08:09:10.111\r\n"
    "     dvi: Searching for USBSTOR\\Disk\r\n<<<  Section end 2025/03/02 08:09:11.000\r\n"
    ">>>  [Setup Import Driver Package - C:\\x\\USBSTOR.inf]\r\n"
    ">>>  Section start 2025/03/02 08:10:10.111\r\n";

TEST(SetupLogTest, TellsDevicesFromDrivers) {
  const SourceFacts facts = ReadSetupLog(AsBytes(kLog));
  EXPECT_EQ(facts.units, 2u);
  ASSERT_EQ(facts.facts.size(), 2u);
  EXPECT_EQ(facts.facts[0].Field("os"), "10.0.19041");
  EXPECT_EQ(facts.facts[1].Time("at")->ToString(), "2025-03-02T08:09:10.111000");
  EXPECT_EQ(ParseDeviceId(facts.facts[1].Field("device"))->serial, "AA0101");
}

TEST(SetupLogTest, TellsAPhonesDriver) {
  const SourceFacts facts = ReadSetupLog(
      AsBytes(">>>  [Device Install (Hardware initiated) - USB\\VID_04E8&PID_6860\\R58M]\r\n"
              ">>>  Section start 2025/03/02 08:09:10.111\r\n"
              "     dvi: InfName - C:\\Windows\\INF\\WpdMtp.inf\r\n"
              ">>>  [Device Install (Hardware initiated) - USB\\VID_046D&PID_C077\\5&1]\r\n"
              ">>>  Section start 2025/03/02 08:10:10.111\r\n"));
  ASSERT_EQ(facts.facts.size(), 2u);
  EXPECT_EQ(facts.facts[0].Field("driver"), "wpdmtp.inf");
  EXPECT_EQ(facts.facts[0].Field("vid"), "04E8");
  EXPECT_EQ(facts.facts[1].Field("driver"), "");
  EXPECT_TRUE(facts.facts[1].Time("at"));
}

TEST(SetupLogTest, ReadsUtf16) {
  std::string wide = "\xFF\xFE";
  for (const char c : kLog) wide += c, wide += '\0';
  EXPECT_EQ(ReadSetupLog(AsBytes(wide)).facts.size(), 2u);
}

TEST(SetupLogTest, SaysWhatIsNoLog) {
  const SourceFacts facts = ReadSetupLog(AsBytes("hello\nworld"));
  EXPECT_TRUE(facts.failed);
  EXPECT_EQ(facts.notes.size(), 1u);
}

TEST(SetupLogTest, FindsTheDriveOfARealLog) {
  const auto bytes = SharedBytes("plaso-setupapi.dev.log");
  if (!bytes) GTEST_SKIP() << "no shared cases here";
  const SourceFacts facts = ReadSetupLog(AsBytes(*bytes));
  EXPECT_EQ(facts.units, 194u);
  std::vector<const Fact*> drives;
  for (const Fact& fact : facts.facts) {
    const auto id = ParseDeviceId(fact.Field("device"));
    if (id && id->bus == "USBSTOR") drives.push_back(&fact);
  }
  ASSERT_EQ(drives.size(), 1u);
  EXPECT_EQ(ParseDeviceId(drives[0]->Field("device"))->serial, "99E2116A");
  EXPECT_EQ(drives[0]->Time("at")->ToString(), "2016-11-22T23:50:30.938000");
}

TEST(SetupLogTest, FindsNoDriveWhereOnlyDriversAreNamed) {
  const auto bytes = SharedBytes("museum-setupapi-win10.dev.log");
  if (!bytes) GTEST_SKIP() << "no shared cases here";
  for (const Fact& fact : ReadSetupLog(AsBytes(*bytes)).facts) {
    const auto id = ParseDeviceId(fact.Field("device"));
    EXPECT_FALSE(id && id->bus == "USBSTOR") << fact.Field("device");
  }
}

TEST(DeviceIdTest, OneIdentityFromEverySpelling) {
  for (const std::string_view text :
       {"USBSTOR\\Disk&Ven_HP&Prod_v100w&Rev_1024\\AA951D0000007252&0",
        "_??_USBSTOR#Disk&Ven_HP&Prod_v100w&Rev_1024#AA951D0000007252&0#{53f56307-b6bf}",
        "SWD\\WPDBUSENUM\\_??_USBSTOR#DISK&VEN_HP&PROD_v100w&REV_1024#AA951D0000007252&0#{5}",
        "2&37c186b&0&STORAGE#VOLUME#_??_USBSTOR#DISK&VEN_HP&PROD_v100w&REV_1024#AA951D0000007252&"
        "0#"}) {
    const auto id = ParseDeviceId(text);
    ASSERT_TRUE(id) << text;
    EXPECT_EQ(id->serial, "AA951D0000007252");
    EXPECT_EQ(id->product, "v100w");
    EXPECT_FALSE(id->made_up);
  }
  EXPECT_TRUE(ParseDeviceId("USBSTOR\\Disk&Ven_General&Prod_UDisk\\7&f810be1&0")->made_up);
  EXPECT_EQ(ParseDeviceId("USBSTOR\\Disk&Ven_General&Prod_UDisk\\7&f810be1&0")->serial,
            "7&f810be1");
  EXPECT_EQ(ParseDeviceId("USBSTOR\\Disk&Ven_General&Prod_UDisk\\7&f810be1&0&_&0")->serial,
            "7&f810be1");
  EXPECT_EQ(ParseDeviceId("USB\\VID_ABCD&PID_1234\\6&30c5d09c&0&6")->serial, "6&30c5d09c&0&6");
  EXPECT_FALSE(ParseDeviceId("PCI\\VEN_15AD&DEV_07C0"));
  EXPECT_FALSE(ParseDeviceId("USB\\ROOT_HUB30\\4&1"));
}

}  // namespace
}  // namespace niem::audit
