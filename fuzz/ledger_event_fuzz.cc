// Events and rows by both readers: each accepts what the other accepts, and what is accepted
// encodes back to the same bytes.
#include <cstdlib>

#include "ledger/row_digest.h"
#include "verify/records.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  const Bytes bytes(data, size);
  const std::string_view text = AsText(bytes);

  const Result<ledger::Event> event = ledger::Decode(bytes);
  verify::EventView view;
  if (event.ok() != verify::ParseEvent(text, &view).empty()) std::abort();
  if (event.ok()) {
    if (*ledger::Encode(*event) != text) std::abort();
    if (view.seq != event->seq || view.act != event->act || view.rows.size() != event->rows.size())
      std::abort();
  }

  const Result<ledger::Row> row = ledger::DecodeRow(bytes);
  std::string_view table;
  std::string_view key;
  if (row.ok() != verify::ParseRow(text, &table, &key).empty()) std::abort();
  if (row.ok() && (*ledger::EncodeRow(*row) != text || table != row->table || key != row->key))
    std::abort();
  if (row.ok()) {
    std::vector<verify::NamedCell> cells;
    for (const ledger::Column& column : row->columns) {
      verify::Cell cell;
      cell.kind = static_cast<verify::Cell::Kind>(column.value.index());
      if (const auto* number = std::get_if<int64_t>(&column.value)) cell.number = *number;
      if (const auto* words = std::get_if<std::string>(&column.value)) cell.bytes = *words;
      if (const auto* blob = std::get_if<ledger::Blob>(&column.value)) cell.bytes = blob->bytes;
      cells.push_back({column.name, cell});
    }
    std::string written;
    verify::WriteRow(table, key, cells, &written);
    if (written != text) std::abort();
  }
  return 0;
}
