// The history of a browser: Chromium and its kin ("History"), Firefox ("places.sqlite").
//
// Facts never hold an address or a title. They are:
//   "web.use" {browser, profile, visits, hosts}: that the Internet was used, first and last;
//   "web.local" {visits, hosts}: pages of a local network, first and last;
//   "web.host" {host, what, app, visits}: a host of the list alone, first and last;
//   "web.download" {name, ending, host, app, what}: a document that was saved, when.
// Visits that a browser copied from its user's other devices are counted in a note and left out.
//
// Errors: none, only fewer facts and a note. Thread-safety: pure function.
#pragma once

#include <string>

#include "audit/fact.h"
#include "audit/hosts.h"

namespace niem::audit {

// `path` names the browser and its profile; `log` is the "-wal" beside the file.
SourceFacts ReadBrowserHistory(const std::string& path, Bytes bytes, Bytes log,
                               const HostList& hosts);

}  // namespace niem::audit
