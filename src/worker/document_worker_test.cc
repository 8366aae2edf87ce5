// The real niem-worker, inside its sandbox, on documents that tempt a library to open files.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "detect/finding_json.h"
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

// Says only where they part.
void ExpectSame(const std::vector<std::string>& got, const std::vector<std::string>& wanted) {
  EXPECT_EQ(got.size(), wanted.size());
  const size_t common = std::min(got.size(), wanted.size());
  for (size_t i = 0; i < common; ++i) {
    ASSERT_EQ(got[i], wanted[i]) << i;
  }
}

// One of each kind: read by the light worker, declined at once, and with something inside that it
// must decline.
TEST(LightWorkerTest, AgreesWithTheFullOne) {
  const std::string programs = FromEnvironment("NIEM_BIN_DIR", "build/bin");
  const std::string corpus = FromEnvironment("NIEM_SOURCE_DIR", ".") + "/tests/corpus";
  PoolOptions options;
  options.program = programs + "/niem-worker";
  options.timeout = std::chrono::seconds(30);
  const auto full = Pool::Start(options);
  options.light_program = programs + "/niem-worker-light";
  const auto light = Pool::Start(options);
  ASSERT_TRUE(full.ok() && light.ok());

  std::map<std::string, int> seen;  // files by extension
  std::vector<std::string> contents, names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    if (!entry.is_regular_file() || ++seen[entry.path().extension()] > 6) continue;
    Result<std::string> bytes = ReadWholeFile(entry.path(), 8 << 20);
    ASSERT_TRUE(bytes.ok());
    contents.push_back(std::move(bytes).value());
    names.push_back(entry.path().filename());
  }
  ASSERT_GT(seen.size(), 10U);
  const auto read = [&](Pool& pool, bool together) {
    std::vector<Job> jobs(contents.size());
    for (size_t i = 0; i < jobs.size(); ++i) {
      jobs[i].bytes = AsBytes(contents[i]);
      jobs[i].name = names[i];
    }
    std::vector<std::string> results;
    const auto keep = [&](size_t, DocumentResult result) {
      result.elapsed_ms = 0;
      results.push_back(detect::ToWireJson(result));
    };
    if (together) {
      pool.InspectAll(jobs, keep);
    } else {
      for (const Job& job : jobs) pool.InspectAll({&job, 1}, keep);
    }
    return results;
  };
  const std::vector<std::string> wanted = read(**full, false);
  EXPECT_GT(wanted.size(), contents.size());  // some are containers
  ExpectSame(read(**light, false), wanted);
  const auto fresh = Pool::Start(options);
  ASSERT_TRUE(fresh.ok());
  ExpectSame(read(**fresh, true), wanted);
}

}  // namespace
}  // namespace niem::worker
