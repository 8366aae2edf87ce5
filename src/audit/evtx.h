// Windows event logs (.evtx): every whole record of every chunk, in the file's order.
//
// Logs of a machine that lost power, or carved from a disk, have damaged headers and chunks: the
// file's own counts are not believed, chunks are found by their signature, and after a damaged
// record the search goes on at the next. Checksums that are wrong are told, and what still reads is
// kept. Order by record number, not by time: clocks are set back. Source: the format as observed;
// MS-EVEN6.
//
// Ownership: borrows the bytes during the call. Errors: kCorrupt where it is no such log.
// Thread-safety: pure function.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "audit/binxml.h"
#include "audit/moment.h"

namespace niem::audit {

struct Event {
  uint64_t record = 0;
  uint32_t id = 0;
  std::string provider;
  std::string computer;
  std::optional<Moment> created;
  EventValues values;

  // The first of this name; empty where there is none.
  std::string Value(std::string_view name) const;
};

struct EventLogState {
  uint64_t records = 0;
  uint64_t damaged_records = 0;
  uint64_t damaged_chunks = 0;   // checksum or header wrong
  uint64_t missing_records = 0;  // gaps in the numbering between records that are there
  bool dirty = false;            // not closed properly
};

Result<EventLogState> ReadEventLog(Bytes bytes, const std::function<void(const Event&)>& each);

}  // namespace niem::audit
