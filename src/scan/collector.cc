#include "scan/collector.h"

namespace niem::scan {
namespace {

// Why a document was not read: the first note that says so.
std::string_view ReasonOf(const detect::DocumentResult& result) {
  for (const extract::Note& note : result.notes) {
    if (note.incomplete) return ErrorCodeName(note.code);
  }
  return result.notes.empty() ? ErrorCodeName(ErrorCode::kInternal)
                              : ErrorCodeName(result.notes.front().code);
}

}  // namespace

void Collector::Add(const detect::DocumentResult& result) {
  if (result.verdict == detect::Verdict::kMarked) ++progress_.marked;
  if (result.verdict == detect::Verdict::kSuspect) ++progress_.suspect;
  if (result.verdict == detect::Verdict::kUnreadable) ++progress_.unreadable;
  const std::lock_guard lock(mutex_);
  ++summary_.documents;
  ++verdicts_[result.verdict];
  ++formats_[result.format];
  if (result.verdict == detect::Verdict::kMarked)
    ++summary_.by_level[std::string(LevelName(result.level))];
  if (result.verdict == detect::Verdict::kUnreadable)
    ++summary_.unreadable_by_reason[std::string(ReasonOf(result))];
  for (const auto& writer : writers_) {
    const Status added = failure_.has_value() ? Ok() : writer->Add(result);
    if (added.ok()) continue;
    failure_ = added.error();
    failed_flag_ = true;
  }
}

void Collector::CountFile(uint64_t bytes) {
  files_.fetch_add(1, std::memory_order_relaxed);
  bytes_.fetch_add(bytes, std::memory_order_relaxed);
  progress_.files_done.fetch_add(1, std::memory_order_relaxed);
  progress_.bytes_done.fetch_add(bytes, std::memory_order_relaxed);
}

Summary Collector::TakeSummary() {
  const std::lock_guard lock(mutex_);
  for (const auto& [verdict, count] : verdicts_)
    summary_.by_verdict[std::string(VerdictName(verdict))] = count;
  for (const auto& [format, count] : formats_)
    summary_.by_format[std::string(FormatName(format))] = count;
  summary_.files = files_;
  summary_.bytes = bytes_;
  summary_.unchanged = unchanged_;
  return std::move(summary_);
}

}  // namespace niem::scan
