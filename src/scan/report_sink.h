// Where the bytes of a report go: a file that appears under its name only when complete, with
// <path>.sha256 beside it, or standard output.
//
// The file is readable by its owner alone: a report says where secrets stand. What exists under the
// path and is no regular file (a pipe, /dev/stdout) is written straight through, without a sidecar.
// Errors: kIo, kPermission, kNotFound with the path. Thread-safety: one thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/file.h"
#include "base/result.h"

namespace niem::scan {

class ReportSink {
 public:
  // `path` "" is standard output.
  static Result<std::unique_ptr<ReportSink>> Open(const std::string& path);

  // Removes the unfinished file.
  ~ReportSink();
  ReportSink(const ReportSink&) = delete;
  ReportSink& operator=(const ReportSink&) = delete;

  // Buffered.
  Status Write(std::string_view text);

  // What was written so far is at the reader's (a pipe shows results while the scan runs).
  Status Flush();

  // Writes the rest, syncs, renames into place and writes the sidecar. Nothing may follow.
  Status Finish();

  // The name before Finish: where a library that writes by itself (XLSX) must put its bytes.
  const std::string& temporary_path() const { return temporary_; }

  // Finish for bytes that another library wrote to temporary_path().
  Status FinishWrittenElsewhere();

 private:
  ReportSink(std::string path, std::string temporary, Fd fd)
      : path_(std::move(path)), temporary_(std::move(temporary)), fd_(std::move(fd)) {}

  Status Publish();

  std::string path_;
  std::string temporary_;  // empty: straight through
  Fd fd_;
  std::string buffer_;
  Sha256 digest_;
};

// A file of its own in the folder for temporary files, gone with the object.
class ScratchFile {
 public:
  static Result<ScratchFile> Create();
  ~ScratchFile();

  ScratchFile(ScratchFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}

  ScratchFile& operator=(ScratchFile&&) = delete;

  const std::string& path() const { return path_; }

 private:
  explicit ScratchFile(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

// Feeds the file's bytes to the sink.
Status CopyInto(const std::string& path, ReportSink& sink);

}  // namespace niem::scan
