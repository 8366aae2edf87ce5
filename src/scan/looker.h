// What happens to one file: opened, quickly proved clean or sent to the sandbox, its results
// completed with path and time, counted, reported and remembered.
//
// Small documents wait, their bytes copied, until several can go to the worker in one exchange;
// results come in the order of the files all the same.
//
// Errors: none leave; a file that cannot be read, vanishes or changes is a result with a note.
// Thread-safety: one thread; several Lookers may share pool, quick look and collector.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "scan/collector.h"
#include "scan/copies.h"
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

class Looker {
 public:
  // `traces`: null without --traces.
  Looker(const ScanOptions& options, const QuickLook& quick_look, const Traces* traces,
         worker::Pool& pool, Collector& collector);
  ~Looker();
  Looker(const Looker&) = delete;
  Looker& operator=(const Looker&) = delete;

  void Look(FileTask task);

  // Until then, results of the last files may be outstanding.
  void Flush();

 private:
  class File;

  bool MaySpeak(const File& file) const;
  Bytes Keep(Bytes bytes);
  void CloseUntil(size_t end);

  const ScanOptions& options_;
  const QuickLook& quick_look_;
  std::optional<CopyCheck> copies_;
  worker::Pool& pool_;
  Collector& collector_;
  FileReader reader_;
  QuickLook::Scratch scratch_;
  std::vector<std::unique_ptr<File>> waiting_;  // the first for the worker, the others for it
  size_t turn_ = 0;                             // of those waiting, the next to be closed
  std::vector<uint8_t> kept_;                   // the bytes of those that go to the worker
};

// ISO 8601 UTC, to the second.
std::string UtcTime(int64_t nanoseconds);

}  // namespace niem::scan
