#include "audit/testing/hive_builder.h"

#include <algorithm>
#include <charconv>

#include "audit/moment.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr uint32_t kNone = 0xFFFFFFFF;

void Put(std::string& out, uint64_t value, int width) {
  for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

void PutAt(std::string& out, size_t at, uint32_t value) {
  for (size_t i = 0; i < 4; ++i) out[at + i] = static_cast<char>(value >> (8 * i) & 0xFF);
}

class Builder {
 public:
  std::string Build(const BuiltKey& root, bool clean) {
    bins_.assign(32, '\0');
    const uint32_t top = Key(root, kNone);
    // What is left of the page is a free cell.
    const size_t used = bins_.size();
    bins_.resize((used + 8 + 4095) / 4096 * 4096);
    PutAt(bins_, used, static_cast<uint32_t>(bins_.size() - used));
    std::string hive(4096, '\0');
    hive.replace(0, 4, "regf");
    PutAt(hive, 4, 7), PutAt(hive, 8, clean ? 7 : 6);
    PutAt(hive, 20, 1), PutAt(hive, 24, 5), PutAt(hive, 32, 1);
    PutAt(hive, 36, top), PutAt(hive, 40, static_cast<uint32_t>(bins_.size()));
    bins_.replace(0, 4, "hbin");
    PutAt(bins_, 8, static_cast<uint32_t>(bins_.size()));
    uint32_t sum = 0;
    for (size_t i = 0; i < 508; i += 4) {
      for (size_t byte = 0; byte < 4; ++byte)
        sum ^= static_cast<uint32_t>(static_cast<uint8_t>(hive[i + byte])) << (8 * byte);
    }
    PutAt(hive, 508, sum);
    return hive + bins_;
  }

 private:
  uint32_t Cell(const std::string& content) {
    const auto at = static_cast<uint32_t>(bins_.size());
    const size_t size = (content.size() + 4 + 7) / 8 * 8;
    Put(bins_, static_cast<uint32_t>(-static_cast<int32_t>(size)), 4);
    bins_ += content;
    bins_.resize(at + size);
    return at;
  }

  uint32_t Value(const BuiltKey::Value& value) {
    std::string cell = "vk";
    Put(cell, value.name.size(), 2);
    if (value.data.size() <= 4) {
      Put(cell, value.data.size() | 0x80000000, 4);
      cell += value.data + std::string(4 - value.data.size(), '\0');
    } else {
      Put(cell, value.data.size(), 4);
      Put(cell, Cell(value.data + value.behind), 4);
    }
    Put(cell, value.type, 4), Put(cell, 1, 2), Put(cell, 0, 2);
    return Cell(cell + value.name);
  }

  uint32_t Key(const BuiltKey& key, uint32_t parent) {
    std::string cell = "nk";
    Put(cell, parent == kNone ? 0x2C : 0x20, 2), Put(cell, key.written, 8), Put(cell, 0, 4);
    Put(cell, parent, 4), Put(cell, key.keys.size(), 4), Put(cell, 0, 4);
    Put(cell, kNone, 4), Put(cell, kNone, 4);
    Put(cell, key.values.size(), 4), Put(cell, kNone, 4), Put(cell, kNone, 4), Put(cell, kNone, 4);
    for (int i = 0; i < 5; ++i) Put(cell, 0, 4);
    Put(cell, key.name.size(), 2), Put(cell, 0, 2);
    const uint32_t at = Cell(cell + key.name);
    if (!key.keys.empty()) {
      std::string list = "lh";
      Put(list, key.keys.size(), 2);
      for (const BuiltKey& child : key.keys) Put(list, Key(child, at), 4), Put(list, 0, 4);
      PutAt(bins_, at + 4 + 28, Cell(list));
    }
    if (!key.values.empty()) {
      std::string list;
      for (const BuiltKey::Value& value : key.values) Put(list, Value(value), 4);
      PutAt(bins_, at + 4 + 40, Cell(list));
    }
    return at;
  }

  std::string bins_;
};

}  // namespace

uint64_t FileTimeOf(std::string_view iso) {
  int numbers[6] = {};
  size_t at = 0;
  for (int& number : numbers) {
    (void)std::from_chars(iso.data() + at, iso.data() + iso.size(), number);
    at = std::min(iso.find_first_of("-T:", at), iso.size() - 1) + 1;
  }
  int micros = 0;
  if (const size_t dot = iso.find('.'); dot != std::string_view::npos)
    (void)std::from_chars(iso.data() + dot + 1, iso.data() + iso.size(), micros);
  const auto moment = Moment::FromCivil(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4],
                                        numbers[5], micros, TimeOrigin::kUtc);
  return moment ? static_cast<uint64_t>(moment->ticks) : 0;
}

std::string Wide(std::string_view ascii) {
  std::string wide;
  for (const char c : ascii) wide += c, wide += '\0';
  return wide + std::string(2, '\0');
}

BuiltKey& BuiltKey::At(std::string_view path) {
  if (path.empty()) return *this;
  const size_t slash = std::min(path.find('\\'), path.size());
  const std::string_view first = path.substr(0, slash);
  const std::string_view rest = path.substr(std::min(slash + 1, path.size()));
  for (BuiltKey& key : keys) {
    if (SameName(key.name, first)) return key.At(rest);
  }
  keys.emplace_back(std::string(first)).written = written;
  return keys.back().At(rest);
}

BuiltKey& BuiltKey::Binary(std::string_view value, std::string bytes, uint32_t type) {
  values.push_back({std::string(value), std::move(bytes), type});
  return *this;
}

BuiltKey& BuiltKey::Over(std::string_view value, std::string bytes, std::string_view earlier) {
  const std::string_view behind = earlier.substr(std::min(bytes.size(), earlier.size()));
  values.push_back({std::string(value), std::move(bytes), 3, std::string(behind)});
  return *this;
}

BuiltKey& BuiltKey::Text(std::string_view value, std::string_view text) {
  return Binary(value, Wide(text), 1);
}

BuiltKey& BuiltKey::Texts(std::string_view value, const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += Wide(text);
  return Binary(value, all + std::string(2, '\0'), 7);
}

BuiltKey& BuiltKey::Number(std::string_view value, uint32_t number) {
  std::string bytes;
  Put(bytes, number, 4);
  return Binary(value, bytes, 4);
}

BuiltKey& BuiltKey::Time(std::string_view value, std::string_view iso) {
  std::string bytes;
  Put(bytes, FileTimeOf(iso), 8);
  return Binary(value, bytes, 3);
}

std::string BuildHive(const BuiltKey& root, bool clean) {
  return Builder().Build(root, clean);
}

}  // namespace niem::audit
