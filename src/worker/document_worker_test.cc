// The real niem-worker, inside its sandbox, on documents that tempt a library to open files.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "worker/pool.h"

namespace niem::worker {
namespace {

using detect::DocumentResult;
using detect::Verdict;

std::string FromEnvironment(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : otherwise;
}

class DocumentWorkerTest : public testing::Test {
 protected:
  void SetUp() override {
    PoolOptions options;
    options.program = FromEnvironment("NIEM_BIN_DIR", "build/bin") + "/niem-worker";
    options.timeout = std::chrono::seconds(30);
    Result<std::unique_ptr<Pool>> started = Pool::Start(options);
    ASSERT_TRUE(started.ok()) << started.error().message().en;
    pool_ = std::move(started).value();
  }

  DocumentResult Inspect(const std::string& fixture) {
    const std::string root = FromEnvironment("NIEM_SOURCE_DIR", ".");
    const Result<std::string> bytes =
        ReadWholeFile(root + "/tests/data/extract/" + fixture, 1 << 20);
    EXPECT_TRUE(bytes.ok()) << fixture;
    Job job;
    job.name = fixture;
    if (bytes.ok()) job.bytes = AsBytes(*bytes);
    std::vector<DocumentResult> results;
    pool_->Inspect(job, [&](DocumentResult result) { results.push_back(std::move(result)); });
    EXPECT_EQ(results.size(), 1U) << fixture;
    return results.empty() ? DocumentResult{} : std::move(results.back());
  }

  std::unique_ptr<Pool> pool_;
};

// Their font is named and not embedded: to draw it a library would open a file of the system.
TEST_F(DocumentWorkerTest, ReadsDrawnStampsWithoutAnyFont) {
  for (const char* name : {"pdf/stamp_marked.pdf", "pdf/signature.pdf"}) {
    const DocumentResult result = Inspect(name);
    EXPECT_EQ(result.verdict, Verdict::kMarked) << name;
    EXPECT_TRUE(result.notes.empty()) << name;
  }
  EXPECT_EQ(Inspect("pdf/stamp_mentions.pdf").verdict, Verdict::kMentions);
}

TEST_F(DocumentWorkerTest, SaysThatADrawingIsLost) {
  const DocumentResult result = Inspect("pdf/stamp_broken.pdf");
  EXPECT_EQ(result.verdict, Verdict::kUnreadable);
  ASSERT_FALSE(result.notes.empty());
  EXPECT_EQ(result.notes[0].code, ErrorCode::kNeedsOcr);
}

}  // namespace
}  // namespace niem::worker
