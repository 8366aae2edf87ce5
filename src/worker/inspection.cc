#include "worker/inspection.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "detect/finding_json.h"
#include "detect/judge.h"

namespace niem::worker {
namespace {

bool IsPrefix(const Position& outer, const Position& inner) {
  return outer.size() <= inner.size() && std::equal(outer.begin(), outer.end(), inner.begin());
}

// Members come before their container.
bool PostOrderLess(const Position& a, const Position& b) {
  if (a == b) return false;
  if (IsPrefix(a, b)) return false;
  if (IsPrefix(b, a)) return true;
  return a < b;
}

extract::Note RereadNote() {
  return {
      ErrorCode::kCrashed,
      false,
      {"có phần bên trong làm dừng tiến trình đọc; các phần còn lại đã được đọc bằng tiến trình "
       "mới",
       "a member ended the reading process; the other members were read by a new one"}};
}

}  // namespace

void Inspection::PassOn(const Position& position, detect::DocumentResult result) {
  newest = position;
  ++results;
  if (position.empty()) {
    finished = true;
    if (reread) result.notes.push_back(RereadNote());
  }
  on_result(index, std::move(result));
}

void Inspection::Fail(const Error& error) {
  PassOn({}, detect::Unreadable(extract::Format::kUnknown, error));
}

bool OnBegin(Inspection& inspection, Bytes payload) {
  FrameReader reader(payload);
  Place place;
  place.position = reader.GetPosition();
  place.bytes = reader.U64();
  for (uint32_t left = reader.Count(); left > 0 && reader.ok(); --left)
    place.member.push_back(reader.String());
  if (!reader.ok() || place.position.empty() || place.member.size() != place.position.size())
    return false;
  inspection.current = std::move(place);
  return true;
}

bool OnPage(Inspection& inspection, Bytes payload) {
  FrameReader reader(payload);
  inspection.page.position = reader.GetPosition();
  inspection.page.page = reader.U32();
  return reader.ok();
}

bool StopBeforeThatPage(Inspection& inspection, ErrorCode code) {
  const PageMark& mark = inspection.page;
  Request& request = inspection.request;
  if (mark.page < 2 || mark.position != inspection.current.position) return false;
  if (request.stop_page != 0 && request.stop_at == mark.position) return false;
  request.stop_at = mark.position;
  request.stop_page = mark.page;
  request.stop_code = code;
  request.skip_resume = false;
  inspection.page = {};
  inspection.current = {};
  return true;
}

bool OnResultFrame(Inspection& inspection, Bytes payload) {
  FrameReader reader(payload);
  const Position position = reader.GetPosition();
  trace::Words words = std::exchange(inspection.words, {});
  Result<detect::DocumentResult> result = detect::FromWireJson(reader.String());
  if (!reader.ok() || !result.ok() || result->member.size() != position.size()) return false;
  if (inspection.finished || inspection.results > inspection.max_results) return false;
  inspection.current = {position, result->member, 0};
  if (!position.empty())
    inspection.current.position.pop_back(), inspection.current.member.pop_back();
  // A file read again repeats what was passed on already.
  if (inspection.newest.has_value() && !PostOrderLess(*inspection.newest, position)) return true;
  if (!words.words.empty()) result->words = std::make_shared<const trace::Words>(std::move(words));
  inspection.PassOn(position, std::move(result).value());
  return true;
}

}  // namespace niem::worker
