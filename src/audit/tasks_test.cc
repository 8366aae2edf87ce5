#include "audit/tasks.h"

#include <gtest/gtest.h>

#include "audit/source.h"
#include "audit/started.h"
#include "audit/testing/hive_builder.h"
#include "audit/zone.h"

namespace niem::audit {
namespace {

// As schtasks writes them: UTF-16 with a byte order mark.
std::string TaskOf(const std::string& trigger, const std::string& actions) {
  const std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n<Task version=\"1.2\"><Triggers>" + trigger +
      "</Triggers><Settings><RestartOnFailure><Interval>PT1M</Interval></RestartOnFailure>"
      "</Settings><Actions Context=\"Author\">" +
      actions + "</Actions></Task>";
  return "\xFF\xFE" + Wide(xml);
}

SourceFacts Read(const std::string& path, const std::string& text) {
  std::string bundle;
  PutSmallText(bundle, path, text);
  return ReadSource({SourceKind::kTasks, {}, {}, {}}, AsBytes(bundle), {});
}

TEST(Tasks, WhatIsStartedAndHowOften) {
  const SourceFacts facts =
      Read("Windows/System32/Tasks/Office/Licensing",
           TaskOf("<TimeTrigger><Repetition><Interval>PT2M</Interval></Repetition></TimeTrigger>"
                  "<TimeTrigger><Repetition><Interval>P1D</Interval></Repetition></TimeTrigger>",
                  "<Exec><Command>C:\\Users\\Public\\a &amp; b\\x.exe</Command>"
                  "<Arguments>147</Arguments></Exec><ComHandler/>"
                  "<Exec id=\"2\"><Command>notepad</Command></Exec>"));
  ASSERT_EQ(facts.facts.size(), 2U);
  EXPECT_EQ(facts.facts[0].Field("name"), "Office/Licensing");
  EXPECT_EQ(facts.facts[0].Field("command"), "C:\\Users\\Public\\a & b\\x.exe 147");
  EXPECT_EQ(facts.facts[0].Field("minutes"), "2");
  EXPECT_EQ(facts.facts[1].Field("command"), "notepad");
}

TEST(Tasks, StartingAgainAfterAFailureIsNoRepetition) {
  const SourceFacts facts = Read("Windows/System32/Tasks/A",
                                 TaskOf("<BootTrigger/>", "<Exec><Command>a</Command></Exec>"));
  ASSERT_EQ(facts.facts.size(), 1U);
  EXPECT_EQ(facts.facts[0].Field("minutes"), "");
}

TEST(Tasks, OutOfForm) {
  for (const char* text : {"", "<Task", "<Task><Exec><Command>", "<Exec><Command>a</Command>",
                           "<Task><Exec></Exec><Command>a</Command></Task>"}) {
    EXPECT_TRUE(Read("a", text).facts.empty()) << text;
  }
}

TEST(Tasks, Durations) {
  for (const auto& [text, minutes] : {std::pair{"PT1M", 1U},
                                      {"PT10M", 10U},
                                      {"PT1H30M", 90U},
                                      {"P1D", 1440U},
                                      {"P1DT2H", 1560U},
                                      {"PT30S", 0U},
                                      {"P1M", 43'200U}}) {
    EXPECT_EQ(MinutesOf(text), minutes) << text;
  }
  for (const char* text :
       {"", "P", "PT", "1M", "PT1", "PTM", "PT1D", "P1H", "PT1M2", "P1S", "PT1MPT1M", "PT-1M"}) {
    EXPECT_FALSE(MinutesOf(text)) << text;
  }
  EXPECT_TRUE(MinutesOf("PT99999999999999999999M"));  // bounded, not overflown
}

std::vector<Fact> Started(const std::string& kind, const std::string& path,
                          const std::string& minutes, const std::string& name = "x") {
  std::vector<Fact> facts(2);
  facts[0].kind = "folder.sideload", facts[0].Set("folder", std::string("ProgramData/App"));
  facts[1].kind = kind;
  facts[1].Set(kind == "live.process" ? "path" : "command", path);
  facts[1].Set("minutes", minutes).Set("name", name);
  MarkStarted(facts);
  return facts;
}

TEST(Started, OutOfAFolderLaidOutForSideLoading) {
  const auto starts = [](const std::string& kind, const std::string& path,
                         const std::string& minutes = "") {
    return Started(kind, path, minutes)[1].Field("starts");
  };
  const std::string path = "C:\\programdata\\APP\\a.exe";
  EXPECT_EQ(starts("autostart", "\"" + path + "\" -x"), "sideload");
  EXPECT_EQ(starts("autostart", "%ProgramData%\\App\\a.exe"), "sideload");
  EXPECT_EQ(starts("live.process", path), "sideload");
  EXPECT_EQ(starts("task", path, "10"), "sideload");
  EXPECT_EQ(starts("task", path, "11"), "");  // as updaters do
  EXPECT_EQ(starts("task", path), "");
  for (const char* minutes : {"abc", "5x", "-", "99999999999999999999"}) {
    EXPECT_EQ(starts("task", path, minutes), "") << minutes;
  }
  EXPECT_EQ(starts("autostart", "C:\\ProgramData\\Other\\a.exe"), "");
  EXPECT_EQ(starts("program.run", path), "");
}

TEST(Started, OnlyFromTheVolumeItIsOn) {
  const auto starts = [](const std::string& folder, const std::string& volume,
                         const std::string& why) {
    std::vector<Fact> facts(2);
    facts[0].kind = "folder.sideload", facts[0].Set("folder", folder);
    facts[1].kind = "autostart", facts[1].Set("command", std::string("D:\\App\\a.exe"));
    facts[1].Set("on_volume", volume).Set("not_examined", why);
    MarkStarted(facts);
    return facts[1].Field("starts");
  };
  EXPECT_EQ(starts("#2: App", "#2", ""), "sideload");
  EXPECT_EQ(starts("App", "#2", ""), "");
  EXPECT_EQ(starts("#3: App", "#2", ""), "");
  EXPECT_EQ(starts("App", "", "unknown"), "");
}

TEST(Started, NamedAfterItsFolder) {
  const auto starts = [](const std::string& path, const std::string& name) {
    return Started("autostart", path, "", name)[1].Field("starts");
  };
  EXPECT_EQ(starts("C:\\ProgramData\\AvastSvcpCP\\AvastSvc.exe 626", "AvastSvcpCP"), "named");
  EXPECT_EQ(starts("C:\\Users\\lan\\AppData\\Roaming\\AcroRd32cWP\\AcroRd32.exe", "acrord32cwp"),
            "named");
  EXPECT_EQ(starts("C:\\Program Files\\AvastSvcpCP\\AvastSvc.exe", "AvastSvcpCP"), "");
  EXPECT_EQ(starts("C:\\ProgramData\\Avast\\Avast.exe", "Avast"), "");
  EXPECT_EQ(starts("C:\\ProgramData\\Teams64\\Teams.exe", "Teams64"), "");
  EXPECT_EQ(starts("C:\\ProgramData\\AvastSvcpCP\\AvastSvc.exe", "Avast"), "");
}

}  // namespace
}  // namespace niem::audit
