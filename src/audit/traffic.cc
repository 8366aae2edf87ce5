#include "audit/traffic.h"

#include <bit>
#include <cmath>
#include <map>
#include <tuple>

#include "audit/ese.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr const char* kNames = "SruDbIdMapTable";
constexpr const char* kUsage = "{973F5D5C-1D90-4944-BE8E-24B94231A174}";
constexpr const char* kConnected = "{DD6636C4-8929-4683-974E-22C046A43763}";
constexpr size_t kMaxSums = 20'000;

// IANAifType-MIB; the highest 16 bits of an interface's LUID.
std::string_view MediumOf(int64_t luid) {
  switch (static_cast<uint64_t>(luid) >> 48) {
    case 6:
      return "wired";
    case 71:
      return "wifi";
    case 243:
    case 244:
      return "mobile";
    case 23:
      return "vpn";
    default:
      return "other";
  }
}

// Days since 1899-12-30, as ESE keeps dates here.
std::optional<Moment> OleDate(const std::vector<uint8_t>& bytes) {
  if (bytes.size() != 8) return std::nullopt;
  const auto days = std::bit_cast<double>(ByteReader(bytes).U64());
  constexpr double kTo1601 = -109'205, kMost = 2'958'466, kTicksPerDay = 864'000'000'000.0;
  if (!(days > 0 && days < kMost)) return std::nullopt;
  return Moment::FromFileTime(static_cast<uint64_t>(std::llround((days - kTo1601) * 86'400.0)) *
                              static_cast<uint64_t>(kTicksPerDay / 86'400.0));
}

// "S-1-5-21-..." of a security identifier's bytes (MS-DTYP 2.4.2.2).
std::string SidText(Bytes bytes) {
  ByteReader in(bytes);
  const uint8_t revision = in.U8(), count = in.U8();
  uint64_t authority = 0;
  for (int i = 0; i < 6; ++i) authority = authority << 8 | in.U8();
  std::string text = "S-" + std::to_string(revision) + "-" + std::to_string(authority);
  for (int i = 0; i < count; ++i) text += "-" + std::to_string(in.U32());
  return in.ok() ? text : std::string();
}

struct Sum {
  uint64_t sent = 0, received = 0, records = 0;
  std::optional<Moment> first, last;

  void Widen(const std::optional<Moment>& at) {
    if (!at) return;
    if (!first || at->ticks < first->ticks) first = at;
    if (!last || at->ticks > last->ticks) last = at;
  }
};

// "\Device\HarddiskVolume3\Program Files\X\x.exe" or "!!svchost.exe!...!hash!service": as it is,
// but for what is only a checksum.
std::string ProgramName(const std::string& text) {
  if (!text.starts_with("!!")) return text;
  const size_t end = text.find('!', 2), service = text.rfind('!');
  std::string name = text.substr(2, end == std::string::npos ? end : end - 2);
  if (service != std::string::npos && service > end && service + 1 < text.size()) {
    name += " (" + text.substr(service + 1) + ")";
  }
  return name;
}

class Traffic {
 public:
  Traffic(const Tables& database, SourceFacts& facts) : database_(database), facts_(facts) {}

  bool Read() {
    uint64_t lost = 0;
    (void)database_.Each(kNames, lost, [&](const TableRow& row) { Name(row); });
    const bool used = database_.Each(kUsage, lost, [&](const TableRow& row) { Usage(row); });
    const bool connected =
        database_.Each(kConnected, lost, [&](const TableRow& row) { Connection(row); });
    if (!used && !connected) return false;
    for (const auto& [key, sum] : usage_) TellUsage(key, sum);
    for (const auto& [medium, sum] : connections_) TellConnection(medium, sum);
    if (lost > 0) {
      const std::string count = std::to_string(lost);
      facts_.Note("có " + count + " dòng không đọc được", count + " rows could not be read");
    }
    return true;
  }

 private:
  using Key = std::tuple<std::string, std::string, std::string>;  // medium, program, user

  void Name(const TableRow& row) {
    constexpr int64_t kUser = 3;
    const std::vector<uint8_t> blob = row.Value("IdBlob");
    if (blob.empty() || names_.size() >= kMaxSums) return;
    const bool user = row.Number("IdType") == kUser;
    names_[row.Number("IdIndex")] = user ? SidText(blob) : ProgramName(FromUtf16Zero(blob));
  }

  std::string NameOf(int64_t number) const {
    const auto found = names_.find(number);
    return found == names_.end() ? std::string() : found->second;
  }

  void Usage(const TableRow& row) {
    ++facts_.units;
    const int64_t sent = row.Number("BytesSent"), received = row.Number("BytesRecvd");
    if (sent <= 0 && received <= 0) return;
    Key key{MediumOf(row.Number("InterfaceLuid")), NameOf(row.Number("AppId")),
            NameOf(row.Number("UserId"))};
    if (usage_.size() >= kMaxSums && !usage_.contains(key)) return;
    Sum& sum = usage_[std::move(key)];
    sum.sent += static_cast<uint64_t>(std::max<int64_t>(sent, 0));
    sum.received += static_cast<uint64_t>(std::max<int64_t>(received, 0));
    ++sum.records;
    sum.Widen(OleDate(row.Value("TimeStamp")));
  }

  void Connection(const TableRow& row) {
    ++facts_.units;
    Sum& sum = connections_[std::string(MediumOf(row.Number("InterfaceLuid")))];
    ++sum.records;
    sum.Widen(Moment::FromFileTime(static_cast<uint64_t>(row.Number("ConnectStartTime"))));
    sum.Widen(OleDate(row.Value("TimeStamp")));
  }

  void TellUsage(const Key& key, const Sum& sum) {
    const auto& [medium, program, user] = key;
    facts_.Add("traffic", std::string("SRUM ") + kUsage + " " + program)
        .Set("medium", medium)
        .Set("program", program)
        .Set("sid", user)
        .Set("sent", std::to_string(sum.sent))
        .Set("received", std::to_string(sum.received))
        .Set("records", std::to_string(sum.records))
        .Set("first", sum.first)
        .Set("last", sum.last);
  }

  void TellConnection(const std::string& medium, const Sum& sum) {
    facts_.Add("traffic.connection", std::string("SRUM ") + kConnected)
        .Set("medium", medium)
        .Set("records", std::to_string(sum.records))
        .Set("first", sum.first)
        .Set("last", sum.last);
  }

  const Tables& database_;
  SourceFacts& facts_;
  std::map<int64_t, std::string> names_;
  std::map<Key, Sum> usage_;
  std::map<std::string, Sum> connections_;
};

}  // namespace

SourceFacts ReadTrafficTables(const Tables& tables) {
  SourceFacts facts;
  if (!Traffic(tables, facts).Read()) {
    facts.Note("không có bảng lưu lượng mạng (SRUM)",
               "there are no tables of network traffic (SRUM)");
    facts.failed = true;
  }
  if (!tables.closed()) {
    facts.Note(
        "Windows chưa đóng tệp này: những giờ cuối có thể còn trong nhật ký SRU*.log, không được "
        "đọc",
        "Windows had not closed this file: its last hours may still be in SRU*.log, which are not "
        "read");
  }
  return facts;
}

SourceFacts ReadTraffic(Bytes bytes) {
  const auto database = EseDatabase::Open(bytes);
  if (database.ok()) return ReadTrafficTables(**database);
  SourceFacts facts;
  facts.Note(database.error().message().vi, database.error().message().en);
  facts.failed = true;
  return facts;
}

}  // namespace niem::audit
