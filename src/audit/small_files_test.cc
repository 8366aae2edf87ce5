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

TEST(SmallFilesTest, KernelLog) {
  const SourceFacts facts = ReadKernelLog(
      AsBytes("2026-03-04T09:11:36.123456+07:00 pc kernel: [1.2] usb 1-1: New USB device found, "
              "idVendor=0781, idProduct=5580, bcdDevice= 1.00\n"
              "2026-03-04T09:11:36.2+07:00 pc kernel: [1.2] usb 1-1: Product: Extreme\n"
              "2026-03-04T09:11:36.2+07:00 pc kernel: [1.2] usb 1-1: SerialNumber: AA01\n"
              "2026-03-04T09:11:37+07:00 pc kernel: [1.3] usb-storage 1-1:1.0: USB Mass Storage "
              "device detected\n"
              "Mar  4 10:00:00 pc kernel: [9.9] usb 1-2: New USB device found, idVendor=18d1, "
              "idProduct=4ee8\n"
              "Mar  4 10:05:00 pc kernel: [9.9] usb 1-2: USB disconnect, device number 7\n"));
  ASSERT_EQ(facts.facts.size(), 2u);
  EXPECT_EQ(facts.facts[0].Field("service"), "usb-storage");
  EXPECT_EQ(facts.facts[0].Field("serial"), "AA01");
  EXPECT_EQ(facts.facts[0].Time("at")->ToString(), "2026-03-04T02:11:36.000000Z");
  EXPECT_EQ(facts.facts[1].Field("vid"), "18D1");
  EXPECT_FALSE(facts.facts[1].Time("at"));  // no year: no time is invented
}

}  // namespace
}  // namespace niem::audit
