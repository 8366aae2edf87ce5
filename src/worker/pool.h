// A pool of sandboxed niem-worker processes that read hostile files.
//
// Each worker is pre-forked, has loaded its libraries and rules, and has then given up everything:
// seccomp allow-list, Landlock without any path, rlimits, no new privileges. It takes one job at a
// time (an open file descriptor or bytes in memory) and streams back one DocumentResult per
// document, nested members included. A worker that crashes, hangs, or passes a limit is killed and
// replaced; its job yields `unreadable` with the reason, the members already read keep their
// results, and the members after the bad one are read by a fresh worker. Small documents travel
// several in one exchange; where one of them stops the worker, those left are read one by one, so
// that blame and limits stay each document's own.
//
// Everyday text and office documents are read by niem-worker-light, which starts several times as
// fast; the full one starts when a document needs it, and takes the other's place; so does
// niem-worker-ocr when pictures are to be read.
//
// Ownership: the pool owns its processes and ends them (by process id) when destroyed.
// Thread-safety: Inspect and InspectAll may be called from any thread; it blocks while all workers
// are busy.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "detect/finding.h"
#include "extract/extract.h"

namespace niem::worker {

struct PoolOptions {
  int workers = 1;
  std::string program;  // path of niem-worker; empty: beside this program, then libexec
  // Of niem-worker-light; empty: none where `program` is given, else found as that is.
  std::string light_program;
  // --ocr. Where it is not off, `ocr_data` names tesseract's data (FindOcrData).
  extract::OcrMode ocr = extract::OcrMode::kOff;
  std::string ocr_data;
  std::chrono::milliseconds ocr_page_time{20'000};  // for the text of one page
  bool ocr_turn = true;                             // pages that do not stand upright are turned
  extract::Limits limits;
  std::chrono::milliseconds timeout{60'000};  // --timeout, a file
  uint64_t memory_bytes = 2ULL << 30;         // --memory, address space above the start
  std::vector<std::string> passwords;
  std::vector<std::pair<std::string, std::string>> agency_rules;  // for RuleSet::FromTexts
  int32_t today = 0;                // the scan's day, days since 1970-01-01; 0 unknown
  bool hash_all = true;             // sha256 of every document, or only of those that are not clean
  bool insecure = false;            // --insecure-parsers (sandbox.h)
  bool words = false;               // results bring the words of their documents
  bool lazy = false;                // the first worker starts when a job needs it
  uint32_t recycle_after = 10'000;  // files a worker reads before it is replaced
};

struct Job {
  int fd = -1;       // open for reading, borrowed; or
  Bytes bytes;       // the document itself
  std::string name;  // shown name, for weak evidence and notes
  // As far as known: whether a light worker will do. Believed in nothing else.
  extract::Format format = extract::Format::kUnknown;
};

// Called for each document as it arrives, on the calling thread. `member` is set; `path` is not.
using OnResult = std::function<void(detect::DocumentResult)>;
using OnJobResult = std::function<void(size_t job, detect::DocumentResult)>;

// The file with tesseract's data for Vietnamese: in `folder`, or where Debian puts it. Errors:
// kNotFound, with what to install.
Result<std::string> FindOcrData(const std::string& folder);

class Pool {
 public:
  // Fails with a clear error where the program is missing, the kernel lacks a wall of the sandbox
  // or, but for `lazy` pools, it cannot be set up: an unsandboxed worker never runs unasked.
  static Result<std::unique_ptr<Pool>> Start(PoolOptions options);

  virtual ~Pool() = default;

  // At least one result per job, always; all of a job before any of the next.
  virtual void InspectAll(std::span<const Job> jobs, const OnJobResult& on_result) = 0;

  void Inspect(const Job& job, const OnResult& on_result) {
    InspectAll({&job, 1},
               [&](size_t, detect::DocumentResult result) { on_result(std::move(result)); });
  }

  struct Statistics {
    uint64_t jobs = 0, crashes = 0, timeouts = 0, memory_kills = 0, recycled = 0;
  };

  virtual Statistics statistics() const = 0;

  // Why a lazy pool could not start even its first worker: all its results say the same.
  virtual std::optional<Error> start_failure() const = 0;
};

}  // namespace niem::worker
