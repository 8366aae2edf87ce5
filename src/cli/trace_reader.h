// Reads documents for `niem trace add`: their words and digests, out of the sandboxed workers.
//
// What cannot be read, in whole or in part, is told with its reason and never ends the run.
// Thread-safety: one thread; the workers are processes of their own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "extract/document.h"
#include "trace/words.h"
#include "worker/pool.h"

namespace niem::cli {

struct ReadDocument {
  std::string sha256;                // hex, of the whole file
  trace::Words words;                // members of containers follow the document's own
  std::vector<extract::Note> notes;  // what was left unread, and why
};

class DocumentReader {
 public:
  static Result<DocumentReader> Start(std::vector<std::string> passwords);

  // Fails where the file cannot be opened or is no regular file.
  Result<ReadDocument> Read(const std::string& path);

 private:
  explicit DocumentReader(std::unique_ptr<worker::Pool> pool) : pool_(std::move(pool)) {}

  std::unique_ptr<worker::Pool> pool_;
};

}  // namespace niem::cli
