// The cells of an old register's sheet: whatever was typed, a value within its bounds or an error
// with words. The first byte chooses who reads.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/bytes.h"
#include "registry/intake_cells.h"

namespace {

void Must(bool holds) {
  if (!holds) std::abort();
}

template <typename T>
bool Good(const niem::Result<T>& read) {
  if (!read.ok()) Must(!read.error().message().vi.empty() && !read.error().message().en.empty());
  return read.ok();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem::registry;
  if (size == 0) return 0;
  const std::string_view cell = niem::AsText(niem::Bytes(data + 1, size - 1));
  switch (data[0] % 6) {
    case 0:
      // What was read as a day reads so again as it is kept.
      if (const auto day = DayInCell(cell); Good(day)) Must(*DayInCell(day->ToString()) == *day);
      break;
    case 1:
      if (const auto level = LevelInCell(cell); Good(level)) Must(*level != niem::Level::kNone);
      break;
    case 2:
      if (const auto count = CountInCell(cell, 1000); Good(count)) {
        Must(*count >= 1 && *count <= 1000);
      }
      break;
    case 3:
      if (const auto numbers = NumbersInCell(cell, 1000); Good(numbers)) {
        Must(!numbers->empty() && numbers->size() <= 1000 && numbers->front() >= 1);
        Must(std::is_sorted(numbers->begin(), numbers->end()));
      }
      break;
    case 4: {
      const auto [number, symbol] = NumberInCell(cell);
      Must(number.size() + symbol.size() <= cell.size());
      break;
    }
    default:
      if (const auto line = LineInCell(cell, 500); Good(line)) {
        Must(std::all_of(line->begin(), line->end(),
                         [](char c) { return static_cast<unsigned char>(c) >= 0x20; }));
        Must(Good(LineInCell(*line, 500)) && *LineInCell(*line, 500) == *line);
      }
  }
  return 0;
}
