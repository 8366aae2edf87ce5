#include "audit/event_facts.h"

#include <gtest/gtest.h>

#include <array>

#include "audit/testing/event_builder.h"

namespace niem::audit {
namespace {

Fact TheOnly(std::string_view kind, const std::vector<BuiltEvent>& events) {
  const std::string bytes = BuildEventLog(events);
  const SourceFacts facts = ReadEvents(AsBytes(bytes));
  Fact found;
  size_t count = 0;
  for (const Fact& fact : facts.facts) {
    if (fact.kind == kind) found = fact, ++count;
  }
  EXPECT_EQ(count, 1u) << kind;
  return found;
}

// Newer systems name the action by the number of a message.
TEST(EventFactsTest, WhatDefenderDid) {
  for (const auto& [number, name, shown] : {std::array<std::string, 3>{"2", "%%809", "quarantined"},
                                            {"9", "%%887", "none yet"},
                                            {"3", "Entfernen", "removed"},
                                            {"77", "Something", "Something"}}) {
    const Fact fact = TheOnly("event.malware", {{"Microsoft-Windows-Windows Defender",
                                                 1117,
                                                 "2026-05-03T20:15:30",
                                                 {{"Threat Name", "EICAR"},
                                                  {"Path", "file:_E:\\x.exe"},
                                                  {"Action ID", number},
                                                  {"Action Name", name}}}});
    EXPECT_EQ(fact.Field("action"), shown);
    EXPECT_EQ(fact.Field("name"), "EICAR");
  }
}

TEST(EventFactsTest, OfTransfersTheHostAlone) {
  const Fact fact =
      TheOnly("event.download",
              {{"Microsoft-Windows-Bits-Client",
                59,
                "2026-05-03T20:15:30",
                {{"url", "http://r2.Gvt1.com/edgedl/a.exe?mip=203.0.113.7&key=bi-mat"}}}});
  EXPECT_EQ(fact.Field("server"), "r2.gvt1.com");
  for (const auto& [name, value] : fact.fields) {
    EXPECT_EQ(value.find("bi-mat"), std::string::npos) << name;
  }
}

TEST(EventFactsTest, ATimeServersNameAlone) {
  const Fact fact =
      TheOnly("event.time_server",
              {{"Microsoft-Windows-Time-Service",
                35,
                "2026-05-03T20:15:30",
                {{"TimeSource", "time.windows.com,0x9 (ntp.m|0x9|0.0.0.0:123->1.2.3.4:123)"}}}});
  EXPECT_EQ(fact.Field("server"), "time.windows.com");
}

}  // namespace
}  // namespace niem::audit
