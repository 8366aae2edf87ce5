// systemd's journal files, read without systemd: regular and compact, also unclosed and damaged
// ones. Source: "Journal File Format" of systemd's documentation.
//
// Objects lie one behind the other; they are walked in that order, so that entries count that the
// writer had not yet linked when the machine lost power. Where an object is damaged, the walk goes
// on at the next entry that the file's own list of entries names. Nothing inside a field is ever
// taken for an object, so a logged text cannot feign an entry.
//
// Ownership: borrows the bytes. Errors: kCorrupt for what is no journal, kUnsupported for one of a
// newer form. Thread-safety: const methods from any thread.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace niem::audit {

struct JournalEntry {
  uint64_t sequence = 0;
  uint64_t realtime = 0;   // microseconds since 1970, UTC
  uint64_t monotonic = 0;  // microseconds since the start
  std::array<uint8_t, 16> boot{};
  std::vector<uint64_t> fields;  // where they lie
};

class Journal {
 public:
  static Result<Journal> Open(Bytes bytes);

  size_t size() const { return entries_.size(); }

  // Nothing where it is damaged.
  std::optional<JournalEntry> Entry(size_t index) const;

  // The values of some fields of an entry, in the order of `names`; empty where it has none.
  // Compressed fields are unpacked, up to 64 KiB each, only where a name is still missing.
  std::vector<std::string> Values(const JournalEntry& entry,
                                  std::span<const std::string_view> names) const;

  // How many entries the header promises; unclosed files may have more, damaged ones fewer.
  uint64_t promised() const { return promised_; }

  // Was closed by its writer.
  bool closed() const { return closed_; }

  size_t damage() const { return damage_; }

 private:
  struct Object {
    uint8_t type = 0, flags = 0;
    uint64_t size = 0;
  };

  explicit Journal(Bytes bytes) : bytes_(bytes) {}

  Status ReadHeader();
  std::optional<Object> ObjectAt(uint64_t offset) const;
  std::vector<uint64_t> Listed() const;
  void Walk();
  void AddListed(const std::vector<uint64_t>& listed);
  // "NAME=value" of a data object; empty where it is none.
  Bytes Payload(uint64_t offset, uint8_t& flags) const;

  Bytes bytes_;
  bool compact_ = false, closed_ = false;
  uint64_t header_size_ = 0, array_offset_ = 0, promised_ = 0;
  size_t damage_ = 0;
  std::vector<uint64_t> entries_;  // where they lie
};

}  // namespace niem::audit
