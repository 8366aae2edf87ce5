#include "access/label.h"

#include <algorithm>

namespace niem::access {

Codes::Codes(std::initializer_list<std::string_view> codes) {
  for (const std::string_view code : codes) Add(code);
}

Codes::Codes(std::vector<std::string> codes) : codes_(std::move(codes)) {
  std::sort(codes_.begin(), codes_.end());
  codes_.erase(std::unique(codes_.begin(), codes_.end()), codes_.end());
}

bool Codes::Contains(std::string_view code) const {
  return std::binary_search(codes_.begin(), codes_.end(), code);
}

bool Codes::ContainsAll(const Codes& others) const {
  return std::includes(codes_.begin(), codes_.end(), others.codes_.begin(), others.codes_.end());
}

void Codes::Add(std::string_view code) {
  const auto at = std::lower_bound(codes_.begin(), codes_.end(), code);
  if (at == codes_.end() || *at != code) codes_.emplace(at, code);
}

void Codes::AddAll(const Codes& others) {
  for (const std::string& code : others.codes_) Add(code);
}

std::string JoinCodes(const Codes& codes) {
  std::string text;
  for (const std::string& code : codes.list()) {
    if (!text.empty()) text += ',';
    text += code;
  }
  return text;
}

Codes SplitCodes(std::string_view text) {
  Codes codes;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    if (comma > 0) codes.Add(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return codes;
}

bool Dominates(const Clearance& clearance, const Label& label) {
  return clearance.level >= label.level && clearance.compartments.ContainsAll(label.compartments) &&
         clearance.units.Contains(label.unit);
}

bool Covers(const Label& label, const Label& content) {
  return label.level >= content.level && label.compartments.ContainsAll(content.compartments);
}

Label Join(const Label& a, const Label& b) {
  Label joined = a;
  joined.level = std::max(a.level, b.level);
  joined.compartments.AddAll(b.compartments);
  return joined;
}

}  // namespace niem::access
