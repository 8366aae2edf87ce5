#include "audit/journal_facts.h"

#include <array>

#include "audit/journal.h"
#include "audit/linux_log.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr int64_t kClockStep = 600'000'000;  // microseconds; less is ordinary keeping of time

std::optional<Moment> At(uint64_t micros) {
  return micros > INT64_MAX ? std::nullopt : Moment::FromUnixMicros(static_cast<int64_t>(micros));
}

std::string Locator(const JournalEntry& entry) {
  return "entry " + std::to_string(entry.sequence);
}

// The wall clock against the one that counts since the start and cannot be set. While a computer
// sleeps the second stands still: a step forward after sleep is none.
class ClockWatch {
 public:
  explicit ClockWatch(SourceFacts& facts) : facts_(facts) {}

  void See(const JournalEntry& entry) {
    if (entry.realtime > INT64_MAX / 2 || entry.monotonic > INT64_MAX / 2) return;
    const auto real = static_cast<int64_t>(entry.realtime);
    const auto ahead = real - static_cast<int64_t>(entry.monotonic);
    if (begun_ && entry.boot == boot_) {
      const int64_t step = ahead - ahead_;
      if (step <= -kClockStep || (step >= kClockStep && !slept_)) Tell(entry, real, step);
      if (step >= kClockStep) slept_ = false;
    } else {
      slept_ = false;
    }
    begun_ = true, boot_ = entry.boot, ahead_ = ahead;
  }

  void Sleep() { slept_ = true; }

 private:
  void Tell(const JournalEntry& entry, int64_t real, int64_t step) {
    facts_.Add("event.clock", Locator(entry))
        .Set("step_seconds", std::to_string(step / 1'000'000))
        .Set("direction", std::string(step < 0 ? "back" : "forward"))
        .Set("before", Moment::FromUnixMicros(real - step))
        .Set("after", Moment::FromUnixMicros(real));
  }

  SourceFacts& facts_;
  bool begun_ = false, slept_ = false;
  std::array<uint8_t, 16> boot_{};
  int64_t ahead_ = 0;
};

class Reader {
 public:
  Reader(const Journal& journal, SourceFacts& facts)
      : journal_(journal), facts_(facts), log_(facts), clock_(facts) {}

  void Read() {
    for (size_t i = 0; i < journal_.size(); ++i) {
      if (const auto entry = journal_.Entry(i)) Take(*entry);
    }
    if (!first_) return;
    facts_.Add("log.span", "").Set("first", first_).Set("last", last_).Set("computer", host_);
  }

 private:
  void Take(const JournalEntry& entry) {
    const auto at = At(entry.realtime);
    if (!at) return;
    if (!first_ || at->ticks < first_->ticks) first_ = at;
    if (!last_ || at->ticks > last_->ticks) last_ = at;
    clock_.See(entry);
    constexpr std::string_view kWho[] = {"_TRANSPORT", "SYSLOG_IDENTIFIER"};
    const std::vector<std::string> who = journal_.Values(entry, kWho);
    const std::string& program = who[0] == "kernel" ? who[0] : who[1];
    // Only journald itself says that a line is the kernel's.
    if (!LinuxLog::Knows(program) || (program == "kernel" && who[0] != "kernel")) return;
    constexpr std::string_view kHost[] = {"_HOSTNAME"}, kWhat[] = {"MESSAGE"};
    if (host_.empty() && ++asked_ < 100)
      host_ = ValidUtf8(journal_.Values(entry, kHost)[0].substr(0, 255));
    const std::string message = ValidUtf8(journal_.Values(entry, kWhat)[0].substr(0, 2000));
    if (program == "kernel" &&
        (message.starts_with("PM: suspend entry") || message.starts_with("PM: hibernation")))
      clock_.Sleep();
    LogLine line;
    line.program = program, line.text = message, line.at = at;
    log_.Take(line, Locator(entry));
  }

  const Journal& journal_;
  SourceFacts& facts_;
  LinuxLog log_;
  ClockWatch clock_;
  std::optional<Moment> first_, last_;
  std::string host_;
  int asked_ = 0;  // for the host's name
};

void TellDamage(const Journal& journal, SourceFacts& facts) {
  if (!journal.closed()) {
    facts.Note("nhật ký chưa được đóng (máy đang chạy, hoặc tắt đột ngột)",
               "the journal was not closed (a running machine, or one that lost power)");
  }
  if (journal.damage() == 0) return;
  const std::string had = std::to_string(journal.size()), said = std::to_string(journal.promised());
  facts.Lack(
      "nhật ký hỏng một phần: đọc được " + had + " mục, phần đầu tệp ghi " + said,
      "the journal is damaged in part: " + had + " entries were read, its header says " + said);
}

}  // namespace

SourceFacts ReadJournal(Bytes bytes) {
  SourceFacts facts;
  const auto journal = Journal::Open(bytes);
  if (!journal.ok()) {
    facts.failed = true;
    facts.notes.push_back(journal.error().message());
    return facts;
  }
  Reader(*journal, facts).Read();
  facts.units = journal->size();
  TellDamage(*journal, facts);
  return facts;
}

}  // namespace niem::audit
