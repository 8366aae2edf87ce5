#include "worker/disk/serve.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <time.h>

#include <algorithm>
#include <exception>
#include <new>
#include <optional>

#include "worker/child.h"

namespace niem::worker {
namespace {

std::string InFrame(const std::vector<disk::Entry>& entries, size_t begin, size_t end) {
  FrameWriter out;
  out.U32(static_cast<uint32_t>(end - begin));
  for (size_t i = begin; i < end; ++i) PutEntry(out, entries[i]);
  return std::string(AsText(out.bytes()));
}

Result<std::string> OfMedium(disk::Medium& medium, uint64_t offset, uint64_t count) {
  std::string bytes(static_cast<size_t>(count), '\0');
  TRY_ASSIGN(const size_t got,
             medium.Read(offset, {reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()}));
  bytes.resize(got);
  return bytes;
}

Result<std::vector<std::unique_ptr<disk::Medium>>> TakeFiles(Channel& channel, uint32_t count) {
  std::vector<std::unique_ptr<disk::Medium>> files;
  for (uint32_t i = 0; i < count; ++i) {
    TRY_ASSIGN(const Frame frame, channel.Receive());
    Fd file = channel.TakeFd();
    if (frame.type != FrameType::kJob || !file.valid()) {
      return Error(ErrorCode::kInternal, {"thiếu tệp ảnh đĩa", "an image file is missing"});
    }
    TRY_ASSIGN(std::unique_ptr<disk::Medium> medium, disk::OpenFile(std::move(file)));
    files.push_back(std::move(medium));
  }
  return files;
}

// What libraries would otherwise look for on disk, where nothing can be opened any more.
void Prepare() {
  ::setenv("TZ", "UTC", 1);  // FAT's local times are given as they stand
  ::tzset();
  ::OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_ADD_ALL_CIPHERS |
                            OPENSSL_INIT_ADD_ALL_DIGESTS | OPENSSL_INIT_NO_LOAD_CONFIG,
                        nullptr);
}

int Work(Channel& channel, DiskAnswerer& answerer) {
  while (true) {
    const Result<Frame> frame = channel.Receive();
    if (!frame.ok()) return EXIT_SUCCESS;
    const Result<DiskQuestion> question = ReadDiskQuestion(frame->payload);
    if (frame->type != FrameType::kJob || !question.ok()) return EXIT_FAILURE;
    if (!answerer.Answer(channel, *question)) return EXIT_SUCCESS;
  }
}

}  // namespace

Status DiskAnswerer::Open() {
  if (volumes_ != nullptr) return Ok();
  TRY_ASSIGN(disk::Disk disk, disk::OpenImage(std::move(files_)));
  TRY_ASSIGN(volumes_, disk::Volumes::Find(std::move(disk), keys_));
  return Ok();
}

Result<disk::FileSystem*> DiskAnswerer::Used() {
  return volumes_->Use(volume_);
}

Result<std::vector<std::string>> DiskAnswerer::Parts(const DiskQuestion& question) {
  TRY(Open());
  std::vector<std::string> parts;
  switch (question.ask) {
    case DiskAsk::kUnlock:
      TRY(Unlock(question.volume, std::move(given_)));
      [[fallthrough]];
    case DiskAsk::kInfo: {
      FrameWriter out;
      Put(out, volumes_->info());
      parts.emplace_back(AsText(out.bytes()));
      break;
    }
    case DiskAsk::kUse:
      volume_ = question.volume;
      TRY(Used());
      break;
    case DiskAsk::kList: {
      TRY_ASSIGN(disk::FileSystem * files, Used());
      TRY_ASSIGN(const std::vector<disk::Entry> entries, files->List(question.path));
      for (size_t i = 0; i < entries.size(); i += kEntriesTogether) {
        parts.push_back(InFrame(entries, i, std::min(i + kEntriesTogether, entries.size())));
      }
      break;
    }
    case DiskAsk::kRead: {
      TRY_ASSIGN(disk::FileSystem * files, Used());
      TRY_ASSIGN(std::string bytes, files->Read(question.path, question.stream, question.offset,
                                                static_cast<size_t>(question.count)));
      parts.push_back(std::move(bytes));
      break;
    }
    case DiskAsk::kMedium: {
      TRY_ASSIGN(std::string bytes, OfMedium(volumes_->medium(), question.offset, question.count));
      parts.push_back(std::move(bytes));
      break;
    }
  }
  return parts;
}

Status DiskAnswerer::Unlock(uint32_t volume, Fd socket) {
  disk::Medium* locked = volumes_->StillLocked(volume);
  if (locked == nullptr || !socket.valid()) {
    return Error(ErrorCode::kInvalidArgument,
                 {"không có gì để mở khoá", "there is nothing to unlock"});
  }
  TRY_ASSIGN(std::unique_ptr<Unlocked> unlocked, Unlocked::Open(std::move(socket), *locked));
  const Unlocked* known = unlocked.get();
  if (volumes_->SetUnlocked(volume, std::move(unlocked), "dislocker")) unlocked_.push_back(known);
  return Ok();
}

bool DiskAnswerer::LostALock() const {
  return std::ranges::any_of(unlocked_, [](const Unlocked* at) { return at->gone(); });
}

bool DiskAnswerer::Answer(Channel& channel, const DiskQuestion& question) {
  given_ = channel.TakeFd();
  const auto parts = Parts(question);
  if (LostALock()) return false;
  if (!parts.ok()) {
    FrameWriter out;
    Put(out, parts.error());
    return channel.Send(FrameType::kRefused, out.bytes()).ok();
  }
  for (const std::string& part : *parts) {
    if (!channel.Send(FrameType::kResult, AsBytes(part)).ok()) return false;
  }
  return channel.Send(FrameType::kDone, {}).ok();
}

int ServeDisk() {
  CloseInherited();
  Channel channel(kWorkerSocket, kMaxRequestFrame);
  const Result<Frame> first = channel.Receive();
  if (!first.ok() || first->type != FrameType::kSettings) return EXIT_FAILURE;
  Result<DiskSettings> settings = ReadDiskSettings(first->payload);
  if (!settings.ok()) return Refuse(channel, settings.error().message());
  if (!DieWithParent(settings->parent)) return EXIT_FAILURE;
  auto files = TakeFiles(channel, settings->files);
  if (!files.ok()) return Refuse(channel, files.error().message());
  channel.Shrink();
  Prepare();
  Fd statm(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC));
  SandboxLimits limits{settings->memory_bytes, settings->cpu_seconds};
  limits.descriptors += settings->files;
  const Result<SandboxReport> sandbox = EnterSandbox(limits);
  if (!sandbox.ok()) return Refuse(channel, sandbox.error().message());
  CatchDeaths(*sandbox, statm.release());
  if (!channel.Send(FrameType::kReady, {}).ok()) return EXIT_FAILURE;
  try {
    DiskAnswerer answerer(std::move(*files),
                          {std::move(settings->keys), std::move(settings->startup_keys)});
    const int status = Work(channel, answerer);
    ::_exit(status);  // what is open is not worth closing
  } catch (const std::bad_alloc&) {
    (void)channel.Send(FrameType::kOutOfMemory, {});
  } catch (const std::exception&) {  // a library threw through our own code: the asker sees a crash
  }
  ::_exit(EXIT_FAILURE);
}

}  // namespace niem::worker
