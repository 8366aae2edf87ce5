#include "registry/password.h"

#include <set>
#include <vector>

#include "base/bytes.h"
#include "base/password_hash.h"
#include "ledger/wire.h"
#include "registry/settings.h"
#include "text/decode.h"
#include "text/fold.h"

namespace niem::registry {
namespace {

constexpr size_t kShortestName = 3;  // "a" stands in every password

bool BeginsLetter(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

// The characters of UTF-8; bytes on their own where it is none.
std::vector<std::string_view> Letters(std::string_view text) {
  std::vector<std::string_view> letters;
  size_t from = 0;
  for (size_t i = 1; i <= text.size(); ++i) {
    if (i < text.size() && !BeginsLetter(text[i])) continue;
    letters.push_back(text.substr(from, i - from));
    from = i;
  }
  return letters;
}

}  // namespace

std::string TypedPassword(std::string_view typed) {
  return ledger::IsUtf8(typed) ? text::ToNfc(typed) : std::string(typed);
}

Result<std::string> HashTyped(std::string_view typed) {
  std::string password = TypedPassword(typed);
  Result<std::string> hash = HashPassword(AsBytes(password));
  WipeText(password);
  return hash;
}

bool MatchesTyped(std::string_view hash, std::string_view typed) {
  std::string password = TypedPassword(typed);
  const bool right = VerifyPassword(hash, AsBytes(password));
  WipeText(password);
  return right;
}

Text PasswordFault(std::string_view typed, std::string_view login, int64_t length,
                   int64_t letters) {
  std::string password = TypedPassword(typed);
  const std::vector<std::string_view> all = Letters(password);
  const auto count = static_cast<int64_t>(all.size());
  const auto different = static_cast<int64_t>(std::set(all.begin(), all.end()).size());
  const bool named = login.size() >= kShortestName &&
                     text::FoldText(password).find(text::FoldText(login)) != std::string::npos;
  WipeText(password);
  if (count < length) {
    const std::string n = std::to_string(length);
    return {"mật khẩu phải dài ít nhất " + n + " ký tự",
            "a password has at least " + n + " characters"};
  }
  if (different < letters) {
    const std::string n = std::to_string(letters);
    return {"mật khẩu phải có ít nhất " + n + " ký tự khác nhau",
            "a password has at least " + n + " different characters"};
  }
  if (named) {
    return {"mật khẩu không được chứa tên đăng nhập", "a password does not contain the login"};
  }
  return {};
}

Status CheckPassword(Deed& deed, const std::string& login, std::string_view typed) {
  TRY_ASSIGN(const int64_t length, HouseNumber(deed, kPasswordLength));
  TRY_ASSIGN(const int64_t letters, HouseNumber(deed, kPasswordLetters));
  Text fault = PasswordFault(typed, login, length, letters);
  if (fault.vi.empty()) return Ok();
  return deed.Refuse("password.weak", std::move(fault));
}

}  // namespace niem::registry
