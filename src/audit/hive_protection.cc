// SOFTWARE: antivirus and what is known of licences. Offline these are indications, not proofs.
#include "audit/hive_facts.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

void ReadDefender(const HiveKey& root, SourceFacts& facts) {
  const std::string path = "Microsoft\\Windows Defender";
  const auto key = root.Find(path);
  if (!key) return;
  Fact& fact = facts.Add("antivirus.defender", path);
  if (const auto updates = key->Find("Signature Updates")) {
    fact.Set("signatures", updates->TextOf("AVSignatureVersion"));
    if (const auto when = updates->Value("SignaturesLastUpdated"))
      fact.Set("updated", when->Time());
  }
  const auto flag = [&](const std::string& where, const char* name, const char* field) {
    if (const auto holder = root.Find(where)) {
      const auto value = holder->Value(name);
      if (value && value->Number()) fact.Set(field, std::to_string(*value->Number()));
    }
  };
  flag(path, "DisableAntiSpyware", "disabled");
  flag(path, "DisableAntiVirus", "disabled");
  flag("Policies\\Microsoft\\Windows Defender", "DisableAntiSpyware", "disabled");
  flag(path + "\\Real-Time Protection", "DisableRealtimeMonitoring", "realtime_off");
  flag("Policies\\Microsoft\\Windows Defender\\Real-Time Protection", "DisableRealtimeMonitoring",
       "realtime_off");
}

void ReadProviders(const HiveKey& root, SourceFacts& facts) {
  const std::string path = "Microsoft\\Security Center\\Provider\\Av";
  const auto key = root.Find(path);
  if (!key) return;
  for (const HiveKey& provider : key->Subkeys()) {
    const auto state = provider.Value("STATE");
    facts.Add("antivirus.product", path + "\\" + provider.Name())
        .Set("name", provider.TextOf("DISPLAYNAME"))
        .Set("state", state && state->Number() ? std::to_string(*state->Number()) : std::string())
        .Set("key_write", provider.LastWrite());
  }
}

void ReadLicence(const HiveKey& root, SourceFacts& facts) {
  for (const auto& [path, product] :
       {std::pair<const char*, const char*>{
            "Microsoft\\Windows NT\\CurrentVersion\\SoftwareProtectionPlatform", "windows"},
        {"Microsoft\\OfficeSoftwareProtectionPlatform", "office"}}) {
    const auto key = root.Find(path);
    if (!key) continue;
    facts.Add("licence", path)
        .Set("product", std::string(product))
        .Set("kms_server", key->TextOf("KeyManagementServiceName"))
        .Set("kms_port", key->TextOf("KeyManagementServicePort"));
  }
  const std::string options =
      "Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options\\SppExtComObj.exe";
  if (const auto key = root.Find(options)) {
    facts.Add("licence.hook", options)
        .Set("debugger", key->TextOf("Debugger"))
        .Set("key_write", key->LastWrite());
  }
}

void ReadOffice(const HiveKey& root, SourceFacts& facts) {
  const std::string path = "Microsoft\\Office\\ClickToRun\\Configuration";
  if (const auto key = root.Find(path)) {
    facts.Add("office", path)
        .Set("product", key->TextOf("ProductReleaseIds"))
        .Set("version", key->TextOf("VersionToReport"));
  }
}

}  // namespace

void ReadProtection(const HiveKey& root, SourceFacts& facts) {
  ReadDefender(root, facts);
  ReadProviders(root, facts);
  ReadLicence(root, facts);
  ReadOffice(root, facts);
}

}  // namespace niem::audit
