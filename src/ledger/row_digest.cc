#include "ledger/row_digest.h"

#include <algorithm>

#include "ledger/wire.h"

namespace niem::ledger {
namespace {

constexpr std::string_view kMagic = "nirw";
constexpr uint16_t kRowVersion = 1;
constexpr uint32_t kMaxColumns = 1000;

enum ValueType : uint8_t { kNull = 0, kInteger = 1, kText = 2, kBytes = 3 };

Error Refused(std::string_view what) {
  const std::string name(what);
  return {ErrorCode::kInvalidArgument,
          {"dòng sổ không hợp lệ: " + name, "invalid register row: " + name}};
}

bool Fits(std::string_view text) {
  return text.size() <= kMaxTextBytes && IsPlainText(text);
}

// False: text that is not UTF-8, or too long.
bool WriteValue(const Value& value, WireWriter* out) {
  out->U8(static_cast<uint8_t>(value.index()));
  if (const auto* number = std::get_if<int64_t>(&value)) {
    out->U64(static_cast<uint64_t>(*number));
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    if (text->size() > kMaxBodyBytes || !IsUtf8(*text)) return false;
    out->Long(*text);
  } else if (const auto* blob = std::get_if<Blob>(&value)) {
    if (blob->bytes.size() > kMaxBodyBytes) return false;
    out->Long(blob->bytes);
  }
  return true;
}

Value ReadValue(WireReader* in) {
  switch (in->U8()) {
    case kNull:
      return std::monostate();
    case kInteger:
      return static_cast<int64_t>(in->U64());
    case kText: {
      std::string text = in->Long(kMaxBodyBytes);
      if (!IsUtf8(text)) in->Fail();
      return text;
    }
    case kBytes:
      return Blob{in->Long(kMaxBodyBytes)};
    default:
      in->Fail();
      return std::monostate();
  }
}

}  // namespace

Result<std::string> EncodeRow(const Row& row) {
  if (row.table.empty() || !Fits(row.table) || !Fits(row.key)) return Refused(row.table);
  std::vector<const Column*> columns;
  columns.reserve(row.columns.size());
  for (const Column& column : row.columns) columns.push_back(&column);
  std::sort(columns.begin(), columns.end(),
            [](const Column* a, const Column* b) { return a->name < b->name; });
  if (columns.size() > kMaxColumns) return Refused(row.table);
  std::string bytes;
  WireWriter out(&bytes);
  out.Raw(kMagic);
  out.U16(kRowVersion);
  out.Text(row.table);
  out.Text(row.key);
  out.U32(static_cast<uint32_t>(columns.size()));
  const std::string* last = nullptr;
  for (const Column* column : columns) {
    const bool repeated = last != nullptr && *last == column->name;
    if (repeated || column->name.empty() || !Fits(column->name))
      return Refused(row.table + "." + column->name);
    out.Text(column->name);
    if (!WriteValue(column->value, &out)) return Refused(row.table + "." + column->name);
    last = &column->name;
  }
  if (bytes.size() > kMaxBodyBytes) return Refused(row.table);
  return bytes;
}

Result<Row> DecodeRow(Bytes bytes) {
  WireReader in(bytes);
  if (bytes.size() > kMaxBodyBytes || in.Raw(kMagic.size()) != kMagic || in.U16() != kRowVersion)
    return Malformed("row");
  Row row;
  row.table = in.PlainText(kMaxTextBytes);
  row.key = in.PlainText(kMaxTextBytes);
  row.columns.resize(in.Count(kMaxColumns, 3));
  for (size_t i = 0; i < row.columns.size() && in.ok(); ++i) {
    row.columns[i].name = in.PlainText(kMaxTextBytes);
    row.columns[i].value = ReadValue(&in);
    const bool ascends = i == 0 || row.columns[i - 1].name < row.columns[i].name;
    if (!ascends || row.columns[i].name.empty()) in.Fail();
  }
  if (!in.Done() || row.table.empty()) return Malformed("row");
  return row;
}

Result<SaltedDigest> DigestRow(const Salt& salt, const Row& row) {
  TRY_ASSIGN(const std::string bytes, EncodeRow(row));
  return DigestBody(salt, AsBytes(bytes));
}

}  // namespace niem::ledger
