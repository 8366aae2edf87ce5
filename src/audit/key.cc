#include "audit/key.h"

#include <algorithm>

#include "audit/wide.h"

namespace niem::audit {

std::string HiveValue::Text() const {
  return FromUtf16Zero(bytes());
}

std::vector<std::string> HiveValue::Texts() const {
  std::vector<std::string> texts;
  const Bytes all = bytes();
  for (size_t at = 0, begin = 0; at + 1 < all.size(); at += 2) {
    if (all[at] != 0 || all[at + 1] != 0) continue;
    if (at > begin) texts.push_back(FromUtf16(all.subspan(begin, at - begin)));
    begin = at + 2;
  }
  return texts;
}

std::optional<uint32_t> HiveValue::Number() const {
  if (data.size() != 4) return std::nullopt;
  return ByteReader(bytes()).U32();
}

std::optional<Moment> HiveValue::Time() const {
  if (data.size() != 8) return std::nullopt;
  return Moment::FromFileTime(ByteReader(bytes()).U64());
}

HiveKey KeySource::root() const {
  return {this, RootKey()};
}

std::vector<HiveKey> HiveKey::Subkeys() const {
  std::vector<HiveKey> keys;
  for (const uint64_t key : source_->SubkeysOf(key_)) keys.emplace_back(source_, key);
  return keys;
}

std::optional<HiveKey> HiveKey::Find(std::string_view path) const {
  HiveKey at = *this;
  while (!path.empty()) {
    const size_t slash = path.find('\\');
    const std::string_view name = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
    const std::vector<HiveKey> keys = at.Subkeys();
    const auto found =
        std::ranges::find_if(keys, [&](const HiveKey& key) { return SameName(key.Name(), name); });
    if (found == keys.end()) return std::nullopt;
    at = *found;
  }
  return at;
}

std::optional<HiveValue> HiveKey::Value(std::string_view name) const {
  for (HiveValue& value : Values()) {
    if (SameName(value.name, name)) return std::move(value);
  }
  return std::nullopt;
}

std::string HiveKey::TextOf(std::string_view name) const {
  const std::optional<HiveValue> value = Value(name);
  return value ? value->Text() : std::string();
}

}  // namespace niem::audit
