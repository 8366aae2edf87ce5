// What happens to one file: opened, quickly proved clean or sent to the sandbox, its results
// completed with path and time, counted, reported and remembered.
//
// Errors: none leave; a file that cannot be read, vanishes or changes is a result with a note.
// Thread-safety: Look may run in many threads, each with its own LookerThread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "scan/collector.h"
#include "scan/file_reader.h"
#include "scan/quick_look.h"
#include "scan/scan.h"
#include "scan/state.h"
#include "scan/walker.h"
#include "worker/pool.h"

namespace niem::scan {

struct FileTask {
  std::shared_ptr<Folder> folder;  // none: `name` is a path
  std::string name;
  FileInfo info;
  std::optional<Error> problem;  // it cannot be looked at
  const FileRecord* known =
      nullptr;  // unchanged since the last run, findings and all; lives in folder->record
  bool is_stdin = false;
};

// Buffers of one thread.
struct LookerThread {
  FileReader reader;
  QuickLook::Scratch scratch;
};

class Looker {
 public:
  Looker(const ScanOptions& options, const QuickLook& quick_look, worker::Pool& pool,
         Collector& collector)
      : options_(options), quick_look_(quick_look), pool_(pool), collector_(collector) {}

  void Look(const FileTask& task, LookerThread& thread);

 private:
  class File;

  const ScanOptions& options_;
  const QuickLook& quick_look_;
  worker::Pool& pool_;
  Collector& collector_;
};

// ISO 8601 UTC, to the second.
std::string UtcTime(int64_t nanoseconds);

}  // namespace niem::scan
