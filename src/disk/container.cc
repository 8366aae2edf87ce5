#include "disk/container.h"

#include <array>
#include <cstring>
#include <string_view>

namespace niem::disk {
namespace {

using namespace std::string_view_literals;

enum class Kind { kRaw, kEwf, kVhd, kVhdx, kQcow, kVmdk, kUnread };

struct Signature {
  std::string_view bytes;
  Kind kind;
  std::string_view name;
};

constexpr Signature kSignatures[] = {
    {"EVF\x09\x0d\x0a\xff\x00"sv, Kind::kEwf, "E01"},
    {"EVF2\x0d\x0a\x81\x00"sv, Kind::kUnread, "Ex01"},
    {"LVF\x09\x0d\x0a\xff\x00"sv, Kind::kUnread, "L01"},
    {"LEF2\x0d\x0a\x81\x00"sv, Kind::kUnread, "Lx01"},
    {"vhdxfile"sv, Kind::kVhdx, "VHDX"},
    {"conectix"sv, Kind::kVhd, "VHD"},
    {"QFI\xfb"sv, Kind::kQcow, "qcow2"},
    {"KDMV"sv, Kind::kVmdk, "VMDK"},
    {"# Disk DescriptorFile"sv, Kind::kUnread, "VMDK"},
    {"AFF10\x0d\x0a\x00"sv, Kind::kUnread, "AFF"},
    {"<<< "sv, Kind::kUnread, "VDI"},
    {"MSWIM\x00\x00\x00"sv, Kind::kUnread, "WIM"},
    {"\x37\x7a\xbc\xaf\x27\x1c"sv, Kind::kUnread, "7z"},
    {"PK\x03\x04"sv, Kind::kUnread, "ZIP"},
    {"\x1f\x8b\x08"sv, Kind::kUnread, "gzip"},
    {"\xfd\x37zXZ\x00"sv, Kind::kUnread, "xz"},
};

Result<Signature> KindOf(Medium& file) {
  std::array<uint8_t, 32> head{};
  TRY_ASSIGN(const size_t got, file.Read(0, head));
  const std::string_view text(reinterpret_cast<const char*>(head.data()), got);
  for (const Signature& signature : kSignatures) {
    if (text.starts_with(signature.bytes)) return signature;
  }
  // A VHD of fixed size has its mark in the last sector alone.
  if (file.size() >= 1024) {
    std::array<uint8_t, 8> foot{};
    TRY_ASSIGN(const size_t end, file.Read(file.size() - 512, foot));
    if (end == foot.size() && std::memcmp(foot.data(), "conectix", foot.size()) == 0) {
      return Signature{"", Kind::kVhd, "VHD"};
    }
  }
  return Signature{"", Kind::kRaw, "raw"};
}

Error NotRead(std::string_view name) {
  const std::string shown(name);
  return {ErrorCode::kUnsupported,
          {"không đọc được ảnh đĩa dạng " + shown +
               "; hãy xuất sang raw, E01, VHD, VHDX hoặc qcow2, hoặc giải nén trước",
           "images of the kind " + shown +
               " are not read; export it to raw, E01, VHD, VHDX or qcow2, or unpack it first"}};
}

Error OneFileOnly(std::string_view name) {
  const std::string shown(name);
  return {ErrorCode::kInvalidArgument,
          {"ảnh đĩa " + shown + " chỉ có một tệp", "a " + shown + " image is one file"}};
}

Result<Disk> OpenOne(const Signature& signature, std::unique_ptr<Medium> file) {
  switch (signature.kind) {
    case Kind::kVhd:
    case Kind::kVhdx:
      return OpenVhd(std::move(file), std::string(signature.name));
    case Kind::kQcow:
      return OpenQcow(std::move(file));
    case Kind::kVmdk:
      return OpenVmdk(std::move(file));
    default:
      break;
  }
  Disk disk;
  disk.info.format = "raw", disk.info.size = file->size();
  disk.medium = std::move(file);
  return disk;
}

}  // namespace

Result<Disk> OpenImage(std::vector<std::unique_ptr<Medium>> files) {
  if (files.empty() || files.front()->size() == 0) {
    return Error(ErrorCode::kCorrupt, {"tệp ảnh đĩa rỗng", "the image is empty"});
  }
  TRY_ASSIGN(const Signature signature, KindOf(*files.front()));
  if (signature.kind == Kind::kUnread) return NotRead(signature.name);
  if (signature.kind == Kind::kEwf) return OpenEwf(std::move(files));
  if (files.size() > 1 && signature.kind != Kind::kRaw) return OneFileOnly(signature.name);
  return OpenOne(signature, Joined(std::move(files)));
}

}  // namespace niem::disk
