// Is a text, or a part of it, a copy of a registered document?
//
// Every run of five words of the text is looked up. One hit says nothing: by chance a page has
// dozens in a table of a million. Hits that follow each other in the text as they do in the
// document are joined into chains, words that OCR split, joined or dropped between them allowed
// for; a document matches when enough of its words lie in chains. What stands in more than 64
// registered documents identifies none of them by a passage, but still counts towards the whole of
// a document: many copies of one may be registered
// (docs/detection-quality.md has the figures by which "enough" was chosen).
//
// Errors: kInternal when OpenSSL fails. Ownership: borrows the table. Thread-safety: a Finder
// belongs to one thread; many may share a table. Time: linear in the text; memory: bounded.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "base/result.h"
#include "trace/key.h"
#include "trace/table.h"

namespace niem::trace {

struct Copy {
  const Registered* document = nullptr;
  bool same_file = false;  // byte for byte
  double of_document = 0;  // share of the registered document's prints found, 0..1
  double of_text = 0;      // share of the text's words that lie in matches, 0..1
  uint32_t words = 0;      // of the text, in matches
  // Words of the document, from the first to the last matched.
  uint32_t from = 0;
  uint32_t to = 0;
  uint32_t text_from = 0;  // the first matched word of the text
};

inline constexpr size_t kMaxCopies = 5;  // best first

class Finder {
 public:
  static Result<Finder> Create(const Table& table, const TraceKey& key);

  Result<std::vector<Copy>> FindText(const Words& text);

  // By the SHA-256 of a whole file.
  Result<std::vector<Copy>> FindFile(Bytes sha256) const;

 private:
  // The best that ends in a hit.
  struct Chain {
    uint32_t hits = 1;
    uint32_t rare = 0;               // of them, such as stand in few documents
    uint32_t words = kWordsInPrint;  // of the document
    uint32_t before = 0;             // the hit before its last; itself where there is none
    bool goes_on = false;            // a longer one ends in a later hit
  };

  // What was found of one document so far.
  struct Gathered {
    std::vector<uint32_t> places;            // of hits in chains: words of the document
    std::vector<uint32_t> text_places;       // the same in the text
    uint32_t best_rare = 0, best_words = 0;  // of one chain
  };

  using Found = std::map<const Registered*, Gathered>;

  Finder(const Table& table, const TraceKey& key, Printer printer)
      : table_(&table), key_(&key), printer_(std::move(printer)) {}

  Status Search(std::span<const Word> words, uint32_t offset, Found& found);
  void Gather(uint32_t last, uint32_t offset, Found& found) const;
  void Join();

  const Table* table_;
  const TraceKey* key_;
  Printer printer_;
  std::vector<Print> prints_;
  std::vector<uint64_t> hits_;  // position << 32 | kIsCommon | word of the text
  std::vector<Chain> chains_;   // one for each hit
};

}  // namespace niem::trace
