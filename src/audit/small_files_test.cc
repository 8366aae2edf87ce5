#include "audit/small_files.h"

#include <gtest/gtest.h>

namespace niem::audit {
namespace {

TEST(SmallFilesTest, WifiProfile) {
  const SourceFacts facts = ReadWifiProfile(AsBytes(
      "<?xml version=\"1.0\"?><WLANProfile><name>other</name><SSIDConfig><SSID><hex>00</hex>"
      "<name>Qu&#225;n &amp; Tr&lt;a</name></SSID></SSIDConfig></WLANProfile>"));
  ASSERT_EQ(facts.facts.size(), 1u);
  EXPECT_EQ(facts.facts[0].Field("ssid"), "Qu&#225;n & Tr<a");
  EXPECT_TRUE(ReadWifiProfile(AsBytes("<x/>")).failed);
}

TEST(SmallFilesTest, PhoneBook) {
  const SourceFacts facts =
      ReadPhoneBook(AsBytes("[Viettel 4G]\r\nMEDIA=modem\r\nPhoneNumber=*99#\r\n"));
  ASSERT_EQ(facts.facts.size(), 1u);
  EXPECT_EQ(facts.facts[0].Field("medium"), "modem");
  EXPECT_EQ(facts.facts[0].Field("number"), "*99#");
}

TEST(SmallFilesTest, Connection) {
  const SourceFacts facts = ReadConnection(
      AsBytes("[connection]\nid=Nha\nuuid=1\ntype=wifi\ntimestamp=1772000000\n[wifi]\nssid=NHA\n"));
  ASSERT_EQ(facts.facts.size(), 1u);
  EXPECT_EQ(facts.facts[0].Field("medium"), "wifi");
  EXPECT_EQ(facts.facts[0].Time("last")->ToString(), "2026-02-25T06:13:20.000000Z");
}

TEST(SmallFilesTest, ARemovedPackageIsTold) {
  const SourceFacts facts = ReadPackageList(
      AsBytes("Package: a\nStatus: install ok installed\n\nPackage: b\nStatus: deinstall ok "
              "config-files\n"));
  ASSERT_EQ(facts.facts.size(), 2u);
  EXPECT_EQ(facts.facts[0].Field("state"), "");
  EXPECT_EQ(facts.facts[1].Field("state"), "removed");
}

}  // namespace
}  // namespace niem::audit
