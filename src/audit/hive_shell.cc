// Folders opened in Explorer, of UsrClass.dat and NTUSER.DAT: drives, shares and portable devices.

#include "audit/device_id.h"
#include "audit/hive_facts.h"
#include "audit/shell_item.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr int kMaxDepth = 16;
constexpr size_t kMaxItems = 100'000;

class Bags {
 public:
  explicit Bags(SourceFacts& facts) : facts_(facts) {}

  void Walk(const HiveKey& key, const std::string& path, const ShellItem& above, int depth) {
    for (const HiveValue& value : key.Values()) {
      const bool numbered =
          !value.name.empty() && value.name.find_first_not_of("0123456789") == std::string::npos;
      if (!numbered || items_ >= kMaxItems) continue;
      ++items_, ++facts_.units;
      ShellItem item = ReadShellItem(value.bytes());
      const auto below = key.Find(value.name);
      const std::string where = Below(path, value.name);
      // Storage and folders in a phone: what the phone is called stands above them.
      if (item.portable && above.portable) item.device = above.device, item.name = above.name;
      Tell(item, where, below ? below->LastWrite() : std::nullopt);
      if (below && depth < kMaxDepth) Walk(*below, where, item, depth + 1);
    }
  }

 private:
  void Tell(const ShellItem& item, const std::string& where, const std::optional<Moment>& when) {
    if (!item.letter.empty()) {
      facts_.Add("shell.volume", where)
          .Set("letter", item.letter)
          .Set("removable", std::string(item.removable ? "yes" : ""))
          .Set("key_write", when);
    } else if (!item.share.empty()) {
      facts_.Add("shell.share", where).Set("share", item.share).Set("key_write", when);
    } else if (item.portable) {
      Fact& fact = facts_.Add("shell.device", where);
      fact.Set("label", item.name).Set("device", item.device).Set("key_write", when);
      if (const auto id = ParseDeviceId(item.device); id && id->bus == "USB") {
        fact.Set("vid", id->vid).Set("pid", id->pid).Set("serial", id->serial);
      }
    }
  }

  SourceFacts& facts_;
  size_t items_ = 0;
};

}  // namespace

void ReadShellBags(const HiveKey& bags, const std::string& path, SourceFacts& facts) {
  Bags(facts).Walk(bags, path, {}, 0);
}

void ReadShellHive(const KeySource& hive, SourceFacts& facts) {
  const HiveKey root = hive.root();
  const std::string path = "Local Settings\\Software\\Microsoft\\Windows\\Shell\\BagMRU";
  const auto bags = root.Find(path);
  if (!bags && !root.Find("Local Settings") && !root.Find("CLSID") && !root.Find("Extensions")) {
    facts.Note("không phải tệp UsrClass.dat", "not a UsrClass.dat hive");
    facts.failed = true;
    return;
  }
  if (bags) ReadShellBags(*bags, path, facts);
}

}  // namespace niem::audit
