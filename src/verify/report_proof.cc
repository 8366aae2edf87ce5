#include "verify/report_proof.h"

#include <algorithm>

namespace niem::verify {
namespace {

constexpr uint8_t kEd25519 = 1;
constexpr size_t kSignatureSize = 64;

// Takes the fixed words and the value between them off the front of a file.
class Form {
 public:
  explicit Form(std::string_view text) : rest_(text) {}

  void Words(std::string_view words) {
    good_ = good_ && rest_.starts_with(words);
    if (good_) rest_.remove_prefix(words.size());
  }

  std::string_view Until(char end, size_t most) {
    const size_t at = good_ ? rest_.find(end) : rest_.npos;
    good_ = at != rest_.npos && at > 0 && at <= most;
    if (!good_) return {};
    const std::string_view value = rest_.substr(0, at);
    rest_.remove_prefix(at);
    return value;
  }

  bool Done() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

struct Parts {
  std::string_view key, digest, bytes, time, signature;
};

bool Only(std::string_view text, std::string_view letters) {
  return text.find_first_not_of(letters) == text.npos;
}

// "2026-11-23T06:13:01Z".
bool IsTime(std::string_view time) {
  constexpr std::string_view kShape = "0000-00-00T00:00:00Z";
  return time.size() == kShape.size() &&
         std::equal(time.begin(), time.end(), kShape.begin(), [](char c, char shape) {
           return shape == '0' ? c >= '0' && c <= '9' : c == shape;
         });
}

std::optional<Parts> Read(std::string_view file) {
  Parts parts;
  Form form(file);
  form.Words(
      "{\n \"format\": \"niem-report-signature/1\",\n \"algorithm\": \"ed25519\",\n \"key\": \"");
  parts.key = form.Until('"', 200);
  form.Words("\",\n \"sha256\": \"");
  parts.digest = form.Until('"', 64);
  form.Words("\",\n \"bytes\": ");
  parts.bytes = form.Until(',', 12);
  form.Words(",\n \"time\": \"");
  parts.time = form.Until('"', 20);
  form.Words("\",\n \"signature\": \"");
  parts.signature = form.Until('"', 100);
  form.Words("\"\n}\n");
  if (!form.Done() || parts.digest.size() != 64 || !Only(parts.digest, "0123456789abcdef") ||
      !Only(parts.bytes, "0123456789") || !IsTime(parts.time)) {
    return std::nullopt;
  }
  return parts;
}

std::string MessageOf(const Parts& parts) {
  std::string message = "niem-report-signature/1\n";
  for (const auto& [name, value] : {std::pair<std::string_view, std::string_view>{"key", parts.key},
                                    {"sha256", parts.digest},
                                    {"bytes", parts.bytes},
                                    {"time", parts.time}}) {
    message.append(name).append(" ").append(value).append("\n");
  }
  return message;
}

}  // namespace

std::optional<Text> CheckReport(std::string_view report, std::string_view signature_file,
                                const std::vector<Key>& trusted, ReportProof* proof) {
  const std::optional<Parts> parts =
      signature_file.size() <= kMostSignatureFile ? Read(signature_file) : std::nullopt;
  const std::optional<Key> key = parts ? ParseKey(parts->key) : std::nullopt;
  const std::optional<std::string> signature = parts ? FromBase64(parts->signature) : std::nullopt;
  if (!key || key->type != kEd25519 || !signature || signature->size() != kSignatureSize) {
    return Text{"tệp chữ ký sai khuôn dạng", "the signature file is malformed"};
  }
  proof->key = parts->key, proof->digest = parts->digest, proof->time = parts->time;
  proof->bytes = report.size();
  proof->trusted = std::any_of(trusted.begin(), trusted.end(), [&](const Key& one) {
    return one.type == kEd25519 && one.bytes == key->bytes;
  });
  if (!SignatureHolds(key->bytes, MessageOf(*parts), *signature)) {
    return Text{"chữ ký không khớp với tệp chữ ký", "the signature does not hold"};
  }
  if (std::to_string(report.size()) != parts->bytes || Hex(View(HashOf(report))) != parts->digest) {
    return Text{"báo cáo không phải là báo cáo đã ký: mã SHA-256 khác",
                "the report is not the one that was signed: its SHA-256 differs"};
  }
  if (!trusted.empty() && !proof->trusted) {
    return Text{"báo cáo do khóa khác ký, không phải khóa tin cậy (--key)",
                "another key signed the report, not the trusted one (--key)"};
  }
  return std::nullopt;
}

}  // namespace niem::verify
