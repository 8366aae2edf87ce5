// Constructed hives for tests and corpora: keys and values laid out as Windows does, no content of
// any real machine. Thread-safety: tests only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace niem::audit {

struct BuiltKey {
  explicit BuiltKey(std::string key_name = "root") : name(std::move(key_name)) {}

  // The key at `path` below this one, made where it is not there.
  BuiltKey& At(std::string_view path);

  BuiltKey& Text(std::string_view value, std::string_view text);
  BuiltKey& Texts(std::string_view value, const std::vector<std::string>& texts);
  BuiltKey& Number(std::string_view value, uint32_t number);
  BuiltKey& Binary(std::string_view value, std::string bytes, uint32_t type = 3);
  // As Windows does when a shorter value takes a longer one's place: what was longer stays behind
  // it.
  BuiltKey& Over(std::string_view value, std::string bytes, std::string_view earlier);
  // FILETIME, of "2026-03-04T05:06:07" or "2026-03-04T05:06:07.123456".
  BuiltKey& Time(std::string_view value, std::string_view iso);

  struct Value {
    std::string name, data;
    uint32_t type;
    std::string behind = {};  // in the data's cell, behind it
  };

  std::string name;
  uint64_t written = 0;  // FILETIME
  std::vector<Value> values;
  std::vector<BuiltKey> keys;
};

uint64_t FileTimeOf(std::string_view iso);

// `name` in UTF-16LE with a zero.
std::string Wide(std::string_view ascii);

// The hive's bytes; `clean`: closed properly.
std::string BuildHive(const BuiltKey& root, bool clean = true);

}  // namespace niem::audit
