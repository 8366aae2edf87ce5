#include "audit/findings.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "audit/needs.h"
#include "audit/report.h"
#include "audit/report_parts.h"
#include "audit/testing/machine.h"
#include "audit/testing/traces.h"
#include "audit/walk.h"
#include "audit/zone.h"

namespace niem::audit {
namespace {

void Put(Collected& all, SourceKind kind, const std::string& user, const std::string& bytes) {
  Source source;
  source.id = {kind, std::string(SourceKindName(kind)), user, ""};
  SourceFacts facts = ReadSource(source.id, AsBytes(bytes), {});
  EXPECT_FALSE(facts.failed);
  source.read = !facts.failed;
  for (Fact& fact : facts.facts) {
    fact.source = static_cast<uint32_t>(all.sources.size());
    if (!user.empty()) fact.Set("user", user);
    all.facts.push_back(fact);
  }
  all.sources.push_back(source);
}

class FindingsTest : public ::testing::Test {
 protected:
  FindingsTest() : pack_(*RulePack::BuiltIn()) {}

  void Constructed() {
    Put(all_, SourceKind::kSystemHive, "", ConstructedSystem());
    Put(all_, SourceKind::kSoftwareHive, "", ConstructedSoftware());
    Put(all_, SourceKind::kUserHive, "lan", ConstructedUser());
  }

  void Run(Profile profile = Profile::kDrafting, const DeviceRegister* devices = nullptr) {
    judged_ = Judge(all_, pack_, {profile, devices});
  }

  const Finding& Of(const std::string& rule) const {
    const auto found = std::ranges::find_if(
        judged_.findings, [&](const Finding& finding) { return finding.rule->id == rule; });
    EXPECT_NE(found, judged_.findings.end()) << rule;
    return *found;
  }

  std::string VerdictOf(const std::string& rule) const {
    return std::string(VerdictName(Of(rule).verdict));
  }

  RulePack pack_;
  Collected all_;
  Judged judged_;
};

// Heuristics of USB worms: each alone is a hint, together they are strong.
class WormScoreTest : public FindingsTest {
 protected:
  Fact& Add(const char* kind, std::initializer_list<std::pair<const char*, const char*>> fields) {
    Fact& fact = all_.facts.emplace_back();
    fact.kind = kind;
    for (const auto& [name, value] : fields) fact.Set(name, std::string(value));
    return fact;
  }

  // "VERDICT STRENGTH STANDING HEURISTICS SCORE"
  std::string Answer() {
    all_.sources = {Source{{SourceKind::kTree, "", "", ""}, "", 0, 0, true, {}}};
    Run();
    const Finding& worm = Of("audit.worm.layout");
    std::string answer(VerdictName(worm.verdict));
    if (worm.verdict != Verdict::kSeen) return answer;
    answer += " " + std::string(StrengthName(worm.strength));
    answer += " " + std::string(StandingName(worm.standing));
    for (const char* field : {"heuristic", "score"}) {
      const auto found = worm.subject.find(field);
      if (found != worm.subject.end()) answer += " " + found->second;
    }
    return answer;
  }
};

TEST_F(WormScoreTest, EachCountsOnce) {
  EXPECT_EQ(Answer(), "not_seen");
  Add("layout.hint", {{"heuristic", "H1"}});
  Add("layout.hint", {{"heuristic", "H1"}});
  EXPECT_EQ(Answer(), "seen medium indication H1 3");
  Add("user.mount", {{"autorun", "x.exe"}});
  EXPECT_EQ(Answer(), "seen medium indication H1, H10 5");
  Add("layout.hint", {{"heuristic", "H7"}});
  EXPECT_EQ(Answer(), "seen strong violation H1, H7, H10 7");
}

TEST_F(WormScoreTest, WhatOnlySupportsIsNothingAlone) {
  const auto day = [](int d) {
    return Moment::FromCivil(2026, 5, d, 0, 0, 0, 0, TimeOrigin::kUtc);
  };
  Add("explorer.hides", {}).Set("key_write", day(10));
  EXPECT_EQ(Answer(), "not_seen");
  Add("layout.hint", {{"heuristic", "H3"}}).Set("changed", day(12));
  EXPECT_EQ(Answer(), "seen medium indication H3 3");  // it is older
  Add("layout.hint", {{"heuristic", "H7"}}).Set("changed", day(9));
  EXPECT_EQ(Answer(), "seen strong violation H3, H7, H9 6");
}

TEST_F(WormScoreTest, WhatStartsOrRunsOutOfALaidOutFolder) {
  Add("task", {{"starts", "sideload"}});
  EXPECT_EQ(Answer(), "seen strong violation H8 3");
  all_.facts.clear();
  Add("autostart", {{"starts", "named"}, {"command", "C:\\ProgramData\\AbcxYz\\Abc.exe"}});
  EXPECT_EQ(Answer(), "seen medium indication H8 3");
  all_.facts.clear();
  Add("live.mutex", {{"name", "USB_NOTIFY_COP"}});
  EXPECT_EQ(Answer(), "seen strong violation H12 3");
  all_.facts.clear();
  Add("task", {{"command", "C:\\Program Files\\a.exe"}, {"minutes", "1"}});
  Add("live.process", {{"name", "a"}, {"path", "C:\\a.exe"}});
  EXPECT_EQ(Answer(), "not_seen");
}

// Windows' own image brings flags of what was plugged into the machine that it was made on.
TEST_F(FindingsTest, FlagsOlderThanTheFirstDeviceAreOfNoDevice) {
  const auto year = [](int y) {
    return Moment::FromCivil(y, 7, 14, 4, 37, 9, 0, TimeOrigin::kUtc);
  };
  const auto add = [&](const char* kind, const char* vid, const char* time, int y) {
    Fact& fact = all_.facts.emplace_back();
    fact.kind = kind;
    fact.Set("vid", std::string(vid)).Set("pid", std::string("1005")).Set(time, year(y));
  };
  add("usb.device", "0951", "first_install", 2010);
  add("usb.flag", "14DD", "key_write", 2009);
  add("usb.flag", "0781", "key_write", 2011);
  all_.sources = {Source{{SourceKind::kSystemHive, "", "", ""}, "", 0, 0, true, {}}};
  Run();
  EXPECT_EQ(std::ranges::count_if(judged_.findings,
                                  [](const Finding& finding) {
                                    return finding.rule->id == "audit.trace.device_left" &&
                                           finding.verdict == Verdict::kSeen;
                                  }),
            1);
  EXPECT_EQ(Of("audit.trace.device_left").subject.at("vid"), "0781");
}

TEST_F(FindingsTest, WhatIsMissingSaysWhereItWasLookedFor) {
  Put(all_, SourceKind::kSoftwareHive, "", ConstructedSoftware());
  Run();
  const Finding& missing = Of("audit.antivirus.missing");
  ASSERT_EQ(missing.verdict, Verdict::kSeen);
  ASSERT_FALSE(missing.notes.empty());
  EXPECT_EQ(missing.notes.front().en, "looked at: SOFTWARE hive software_hive");
}

// "240" of a computer in New York is no zone that a reader could tell from Dubai's.
// D: of the same disk is no other drive, but where a USB drive had that letter once.
TEST_F(FindingsTest, DocumentsOnTheDisksOwnVolumes) {
  Constructed();
  std::erase_if(all_.facts, [](const Fact& fact) { return fact.kind == "document.opened"; });
  const auto open = [&](const char* path) {
    Fact& fact = all_.facts.emplace_back();
    fact.kind = "document.opened", fact.source = 2;
    fact.Set("path", std::string(path));
  };
  open("D:\\a.docx");
  Run();
  EXPECT_EQ(VerdictOf("audit.document.removable"), "seen");
  all_.letters = {{1, "C:"}, {2, "F:, D:"}};
  Run();
  EXPECT_EQ(VerdictOf("audit.document.removable"), "not_seen");
  open("d:\\b.docx"), open("f:\\c.docx");
  Run();
  EXPECT_EQ(VerdictOf("audit.document.removable"), "not_seen");
  all_.letters[2] = "E:";  // the constructed USB drive's letter
  open("E:\\d.docx");
  Run();
  EXPECT_EQ(VerdictOf("audit.document.removable"), "seen");
}

TEST_F(FindingsTest, ZonesAreShownAsOffsetsFromUtc) {
  for (const auto& [behind, shown] : {std::pair{"240", "UTC-04:00"},
                                      {"-420", "UTC+07:00"},
                                      {"-345", "UTC+05:45"},
                                      {"0", "UTC+00:00"}}) {
    all_.facts.clear();
    Fact& fact = all_.facts.emplace_back();
    fact.kind = "machine", fact.Set("bias_minutes", std::string(behind));
    const auto rows = MachineRows(all_);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].second, shown);
    EXPECT_EQ(MachineOf(all_).at("bias_minutes"), behind);  // the JSON report's, as before
  }
}

// A key's last write is near what happened, in every report.
TEST_F(FindingsTest, LastWritesAreApproximate) {
  Put(all_, SourceKind::kSoftwareHive, "", ConstructedSoftware());
  Run();
  const Finding& remote = Of("audit.remote.present");
  ASSERT_TRUE(remote.first && remote.last);
  EXPECT_EQ(remote.first->origin, TimeOrigin::kApproximate);
  AuditReport report;
  report.collected = &all_, report.judged = &judged_, report.pack = &pack_;
  const std::string text = ReportText(report, Lang::kEn);
  EXPECT_NE(text.find(remote.last->Shown() + " (approximate)"), std::string::npos) << text;
}

TEST_F(FindingsTest, EachEndOfATimeSaysWhatItIs) {
  Finding finding;
  finding.first = Moment::FromCivil(2011, 4, 1, 4, 52, 38, 0, TimeOrigin::kUtc);
  finding.last = Moment::FromCivil(2012, 4, 7, 10, 31, 37, 0, TimeOrigin::kApproximate);
  EXPECT_EQ(TimesShown(finding, Lang::kEn),
            "01/04/2011 04:52:38 UTC – 07/04/2012 10:31:37 UTC (approximate)");
  finding.last = Moment::FromCivil(2011, 4, 1, 4, 52, 38, 9, TimeOrigin::kUtc);
  EXPECT_EQ(TimesShown(finding, Lang::kEn), "01/04/2011 04:52:38 UTC");
}

TEST_F(FindingsTest, WhatNoLawForbadeOnItsDayIsNoViolation) {
  Constructed();
  Run();
  EXPECT_EQ(Of("audit.phone.storage").standing, Standing::kViolation);
  const Moment before = *Moment::FromCivil(2025, 5, 2, 3, 4, 5, 0, TimeOrigin::kUtc);
  for (Fact& fact : all_.facts) {
    for (auto& [name, time] : fact.times) time = before;
  }
  Run();
  EXPECT_EQ(VerdictOf("audit.phone.storage"), "seen");
  EXPECT_EQ(Of("audit.phone.storage").standing, Standing::kIndication);
}

TEST_F(FindingsTest, ClausesAreThoseOfTheDay) {
  Constructed();
  Run();
  Finding finding = Of("audit.net.internet");
  const auto instruments = [&] {
    std::vector<std::string> out;
    for (const Clause* clause : ClausesOf(finding, pack_)) out.push_back(clause->instrument);
    return out;
  };
  using Names = std::vector<std::string>;
  finding.first = finding.last = Moment::FromCivil(2026, 5, 3, 1, 2, 3, 0, TimeOrigin::kUtc);
  EXPECT_EQ(instruments(), (Names{"117/2025/QH15", "282/2025/NĐ-CP"}));
  finding.first = finding.last = Moment::FromCivil(2025, 5, 3, 1, 2, 3, 0, TimeOrigin::kUtc);
  EXPECT_EQ(instruments(), (Names{"29/2018/QH14"}));
  finding.last = Moment::FromCivil(2026, 3, 1, 0, 0, 0, 0, TimeOrigin::kUtc);  // over both
  EXPECT_EQ(instruments(), (Names{"117/2025/QH15", "29/2018/QH14", "282/2025/NĐ-CP"}));
  finding.first = finding.last = Moment::FromCivil(2012, 5, 3, 1, 2, 3, 0, TimeOrigin::kUtc);
  EXPECT_EQ(instruments(), Names{});
  finding.first = finding.last = {};
  EXPECT_EQ(instruments().size(), 3u);
  // To send over networks was forbidden before too.
  finding = Of("audit.chat.received");
  finding.first = finding.last = Moment::FromCivil(2025, 5, 3, 1, 2, 3, 0, TimeOrigin::kUtc);
  EXPECT_EQ(instruments(), (Names{"29/2018/QH14"}));
}

TEST_F(FindingsTest, WithoutSourcesNothingCanBeSaid) {
  Run();
  for (const Finding& finding : judged_.findings) {
    EXPECT_EQ(finding.verdict, Verdict::kSourceAbsent) << finding.rule->id;
  }
}

TEST_F(FindingsTest, ADriveFromThreeHives) {
  Constructed();
  Run();
  const Finding& finding = Of("audit.usb.connected");
  EXPECT_EQ(finding.grade, Grade::kCorroborated);
  EXPECT_EQ(finding.first->ToString(), "2026-04-01T01:02:04.000000Z");
  EXPECT_EQ(finding.last->ToString(), "2026-04-20T08:30:00.000000Z");
  EXPECT_EQ(finding.subject.at("letter"), "E:");
  EXPECT_EQ(finding.subject.at("label"), "KINGSTON");
  EXPECT_EQ(finding.subject.at("user"), "lan");
}

TEST_F(FindingsTest, PhonesAndTethering) {
  Constructed();
  Run();
  const Finding& phone = Of("audit.phone.storage");
  EXPECT_EQ(phone.verdict, Verdict::kSeen);
  EXPECT_EQ(phone.standing, Standing::kViolation);
  EXPECT_EQ(phone.subject.at("serial"), "R58M123ABCD");
  EXPECT_EQ(phone.first->ToString(), "2026-05-02T03:04:05.000000Z");
  EXPECT_EQ(VerdictOf("audit.phone.tether"), "seen");
  EXPECT_EQ(VerdictOf("audit.phone.maker"), "not_seen");
  EXPECT_EQ(judged_.drives.size(), 1u);  // the phone is no drive
}

TEST_F(FindingsTest, NetworksByMedium) {
  Constructed();
  Run();
  const Finding& wifi = Of("audit.net.wifi");
  EXPECT_EQ(wifi.subject.at("name"), "NHA NGHI 1");
  EXPECT_EQ(wifi.first->ToString(), "2026-05-03T20:15:30.000000");
  EXPECT_EQ(wifi.first->origin, TimeOrigin::kLocal);
  EXPECT_EQ(VerdictOf("audit.net.lan"), "not_seen");  // 169.254 is no network's address
  EXPECT_EQ(VerdictOf("audit.net.mobile"), "not_seen");
}

TEST_F(FindingsTest, EventsJoinTheHives) {
  Constructed();
  Put(all_, SourceKind::kEventLog, "", ConstructedEvents());
  Run();
  ASSERT_EQ(judged_.drives.size(), 1u);  // the computer's own disk is none
  EXPECT_EQ(judged_.drives[0].volume_serials, std::set<std::string>{"3C61-09A4"});
  EXPECT_EQ(Of("audit.net.wifi").grade, Grade::kCorroborated);
  EXPECT_EQ(Of("audit.net.wifi").strength, Strength::kDirect);
  EXPECT_EQ(Of("audit.net.internet").first->ToString(), "2026-05-03T13:15:40.000000Z");
  EXPECT_EQ(Of("audit.trace.clock").subject.at("step_seconds"), "-10800");
}

TEST_F(FindingsTest, WhatTheBrowserSays) {
  Put(all_, SourceKind::kBrowserHistory, "lan", ConstructedPlaces().file);
  Run();
  // A history alone is indirect: it makes no violation.
  EXPECT_EQ(Of("audit.net.internet").strength, Strength::kMedium);
  EXPECT_EQ(Of("audit.net.internet").standing, Standing::kIndication);
  EXPECT_EQ(Of("audit.web.share").subject.at("app"), "Google Drive");
  EXPECT_EQ(Of("audit.web.download").subject.at("name"), "Tài liệu.pdf");
  EXPECT_EQ(VerdictOf("audit.web.office"), "not_seen");
  EXPECT_EQ(VerdictOf("audit.chat.present"), "not_seen");
  EXPECT_EQ(VerdictOf("audit.net.wifi"), "source_absent");
}

TEST_F(FindingsTest, WhatRanFromADrive) {
  Constructed();
  Put(all_, SourceKind::kPrefetch, "", ConstructedPrefetch());
  Run();
  // Nobody knows yet that the volume is the drive's.
  EXPECT_EQ(VerdictOf("audit.program.removable"), "not_seen");
  Put(all_, SourceKind::kEventLog, "", ConstructedEvents());
  Run();
  const Finding& finding = Of("audit.program.removable");
  EXPECT_EQ(finding.verdict, Verdict::kSeen);
  EXPECT_EQ(finding.strength, Strength::kStrong);
  EXPECT_EQ(finding.standing, Standing::kIndication);
  EXPECT_NE(finding.subject.at("on_drive").find("E0D55EA573FCF3A0F8230A11"), std::string::npos);
  EXPECT_EQ(finding.first->ToString(), "2026-04-01T01:05:00.000000Z");
}

TEST_F(FindingsTest, ExplorerAndTheInventoryCorroborate) {
  Constructed();
  Put(all_, SourceKind::kShellHive, "lan", ConstructedShell());
  Put(all_, SourceKind::kInventoryHive, "", ConstructedInventory());
  Run();
  ASSERT_EQ(judged_.drives.size(), 1u);  // the same drive, in other letters' case
  EXPECT_EQ(judged_.drives[0].serial, "E0D55EA573FCF3A0F8230A11");
  const Finding& phone = Of("audit.phone.storage");
  EXPECT_EQ(phone.grade, Grade::kCorroborated);
  EXPECT_EQ(phone.subject.at("serial"), "R58M123ABCD");
  EXPECT_EQ(phone.facts.size(), 4u);
  EXPECT_EQ(Of("audit.usb.browsed").subject.at("letter"), "E:");
  EXPECT_EQ(VerdictOf("audit.net.lan"), "seen");
}

TEST_F(FindingsTest, TheInventoryAloneKnowsADrive) {
  Put(all_, SourceKind::kInventoryHive, "", ConstructedInventory());
  Run();
  ASSERT_EQ(judged_.drives.size(), 1u);
  EXPECT_EQ(judged_.drives[0].vid + judged_.drives[0].pid, "09511666");
  EXPECT_FALSE(judged_.drives[0].first);  // its days are no times
  EXPECT_EQ(VerdictOf("audit.phone.storage"), "seen");
}

TEST_F(FindingsTest, WhatAProfileMakesOfIt) {
  Constructed();
  Run(Profile::kInternet);
  EXPECT_EQ(Of("audit.net.wifi").standing, Standing::kExpected);
  EXPECT_EQ(Of("audit.os.unsupported").standing, Standing::kIndication);
  EXPECT_EQ(VerdictOf("audit.antivirus.missing"), "seen");
  EXPECT_EQ(VerdictOf("audit.licence.indication"), "seen");
  EXPECT_EQ(Of("audit.licence.indication").standing, Standing::kIndication);
  EXPECT_EQ(VerdictOf("audit.worm.layout"), "seen");
  EXPECT_EQ(VerdictOf("audit.remote.present"), "seen");
  EXPECT_EQ(VerdictOf("audit.document.removable"), "seen");
}

TEST_F(FindingsTest, TheRegisterDecides) {
  Constructed();
  const auto ask = [&](const std::string& csv) {
    const auto devices = DeviceRegister::Parse(csv);
    EXPECT_TRUE(devices.ok());
    Collected copy = all_;
    return Judge(copy, pack_, {Profile::kDrafting, &*devices}).answers.at(0).state;
  };
  const std::string head = "serial,vid,pid,owner,inspected,expires\n";
  const std::string serial = "E0D55EA573FCF3A0F8230A11";
  EXPECT_EQ(ask(head + "OTHER,,,A,2026-01-01,\n"), "unknown");
  EXPECT_EQ(ask(head + serial + ",0951,1666,A,2026-01-01,2027-01-01\n"), "registered");
  EXPECT_EQ(ask(head + serial + ",0951,9999,A,2026-01-01,2027-01-01\n"), "unknown");
  EXPECT_EQ(ask(head + serial + ",,,A,2026-01-01,2026-04-10\n"), "expired");
  EXPECT_EQ(ask(head + serial + ",,,A,,\n"), "not_inspected");
  EXPECT_EQ(ask("\xEF\xBB\xBFserial;owner;inspected\r\n" + serial + ";\"Lan; VP\";2026-01-01\r\n"),
            "registered");
}

TEST_F(FindingsTest, DocumentsFromElsewhere) {
  std::string bundle;
  PutSmallText(bundle, "Users/lan/Downloads/a.docx",
               "[ZoneTransfer]\nZoneId=3\nHostUrl=https://tai.example.vn/a\n");
  PutSmallText(bundle, "Users/lan/Downloads/b.docx", "[ZoneTransfer]\nZoneId=1\n");
  Put(all_, SourceKind::kZones, "", bundle);
  Run();
  const Finding& finding = Of("audit.document.downloaded");  // b.docx names no server
  EXPECT_EQ(finding.subject.at("path"), "Users/lan/Downloads/a.docx");
  EXPECT_EQ(finding.subject.at("site"), "tai.example.vn");
  EXPECT_EQ(finding.standing, Standing::kIndication);
  EXPECT_EQ(std::ranges::count_if(
                judged_.findings,
                [](const Finding& one) { return one.rule->id == "audit.document.downloaded"; }),
            1);
}

TEST_F(FindingsTest, OneLayoutIsAHintTwoAreMore) {
  Source tree;
  tree.id.kind = SourceKind::kTree, tree.read = true;
  all_.sources.push_back(tree);
  Fact hint;
  hint.kind = "layout.hint";
  hint.Set("heuristic", "H1").Set("path", "\u00a0");
  all_.facts = {hint};
  Run();
  EXPECT_EQ(Of("audit.worm.layout").standing, Standing::kIndication);
  hint.Set("heuristic", "H3");
  all_.facts.push_back(hint);
  Run();
  EXPECT_EQ(Of("audit.worm.layout").standing, Standing::kViolation);
  EXPECT_EQ(Of("audit.worm.layout").subject.at("score"), "6");
  EXPECT_EQ(Of("audit.worm.layout").grade, Grade::kSingle);
}

TEST(DeviceRegisterTest, SaysWhichLineIsWrong) {
  EXPECT_FALSE(DeviceRegister::Parse("").ok());
  EXPECT_FALSE(DeviceRegister::Parse("a,b\n").ok());
  const auto bad = DeviceRegister::Parse("serial,inspected\nX,2026-13-01\n");
  ASSERT_FALSE(bad.ok());
  EXPECT_NE(bad.error().message().en.find("line 2"), std::string::npos);
}

// "Ngày KT" passed over would call every inspected drive one that was not.
TEST(DeviceRegisterTest, RefusesColumnsItDoesNotKnow) {
  const auto strange = DeviceRegister::Parse("Số sê-ri;Ngày KT\nA1;2026-01-10\n");
  ASSERT_FALSE(strange.ok());
  EXPECT_NE(strange.error().message().vi.find("ngày kt"), std::string::npos);
  EXPECT_TRUE(DeviceRegister::Parse("STT;Số sê-ri;Tên thiết bị;Ghi chú;\n1;A1;USB;x;\n").ok());
}

TEST(DeviceRegisterTest, ColumnsInVietnameseAndMarks) {
  const auto devices = DeviceRegister::Parse(
      "\xEF\xBB\xBF\"Số sê-ri / serial\",\"Mã hãng\",\"Tình trạng / mark\",\"Ngày kiểm tra an "
      "ninh\"\r\n"
      "\"'-A1\",\"0951\",\"đã đăng ký\",\"2026-01-10\"\r\n"
      "\"B2\",\"0951\",\"cấm dùng\",\"\"\r\n\"C3\",\"\",\"registered\",\"\"\r\n");
  ASSERT_TRUE(devices.ok()) << devices.error().message().en;
  EXPECT_EQ(devices->size(), 2U);
  const auto state = [&](const char* serial) {
    UsbDrive drive;
    drive.vid = "0951", drive.serial = serial;
    return devices->Ask(drive).state;
  };
  EXPECT_EQ(state("-A1"), "registered");
  EXPECT_EQ(state("B2"), "unknown");
  EXPECT_EQ(state("C3"), "not_inspected");
}

TEST(RulePackTest, RefusesWhatIsOutOfForm) {
  EXPECT_FALSE(RulePack::FromTexts("{}", "{}").ok());
  EXPECT_FALSE(RulePack::FromTexts(R"({"rules":[{"id":"x"}]})", R"({"places":[]})").ok());
  EXPECT_TRUE(RulePack::FromTexts(R"({"rules":[]})", R"({"places":[]})").ok());
}

TEST_F(FindingsTest, ReportsHoldNoMarkupOfTheMachine) {
  Constructed();
  Fact fact;
  fact.kind = "place", fact.locator = "<script>alert(1)</script>\xE2\x80\xAE";
  fact.Set("app", std::string("Zalo"))
      .Set("path", std::string("<img src=x>"))
      .Set("what", std::string("data"));
  all_.facts.push_back(fact);
  Run();
  AuditReport report;
  report.pack = &pack_, report.collected = &all_, report.judged = &judged_;
  for (const Lang lang : {Lang::kVi, Lang::kEn}) {
    const std::string html = ReportHtml(report, lang);
    EXPECT_EQ(html.find("<script"), std::string::npos);
    EXPECT_EQ(html.find("<img"), std::string::npos);
    EXPECT_NE(html.find("\\u202E"), std::string::npos);
    EXPECT_EQ(ReportText(report, lang).find("\xE2\x80\xAE"), std::string::npos);
  }
  EXPECT_NE(ReportJson(report).find("\"rule\": \"audit.phone.storage\""), std::string::npos);
}

TEST(FactsTest, ComeBackFromBytes) {
  SourceFacts facts;
  facts.units = 7;
  facts.Note("v", "e");
  facts.Add("x.y", "here")
      .Set("a", std::string("b"))
      .Set("t", Moment::FromUnixMicros(1'700'000'000'000'000));
  const std::string bytes = WriteFacts(facts);
  const auto back = ReadFacts(AsBytes(bytes));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->facts.at(0).Field("a"), "b");
  EXPECT_EQ(back->facts.at(0).Time("t")->ToString(), "2023-11-14T22:13:20.000000Z");
  EXPECT_EQ(back->notes.at(0).en, "e");
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(ReadFacts(AsBytes(bytes).first(length)).ok());
  }
}

TEST(NeedsTest, WhatAnotherSystemHasIsNotMissing) {
  const Needs windows = {"system_hive", "event_log/System", "places"};
  EXPECT_FALSE(CouldBeThere("package_list", windows));
  EXPECT_TRUE(CouldBeThere("software_hive", windows));
  EXPECT_FALSE(CouldBeThere("live_network", windows));
  const Needs linux = {"journal", "live_devices"};
  EXPECT_FALSE(CouldBeThere("event_log/Security", linux));
  EXPECT_TRUE(CouldBeThere("live_network", linux));
  EXPECT_TRUE(CouldBeThere("register", linux));
  EXPECT_TRUE(CouldBeThere("system_hive", {}));  // nothing told which system it is
  EXPECT_EQ(NeedTitle("event_log/System").vi, "nhật ký sự kiện System");
  EXPECT_EQ(NeedTitle("kernel_log").en.find("kernel_log"), std::string::npos);
}

TEST_F(FindingsTest, WhatStartsFromAnotherDriveIsNotAnswered) {
  Put(all_, SourceKind::kSoftwareHive, "", ConstructedSoftwareOfDrives());
  const auto verdicts = [&] {
    Run();
    std::vector<std::string> said;
    for (const Finding& finding : judged_.findings) {
      if (finding.rule->id != "audit.worm.layout") continue;
      said.emplace_back(VerdictName(finding.verdict));
      if (finding.verdict == Verdict::kSourceAbsent) {
        said.push_back(std::to_string(finding.notes.size()));
      }
    }
    return said;
  };
  EXPECT_EQ(verdicts(), std::vector<std::string>{"not_seen"});
  for (Fact& fact : all_.facts) {
    if (fact.kind == "autostart") fact.Set("not_examined", std::string("unknown"));
  }
  EXPECT_EQ(verdicts(), (std::vector<std::string>{"not_seen", "source_absent", "2"}));
  // Many: the first are named, and how many more there are.
  const Fact one = *std::ranges::find(all_.facts, "autostart", &Fact::kind);
  for (int i = 0; i < 20; ++i) {
    all_.facts.push_back(one);
    all_.facts.back().Set("command", "E:\\Kho\\" + std::to_string(i) + ".exe");
  }
  EXPECT_EQ(verdicts().back(), "9");
}

TEST_F(FindingsTest, BehavioursStandInTheReportInWords) {
  Put(all_, SourceKind::kSoftwareHive, "", ConstructedSoftware());
  Run();
  AuditReport report;
  report.pack = &pack_, report.collected = &all_, report.judged = &judged_;
  const std::string json = ReportJson(report);
  EXPECT_NE(json.find(R"("code": "H8",)"), std::string::npos) << json;
  EXPECT_NE(json.find("\"tự khởi động từ nơi như vậy\""), std::string::npos);
  EXPECT_NE(json.find("\"started by itself from such a place\""), std::string::npos);
}

}  // namespace
}  // namespace niem::audit
