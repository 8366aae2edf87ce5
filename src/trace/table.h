// The trace file: what Niêm knows of registered documents in order to recognise their copies.
//
// Per document: number, copy, level, unit, how many words it has and where its pages begin, keyed
// digests of its files, and of every third run of five words a keyed print with its place. No text.
// Prints of boilerplate (packs/trace/boilerplate.txt) and of texts that were named as common (laws,
// templates) are left out; those of the latter are kept apart, so that later additions heed them.
//
// What is protected. The whole file is sealed (base/aead.h): without the key it tells its key's id
// and its size (8 bytes for every 3 words), nothing else; one changed byte, one piece moved or
// missing, and it does not open. Beside that, prints and digests are keyed by themselves, so that
// what a swap file or a core holds of an open table is worth nothing alone. What is NOT protected:
// who has the file AND its key reads numbers, levels and units; can test whether a text he guesses
// stands in a document; and, trying words against prints, can learn first and last letters of the
// words in their order, from which parts of a text may be guessed. Both together are to be kept as
// the documents themselves are; hand a scanning machine what Select leaves, and no more.
//
// Units: positions count words over all documents, with gaps between documents that no match can
// bridge. Limits: 2^32 words (some 12 million pages). Memory: the file's size, and half as
// much again, at most 256 MiB. Errors: kCorrupt (damaged or another key), kUnsupported (newer
// version), kTooLarge. Thread-safety: a Table is immutable; a Builder belongs to one thread.
// Layout: docs/formats/trace.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/level.h"
#include "base/result.h"
#include "trace/key.h"
#include "trace/prints.h"
#include "trace/words.h"

namespace niem::trace {

inline constexpr size_t kStride = 3;  // words from one stored print to the next
inline constexpr uint32_t kGap = 64;  // between documents
inline constexpr size_t kMaxDocuments = 1U << 24U;
inline constexpr size_t kMaxLabel = 200;  // bytes of a number, copy or unit

struct Registered {
  std::string number;  // as in the register: "12/TM-UBND"
  std::string copy;    // "03"; may be empty
  Level level = Level::kNone;
  std::string unit;  // whose machines search for it; empty: all
  uint32_t words = 0;
  uint32_t prints = 0;          // that are stored
  uint32_t first = 0;           // position of its first word
  std::vector<uint32_t> pages;  // Words::pages
  std::vector<FileDigest> files;

  // Of a word of this document, counted from 0; 0 unknown.
  uint32_t PageOf(uint32_t word) const;
};

// A print and where it stands: print << 32 | position. Tables are sorted by it.
using Entry = uint64_t;

constexpr uint32_t PositionOf(Entry entry) {
  return static_cast<uint32_t>(entry);
}

constexpr Print PrintOf(Entry entry) {
  return static_cast<Print>(entry >> 32U);
}

class Table {
 public:
  static Result<Table> Open(const std::string& path, const TraceKey& key);

  // What was inside the seal; believed in nothing.
  static Result<Table> Parse(std::vector<uint64_t> body, size_t size);

  std::span<const Entry> Find(Print print) const;

  // The document that has this position, if any has.
  const Registered* At(uint32_t position) const;

  std::span<const Registered> documents() const { return documents_; }

  // Every document with this file.
  std::vector<const Registered*> WithFile(const FileDigest& file) const;

  std::span<const Entry> entries() const { return entries_; }

  std::span<const Print> common() const { return common_; }

  // Changes whenever the table does: for keys of caches.
  const std::string& version() const { return version_; }

 private:
  Status ReadRest(Bytes rest);
  Status Check();
  void Index();

  std::vector<uint64_t> body_;
  std::span<const Entry> entries_;
  std::vector<Registered> documents_;                   // by position
  std::vector<std::pair<FileDigest, uint32_t>> files_;  // sorted
  std::vector<Print> common_;                           // sorted
  std::vector<uint32_t> starts_;  // of the entries whose print begins with these bits
  int shift_ = 32;
  std::string version_;
};

class Builder {
 public:
  static Result<Builder> Create(const TraceKey& key);

  // Takes over what another table holds; `keep` chooses the documents. A document that is here
  // already (number, copy and files alike) is not taken twice. Returns how many were taken.
  Result<size_t> Merge(const Table& table, bool (*keep)(const Registered&, const void*) = nullptr,
                       const void* context = nullptr);

  // `document` needs number, copy, level, unit and files; the rest is filled in. False: the same
  // document is here already.
  Result<bool> Add(Registered document, const Words& words);

  // A text that anyone may have: what stands in it identifies no document.
  Status AddCommon(const Words& words);

  // Numbers, copies and units become references (ReferenceOf), levels and pages go.
  Status HideNumbers(const TraceKey& key);

  const std::vector<Registered>& documents() const { return documents_; }

  size_t common_prints() const { return common_.size(); }

  // Replaces `path` at once or not at all; readable by its owner only.
  Status Write(const std::string& path, const TraceKey& key);

  // The body that Write seals.
  std::vector<uint64_t> Body(size_t& size);

 private:
  explicit Builder(Printer printer) : printer_(std::move(printer)) {}

  bool Has(const Registered& document) const;
  Result<uint32_t> Place(uint64_t words) const;
  void Tidy();

  Printer printer_;
  std::vector<Registered> documents_;
  std::vector<Entry> entries_;
  std::vector<Print> common_;
  std::vector<Print> boilerplate_;  // sorted
};

// What stands for a number and copy in a table that must not name them.
Result<std::string> ReferenceOf(const TraceKey& key, const Registered& document);

}  // namespace niem::trace
