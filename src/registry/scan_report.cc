#define RAPIDJSON_HAS_STDSTRING 1
#include "registry/scan_report.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <map>

#include "base/json_text.h"
#include "registry/report_values.h"

namespace niem::registry {
namespace {

using rapidjson::Value;

constexpr size_t kMaxPath = 32U << 10;
constexpr std::string_view kMark = "\xEF\xBB\xBF";

Error Bad(std::string vi, std::string en) {
  return {ErrorCode::kInvalidArgument, {std::move(vi), std::move(en)}};
}

Error BadLine(int64_t line, const std::string& vi, const std::string& en) {
  if (line == 0) return Bad("báo cáo: " + vi, "the report: " + en);
  const std::string at = std::to_string(line);
  return Bad("báo cáo, dòng " + at + ": " + vi, "the report, line " + at + ": " + en);
}

Error NotAReport() {
  return Bad(
      "không phải báo cáo JSON hoặc JSONL của niem scan (--format json, jsonl), cũng không phải "
      "báo "
      "cáo JSON của niem audit (--format json)",
      "this is neither a JSON or JSONL report of niem scan (--format json, jsonl) nor a JSON "
      "report "
      "of niem audit (--format json)");
}

Error Cut() {
  return Bad(
      "báo cáo bị cắt: thiếu dòng tóm tắt cuối cùng; lấy lại tệp gốc hoặc quét lại",
      "the report was cut short: its summary is missing; fetch the original file, or scan again");
}

Error TooMany() {
  const std::string most = std::to_string(kMaxFindings);
  return {ErrorCode::kTooLarge,
          {"báo cáo có hơn " + most + " kết quả: quét và nhập từng thư mục",
           "the report holds more than " + most + " findings: scan and import folder by folder"}};
}

Error Newer(const std::string& word) {
  return Bad("báo cáo của bản niem scan mới hơn (“" + word + "”): nâng cấp máy chủ rồi nhập lại",
             "a report of a newer niem scan (“" + word + "”): upgrade the server, then import it");
}

// Of a line that stands for a file: what the words of its verdict mean here. kClean: nobody must
// decide on it.
enum class Kind : uint8_t { kClean, kUnreadable, kFinding };

Result<Kind> KindOf(std::string_view verdict, int64_t line) {
  for (const std::string_view clean : {"clean", "mentions", "declassified"}) {
    if (verdict == clean) return Kind::kClean;
  }
  if (verdict == "unreadable") return Kind::kUnreadable;
  if (FromCode<FindingVerdict>(verdict)) return Kind::kFinding;
  if (verdict.empty()) return BadLine(line, "thiếu \"verdict\"", "\"verdict\" is missing");
  return Newer(Short(verdict, 40));
}

class Reader {
 public:
  explicit Reader(bool unreadable) : unreadable_(unreadable) {}

  Status AddFile(const Value& json, int64_t line) {
    ++listed_;
    TRY_ASSIGN(const Kind kind, KindOf(TextIn(json, "verdict"), line));
    if (kind == Kind::kClean) return Ok();
    if (kind == Kind::kUnreadable) ++read_.unreadable;
    if (kind == Kind::kUnreadable && !unreadable_) return Ok();
    if (read_.findings.size() == kMaxFindings) return TooMany();
    TRY_ASSIGN(Finding finding, FindingOf(json, line));
    read_.report.level = std::max(read_.report.level, finding.level);
    read_.findings.push_back(std::move(finding));
    return Ok();
  }

  Status AddSummary(const Value& summary, const Value* run) {
    if (run == nullptr) return NotAReport();
    if (TextIn(*run, "engine") != "niem") return NotAReport();
    ScanReport& report = read_.report;
    read_.machine = Short(TextIn(*run, "machine"));
    if (read_.machine.empty()) return NotAReport();
    report.system = Short(TextIn(*run, "system"));
    report.scanned_by = Short(TextIn(*run, "operator"));
    report.started = Short(TextIn(*run, "started"), 64);
    report.finished = Short(TextIn(summary, "finished"), 64);
    report.version = Short(TextIn(*run, "version"), 64);
    report.rules = Short(TextIn(*run, "rules_version"), 200);
    report.redacted = FlagIn(*run, "redact");
    report.interrupted = FlagIn(summary, "interrupted");
    report.files = CountIn(summary, "files");
    report.documents = CountIn(summary, "documents");
    if (const Value* counts = ObjectIn(summary, "by_verdict")) report.counts = Counted(*counts);
    ended_ = true;
    return Ok();
  }

  Status SetAbridged(const Value& abridged) {
    digest_ = TextIn(abridged, "sha256");
    left_out_ = CountIn(abridged, "documents");
    if (!IsDigest(digest_)) return NotAReport();
    return Ok();
  }

  bool ended() const { return ended_; }

  Result<ReportRead> Finish(std::string_view text) {
    if (!ended_) return Cut();
    const int64_t listed = digest_.empty() ? listed_ : left_out_;
    if (listed != read_.report.documents) {
      const std::string there = std::to_string(listed);
      const std::string said = std::to_string(read_.report.documents);
      return Bad("báo cáo không đủ: " + there + " tệp được kê, tóm tắt ghi " + said,
                 "the report is not whole: it lists " + there + " files, its summary says " + said);
    }
    if (digest_.empty()) {
      const Digest digest = Sha256Of(AsBytes(text));
      digest_ = ToHex(Bytes(digest.data(), digest.size()));
    }
    read_.report.sha256 = digest_;
    return std::move(read_);
  }

 private:
  static std::string Counted(const Value& counts) {
    std::string text;
    for (const auto& member : counts.GetObject()) {
      if (!member.value.IsInt64() || text.size() > kMaxWord) continue;
      text += (text.empty() ? "" : ", ") + Short(member.name.GetString(), 40) + " " +
              std::to_string(member.value.GetInt64());
    }
    return text;
  }

  // The strongest evidence for a mark; the report has it first.
  static void PutMark(const Value& json, Finding* finding) {
    const auto evidence = json.FindMember("evidence");
    if (evidence == json.MemberEnd() || !evidence->value.IsArray()) return;
    for (const Value& one : evidence->value.GetArray()) {
      if (!one.IsObject()) continue;
      const auto weight = one.FindMember("weight");
      if (weight == one.MemberEnd() || !weight->value.IsNumber()) continue;
      if (weight->value.GetDouble() <= 0) continue;
      finding->mark = Short(TextIn(one, "text"));
      finding->place = Short(TextIn(one, "place"), 40);
      if (const int64_t page = CountIn(one, "page"); page > 0) finding->page = page;
      return;
    }
  }

  static Status PutName(const Value& json, int64_t line, Finding* finding) {
    finding->path = WithoutControls(TextIn(json, "path"));
    const auto members = json.FindMember("member");
    if (members != json.MemberEnd() && members->value.IsArray()) {
      for (const Value& one : members->value.GetArray()) {
        if (!one.IsString()) continue;
        finding->member += finding->member.empty() ? "" : " › ";
        finding->member += WithoutControls({one.GetString(), one.GetStringLength()});
      }
    }
    if (finding->path.empty()) return BadLine(line, "thiếu \"path\"", "\"path\" is missing");
    if (finding->path.size() + finding->member.size() > kMaxPath) {
      return BadLine(line, "đường dẫn quá dài", "the path is too long");
    }
    return Ok();
  }

  static Result<Finding> FindingOf(const Value& json, int64_t line) {
    Finding finding;
    TRY(PutName(json, line, &finding));
    const std::string_view verdict = TextIn(json, "verdict");
    finding.verdict = FromCode<FindingVerdict>(verdict).value_or(FindingVerdict::kUnreadable);
    if (const std::string_view level = TextIn(json, "level"); !level.empty()) {
      const std::optional<Level> known = LevelFromName(level);
      if (!known) return Newer(Short(level, 40));
      finding.level = *known;
    }
    finding.sha256 = TextIn(json, "sha256");
    if (!finding.sha256.empty() && !IsDigest(finding.sha256)) {
      return BadLine(line, "\"sha256\" sai", "\"sha256\" is wrong");
    }
    finding.format = Short(TextIn(json, "format"), 40);
    finding.bytes = CountIn(json, "bytes");
    finding.modified = Short(TextIn(json, "modified"), 64);
    PutMark(json, &finding);
    return finding;
  }

  bool unreadable_;
  ReportRead read_;
  int64_t listed_ = 0;
  int64_t left_out_ = 0;  // listed in the whole file, where this one is abridged
  std::string digest_;
  bool ended_ = false;
};

// The next line, without its end; false behind the last.
bool TakeLine(std::string_view* rest, std::string_view* line) {
  if (rest->empty()) return false;
  const size_t end = std::min(rest->find('\n'), rest->size());
  *line = rest->substr(0, end);
  rest->remove_prefix(std::min(end + 1, rest->size()));
  if (line->ends_with('\r')) line->remove_suffix(1);
  return true;
}

bool IsBlank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

Result<rapidjson::Document> ParseLine(std::string_view line, int64_t number) {
  if (line.size() > kMaxReportLine) {
    return BadLine(number, "dòng dài quá 1 MiB", "the line is longer than 1 MiB");
  }
  rapidjson::Document json;
  const std::optional<size_t> wrong = ParseForeignJson(line, &json);
  if (wrong || !json.IsObject()) {
    const std::string at = std::to_string(wrong.value_or(0));
    return BadLine(number, "JSON hỏng ở byte " + at, "broken JSON at byte " + at);
  }
  return json;
}

Result<ReportRead> ReadLines(std::string_view text, std::string_view whole, bool unreadable) {
  Reader reader(unreadable);
  int64_t number = 0;
  std::string_view rest = text;
  for (std::string_view line; TakeLine(&rest, &line);) {
    ++number;
    if (IsBlank(line)) continue;
    if (reader.ended()) {
      return BadLine(number, "còn dòng sau phần tóm tắt; mỗi lần nhập một báo cáo",
                     "lines behind the summary; import one report at a time");
    }
    TRY_ASSIGN(const rapidjson::Document json, ParseLine(line, number));
    if (const Value* abridged = ObjectIn(json, "abridged"); abridged != nullptr && number == 1) {
      TRY(reader.SetAbridged(*abridged));
    } else if (const Value* summary = ObjectIn(json, "summary")) {
      TRY(reader.AddSummary(*summary, ObjectIn(*summary, "run")));
    } else {
      TRY(reader.AddFile(json, number));
    }
  }
  return reader.Finish(whole);
}

Result<ReportRead> ReadObject(const rapidjson::Document& json, std::string_view whole,
                              bool unreadable) {
  const auto documents = json.FindMember("documents");
  const Value* summary = ObjectIn(json, "summary");
  if (documents == json.MemberEnd() || !documents->value.IsArray()) return NotAReport();
  if (summary == nullptr) return Cut();
  Reader reader(unreadable);
  for (const Value& one : documents->value.GetArray()) {
    if (!one.IsObject()) return NotAReport();
    TRY(reader.AddFile(one, 0));
  }
  TRY(reader.AddSummary(*summary, ObjectIn(json, "run")));
  return reader.Finish(whole);
}

std::string_view WithoutMark(std::string_view text) {
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  return text;
}

// The first line of JSONL is an object of its own with one of these.
bool LooksLikeLines(std::string_view text) {
  std::string_view line;
  while (TakeLine(&text, &line) && IsBlank(line)) continue;
  const Result<rapidjson::Document> first = ParseLine(line, 1);
  return first.ok() &&
         (first->HasMember("path") || ObjectIn(*first, "summary") != nullptr ||
          ObjectIn(*first, "abridged") != nullptr) &&
         !first->HasMember("documents");
}

}  // namespace

Result<ReportRead> ReadReport(std::string_view whole, bool unreadable) {
  if (whole.size() > kMaxReportBytes) {
    return Error(ErrorCode::kTooLarge,
                 {"báo cáo lớn hơn 32 MiB", "the report is larger than 32 MiB"});
  }
  const std::string_view text = WithoutMark(whole);
  if (LooksLikeLines(text)) return ReadLines(text, whole, unreadable);
  if (!text.starts_with('{') || text.find("\"documents\"") == std::string_view::npos) {
    return NotAReport();
  }
  if (text.size() > kMaxReportJson) {
    return Error(ErrorCode::kTooLarge,
                 {"báo cáo JSON lớn hơn 8 MiB: quét lại với --format jsonl",
                  "a JSON report larger than 8 MiB: scan with --format jsonl"});
  }
  rapidjson::Document json;
  if (ParseForeignJson(text, &json)) return Cut();
  return ReadObject(json, whole, unreadable);
}

Status Abridger::AddLine(std::string_view line) {
  ++number_;
  if (number_ == 1) line = WithoutMark(line);
  if (IsBlank(line)) return Ok();
  TRY_ASSIGN(const rapidjson::Document json, ParseLine(line, number_));
  if (json.HasMember("documents")) return NotAReport();  // one object: read whole, not in pieces
  const bool summary = ObjectIn(json, "summary") != nullptr;
  if (number_ == 1 && !summary && !json.HasMember("path")) return NotAReport();
  if (!summary) {
    ++documents_;
    TRY_ASSIGN(const Kind kind, KindOf(TextIn(json, "verdict"), number_));
    if (kind == Kind::kClean) return Ok();
  }
  if (kept_.size() + line.size() > kMaxReportBytes - 1024) return TooMany();
  kept_ += line;
  kept_ += '\n';
  return Ok();
}

Status Abridger::Add(std::string_view piece) {
  digest_.Update(AsBytes(piece));
  while (!piece.empty()) {
    const size_t end = piece.find('\n');
    if (end == std::string_view::npos) {
      line_ += piece;
      if (line_.size() <= kMaxReportLine) return Ok();
      return BadLine(
          number_ + 1,
          "dòng dài quá 1 MiB; báo cáo JSON lớn: quét lại với "
          "--format jsonl",
          "the line is longer than 1 MiB; a large JSON report: scan with --format jsonl");
    }
    line_ += piece.substr(0, end);
    TRY(AddLine(line_));
    line_.clear();
    piece.remove_prefix(end + 1);
  }
  return Ok();
}

Result<std::string> Abridger::Finish() {
  if (!line_.empty()) TRY(AddLine(line_));
  const Digest digest = digest_.Finish();
  return R"({"abridged":{"sha256":")" + ToHex(Bytes(digest.data(), digest.size())) +
         R"(","documents":)" + std::to_string(documents_) + "}}\n" + kept_;
}

}  // namespace niem::registry
