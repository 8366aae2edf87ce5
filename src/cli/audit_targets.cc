#include "cli/audit_targets.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/digest.h"
#include "base/file.h"
#include "cli/audit_host.h"
#include "cli/print.h"
#include "cli/private_file.h"

namespace niem::cli {
namespace {

Result<std::string> Written(const audit::AuditReport& report, const std::string& format, Lang lang,
                            const JsonBeside& json) {
  if (format == "json") return audit::ReportJson(report);
  if (format == "jsonl") return audit::ReportLines(report);
  if (format == "sarif") return audit::ReportSarif(report, lang);
  if (format == "html") return audit::ReportHtml(report, lang);
  if (format == "text") return audit::ReportText(report, lang);
  return PaperOf(format, report, json, lang);
}

Status PutFile(const std::string& path, const std::string& bytes) {
  TRY(WritePrivately(path, bytes));
  if (IsPassage(path)) return Ok();
  return WritePrivately(path + ".sha256",
                        ToHex(Sha256Of(AsBytes(bytes))) + "  " + FileName(path) + "\n");
}

Status Check(const std::vector<AuditTarget>& targets, bool sign) {
  bool json_file = false;
  std::set<std::filesystem::path> paths;
  for (const AuditTarget& target : targets) {
    const bool first = paths.insert(std::filesystem::path(target.path).lexically_normal()).second;
    if (!first && !target.path.empty()) {
      return UsageError("hai báo cáo cùng ra " + target.path,
                        "two reports go to the same file: " + target.path);
    }
    const bool paper = target.format == "pdf" || target.format == "xlsx";
    if (paper && target.path.empty())
      return UsageError(target.format + " cần -o TỆP", target.format + " needs -o FILE");
    json_file |= target.format == "json" && !target.path.empty() && !IsPassage(target.path);
  }
  if (!sign || json_file) return Ok();
  return UsageError("--sign ký báo cáo JSON: cần -f json -o TỆP",
                    "--sign signs the JSON report: it needs -f json -o FILE");
}

}  // namespace

Result<std::vector<AuditTarget>> AuditTargetsOf(const Line& line) {
  std::vector<std::string> formats = line.All("format");
  const std::vector<std::string> paths = line.All("output");
  if (formats.empty()) formats.emplace_back("text");
  if (paths.size() > formats.size() || formats.size() > paths.size() + 1) {
    return UsageError("mỗi -f cần một -o (một báo cáo có thể ra màn hình)",
                      "each -f needs its -o (one report may go to the screen)");
  }
  std::vector<AuditTarget> targets;
  for (size_t i = 0; i < formats.size(); ++i) {
    targets.push_back({formats[i], i < paths.size() ? paths[i] : std::string()});
  }
  TRY(Check(targets, line.Has("sign")));
  return targets;
}

Status Deliver(const audit::AuditReport& report, std::vector<AuditTarget> targets,
               ReportSigner* signer, Lang lang) {
  // The JSON first: the minutes name its digest, and who signed it.
  std::stable_partition(targets.begin(), targets.end(),
                        [](const AuditTarget& one) { return one.format == "json"; });
  JsonBeside json;
  for (const AuditTarget& target : targets) {
    TRY_ASSIGN(const std::string text, Written(report, target.format, lang, json));
    if (target.path.empty()) {
      if (Print(text)) continue;
      return Error(ErrorCode::kIo, {"không ghi được báo cáo", "the report could not be written"});
    }
    TRY(PutFile(target.path, text));
    if (target.format != "json") continue;
    json = {FileName(target.path), ToHex(Sha256Of(AsBytes(text))), ""};
    if (signer == nullptr) continue;
    TRY_ASSIGN(const std::string signature, signer->Sign(text, report.run.finished));
    TRY(WritePrivately(target.path + ".sig", signature));
    json.signed_by = signer->Key();
  }
  return Ok();
}

}  // namespace niem::cli
