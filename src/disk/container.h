// From the files of an image to the disk in it: raw (split or not), E01 (EWF, with its segments),
// VHD and VHDX, qcow2, sparse VMDK. What it is, its first bytes say; names are not believed.
//
// Source: the libraries libewf, libvhdi, libqcow, libvmdk. Ownership: a Disk owns its files.
// Errors: kUnsupported for a container that is known but not read (Ex01, AFF, a VHD that needs its
// parent), kCorrupt, kIo. Thread-safety: one thread.
#pragma once

#include "disk/info.h"
#include "disk/medium.h"

namespace niem::disk {

struct Disk {
  ImageInfo info;
  std::unique_ptr<Medium> medium;
};

// `files` in the order of the segments.
Result<Disk> OpenImage(std::vector<std::unique_ptr<Medium>> files);

// Each kind; `files` are of that kind already.
Result<Disk> OpenEwf(std::vector<std::unique_ptr<Medium>> files);
Result<Disk> OpenVhd(std::unique_ptr<Medium> file, std::string format);
Result<Disk> OpenQcow(std::unique_ptr<Medium> file);
Result<Disk> OpenVmdk(std::unique_ptr<Medium> file);

}  // namespace niem::disk
