// The words of a document (trace/words.h) on their way from the worker: kWords frames, as many as
// it takes, before the kResult they belong to. The key of the trace file never comes near a worker:
// it sends what it would make fingerprints of, and the trusted process makes them. Errors: none;
// AddWords is false for what is out of form. Thread-safety: free functions.
#pragma once

#include <memory>

#include "extract/document.h"
#include "trace/words.h"
#include "worker/protocol.h"

namespace niem::worker {

constexpr size_t kMaxWords = 16 << 20;       // of one document: more than 40,000 pages
constexpr size_t kWordsInFrame = 512 << 10;  // a frame stays below kMaxResultFrame

struct ReadWords {
  trace::Words words;
  bool truncated = false;
};

// What a reader sees of a document: all blocks but the file's properties.
ReadWords WordsOf(const extract::Document& document);

// Queues them.
void QueueWords(const trace::Words& words, Channel& channel);

// Appends a frame's.
bool AddWords(Bytes payload, trace::Words& words);

}  // namespace niem::worker
