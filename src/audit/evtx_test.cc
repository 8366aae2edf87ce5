#include "audit/evtx.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "audit/shared_cases.h"
#include "audit/testing/machine.h"

namespace niem::audit {
namespace {

constexpr const char* kSzechuan = "museum-StolenSzechuanEventLogs.7z";
constexpr const char* kBelkasoft = "museum-BelkasoftCTF_InsiderThreat.7z";

std::vector<Event> EventsOf(const std::string& bytes, EventLogState* state = nullptr) {
  std::vector<Event> events;
  const auto read =
      ReadEventLog(AsBytes(bytes), [&](const Event& event) { events.push_back(event); });
  EXPECT_TRUE(read.ok());
  if (state != nullptr && read.ok()) *state = *read;
  return events;
}

TEST(EventLogTest, RefusesWhatIsNoLog) {
  for (const std::string& bytes : {std::string(), std::string(100'000, 'x')}) {
    EXPECT_FALSE(ReadEventLog(AsBytes(bytes), [](const Event&) {}).ok());
  }
}

TEST(EventLogTest, ReadsADriveFromARealLog) {
  const auto bytes = SharedBytes(kSzechuan, "Microsoft-Windows-Kernel-PnP%4Configuration.evtx");
  if (!bytes) GTEST_SKIP() << "no shared cases here";
  EventLogState state;
  const std::vector<Event> events = EventsOf(*bytes, &state);
  EXPECT_EQ(state.records, 338u);
  EXPECT_EQ(state.damaged_records, 0u);
  EXPECT_EQ(state.damaged_chunks, 0u);
  std::vector<std::string> seen;
  for (const Event& event : events) {
    const std::string device = event.Value("DeviceInstanceId");
    if (device.find("4C530000261130109435") != std::string::npos)
      seen.push_back(event.created->ToString() + " " + std::to_string(event.id));
  }
  const std::vector<std::string> expected = {
      "2020-09-19T04:36:42.874132Z 400", "2020-09-19T04:36:42.906237Z 410",
      "2020-09-19T04:36:42.906237Z 400", "2020-09-19T04:36:42.920971Z 410",
      "2020-09-19T04:36:42.920971Z 400", "2020-09-19T04:36:42.920971Z 410"};
  EXPECT_EQ(seen, expected);
}

TEST(EventLogTest, ReadsNetworksFromARealLog) {
  const auto bytes = SharedBytes(kBelkasoft, "Microsoft-Windows-NetworkProfile%4Operational.evtx");
  if (!bytes) GTEST_SKIP() << "no shared cases here";
  EventLogState state;
  const std::vector<Event> events = EventsOf(*bytes, &state);
  EXPECT_EQ(state.records, 372u);
  std::vector<std::string> internet;
  for (const Event& event : events) {
    if (event.id == 10000 && (std::stoul(event.Value("State")) & 0x28) != 0)
      internet.push_back(event.created->ToString());
  }
  ASSERT_EQ(internet.size(), 29u);
  std::ranges::sort(internet);
  EXPECT_EQ(internet.front().substr(0, 19), "2020-08-01T18:49:15");
  EXPECT_EQ(internet.back().substr(0, 19), "2021-02-14T02:32:51");
}

// Constructed, and read by Debian's libevtx too.
TEST(EventLogTest, ReadsTemplates) {
  const std::string bytes = ConstructedEvents();
  EventLogState state;
  const std::vector<Event> events = EventsOf(bytes, &state);
  ASSERT_EQ(events.size(), 5u);
  EXPECT_EQ(state.damaged_chunks + state.damaged_records + state.missing_records, 0u);
  EXPECT_EQ(events[0].Value("Model"), "DataTraveler 3.0");
  EXPECT_EQ(events[2].provider, "Microsoft-Windows-WLAN-AutoConfig");
  if (std::system("command -v evtxexport >/dev/null 2>&1") != 0) return;
  const std::string path = ::testing::TempDir() + "niem_audit_made.evtx";
  ASSERT_TRUE(WriteFileAtomically(path, bytes).ok());
  const auto listed = OutputOf("evtxexport -f xml '" + path + "' 2>/dev/null | grep -c '</Event>'");
  EXPECT_EQ(listed.value_or(""), "5\n");
  std::filesystem::remove(path);
}

TEST(EventLogTest, GoesOnBehindDamage) {
  auto bytes = SharedBytes(kSzechuan, "Microsoft-Windows-Kernel-PnP%4Configuration.evtx");
  if (!bytes) GTEST_SKIP() << "no shared cases here";
  std::fill_n(bytes->begin() + 4096 + 700, 64, '\xAA');  // inside the first chunk's first records
  std::fill_n(bytes->begin(), 128, '\0');                // and no file header
  EventLogState state;
  const std::vector<Event> events = EventsOf(*bytes, &state);
  EXPECT_GT(events.size(), 200u);
  EXPECT_GE(state.damaged_records, 1u);
  EXPECT_EQ(state.damaged_chunks, 1u);
}

// Debian's libevtx reads the same number of records from every log.
TEST(EventLogTest, AgreesWithLibevtx) {
  if (std::system("command -v evtxexport >/dev/null 2>&1") != 0) GTEST_SKIP() << "no evtxexport";
  const std::string archive = SharedCase(kBelkasoft);
  if (archive.empty()) GTEST_SKIP() << "no shared cases here";
  for (const char* name : {"System.evtx", "Microsoft-Windows-Partition%4Diagnostic.evtx",
                           "Microsoft-Windows-Kernel-PnP%4Configuration.evtx"}) {
    const auto bytes = SharedBytes(kBelkasoft, name);
    ASSERT_TRUE(bytes);
    const std::string path = ::testing::TempDir() + "niem_audit.evtx";
    ASSERT_TRUE(WriteFileAtomically(path, *bytes).ok());
    const auto listed =
        OutputOf("evtxexport -f xml '" + path + "' 2>/dev/null | grep -c '</Event>'");
    ASSERT_TRUE(listed);
    EXPECT_EQ(EventsOf(*bytes).size(), std::stoul(*listed)) << name;
    std::filesystem::remove(path);
  }
}

}  // namespace
}  // namespace niem::audit
