// Which hosts of a browser's history are worth naming, and nothing else of it: webmail, chat, file
// sharing, an agency's own document systems. packs/audit/hosts.json, and what the agency gives by
// --hosts. Addresses below a host are never looked at.
//
// A host in a list is a name ("facebook.com": it and every host below it) or a pattern in which '*'
// stands for any characters ("eoffice.*"); either may begin at any label of the host.
//
// Ownership: a HostList owns its texts. Errors: kInvalidArgument with file and line.
// Thread-safety: immutable once made; pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace niem::audit {

struct NamedHost {
  std::string host;
  std::string kind;  // "mail", "chat", "share", "office"
  std::string name;  // "Gmail"
};

class HostList {
 public:
  static Result<HostList> BuiltIn();
  // The agency's hosts come first. `json` has "hosts" as packs/audit/hosts.json does.
  Result<HostList> With(const std::string& json, const std::string& file) const;

  // The first that fits; null where the host is none of them.
  const NamedHost* Find(std::string_view host) const;

  // "tinh.gov.vn" of "eoffice.so.tinh.gov.vn": what is registered, as far as the list of suffixes
  // knows; the host itself where it is a number or has no dot.
  std::string Registered(std::string_view host) const;

  // Whether a file's name ends as documents, archives and pictures of paper do.
  bool IsDocument(std::string_view file_name) const;

 private:
  std::vector<NamedHost> hosts_;
  std::vector<std::string> suffixes_, documents_;
};

// "mail.google.com" of "https://user@mail.google.com:443/...", in lower case; of "blob:https://..."
// too. Empty where there is none ("file:///", "chrome://").
std::string HostOf(std::string_view address);

// A host that is reached without the Internet: a private address, a name without a dot, an ending
// kept for local networks.
bool IsLocalHost(std::string_view host);

// The computer itself.
bool IsLoopback(std::string_view host);

}  // namespace niem::audit
