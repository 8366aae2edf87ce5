#include <charconv>

#include "audit/lines.h"
#include "audit/live.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr std::string_view kForm = "niem-live/1 ";
constexpr size_t kMaxRecords = 100'000, kMaxValues = 1'000;

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\\\";
    else if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out;
}

std::string Plain(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    ++i;
    out += text[i] == 'n' ? '\n' : text[i];
  }
  return out;
}

}  // namespace

SnapshotWriter::SnapshotWriter(const Moment& now) {
  text_ = std::string(kForm) + std::to_string(now.ticks) + "\n";
}

void SnapshotWriter::Begin(std::string_view record) {
  text_ += "[" + std::string(record) + "]\n";
}

void SnapshotWriter::Put(std::string_view name, std::string_view value) {
  if (value.empty()) return;
  text_ += std::string(name) + "=" + Escaped(ValidUtf8(value.substr(0, kMaxFieldBytes))) + "\n";
}

std::string SnapshotRecord::Get(std::string_view key) const {
  const auto found = values.lower_bound(key);
  return found == values.end() || found->first != key ? std::string() : found->second;
}

std::vector<std::string> SnapshotRecord::All(std::string_view key) const {
  std::vector<std::string> all;
  for (auto [at, end] = values.equal_range(key); at != end; ++at) all.push_back(at->second);
  return all;
}

Result<Snapshot> Snapshot::Parse(std::string_view text) {
  const Error none(ErrorCode::kCorrupt,
                   {"bản ghi trạng thái máy sai dạng", "the snapshot is out of form"});
  if (!text.starts_with(kForm)) return none;
  const std::string_view digits = text.substr(kForm.size(), text.find('\n') - kForm.size());
  uint64_t ticks = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), ticks).ec != std::errc())
    return none;
  const auto at = Moment::FromFileTime(ticks);
  if (!at) return none;
  Snapshot snapshot{*at, {}};
  EachLine(text, [&](std::string_view line, uint64_t number) {
    if (number == 1 || line.empty()) return;
    if (line.front() == '[' && line.back() == ']') {
      if (snapshot.records.size() >= kMaxRecords) return;
      snapshot.records.push_back({std::string(line.substr(1, line.size() - 2)), {}});
      return;
    }
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos || snapshot.records.empty()) return;
    auto& values = snapshot.records.back().values;
    if (values.size() >= kMaxValues) return;
    values.emplace(std::string(line.substr(0, equals)), Plain(line.substr(equals + 1)));
  });
  return snapshot;
}

}  // namespace niem::audit
