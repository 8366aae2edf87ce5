#include "worker/pool.h"

#include <dirent.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <random>
#include <thread>

#include "base/digest.h"
#include "base/file.h"
#include "worker/sandbox.h"

namespace niem::worker {
namespace {

using detect::Verdict;
using Results = std::vector<detect::DocumentResult>;

PoolOptions TestOptions() {
  PoolOptions options;
  const char* folder = std::getenv("NIEM_BIN_DIR");
  options.program = std::string(folder != nullptr ? folder : "build/bin") + "/niem-test-worker";
  options.timeout = std::chrono::milliseconds(1500);
  options.memory_bytes = 256 << 20;
  return options;
}

Results InspectName(Pool& pool, const std::string& name, Bytes bytes = {}) {
  Results results;
  Job job;
  job.name = name;
  job.bytes = bytes;
  pool.Inspect(job, [&](detect::DocumentResult result) { results.push_back(std::move(result)); });
  return results;
}

class PoolTest : public testing::Test {
 protected:
  void SetUp() override {
    Result<std::unique_ptr<Pool>> started = Pool::Start(TestOptions());
    ASSERT_TRUE(started.ok()) << started.error().message().en;
    pool_ = std::move(started).value();
  }

  // The only result's answer, or its note's code where it was unreadable.
  std::string Ask(const std::string& name) {
    const Results results = InspectName(*pool_, name);
    EXPECT_EQ(results.size(), 1u) << name;
    if (results.empty()) return "nothing";
    if (results[0].verdict != Verdict::kUnreadable) return results[0].copy_of;
    EXPECT_TRUE(results[0].notes[0].incomplete);
    return std::string(ErrorCodeName(results[0].notes[0].code));
  }

  std::unique_ptr<Pool> pool_;
};

TEST_F(PoolTest, AnswersInlineByMemoryFileAndByDescriptor) {
  EXPECT_EQ(Ask("xin chào"), "xin chào");
  const std::string large(5 << 20, 'a');
  const std::string digest = ToHex(Sha256Of(AsBytes(large)));
  EXPECT_EQ(InspectName(*pool_, "sha", AsBytes(large))[0].copy_of, digest);
  const std::string path = testing::TempDir() + "/niem_pool_test_" + std::to_string(::getpid());
  ASSERT_TRUE(WriteFileAtomically(path, large).ok());
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  ::unlink(path.c_str());
  std::string answer;
  Job job;
  job.fd = fd.get();
  job.name = "sha";
  pool_->Inspect(job, [&](detect::DocumentResult result) { answer = result.copy_of; });
  EXPECT_EQ(answer, digest);
}

TEST_F(PoolTest, DeathsAreResultsAndTheNextFileIsRead) {
  for (const char* name : {"crash", "throw", "garbage", "huge-frame", "early-done"}) {
    EXPECT_EQ(Ask(name), "crashed") << name;
    EXPECT_EQ(Ask("x"), "x");
  }
  EXPECT_EQ(Ask("hang"), "timeout");
  EXPECT_EQ(Ask("x"), "x");
  EXPECT_EQ(pool_->statistics().timeouts, 1u);
}

TEST_F(PoolTest, StackOverflowIsACrash) {
  EXPECT_EQ(Ask("stack"), "crashed");
}

TEST_F(PoolTest, MemoryLimitIsNamed) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer's allocator ends the process by itself";
  // Touching all that memory takes as long as the machine is busy: no limit of time interferes.
  PoolOptions patient = TestOptions();
  patient.timeout = std::chrono::minutes(2);
  pool_ = std::move(Pool::Start(patient)).value();
  EXPECT_EQ(Ask("alloc"), "memory");
  EXPECT_EQ(Ask("abort-alloc"), "memory");
  EXPECT_EQ(Ask("x"), "x");
}

TEST_F(PoolTest, OnlyAFreshWorkersDeathIsHeldAgainstADocument) {
  EXPECT_EQ(Ask("x"), "x");
  EXPECT_EQ(Ask("crash-when-worn"), "fresh");
  EXPECT_EQ(pool_->statistics().crashes, 1u);
}

TEST_F(PoolTest, TheSandboxRefuses) {
  EXPECT_EQ(Ask("open"), "Permission denied");
  EXPECT_EQ(Ask("create"), "Permission denied");
  for (const char* name : {"stat", "thread", "signal-parent", "code"}) {
    EXPECT_EQ(Ask(name), "Operation not permitted") << name;
  }
  EXPECT_EQ(Ask("pipe"), kSanitized ? "allowed" : "Operation not permitted");
  for (const char* name : {"socket", "exec", "fork"}) EXPECT_EQ(Ask(name), "crashed") << name;
}

TEST_F(PoolTest, MembersAfterABadOneAreRead) {
  const Results results = InspectName(*pool_, "members:a,crash,b,throw,c");
  ASSERT_EQ(results.size(), 6u);
  const std::vector<std::string> expected{"a", "crash", "b", "throw", "c"};
  for (size_t i = 0; i < 5; ++i) {
    ASSERT_EQ(results[i].member.size(), 1u);
    EXPECT_EQ(results[i].member[0], expected[i]);
    const bool bad = expected[i] == "crash" || expected[i] == "throw";
    EXPECT_EQ(results[i].verdict, bad ? Verdict::kUnreadable : Verdict::kClean);
  }
  EXPECT_TRUE(results[5].member.empty());
  ASSERT_EQ(results[5].notes.size(), 1u);
  EXPECT_FALSE(results[5].notes[0].incomplete);
}

TEST_F(PoolTest, PagesBeforeADeadlyOneAreReadAgain) {
  EXPECT_EQ(Ask("pages:a,b,c"), "abc");
  EXPECT_EQ(Ask("pages:a,b,crash,d"), "ab stopped crashed");
  EXPECT_EQ(Ask("pages:a,hang,c"), "a stopped timeout");
  EXPECT_EQ(Ask("pages:crash,b"), "crashed");  // nothing before it
  EXPECT_EQ(Ask("x"), "x");
  // Dead again before that page: no third time.
  EXPECT_EQ(Ask("pages:a,crash-again,crash"), "crashed");
}

TEST_F(PoolTest, RetriesAreBounded) {
  std::string name = "members:first";
  for (int i = 0; i < 100; ++i) name += ",crash";
  const Results results = InspectName(*pool_, name);
  EXPECT_LT(results.size(), 30u);
  EXPECT_EQ(results[0].verdict, Verdict::kClean);
  EXPECT_TRUE(results.back().member.empty());
  EXPECT_EQ(results.back().verdict, Verdict::kUnreadable);
}

TEST_F(PoolTest, HostileNamesFitTheWire) {
  const Results results = InspectName(*pool_, "long-name");
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].verdict, Verdict::kClean);
  EXPECT_LT(results[0].copy_of.size(), 1100u);
}

// What is told of a document: to compare readings.
std::string Told(const detect::DocumentResult& result) {
  std::string told(detect::VerdictName(result.verdict));
  for (const std::string& member : result.member) told += "/" + member;
  told += "=" + result.copy_of;
  for (const extract::Note& note : result.notes)
    told += "+" + std::string(ErrorCodeName(note.code)) + (note.incomplete ? "!" : "");
  return told;
}

// Property: several documents in one exchange come out as each does alone, whoever among them
// stops the worker.
TEST(Pool, TogetherAsAlone) {
  PoolOptions options = TestOptions();
  options.timeout = std::chrono::milliseconds(1000);
  const std::unique_ptr<Pool> together = std::move(Pool::Start(options)).value();
  const std::unique_ptr<Pool> alone = std::move(Pool::Start(options)).value();
  std::vector<std::string> actions{"x",         "sha",        "long-name", "members:a,b",
                                   "y",         "early-done", "crash",     "throw",
                                   "garbage",   "huge-frame", "z",         "members:a,crash,b",
                                   "passwords", "stack"};
  if (!kSanitized) actions.emplace_back("abort-alloc");
  std::mt19937 random(5);
  const std::string bytes(200'000, 'n');
  for (int round = 0; round < 12; ++round) {
    std::vector<Job> jobs(1 + random() % 30);
    for (Job& job : jobs) {
      // Mostly harmless, of all sizes: some too large to travel with others.
      job.name = actions[random() % (random() % 3 == 0 ? actions.size() : 5)];
      job.bytes = AsBytes(bytes).first(random() % 4 == 0 ? random() % bytes.size() : random() % 99);
    }
    if (round % 6 == 5) jobs[random() % jobs.size()].name = "hang";
    std::vector<std::string> expected, told;
    for (size_t i = 0; i < jobs.size(); ++i) {
      alone->Inspect(jobs[i], [&](detect::DocumentResult result) {
        expected.push_back(std::to_string(i) + " " + Told(result));
      });
    }
    together->InspectAll(jobs, [&](size_t job, detect::DocumentResult result) {
      told.push_back(std::to_string(job) + " " + Told(result));
    });
    EXPECT_EQ(told, expected) << round;
  }
  EXPECT_EQ(together->statistics().timeouts, alone->statistics().timeouts);
}

TEST(Pool, ALazyOneTellsWhyItCouldNotStart) {
  PoolOptions options = TestOptions();
  options.lazy = true;
  EXPECT_EQ(InspectName(**Pool::Start(options), "x")[0].copy_of, "x");
  options.program = "/no/such/worker";
  const std::unique_ptr<Pool> pool = std::move(Pool::Start(options)).value();
  EXPECT_FALSE(pool->start_failure().has_value());
  EXPECT_EQ(InspectName(*pool, "x")[0].verdict, Verdict::kUnreadable);
  ASSERT_TRUE(pool->start_failure().has_value());
  EXPECT_EQ(pool->start_failure()->code(), ErrorCode::kNotFound);
}

TEST(Pool, PasswordsReachTheWorker) {
  PoolOptions options = TestOptions();
  options.passwords = {"bí-mật-khẩu"};
  EXPECT_EQ(InspectName(**Pool::Start(options), "passwords")[0].copy_of, "bí-mật-khẩu");
}

TEST(Pool, RefusesToStartWithTheReason) {
  PoolOptions options = TestOptions();
  options.agency_rules = {{"a.json", "dòng 3"}};
  EXPECT_EQ(Pool::Start(options).error().message().vi, "luật sai: dòng 3");
  options.program = "/no/such/worker";
  EXPECT_EQ(Pool::Start(options).error().code(), ErrorCode::kNotFound);
  options.program = "/bin/true";
  EXPECT_EQ(Pool::Start(options).error().code(), ErrorCode::kInternal);
}

TEST(Pool, FourThreadsShareItAndItRecycles) {
  PoolOptions options = TestOptions();
  options.workers = 3;
  options.recycle_after = 50;
  options.timeout = std::chrono::seconds(30);
  const std::unique_ptr<Pool> pool = std::move(Pool::Start(options)).value();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&pool, t] {
      for (int i = 0; i < 200; ++i) {
        const std::string name =
            i % 67 == 5 ? "crash" : std::to_string(t) + "/" + std::to_string(i);
        const Results results = InspectName(*pool, name);
        ASSERT_EQ(results.size(), 1u);
        if (name != "crash")
          ASSERT_EQ(results[0].copy_of, name);
        else
          ASSERT_EQ(results[0].verdict, Verdict::kUnreadable);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(pool->statistics().jobs, 800u);
  EXPECT_GT(pool->statistics().recycled, 5u);
}

TEST(Pool, LeavesNoProcessAndNoDescriptorBehind) {
  const auto count_descriptors = [] {
    int count = 0;
    DIR* folder = ::opendir("/proc/self/fd");
    while (::readdir(folder) != nullptr) ++count;
    ::closedir(folder);
    return count;
  };
  const int before = count_descriptors();
  {
    const std::unique_ptr<Pool> pool = std::move(Pool::Start(TestOptions())).value();
    InspectName(*pool, "crash");
    InspectName(*pool, "x");
  }
  EXPECT_EQ(count_descriptors(), before);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child is left";
}

}  // namespace
}  // namespace niem::worker
