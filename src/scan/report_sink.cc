#include "scan/report_sink.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <vector>

namespace niem::scan {
namespace {

constexpr size_t kBufferBytes = 1 << 16;

Status WriteAll(int fd, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return ErrnoError(errno, path.empty() ? "stdout" : path);
    text.remove_prefix(static_cast<size_t>(written));
  }
  return Ok();
}

bool IsStraightThrough(const std::string& path) {
  struct stat info {};

  return ::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

std::string BaseName(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Calls `use` with each piece of the file.
template <typename F>
Status EachPiece(const std::string& path, F use) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return ErrnoError(errno, path);
  std::vector<char> buffer(kBufferBytes);
  while (true) {
    const ssize_t count = ::read(fd.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoError(errno, path);
    if (count == 0) return Ok();
    TRY(use(std::string_view(buffer.data(), static_cast<size_t>(count))));
  }
}

// As sha256sum does: names with a backslash or a line break are escaped and the line says so.
std::string SidecarLine(const Digest& digest, const std::string& name) {
  std::string escaped;
  bool special = false;
  for (const char c : name) {
    if (c == '\\' || c == '\n' || c == '\r') {
      special = true;
      escaped += c == '\\' ? "\\\\" : c == '\n' ? "\\n" : "\\r";
    } else {
      escaped += c;
    }
  }
  return (special ? "\\" : "") + ToHex(digest) + "  " + escaped + "\n";
}

}  // namespace

Result<std::unique_ptr<ReportSink>> ReportSink::Open(const std::string& path) {
  if (path.empty()) {
    Fd fd(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0));
    if (!fd.valid()) return ErrnoError(errno, "stdout");
    return std::unique_ptr<ReportSink>(new ReportSink("", "", std::move(fd)));
  }
  if (IsStraightThrough(path)) {
    Fd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd.valid()) return ErrnoError(errno, path);
    return std::unique_ptr<ReportSink>(new ReportSink(path, "", std::move(fd)));
  }

  struct stat info {};

  if (::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) return ErrnoError(EISDIR, path);
  std::string temporary = path + ".XXXXXX";
  Fd fd(::mkostemp(temporary.data(), O_CLOEXEC));  // mode 0600
  if (!fd.valid()) return ErrnoError(errno, path);
  return std::unique_ptr<ReportSink>(new ReportSink(path, std::move(temporary), std::move(fd)));
}

ReportSink::~ReportSink() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Status ReportSink::Write(std::string_view text) {
  buffer_ += text;
  return buffer_.size() < kBufferBytes ? Ok() : Flush();
}

Status ReportSink::Flush() {
  digest_.Update(AsBytes(buffer_));
  Status written = WriteAll(fd_.get(), buffer_, path_);
  buffer_.clear();
  return written;
}

Status ReportSink::Finish() {
  TRY(Flush());
  return temporary_.empty() ? Ok() : Publish();
}

Status ReportSink::FinishWrittenElsewhere() {
  TRY(EachPiece(temporary_, [this](std::string_view piece) {
    digest_.Update(AsBytes(piece));
    return Ok();
  }));
  fd_ = Fd(::open(temporary_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd_.valid()) return ErrnoError(errno, path_);
  return Publish();
}

Status ReportSink::Publish() {
  if (::fsync(fd_.get()) != 0) return ErrnoError(errno, path_);
  fd_.Reset();
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) return ErrnoError(errno, path_);
  temporary_.clear();
  const Fd folder(::open(FolderOf(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.valid()) ::fsync(folder.get());
  return WriteFileAtomically(path_ + ".sha256", SidecarLine(digest_.Finish(), BaseName(path_)));
}

Result<ScratchFile> ScratchFile::Create() {
  const char* folder = std::getenv("TMPDIR");
  std::string path =
      std::string(folder != nullptr && *folder != 0 ? folder : "/tmp") + "/niem.XXXXXX";
  const Fd fd(::mkostemp(path.data(), O_CLOEXEC));
  if (!fd.valid()) return ErrnoError(errno, path);
  return ScratchFile(std::move(path));
}

ScratchFile::~ScratchFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

Status CopyInto(const std::string& path, ReportSink& sink) {
  return EachPiece(path, [&sink](std::string_view piece) { return sink.Write(piece); });
}

}  // namespace niem::scan
