#include "audit/small_files.h"

#include <algorithm>

#include "audit/lines.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

std::string TextOf(Bytes bytes) {
  if (bytes.size() >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE) return FromUtf16(bytes.subspan(2));
  if (bytes.size() >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF) {
    bytes = bytes.subspan(3);
  }
  return ValidUtf8(AsText(bytes));
}

}  // namespace

std::string ElementText(std::string_view xml, std::string_view name, size_t from) {
  const std::string open = "<" + std::string(name) + ">";
  const size_t begin = xml.find(open, from);
  if (begin == std::string_view::npos) return {};
  const size_t end = xml.find('<', begin + open.size());
  std::string text(xml.substr(begin + open.size(), end - begin - open.size()));
  for (const auto& [entity, plain] : {std::pair<std::string_view, std::string_view>{"&lt;", "<"},
                                      {"&gt;", ">"},
                                      {"&quot;", "\""},
                                      {"&apos;", "'"},
                                      {"&amp;", "&"}}) {
    for (size_t at = 0; (at = text.find(entity, at)) != std::string::npos; at += plain.size()) {
      text.replace(at, entity.size(), plain);
    }
  }
  return text;
}

SourceFacts ReadWifiProfile(Bytes bytes) {
  SourceFacts facts;
  const std::string xml = TextOf(bytes);
  if (xml.find("<WLANProfile") == std::string::npos) {
    facts.Note("không phải hồ sơ Wi-Fi", "not a Wi-Fi profile");
    facts.failed = true;
    return facts;
  }
  const size_t ssid = std::min(xml.find("<SSID>"), xml.size());
  facts.units = 1;
  facts.Add("wifi.profile", "WLANProfile/SSIDConfig")
      .Set("ssid", ElementText(xml, "name", ssid))
      .Set("authentication", ElementText(xml, "authentication"))
      .Set("mode", ElementText(xml, "connectionMode"));
  return facts;
}

SourceFacts ReadPhoneBook(Bytes bytes) {
  SourceFacts facts;
  Fact* entry = nullptr;
  EachLine(TextOf(bytes), [&](std::string_view raw, uint64_t number) {
    std::string_view line = Trimmed(raw);
    if (line.size() > 2 && line.front() == '[' && line.back() == ']') {
      ++facts.units;
      entry = &facts.Add("dialup.entry", LineName(number));
      entry->Set("name", std::string(line.substr(1, line.size() - 2)));
    } else if (entry != nullptr) {
      for (const auto& [key, field] : {std::pair<std::string_view, const char*>{"MEDIA=", "medium"},
                                       {"DEVICE=", "device"},
                                       {"Device=", "model"},
                                       {"PhoneNumber=", "number"}}) {
        if (line.starts_with(key)) entry->Set(field, std::string(line.substr(key.size())));
      }
    }
  });
  return facts;
}

SourceFacts ReadHosts(Bytes bytes) {
  SourceFacts facts;
  EachLine(TextOf(bytes), [&](std::string_view raw, uint64_t number) {
    std::string_view line = Trimmed(raw);
    line = line.substr(0, line.find('#'));
    const size_t gap = line.find_first_of(" \t");
    if (gap == std::string_view::npos) return;
    ++facts.units;
    facts.Add("hosts.entry", LineName(number))
        .Set("address", std::string(line.substr(0, gap)))
        .Set("host", std::string(Trimmed(line.substr(gap))));
  });
  return facts;
}

SourceFacts ReadConnection(Bytes bytes) {
  SourceFacts facts;
  Fact fact;
  EachLine(TextOf(bytes), [&](std::string_view raw, uint64_t) {
    const std::string_view line = Trimmed(raw);
    for (const auto& [key, field] : {std::pair<std::string_view, const char*>{"id=", "name"},
                                     {"type=", "type"},
                                     {"uuid=", "uuid"},
                                     {"ssid=", "ssid"}}) {
      if (line.starts_with(key) && fact.Field(field).empty())
        fact.Set(field, std::string(line.substr(key.size())));
    }
    constexpr std::string_view kLast = "timestamp=";
    if (line.starts_with(kLast) && line.size() < 30) {
      int64_t seconds = 0;
      for (const char c : line.substr(kLast.size())) {
        if (c < '0' || c > '9' || seconds > 99'999'999'999) return;
        seconds = seconds * 10 + (c - '0');
      }
      fact.Set("last", Moment::FromUnixMicros(seconds * 1'000'000));
      if (seconds > 0) fact.Set("activated", std::string("yes"));
    }
  });
  facts.units = 1;
  const std::string type = fact.Field("type");
  const bool wifi = type == "wifi" || type == "802-11-wireless";
  const bool mobile = type == "gsm" || type == "cdma";
  const bool wired = type == "ethernet" || type == "802-3-ethernet";
  const bool vpn = type == "vpn" || type == "wireguard" || type == "tun";
  const bool bluetooth = type == "bluetooth";  // through a phone
  fact.Set("medium", std::string(wifi        ? "wifi"
                                 : mobile    ? "mobile"
                                 : wired     ? "wired"
                                 : vpn       ? "vpn"
                                 : bluetooth ? "bluetooth"
                                             : "other"));
  facts.Add("network.connection", "connection") = std::move(fact);
  facts.facts.back().kind = "network.connection";
  facts.facts.back().locator = "[connection]";
  return facts;
}

SourceFacts ReadPackageList(Bytes bytes) {
  SourceFacts facts;
  EachLine(TextOf(bytes), [&](std::string_view line, uint64_t number) {
    constexpr std::string_view kPackage = "Package: ", kStatus = "Status: ";
    if (line.starts_with(kStatus) && !facts.facts.empty() && !Trimmed(line).ends_with(" installed"))
      facts.facts.back().Set("state", std::string("removed"));
    if (!line.starts_with(kPackage)) return;
    ++facts.units;
    facts.Add("program", LineName(number))
        .Set("name", std::string(Trimmed(line.substr(kPackage.size()))));
  });
  return facts;
}

}  // namespace niem::audit
