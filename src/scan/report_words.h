// The words of the reports, in Vietnamese and English: what a verdict means, what to do next, what
// a rule looked at and why it counts, where on the page a mark stands.
//
// Legal statements: Law 117/2025/QH15 (seen in its text) and Decree 30/2020/NĐ-CP annex I (seen);
// where a rule rests on practice alone its words say so. Thread-safety: constants.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "base/i18n.h"
#include "base/result.h"
#include "detect/finding.h"

namespace niem::scan {

// Worst first: the order in which a person wants to read.
inline constexpr std::array<detect::Verdict, 7> kVerdictOrder = {
    detect::Verdict::kMarked,     detect::Verdict::kCopy,         detect::Verdict::kSuspect,
    detect::Verdict::kUnreadable, detect::Verdict::kDeclassified, detect::Verdict::kMentions,
    detect::Verdict::kClean};

struct VerdictWords {
  StaticText title;    // "Mang dấu mật"
  StaticText meaning;  // one sentence
  StaticText next;     // what to do
};

const VerdictWords& WordsOf(detect::Verdict verdict);

struct RuleWords {
  std::string_view rule;  // "mark.level", or a family "mark."
  StaticText title;
  StaticText why;
};

// The most specific entry; never fails (the last resort speaks of "a rule").
const RuleWords& WordsOfRule(std::string_view rule);

std::span<const RuleWords> AllRuleWords();

StaticText PlaceTitle(extract::Place place);
StaticText SourceTitle(detect::Source source);

// "Cần mật khẩu". By the stable name of an ErrorCode; unknown names come back as they are.
StaticText ReasonTitle(std::string_view error_code_name);

// Stands at the end of every report.
inline constexpr StaticText kDisclaimer = {
    "Kết quả của máy giúp người có trách nhiệm rà soát; không thay việc xác định bí mật nhà nước "
    "và độ mật "
    "của người có thẩm quyền (Luật số 117/2025/QH15, Điều 10). Không thấy dấu không có nghĩa là "
    "tài liệu "
    "không chứa bí mật nhà nước.",
    "A machine's result helps the responsible person to review; it does not replace the "
    "determination of a "
    "state secret and its level by the competent person (Law 117/2025/QH15, Article 10). No mark "
    "found does "
    "not mean that a document holds no state secret."};

}  // namespace niem::scan
