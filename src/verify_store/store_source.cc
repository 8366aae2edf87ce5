#include "verify_store/store_source.h"

#include <algorithm>
#include <bit>

#include "verify/records.h"
#include "verify/shown.h"
#include "verify_store/row_stream.h"

namespace niem::verify_store {
namespace {

using store::Selection;
using store::TableShape;
using verify::Hash;
using Kind = RowStream::Kind;

constexpr std::string_view kId = "id";
constexpr std::string_view kSalt = "salt";

const Selection kEvents{"ledger_event", {"seq", "leaf"}, {"seq"}, "", 0};
const Selection kBodies{"ledger_body", {"seq", "name", "salt", "bytes"}, {"seq", "name"}, "", 0};
const Selection kCheckpoints{"ledger_checkpoint", {"size", "note"}, {"size"}, "", 0};
const Selection kNodes{"ledger_node", {"position", "hash"}, {"level", "position"}, "level", 0};
const Selection kHead{"ledger_head", {"size", "root", "wall_high_us", "ticks"}, {"id"}, "", 0};

Error Difference(const std::string& vi, const std::string& en) {
  return {ErrorCode::kCorrupt, {vi, en}};
}

bool Has(const TableShape& table, std::string_view column) {
  return std::ranges::find(table.columns, column) != table.columns.end();
}

bool IsRegister(const TableShape& table) {
  return Has(table, kId) && Has(table, kSalt);
}

// False where it has not the size of a hash.
bool ToHash(std::string_view bytes, Hash* hash) {
  if (bytes.size() != hash->size()) return false;
  std::ranges::copy(bytes, reinterpret_cast<char*>(hash->data()));
  return true;
}

// Each level of the tree as a stream of its own, because an event completes one node on each of the
// lowest.
class NodeStreams {
 public:
  explicit NodeStreams(store::Snapshot& snapshot) : snapshot_(snapshot) {}

  // The nodes that event `seq` completed, up to the first that is missing.
  Result<std::vector<Hash>*> Next(uint64_t seq) {
    nodes_.clear();
    const auto levels = static_cast<size_t>(std::countr_one(seq)) + 1;
    for (size_t level = 0; level < levels; ++level) {
      if (level == streams_.size()) TRY(Open(level));
      RowStream& stream = streams_[level];
      Hash hash;
      const bool there = !stream.at_end() && stream.Int(0) == static_cast<int64_t>(seq >> level) &&
                         ToHash(stream.Bytes(1), &hash);
      if (!there) return &nodes_;
      nodes_.push_back(hash);
      TRY(stream.Advance());
      ++delivered_;
    }
    return &nodes_;
  }

  uint64_t delivered() const { return delivered_; }

 private:
  Status Open(size_t level) {
    Selection selection = kNodes;
    selection.equals = static_cast<int64_t>(level);
    TRY_ASSIGN(RowStream stream, RowStream::Open(snapshot_, selection, {Kind::kInt, Kind::kBlob}));
    streams_.push_back(std::move(stream));
    return Ok();
  }

  store::Snapshot& snapshot_;
  std::vector<RowStream> streams_;
  std::vector<Hash> nodes_;
  uint64_t delivered_ = 0;
};

// Bodies of event `seq`, those that are held and those that the event names and that are gone.
Status DeliverBodies(uint64_t seq, std::string_view event, RowStream* bodies,
                     verify::EventView* view, verify::Sink& sink) {
  const auto here = [&] {
    return !bodies->at_end() && bodies->Int(0) == static_cast<int64_t>(seq);
  };
  const auto deliver = [&]() -> Status {
    TRY(sink.OnHeldBody(bodies->Bytes(1), bodies->Bytes(2), bodies->Bytes(3)));
    return bodies->Advance();
  };
  if (!verify::ParseEvent(event, view).empty()) return Ok();  // the sink has said so
  for (const verify::BodyView& body : view->bodies) {
    while (here() && bodies->Bytes(1) < body.name) TRY(deliver());
    if (here() && bodies->Bytes(1) == body.name)
      TRY(deliver());
    else
      TRY(sink.OnDestroyedBody(body.name, verify::kByALaterEvent));
  }
  while (here()) TRY(deliver());
  return Ok();
}

Error Leftover(std::string_view table, const std::string& key) {
  return Difference("bảng " + std::string(table) + " có dòng không thuộc sự kiện nào: " + key,
                    "table " + std::string(table) + " has a row that belongs to no event: " + key);
}

Status NothingLeft(const RowStream& stream, std::string_view table) {
  return stream.at_end() ? Ok() : Status(Leftover(table, std::to_string(stream.Int(0))));
}

Error NotThere(uint64_t seq, int64_t in_its_place) {
  const std::string number = std::to_string(seq);
  const std::string other = std::to_string(in_its_place);
  return Difference("sự kiện " + number + " không có trong kho; ở chỗ đó là số " + other,
                    "event " + number + " is not in the store; in its place is " + other);
}

}  // namespace

std::vector<Selection> StoreSource::PrimaryKeys() {
  return {kEvents, kBodies, kCheckpoints, kNodes};
}

Status StoreSource::CheckShape() {
  if (!snapshot_.strangers().empty()) {
    const std::string name = verify::Shown(snapshot_.strangers().front());
    return Difference("kho có thứ mà Niêm không bao giờ tạo và có thể che giấu dữ liệu: " + name,
                      "the store has what Niêm never makes and what can hide data: " + name);
  }
  for (const Selection* wanted : {&kEvents, &kBodies, &kCheckpoints, &kNodes, &kHead}) {
    const TableShape* table = snapshot_.Find(wanted->table);
    const auto has = [&](const std::string& column) { return Has(*table, column); };
    if (table != nullptr && std::ranges::all_of(wanted->columns, has) &&
        std::ranges::all_of(wanted->order, has)) {
      continue;
    }
    return Difference("thiếu bảng " + wanted->table + " hoặc cột của nó",
                      "table " + wanted->table + " or a column of it is missing");
  }
  return Ok();
}

// The instance stands in event 0, the ledger's name in its checkpoints.
Status StoreSource::DeliverHeader(verify::Sink& sink) {
  TRY_ASSIGN(const RowStream events,
             RowStream::Open(snapshot_, kEvents, {Kind::kInt, Kind::kBlob}));
  TRY_ASSIGN(const RowStream checkpoints,
             RowStream::Open(snapshot_, kCheckpoints, {Kind::kInt, Kind::kText}));
  if (events.at_end()) return Difference("sổ cái không có sự kiện nào", "the ledger is empty");
  if (checkpoints.at_end())
    return Difference("sổ cái không có mốc kiểm đã ký nào", "the ledger has no signed checkpoint");
  const std::string first(events.Bytes(1));
  verify::EventView event;
  if (const std::string_view fault = verify::ParseEvent(first, &event); !fault.empty()) {
    return Difference("sự kiện 0: trường " + std::string(fault) + " sai khuôn dạng",
                      "event 0: malformed field " + std::string(fault));
  }
  const std::string_view note = checkpoints.Bytes(1);
  const std::string origin(note.substr(0, note.find('\n')));
  if (!verify::IsName(origin)) {
    return Difference("mốc kiểm đầu tiên sai khuôn dạng", "the first checkpoint is malformed");
  }
  std::vector<std::string> keys;
  for (const std::string& key : public_keys_) keys.push_back(verify::KeyText(origin, key));
  return sink.OnHeader({event.instance, origin, {keys.begin(), keys.end()}, false});
}

Status StoreSource::DeliverEvents(verify::Sink& sink) {
  TRY_ASSIGN(RowStream events, RowStream::Open(snapshot_, kEvents, {Kind::kInt, Kind::kBlob}));
  TRY_ASSIGN(
      RowStream bodies,
      RowStream::Open(snapshot_, kBodies, {Kind::kInt, Kind::kText, Kind::kBlob, Kind::kBlob}));
  TRY_ASSIGN(RowStream checkpoints,
             RowStream::Open(snapshot_, kCheckpoints, {Kind::kInt, Kind::kText}));
  NodeStreams nodes(snapshot_);
  verify::EventView view;
  for (uint64_t seq = 0; !events.at_end(); ++seq) {
    if (events.Int(0) != static_cast<int64_t>(seq)) return NotThere(seq, events.Int(0));
    const std::string_view event = events.Bytes(1);
    TRY_ASSIGN(const std::vector<Hash>* completed, nodes.Next(seq));
    // Without its node the event is hashed here, and OnNodes says what is missing.
    TRY(sink.OnEvent(completed->empty() ? verify::HashOfLeaf(event) : completed->front(), event));
    TRY(sink.OnNodes(*completed));
    TRY(DeliverBodies(seq, event, &bodies, &view, sink));
    if (!checkpoints.at_end() && checkpoints.Int(0) == static_cast<int64_t>(seq) + 1) {
      TRY(sink.OnCheckpoint(seq + 1, checkpoints.Bytes(1)));
      ++checkpoints_;
      TRY(checkpoints.Advance());
    }
    TRY(events.Advance());
  }
  TRY(NothingLeft(bodies, kBodies.table));
  TRY(NothingLeft(checkpoints, kCheckpoints.table));
  TRY_ASSIGN(const uint64_t all_nodes, snapshot_.Count(kNodes.table));
  if (all_nodes == nodes.delivered()) return Ok();
  return Leftover(kNodes.table, std::to_string(all_nodes - nodes.delivered()));
}

Status StoreSource::DeliverTable(const TableShape& table, verify::Sink& sink) {
  Selection selection{table.name, {}, {std::string(kId)}, "", 0};
  for (const std::string& column : table.columns) {
    if (column != kId && column != kSalt) selection.columns.push_back(column);
  }
  std::ranges::sort(selection.columns);
  const size_t count = selection.columns.size();
  std::vector<verify::NamedCell> cells(count);
  selection.columns.emplace_back(kId);
  selection.columns.emplace_back(kSalt);
  for (size_t i = 0; i < count; ++i) cells[i].column = selection.columns[i];
  std::string bytes;
  TRY_ASSIGN(RowStream rows, RowStream::Open(snapshot_, selection, {}));
  for (; !rows.at_end(); ++rows_) {
    for (size_t i = 0; i < count; ++i) {
      verify::Cell& cell = cells[i].cell;
      const Kind kind = rows.KindOf(i);
      cell = {};
      cell.kind = static_cast<verify::Cell::Kind>(kind);
      if (kind == Kind::kInt) cell.number = rows.Int(i);
      if (kind == Kind::kText || kind == Kind::kBlob) cell.bytes = rows.Bytes(i);
    }
    const std::string key =
        rows.KindOf(count) == Kind::kInt ? std::to_string(rows.Int(count)) : "?";
    const bool salted = rows.KindOf(count + 1) == Kind::kBlob;
    verify::WriteRow(table.name, key, cells, &bytes);
    TRY(sink.OnRow(table.name, key, salted ? rows.Bytes(count + 1) : std::string_view(), bytes));
    TRY(rows.Advance());
  }
  return Ok();
}

static_assert(static_cast<int>(Kind::kNull) == static_cast<int>(verify::Cell::Kind::kNull) &&
                  static_cast<int>(Kind::kInt) == static_cast<int>(verify::Cell::Kind::kInteger) &&
                  static_cast<int>(Kind::kText) == static_cast<int>(verify::Cell::Kind::kText) &&
                  static_cast<int>(Kind::kBlob) == static_cast<int>(verify::Cell::Kind::kBytes),
              "cells are of the same kinds");

Status StoreSource::DeliverEnd(verify::Sink& sink) {
  TRY_ASSIGN(RowStream head,
             RowStream::Open(snapshot_, kHead, {Kind::kInt, Kind::kBlob, Kind::kInt, Kind::kInt}));
  verify::End end;
  if (head.at_end() || !ToHash(head.Bytes(1), &end.root))
    return Difference("bảng ledger_head trống hoặc hỏng", "table ledger_head is empty or damaged");
  end.events = static_cast<uint64_t>(head.Int(0));
  end.checkpoints = checkpoints_;
  end.rows = rows_;
  end.times = {head.Int(2), static_cast<uint64_t>(head.Int(3))};
  TRY(head.Advance());
  TRY(NothingLeft(head, kHead.table));
  return sink.OnEnd(end);
}

Status StoreSource::DeliverAll(verify::Sink& sink) {
  TRY(CheckShape());
  TRY(DeliverHeader(sink));
  TRY(DeliverEvents(sink));
  for (const TableShape& table : snapshot_.tables()) {
    const bool of_ledger = table.name == kEvents.table || table.name == kBodies.table ||
                           table.name == kCheckpoints.table || table.name == kNodes.table ||
                           table.name == kHead.table;
    if (of_ledger) continue;
    if (IsRegister(table))
      TRY(DeliverTable(table, sink));
    else
      unbound_.push_back(table.name);
  }
  TRY(DeliverEnd(sink));
  return snapshot_.CheckIntegrity();
}

Status StoreSource::Deliver(verify::Sink& sink) {
  Status delivered = DeliverAll(sink);
  // What looks like a difference may be a server at work.
  TRY(snapshot_.CheckUnchanged());
  return delivered;
}

}  // namespace niem::verify_store
