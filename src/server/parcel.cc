#include "server/parcel.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/file.h"
#include "store/sealed_stream.h"

namespace niem::server {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "NIEMXUAT";
constexpr size_t kPiece = 1U << 18;
constexpr size_t kLongestPiece = 1U << 20;
constexpr size_t kHead = 5;  // mark, u32 size
constexpr std::array<std::string_view, 4> kOrder = {kLedgerFile, kRestFile, kKeyFile,
                                                    kManifestFile};

enum Mark : uint8_t { kFile = 1, kBytes = 2, kEndOfFile = 3, kEnd = 4 };

Error Exists(const std::string& path) {
  return {ErrorCode::kInvalidArgument,
          {path + " đã có; chọn tên khác", path + " exists; choose another name"}};
}

Error Damaged(const std::string& path) {
  return {ErrorCode::kCorrupt,
          {path + " không phải tệp xuất của Niêm, bị hỏng hoặc bị cắt bớt; xuất lại",
           path + " is no export of Niêm, is damaged or cut short; export again"}};
}

Status SyncFolderOf(const std::string& path) {
  const std::string parent = fs::path(path).parent_path().string();
  const Fd fd(::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid() || ::fsync(fd.get()) != 0) return ErrnoError(errno, path);
  return Ok();
}

Status Rename(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return ErrnoError(errno, to);
  return SyncFolderOf(to);
}

Status WriteAll(int fd, Bytes bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return ErrnoError(errno, path);
    bytes = bytes.subspan(static_cast<size_t>(put));
  }
  return Ok();
}

class FolderWriter final : public ParcelWriter {
 public:
  explicit FolderWriter(std::string path) : path_(std::move(path)), partial_(path_ + ".partial") {}

  ~FolderWriter() override {
    std::error_code ignored;
    if (!finished_) fs::remove_all(partial_, ignored);
  }

  Status Begin(std::string_view name) override {
    name_ = partial_ + "/" + std::string(name);
    file_ = Fd(::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    return file_.valid() ? Ok() : Status(ErrnoError(errno, name_));
  }

  Status Write(Bytes bytes) override {
    buffer_.append(AsText(bytes));
    return buffer_.size() < kPiece ? Ok() : Flush();
  }

  Status End() override {
    TRY(Flush());
    if (::fsync(file_.get()) != 0) return ErrnoError(errno, name_);
    file_.Reset();
    return Ok();
  }

  Status Finish() override {
    TRY(Rename(partial_, path_));
    finished_ = true;
    return Ok();
  }

  Status Start() {
    std::error_code ignored;
    fs::remove_all(partial_, ignored);
    return ::mkdir(partial_.c_str(), 0700) == 0 ? Ok() : Status(ErrnoError(errno, partial_));
  }

 private:
  Status Flush() {
    TRY(WriteAll(file_.get(), AsBytes(buffer_), name_));
    buffer_.clear();
    return Ok();
  }

  std::string path_, partial_, name_, buffer_;
  Fd file_;
  bool finished_ = false;
};

class SealedParcelWriter final : public ParcelWriter {
 public:
  SealedParcelWriter(std::string path, store::SealedWriter writer)
      : path_(std::move(path)), writer_(std::move(writer)) {}

  ~SealedParcelWriter() override {
    if (!finished_) ::unlink((path_ + ".partial").c_str());
  }

  Status Begin(std::string_view name) override {
    if (!begun_) TRY(writer_.Write(kMagic));
    begun_ = true;
    return Put(kFile, AsBytes(name));
  }

  Status Write(Bytes bytes) override {
    buffer_.append(AsText(bytes));
    return buffer_.size() < kPiece ? Ok() : Flush();
  }

  Status End() override {
    TRY(Flush());
    return Put(kEndOfFile, {});
  }

  Status Finish() override {
    TRY(Put(kEnd, {}));
    TRY(writer_.Finish());
    TRY(Rename(path_ + ".partial", path_));
    finished_ = true;
    return Ok();
  }

 private:
  Status Flush() {
    for (size_t at = 0; at < buffer_.size(); at += kLongestPiece) {
      TRY(Put(kBytes, Slice(AsBytes(buffer_), at, kLongestPiece)));
    }
    buffer_.clear();
    return Ok();
  }

  Status Put(Mark mark, Bytes bytes) {
    std::string head(1, static_cast<char>(mark));
    for (size_t i = 0; i < 4; ++i) head.push_back(static_cast<char>(bytes.size() >> (8 * i)));
    TRY(writer_.Write(head));
    return writer_.Write(AsText(bytes));
  }

  std::string path_, buffer_;
  store::SealedWriter writer_;
  bool begun_ = false;
  bool finished_ = false;
};

class FolderReader final : public ParcelReader {
 public:
  explicit FolderReader(std::string path) : path_(std::move(path)) {}

  Result<std::optional<std::string>> NextFile() override {
    if (next_ == kOrder.size()) return std::optional<std::string>();
    const std::string name(kOrder[next_++]);
    file_ = Fd(::open((path_ + "/" + name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file_.valid() && errno == ENOENT) return Damaged(path_ + " (" + name + ")");
    if (!file_.valid()) return ErrnoError(errno, path_ + "/" + name);
    return std::optional(name);
  }

  Result<size_t> Read(uint8_t* out, size_t size) override {
    while (true) {
      const ssize_t got = ::read(file_.get(), out, size);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return ErrnoError(errno, path_);
      return static_cast<size_t>(got);
    }
  }

 private:
  std::string path_;
  size_t next_ = 0;
  Fd file_;
};

class SealedParcelReader final : public ParcelReader {
 public:
  SealedParcelReader(std::string path, store::SealedReader reader)
      : path_(std::move(path)), reader_(std::move(reader)) {}

  Result<std::optional<std::string>> NextFile() override {
    if (!begun_) {
      TRY_ASSIGN(const std::string magic, Take(kMagic.size()));
      if (magic != kMagic) return Damaged(path_);
      begun_ = true;
    }
    std::array<uint8_t, 4096> skipped{};
    while (in_file_) TRY(Read(skipped.data(), skipped.size()));
    TRY_ASSIGN(const uint8_t mark, Head());
    if (mark == kEnd && left_ == 0) return std::optional<std::string>();
    if (mark != kFile || left_ > 255) return Damaged(path_);
    TRY_ASSIGN(std::string name, Take(left_));
    left_ = 0, in_file_ = true;
    return std::optional(std::move(name));
  }

  Result<size_t> Read(uint8_t* out, size_t size) override {
    while (in_file_ && left_ == 0) {
      TRY_ASSIGN(const uint8_t mark, Head());
      if (mark == kEndOfFile && left_ == 0) in_file_ = false;
      if ((mark != kBytes && mark != kEndOfFile) || left_ > kLongestPiece) return Damaged(path_);
    }
    if (!in_file_) return size_t{0};
    TRY(Fill(1));
    const size_t count = std::min({size, left_, buffer_.size() - at_});
    std::memcpy(out, buffer_.data() + at_, count);
    at_ += count, left_ -= count;
    return count;
  }

 private:
  Result<uint8_t> Head() {
    TRY(Fill(kHead));
    const auto byte = [&](size_t i) { return static_cast<uint8_t>(buffer_[at_ + i]); };
    left_ = 0;
    for (size_t i = kHead - 1; i > 0; --i) left_ = left_ << 8 | byte(i);
    const uint8_t mark = byte(0);
    at_ += kHead;
    return mark;
  }

  // At least `count` bytes are in the buffer.
  Status Fill(size_t count) {
    while (buffer_.size() - at_ < count) {
      TRY_ASSIGN(const std::string chunk, reader_.Next());
      if (chunk.empty()) return Damaged(path_);
      buffer_.erase(0, at_), at_ = 0;
      buffer_ += chunk;
    }
    return Ok();
  }

  Result<std::string> Take(size_t count) {
    TRY(Fill(count));
    std::string taken = buffer_.substr(at_, count);
    at_ += count;
    return taken;
  }

  std::string path_;
  store::SealedReader reader_;
  std::string buffer_;
  size_t at_ = 0;
  size_t left_ = 0;  // of the piece at hand
  bool begun_ = false;
  bool in_file_ = false;
};

}  // namespace

Result<std::unique_ptr<ParcelWriter>> ParcelWriter::Folder(const std::string& path) {
  if (fs::exists(path)) return Exists(path);
  auto writer = std::make_unique<FolderWriter>(path);
  TRY(writer->Start());
  return std::unique_ptr<ParcelWriter>(std::move(writer));
}

Result<std::unique_ptr<ParcelWriter>> ParcelWriter::Sealed(const std::string& path,
                                                           const store::StoreKey& key) {
  if (fs::exists(path)) return Exists(path);
  ::unlink((path + ".partial").c_str());
  TRY_ASSIGN(store::SealedWriter writer, store::SealedWriter::Create(path + ".partial", key));
  return std::unique_ptr<ParcelWriter>(
      std::make_unique<SealedParcelWriter>(path, std::move(writer)));
}

Result<std::unique_ptr<ParcelReader>> ParcelReader::Open(const std::string& path,
                                                         const store::StoreKey& key) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) {
    return std::unique_ptr<ParcelReader>(std::make_unique<FolderReader>(path));
  }
  TRY_ASSIGN(store::SealedReader reader, store::SealedReader::Open(path, key));
  return std::unique_ptr<ParcelReader>(
      std::make_unique<SealedParcelReader>(path, std::move(reader)));
}

}  // namespace niem::server
