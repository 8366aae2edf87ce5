#include "worker/disk_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>

namespace niem::worker {
namespace {

constexpr uint32_t kMaxStarts = 50;  // an image that kills more readers than this is given up
constexpr uint64_t kCpuSeconds = 24 * 3600;
constexpr size_t kMaxAnswer = 256u << 20;
constexpr size_t kMaxLocks = 8;  // volumes that are tried by a second process
constexpr std::string_view kSecondLibrary = "dislocker";

bool IsThere(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

bool AllDigits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// E01 … E99, EAA … EZZ, FAA …: what follows `ending`, in the same case; empty at the end.
std::string NextOfEwf(std::string ending) {
  const char first_letter = ending[0] >= 'a' ? 'a' : 'A';
  if (AllDigits(std::string_view(ending).substr(1))) {
    const int number = (ending[1] - '0') * 10 + (ending[2] - '0');
    if (number < 99) {
      ending[1] = static_cast<char>('0' + (number + 1) / 10);
      ending[2] = static_cast<char>('0' + (number + 1) % 10);
    } else {
      ending[1] = ending[2] = first_letter;
    }
    return ending;
  }
  for (const size_t place : {2U, 1U, 0U}) {
    if (ending[place] - first_letter < 25) return ++ending[place], ending;
    ending[place] = first_letter;
  }
  return {};
}

// "001" → "002", of as many digits.
std::string NextNumber(std::string digits) {
  for (size_t i = digits.size(); i > 0; --i) {
    if (digits[i - 1] != '9') return ++digits[i - 1], digits;
    digits[i - 1] = '0';
  }
  return {};
}

Error NotAFile(const std::string& path) {
  return {ErrorCode::kInvalidArgument,
          {path + ": không phải tệp ảnh đĩa hay thiết bị; thư mục đã gắn thì dùng --root",
           path + ": neither an image file nor a device; for a mounted folder use --root"}};
}

}  // namespace

std::vector<std::string> SegmentsOf(const std::string& path) {
  std::vector<std::string> paths = {path};
  const size_t dot = path.rfind('.');
  if (dot == std::string::npos || path.find('/', dot) != std::string::npos) return paths;
  std::string ending = path.substr(dot + 1);
  const bool ewf =
      ending.size() == 3 && (ending[0] == 'E' || ending[0] == 'e') && ending.substr(1) == "01";
  // A split image begins with 000 or 001.
  const bool split =
      ending.size() >= 3 && AllDigits(ending) &&
      (std::stoul(ending.substr(ending.size() - std::min<size_t>(ending.size(), 9))) <= 1);
  if (!ewf && !split) return paths;
  while (paths.size() <= kMaxDiskSegments) {
    ending = ewf ? NextOfEwf(ending) : NextNumber(ending);
    std::string next = path.substr(0, dot + 1) + ending;
    if (ending.empty() || !IsThere(next)) break;
    paths.push_back(std::move(next));
  }
  return paths;
}

Status DiskReader::OpenFiles(const std::vector<std::string>& paths) {
  if (paths.size() > kMaxDiskSegments) {
    return Error(ErrorCode::kTooMany,
                 {"ảnh đĩa có quá nhiều phần (hơn " + std::to_string(kMaxDiskSegments) + ")",
                  "the image has too many parts (above " + std::to_string(kMaxDiskSegments) + ")"});
  }
  for (const std::string& path : paths) {
    Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.valid()) return ErrnoError(errno, path);

    struct stat info {};

    if (::fstat(file.get(), &info) != 0) return ErrnoError(errno, path);
    if (!S_ISREG(info.st_mode) && !S_ISBLK(info.st_mode)) return NotAFile(path);
    const off_t end = ::lseek(file.get(), 0, SEEK_END);
    if (end < 0) return ErrnoError(errno, path);
    file_bytes_ += static_cast<uint64_t>(end);
    files_.push_back(std::move(file));
  }
  return Ok();
}

Result<std::unique_ptr<DiskReader>> DiskReader::Open(const std::vector<std::string>& paths,
                                                     DiskReaderOptions options) {
  std::unique_ptr<DiskReader> reader(new DiskReader(std::move(options)));
  TRY(reader->OpenFiles(paths));
  TRY_ASSIGN(const auto parts, reader->Ask({.ask = DiskAsk::kInfo}));
  if (parts.size() != 1) return ReadError({});
  TRY_ASSIGN(reader->info_, ReadDiskInfo(AsBytes(parts.front())));
  reader->UnlockMore();
  return reader;
}

DiskSettings DiskReader::SettingsOf(size_t files) const {
  DiskSettings settings;
  settings.parent = static_cast<uint32_t>(::getpid());
  settings.files = static_cast<uint32_t>(files);
  settings.memory_bytes = options_.memory_bytes, settings.cpu_seconds = kCpuSeconds;
  settings.keys = options_.keys, settings.startup_keys = options_.startup_keys;
  return settings;
}

// The other end of its socket then belongs to niem-worker-disk; here it is only kept, so that it
// ends with the process.
Status DiskReader::Unlock(uint32_t volume) {
  TRY_ASSIGN(const std::string program,
             FindWorkerProgram(options_.lock_program, "niem-worker-lock"));
  FrameWriter frame;
  Put(frame, SettingsOf(0));
  TRY_ASSIGN(auto lock, Process::Start(program, frame.bytes(), {}));
  const int socket = lock->socket();
  locks_[volume] = std::move(lock);
  TRY_ASSIGN(const auto parts, AskOnce({.ask = DiskAsk::kUnlock, .volume = volume}, socket));
  if (parts.size() != 1) return ReadError({});
  TRY_ASSIGN(info_, ReadDiskInfo(AsBytes(parts.front())));
  return Ok();
}

// libbde's answer stands where dislocker has none either.
void DiskReader::UnlockMore() {
  size_t tried = 0;
  for (uint32_t number = 1; number <= info_.volumes.size(); ++number) {
    const disk::VolumeInfo& volume = info_.volumes[number - 1];
    if (volume.lock == disk::Lock::kNone || !volume.file_system.empty()) continue;
    if (++tried > kMaxLocks) return;
    Status unlocked = Start();
    if (unlocked.ok()) unlocked = Unlock(number);
    if (unlocked.ok()) continue;
    locks_.erase(number);
    if (unlocked.error().code() != ErrorCode::kEncrypted) {
      why_locked_[number] = unlocked.error().message();
    }
  }
}

Text DiskReader::WhyLocked(uint32_t volume) const {
  const auto why = why_locked_.find(volume);
  return why == why_locked_.end() ? Text() : why->second;
}

void DiskReader::End() {
  process_.reset(), locks_.clear();
}

Status DiskReader::Start() {
  if (process_ != nullptr) return Ok();
  if (++starts_ > kMaxStarts) {
    return Error(ErrorCode::kCrashed,
                 {"ảnh đĩa làm tiến trình đọc dừng quá nhiều lần; không đọc tiếp",
                  "the image stopped its reading process too often; it is not read on"});
  }
  TRY_ASSIGN(const std::string program, FindWorkerProgram(options_.program, "niem-worker-disk"));
  FrameWriter frame;
  Put(frame, SettingsOf(files_.size()));
  std::vector<int> files;
  for (const Fd& file : files_) files.push_back(file.get());
  TRY_ASSIGN(process_, Process::Start(program, frame.bytes(), files));
  if (volume_ == 0) return Ok();
  if (info_.volumes[volume_ - 1].unlocked_by == kSecondLibrary) TRY(Unlock(volume_));
  TRY(AskOnce({.ask = DiskAsk::kUse, .volume = volume_}));
  return Ok();
}

Result<std::vector<std::string>> DiskReader::Ask(const DiskQuestion& question) {
  TRY(Start());
  return AskOnce(question);
}

// An error other than an answer's ends the process.
Result<std::vector<std::string>> DiskReader::AskOnce(const DiskQuestion& question, int descriptor) {
  FrameWriter out;
  Put(out, question);
  const Clock::time_point deadline = Clock::now() + options_.timeout;
  const Status sent =
      process_->channel().Send(FrameType::kJob, out.bytes(), {}, descriptor, deadline);
  if (!sent.ok()) return End(), sent.error();
  return Answers(deadline);
}

Result<std::vector<std::string>> DiskReader::Answers(Clock::time_point deadline) {
  std::vector<std::string> parts;
  size_t bytes = 0;
  while (true) {
    const Result<Frame> frame = process_->channel().Receive(deadline);
    if (!frame.ok()) return End(), frame.error();
    if (frame->type == FrameType::kDone) return parts;
    if (frame->type == FrameType::kRefused) return ReadError(frame->payload);
    bytes += frame->payload.size();
    const bool memory = frame->type == FrameType::kOutOfMemory;
    if (frame->type != FrameType::kResult || bytes > kMaxAnswer) {
      End();
      if (!memory) return ReadError({});
      return Error(ErrorCode::kMemory,
                   {"đọc ảnh đĩa cần quá nhiều bộ nhớ; tăng --memory rồi chạy lại",
                    "reading the image needs too much memory; raise --memory and run again"});
    }
    parts.emplace_back(AsText(frame->payload));
  }
}

Status DiskReader::Use(uint32_t volume) {
  TRY(Ask({.ask = DiskAsk::kUse, .volume = volume}));
  volume_ = volume;
  return Ok();
}

Result<std::vector<disk::Entry>> DiskReader::List(const std::string& folder) {
  TRY_ASSIGN(const auto parts, Ask({.ask = DiskAsk::kList, .path = folder}));
  std::vector<disk::Entry> entries;
  for (const std::string& part : parts) TRY(ReadEntries(AsBytes(part), entries));
  return entries;
}

Result<std::string> DiskReader::Read(const std::string& path, const std::string& stream,
                                     uint64_t max_bytes) {
  std::string bytes;
  while (true) {
    TRY_ASSIGN(const auto parts, Ask({.ask = DiskAsk::kRead,
                                      .path = path,
                                      .stream = stream,
                                      .offset = bytes.size(),
                                      .count = kDiskChunk}));
    if (parts.size() != 1 || parts.front().size() > kDiskChunk) return ReadError({});
    bytes += parts.front();
    if (bytes.size() > max_bytes) {
      return Error(ErrorCode::kTooLarge,
                   {path + ": tệp quá lớn để đọc", path + ": the file is too large to read"});
    }
    if (parts.front().size() < kDiskChunk) return bytes;
  }
}

Result<std::string> DiskReader::ReadMedium(uint64_t offset, size_t count) {
  TRY_ASSIGN(const auto parts, Ask({.ask = DiskAsk::kMedium, .offset = offset, .count = count}));
  if (parts.size() != 1 || parts.front().size() > count) return ReadError({});
  return parts.front();
}

}  // namespace niem::worker
