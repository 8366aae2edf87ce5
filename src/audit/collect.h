// From a root to facts: finds the sources of the examined machine, has each read, keeps its digest.
//
// How a source is read is the caller's: `read` runs ReadSource inside a sandboxed process
// (cli/audit_command.cc); tests call it directly. What cannot be read is a source with its reason,
// never left out. Errors: the root's own. Thread-safety: one thread.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "audit/live.h"
#include "audit/root.h"
#include "audit/source.h"

namespace niem::audit {

struct Source {
  SourceId id;
  std::string sha256;
  uint64_t size = 0;
  uint64_t units = 0;  // keys, records, sections
  bool read = false;   // false: notes say why
  std::vector<Text> notes;
  bool partial = false;  // some of it was not read: notes say what
};

struct Collected {
  std::vector<Source> sources;
  std::vector<Fact> facts;  // Fact::source is an index into `sources`
  // Drive letters of the examined Windows, by the number of the image's volume.
  std::map<uint32_t, std::string> letters = {};
};

// A folder or file whose presence tells something, for example of a chat program.
struct Place {
  std::string pattern;  // "Users/*/AppData/Local/ZaloPC"
  std::string app;      // "Zalo"
  std::string what;     // "program", "data", "received"
};

using ReadFunction = std::function<Result<SourceFacts>(const SourceId& id, Bytes bytes,
                                                       const std::vector<Bytes>& logs)>;

struct CollectOptions {
  std::vector<Place> places;
  uint64_t max_bytes = uint64_t{512} << 20;  // of one source
  std::vector<LiveSource> live = {};         // what the running computer said of itself
  bool any_program = false;                  // see FindSuspects
  // A volume beside that of the system. Hives and logs on it may be copies of another computer's,
  // and programs may stand anywhere: only its tree, places and odd folders are looked at.
  bool data_volume = false;
  // But users' own folders there, as the system's registry names them: read like those below Users.
  std::vector<std::string> profiles = {};
};

// Whether folders of a Windows or a Linux stand there: not a folder of copied files, nor a drive
// that holds documents alone.
bool HoldsSystem(const Root& root);
// Whether it has users' folders.
bool HoldsUsers(const Root& root);

// `progress` is told of each source before it is read.
Collected Collect(const Root& root, const CollectOptions& options, const ReadFunction& read,
                  const std::function<bool(const SourceId&)>& progress);

// The same of each volume of the root, in their order. Where Root::Volume names one, it stands
// before the paths: "#2: Users/lan/Downloads". A first volume without a name is that of the system.
Collected CollectAll(Root& root, const CollectOptions& options, const ReadFunction& read,
                     const std::function<bool(const SourceId&)>& progress);

}  // namespace niem::audit
