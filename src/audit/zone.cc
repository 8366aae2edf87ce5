#include "audit/zone.h"

#include <algorithm>

#include "audit/lines.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr std::string_view kRecycleBin = "645FF040-5081-101B-9F08-00AA002F954E";
constexpr size_t kMaxPath = 16u << 10, kMaxHost = 253;

std::string TextOf(Bytes bytes) {
  if (bytes.size() >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE) return FromUtf16(bytes.subspan(2));
  if (bytes.size() >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF) {
    bytes = bytes.subspan(3);
  }
  return ValidUtf8(AsText(bytes));
}

// What stands behind "name=" on a line of its own.
std::string ValueIn(std::string_view text, std::string_view name) {
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (StartsWithName(line, name) && line.size() > name.size() && line[name.size()] == '=') {
      return std::string(line.substr(name.size() + 1));
    }
  }
  return {};
}

// What an autorun.inf has started: open=, shellexecute=, shell\open\command=. An icon alone is
// none.
std::string CommandOf(std::string_view text) {
  std::string command;
  EachLine(text, [&](std::string_view raw, uint64_t) {
    const std::string_view line = Trimmed(raw);
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos || !command.empty()) return;
    const std::string key = Lower(Trimmed(line.substr(0, equals)));
    const bool verb = key.starts_with("shell\\") && key.ends_with("\\command");
    if (key == "open" || key == "shellexecute" || verb) command = Trimmed(line.substr(equals + 1));
  });
  return command;
}

void HintOfAutorun(SourceFacts& facts, const std::string& path, const std::string& text) {
  const std::string command = CommandOf(text);
  if (command.empty()) return;
  facts.Add("layout.hint", path)
      .Set("heuristic", "H10")
      .Set("path", path)
      .Set("file", path)
      .Set("command", command);
}

bool OfHost(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' ||
         static_cast<uint8_t>(c) >= 0x80;
}

// "https://user@portal.example.vn:8443/a?b" → "portal.example.vn".
std::string HostOf(const std::string& address) {
  const std::string lower = Lower(address);
  std::string_view rest = lower;
  bool known = false;
  for (const std::string_view scheme : {"https://", "http://", "ftp://"}) {
    if (!rest.starts_with(scheme)) continue;
    rest.remove_prefix(scheme.size());
    known = true;
    break;
  }
  if (!known) return {};
  rest = rest.substr(0, rest.find_first_of("/?#\\"));
  if (const size_t at = rest.rfind('@'); at != std::string_view::npos) rest.remove_prefix(at + 1);
  rest = rest.substr(0, rest.find(':'));
  if (rest.empty() || rest.size() > kMaxHost || !std::ranges::all_of(rest, OfHost)) return {};
  return std::string(rest);
}

void PutU32(std::string& out, size_t value) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift & 0xFF);
}

}  // namespace

void PutSmallText(std::string& bundle, std::string_view path, std::string_view bytes) {
  path = path.substr(0, kMaxPath), bytes = bytes.substr(0, kMaxSmallText);
  PutU32(bundle, path.size());
  bundle += path;
  PutU32(bundle, bytes.size());
  bundle += bytes;
}

SourceFacts ReadBundle(Bytes bundle,
                       const std::function<void(SourceFacts& facts, const std::string& path,
                                                const std::string& text)>& each) {
  SourceFacts facts;
  ByteReader reader(bundle);
  while (reader.ok() && !reader.at_end()) {
    const uint32_t path_size = reader.U32();
    if (path_size > kMaxPath) break;
    const std::string path = ValidUtf8(AsText(reader.Take(path_size)));
    const Bytes bytes = reader.Take(reader.U32());
    if (!reader.ok()) break;
    ++facts.units;
    each(facts, path, TextOf(bytes));
  }
  return facts;
}

SourceFacts ReadZones(Bytes bundle) {
  return ReadBundle(bundle,
                    [](SourceFacts& facts, const std::string& path, const std::string& text) {
                      const std::string zone = ValueIn(text, "ZoneId");
                      if (zone.size() != 1 || zone[0] < '0' || zone[0] > '4') return;
                      facts.Add("file.zone", path + ":Zone.Identifier")
                          .Set("path", path)
                          .Set("zone", zone)
                          .Set("site", HostOf(ValueIn(text, "HostUrl")))
                          .Set("referrer", HostOf(ValueIn(text, "ReferrerUrl")));
                    });
}

SourceFacts ReadDesktopFiles(Bytes bundle) {
  return ReadBundle(
      bundle, [](SourceFacts& facts, const std::string& path, const std::string& text) {
        if (SameName(path, "autorun.inf")) return HintOfAutorun(facts, path, text);
        if (Lower(text).find(Lower(kRecycleBin)) == std::string::npos) return;
        const size_t slash = path.rfind('/');
        const std::string folder = slash == std::string::npos ? "/" : path.substr(0, slash);
        facts.Add("layout.hint", path)
            .Set("heuristic", "H3")
            .Set("path", folder)
            .Set("file", path)
            .Set("name", "desktop.ini");
      });
}

}  // namespace niem::audit
