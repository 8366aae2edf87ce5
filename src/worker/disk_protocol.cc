#include "worker/disk_protocol.h"

#include <algorithm>

#include "worker/shown_name.h"

namespace niem::worker {
namespace {

constexpr size_t kMaxShown = 1000;
constexpr size_t kMaxNotes = 32, kMaxKeys = 64;
constexpr size_t kMaxError = 4096;
constexpr uint32_t kFolder = 1, kHidden = 2, kSystem = 4, kLocal = 8, kChanged = 16, kCreated = 32;

Error OutOfForm() {
  return {ErrorCode::kCorrupt,
          {"tiến trình đọc ảnh đĩa trả lời sai khuôn",
           "the process that reads the image answered out of form"}};
}

std::string Short(FrameReader& in) {
  return Shortened(ShownName(in.String()), kMaxShown);
}

bool Fit(const std::string& name) {
  return !name.empty() && name.size() <= disk::kMaxNameBytes && name != "." && name != ".." &&
         name.find('/') == std::string::npos && name.find('\0') == std::string::npos;
}

void Put(FrameWriter& out, const disk::VolumeInfo& volume) {
  out.U32(volume.number).U64(volume.offset).U64(volume.size).String(volume.kind);
  out.String(volume.file_system).String(volume.met).String(volume.label).String(volume.serial);
  out.String(volume.system).U32(static_cast<uint32_t>(volume.lock)).String(volume.unlocked_by);
  out.String(volume.partition);
}

disk::VolumeInfo ReadVolume(FrameReader& in) {
  disk::VolumeInfo volume;
  volume.number = in.U32(), volume.offset = in.U64(), volume.size = in.U64();
  volume.kind = Short(in), volume.file_system = Short(in), volume.met = Short(in);
  volume.label = Short(in), volume.serial = Short(in), volume.system = Short(in);
  volume.lock = static_cast<disk::Lock>(std::min(in.U32(), uint32_t{2}));
  volume.unlocked_by = Short(in), volume.partition = Short(in);
  return volume;
}

disk::Entry ReadEntry(FrameReader& in) {
  disk::Entry entry;
  entry.name = in.String();
  const uint32_t flags = in.U32();
  entry.folder = (flags & kFolder) != 0, entry.hidden = (flags & kHidden) != 0;
  entry.system = (flags & kSystem) != 0, entry.local = (flags & kLocal) != 0;
  entry.size = in.U64();
  if ((flags & kChanged) != 0) entry.changed = static_cast<int64_t>(in.U64());
  if ((flags & kCreated) != 0) entry.created = static_cast<int64_t>(in.U64());
  for (uint32_t left = in.Count(); left > 0 && in.ok(); --left) {
    entry.streams.push_back(in.String());
  }
  return entry;
}

}  // namespace

void Put(FrameWriter& out, const DiskSettings& settings) {
  out.U32(settings.parent).U32(settings.files);
  out.U64(settings.memory_bytes).U64(settings.cpu_seconds);
  for (const auto* keys : {&settings.keys, &settings.startup_keys}) {
    out.U32(static_cast<uint32_t>(keys->size()));
    for (const std::string& key : *keys) out.String(key);
  }
}

Result<DiskSettings> ReadDiskSettings(Bytes payload) {
  FrameReader in(payload);
  DiskSettings settings;
  settings.parent = in.U32(), settings.files = in.U32();
  settings.memory_bytes = in.U64(), settings.cpu_seconds = in.U64();
  for (auto* keys : {&settings.keys, &settings.startup_keys}) {
    for (uint32_t left = in.Count(); left > 0 && in.ok(); --left) keys->push_back(in.String());
  }
  const bool bounded = settings.files <= kMaxDiskSegments && settings.keys.size() <= kMaxKeys &&
                       settings.startup_keys.size() <= kMaxKeys;
  if (!in.ok() || !bounded) return OutOfForm();
  return settings;
}

void Put(FrameWriter& out, const DiskQuestion& question) {
  out.U32(static_cast<uint32_t>(question.ask)).U32(question.volume);
  out.String(question.path).String(question.stream).U64(question.offset).U64(question.count);
}

Result<DiskQuestion> ReadDiskQuestion(Bytes payload) {
  FrameReader in(payload);
  DiskQuestion question;
  const uint32_t ask = in.U32();
  question.ask = static_cast<DiskAsk>(ask);
  question.volume = in.U32();
  question.path = in.String(), question.stream = in.String();
  question.offset = in.U64(), question.count = in.U64();
  const bool known = ask >= static_cast<uint32_t>(DiskAsk::kInfo) &&
                     ask <= static_cast<uint32_t>(DiskAsk::kUnlock);
  if (!in.ok() || !known || question.count > kDiskChunk) return OutOfForm();
  return question;
}

void Put(FrameWriter& out, const disk::DiskInfo& info) {
  const disk::ImageInfo& image = info.image;
  out.String(image.format)
      .U64(image.size)
      .U32(image.sector)
      .U32(image.cut ? 1 : 0)
      .String(image.md5)
      .String(image.sha1);
  out.U32(static_cast<uint32_t>(image.notes.size()));
  for (const auto& [name, value] : image.notes) out.String(name).String(value);
  out.String(info.table).String(info.signature).U32(static_cast<uint32_t>(info.volumes.size()));
  for (const disk::VolumeInfo& volume : info.volumes) Put(out, volume);
}

Result<disk::DiskInfo> ReadDiskInfo(Bytes payload) {
  FrameReader in(payload);
  disk::DiskInfo info;
  info.image.format = Short(in), info.image.size = in.U64(), info.image.sector = in.U32();
  info.image.cut = in.U32() != 0;
  info.image.md5 = Short(in), info.image.sha1 = Short(in);
  for (uint32_t left = in.Count(); left > 0 && in.ok(); --left) {
    std::string name = Short(in);
    info.image.notes.emplace_back(std::move(name), Short(in));
  }
  info.table = Short(in), info.signature = Short(in);
  for (uint32_t left = in.Count(); left > 0 && in.ok(); --left) {
    info.volumes.push_back(ReadVolume(in));
  }
  if (!in.ok() || info.image.notes.size() > kMaxNotes || info.volumes.size() > disk::kMaxVolumes) {
    return OutOfForm();
  }
  for (size_t i = 0; i < info.volumes.size(); ++i) {
    if (info.volumes[i].number != i + 1) return OutOfForm();
  }
  return info;
}

void PutEntry(FrameWriter& out, const disk::Entry& entry) {
  uint32_t flags = 0;
  if (entry.folder) flags |= kFolder;
  if (entry.hidden) flags |= kHidden;
  if (entry.system) flags |= kSystem;
  if (entry.local) flags |= kLocal;
  if (entry.changed) flags |= kChanged;
  if (entry.created) flags |= kCreated;
  out.String(entry.name).U32(flags).U64(entry.size);
  if (entry.changed) out.U64(static_cast<uint64_t>(*entry.changed));
  if (entry.created) out.U64(static_cast<uint64_t>(*entry.created));
  out.U32(static_cast<uint32_t>(entry.streams.size()));
  for (const std::string& stream : entry.streams) out.String(stream);
}

Status ReadEntries(Bytes payload, std::vector<disk::Entry>& entries) {
  FrameReader in(payload);
  for (uint32_t left = in.Count(); left > 0 && in.ok(); --left) {
    disk::Entry entry = ReadEntry(in);
    if (!in.ok() || !Fit(entry.name) || entry.streams.size() > disk::kMaxStreams ||
        !std::ranges::all_of(entry.streams, Fit)) {
      return OutOfForm();
    }
    if (entries.size() >= disk::kMaxEntries) {
      return Error(ErrorCode::kTooMany,
                   {"thư mục có quá nhiều mục", "the folder holds too many entries"});
    }
    entries.push_back(std::move(entry));
  }
  return in.ok() ? Ok() : Status(OutOfForm());
}

void Put(FrameWriter& out, const Error& error) {
  out.String(ErrorCodeName(error.code())).String(error.message().vi).String(error.message().en);
}

Error ReadError(Bytes payload) {
  FrameReader in(payload);
  const auto code = ErrorCodeFromName(in.String());
  Text text{Shortened(ShownName(in.String()), kMaxError), {}};
  text.en = Shortened(ShownName(in.String()), kMaxError);
  if (!in.ok() || !code || text.vi.empty() || text.en.empty()) return OutOfForm();
  return {*code, std::move(text)};
}

}  // namespace niem::worker
