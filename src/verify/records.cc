#include "verify/records.h"

#include <algorithm>
#include <charconv>

#include "verify/cursor.h"

namespace niem::verify {
namespace {

constexpr size_t kMaxEvent = 16U << 20;
constexpr size_t kMaxRow = 64U << 20;
constexpr uint8_t kSha256 = 1;
constexpr uint8_t kHmacSha256 = 2;

void ParseCompartments(Cursor* in) {
  const size_t count = in->Count(256, 2, "label.compartments");
  std::string_view last;
  for (size_t i = 0; i < count; ++i) {
    const std::string_view compartment = in->Text("label.compartments");
    if (i > 0 && last >= compartment) in->Fault("label.compartments");
    last = compartment;
  }
}

void ParseRows(Cursor* in, std::vector<RowChangeView>* rows) {
  rows->resize(in->Count(100'000, 6, "rows"));
  const RowChangeView* last = nullptr;
  for (RowChangeView& row : *rows) {
    row.table = in->Text("rows.table");
    row.key = in->Text("rows.key");
    row.before = in->Digest(kHmacSha256, "rows.before");
    row.after = in->Digest(kHmacSha256, "rows.after");
    if (row.table.empty() || (!row.before && !row.after)) in->Fault("rows");
    if (last != nullptr &&
        (last->table > row.table || (last->table == row.table && last->key >= row.key))) {
      in->Fault("rows");
    }
    last = &row;
  }
}

void ParseBodies(Cursor* in, std::vector<BodyView>* bodies) {
  bodies->resize(in->Count(64, 3, "bodies"));
  std::string_view last;
  for (BodyView& body : *bodies) {
    body.name = in->Text("bodies.name");
    const std::optional<Hash> digest = in->Digest(kHmacSha256, "bodies.digest");
    if (!digest || body.name <= last) in->Fault("bodies");
    body.digest = digest.value_or(Hash{});
    last = body.name;
  }
}

}  // namespace

std::string_view ParseEvent(std::string_view bytes, EventView* event) {
  if (bytes.size() > kMaxEvent) return "size";
  Cursor in(bytes);
  if (in.Take(4, "magic") != "niev") return "magic";
  if (in.Number(2, "version") != 1) return "version";
  event->instance = in.Text("instance");
  event->seq = in.Number(8, "seq");
  event->wall_us = static_cast<int64_t>(in.Number(8, "wall_us"));
  event->ticks = in.Number(8, "ticks");
  in.Text("person");
  in.Text("duty");
  event->act = in.Text("act");
  in.Text("object_kind");
  event->object_id = in.Text("object_id");
  (void)in.Digest(kSha256, "object_version");
  in.Text("label.level");
  ParseCompartments(&in);
  in.Text("label.unit");
  in.Text("request");
  in.Text("pack");
  ParseRows(&in, &event->rows);
  ParseBodies(&in, &event->bodies);
  if (event->instance.empty()) in.Fault("instance");
  if (event->act.empty()) in.Fault("act");
  if (!in.at_end()) in.Fault("end");
  return in.fault();
}

std::string_view ParseRow(std::string_view bytes, std::string_view* table, std::string_view* key) {
  Cursor in(bytes);
  if (bytes.size() > kMaxRow || in.Take(4, "magic") != "nirw") return "magic";
  if (in.Number(2, "version") != 1) return "version";
  *table = in.Text("table");
  *key = in.Text("key");
  if (table->empty()) in.Fault("table");
  const size_t count = in.Count(1000, 3, "columns");
  std::string_view last;
  for (size_t i = 0; i < count && in.fault().empty(); ++i) {
    const std::string_view name = in.Text("columns");
    if (name <= last) in.Fault("columns");
    last = name;
    switch (in.Number(1, name)) {
      case 0:
        break;
      case 1:
        in.Take(8, name);
        break;
      case 2:
        if (!IsText(in.Long(kMaxRow, name), false)) in.Fault(name);
        break;
      case 3:
        in.Long(kMaxRow, name);
        break;
      default:
        in.Fault(name);
    }
  }
  if (!in.at_end()) in.Fault("end");
  return in.fault();
}

void WriteRow(std::string_view table, std::string_view key, std::span<const NamedCell> cells,
              std::string* out) {
  const auto number = [&](uint64_t value, size_t width) {
    for (size_t i = 0; i < width; ++i) out->push_back(static_cast<char>(value >> (8 * i)));
  };
  // A name that is too long loses its length's high bits, and then its form.
  const auto name = [&](std::string_view text) {
    number(text.size(), 2);
    out->append(text);
  };
  out->assign("nirw");
  number(1, 2);
  name(table);
  name(key);
  number(cells.size(), 4);
  for (const auto& [column, cell] : cells) {
    name(column);
    number(static_cast<uint64_t>(cell.kind), 1);
    if (cell.kind == Cell::Kind::kInteger) number(static_cast<uint64_t>(cell.number), 8);
    if (cell.kind != Cell::Kind::kText && cell.kind != Cell::Kind::kBytes) continue;
    number(cell.bytes.size(), 4);
    out->append(cell.bytes);
  }
}

}  // namespace niem::verify
