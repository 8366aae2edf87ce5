#include "scan/looker.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "base/digest.h"
#include "detect/finding_json.h"
#include "detect/judge.h"
#include "extract/extract.h"
#include "worker/shown_name.h"
#include "worker/words_frame.h"

namespace niem::scan {
namespace {

using Clock = std::chrono::steady_clock;
using detect::DocumentResult;
using detect::Verdict;

constexpr uint64_t kReadHere = 1 << 20;  // larger files go to the worker as descriptors, but texts:
constexpr uint64_t kTextReadHere = 64 << 20;  // up to this size they are worth a quick look
constexpr size_t kKept = 128 << 10;           // bytes of documents that wait
constexpr size_t kMostWaiting = 64;           // files, each with an open descriptor
constexpr size_t kWaits = 32 << 10;           // larger documents go to the worker at once
constexpr uint64_t kHead = 64 << 10;          // enough to identify

Error TooLarge(uint64_t limit) {
  const std::string mebibytes = std::to_string(limit >> 20);
  return {
      ErrorCode::kTooLarge,
      {"lớn hơn " + mebibytes + " MiB (giới hạn --max-size); tăng --max-size rồi quét lại tệp này",
       "larger than " + mebibytes +
           " MiB (the --max-size limit); raise --max-size and scan again"}};
}

Error Vanished() {
  return {ErrorCode::kChanged,
          {"tệp biến mất trong lúc quét; quét lại nếu cần",
           "the file vanished during the scan; scan again if needed"}};
}

extract::Note ChangedNote() {
  return {ErrorCode::kChanged,
          false,
          {"tệp bị sửa trong lúc quét: kết quả có thể thuộc bản cũ hoặc bản mới; quét lại nếu cần",
           "the file was changed during the scan: this may be about its old or its new content; "
           "scan again if needed"}};
}

// Another run may do better: such results are not remembered.
bool IsPassing(ErrorCode code) {
  switch (code) {
    case ErrorCode::kPermission:
    case ErrorCode::kNotFound:
    case ErrorCode::kIo:
    case ErrorCode::kTimeout:
    case ErrorCode::kMemory:
    case ErrorCode::kCrashed:
    case ErrorCode::kChanged:
    case ErrorCode::kInternal:
      return true;
    default:
      return false;
  }
}

uint32_t MillisecondsSince(Clock::time_point start) {
  return static_cast<uint32_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count());
}

}  // namespace

std::string UtcTime(int64_t nanoseconds) {
  using std::chrono::floor;
  const std::chrono::sys_time<std::chrono::nanoseconds> time{std::chrono::nanoseconds(nanoseconds)};
  const auto midnight = floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss clock(floor<std::chrono::seconds>(time - midnight));
  std::string text = "0000-00-00T00:00:00Z";
  const auto put = [&text](size_t last, uint64_t number) {
    for (; number > 0; number /= 10) text[last--] = static_cast<char>('0' + number % 10);
  };
  put(3,
      static_cast<uint64_t>(int{date.year()}));  // 64 bits of nanoseconds reach from 1677 to 2262
  put(6, unsigned{date.month()});
  put(9, unsigned{date.day()});
  put(12, static_cast<uint64_t>(clock.hours().count()));
  put(15, static_cast<uint64_t>(clock.minutes().count()));
  put(18, static_cast<uint64_t>(clock.seconds().count()));
  return text;
}

// One file on its way.
class Looker::File {
 public:
  File(Looker& looker, FileTask task)
      : looker_(looker), task_(std::move(task)), start_(Clock::now()) {
    shown_name_ = worker::ShownName(task_.name);
    shown_path_ =
        task_.folder != nullptr ? worker::ShownName(task_.folder->PathOf(task_.name)) : shown_name_;
  }

  void Look() {
    if (task_.problem.has_value()) return Fail(*task_.problem);
    if (task_.known != nullptr) return Repeat();
    if (task_.is_stdin)
      LookAt(STDIN_FILENO, /*stream=*/true);
    else
      OpenAndLook();
    if (!job_.has_value()) fd_.Reset();
  }

  // What the worker must read together with others.
  const std::optional<worker::Job>& job() const { return job_; }

  // The file's own result comes last; members before it.
  void Give(DocumentResult result) {
    Complete(result);
    if (looker_.MaySpeak(*this))
      looker_.collector_.Add(result);
    else
      held_.push_back(std::move(result));
  }

  void Close() {
    for (const DocumentResult& result : held_) looker_.collector_.Add(result);
    Remember();
    looker_.collector_.CountFile(info_.size);
  }

 private:
  const extract::Limits& limits() const { return looker_.options_.limits; }

  void OpenAndLook() {
    const int at =
        task_.folder != nullptr && task_.folder->fd.valid() ? task_.folder->fd.get() : AT_FDCWD;
    const int follow = task_.folder != nullptr && !task_.folder->follow_links ? O_NOFOLLOW : 0;
    fd_ =
        Fd(::openat(at, task_.name.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | follow));
    if (!fd_.valid()) {
      const int why = errno;
      NoteTime(at);
      return Fail(why == ENOENT || why == ELOOP ? Vanished() : ErrnoError(why, shown_path_));
    }

    struct stat status {};

    if (::fstat(fd_.get(), &status) != 0) return Fail(ErrnoError(errno, shown_path_));
    if (!S_ISREG(status.st_mode)) return Fail(Vanished());
    info_ = InfoOf(status);
    LookAt(fd_.get(), /*stream=*/false);
  }

  // Of a file that cannot be opened, for the report.
  void NoteTime(int at) {
    struct stat status {};

    if (::fstatat(at, task_.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0)
      info_.mtime_ns = InfoOf(status).mtime_ns;
  }

  void LookAt(int fd, bool stream) {
    Result<Bytes> head =
        looker_.reader_.Read(fd, stream ? kHead : info_.size, FirstRead(stream), shown_path_);
    if (!head.ok()) return Fail(head.error());
    Bytes bytes = *head;
    if (stream) info_.size = bytes.size();
    if (bytes.empty()) return GiveClean(extract::Format::kText, bytes);
    const extract::Format format = extract::Identify({bytes, task_.name});
    if (info_.size > limits().max_file_bytes)
      return Give(detect::Unreadable(format, TooLarge(limits().max_file_bytes)));
    if (format == extract::Format::kMedia) return GiveMedia(fd, bytes);
    const bool whole_wanted = format == extract::Format::kText && info_.size <= kTextReadHere;
    if (bytes.size() < info_.size && whole_wanted) {
      if (::lseek(fd, 0, SEEK_SET) < 0) return Fail(ErrnoError(errno, shown_path_));
      Result<Bytes> whole = looker_.reader_.Read(fd, info_.size, info_.size, shown_path_);
      if (!whole.ok()) return Fail(whole.error());
      bytes = *whole;
    }
    const bool is_whole = bytes.size() >= info_.size;
    if (is_whole && looker_.quick_look_.ProvesClean(format, shown_name_, bytes, looker_.scratch_)) {
      if (!looker_.copies_.has_value()) return GiveClean(format, bytes);
      trace::WordReader words(worker::kMaxWords);
      if (looker_.quick_look_.ReadWords(format, bytes, looker_.scratch_, words))
        return GiveClean(format, bytes, words.Take());
    }
    Inspect(is_whole ? -1 : fd, is_whole ? bytes : Bytes{}, format);
  }

  // A stream is read whole, one byte past the limit, for it cannot be read twice.
  uint64_t FirstRead(bool stream) const {
    if (stream) return limits().max_file_bytes + 1;
    return info_.size <= kReadHere ? kReadHere : kHead;
  }

  void Inspect(int fd, Bytes bytes, extract::Format format) {
    worker::Job job;
    job.fd = fd;
    job.format = format;
    job.name = shown_name_;
    if (fd < 0 && bytes.size() <= kWaits) {
      job.bytes = looker_.Keep(bytes);
      job_ = std::move(job);
      return;
    }
    looker_.Flush();
    job.bytes = bytes;
    looker_.pool_.Inspect(job, [this](DocumentResult result) { Give(std::move(result)); });
  }

  void GiveClean(extract::Format format, Bytes bytes, trace::Words words = {}) {
    DocumentResult result;
    result.format = format;
    result.confidence = 1;
    if (WantsDigest()) result.sha256 = ToHex(Sha256Of(bytes));
    if (!words.words.empty()) result.words = std::make_shared<trace::Words>(std::move(words));
    result.elapsed_ms = MillisecondsSince(start_);
    Give(std::move(result));
  }

  // Not read beyond its head, but by who asks for all digests.
  void GiveMedia(int fd, Bytes head) {
    DocumentResult result;
    result.format = extract::Format::kMedia;
    result.confidence = 1;
    if (WantsDigest()) {
      const bool is_whole = head.size() >= info_.size;
      Result<Digest> digest = is_whole ? Sha256Of(head) : looker_.reader_.DigestOf(fd, shown_path_);
      if (!digest.ok()) return Fail(digest.error());
      result.sha256 = ToHex(*digest);
    }
    result.notes.push_back(
        {ErrorCode::kUnsupported,
         false,
         {"không phải văn bản (âm thanh, phim, phông chữ, chương trình, cơ sở dữ liệu)",
          "no document (sound, film, font, program, database)"}});
    Give(std::move(result));
  }

  void Fail(const Error& error) { Give(detect::Unreadable(extract::Format::kUnknown, error)); }

  // All do, where copies are looked for; a clean document's is left out afterwards (Complete).
  bool WantsDigest() const {
    return looker_.options_.hash == HashMode::kAll || looker_.copies_.has_value();
  }

  void Complete(DocumentResult& result) {
    result.path = shown_path_;
    if (looker_.copies_.has_value()) {
      looker_.copies_->Apply(result);
      if (looker_.options_.hash == HashMode::kFound && result.verdict == Verdict::kClean)
        result.sha256.clear();
    }
    if (result.member.empty()) {
      result.bytes = info_.size;
      if (HasChanged()) {
        passing_ = true;
        result.notes.push_back(ChangedNote());
      }
    }
    if (!task_.is_stdin && !task_.problem.has_value()) {
      result.modified = UtcTime(info_.mtime_ns != 0 ? info_.mtime_ns : task_.info.mtime_ns);
    }
    for (const extract::Note& note : result.notes)
      passing_ = passing_ || (note.incomplete && IsPassing(note.code));
    // What a day to come will change must be looked at again.
    for (const detect::Evidence& evidence : result.evidence)
      passing_ = passing_ || evidence.rule == detect::kDeclassifiedLater;
    if (IsRemembered() && result.verdict != Verdict::kClean)
      findings_.push_back(detect::ToWireJson(result));
  }

  bool HasChanged() const {
    struct stat status {};

    if (!fd_.valid() || ::fstat(fd_.get(), &status) != 0) return false;
    const FileInfo now = InfoOf(status);
    return now.size != info_.size || now.mtime_ns != info_.mtime_ns;
  }

  // An unchanged file: what was said of it last time, under today's path.
  void Repeat() {
    info_ = task_.info;
    looker_.collector_.CountUnchanged();
    for (const std::string& finding : task_.known->findings) {
      Result<DocumentResult> result = detect::FromWireJson(finding);
      if (!result.ok()) continue;
      result->path = shown_path_;
      if (looker_.MaySpeak(*this))
        looker_.collector_.Add(*result);
      else
        held_.push_back(std::move(result).value());
    }
  }

  bool IsRemembered() const { return task_.folder != nullptr && task_.folder->record != nullptr; }

  void Remember() {
    if (task_.problem.has_value() || task_.known != nullptr) return;
    if (passing_ || !IsRemembered() || info_ != task_.info) return;
    task_.folder->record->Add({task_.name, info_, std::move(findings_)});
  }

  Looker& looker_;
  const FileTask task_;
  const Clock::time_point start_;
  std::string shown_name_;
  std::string shown_path_;
  FileInfo info_;
  std::vector<std::string> findings_;
  std::vector<DocumentResult> held_;  // until it is this file's turn
  bool passing_ = false;
  Fd fd_;
  std::optional<worker::Job> job_;
};

Looker::Looker(const ScanOptions& options, const QuickLook& quick_look, const Traces* traces,
               worker::Pool& pool, Collector& collector)
    : options_(options), quick_look_(quick_look), pool_(pool), collector_(collector) {
  if (traces != nullptr) copies_.emplace(*traces);
  kept_.reserve(kKept);
}

Looker::~Looker() = default;

void Looker::Look(FileTask task) {
  auto file = std::make_unique<File>(*this, std::move(task));
  file->Look();
  reader_.Shrink();
  if (waiting_.empty() && !file->job().has_value()) return file->Close();
  waiting_.push_back(std::move(file));
  if (waiting_.size() >= kMostWaiting) Flush();
}

void Looker::Flush() {
  std::vector<worker::Job> jobs;
  std::vector<size_t> files;
  for (size_t i = 0; i < waiting_.size(); ++i) {
    if (!waiting_[i]->job().has_value()) continue;
    jobs.push_back(*waiting_[i]->job());
    files.push_back(i);
  }
  pool_.InspectAll(jobs, [&](size_t job, DocumentResult result) {
    CloseUntil(files[job]);
    waiting_[files[job]]->Give(std::move(result));
  });
  CloseUntil(waiting_.size());
  waiting_.clear();
  turn_ = 0;
  kept_.clear();
}

bool Looker::MaySpeak(const File& file) const {
  return waiting_.empty() || waiting_[turn_].get() == &file;
}

// Never moved: the bytes of those that wait already stay where they are.
Bytes Looker::Keep(Bytes bytes) {
  if (bytes.size() > kept_.capacity() - kept_.size()) Flush();
  const size_t at = kept_.size();
  kept_.insert(kept_.end(), bytes.begin(), bytes.end());
  return Bytes(kept_).subspan(at);
}

void Looker::CloseUntil(size_t end) {
  for (; turn_ < end; ++turn_) waiting_[turn_]->Close();
}

}  // namespace niem::scan
