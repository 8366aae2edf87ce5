// What a disk may hold after the power failed at some point of a record (recording_vfs.h).
//
// Model, the harshest that SQLite claims to survive on a disk whose sync is honest: what was
// written before the last sync of its file is there. Of every later write each sector of 512 bytes
// is, by chance, there or not, whatever was written after it (lost, torn and reordered writes);
// what is not there are the old bytes, zeros or garbage. Later truncations and deletions happened
// or not; a file created and never synced may be missing. Thread-safety: a value.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "recording_vfs.h"

namespace niem::harness {

using Files = std::map<std::string, std::string>;  // name → content

class Disk {
 public:
  // What was there, synced, before the record began.
  explicit Disk(Files files) : durable_(std::move(files)) {}

  // Takes the next operation of the record.
  void Apply(const Operation& operation);

  // A state that a cut now may leave.
  Files Cut(std::mt19937_64& random) const;

 private:
  void Settle(const std::string& file);

  Files durable_;
  std::vector<const Operation*>
      pending_;  // since the last sync of their file; the record owns them
};

}  // namespace niem::harness
