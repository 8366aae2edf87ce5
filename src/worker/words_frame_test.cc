#include "worker/words_frame.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <thread>

namespace niem::worker {
namespace {

TEST(WordsFrame, ManyWordsAndPagesComeBackAsTheyWere) {
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  const Fd left(ends[0]);
  const Fd right(ends[1]);
  trace::Words words;
  for (uint32_t i = 0; i < 2 * kWordsInFrame + 5; ++i) {
    words.words.push_back(static_cast<trace::Word>(1 + i % trace::kMaxWord));
    if (i % 300 == 0) words.pages.push_back(i);
  }
  std::thread thread([&] {
    Channel sender(left.get(), kMaxResultFrame);
    QueueWords(words, sender);
    EXPECT_TRUE(sender.Send(FrameType::kDone, {}).ok());
  });
  Channel receiver(right.get(), kMaxResultFrame);
  trace::Words read;
  for (Result<Frame> frame = receiver.Receive(); frame.ok() && frame->type == FrameType::kWords;
       frame = receiver.Receive()) {
    ASSERT_TRUE(AddWords(frame->payload, read));
  }
  thread.join();
  EXPECT_EQ(read.words, words.words);
  EXPECT_EQ(read.pages, words.pages);
}

TEST(WordsFrame, BelievesNoWorker) {
  const auto refused = [](std::vector<uint8_t> payload) {
    trace::Words words;
    return !AddWords(payload, words);
  };
  EXPECT_FALSE(refused({0, 0, 0, 0, 1, 0}));
  EXPECT_TRUE(refused({}));                                    // no count of pages
  EXPECT_TRUE(refused({9, 0, 0, 0, 1, 0}));                    // more pages than bytes
  EXPECT_TRUE(refused({0, 0, 0, 0, 1}));                       // half a word
  EXPECT_TRUE(refused({0, 0, 0, 0, 0, 0}));                    // a word that is none
  EXPECT_TRUE(refused({0, 0, 0, 0, 0, 4}));                    // one out of range
  EXPECT_TRUE(refused({1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff}));  // a page beyond all words
  EXPECT_TRUE(refused({2, 0, 0, 0, 9, 0, 0, 0, 8, 0, 0, 0}));  // pages that go back
}

TEST(WordsFrame, PropertiesAreNoWords) {
  extract::Document document;
  document.blocks.resize(2);
  document.blocks[0].text = "một hai";
  document.blocks[0].page = 2;
  document.blocks[1].text = "ba";
  document.blocks[1].place = extract::Place::kMetadata;
  const ReadWords read = WordsOf(document);
  EXPECT_EQ(read.words.words.size(), 2U);
  EXPECT_EQ(read.words.PageOf(0), 2U);
}

}  // namespace
}  // namespace niem::worker
