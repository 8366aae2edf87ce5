// What the pool knows of one file while workers read it, die on it, and read on.
//
// Frames of a worker are believed in nothing: what is out of form ends the worker. Ownership:
// borrows the job and the caller's function. Errors: false where a frame is out of form.
// Thread-safety: one thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "detect/finding.h"
#include "trace/words.h"
#include "worker/pool.h"
#include "worker/protocol.h"

namespace niem::worker {

struct Place {
  Position position;
  std::vector<std::string> member;
  uint64_t bytes = 0;
};

// The page that a document's reader said it would read next.
struct PageMark {
  Position position;
  uint32_t page = 0;
};

struct Inspection {
  size_t index;  // of the job
  const Job& job;
  const OnJobResult& on_result;
  uint64_t max_results = 0;
  Place current = {};                   // the document being read
  PageMark page = {};                   // of it, or of an earlier one
  std::optional<Position> newest = {};  // of the results passed on
  uint64_t results = 0;
  int deaths = 0;
  int timeouts = 0;
  Request request = {};
  Ability ability = Ability::kFull;
  bool finished = false;    // the file's own result is out
  bool reread = false;      // a member killed a worker
  trace::Words words = {};  // of the document whose result comes next

  void PassOn(const Position& position, detect::DocumentResult result);
  void Fail(const Error& error);
};

bool OnBegin(Inspection& inspection, Bytes payload);
bool OnPage(Inspection& inspection, Bytes payload);
bool OnResultFrame(Inspection& inspection, Bytes payload);

// After a death: true where the pages before the one that ended the worker are worth another
// reading, which the request then asks for; once for each document.
bool StopBeforeThatPage(Inspection& inspection, ErrorCode code);

}  // namespace niem::worker
