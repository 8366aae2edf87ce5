// A disk image of any kind: container, partition table, file systems, names, streams, contents. The
// libraries beneath are others'; what they do on hostile bytes is contained by niem-worker-disk's
// sandbox, this looks for what our use of them adds. A long run ends in the libraries (libqcow
// 20201213 reads past a damaged compressed cluster); ctest replays the corpus.
#include <string>

#include "disk/volumes.h"

namespace {

using namespace niem;
using namespace niem::disk;

constexpr size_t kMaxLooked = 60, kMaxDepth = 4;

void Look(FileSystem& files, const std::string& folder, size_t depth, size_t& looked) {
  const auto entries = files.List(folder);
  if (!entries.ok()) return;
  for (const Entry& entry : *entries) {
    if (++looked > kMaxLooked) return;
    const std::string path = folder.empty() ? entry.name : folder + "/" + entry.name;
    if (entry.folder) {
      if (depth < kMaxDepth) Look(files, path, depth + 1, looked);
      continue;
    }
    (void)files.Read(path, "", 0, 4096);
    for (const std::string& stream : entry.streams) (void)files.Read(path, stream, 0, 512);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::vector<std::unique_ptr<Medium>> media;
  media.push_back(InMemory({data, size}));
  auto image = OpenImage(std::move(media));
  if (!image.ok() || image->info.size > (uint64_t{1} << 40)) return 0;
  const auto volumes = Volumes::Find(std::move(*image), {});
  if (!volumes.ok()) return 0;
  for (const VolumeInfo& volume : (*volumes)->info().volumes) {
    const auto files = (*volumes)->Use(volume.number);
    size_t looked = 0;
    if (files.ok()) Look(**files, "", 0, looked);
  }
  return 0;
}
