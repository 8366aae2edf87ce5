#include "audit/fact.h"

#include <algorithm>

#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr uint32_t kForm = 0x3146414E;  // "NAF1"
constexpr uint32_t kFailed = 1, kPartial = 2;
constexpr size_t kMaxNotes = 100;
constexpr size_t kMaxNames = 100;  // fields or times of one fact

class Out {
 public:
  void U32(uint32_t value) { Little(value, 4); }

  void U64(uint64_t value) { Little(value, 8); }

  void String(std::string_view text) {
    text = text.substr(0, kMaxFieldBytes);
    U32(static_cast<uint32_t>(text.size()));
    bytes += text;
  }

  std::string bytes;

 private:
  void Little(uint64_t value, int width) {
    for (int i = 0; i < width; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
  }
};

class In {
 public:
  explicit In(Bytes bytes) : reader_(bytes) {}

  uint32_t U32() { return reader_.U32(); }

  uint64_t U64() { return reader_.U64(); }

  std::string String() {
    const uint32_t size = U32();
    if (size > kMaxFieldBytes) failed_ = true;
    return failed_ ? std::string() : ValidUtf8(AsText(reader_.Take(size)));
  }

  // Of things that take at least four bytes each.
  uint32_t Count(size_t most) {
    const uint32_t count = U32();
    if (count > most || count > reader_.remaining() / 4) failed_ = true;
    return failed_ ? 0 : count;
  }

  bool ok() const { return reader_.ok() && !failed_; }

  bool at_end() const { return reader_.at_end(); }

 private:
  ByteReader reader_;
  bool failed_ = false;
};

void Put(Out& out, const Fact& fact) {
  out.String(fact.kind), out.String(fact.locator);
  out.U32(static_cast<uint32_t>(fact.fields.size()));
  for (const auto& [name, value] : fact.fields) out.String(name), out.String(value);
  out.U32(static_cast<uint32_t>(fact.times.size()));
  for (const auto& [name, moment] : fact.times) {
    out.String(name), out.U64(static_cast<uint64_t>(moment.ticks));
    out.U32(static_cast<uint32_t>(moment.origin));
  }
}

Fact GetFact(In& in) {
  Fact fact;
  fact.kind = in.String(), fact.locator = in.String();
  for (uint32_t i = in.Count(kMaxNames); i > 0 && in.ok(); --i) {
    std::string name = in.String();
    fact.fields[std::move(name)] = in.String();
  }
  for (uint32_t i = in.Count(kMaxNames); i > 0 && in.ok(); --i) {
    std::string name = in.String();
    const uint64_t ticks = in.U64();
    const uint32_t origin = std::min<uint32_t>(in.U32(), 2);
    if (auto moment = Moment::FromFileTime(ticks, static_cast<TimeOrigin>(origin)))
      fact.times[std::move(name)] = *moment;
  }
  return fact;
}

}  // namespace

std::string Fact::Field(std::string_view name) const {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string() : found->second;
}

std::optional<Moment> Fact::Time(std::string_view name) const {
  const auto found = times.find(name);
  return found == times.end() ? std::nullopt : std::optional(found->second);
}

Fact& Fact::Set(std::string_view name, std::string value) {
  if (value.size() > kMaxFieldBytes) value = ValidUtf8(value.substr(0, kMaxFieldBytes - 3));
  if (!value.empty()) fields[std::string(name)] = std::move(value);
  return *this;
}

Fact& Fact::Set(std::string_view name, std::optional<Moment> moment) {
  if (moment) times[std::string(name)] = *moment;
  return *this;
}

Fact& SourceFacts::Add(std::string_view kind, std::string locator) {
  if (facts.size() >= kMaxFacts) {
    if (facts.size() == kMaxFacts) {
      Lack("quá nhiều dấu vết; phần còn lại không được đọc",
           "too many traces; the rest was not read");
      facts.emplace_back();
    }
    facts.back() = Fact{};
    return facts.back();
  }
  Fact& fact = facts.emplace_back();
  fact.kind = kind, fact.locator = std::move(locator);
  return fact;
}

void SourceFacts::Note(std::string vi, std::string en) {
  if (notes.size() < kMaxNotes) notes.push_back({std::move(vi), std::move(en)});
}

void SourceFacts::Lack(std::string vi, std::string en) {
  Note(std::move(vi), std::move(en));
  partial = true;
}

std::string WriteFacts(const SourceFacts& facts) {
  Out out;
  out.U32(kForm), out.U64(facts.units),
      out.U32((facts.failed ? kFailed : 0) | (facts.partial ? kPartial : 0));
  out.U32(static_cast<uint32_t>(facts.notes.size()));
  for (const Text& note : facts.notes) out.String(note.vi), out.String(note.en);
  out.U32(static_cast<uint32_t>(facts.facts.size()));
  for (const Fact& fact : facts.facts) Put(out, fact);
  return std::move(out.bytes);
}

Result<SourceFacts> ReadFacts(Bytes bytes) {
  In in(bytes);
  SourceFacts facts;
  const bool known = in.U32() == kForm;
  facts.units = in.U64();
  const uint32_t state = in.U32();
  facts.failed = (state & kFailed) != 0, facts.partial = (state & kPartial) != 0;
  for (uint32_t i = in.Count(kMaxNotes); i > 0 && in.ok(); --i) {
    std::string vi = in.String();
    facts.notes.push_back({std::move(vi), in.String()});
  }
  for (uint32_t i = in.Count(kMaxFacts + 1); i > 0 && in.ok(); --i)
    facts.facts.push_back(GetFact(in));
  if (!known || !in.ok() || !in.at_end()) {
    return Error(ErrorCode::kCorrupt, {"tiến trình đọc trả về dữ liệu sai dạng",
                                       "the reading process answered out of form"});
  }
  return facts;
}

}  // namespace niem::audit
