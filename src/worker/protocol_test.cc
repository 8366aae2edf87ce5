#include "worker/protocol.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "worker/shown_name.h"

namespace niem::worker {
namespace {

class ChannelTest : public testing::Test {
 protected:
  void SetUp() override {
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    left_ = Fd(ends[0]);
    right_ = Fd(ends[1]);
  }

  Fd left_, right_;
};

TEST_F(ChannelTest, CarriesFramesOfAllSizesAndDescriptors) {
  Channel sender(left_.get(), 1 << 20), receiver(right_.get(), 16 << 20);
  const std::string large(9 << 20, 'x');
  std::thread thread([&] {
    EXPECT_TRUE(sender.Send(FrameType::kBegin, AsBytes("một")).ok());
    sender.Queue(FrameType::kResult, AsBytes("hai"));
    EXPECT_TRUE(sender.Send(FrameType::kDone, {}).ok());
    EXPECT_TRUE(sender.Send(FrameType::kJob, AsBytes("đầu"), AsBytes(large), left_.get()).ok());
  });
  EXPECT_EQ(AsText(receiver.Receive()->payload), "một");
  EXPECT_EQ(AsText(receiver.Receive()->payload), "hai");
  EXPECT_EQ(receiver.Receive()->type, FrameType::kDone);
  EXPECT_EQ(AsText(receiver.Receive()->payload), "đầu" + large);
  EXPECT_TRUE(receiver.TakeFd().valid());
  thread.join();
  receiver.Shrink();
}

TEST_F(ChannelTest, RefusesWhatIsOutOfForm) {
  Channel receiver(right_.get(), 100);
  const uint8_t too_long[] = {5, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f};
  ASSERT_EQ(::write(left_.get(), too_long, sizeof too_long), 8);
  EXPECT_EQ(receiver.Receive().error().code(), ErrorCode::kCorrupt);
  left_.Reset();
}

TEST_F(ChannelTest, KeepsDeadlinesAndNoticesTheEnd) {
  Channel receiver(right_.get(), 100);
  const auto soon = Clock::now() + std::chrono::milliseconds(20);
  EXPECT_EQ(receiver.Receive(soon).error().code(), ErrorCode::kTimeout);
  left_.Reset();
  EXPECT_EQ(receiver.Receive().error().code(), ErrorCode::kCrashed);
  EXPECT_EQ(receiver.Send(FrameType::kDone, {}).error().code(), ErrorCode::kCrashed);
}

TEST(Protocol, SettingsAndRequestsComeBackAsTheyWere) {
  Settings settings;
  settings.parent = 7;
  settings.limits.max_depth = 3;
  settings.memory_bytes = 1ULL << 40;
  settings.hash_all = false;
  settings.insecure = true;
  settings.words = true;
  settings.today = -3;
  settings.ocr = extract::OcrMode::kFull;
  settings.ocr_data = "/d/vie.traineddata";
  settings.ocr_page_ms = 5;
  settings.ocr_turn = false;
  settings.passwords = {"một", ""};
  settings.agency_rules = {{"a.json", "{}"}};
  FrameWriter frame;
  Put(frame, settings);
  const Result<Settings> read = ReadSettings(frame.bytes());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->limits.max_depth, 3u);
  EXPECT_EQ(read->memory_bytes, 1ULL << 40);
  EXPECT_EQ(read->today, -3);
  EXPECT_FALSE(read->hash_all);
  EXPECT_TRUE(read->words);
  EXPECT_EQ(read->ocr, settings.ocr);
  EXPECT_EQ(read->ocr_data, settings.ocr_data);
  EXPECT_EQ(read->ocr_page_ms, 5u);
  EXPECT_FALSE(read->ocr_turn);
  EXPECT_EQ(read->passwords, settings.passwords);
  EXPECT_EQ(read->agency_rules, settings.agency_rules);
  for (size_t cut = 0; cut < frame.bytes().size(); ++cut) {
    EXPECT_FALSE(ReadSettings(frame.bytes().first(cut)).ok()) << cut;
  }
}

TEST(Protocol, ResumingSkipsWhatWasReadAndReopensItsContainers) {
  Request request;
  request.resumed = request.skip_resume = true;
  request.resume = {2, 1};
  EXPECT_EQ(StandingOf({}, request), Standing::kReopen);
  EXPECT_EQ(StandingOf({1}, request), Standing::kSkip);
  EXPECT_EQ(StandingOf({2}, request), Standing::kReopen);
  EXPECT_EQ(StandingOf({2, 0}, request), Standing::kSkip);
  EXPECT_EQ(StandingOf({2, 1}, request), Standing::kSkip);
  EXPECT_EQ(StandingOf({2, 2}, request), Standing::kRead);
  EXPECT_EQ(StandingOf({3}, request), Standing::kRead);
  request.skip_resume = false;
  EXPECT_EQ(StandingOf({2, 1}, request), Standing::kRead);
}

TEST(ShownName, EscapesOnlyWhatIsNotUtf8) {
  EXPECT_EQ(ShownName("Tối mật.docx"), "Tối mật.docx");
  EXPECT_EQ(ShownName("m\xcbt"), "m\\xcbt");
  EXPECT_EQ(ShownName("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // a surrogate
  EXPECT_EQ(ShownName("\xc0\xaf\xf4\x90\x80\x80"), "\\xc0\\xaf\\xf4\\x90\\x80\\x80");
  EXPECT_EQ(Shortened("ầầầầầầầầầầ.docx", 20), "ầầ…ầ.docx");
}

}  // namespace
}  // namespace niem::worker
