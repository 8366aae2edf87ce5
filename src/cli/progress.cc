#include "cli/progress.h"

#include <unistd.h>

#include <cmath>

#include "scan/report_names.h"

namespace niem::cli {
namespace {

constexpr auto kEvery = std::chrono::milliseconds(200);

void WriteAll(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<size_t>(written));
  }
}

std::string Duration(double seconds) {
  const auto whole = static_cast<uint64_t>(seconds);
  const auto two = [](uint64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  const std::string minutes = two(whole / 60 % 60) + ":" + two(whole % 60);
  return whole >= 3600 ? std::to_string(whole / 3600) + ":" + minutes : minutes;
}

class QuietWriter : public scan::ReportWriter {
 public:
  QuietWriter(std::unique_ptr<scan::ReportWriter> writer, ProgressLine& line)
      : writer_(std::move(writer)), line_(line) {}

  Status Begin(const scan::RunInfo& run) override {
    line_.Clear();
    return writer_->Begin(run);
  }

  Status Add(const detect::DocumentResult& result) override {
    if (result.verdict != detect::Verdict::kClean) line_.Clear();
    return writer_->Add(result);
  }

  Status End(const scan::Summary& summary) override {
    line_.Clear();
    return writer_->End(summary);
  }

 private:
  std::unique_ptr<scan::ReportWriter> writer_;
  ProgressLine& line_;
};

}  // namespace

ProgressLine::ProgressLine(const scan::Progress& progress, Lang lang, int width)
    : progress_(progress),
      lang_(lang),
      width_(width),
      start_(std::chrono::steady_clock::now()),
      thread_([this] { Run(); }) {}

ProgressLine::~ProgressLine() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
  Clear();
}

void ProgressLine::Run() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kEvery, [this] { return stop_; })) {
    WriteAll("\r\033[K" + scan::FitMiddle(Line(), width_ - 1));
    shown_ = true;
  }
}

void ProgressLine::Clear() {
  const std::lock_guard lock(mutex_);
  if (shown_) WriteAll("\r\033[K");
  shown_ = false;
}

std::string ProgressLine::Line() const {
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  const uint64_t files = progress_.files_done, bytes = progress_.bytes_done;
  const uint64_t found = progress_.files_found, all_bytes = progress_.bytes_found;
  const bool vi = lang_ == Lang::kVi;
  const bool walked = progress_.walk_finished;
  std::string line = std::to_string(files) + "/" + std::to_string(found) + (walked ? "" : "+") +
                     (vi ? " tệp" : " files");
  line += " · " +
          std::to_string(std::llround(static_cast<double>(files) / std::max(seconds, 0.1))) +
          (vi ? " tệp/s" : " files/s");
  line += " · " + std::to_string(bytes >> 20) + " MiB";
  if (const uint64_t marked = progress_.marked; marked > 0) {
    line += " · " + std::to_string(marked) + (vi ? " tài liệu mang dấu mật" : " marked");
  }
  if (const uint64_t unread = progress_.unreadable; unread > 0) {
    line += " · " + std::to_string(unread) + (vi ? " chưa đọc được" : " unread");
  }
  // Both bytes and files cost time; the slower estimate is the more honest one.
  if (walked && files > 0 && seconds > 2) {
    const double by_files =
        static_cast<double>(found - std::min(found, files)) / static_cast<double>(files);
    const double by_bytes = bytes == 0
                                ? 0
                                : static_cast<double>(all_bytes - std::min(all_bytes, bytes)) /
                                      static_cast<double>(bytes);
    line += (vi ? " · còn khoảng " : " · about ") +
            Duration(std::max(by_files, by_bytes) * seconds) + (vi ? "" : " left");
  }
  return line;
}

std::unique_ptr<scan::ReportWriter> Quietly(std::unique_ptr<scan::ReportWriter> writer,
                                            ProgressLine& line) {
  return std::make_unique<QuietWriter>(std::move(writer), line);
}

}  // namespace niem::cli
