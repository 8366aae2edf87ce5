// A SQLite VFS below the encrypting one. It passes everything on to the system's, and meanwhile
//  - records every write, truncation, sync and deletion, so that a power cut can be simulated at
//  any
//    point of the record (power_cut.h);
//  - fails the n-th call of a kind, once or from then on.
// Thread-safety: none; harness programs are single-threaded. Errors: SQLite codes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace niem::harness {

struct Operation {
  enum class Kind : uint8_t { kCreate, kWrite, kTruncate, kSync, kDelete };
  Kind kind;
  std::string file;    // name within the folder
  int64_t offset = 0;  // of a write; the new size of a truncation
  std::string bytes;
};

enum class Fault : uint8_t { kNone, kWrite, kSync, kTruncate, kRead, kDelete };

struct Recording {
  bool on = false;
  std::vector<Operation> operations;

  Fault fault = Fault::kNone;
  bool fault_stays = false;
  int64_t fault_at = 0;  // the call of that kind that fails, from 1
  int64_t calls = 0;     // of that kind so far
};

// The one record of the program.
Recording& TheRecording();

// Registers the VFS under this name (once).
extern const char* const kRecordingVfs;
void RegisterRecordingVfs();

}  // namespace niem::harness
