// bytes -> Document, and the containers' members one by one.
//
//   extract::Context context{limits, budget, passwords, members};
//   TRY_ASSIGN(extract::Document document, extract::Extract({bytes, "x.docx"}, context));
//
// Extract() identifies the format by content. Containers (archives, mails with attachments, office
// files with embedded objects, PDF attachments) hand each member to MemberSink, which usually calls
// Extract again with context.Deeper(). Runs only inside niem-worker: these parsers meet hostile
// bytes.
//
// Errors: kEncrypted, kCorrupt, kUnsupported, kNeedsOcr, or a limit's code. A document that can be
// read in part is returned with a Note whose `incomplete` is true instead. No exception leaves,
// nothing is printed, nothing is written to disk. Thread-safety: one Context per thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "extract/document.h"
#include "extract/picture_reader.h"

namespace niem::extract {

struct Limits {
  uint64_t max_file_bytes = 512ULL << 20;    // --max-size, a file or a member
  uint32_t max_depth = 8;                    // --max-depth, containers in containers
  uint32_t max_members = 100'000;            // --max-members, of one top-level file
  uint64_t max_unpacked_bytes = 4ULL << 30;  // of one top-level file, all members together
  uint32_t max_ratio = 1'000;                // unpacked : packed, judged above 16 MiB unpacked
  uint64_t max_text_bytes = 256ULL << 20;    // of one document's blocks
};

// What one top-level file has used so far; shared by all its members.
struct Budget {
  uint64_t unpacked_bytes = 0;
  uint32_t members = 0;
};

struct Input {
  Bytes bytes;
  std::string_view name;  // file or member name, for notes and weak evidence; UTF-8
};

class MemberSink;

// Told of a document's pages before each is read: a reader that dies on one leaves word of which.
class PageWatch {
 public:
  virtual ~PageWatch() = default;

  // Pages count from 1. False: read neither this one nor those behind it; whoever watches says so.
  virtual bool Begin(uint32_t page) = 0;
};

struct Context {
  const Limits& limits;
  Budget& budget;
  const std::vector<std::string>& passwords;  // tried in order on encrypted documents and archives
  MemberSink& members;
  uint32_t depth = 0;
  PictureReader* pictures = nullptr;  // null: pictures are noted as unread
  PageWatch* watch = nullptr;         // may be null

  Context Deeper(MemberSink& sink) const {
    return {limits, budget, passwords, sink, depth + 1, pictures, watch};
  }

  // Call before unpacking a member of `packed` bytes that claims `unpacked` bytes, and again with
  // what really came out where that is more. Errors: kTooLarge, kTooMany, kBomb, kTooDeep.
  Status Admit(uint64_t packed, uint64_t unpacked);

  // The same for bytes that are no member of their own: a part of an office file, or what a member
  // yields beyond its claim. Errors: kTooLarge, kBomb.
  Status AdmitBytes(uint64_t packed, uint64_t unpacked);
};

class MemberSink {
 public:
  virtual ~MemberSink() = default;

  // `bytes` live only during the call. Returning false ends the container's walk early.
  virtual bool OnMember(std::string_view name, Bytes bytes, Context& context) = 0;

  // A member that could not be had (encrypted, corrupt, limit): one line in the report.
  virtual bool OnBadMember(std::string_view name, const Error& error, Context& context) = 0;
};

// By content; the name only breaks ties between texts ("x.eml", "x.html") and is never believed
// alone.
Format Identify(Input input);

// Whether the name's extension promises another format than `format` (for the note "wrong
// extension").
bool ExtensionDisagrees(std::string_view name, Format format);

Result<Document> Extract(Input input, Context& context);

// Mends carried legacy text run by run with the document's evidence per font, and brings every
// block to NFC. Extract() has done it; extractors need not.
void Normalise(Document& document);

}  // namespace niem::extract
