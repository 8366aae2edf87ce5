// Facts from registry hives, one function for each hive. The vocabulary (kinds and fields) is in
// docs/audit.md. Only the control set in use is read: others hold the same devices again.
//
// Ownership: borrows the keys. Errors: none; what is missing yields no fact. Thread-safety: as the
// KeySource.
#pragma once

#include "audit/fact.h"
#include "audit/key.h"

namespace niem::audit {

void ReadSystemHive(const KeySource& hive, SourceFacts& facts);
void ReadSoftwareHive(const KeySource& hive, SourceFacts& facts);
void ReadUserHive(const KeySource& hive, SourceFacts& facts);       // NTUSER.DAT
void ReadShellHive(const KeySource& hive, SourceFacts& facts);      // UsrClass.dat
void ReadInventoryHive(const KeySource& hive, SourceFacts& facts);  // Amcache.hve

// Parts of the above.
void ReadUsbKeys(const HiveKey& control_set, const std::string& path, SourceFacts& facts);
void ReadNetworkList(const HiveKey& root, SourceFacts& facts);
void ReadTcpInterfaces(const HiveKey& control_set, const std::string& path, SourceFacts& facts);
void ReadProtection(const HiveKey& root, SourceFacts& facts);  // antivirus, licences
void ReadOpenedDocuments(const HiveKey& root, SourceFacts& facts);
// Folders opened in Explorer: `bags` is a BagMRU key, `path` where it stands.
void ReadShellBags(const HiveKey& bags, const std::string& path, SourceFacts& facts);

}  // namespace niem::audit
