// The scan itself: walk -> quick look -> worker pool -> reports.
//
// Main flow (scan.cc): the walker streams files in a stable order; a fixed set of threads opens
// each, skips what --state knows unchanged, answers plain texts without any phrase of the rules by
// the quick scanner, and sends the rest to the sandboxed pool; results go to the report writers as
// they come. Memory does not grow with the number of files.
//
// Errors: a file that cannot be read is a result, never an error; RunScan fails only for what stops
// the whole run (no such root, state file of another program, disk full under a report).
// Thread-safety: RunScan is called once at a time; Stop() of ScanControl from any thread or signal.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "extract/extract.h"
#include "scan/report.h"

namespace niem::scan {

enum class HashMode : uint8_t { kAll, kFound };

struct ScanOptions {
  std::vector<std::string> roots;             // "-" = one document on stdin
  std::string stdin_name;                     // --name
  std::vector<std::string> include, exclude;  // globs on the path below the root
  bool one_file_system = false;
  bool follow_symlinks = false;
  bool insecure_parsers = false;  // read files though the kernel lacks a wall of the sandbox
  std::optional<std::chrono::system_clock::time_point> since;
  std::string state_path;      // --state; empty: none
  std::string rules_folder;    // --rules; empty: none
  std::string traces_path;     // --traces; empty: none
  std::string trace_key_path;  // --trace-key; empty: beside the traces
  std::vector<std::string> passwords;
  int jobs = 0;  // 0: one per core
  std::chrono::milliseconds timeout{60'000};
  uint64_t memory_bytes = 2ULL << 30;
  extract::Limits limits;
  HashMode hash = HashMode::kAll;
  extract::OcrMode ocr = extract::OcrMode::kOff;
  std::string ocr_data;  // where ocr is not off: the file (worker::FindOcrData)
  std::chrono::milliseconds ocr_page_time{20'000};
  bool ocr_turn = true;        // pages that do not stand upright are turned
  bool foresee = true;         // Progress tells bytes_found: a system call a file
  std::string worker_program;  // empty: found beside this program
};

// Seen by a progress display while RunScan works; all fields only grow.
struct Progress {
  std::atomic<uint64_t> files_found{0}, files_done{0}, bytes_found{0}, bytes_done{0}, marked{0},
      suspect{0}, unreadable{0};
  std::atomic<bool> walk_finished{false};
};

struct ScanControl {
  std::atomic<bool> stop{false};  // set by SIGINT: finish the current files, write the reports
  Progress progress;
};

// Feeds every writer. `run` is completed with rules version before Begin.
Result<Summary> RunScan(const ScanOptions& options, RunInfo run,
                        std::vector<std::unique_ptr<ReportWriter>>& writers, ScanControl& control);

}  // namespace niem::scan
