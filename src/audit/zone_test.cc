#include "audit/zone.h"

#include <gtest/gtest.h>

#include "audit/source.h"

namespace niem::audit {
namespace {

SourceFacts Zones(const std::string& text) {
  std::string bundle;
  PutSmallText(bundle, "Users/lan/Downloads/a.docx", text);
  return ReadSource({SourceKind::kZones, {}, {}, {}}, AsBytes(bundle), {});
}

TEST(Zone, HostsAreNamedAddressesAreNot) {
  const SourceFacts facts = Zones(
      "[ZoneTransfer]\r\nZoneId=3\r\nReferrerUrl=https://eOffice.Example.vn/van-ban?id=7\r\n"
      "HostUrl=https://lan:matkhau@tai.example.vn:8443/tep.docx?ma=1\r\n");
  ASSERT_EQ(facts.facts.size(), 1U);
  const Fact& fact = facts.facts[0];
  EXPECT_EQ(fact.kind, "file.zone");
  EXPECT_EQ(fact.Field("zone"), "3");
  EXPECT_EQ(fact.Field("site"), "tai.example.vn");
  EXPECT_EQ(fact.Field("referrer"), "eoffice.example.vn");
  EXPECT_EQ(fact.locator, "Users/lan/Downloads/a.docx:Zone.Identifier");
  for (const auto& [name, value] : fact.fields) {
    EXPECT_EQ(value.find("matkhau"), std::string::npos) << name;
    EXPECT_EQ(value.find("ma=1"), std::string::npos) << name;
  }
}

TEST(Zone, WhatIsNoAddressHasNoHost) {
  for (const char* address : {"about:internet", "C:\\Users\\lan\\a.zip", "file:///C:/a", "https://",
                              "https://a b/", "javascript:alert(1)"}) {
    const SourceFacts facts =
        Zones("[ZoneTransfer]\nZoneId=3\nHostUrl=" + std::string(address) + "\n");
    ASSERT_EQ(facts.facts.size(), 1U);
    EXPECT_EQ(facts.facts[0].Field("site"), "") << address;
  }
}

TEST(Zone, OutOfForm) {
  for (const char* text : {"", "ZoneId=", "ZoneId=9", "ZoneId=33", "zone", "HostUrl=https://a/"}) {
    EXPECT_TRUE(Zones(text).facts.empty()) << text;
  }
  const std::string cut("\x05\0\0\0ab", 6);
  EXPECT_TRUE(ReadZones(AsBytes(cut)).facts.empty());
}

TEST(Zone, AFalseRecycleBin) {
  std::string bundle;
  PutSmallText(bundle, "RECYCLER.BIN/desktop.ini",
               "[.ShellClassInfo]\r\nCLSID={645ff040-5081-101b-9f08-00aa002f954e}\r\n");
  PutSmallText(bundle, "Tài liệu/desktop.ini", "[.ShellClassInfo]\r\nIconResource=a.ico\r\n");
  const SourceFacts facts = ReadSource({SourceKind::kTree, {}, {}, {}}, AsBytes(bundle), {});
  EXPECT_EQ(facts.units, 2U);
  ASSERT_EQ(facts.facts.size(), 1U);
  EXPECT_EQ(facts.facts[0].Field("heuristic"), "H3");
  EXPECT_EQ(facts.facts[0].Field("path"), "RECYCLER.BIN");
}

TEST(Zone, AnAutorunThatStartsAProgram) {
  const auto hints = [](const char* path, const char* text) {
    std::string bundle;
    PutSmallText(bundle, path, text);
    return ReadDesktopFiles(AsBytes(bundle)).facts;
  };
  for (const char* text : {"[autorun]\r\nopen = x.exe /s\r\n", "[AutoRun]\nShellExecute=x.exe /s",
                           "[autorun]\nicon=a.ico\nshell\\open\\Command=x.exe /s\n"}) {
    const auto found = hints("AUTORUN.INF", text);
    ASSERT_EQ(found.size(), 1U) << text;
    EXPECT_EQ(found[0].Field("heuristic"), "H10");
    EXPECT_EQ(found[0].Field("command"), "x.exe /s");
  }
  EXPECT_TRUE(hints("autorun.inf", "[autorun]\nicon=a.ico\nlabel=open=x\n").empty());
  EXPECT_TRUE(hints("desktop.ini", "open=x.exe\n").empty());
}

}  // namespace
}  // namespace niem::audit
