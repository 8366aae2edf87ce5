#include "worker/inspect.h"

#include <chrono>
#include <string>
#include <utility>

#include "base/digest.h"
#include "detect/judge.h"
#include "extract/extract.h"
#include "worker/words_frame.h"

namespace niem::worker {
namespace {

uint32_t MillisecondsSince(Clock::time_point start) {
  return static_cast<uint32_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count());
}

// Reads no picture, and remembers that one was met.
class ElsewhereReader : public extract::PictureReader {
 public:
  void StartFile() override { met_ = false; }

  bool Ready() override {
    met_ = true;
    return false;
  }

  bool full() const override { return false; }

  extract::PictureOutcome Read(const picture::Raster&, uint32_t, extract::PictureDepth,
                               extract::Document&) override {
    return extract::PictureOutcome::kUnread;
  }

  Result<std::vector<extract::PictureOutcome>> ReadFile(Bytes, uint32_t, const std::string&,
                                                        extract::PageWatch*,
                                                        extract::Document&) override {
    return Error(ErrorCode::kNeedsOcr, {"", ""});  // seen by nobody: the file is declined
  }

  bool met() const { return met_; }

 private:
  bool met_ = false;
};

// One top-level file.
class Reading : private extract::PageWatch {
 public:
  Reading(const Settings& settings, const Readers& readers, const detect::RuleSet& rules,
          extract::PictureReader* pictures, const ElsewhereReader& elsewhere,
          const Request& request, Reporter& reporter)
      : settings_(settings),
        readers_(readers),
        rules_(rules),
        pictures_(pictures),
        elsewhere_(elsewhere),
        request_(request),
        reporter_(reporter) {}

  void Start() {
    Members members(*this);
    extract::Context context{settings_.limits, budget_, settings_.passwords, members, 0,
                             pictures_,        this};
    if (pictures_ != nullptr) pictures_->StartFile();
    ReadOne(request_.name, request_.bytes, context);
    if (declined_.has_value()) reporter_.Decline(*declined_);
  }

 private:
  // Numbers the members of the container now open and reads each.
  class Members : public extract::MemberSink {
   public:
    explicit Members(Reading& reading) : reading_(reading) {}

    bool OnMember(std::string_view name, Bytes bytes, extract::Context& context) override {
      reading_.Enter(next_++, name);
      reading_.ReadMember(name, bytes, context);
      reading_.Leave();
      return !reading_.declined_.has_value();
    }

    bool OnBadMember(std::string_view name, const Error& error, extract::Context&) override {
      reading_.Enter(next_++, name);
      if (StandingOf(reading_.position_, reading_.request_) == Standing::kRead) {
        reading_.Report(detect::Unreadable(extract::Format::kUnknown, error), 0);
      }
      reading_.Leave();
      return !reading_.declined_.has_value();
    }

   private:
    Reading& reading_;
    uint32_t next_ = 0;
  };

  bool Begin(uint32_t page) override {
    stopped_ =
        request_.stop_page != 0 && page >= request_.stop_page && position_ == request_.stop_at;
    if (!stopped_ && page > 1) reporter_.AtPage(position_, page);
    return !stopped_;
  }

  // What ended the worker that read this document before.
  extract::Note StopNote() const {
    const std::string page = std::to_string(request_.stop_page);
    Text why{
        "tiến trình đọc dừng đột ngột ở trang " + page +
            " (tệp hỏng, hoặc được làm ra để tấn công)",
        "the reading process died on page " + page + " (the file is damaged, or made to attack)"};
    if (request_.stop_code == ErrorCode::kTimeout) {
      why = {"hết giờ (--timeout) khi đọc trang " + page,
             "time (--timeout) ran out on page " + page};
    } else if (request_.stop_code == ErrorCode::kMemory) {
      why = {"không đủ bộ nhớ (--memory) khi đọc trang " + page,
             "memory (--memory) ran out on page " + page};
    }
    why.vi += ": trang này và các trang sau chưa được xem";
    why.en += ": it and the pages behind it were not inspected";
    return {request_.stop_code, true, std::move(why)};
  }

  void Enter(uint32_t index, std::string_view name) {
    position_.push_back(index);
    member_.emplace_back(name);
  }

  void Leave() {
    position_.pop_back();
    member_.pop_back();
  }

  void ReadMember(std::string_view name, Bytes bytes, extract::Context& context) {
    if (position_.size() >= kMaxPositionDepth) {
      const Error error(ErrorCode::kTooDeep, {"lồng quá sâu; giải nén tay rồi quét lại",
                                              "nested too deep; unpack by hand and scan again"});
      Report(detect::Unreadable(extract::Format::kUnknown, error), bytes.size());
      return;
    }
    if (StandingOf(position_, request_) == Standing::kSkip) return;
    reporter_.Begin(position_, member_, bytes.size());
    Members members(*this);
    extract::Context inner = context.Deeper(members);
    ReadOne(name, bytes, inner);
  }

  void ReadOne(std::string_view name, Bytes bytes, extract::Context& context) {
    const Clock::time_point start = Clock::now();
    Result<extract::Document> document = extract::Extract({bytes, name}, context);
    LookForDecline();
    if (declined_.has_value()) return;  // all of the file is read again elsewhere
    if (std::exchange(stopped_, false) && document.ok()) document->notes.push_back(StopNote());
    detect::DocumentResult result;
    ReadWords words;
    if (document.ok()) {
      if (settings_.words) words = WordsOf(*document);
      result = detect::Judge(std::move(document).value(), name, rules_, Today());
    } else {
      result = detect::Unreadable(extract::Identify({bytes, name}), document.error());
    }
    if (settings_.hash_all || result.verdict != detect::Verdict::kClean) {
      result.sha256 = ToHex(Sha256Of(bytes));
    }
    if (settings_.words) AttachWords(std::move(words), result);
    result.elapsed_ms = MillisecondsSince(start);
    Report(std::move(result), bytes.size());
  }

  static void AttachWords(ReadWords read, detect::DocumentResult& result) {
    if (read.truncated) {
      result.notes.push_back(
          {ErrorCode::kTooLarge,
           false,
           {"văn bản quá dài: chỉ phần đầu (16 triệu từ) được so với tài liệu đã đăng ký",
            "a very long text: only its first 16 million words were compared with registered "
            "documents"}});
    }
    result.words = std::make_shared<const trace::Words>(std::move(read.words));
  }

  void LookForDecline() {
    const bool left_out = readers_.met_one_left_out != nullptr && readers_.met_one_left_out();
    if (elsewhere_.met()) {
      declined_ = Ability::kPictures;
    } else if (left_out && !declined_.has_value()) {
      declined_ = Ability::kFull;
    }
  }

  std::optional<detect::Day> Today() const {
    if (settings_.today == 0) return std::nullopt;
    return std::chrono::sys_days(std::chrono::days(settings_.today));
  }

  void Report(detect::DocumentResult result, uint64_t bytes) {
    if (declined_.has_value()) return;
    result.bytes = bytes;
    result.member = member_;
    reporter_.Add(position_, std::move(result));
  }

  const Settings& settings_;
  const Readers& readers_;
  const detect::RuleSet& rules_;
  extract::PictureReader* const pictures_;
  const ElsewhereReader& elsewhere_;
  const Request& request_;
  Reporter& reporter_;
  extract::Budget budget_;
  Position position_;
  std::vector<std::string> member_;
  std::optional<Ability> declined_;
  bool stopped_ = false;  // before a page of the document being read
};

class DocumentInspector : public Inspector {
 public:
  DocumentInspector(const Settings& settings, const Readers& readers, detect::RuleSet rules,
                    std::unique_ptr<extract::PictureReader> pictures)
      : settings_(settings),
        readers_(readers),
        rules_(std::move(rules)),
        pictures_(std::move(pictures)) {}

  void Inspect(const Request& request, Reporter& reporter) override {
    extract::PictureReader* pictures = nullptr;
    if (settings_.ocr != extract::OcrMode::kOff)
      pictures = pictures_ != nullptr ? pictures_.get() : &elsewhere_;
    Reading(settings_, readers_, rules_, pictures, elsewhere_, request, reporter).Start();
  }

 private:
  const Settings settings_;
  const Readers readers_;
  const detect::RuleSet rules_;
  const std::unique_ptr<extract::PictureReader> pictures_;
  ElsewhereReader elsewhere_;
};

class IgnoreMembers : public extract::MemberSink {
  bool OnMember(std::string_view, Bytes, extract::Context&) override { return true; }

  bool OnBadMember(std::string_view, const Error&, extract::Context&) override { return true; }
};

}  // namespace

void ReadSamples(std::span<const std::string_view> samples, const detect::RuleSet& rules) {
  const extract::Limits limits;
  const std::vector<std::string> passwords;
  for (const std::string_view sample : samples) {
    extract::Budget budget;
    IgnoreMembers members;
    extract::Context context{limits, budget, passwords, members};
    Result<extract::Document> document = extract::Extract({AsBytes(sample), ""}, context);
    if (document.ok()) (void)detect::Judge(std::move(document).value(), "", rules);
  }
  (void)Sha256Of({});
}

Result<std::unique_ptr<Inspector>> MakeDocumentInspector(const Settings& settings,
                                                         const Readers& readers) {
  TRY_ASSIGN(detect::RuleSet rules, detect::RuleSet::FromTexts(settings.agency_rules));
  readers.prepare(rules);
  std::unique_ptr<extract::PictureReader> pictures;
  if (readers.make_pictures != nullptr && settings.ocr != extract::OcrMode::kOff) {
    TRY_ASSIGN(pictures, readers.make_pictures(settings));
  }
  return std::unique_ptr<Inspector>(std::make_unique<DocumentInspector>(
      settings, readers, std::move(rules), std::move(pictures)));
}

}  // namespace niem::worker
