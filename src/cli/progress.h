// One line on stderr that says how far a scan is: files, rate, time left, what was found.
//
// Reports may go to the same terminal, so a writer wrapped by Quietly() takes the line away before
// it prints. Ownership: borrows the counters. Thread-safety: draws from its own thread; Clear from
// any.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "base/i18n.h"
#include "scan/scan.h"

namespace niem::cli {

class ProgressLine {
 public:
  ProgressLine(const scan::Progress& progress, Lang lang, int width);
  ~ProgressLine();

  void Clear();

 private:
  void Run();
  std::string Line() const;

  const scan::Progress& progress_;
  const Lang lang_;
  const int width_;
  const std::chrono::steady_clock::time_point start_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;
  bool shown_ = false;
  std::thread thread_;
};

// `writer` with the progress line cleared before each call.
std::unique_ptr<scan::ReportWriter> Quietly(std::unique_ptr<scan::ReportWriter> writer,
                                            ProgressLine& line);

}  // namespace niem::cli
