// The language between the pool (trusted) and niem-worker (believed in nothing): length-framed
// messages over one Unix stream socket, fixed little-endian fields, no pointers, no text parsing
// but the results'.
//
//   pool   -> worker: kSettings once, then kJob (with the document inline or as a descriptor); of
//                     small inline documents several, before the first is answered
//   worker -> pool:   kReady or kRefused once, then for each job any number of kBegin, kPage
//   (before
//                     each page but the first of a document that has pages) and kResult,
//                     and kDone, or kElsewhere (a worker met what only an abler one reads, and
//                     which: the pool asks that one, from the beginning), or kOutOfMemory as its
//                     last word; where settings ask for words, kWords before the kResult they
//                     belong to. While further jobs wait, answers may be kept back for
//                     kAnswerWithin: a death loses them, and the pool asks again
//
// A position is the way to a document inside nested containers: {} is the file itself, {3, 0} the
// first member of its fourth member. Members come in a fixed order, so a fresh worker can resume
// after the position on which another died (Job::resume).
//
// Ownership: a Channel borrows its descriptor; frames borrow the channel's buffer until the next
// Receive. Errors: kTimeout, kCrashed (the other end is gone), kCorrupt (out of form).
// Thread-safety: a Channel belongs to one thread at a time.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/file.h"
#include "base/result.h"
#include "extract/extract.h"
#include "extract/picture_reader.h"

namespace niem::worker {

using Clock = std::chrono::steady_clock;
using Position = std::vector<uint32_t>;

constexpr int kWorkerSocket = 3;              // where niem-worker finds its end of the socket
constexpr size_t kInlineBytes = 128 << 10;    // larger documents travel as descriptors
constexpr size_t kTogetherBytes = 128 << 10;  // of the jobs sent at once; the socket holds as much
constexpr size_t kTogetherJobs = 64;
constexpr std::chrono::milliseconds kAnswerWithin{20};
constexpr size_t kMaxResultFrame = 4 << 20;     // what the pool accepts from a worker
constexpr size_t kMaxRequestFrame = 256 << 20;  // settings with large rule files
constexpr size_t kMaxPositionDepth = 62;        // containers in containers

enum class FrameType : uint32_t {
  kSettings = 1,
  kReady,
  kRefused,
  kJob,
  kBegin,
  kResult,
  kDone,
  kOutOfMemory,
  kElsewhere,
  kWords,
  kPage,
};

constexpr FrameType kLastFrameType = FrameType::kPage;

struct Frame {
  FrameType type = FrameType::kDone;
  Bytes payload;
};

// The worker programs, each able to do what those before it do: everyday text and office documents;
// all formats; and pictures.
enum class Ability : uint32_t { kLight, kFull, kPictures };

// Appends fields to a frame.
class FrameWriter {
 public:
  FrameWriter& U32(uint32_t value);
  FrameWriter& U64(uint64_t value);
  FrameWriter& String(std::string_view text);
  FrameWriter& Put(const Position& position);

  Bytes bytes() const { return AsBytes(out_); }

  void clear() { out_.clear(); }

 private:
  std::string out_;
};

// Reads them back; nothing past the frame's end, no count above its limit.
class FrameReader {
 public:
  explicit FrameReader(Bytes bytes) : reader_(bytes) {}

  uint32_t U32() { return reader_.U32(); }

  uint64_t U64() { return reader_.U64(); }

  std::string String();
  Position GetPosition();

  Bytes Rest() { return reader_.Take(reader_.remaining()); }

  bool ok() const { return reader_.ok() && !failed_; }

  // A count of elements that each take at least one byte; fails above what the frame can hold.
  uint32_t Count();

 private:
  ByteReader reader_;
  bool failed_ = false;
};

class Channel {
 public:
  Channel(int socket, size_t max_frame) : socket_(socket), max_frame_(max_frame) {}

  // Writes a frame made of two parts in one system call, waiting at most until `deadline`.
  Status Send(FrameType type, Bytes head, Bytes body = {}, int fd = -1,
              std::optional<Clock::time_point> deadline = {});

  // The same, kept back until the next Send or Flush.
  void Queue(FrameType type, Bytes head, Bytes body = {});
  Status Flush(std::optional<Clock::time_point> deadline = {});

  Result<Frame> Receive(std::optional<Clock::time_point> deadline = {});

  // Tells the kernel how long a deadline is when it begins: waiting for the first answer then takes
  // one system call less.
  void SetPatience(std::chrono::milliseconds patience);

  // Whether a whole frame has come in already: Receive will not wait.
  bool HasFrame() const;

  // The descriptor that came with the last frames, if any.
  Fd TakeFd() { return std::move(received_fd_); }

  // Lets go of a buffer that one large frame made grow.
  void Shrink();

 private:
  Status Wait(short events, std::optional<Clock::time_point> deadline) const;
  bool WaitsInKernel(Clock::time_point deadline) const;
  Status Fill(size_t wanted, std::optional<Clock::time_point> deadline);
  Status Make(size_t capacity);

  int socket_;
  size_t max_frame_;
  std::chrono::milliseconds patience_{0};  // 0: the kernel does not know
  std::unique_ptr<uint8_t[]> buffer_;
  size_t capacity_ = 0;
  size_t begin_ = 0;
  size_t end_ = 0;
  std::string queued_;
  Fd received_fd_;
};

// What a worker is told before it locks itself in.
struct Settings {
  uint32_t parent = 0;  // process id, to notice a parent that died meanwhile
  extract::Limits limits;
  uint64_t memory_bytes = 0;
  uint64_t cpu_seconds = 0;
  bool hash_all = true;
  bool insecure = false;
  bool words = false;  // give the words of every document, for scan/copies.h
  int32_t today = 0;   // days since 1970-01-01; 0 unknown
  extract::OcrMode ocr = extract::OcrMode::kOff;
  std::string ocr_data;      // the file with tesseract's Vietnamese data
  uint64_t ocr_page_ms = 0;  // for the text of one page
  uint64_t ocr_file_ms = 0;  // for all pictures of a top-level file
  bool ocr_turn = true;      // pages that do not stand upright are turned
  std::vector<std::string> passwords;
  std::vector<std::pair<std::string, std::string>> agency_rules;
};

void Put(FrameWriter& out, const Settings& settings);
Result<Settings> ReadSettings(Bytes payload);

// One file to read. The document's bytes are `bytes`, or what the frame's descriptor holds.
struct Request {
  std::string name;
  bool resumed = false;      // documents before `resume` are not read again
  bool skip_resume = false;  // nor is the one at `resume`
  bool by_fd = false;
  Position resume;
  // Of the document at `stop_at`, only the pages before `stop_page` (0: all): another worker ended
  // on that one, with `stop_code`.
  Position stop_at;
  uint32_t stop_page = 0;
  ErrorCode stop_code = ErrorCode::kCrashed;
  Bytes bytes;
};

void PutHead(FrameWriter& out, const Request& request);
Result<Request> ReadRequest(Bytes payload);

// Where `position` stands when reading again from `resume`.
enum class Standing {
  kRead,
  kSkip,
  kReopen
};  // kReopen: a container around `resume`, already open then
Standing StandingOf(const Position& position, const Request& request);

}  // namespace niem::worker
