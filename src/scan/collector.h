// Where results from all threads meet: counts them, hands them to the report writers one at a time.
//
// Errors: the first failure of a writer is kept and ends the run. Thread-safety: all functions.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/result.h"
#include "detect/finding.h"
#include "scan/report.h"
#include "scan/scan.h"

namespace niem::scan {

class Collector {
 public:
  Collector(std::vector<std::unique_ptr<ReportWriter>>& writers, Progress& progress)
      : writers_(writers), progress_(progress) {}

  void Add(const detect::DocumentResult& result);
  void CountFile(uint64_t bytes);

  void CountUnchanged() { unchanged_.fetch_add(1, std::memory_order_relaxed); }

  bool failed() const { return failed_flag_.load(std::memory_order_relaxed); }

  // Call when no other thread adds any more.
  Summary TakeSummary();

  std::optional<Error> failure() const { return failure_; }

 private:
  std::vector<std::unique_ptr<ReportWriter>>& writers_;
  Progress& progress_;
  std::mutex mutex_;
  Summary summary_;
  std::map<detect::Verdict, uint64_t> verdicts_;
  std::map<extract::Format, uint64_t> formats_;
  std::atomic<uint64_t> files_{0}, bytes_{0}, unchanged_{0};
  std::atomic<bool> failed_flag_{false};
  std::optional<Error> failure_;
};

}  // namespace niem::scan
