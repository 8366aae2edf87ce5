// What one trace says, before anybody draws a conclusion: a device's key, an event, a section of a
// log. Readers make facts inside the sandbox; joining and judging use nothing else.
//
// `kind` and the names of fields are the vocabulary of packs/audit/rules.json; docs/audit.md lists
// it. Facts travel between processes as bytes (WriteFacts, ReadFacts), and what comes back from a
// sandboxed process is believed in nothing but its form. Thread-safety: plain values.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "audit/moment.h"
#include "base/bytes.h"
#include "base/i18n.h"
#include "base/result.h"

namespace niem::audit {

inline constexpr size_t kMaxFacts = 200'000;    // of one source
inline constexpr size_t kMaxFieldBytes = 4096;  // longer texts are cut

struct Fact {
  std::string kind;  // "usb.disk"
  std::map<std::string, std::string, std::less<>> fields;
  std::map<std::string, Moment, std::less<>> times;
  std::string locator;  // where in its source: a key, a record, a line
  uint32_t source = 0;  // filled by who collects: index of the source

  std::string Field(std::string_view name) const;
  std::optional<Moment> Time(std::string_view name) const;

  // Left out where `value` is empty.
  Fact& Set(std::string_view name, std::string value);
  Fact& Set(std::string_view name, std::optional<Moment> moment);
};

// What came out of one source.
struct SourceFacts {
  std::vector<Fact> facts;
  std::vector<Text> notes;  // what could not be read in it
  uint64_t units = 0;       // keys, records or sections that it holds
  bool failed = false;      // nothing could be read: the note says why
  bool partial = false;     // some of it was not read: a note says what

  // A new fact, or a last one to write over where there are too many already.
  Fact& Add(std::string_view kind, std::string locator);
  void Note(std::string vi, std::string en);
  // A note of what was not read.
  void Lack(std::string vi, std::string en);
};

std::string WriteFacts(const SourceFacts& facts);

// kCorrupt where the bytes are out of form.
Result<SourceFacts> ReadFacts(Bytes bytes);

}  // namespace niem::audit
