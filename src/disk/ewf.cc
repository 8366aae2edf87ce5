#include <libbfio.h>
#include <libewf.h>

#include <algorithm>
#include <array>

#include "disk/bfio.h"
#include "disk/container.h"

namespace niem::disk {
namespace {

constexpr size_t kMaxNoteBytes = 1000;

// What E01 keeps of the acquisition, in the order in which it is shown.
constexpr std::string_view kNotes[] = {"case_number",
                                       "evidence_number",
                                       "description",
                                       "examiner_name",
                                       "notes",
                                       "acquiry_date",
                                       "system_date",
                                       "acquiry_operating_system",
                                       "acquiry_software_version",
                                       "model",
                                       "serial_number"};

Error Broken() {
  return {ErrorCode::kCorrupt,
          {"ảnh đĩa E01 hỏng hoặc thiếu một phần (.E02, .E03 …); hãy sao chép lại đủ các phần",
           "the E01 image is damaged or lacks a part (.E02, .E03 …); copy all of its parts"}};
}

const uint8_t* AsName(std::string_view name) {
  return reinterpret_cast<const uint8_t*>(name.data());
}

class Ewf : public Medium {
 public:
  explicit Ewf(std::vector<std::unique_ptr<Medium>> files) : Medium(0), files_(std::move(files)) {}

  ~Ewf() override {
    if (handle_ != nullptr) {
      if (open_) libewf_handle_close(handle_, nullptr);
      libewf_handle_free(&handle_, nullptr);
    }
    if (pool_ != nullptr) libbfio_pool_free(&pool_, nullptr);
  }

  Status Open() {
    if (libbfio_pool_initialize(&pool_, 0, LIBBFIO_POOL_UNLIMITED_NUMBER_OF_OPEN_HANDLES,
                                nullptr) != 1) {
      return Broken();
    }
    for (const auto& file : files_) {
      TRY_ASSIGN(std::unique_ptr<Bfio> bfio, Bfio::Create(*file));
      int entry = 0;
      if (libbfio_pool_append_handle(pool_, &entry, bfio->handle(), LIBBFIO_OPEN_READ, nullptr) !=
          1) {
        return Broken();
      }
      bfio->GiveAway();
      bfios_.push_back(std::move(bfio));
    }
    if (libewf_handle_initialize(&handle_, nullptr) != 1) return Broken();
    if (libewf_handle_open_file_io_pool(handle_, pool_, LIBEWF_OPEN_READ, nullptr) != 1) {
      return Broken();
    }
    open_ = true;
    size64_t size = 0;
    if (libewf_handle_get_media_size(handle_, &size, nullptr) != 1 || size == 0) return Broken();
    size_ = size;
    return Ok();
  }

  Result<size_t> Read(uint64_t offset, std::span<uint8_t> out) override {
    if (offset >= size_ || out.empty()) return size_t{0};
    const auto wanted = static_cast<size_t>(std::min<uint64_t>(out.size(), size_ - offset));
    const ssize_t got = libewf_handle_read_random(handle_, out.data(), wanted,
                                                  static_cast<off64_t>(offset), nullptr);
    if (got < 0) return Broken();
    return std::min(static_cast<size_t>(got), wanted);
  }

  void Describe(ImageInfo& info) {
    info.format = "E01", info.size = size_;
    // What is missing reads as zeros.
    info.cut = libewf_handle_segment_files_corrupted(handle_, nullptr) != 0;
    uint32_t sector = 0;
    if (libewf_handle_get_bytes_per_sector(handle_, &sector, nullptr) == 1 && sector >= 512 &&
        sector <= 4096) {
      info.sector = sector;
    }
    info.md5 = Hash("MD5"), info.sha1 = Hash("SHA1");
    for (const std::string_view name : kNotes) {
      std::string value = Header(name);
      if (!value.empty()) info.notes.emplace_back(name, std::move(value));
    }
  }

 private:
  std::string Hash(std::string_view name) {
    std::array<uint8_t, 128> text{};
    if (libewf_handle_get_utf8_hash_value(handle_, AsName(name), name.size(), text.data(),
                                          text.size(), nullptr) != 1) {
      return {};
    }
    const auto* digits = reinterpret_cast<const char*>(text.data());
    return {digits, strnlen(digits, text.size())};
  }

  std::string Header(std::string_view name) {
    size_t size = 0;
    if (libewf_handle_get_utf8_header_value_size(handle_, AsName(name), name.size(), &size,
                                                 nullptr) != 1 ||
        size < 2 || size > kMaxNoteBytes) {
      return {};
    }
    std::string text(size, '\0');
    if (libewf_handle_get_utf8_header_value(handle_, AsName(name), name.size(),
                                            reinterpret_cast<uint8_t*>(text.data()), text.size(),
                                            nullptr) != 1) {
      return {};
    }
    text.resize(strnlen(text.data(), text.size()));
    return text;
  }

  std::vector<std::unique_ptr<Medium>> files_;
  std::vector<std::unique_ptr<Bfio>> bfios_;
  libbfio_pool_t* pool_ = nullptr;
  libewf_handle_t* handle_ = nullptr;
  bool open_ = false;
};

}  // namespace

Result<Disk> OpenEwf(std::vector<std::unique_ptr<Medium>> files) {
  auto ewf = std::make_unique<Ewf>(std::move(files));
  TRY(ewf->Open());
  Disk disk;
  ewf->Describe(disk.info);
  disk.medium = std::move(ewf);
  return disk;
}

}  // namespace niem::disk
