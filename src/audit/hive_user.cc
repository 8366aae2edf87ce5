// NTUSER.DAT: what one user mounted, opened and ran. Names of documents, never their content.
#include <charconv>

#include "audit/hive_facts.h"
#include "audit/hosts.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr std::string_view kExplorer = "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer";

void ReadMountPoints(const HiveKey& root, SourceFacts& facts) {
  const std::string path = std::string(kExplorer) + "\\MountPoints2";
  const auto key = root.Find(path);
  if (!key) return;
  for (const HiveKey& point : key->Subkeys()) {
    const std::string name = point.Name();
    Fact& fact = facts.Add("user.mount", Below(path, name));
    if (name.starts_with("{")) fact.Set("volume", Lower(name));
    if (name.starts_with("##")) {
      std::string share = name;
      for (char& c : share) c = c == '#' ? '\\' : c;
      fact.Set("share", share);
    }
    if (name.size() == 1) fact.Set("letter", name + ":");
    fact.Set("key_write", point.LastWrite());
    // What its autorun.inf had Explorer do: AutoRun, or a verb of the drive's own menu.
    const auto verbs = point.Find("shell");
    if (!verbs) continue;
    for (const HiveKey& verb : verbs->Subkeys()) {
      const auto command = verb.Find("command");
      if (command && fact.Field("autorun").empty()) fact.Set("autorun", command->TextOf(""));
    }
  }
}

// "[F00000000][T01CD127B...][O00000000]*C:\...\x.docx".
void PutRecent(const std::string& where, const HiveValue& value, std::string_view program,
               SourceFacts& facts) {
  const std::string text = value.Text();
  const size_t star = text.find('*'), mark = text.find("[T");
  if (star == std::string::npos || star + 1 >= text.size()) return;
  Fact& fact = facts.Add("document.opened", where + "\\" + value.name);
  fact.Set("path", text.substr(star + 1)).Set("program", std::string(program));
  if (mark == std::string::npos || mark > star || mark + 18 > text.size()) return;
  uint64_t when = 0;
  const char* begin = text.data() + mark + 2;
  if (std::from_chars(begin, begin + 16, when, 16).ec == std::errc())
    fact.Set("opened", Moment::FromFileTime(when));
}

void ReadFileMru(const HiveKey& program, const std::string& where, std::string_view name,
                 SourceFacts& facts) {
  const auto read = [&](const HiveKey& key, const std::string& path) {
    for (const HiveValue& value : key.Values()) {
      if (StartsWithName(value.name, "Item ")) PutRecent(path, value, name, facts);
    }
  };
  if (const auto key = program.Find("File MRU")) read(*key, where + "\\File MRU");
  const auto users = program.Find("User MRU");
  if (!users) return;
  for (const HiveKey& user : users->Subkeys()) {
    if (const auto key = user.Find("File MRU"))
      read(*key, where + "\\User MRU\\" + user.Name() + "\\File MRU");
  }
}

// A name in UTF-16 up to its zero, then a shell item.
void ReadRecentDocs(const HiveKey& root, SourceFacts& facts) {
  const std::string path = std::string(kExplorer) + "\\RecentDocs";
  const auto key = root.Find(path);
  if (!key) return;
  for (const HiveValue& value : key->Values()) {
    if (value.name.empty() || value.name.find_first_not_of("0123456789") != std::string::npos)
      continue;
    facts.Add("document.recent", path + "\\" + value.name)
        .Set("name", FromUtf16Zero(value.bytes()))
        .Set("key_write", key->LastWrite());
  }
}

std::string Rot13(std::string text) {
  for (char& c : text) {
    const char base = c >= 'a' && c <= 'z' ? 'a' : c >= 'A' && c <= 'Z' ? 'A' : '\0';
    if (base != '\0') c = static_cast<char>(base + (c - base + 13) % 26);
  }
  return text;
}

void ReadUserAssist(const HiveKey& root, SourceFacts& facts) {
  const std::string path = std::string(kExplorer) + "\\UserAssist";
  const auto key = root.Find(path);
  if (!key) return;
  for (const HiveKey& guid : key->Subkeys()) {
    const auto count = guid.Find("Count");
    if (!count) continue;
    for (const HiveValue& value : count->Values()) {
      if (value.data.size() < 68) continue;
      const std::string name = Rot13(value.name);
      const auto at = Moment::FromFileTime(ByteReader(value.bytes(), 60).U64());
      if (!at || name.find('\\') == std::string::npos) continue;
      facts.Add("program.run", path + "\\" + guid.Name() + "\\Count\\" + value.name)
          .Set("path", name)
          .Set("at", at);
    }
  }
}

void ReadTyped(const HiveKey& root, SourceFacts& facts) {
  const std::string path = "Software\\Microsoft\\Internet Explorer\\TypedURLs";
  const auto key = root.Find(path);
  if (!key) return;
  for (const HiveValue& value : key->Values()) {
    const std::string address = value.Text();
    const std::string host = HostOf(address);
    // Windows itself puts its default pages there.
    if (host.empty() || IsLoopback(host) ||
        address.find("go.microsoft.com/fwlink") != std::string::npos)
      continue;
    facts.Add("web.typed", path + "\\" + value.name)
        .Set("server", host)
        .Set("where", std::string(IsLocalHost(host) ? "local" : "internet"))
        .Set("key_write", key->LastWrite());
  }
}

// Which user was asked what to do with a phone that was plugged in.
void ReadAutoplay(const HiveKey& root, SourceFacts& facts) {
  const std::string path = std::string(kExplorer) + "\\AutoplayHandlers\\KnownDevices";
  const auto key = root.Find(path);
  if (!key) return;
  for (const HiveKey& device : key->Subkeys()) {
    facts.Add("user.device", path + "\\" + device.Name())
        .Set("device", device.Name())
        .Set("label", device.TextOf("Label"))
        .Set("key_write", device.LastWrite());
  }
}

void ReadRun(const HiveKey& root, SourceFacts& facts) {
  for (const char* name : {"Run", "RunOnce"}) {
    const std::string path = std::string("Software\\Microsoft\\Windows\\CurrentVersion\\") + name;
    const auto key = root.Find(path);
    if (!key) continue;
    for (const HiveValue& value : key->Values()) {
      facts.Add("autostart", path + "\\" + value.name)
          .Set("name", value.name)
          .Set("command", value.Text())
          .Set("key_write", key->LastWrite());
    }
  }
}

// Explorer told to hide what worms hide. It is also how Windows comes, so it says nothing alone.
void ReadHiding(const HiveKey& root, SourceFacts& facts) {
  const std::string path = std::string(kExplorer) + "\\Advanced";
  const auto key = root.Find(path);
  if (!key) return;
  const auto is = [&](std::string_view name, uint32_t wanted) {
    const auto value = key->Value(name);
    return value && value->Number() == wanted;
  };
  if (!is("Hidden", 2) || !is("ShowSuperHidden", 0) || !is("HideFileExt", 1)) return;
  facts.Add("explorer.hides", path).Set("key_write", key->LastWrite());
}

}  // namespace

void ReadOpenedDocuments(const HiveKey& root, SourceFacts& facts) {
  const std::string path = "Software\\Microsoft\\Office";
  if (const auto office = root.Find(path)) {
    for (const HiveKey& version : office->Subkeys()) {
      const std::string number = version.Name();
      if (number.empty() || number[0] < '0' || number[0] > '9') continue;
      for (const HiveKey& program : version.Subkeys()) {
        const std::string name = program.Name();
        ReadFileMru(program, Below(Below(path, number), name), name, facts);
      }
    }
  }
  ReadRecentDocs(root, facts);
}

void ReadUserHive(const KeySource& hive, SourceFacts& facts) {
  const HiveKey root = hive.root();
  if (!root.Find("Software")) {
    facts.Note("không phải tệp NTUSER.DAT", "not an NTUSER.DAT hive");
    facts.failed = true;
    return;
  }
  ReadMountPoints(root, facts);
  ReadOpenedDocuments(root, facts);
  ReadUserAssist(root, facts);
  ReadTyped(root, facts);
  ReadAutoplay(root, facts);
  ReadRun(root, facts);
  ReadHiding(root, facts);
  for (const std::string& path :
       {std::string("Software\\Microsoft\\Windows\\Shell\\BagMRU"),
        std::string("Software\\Microsoft\\Windows\\ShellNoRoam\\BagMRU")}) {
    if (const auto bags = root.Find(path)) ReadShellBags(*bags, path, facts);
  }
}

}  // namespace niem::audit
