// Small files in which Linux remembers: networks joined and addresses given, documents opened,
// drives mounted, packages fetched, what a USB policy allows, how old the antivirus data is.
//
// A file is known by its path (SourceId::path); passwords and keys in it are never put into facts.
// Names of documents are read, their content is not. Errors: SourceFacts::failed where a file is
// not what its path promises; else only fewer facts. Thread-safety: pure functions.
#pragma once

#include "audit/fact.h"
#include "audit/source.h"

namespace niem::audit {

// NetworkManager's state, leases, wpa_supplicant, netplan, iwd, ifupdown.
SourceFacts ReadNetworkState(const SourceId& id, Bytes bytes);

// recently-used.xbel, KDE's RecentDocuments, LibreOffice's list.
SourceFacts ReadRecentFiles(const SourceId& id, Bytes bytes);

// udisks2's list of what it mounted, and the volumes that a user's file manager has settings for
// (by file name: gvfs-metadata).
SourceFacts ReadVolumes(const SourceId& id, Bytes bytes);

// apt's history, plain or compressed.
SourceFacts ReadPackageLog(Bytes bytes);

// /etc/usbguard.
SourceFacts ReadUsbPolicy(Bytes bytes);

// The header of ClamAV's daily database.
SourceFacts ReadAntivirusData(Bytes bytes);

// os-release, hostname, machine-id.
SourceFacts ReadSystemNames(const SourceId& id, Bytes bytes);
// os-release(5): the release as "ubuntu 18.04".
SourceFacts ReadSystemRelease(Bytes bytes);

}  // namespace niem::audit
