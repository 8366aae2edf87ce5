#include "audit/browser.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "audit/database.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr size_t kMaxAddresses = 2'000'000;
constexpr size_t kMaxDownloads = 20'000;
constexpr size_t kMaxNamed = 2'000;  // hosts that are told of

struct Span {
  uint64_t visits = 0;
  std::optional<Moment> first, last;

  void Add(uint64_t count, const std::optional<Moment>& at) {
    visits += count;
    if (!at) return;
    if (!first || at->ticks < first->ticks) first = at;
    if (!last || at->ticks > last->ticks) last = at;
  }
};

// Microseconds since 1601, as Chromium counts.
std::optional<Moment> ChromiumTime(int64_t micros) {
  constexpr int64_t kMost = INT64_MAX / 10;
  if (micros <= 0 || micros > kMost) return std::nullopt;
  return Moment::FromFileTime(static_cast<uint64_t>(micros) * 10);
}

std::string FileName(std::string_view path) {
  const size_t cut = path.find_last_of("/\\");
  return std::string(cut == std::string_view::npos ? path : path.substr(cut + 1));
}

std::string Ending(std::string_view name) {
  const size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string() : Lower(name.substr(dot + 1));
}

// "%C3%A0" in names that Firefox keeps as addresses.
std::string Unescaped(std::string_view text) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  };
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escaped =
        text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    if (!escaped) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
    i += 2;
  }
  return ValidUtf8(out);
}

struct Known {
  std::string_view folder, name;
};

constexpr Known kBrowsers[] = {
    {"/coccoc/", "Cốc Cốc"},     {"/bravesoftware/", "Brave"}, {"/microsoft/edge", "Edge"},
    {"/microsoft-edge", "Edge"}, {"/vivaldi/", "Vivaldi"},     {"/opera software/", "Opera"},
    {"/opera/", "Opera"},        {"/yandex/", "Yandex"},       {"/chromium/", "Chromium"},
    {"/google", "Chrome"},       {"/mozilla/", "Firefox"},     {"/.mozilla/", "Firefox"}};

class History {
 public:
  History(const std::string& path, Database& database, const HostList& hosts, SourceFacts& facts)
      : database_(database), hosts_(hosts), facts_(facts) {
    const std::string lower = Lower(path);
    const auto found = std::ranges::find_if(kBrowsers, [&](const Known& known) {
      return lower.find(known.folder) != std::string::npos;
    });
    if (found != std::end(kBrowsers)) browser_ = found->name;
    // The folder that the file lies in: "Default", "Profile 1", "x3k.default-release".
    const size_t end = path.rfind('/');
    if (end != std::string::npos && end > 0) profile_ = FileName(path.substr(0, end));
  }

  bool Read() {
    if (database_.Has("urls", "last_visit_time")) {
      if (browser_.empty()) browser_ = "Chromium";
      Chromium();
    } else if (database_.Has("moz_places", "last_visit_date")) {
      if (browser_.empty()) browser_ = "Firefox";
      Firefox();
    } else {
      return false;
    }
    Tell();
    return true;
  }

 private:
  void Each(const char* sql, const std::function<void(const DatabaseRow&)>& row) {
    const Status read = database_.Each(sql, row);
    if (!read.ok()) {
      facts_.Note(read.error().message().vi, read.error().message().en);
    }
  }

  // Index of the host in names_; nothing where the address has none that counts.
  std::optional<uint32_t> HostIndex(const std::string& address) {
    const std::string host = HostOf(address);
    if (host.empty() || IsLoopback(host)) return std::nullopt;
    const auto [found, is_new] = index_.emplace(host, static_cast<uint32_t>(names_.size()));
    if (is_new) names_.push_back(host), spans_.emplace_back();
    return found->second;
  }

  void Address(int64_t id, const std::string& address, uint64_t count,
               const std::optional<Moment>& last) {
    ++facts_.units;
    const auto host = HostIndex(address);
    if (!host || of_address_.size() >= kMaxAddresses) return;
    of_address_.emplace(id, *host);
    // Where the visits themselves are not kept, what the address says of them.
    if (!has_visits_ && count > 0) spans_[*host].Add(count, last);
  }

  void Visit(int64_t address, const std::optional<Moment>& at) {
    const auto found = of_address_.find(address);
    if (found != of_address_.end()) spans_[found->second].Add(1, at);
  }

  void Chromium() {
    has_visits_ = database_.Has("visits", "visit_time") && database_.Has("visits", "url");
    Each("SELECT id, url, visit_count, last_visit_time FROM urls", [&](const DatabaseRow& row) {
      Address(row.Number(0), row.Text(1),
              static_cast<uint64_t>(std::max<int64_t>(row.Number(2), 0)),
              ChromiumTime(row.Number(3)));
    });
    const std::unordered_set<int64_t> copied = CopiedVisits();
    if (has_visits_) {
      Each("SELECT id, url, visit_time FROM visits", [&](const DatabaseRow& row) {
        if (!copied.contains(row.Number(0))) Visit(row.Number(1), ChromiumTime(row.Number(2)));
      });
    }
    if (!copied.empty()) {
      const std::string count = std::to_string(copied.size());
      facts_.Note("bỏ qua " + count + " lần truy cập mà trình duyệt chép từ thiết bị khác về",
                  count + " visits were left out that the browser copied from other devices");
    }
    if (database_.Has("downloads", "start_time")) ChromiumDownloads();
  }

  // Of visits that come from another device of the same user.
  std::unordered_set<int64_t> CopiedVisits() {
    std::unordered_set<int64_t> copied;
    const auto add = [&](const DatabaseRow& row) {
      if (copied.size() < kMaxAddresses) copied.insert(row.Number(0));
    };
    // SOURCE_SYNCED is 0 (components/history/core/browser/history_types.h).
    if (database_.Has("visit_source", "source"))
      Each("SELECT id FROM visit_source WHERE source = 0", add);
    if (database_.Has("visits", "originator_cache_guid"))
      Each("SELECT id FROM visits WHERE originator_cache_guid <> ''", add);
    return copied;
  }

  void ChromiumDownloads() {
    std::unordered_map<int64_t, std::string> hosts;
    if (database_.Has("downloads_url_chains", "chain_index")) {
      // The last of a chain of redirections is what was saved.
      Each("SELECT id, url FROM downloads_url_chains ORDER BY id, chain_index",
           [&](const DatabaseRow& row) {
             if (hosts.size() >= kMaxDownloads) return;
             const std::string host = HostOf(row.Text(1));
             if (!host.empty()) hosts[row.Number(0)] = host;
           });
    }
    const bool old = !database_.Has("downloads", "target_path");
    const bool page = database_.Has("downloads", "tab_url");
    const char* sql = old    ? "SELECT id, full_path, start_time, url FROM downloads"
                      : page ? "SELECT id, target_path, start_time, tab_url FROM downloads"
                             : "SELECT id, target_path, start_time, '' FROM downloads";
    Each(sql, [&](const DatabaseRow& row) {
      const auto found = hosts.find(row.Number(0));
      const std::string host = found != hosts.end() ? found->second : HostOf(row.Text(3));
      // Before version 26 these are seconds since 1970.
      const auto at =
          old ? Moment::FromUnixMicros(Seconds(row.Number(2))) : ChromiumTime(row.Number(2));
      Download(row.Text(1), host, at);
    });
  }

  static int64_t Seconds(int64_t seconds) {
    constexpr int64_t kMillion = 1'000'000, kMost = int64_t{1} << 40;
    return seconds > 0 && seconds < kMost ? seconds * kMillion : 0;
  }

  void Firefox() {
    has_visits_ = database_.Has("moz_historyvisits", "visit_date");
    Each("SELECT id, url, visit_count, last_visit_date FROM moz_places",
         [&](const DatabaseRow& row) {
           Address(row.Number(0), row.Text(1),
                   static_cast<uint64_t>(std::max<int64_t>(row.Number(2), 0)),
                   Moment::FromUnixMicros(row.Number(3)));
         });
    if (has_visits_) {
      Each("SELECT place_id, visit_date FROM moz_historyvisits", [&](const DatabaseRow& row) {
        Visit(row.Number(0), Moment::FromUnixMicros(row.Number(1)));
      });
    }
    if (!database_.Has("moz_annos", "content") || !database_.Has("moz_anno_attributes", "name"))
      return;
    Each(
        "SELECT a.place_id, a.content, a.dateAdded FROM moz_annos a WHERE a.anno_attribute_id IN "
        "(SELECT id FROM moz_anno_attributes WHERE name = 'downloads/destinationFileURI')",
        [&](const DatabaseRow& row) {
          const auto host = of_address_.find(row.Number(0));
          Download(Unescaped(row.Text(1)),
                   host == of_address_.end() ? std::string() : names_[host->second],
                   Moment::FromUnixMicros(row.Number(2)));
        });
  }

  void Download(const std::string& path, const std::string& host, const std::optional<Moment>& at) {
    const std::string name = FileName(path);
    if (name.empty() || !hosts_.IsDocument(name) || downloads_ >= kMaxDownloads) return;
    ++downloads_;
    Fact& fact = facts_.Add("web.download", browser_ + " downloads");
    fact.Set("name", name).Set("ending", Ending(name)).Set("host", host).Set("at", at);
    fact.Set("browser", browser_).Set("where", Where(host));
    if (const NamedHost* named = hosts_.Find(host)) {
      fact.Set("what", named->kind).Set("app", named->name);
    }
  }

  static std::string Where(const std::string& host) {
    if (host.empty()) return {};
    return IsLocalHost(host) ? "local" : "internet";
  }

  void Tell() {
    Span internet, local;
    std::set<std::string> registered;
    uint64_t local_hosts = 0;
    size_t named_hosts = 0;
    for (size_t i = 0; i < names_.size(); ++i) {
      const Span& span = spans_[i];
      if (span.visits == 0) continue;  // a bookmark, an address whose visits are copies
      const bool is_local = IsLocalHost(names_[i]);
      Span& sum = is_local ? local : internet;
      sum.Add(span.visits, span.first), sum.Add(0, span.last);
      if (is_local)
        ++local_hosts;
      else
        registered.insert(hosts_.Registered(names_[i]));
      const NamedHost* named = hosts_.Find(names_[i]);
      if (named != nullptr && ++named_hosts <= kMaxNamed) TellHost(names_[i], *named, span);
    }
    if (internet.visits > 0) TellUse("web.use", internet, registered.size());
    if (local.visits > 0) TellUse("web.local", local, local_hosts);
  }

  void TellUse(const char* kind, const Span& span, uint64_t hosts) {
    facts_.Add(kind, browser_ + " " + profile_)
        .Set("browser", browser_)
        .Set("profile", profile_)
        .Set("visits", std::to_string(span.visits))
        .Set("hosts", std::to_string(hosts))
        .Set("first", span.first)
        .Set("last", span.last);
  }

  void TellHost(const std::string& host, const NamedHost& named, const Span& span) {
    facts_.Add("web.host", browser_ + " " + profile_ + " " + host)
        .Set("host", host)
        .Set("what", named.kind)
        .Set("app", named.name)
        .Set("browser", browser_)
        .Set("where", Where(host))
        .Set("visits", std::to_string(span.visits))
        .Set("first", span.first)
        .Set("last", span.last);
  }

  Database& database_;
  const HostList& hosts_;
  SourceFacts& facts_;
  std::string browser_, profile_;
  bool has_visits_ = false;
  std::unordered_map<std::string, uint32_t> index_;
  std::vector<std::string> names_;
  std::vector<Span> spans_;
  std::unordered_map<int64_t, uint32_t> of_address_;
  size_t downloads_ = 0;
};

}  // namespace

SourceFacts ReadBrowserHistory(const std::string& path, Bytes bytes, Bytes log,
                               const HostList& hosts) {
  SourceFacts facts;
  const auto database = Database::Open(bytes, log);
  if (!database.ok()) {
    facts.Note(database.error().message().vi, database.error().message().en);
    facts.failed = true;
    return facts;
  }
  if (!History(path, **database, hosts, facts).Read()) {
    facts.Note("không phải lịch sử của trình duyệt đã biết", "not the history of a known browser");
    facts.failed = true;
  }
  return facts;
}

}  // namespace niem::audit
