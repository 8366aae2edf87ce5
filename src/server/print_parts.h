// What the papers of prints.h share. Thread-safety: the deed's. Errors: the store's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "law/fact.h"
#include "law/pack.h"
#include "print/paper.h"
#include "registry/deed.h"
#include "registry/records.h"

namespace niem::server {

inline constexpr std::string_view kUnchecked = "chưa đối chiếu bản gốc";
inline constexpr std::string_view kOutOfScope = "(ngoài phạm vi của người in)";

// "TỐI MẬT"; empty for kNone.
std::string BannerOf(Level level);

std::string Shown(const std::optional<Date>& day);

// "ngày 03 tháng 7 năm 2026".
std::string LongDay(Date day);

Result<std::string> PersonName(registry::Deed& deed, std::optional<int64_t> person);
// "Nguyễn Văn A, Chánh Văn phòng".
Result<std::string> PersonAndPost(registry::Deed& deed, std::optional<int64_t> person);
Result<std::string> UnitName(registry::Deed& deed, const std::string& code);

// "Báo cáo: về việc …"; for a Tuyệt mật document the kind alone.
std::string TitleOf(const registry::Document& document);

// Agency and unit to the left, the state's title to the right, place and day beneath.
Status PutHead(registry::Deed& deed, const std::string& agency, const std::string& unit,
               print::Paper* paper);

// Where the pack has such a form its number and article, with their certainty, stand at the foot;
// else that it is the house's own.
void PutForm(const law::Form* form, print::Paper* paper);

// A source cited at the foot, with its caution.
void PutSource(const law::Source& source, print::Paper* paper);

// The first of these that the pack has.
const law::Form* FormOf(const law::Pack& law, std::initializer_list<std::string_view> ids);

// Who printed it and when: on every page, last of the small lines.
void PutImprint(const registry::Deed& deed, print::Paper* paper);

print::Signature Signer(std::string title, std::string name = {});

}  // namespace niem::server
