// What an audit reads: one file (a hive with its logs, an event log ...) of the examined machine.
//
// ReadSource is the one door to all readers; it runs inside a sandboxed process (Linux) or a
// process of its own. Thread-safety: pure functions, plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/fact.h"
#include "audit/hosts.h"
#include "audit/yara.h"
#include "base/bytes.h"

namespace niem::audit {

enum class SourceKind : uint8_t {
  kSystemHive,
  kSoftwareHive,
  kUserHive,
  kSetupLog,
  kEventLog,
  kWifiProfile,  // an XML file of WLAN-AutoConfig
  kPhoneBook,    // rasphone.pbk
  kHosts,        // the hosts file
  kPlaces,       // folders and files whose presence tells something; nothing is opened
  kKernelLog,    // Linux: kern.log, syslog, messages, dmesg
  kConnection,   // Linux: a NetworkManager connection
  kPackageList,  // Linux: dpkg status
  kLink,         // a shell link of a user's recent documents
  kJumpList,
  kJournal,        // Linux: systemd's journal
  kNetworkState,   // Linux: leases, times of connections, other network settings
  kRecentFiles,    // Linux: lists of documents opened
  kVolumes,        // Linux: drives mounted by desktops
  kPackageLog,     // Linux: apt's history
  kUsbPolicy,      // Linux: usbguard's rules
  kAntivirusData,  // ClamAV's database
  kSystemNames,    // Linux: hostname, machine-id
  kSystemRelease,  // Linux: os-release
  kLiveDevices,    // of a running computer: attached now ...
  kLiveMounts,
  kLiveNetwork,
  kLiveProcesses,
  kLiveMachine,
  kTasks,           // what Windows starts by the clock; many small files read together
  kLiveMutexes,     // Windows: locks by whose names worms know that they run already
  kTree,            // how folders and files are laid out; desktop.ini are read
  kZones,           // where documents came from, as alternate streams of NTFS tell
  kBrowserHistory,  // History of Chromium and its kin, places.sqlite of Firefox
  kTraffic,         // SRUDB.dat: what went over which network, by program
  kShellHive,       // UsrClass.dat: folders opened in Explorer
  kInventoryHive,   // Amcache.hve: devices and programs present
  kPrefetch,        // a program that ran
  kProgramFolder,   // programs where they seldom belong; `bytes` lists them, `logs` are they
  kYaraRules,       // what the agency brought; not of the examined machine
};

// "system_hive"; as rules name it.
std::string_view SourceKindName(SourceKind kind);
StaticText SourceKindTitle(SourceKind kind);
// Its reader needs to know when the file was last changed.
bool SourceKindDated(SourceKind kind);

struct SourceId {
  SourceKind kind = SourceKind::kPlaces;
  std::string path;                    // below the root, with '/'
  std::string user;                    // of a user's own files
  std::string label;                   // of an event log: its channel
  std::optional<Moment> changed = {};  // of some kinds: the file's last change (SourceKindDated)
};

// What whoever asks may set for readers; borrowed.
struct ReadSettings {
  const HostList* hosts = nullptr;  // of histories; null: those built in
  const YaraRules* yara = nullptr;  // null: none
};

// `logs`: a hive's transaction logs, a database's write-ahead log.
SourceFacts ReadSource(const SourceId& id, Bytes bytes, const std::vector<Bytes>& logs,
                       const ReadSettings& settings = {});

}  // namespace niem::audit
