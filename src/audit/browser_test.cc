#include "audit/browser.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "audit/database.h"
#include "audit/source.h"
#include "audit/testing/traces.h"

namespace niem::audit {
namespace {

HostList Hosts() {
  auto list = HostList::BuiltIn();
  EXPECT_TRUE(list.ok());
  return *list;
}

const Fact* Of(const SourceFacts& facts, std::string_view kind) {
  const auto found = std::ranges::find(facts.facts, kind, &Fact::kind);
  return found == facts.facts.end() ? nullptr : &*found;
}

TEST(HostsTest, OfAddresses) {
  EXPECT_EQ(HostOf("https://User:x@Mail.Google.com:443/a?b#c"), "mail.google.com");
  EXPECT_EQ(HostOf("blob:https://a.vn/1"), "a.vn");
  EXPECT_EQ(HostOf("http://[::1]:80/"), "::1");
  EXPECT_EQ(HostOf("https://a.vn./"), "a.vn");
  for (const char* none : {"file:///C:/x", "chrome://settings", "about:blank", "", "http://"}) {
    EXPECT_EQ(HostOf(none), "") << none;
  }
}

TEST(HostsTest, LocalOnes) {
  for (const char* local : {"10.0.0.5", "172.31.1.1", "192.168.1.1", "169.254.1.1", "may-chu",
                            "in.local", "fe80::1", "localhost"}) {
    EXPECT_TRUE(IsLocalHost(local)) << local;
  }
  for (const char* other : {"8.8.8.8", "172.32.0.1", "172.15.0.1", "a.vn", "10.0.0.vn",
                            "192.168.1.1.example.com", "2001:db8::1", "11.0.0.1"}) {
    EXPECT_FALSE(IsLocalHost(other)) << other;
  }
}

TEST(HostsTest, NamesAndPatterns) {
  const HostList hosts = Hosts();
  const auto kind = [&](std::string_view host) {
    const NamedHost* found = hosts.Find(host);
    return found == nullptr ? std::string() : found->kind;
  };
  EXPECT_EQ(kind("mail.google.com"), "mail");
  EXPECT_EQ(kind("accounts.mail.google.com"), "mail");
  EXPECT_EQ(kind("notmail.google.com"), "");
  EXPECT_EQ(kind("google.com"), "");
  EXPECT_EQ(kind("m.facebook.com"), "chat");
  EXPECT_EQ(kind("facebook.com.example.vn"), "");
  EXPECT_EQ(kind("eoffice.tinh.gov.vn"), "office");
  EXPECT_EQ(kind("so.eoffice.tinh.gov.vn"), "office");
  EXPECT_EQ(kind("myeoffice.vn"), "");
  EXPECT_EQ(kind(""), "");
  EXPECT_EQ(hosts.Registered("eoffice.so.tinh.gov.vn"), "tinh.gov.vn");
  EXPECT_EQ(hosts.Registered("a.b.example.com"), "example.com");
  EXPECT_EQ(hosts.Registered("gov.vn"), "gov.vn");
  EXPECT_EQ(hosts.Registered("8.8.8.8"), "8.8.8.8");
  EXPECT_TRUE(hosts.IsDocument("A.DOCX"));
  EXPECT_FALSE(hosts.IsDocument("docx"));
}

TEST(HostsTest, TheAgencysComeFirst) {
  const HostList hosts = Hosts();
  const auto with = hosts.With(
      R"({"hosts": [{"host": "dieu-hanh.*.vn", "kind": "office", "name": "Điều hành"}]})", "f");
  ASSERT_TRUE(with.ok());
  EXPECT_EQ(with->Find("dieu-hanh.tinh.vn")->name, "Điều hành");
  EXPECT_EQ(with->Find("mail.google.com")->name, "Gmail");
  for (const char* wrong : {"{}", R"({"hosts": [{"host": "a.vn", "kind": "x"}]})",
                            R"({"hosts": [{"host": "*", "kind": "mail"}]})", "no"}) {
    const auto refused = hosts.With(wrong, "so-may.json");
    ASSERT_FALSE(refused.ok()) << wrong;
    EXPECT_NE(refused.error().message().en.find("so-may.json"), std::string::npos);
  }
}

TEST(BrowserTest, HostsAndTimesButNoAddress) {
  const BuiltDatabase built = ConstructedHistory();
  ASSERT_FALSE(built.log.empty());
  const SourceFacts facts = ReadBrowserHistory(
      "Users/a/AppData/Local/CocCoc/Browser/User Data/"
      "Profile 2/History",
      AsBytes(built.file), AsBytes(built.log), Hosts());
  ASSERT_FALSE(facts.failed);
  const Fact* use = Of(facts, "web.use");
  ASSERT_NE(use, nullptr);
  EXPECT_EQ(use->Field("browser"), "Cốc Cốc");
  EXPECT_EQ(use->Field("profile"), "Profile 2");
  EXPECT_EQ(use->Field("visits"), "4");  // not the copied one, the computer's own pages, the LAN
  EXPECT_EQ(use->Field("hosts"), "3");
  EXPECT_EQ(use->Time("first")->ToString(), "2026-05-03T13:20:00.000000Z");
  EXPECT_EQ(use->Time("last")->ToString(), "2026-05-05T02:00:00.000000Z");  // in the log alone
  EXPECT_EQ(Of(facts, "web.local")->Field("hosts"), "1");
  EXPECT_EQ(std::ranges::count(facts.facts, "web.host", &Fact::kind), 2);
  const Fact* saved = Of(facts, "web.download");
  ASSERT_NE(saved, nullptr);
  EXPECT_EQ(saved->Field("name"), "Du thao.docx");
  EXPECT_EQ(saved->Field("host"), "mail.google.com");
  EXPECT_EQ(std::ranges::count(facts.facts, "web.download", &Fact::kind), 1);  // no program
  ASSERT_EQ(facts.notes.size(), 1u);
  EXPECT_NE(facts.notes[0].en.find("1 visits"), std::string::npos);
  // Nothing private of the history leaves the reader: WriteFacts is all that does.
  const std::string bytes = WriteFacts(facts);
  for (const char* secret : {"bi-mat", "rieng-tu", "van-ban/123", "bao.example", "dien-thoai",
                             "noi-bo", "/", "Tieu de"}) {
    EXPECT_EQ(bytes.find(secret), std::string::npos) << secret;
  }
}

TEST(BrowserTest, WithoutItsLogTheLastIsMissing) {
  const BuiltDatabase built = ConstructedHistory();
  const SourceFacts facts = ReadBrowserHistory("History", AsBytes(built.file), {}, Hosts());
  ASSERT_NE(Of(facts, "web.use"), nullptr);
  EXPECT_EQ(Of(facts, "web.use")->Field("visits"), "3");
}

TEST(BrowserTest, Firefox) {
  const BuiltDatabase built = ConstructedPlaces();
  const SourceFacts facts = ReadBrowserHistory("x/places.sqlite", AsBytes(built.file), {}, Hosts());
  ASSERT_FALSE(facts.failed);
  EXPECT_EQ(Of(facts, "web.use")->Field("visits"), "1");  // a bookmark is no visit
  EXPECT_EQ(Of(facts, "web.use")->Time("first")->ToString(), "2026-05-06T01:00:00.000000Z");
  EXPECT_EQ(Of(facts, "web.host")->Field("app"), "Google Drive");
  EXPECT_EQ(Of(facts, "web.download")->Field("name"), "Tài liệu.pdf");
  EXPECT_EQ(Of(facts, "web.download")->Field("host"), "drive.google.com");
}

TEST(BrowserTest, WhatIsNoHistorySaysSo) {
  const BuiltDatabase other = BuildDatabase("CREATE TABLE a(b);");
  for (const std::string& bytes :
       {std::string(), std::string("no"), other.file, ConstructedHistory().file.substr(0, 4096)}) {
    const SourceFacts facts = ReadBrowserHistory("History", AsBytes(bytes), {}, Hosts());
    EXPECT_TRUE(facts.failed || !facts.notes.empty());
  }
}

TEST(BrowserTest, DamageEverywhereIsSurvived) {
  const BuiltDatabase built = ConstructedHistory();
  const HostList hosts = Hosts();
  for (size_t at = 0; at < built.file.size(); at += 97) {
    std::string file = built.file;
    file[at] = static_cast<char>(file[at] ^ 0x5A);
    (void)ReadBrowserHistory("History", AsBytes(file), AsBytes(built.log), hosts);
    (void)ReadBrowserHistory("History", AsBytes(file).first(at), {}, hosts);
  }
}

TEST(DatabaseTest, NothingOfTheFileRuns) {
  const BuiltDatabase built = BuildDatabase(
      "CREATE TABLE t(x); INSERT INTO t VALUES(1),(2);"
      "CREATE VIEW v AS SELECT x FROM t;"
      "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t; END;");
  auto database = Database::Open(AsBytes(built.file), {});
  ASSERT_TRUE(database.ok());
  int64_t sum = 0;
  const auto add = [&](const DatabaseRow& row) { sum += row.Number(0); };
  EXPECT_TRUE((*database)->Each("SELECT x FROM t", add).ok());
  EXPECT_EQ(sum, 3);
  EXPECT_FALSE((*database)->Each("SELECT x FROM v", add).ok());
  EXPECT_FALSE((*database)->Each("INSERT INTO t VALUES(3)", add).ok());
  EXPECT_FALSE((*database)->Each("ATTACH '/etc/passwd' AS p", add).ok());
  EXPECT_FALSE((*database)->Each("SELECT load_extension('x')", add).ok());
}

TEST(DatabaseTest, AStatementWithoutEndEnds) {
  const BuiltDatabase built = BuildDatabase("CREATE TABLE t(x);");
  auto database = Database::Open(AsBytes(built.file), {}, 1'000'000);
  ASSERT_TRUE(database.ok());
  const Status status = (*database)->Each(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT count(*) FROM n",
      [](const DatabaseRow&) {});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code(), ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace niem::audit
