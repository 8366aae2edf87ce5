#include "worker/inspect.h"

#include <iconv.h>

#include <chrono>

#include "base/digest.h"
#include "detect/judge.h"
#include "detect/rules.h"
#include "extract/extract.h"
#include "extract/offcrypto.h"

namespace niem::worker {
namespace {

uint32_t MillisecondsSince(Clock::time_point start) {
  return static_cast<uint32_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count());
}

// One top-level file.
class Reading {
 public:
  Reading(const Settings& settings, const detect::RuleSet& rules, const Request& request,
          Reporter& reporter)
      : settings_(settings), rules_(rules), request_(request), reporter_(reporter) {}

  void Start() {
    Members members(*this);
    extract::Context context{settings_.limits, budget_, settings_.passwords, members};
    ReadOne(request_.name, request_.bytes, context);
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
      return true;
    }

    bool OnBadMember(std::string_view name, const Error& error, extract::Context&) override {
      reading_.Enter(next_++, name);
      if (StandingOf(reading_.position_, reading_.request_) == Standing::kRead) {
        reading_.Report(detect::Unreadable(extract::Format::kUnknown, error), 0);
      }
      reading_.Leave();
      return true;
    }

   private:
    Reading& reading_;
    uint32_t next_ = 0;
  };

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
    detect::DocumentResult result;
    if (document.ok()) {
      result = detect::Judge(*document, name, rules_);
    } else {
      result = detect::Unreadable(extract::Identify({bytes, name}), document.error());
    }
    if (settings_.hash_all || result.verdict != detect::Verdict::kClean) {
      result.sha256 = ToHex(Sha256Of(bytes));
    }
    result.elapsed_ms = MillisecondsSince(start);
    Report(std::move(result), bytes.size());
  }

  void Report(detect::DocumentResult result, uint64_t bytes) {
    result.bytes = bytes;
    result.member = member_;
    reporter_.Add(position_, std::move(result));
  }

  const Settings& settings_;
  const detect::RuleSet& rules_;
  const Request& request_;
  Reporter& reporter_;
  extract::Budget budget_;
  Position position_;
  std::vector<std::string> member_;
};

class DocumentInspector : public Inspector {
 public:
  DocumentInspector(const Settings& settings, detect::RuleSet rules)
      : settings_(settings), rules_(std::move(rules)) {}

  void Inspect(const Request& request, Reporter& reporter) override {
    Reading(settings_, rules_, request, reporter).Start();
  }

 private:
  const Settings settings_;
  const detect::RuleSet rules_;
};

// glibc keeps a conversion module loaded while a descriptor of it is open; it cannot be loaded
// later.
void LoadConversions() {
  for (const char* charset :
       {"WINDOWS-1258", "TCVN5712-1", "WINDOWS-1252", "ISO-8859-1", "ISO-8859-15",  "UTF-16",
        "UTF-16LE",     "UTF-16BE",   "UTF-32",       "UTF-7",      "WINDOWS-1250", "WINDOWS-1251",
        "KOI8-R",       "GB18030",    "BIG5",         "SHIFT_JIS",  "EUC-JP",       "ISO-2022-JP",
        "EUC-KR",       "IBM437",     "IBM850"}) {
    (void)::iconv_open("UTF-8", charset);
    (void)::iconv_open(charset, "UTF-8");
  }
}

// The smallest documents that make each library load its tables.
// NOLINTBEGIN(bugprone-suspicious-missing-comma): some have several lines
constexpr std::string_view kSamples[] = {
    "Niêm",
    "<html><body><p>Ni&#234;m</p></body></html>",
    "<?xml version=\"1.0\"?><a>b</a>",
    "{\\rtf1\\ansi\\ansicpg1258 Ni\\'eam}",
    "From: a@b.vn\r\nSubject: =?utf-8?B?TmnDqm0=?=\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=windows-1258\r\nContent-Transfer-Encoding: "
    "base64\r\n\r\nTmnqbQ==\r\n",
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 "
    "R>>>>>>endobj\n"
    "4 0 obj<</Length 33>>stream\nBT /F 9 Tf 9 9 Td (Niem) Tj ET   \nendstream endobj\n"
    "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    "trailer<</Root 1 0 R>>\n%%EOF\n",
};

// NOLINTEND(bugprone-suspicious-missing-comma)

class IgnoreMembers : public extract::MemberSink {
  bool OnMember(std::string_view, Bytes, extract::Context&) override { return true; }

  bool OnBadMember(std::string_view, const Error&, extract::Context&) override { return true; }
};

void WarmUp(const detect::RuleSet& rules) {
  LoadConversions();
  (void)extract::PrepareCiphers();  // without them such documents are reported as encrypted
  const extract::Limits limits;
  const std::vector<std::string> passwords;
  for (const std::string_view sample : kSamples) {
    extract::Budget budget;
    IgnoreMembers members;
    extract::Context context{limits, budget, passwords, members};
    Result<extract::Document> document = extract::Extract({AsBytes(sample), ""}, context);
    if (document.ok()) (void)detect::Judge(std::move(document).value(), "", rules);
  }
  (void)Sha256Of({});
}

}  // namespace

Result<std::unique_ptr<Inspector>> MakeDocumentInspector(const Settings& settings) {
  TRY_ASSIGN(detect::RuleSet rules, detect::RuleSet::FromTexts(settings.agency_rules));
  WarmUp(rules);
  return std::unique_ptr<Inspector>(
      std::make_unique<DocumentInspector>(settings, std::move(rules)));
}

}  // namespace niem::worker
