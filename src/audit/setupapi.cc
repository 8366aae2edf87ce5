#include "audit/setupapi.h"

#include <array>
#include <charconv>

#include "audit/device_id.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr std::string_view kSection = ">>>  [";
constexpr std::string_view kStart = ">>>  Section start ";
constexpr size_t kMaxLine = 4096;

// "2016/11/22 23:50:30.938".
std::optional<Moment> ReadTime(std::string_view text) {
  constexpr std::string_view kShape = "0000/00/00 00:00:00.000";
  if (text.size() < kShape.size()) return std::nullopt;
  std::array<int, 7> numbers{};
  size_t number = 0;
  for (size_t i = 0; i < kShape.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (digit != (kShape[i] == '0') || (!digit && text[i] != kShape[i])) return std::nullopt;
    if (digit)
      numbers[number] = numbers[number] * 10 + (text[i] - '0');
    else
      ++number;
  }
  return Moment::FromCivil(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5],
                           numbers[6] * 1000, TimeOrigin::kLocal);
}

// The bytes as text: most of these logs are ASCII, some are UTF-16 with a byte order mark.
std::string TextOf(Bytes bytes) {
  if (bytes.size() >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE) return FromUtf16(bytes.subspan(2));
  return ValidUtf8(AsText(bytes));
}

class Reader {
 public:
  SourceFacts Read(std::string_view text) {
    for (size_t at = 0; at < text.size();) {
      const size_t end = std::min(text.find('\n', at), text.size());
      ++line_;
      Line(text.substr(at, std::min(end - at, kMaxLine)));
      at = end + 1;
    }
    if (!log_) {
      facts_.Note("không phải nhật ký cài thiết bị", "not a log of device installations");
      facts_.failed = true;
    }
    return std::move(facts_);
  }

 private:
  void Line(std::string_view line) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (device_ != nullptr && !facts_.facts.empty()) PutDriver(line);
    if (line.starts_with(kSection)) {
      Title(line.substr(kSection.size()));
    } else if (line.starts_with(kStart)) {
      if (device_ != nullptr) device_->Set("at", ReadTime(line.substr(kStart.size())));
    } else if (line.find("[Device Install Log]") != std::string_view::npos) {
      log_ = true;
    } else if (const size_t os = line.find("OS Version = "); os != std::string_view::npos && !os_) {
      os_ = true;
      device_ = nullptr;
      facts_.Add("setup.log", "line " + std::to_string(line_))
          .Set("os", std::string(line.substr(os + 13)));
    }
  }

  // "Device Install (Hardware initiated) - SWD\WPDBUSENUM\_??_USBSTOR#...]"
  void Title(std::string_view title) {
    log_ = true;
    ++facts_.units;
    device_ = nullptr;
    if (title.ends_with("]")) title.remove_suffix(1);
    const size_t dash = title.find(" - ");
    if (dash == std::string_view::npos) return;
    const std::string_view device = title.substr(dash + 3);
    const std::optional<DeviceId> id = ParseDeviceId(device);
    if (!id || id->bus == "SCSI") return;
    device_ = &facts_.Add("setup.device", "line " + std::to_string(line_));
    device_->Set("device", std::string(device))
        .Set("action", std::string(title.substr(0, dash)))
        .Set("vid", id->vid)
        .Set("pid", id->pid)
        .Set("serial", id->serial);
  }

  // Which driver made of the device what it is: those of phones are told.
  void PutDriver(std::string_view line) {
    const std::string text = Lower(line);
    for (const char* driver : {"wpdmtp.inf", "rndiscmp.inf", "netaapl64.inf"}) {
      if (text.find(driver) != std::string::npos) device_->Set("driver", std::string(driver));
    }
  }

  SourceFacts facts_;
  Fact* device_ = nullptr;  // of this section; forgotten before another fact is added
  uint64_t line_ = 0;
  bool log_ = false, os_ = false;
};

}  // namespace

SourceFacts ReadSetupLog(Bytes bytes) {
  return Reader().Read(TextOf(bytes));
}

}  // namespace niem::audit
