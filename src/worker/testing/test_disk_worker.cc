// A worker that does on purpose what a broken or conquered reader of images might do; the folder
// that is asked for says what. disk_reader_test.cc drives it.
#include <unistd.h>

#include <csignal>

#include "worker/disk_protocol.h"

namespace niem::worker {
namespace {

void SendEntry(Channel& channel, const std::string& name) {
  disk::Entry entry;
  entry.name = name;
  FrameWriter out;
  out.U32(1);
  PutEntry(out, entry);
  (void)channel.Send(FrameType::kResult, out.bytes());
}

void SendInfo(Channel& channel) {
  disk::DiskInfo info;
  info.image.format = "raw", info.image.size = 1;
  disk::VolumeInfo volume;
  volume.number = 1, volume.file_system = "NTFS";
  info.volumes = {volume};
  FrameWriter out;
  Put(out, info);
  (void)channel.Send(FrameType::kResult, out.bytes());
}

void List(Channel& channel, const std::string& what) {
  if (what == "crash") std::raise(SIGSEGV);
  if (what == "hang") ::pause();
  if (what == "memory") (void)channel.Send(FrameType::kOutOfMemory, {});
  if (what == "lie") SendEntry(channel, "../../etc/passwd");
  if (what == "noise") (void)channel.Send(FrameType::kBegin, {});
  SendEntry(channel, "fine");
}

int Work(Channel& channel) {
  while (true) {
    const auto frame = channel.Receive();
    if (!frame.ok()) return 0;
    const auto question = ReadDiskQuestion(frame->payload);
    if (!question.ok()) return 1;
    if (question->ask == DiskAsk::kInfo) SendInfo(channel);
    if (question->ask == DiskAsk::kList) List(channel, question->path);
    if (question->ask == DiskAsk::kRead) {
      // A file without an end.
      (void)channel.Send(FrameType::kResult, AsBytes(std::string(kDiskChunk, 'x')));
    }
    (void)channel.Send(FrameType::kDone, {});
  }
}

}  // namespace
}  // namespace niem::worker

int main() {
  using namespace niem::worker;
  Channel channel(kWorkerSocket, kMaxRequestFrame);
  const auto first = channel.Receive();
  const auto settings = ReadDiskSettings(first.ok() ? first->payload : niem::Bytes());
  if (!settings.ok()) return 1;
  for (uint32_t i = 0; i < settings->files; ++i) {
    if (!channel.Receive().ok() || !channel.TakeFd().valid()) return 1;
  }
  (void)channel.Send(FrameType::kReady, {});
  return Work(channel);
}
