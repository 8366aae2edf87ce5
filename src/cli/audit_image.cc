#include "cli/audit_image.h"

#include <algorithm>
#include <cstdio>
#include <iostream>

#include "audit/report_image.h"
#include "base/digest.h"
#include "base/file.h"
#include "cli/audit_host.h"
#include "cli/image_root.h"
#include "cli/values.h"

namespace niem::cli {
namespace {

using audit::ExaminedImage;
using disk::VolumeInfo;

bool EndsWithBek(const std::string& text) {
  if (text.size() < 4) return false;
  std::string ending = text.substr(text.size() - 4);
  std::ranges::transform(ending, ending.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return ending == ".bek";
}

// A key may come from standard input, so that it stands in no list of processes.
Status AddKey(const std::string& key, worker::DiskReaderOptions& options) {
  if (key == "-") {
    std::string typed;
    if (!std::getline(std::cin, typed) || typed.empty()) {
      return UsageError("--bitlocker-key -: không có khoá ở đầu vào chuẩn",
                        "--bitlocker-key -: no key on standard input");
    }
    options.keys.push_back(std::move(typed));
  } else if (EndsWithBek(key)) {
    TRY_ASSIGN(std::string file, ReadWholeFile(key, worker::kMaxStartupKey));
    options.startup_keys.push_back(std::move(file));
  } else {
    options.keys.push_back(key);
  }
  return Ok();
}

Result<worker::DiskReaderOptions> OptionsOf(const Line& line) {
  worker::DiskReaderOptions options;
  for (const std::string& key : line.All("bitlocker-key")) TRY(AddKey(key, options));
  if (line.Has("memory")) {
    TRY_ASSIGN(options.memory_bytes, ParseSize(line.Get("memory")));
  }
  if (line.Has("timeout")) {
    TRY_ASSIGN(options.timeout, ParseSeconds(line.Get("timeout")));
  }
  return options;
}

ExaminedImage::Volume VolumeOf(const VolumeInfo& from) {
  ExaminedImage::Volume volume;
  volume.number = from.number, volume.offset = from.offset, volume.size = from.size;
  volume.kind = from.kind, volume.file_system = from.file_system, volume.met = from.met;
  volume.label = from.label, volume.serial = from.serial, volume.system = from.system;
  volume.lock = from.lock == disk::Lock::kLocked     ? "locked"
                : from.lock == disk::Lock::kUnlocked ? "unlocked"
                                                     : "";
  volume.unlocked_by = from.unlocked_by, volume.partition = from.partition;
  return volume;
}

ExaminedImage ImageOf(const worker::DiskReader& reader, const std::vector<std::string>& paths) {
  const disk::DiskInfo& info = reader.info();
  ExaminedImage image;
  image.path = paths.front(), image.segments = static_cast<uint32_t>(paths.size());
  image.format = info.image.format, image.file_bytes = reader.file_bytes();
  image.size = info.image.size, image.cut = info.image.cut, image.md5 = info.image.md5,
  image.sha1 = info.image.sha1;
  image.notes = info.image.notes, image.table = info.table, image.signature = info.signature;
  for (const VolumeInfo& volume : info.volumes) {
    image.volumes.push_back(VolumeOf(volume));
    image.volumes.back().why_locked = reader.WhyLocked(volume.number);
  }
  return image;
}

std::string Listed(const ExaminedImage& image, Lang lang) {
  std::string text;
  for (const ExaminedImage::Volume& volume : image.volumes) {
    text += "\n  " + audit::ShownVolume(volume, lang);
  }
  return text;
}

Error Choose(const ExaminedImage& image, const Text& why) {
  return UsageError(image.path + ": " + why.vi + Listed(image, Lang::kVi),
                    image.path + ": " + why.en + Listed(image, Lang::kEn));
}

struct Chosen {
  std::vector<uint32_t> volumes;  // not empty
  bool system = false;            // the first holds it
};

Result<Chosen> AllOf(const ExaminedImage& image, const std::vector<uint32_t>& systems,
                     std::vector<uint32_t> readable) {
  if (systems.size() > 1) {
    return Choose(image, {"có nhiều hệ điều hành, hãy chọn bằng --volume SỐ:",
                          "holds more than one system; choose by --volume N:"});
  }
  if (systems.size() == 1) {
    const auto at = std::ranges::find(readable, systems.front());
    std::rotate(readable.begin(), at, at + 1);
    return Chosen{std::move(readable), true};
  }
  const bool locked = std::ranges::any_of(
      image.volumes, [](const auto& volume) { return volume.lock == "locked"; });
  if (locked) {
    return Choose(image, {"không thấy hệ điều hành; có phân vùng khoá bằng BitLocker, hãy thêm "
                          "--bitlocker-key KHOÁ (khoá khôi phục 48 số, mật khẩu hoặc tệp .BEK), "
                          "hoặc chọn bằng --volume SỐ:",
                          "no system was found; a volume is locked by BitLocker: add "
                          "--bitlocker-key KEY (48-digit recovery key, password or .BEK file), or "
                          "choose by --volume N:"});
  }
  if (readable.empty()) {
    return Choose(image, {"không có hệ thống tệp nào đọc được (NTFS, FAT, exFAT, ext2–ext4); ảnh "
                          "hỏng, bị cắt cụt, mã hoá, hoặc không phải ảnh đĩa:",
                          "no file system that is read (NTFS, FAT, exFAT, ext2 to ext4); the image "
                          "is damaged, cut off, encrypted, or no disk image:"});
  }
  return Chosen{std::move(readable), false};
}

Result<Chosen> VolumesToUse(const Line& line, const ExaminedImage& image) {
  if (line.Has("volume")) {
    const auto number = ParseNumber(line.Get("volume"), 1, image.volumes.size());
    if (!number.ok()) {
      return Choose(image, {"--volume không có trong ảnh đĩa; các phân vùng:",
                            "no such --volume in the image; its volumes:"});
    }
    const auto one = static_cast<uint32_t>(*number);
    return Chosen{{one}, !image.volumes[one - 1].system.empty()};
  }
  std::vector<uint32_t> systems, readable;
  for (const ExaminedImage::Volume& volume : image.volumes) {
    if (!volume.system.empty()) systems.push_back(volume.number);
    if (!volume.file_system.empty()) readable.push_back(volume.number);
  }
  return AllOf(image, systems, std::move(readable));
}

Result<std::string> DigestOf(worker::DiskReader& reader, bool shown) {
  Sha256 digest;
  const uint64_t size = reader.info().image.size;
  uint64_t told = 0;
  for (uint64_t at = 0; at < size;) {
    TRY_ASSIGN(const std::string bytes, reader.ReadMedium(at, worker::kDiskChunk));
    if (bytes.empty()) {
      return Error(ErrorCode::kCorrupt,
                   {"ảnh đĩa ngắn hơn kích thước nó nêu", "the image is shorter than it says"});
    }
    digest.Update(AsBytes(bytes));
    at += bytes.size();
    if (shown && at * 1000 / size != told) {
      told = at * 1000 / size;
      std::fprintf(stderr, "\r\033[KSHA-256: %.1f %%", static_cast<double>(told) / 10);
    }
  }
  return ToHex(digest.Finish());
}

// What ended the process that reads the image does not say which image it was.
Error WithPath(const Error& error, const std::string& path) {
  const ErrorCode code = error.code();
  if (code != ErrorCode::kTimeout && code != ErrorCode::kCrashed && code != ErrorCode::kMemory) {
    return error;
  }
  return {code,
          {path + ": không mở được ảnh đĩa (hỏng hoặc dựng lên để phá): " + error.message().vi,
           path + ": the image could not be opened (damaged, or made to do harm): " +
               error.message().en}};
}

}  // namespace

Result<std::unique_ptr<audit::Root>> OpenImageRoot(const Line& line, audit::AuditRun& run) {
  const std::vector<std::string> paths = worker::SegmentsOf(line.Get("image"));
  TRY_ASSIGN(worker::DiskReaderOptions options, OptionsOf(line));
  auto opened = worker::DiskReader::Open(paths, std::move(options));
  if (!opened.ok()) return WithPath(opened.error(), paths.front());
  std::unique_ptr<worker::DiskReader> reader = std::move(*opened);
  run.image = ImageOf(*reader, paths);
  TRY_ASSIGN(Chosen chosen, VolumesToUse(line, *run.image));
  for (const uint32_t number : chosen.volumes) run.image->volumes[number - 1].examined = true;
  run.removable = !chosen.system;
  if (line.Has("hash")) {
    const bool shown = OnTerminal() && !line.Has("quiet");
    TRY_ASSIGN(run.image->sha256, DigestOf(*reader, shown));
  }
  auto root = std::make_unique<ImageRoot>(std::move(reader));
  TRY(root->UseAll(std::move(chosen.volumes), chosen.system));
  return std::unique_ptr<audit::Root>(std::move(root));
}

}  // namespace niem::cli
