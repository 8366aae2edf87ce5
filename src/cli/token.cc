#include "cli/token.h"

#include "base/secret.h"

namespace niem::cli {
namespace {

constexpr StaticText kTokenGroup{"Khóa ký trong thẻ", "The signing key on a token"};
constexpr std::string_view kDefaultKey = "niem";

}  // namespace

std::vector<FlagInfo> WithTokenFlags(std::vector<FlagInfo> flags) {
  const std::vector<FlagInfo> token = {
      {"token-module",
       0,
       "FILE",
       "",
       kTokenGroup,
       {"mô-đun PKCS#11 của thẻ; chỉ nêu mô-đun tin cậy: nó chạy ngay trong Niêm",
        "the token's PKCS#11 module; name only one that you trust: it runs inside Niêm"}},
      {"token", 0, "LABEL", "", kTokenGroup, {"tên thẻ", "the token's label"}},
      {"token-key",
       0,
       "LABEL",
       "",
       kTokenGroup,
       {"tên khóa sẽ tạo trong thẻ (mặc định niem)", "label of the key to make (default niem)"}},
      {"token-pin-file",
       0,
       "FILE",
       "",
       kTokenGroup,
       {"tệp chứa PIN, quyền 0600; không nêu thì hỏi. PIN được niêm phong cùng khóa",
        "file of the PIN, mode 0600; asked for otherwise. The PIN is sealed with the key"}}};
  flags.insert(flags.end(), token.begin(), token.end());
  return flags;
}

Result<std::optional<server::TokenPlace>> TokenOf(const Line& line) {
  const bool any = line.Has("token-module") || line.Has("token") || line.Has("token-key") ||
                   line.Has("token-pin-file");
  if (!any) return std::optional<server::TokenPlace>();
  if (line.Get("token-module").empty() || line.Get("token").empty()) {
    return UsageError("--token-module và --token đi cùng nhau",
                      "--token-module and --token go together");
  }
  server::TokenPlace place;
  place.where.module = line.Get("token-module");
  place.where.token = line.Get("token");
  place.where.key = line.Has("token-key") ? line.Get("token-key") : std::string(kDefaultKey);
  std::string pin;
  if (line.Has("token-pin-file")) {
    TRY_ASSIGN(pin, ReadPrivateLine(line.Get("token-pin-file")));
  } else {
    TRY_ASSIGN(pin, AskSecret({"PIN của thẻ " + place.where.token, "PIN of " + place.where.token},
                              line.lang));
  }
  Result<SecretBuffer> kept = SecretBuffer::Copy(AsBytes(pin));
  WipeText(pin);
  if (!kept.ok()) return kept.error();
  place.pin = std::move(*kept);
  return std::optional(std::move(place));
}

}  // namespace niem::cli
