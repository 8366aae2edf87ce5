#include "trace/table.h"

#include <algorithm>
#include <bit>

#include "trace/table_file.h"

namespace niem::trace {
namespace {

constexpr size_t kEntriesPerStart = 2;
constexpr int kMostBits = 26;
constexpr size_t kFew = 16;  // looked through one by one

Error OutOfForm() {
  return {ErrorCode::kCorrupt,
          {"bảng dấu vết sai khuôn; tạo lại tệp bằng niem trace add",
           "the trace table is out of form; make the file anew with "
           "niem trace add"}};
}

bool ReadLabel(ByteReader& reader, std::string& out) {
  const size_t size = reader.U8();
  out = AsText(reader.Take(size));
  return reader.ok() && size <= kMaxLabel;
}

bool ReadDocument(ByteReader& reader, Registered& out) {
  if (!ReadLabel(reader, out.number) || !ReadLabel(reader, out.copy) ||
      !ReadLabel(reader, out.unit))
    return false;
  const uint8_t level = reader.U8();
  if (level > static_cast<uint8_t>(Level::kTuyetMat)) return false;
  out.level = static_cast<Level>(level);
  out.words = reader.U32();
  out.prints = reader.U32();
  out.first = reader.U32();
  const size_t pages = reader.U32();
  if (pages > reader.remaining() / 4) return false;
  out.pages.resize(pages);
  for (uint32_t& page : out.pages) page = reader.U32();
  const size_t files = reader.U32();
  if (files > reader.remaining() / sizeof(FileDigest)) return false;
  out.files.resize(files);
  for (FileDigest& file : out.files) {
    const Bytes bytes = reader.Take(file.size());
    if (bytes.size() != file.size()) return false;
    std::copy(bytes.begin(), bytes.end(), file.begin());
  }
  return reader.ok() && std::is_sorted(out.pages.begin(), out.pages.end());
}

}  // namespace

uint32_t Registered::PageOf(uint32_t word) const {
  return static_cast<uint32_t>(std::upper_bound(pages.begin(), pages.end(), word) - pages.begin());
}

Result<Table> Table::Open(const std::string& path, const TraceKey& key) {
  std::string version;
  TRY_ASSIGN(Body body, ReadSealed(path, key, version));
  Result<Table> table = Parse(std::move(body.words), body.size);
  if (!table.ok()) {
    const Text& why = table.error().message();
    return Error(table.error().code(), {path + ": " + why.vi, path + ": " + why.en});
  }
  table->version_ = std::move(version);
  return table;
}

Result<Table> Table::Parse(std::vector<uint64_t> body, size_t size) {
  Table table;
  table.body_ = std::move(body);
  if (size < 8 || size > table.body_.size() * 8) return OutOfForm();
  const uint64_t count = table.body_[0];
  if (count > size / 8 - 1 || count > UINT32_MAX) return OutOfForm();
  table.entries_ = std::span<const uint64_t>(table.body_).subspan(1, count);
  const Bytes all(reinterpret_cast<const uint8_t*>(table.body_.data()), size);
  TRY(table.ReadRest(all.subspan(8 + 8 * count)));
  TRY(table.Check());
  table.Index();
  return table;
}

Status Table::ReadRest(Bytes rest) {
  ByteReader reader(rest);
  const size_t documents = reader.U32();
  // The smallest has 23 bytes.
  if (documents > kMaxDocuments || documents > reader.remaining() / 23) return OutOfForm();
  documents_.resize(documents);
  for (Registered& document : documents_) {
    if (!ReadDocument(reader, document)) return OutOfForm();
  }
  const size_t common = reader.U32();
  if (common > reader.remaining() / 4) return OutOfForm();
  common_.resize(common);
  for (Print& print : common_) print = reader.U32();
  return reader.ok() && reader.at_end() ? Ok() : Status(OutOfForm());
}

Status Table::Check() {
  uint64_t end = 0;
  for (uint32_t i = 0; i < documents_.size(); ++i) {
    const Registered& document = documents_[i];
    if (document.first < end) return OutOfForm();
    end = uint64_t{document.first} + document.words + kGap;
    if (end > UINT32_MAX) return OutOfForm();
    for (const FileDigest& file : document.files) files_.emplace_back(file, i);
  }
  std::sort(files_.begin(), files_.end());
  if (!std::is_sorted(common_.begin(), common_.end())) return OutOfForm();
  Entry last = 0;
  for (const Entry entry : entries_) {
    if (entry < last || PositionOf(entry) >= end) return OutOfForm();
    last = entry;
  }
  return Ok();
}

void Table::Index() {
  const int bits = std::clamp(static_cast<int>(std::bit_width(entries_.size() / kEntriesPerStart)),
                              1, kMostBits);
  shift_ = 32 - bits;
  starts_.assign((size_t{1} << static_cast<unsigned>(bits)) + 1, 0);
  for (const Entry entry : entries_) ++starts_[(PrintOf(entry) >> shift_) + 1];
  for (size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
}

std::span<const Entry> Table::Find(Print print) const {
  const size_t bucket = print >> shift_;
  const auto inside = entries_.subspan(starts_[bucket], starts_[bucket + 1] - starts_[bucket]);
  if (inside.size() > kFew) {
    const auto begin = std::lower_bound(inside.begin(), inside.end(), Entry{print} << 32U);
    return {begin, std::upper_bound(begin, inside.end(), Entry{print} << 32U | UINT32_MAX)};
  }
  auto begin = inside.begin();
  while (begin != inside.end() && PrintOf(*begin) < print) ++begin;
  auto end = begin;
  while (end != inside.end() && PrintOf(*end) == print) ++end;
  return {begin, end};
}

const Registered* Table::At(uint32_t position) const {
  const auto after =
      std::upper_bound(documents_.begin(), documents_.end(), position,
                       [](uint32_t at, const Registered& document) { return at < document.first; });
  if (after == documents_.begin()) return nullptr;
  const Registered& document = *std::prev(after);
  return position - document.first < document.words ? &document : nullptr;
}

std::vector<const Registered*> Table::WithFile(const FileDigest& file) const {
  std::vector<const Registered*> found;
  auto at = std::lower_bound(files_.begin(), files_.end(), std::pair(file, uint32_t{0}));
  for (; at != files_.end() && at->first == file; ++at) found.push_back(&documents_[at->second]);
  return found;
}

}  // namespace niem::trace
