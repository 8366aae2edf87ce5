// What a running computer says about itself now (`niem audit --live`): devices attached, network
// interfaces, drives mounted, names of programs that run. The history on its disk is read by the
// same readers as a mounted one.
//
// Two steps, so that what devices say of themselves is parsed in the sandbox only: ReadLive asks
// the system and writes the answers down as text, a snapshot; ReadSnapshot, called by ReadSource,
// makes facts of it. Each system has a file of its own for the first step (live_linux.cc), the
// second is shared. A snapshot is evidence: its digest stands in the report.
//
// Nothing is changed on the computer: files are opened to be read, without marking them as read
// where the system lets that be. Errors: what could not be asked is a source with its reason.
// Thread-safety: one thread.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "audit/source.h"

namespace niem::audit {

struct LiveSource {
  SourceId id;           // a kind kLive..., path: what was asked
  std::string snapshot;  // empty: `notes` say why
  std::vector<Text> notes;
};

struct LiveMachine {
  std::vector<LiveSource> sources;
  std::vector<Text> limits;  // what an inspector must know of this run, such as missing rights
};

// The tree that --live looks at where no other is named: "/", the system's drive.
std::string LiveRootPath();

// `root`: where the running system's tree is seen, "/" as a rule. `now`: UTC.
LiveMachine ReadLive(const std::string& root, const Moment& now);

// Records of names and values; a name may come again.
class SnapshotWriter {
 public:
  explicit SnapshotWriter(const Moment& now);

  void Begin(std::string_view record);
  // Left out where `value` is empty; cut at 4 KiB.
  void Put(std::string_view name, std::string_view value);

  std::string Finish() { return std::move(text_); }

 private:
  std::string text_;
};

struct SnapshotRecord {
  std::string name;
  std::multimap<std::string, std::string, std::less<>> values;

  std::string Get(std::string_view key) const;  // the first
  std::vector<std::string> All(std::string_view key) const;
};

// kCorrupt where it is no snapshot.
struct Snapshot {
  Moment at;
  std::vector<SnapshotRecord> records;

  static Result<Snapshot> Parse(std::string_view text);
};

// Facts of any snapshot: live.device, live.interface, live.traffic, live.process, live.mutex,
// linux.mount, machine. Records: device, interface, traffic, process, mutex, mount, machine
// (live_facts.cc names their values).
SourceFacts ReadSnapshot(Bytes bytes);

}  // namespace niem::audit
