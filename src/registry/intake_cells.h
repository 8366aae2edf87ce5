// The cells of an old register's sheet as values: days, levels, numbers of copies, as people write
// them. What cannot be read says why, in the words that stand beside the cell.
// Errors: kInvalidArgument. Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/date.h"
#include "base/level.h"
#include "base/result.h"

namespace niem::registry {

// "20/11/2021", "20-11-2021", "20.11.2021", "2021-11-20". A year of two figures is refused: it may
// be either century's.
Result<Date> DayInCell(std::string_view cell);

// "Mật", "TỐI MẬT", "Tuyệt mật", with or without tones, and the codes "toi_mat" …
Result<Level> LevelInCell(std::string_view cell);

// 1 … most; "2 bản", "02".
Result<int64_t> CountInCell(std::string_view cell, int64_t most);

// "1", "1, 2", "3-5", "1;4-6": rising, none twice.
Result<std::vector<int64_t>> NumbersInCell(std::string_view cell, size_t most);

// "15/QĐ-UBND" → "15", "QĐ-UBND"; without a bar all is the number.
std::pair<std::string, std::string> NumberInCell(std::string_view cell);

// One line: runs of white space are one space. kInvalidArgument for other control characters and
// for more than `most` letters.
Result<std::string> LineInCell(std::string_view cell, size_t most);

}  // namespace niem::registry
