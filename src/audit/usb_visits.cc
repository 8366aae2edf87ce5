#include "audit/usb_visits.h"

#include <algorithm>
#include <string_view>

#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr size_t kMaxVisits = 10'000;
constexpr int64_t kSameAct = 60 * kTicksPerSecond;
// As long as a drive may take to find its medium; nobody pulls it out as quickly.
constexpr int64_t kSettling = 5 * kTicksPerSecond;

enum class Act : uint8_t {
  kArrived,  // was not there before
  kSeen,     // is there: configured, listed again
  kLeft,
  kEmpty,  // a disk without a size: it left, or there is no medium in it yet
};

struct Sign {
  Moment at;
  Act act;
  size_t fact;
};

// Events of DriverFrameworks-UserMode: 2003 a device arrives, 2100 and 2102 it is taken away.
std::optional<Act> ActOfEvent(const Fact& fact) {
  const std::string provider = fact.Field("provider"), event = fact.Field("event");
  if (SameName(provider, "Microsoft-Windows-DriverFrameworks-UserMode")) {
    if (event == "2003") return Act::kArrived;
    if (event == "2100" || event == "2102") return Act::kLeft;
    return std::nullopt;
  }
  // 420: the device was removed from the list of devices, by whoever and whenever it had left.
  if (SameName(provider, "Microsoft-Windows-Kernel-PnP") && event == "420") return std::nullopt;
  if (SameName(provider, "Microsoft-Windows-Security-Auditing")) return Act::kArrived;
  return Act::kSeen;
}

class Signs {
 public:
  explicit Signs(const Collected& collected) : all_(collected) {}

  void Take(size_t index) {
    const Fact& fact = all_.facts[index];
    if (fact.kind == "event.partition") {
      Put(fact, index, "at", fact.Field("present") == "no" ? Act::kEmpty : Act::kSeen);
    } else if (fact.kind == "event.device") {
      if (const auto act = ActOfEvent(fact)) Put(fact, index, "at", *act);
    } else if (fact.kind == "linux.usb") {
      Put(fact, index, "at", Act::kArrived);
    } else if (fact.kind == "live.device") {
      Put(fact, index, "at", Act::kSeen);
    }
    Put(fact, index, "first_install", Act::kSeen);
    Put(fact, index, "arrival", Act::kArrived);
    Put(fact, index, "removal", Act::kLeft);
  }

  std::vector<Sign> InOrder() {
    std::stable_sort(signs_.begin(), signs_.end(),
                     [](const Sign& a, const Sign& b) { return a.at.ticks < b.at.ticks; });
    Begin();
    return std::move(signs_);
  }

 private:
  // What tells of a drive right before another trace says that it arrived, tells of that arrival.
  void Begin() {
    const Sign* next = nullptr;  // the sign behind, where it is an arrival
    for (auto sign = signs_.rbegin(); sign != signs_.rend(); ++sign) {
      const bool same = next != nullptr && next->at.ticks - sign->at.ticks <= kSameAct;
      if (sign->act == Act::kSeen && same) sign->act = Act::kArrived;
      next = sign->act == Act::kArrived ? &*sign : nullptr;
    }
  }

  void Put(const Fact& fact, size_t index, std::string_view time, Act act) {
    const auto at = fact.Time(time);
    if (at && at->origin == TimeOrigin::kUtc) signs_.push_back({*at, act, index});
  }

  const Collected& all_;
  std::vector<Sign> signs_;
};

bool IsSameAct(const std::optional<Moment>& known, const Moment& at) {
  return known && at.ticks - known->ticks <= kSameAct;
}

void Begin(const Sign& sign, std::vector<UsbVisit>& visits) {
  UsbVisit& visit = visits.emplace_back();
  visit.arrived = sign.at;
  visit.facts.push_back(sign.fact);
}

void Arrive(const Sign& sign, std::vector<UsbVisit>& visits) {
  UsbVisit* const last = visits.empty() ? nullptr : &visits.back();
  const bool open = last != nullptr && !last->left;
  const bool again = open && (sign.act == Act::kSeen || IsSameAct(last->arrived, sign.at) ||
                              IsSameAct(last->last_seen, sign.at));
  if (!again) {
    Begin(sign, visits);
    return;
  }
  if (!IsSameAct(last->arrived, sign.at)) last->last_seen = sign.at;
  last->facts.push_back(sign.fact);
}

// The empty slots of a card reader say so as soon as it is plugged in.
bool Settles(const Sign& sign, const std::vector<UsbVisit>& visits) {
  return sign.act == Act::kEmpty && !visits.empty() && !visits.back().left &&
         visits.back().arrived && sign.at.ticks - visits.back().arrived->ticks <= kSettling;
}

void Leave(const Sign& sign, std::vector<UsbVisit>& visits) {
  UsbVisit* const last = visits.empty() ? nullptr : &visits.back();
  if (last == nullptr || (last->left && !IsSameAct(last->left, sign.at))) {
    UsbVisit& visit = visits.emplace_back();
    visit.left = sign.at;
    visit.facts.push_back(sign.fact);
    return;
  }
  if (!last->left) last->left = sign.at;
  last->facts.push_back(sign.fact);
}

}  // namespace

std::vector<UsbVisit> VisitsOf(const UsbDrive& drive, const Collected& collected) {
  Signs signs(collected);
  for (const size_t index : drive.facts) signs.Take(index);
  std::vector<UsbVisit> visits;
  for (const Sign& sign : signs.InOrder()) {
    if (visits.size() >= kMaxVisits) break;
    if (Settles(sign, visits)) {
      visits.back().facts.push_back(sign.fact);
    } else if (sign.act == Act::kLeft || sign.act == Act::kEmpty) {
      Leave(sign, visits);
    } else {
      Arrive(sign, visits);
    }
  }
  return visits;
}

}  // namespace niem::audit
