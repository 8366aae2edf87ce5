// Linux kernel messages about USB devices, from text logs.
//
//   Mar  4 16:11:36 host kernel: [ 12.3] usb 1-1: New USB device found, idVendor=0781,
//   idProduct=5580 Mar  4 16:11:36 host kernel: [ 12.3] usb 1-1: SerialNumber: AA0102 Mar  4
//   16:11:37 host kernel: [ 12.9] usb-storage 1-1:1.0: USB Mass Storage device detected
//
// A device belongs to its port ("1-1") until the next one is found there. Most logs carry no year:
// such times are left out, the line number tells the order.
#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "audit/small_files.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

// "2023-03-04T16:11:36.123456+00:00 host kernel:": rsyslog's newer form, with its zone.
std::optional<Moment> IsoTime(std::string_view line) {
  constexpr std::string_view kShape = "0000-00-00T00:00:00";
  if (line.size() < kShape.size() + 6) return std::nullopt;
  std::array<int, 6> numbers{};
  size_t number = 0;
  for (size_t i = 0; i < kShape.size(); ++i) {
    const bool digit = line[i] >= '0' && line[i] <= '9';
    if (digit != (kShape[i] == '0') || (!digit && line[i] != kShape[i])) return std::nullopt;
    if (digit)
      numbers[number] = numbers[number] * 10 + (line[i] - '0');
    else
      ++number;
  }
  auto moment = Moment::FromCivil(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4],
                                  numbers[5], 0, TimeOrigin::kUtc);
  const size_t zone = line.find_first_of("+-Z ", kShape.size());
  if (!moment || zone == std::string_view::npos) return std::nullopt;
  if (line[zone] == ' ') moment->origin = TimeOrigin::kLocal;
  if (line[zone] == 'Z' || line[zone] == ' ') return moment;
  int hours = 0, minutes = 0;
  const std::string_view text = line.substr(zone + 1, 5);
  if (text.size() < 5 || std::from_chars(text.data(), text.data() + 2, hours).ec != std::errc() ||
      std::from_chars(text.data() + 3, text.data() + 5, minutes).ec != std::errc()) {
    return std::nullopt;
  }
  const int64_t shift = int64_t{hours * 60 + minutes} * 60 * kTicksPerSecond;
  moment->ticks += line[zone] == '+' ? -shift : shift;
  return moment;
}

std::string After(std::string_view line, std::string_view mark, size_t most = 200) {
  const size_t at = line.find(mark);
  if (at == std::string_view::npos) return {};
  return std::string(line.substr(at + mark.size(), most));
}

std::string Word(std::string_view line, std::string_view mark) {
  const std::string rest = After(line, mark);
  return rest.substr(0, rest.find_first_of(" ,:\r\n"));
}

// "1-1.2" of "usb 1-1.2: ..." and of "usb-storage 1-1.2:1.0: ...".
std::string PortIn(std::string_view line, std::string_view driver) {
  std::string port = Word(line, driver);
  const bool plain = !port.empty() && port.find_first_not_of("0123456789-.") == std::string::npos;
  return plain ? port : std::string();
}

class Reader {
 public:
  explicit Reader(SourceFacts& facts) : facts_(facts) {}

  void Line(std::string_view line, uint64_t number) {
    if (const size_t found = line.find(": New USB device found, idVendor="); found != line.npos) {
      Found(line, number);
      return;
    }
    if (const std::string port = PortIn(line, " usb "); !port.empty()) {
      if (Fact* fact = At(port)) {
        fact->Set("serial", After(line, ": SerialNumber: "));
        fact->Set("product", After(line, ": Product: "));
        fact->Set("vendor", After(line, ": Manufacturer: "));
        if (line.find(": USB disconnect") != line.npos) fact->Set("removal", IsoTime(line));
      }
    }
    for (const std::string_view driver :
         {"usb-storage", "uas", "ipheth", "rndis_host", "cdc_ether", "cdc_ncm", "cdc_acm"}) {
      const std::string port = PortIn(line, " " + std::string(driver) + " ");
      if (port.empty()) continue;
      if (Fact* fact = At(port)) fact->Set("service", std::string(driver));
    }
  }

 private:
  void Found(std::string_view line, uint64_t number) {
    const std::string port = PortIn(line, " usb ");
    if (port.empty()) return;
    ++facts_.units;
    ports_[port] = facts_.facts.size();
    facts_.Add("linux.usb", "line " + std::to_string(number))
        .Set("vid", Upper(Word(line, "idVendor=")))
        .Set("pid", Upper(Word(line, "idProduct=")))
        .Set("said", std::string(line.substr(0, 15)))
        .Set("at", IsoTime(line));
  }

  Fact* At(const std::string& port) {
    const auto found = ports_.find(port);
    return found == ports_.end() || found->second >= facts_.facts.size()
               ? nullptr
               : &facts_.facts[found->second];
  }

  SourceFacts& facts_;
  std::map<std::string, size_t> ports_;
};

}  // namespace

SourceFacts ReadKernelLog(Bytes bytes) {
  SourceFacts facts;
  Reader reader(facts);
  const std::string_view text = AsText(bytes);
  uint64_t number = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    std::string line = ValidUtf8(text.substr(at, std::min<size_t>(end - at, 2000)));
    while (!line.empty() && line.back() == '\r') line.pop_back();
    reader.Line(line, ++number);
    at = end + 1;
  }
  return facts;
}

}  // namespace niem::audit
