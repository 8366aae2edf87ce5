#include <libqcow.h>
#include <libvhdi.h>
#include <libvmdk.h>

#include <algorithm>

#include "disk/bfio.h"
#include "disk/container.h"

namespace niem::disk {
namespace {

Error Broken(const std::string& format) {
  return {ErrorCode::kCorrupt,
          {"ảnh đĩa " + format + " hỏng hoặc thiếu một phần; hãy sao chép lại, so mã băm",
           "the " + format + " image is damaged or cut off; copy it again and compare digests"}};
}

Error NeedsParent(const std::string& format) {
  return {ErrorCode::kUnsupported,
          {"ảnh đĩa " + format +
               " chỉ chứa phần thay đổi của một ảnh khác; hãy gộp (ví dụ bằng "
               "qemu-img convert) rồi kiểm tra lại",
           "the " + format +
               " image holds only what changed of another one; merge them (for "
               "example by qemu-img convert) and run again"}};
}

// What the three libraries do under different names.
struct Vhd {
  using Handle = libvhdi_file_t;
  static constexpr auto kMake = libvhdi_file_initialize;
  static constexpr auto kFree = libvhdi_file_free;
  static constexpr auto kClose = libvhdi_file_close;
  static constexpr auto kRead = libvhdi_file_read_buffer_at_offset;
  static constexpr auto kSize = libvhdi_file_get_media_size;

  static bool Open(Handle* handle, libbfio_handle_t* file, libbfio_pool_t*& /*pool*/) {
    return libvhdi_file_open_file_io_handle(handle, file, LIBVHDI_OPEN_READ, nullptr) == 1;
  }

  static bool HasParent(Handle* handle) {
    uint32_t type = 0;
    return libvhdi_file_get_disk_type(handle, &type, nullptr) == 1 &&
           type == LIBVHDI_DISK_TYPE_DIFFERENTIAL;
  }
};

struct Qcow {
  using Handle = libqcow_file_t;
  static constexpr auto kMake = libqcow_file_initialize;
  static constexpr auto kFree = libqcow_file_free;
  static constexpr auto kClose = libqcow_file_close;
  static constexpr auto kRead = libqcow_file_read_buffer_at_offset;
  static constexpr auto kSize = libqcow_file_get_media_size;

  static bool Open(Handle* handle, libbfio_handle_t* file, libbfio_pool_t*& /*pool*/) {
    return libqcow_file_open_file_io_handle(handle, file, LIBQCOW_OPEN_READ, nullptr) == 1;
  }

  static bool HasParent(Handle* handle) {
    size_t size = 0;
    return libqcow_file_get_utf8_backing_filename_size(handle, &size, nullptr) == 1 && size > 1;
  }
};

struct Vmdk {
  using Handle = libvmdk_handle_t;
  static constexpr auto kMake = libvmdk_handle_initialize;
  static constexpr auto kFree = libvmdk_handle_free;
  static constexpr auto kClose = libvmdk_handle_close;
  static constexpr auto kRead = libvmdk_handle_read_buffer_at_offset;
  static constexpr auto kSize = libvmdk_handle_get_media_size;

  static bool Open(Handle* handle, libbfio_handle_t* file, libbfio_pool_t*& pool) {
    if (libvmdk_handle_open_file_io_handle(handle, file, LIBVMDK_OPEN_READ, nullptr) != 1) {
      return false;
    }
    int type = 0;
    if (libvmdk_handle_get_disk_type(handle, &type, nullptr) != 1) return false;
    if (type != LIBVMDK_DISK_TYPE_MONOLITHIC_SPARSE && type != LIBVMDK_DISK_TYPE_STREAM_OPTIMIZED) {
      return false;
    }
    // The one extent is the file itself.
    if (libbfio_pool_initialize(&pool, 1, LIBBFIO_POOL_UNLIMITED_NUMBER_OF_OPEN_HANDLES, nullptr) !=
        1) {
      return false;
    }
    libbfio_handle_t* same = nullptr;
    if (libbfio_handle_clone(&same, file, nullptr) != 1) return false;
    if (libbfio_pool_set_handle(pool, 0, same, LIBBFIO_OPEN_READ, nullptr) != 1) {
      libbfio_handle_free(&same, nullptr);
      return false;
    }
    return libvmdk_handle_open_extent_data_files_file_io_pool(handle, pool, nullptr) == 1;
  }

  static bool HasParent(Handle* handle) {
    size_t size = 0;
    return libvmdk_handle_get_utf8_parent_filename_size(handle, &size, nullptr) == 1 && size > 1;
  }
};

template <typename Api>
class VirtualDisk : public Medium {
 public:
  VirtualDisk(std::unique_ptr<Medium> file, std::unique_ptr<Bfio> bfio, std::string format)
      : Medium(0), file_(std::move(file)), bfio_(std::move(bfio)), format_(std::move(format)) {}

  ~VirtualDisk() override {
    if (handle_ == nullptr) return;
    if (open_) Api::kClose(handle_, nullptr);
    Api::kFree(&handle_, nullptr);
    if (pool_ != nullptr) libbfio_pool_free(&pool_, nullptr);
  }

  Status Open() {
    if (Api::kMake(&handle_, nullptr) != 1) return Broken(format_);
    if (!Api::Open(handle_, bfio_->handle(), pool_)) return Broken(format_);
    open_ = true;
    if (Api::HasParent(handle_)) return NeedsParent(format_);
    size64_t size = 0;
    if (Api::kSize(handle_, &size, nullptr) != 1 || size == 0) return Broken(format_);
    size_ = size;
    return Ok();
  }

  Result<size_t> Read(uint64_t offset, std::span<uint8_t> out) override {
    if (offset >= size_ || out.empty()) return size_t{0};
    const auto wanted = static_cast<size_t>(std::min<uint64_t>(out.size(), size_ - offset));
    const ssize_t got =
        Api::kRead(handle_, out.data(), wanted, static_cast<off64_t>(offset), nullptr);
    if (got < 0) return Broken(format_);
    return std::min(static_cast<size_t>(got), wanted);
  }

 private:
  std::unique_ptr<Medium> file_;
  std::unique_ptr<Bfio> bfio_;
  std::string format_;
  libbfio_pool_t* pool_ = nullptr;  // of extents, where there are any
  typename Api::Handle* handle_ = nullptr;
  bool open_ = false;
};

template <typename Api>
Result<Disk> Open(std::unique_ptr<Medium> file, std::string format) {
  TRY_ASSIGN(std::unique_ptr<Bfio> bfio, Bfio::Create(*file));
  auto disk = std::make_unique<VirtualDisk<Api>>(std::move(file), std::move(bfio), format);
  TRY(disk->Open());
  Disk opened;
  opened.info.format = std::move(format), opened.info.size = disk->size();
  opened.medium = std::move(disk);
  return opened;
}

}  // namespace

Result<Disk> OpenVhd(std::unique_ptr<Medium> file, std::string format) {
  return Open<Vhd>(std::move(file), std::move(format));
}

Result<Disk> OpenQcow(std::unique_ptr<Medium> file) {
  return Open<Qcow>(std::move(file), "qcow2");
}

Result<Disk> OpenVmdk(std::unique_ptr<Medium> file) {
  return Open<Vmdk>(std::move(file), "VMDK");
}

}  // namespace niem::disk
