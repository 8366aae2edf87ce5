#include "registry/password.h"

#include <zxcvbn.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/bytes.h"
#include "base/password_hash.h"
#include "ledger/wire.h"
#include "registry/finders.h"
#include "registry/settings.h"
#include "text/decode.h"
#include "text/fold.h"

namespace niem::registry {
namespace {

constexpr std::string_view kFirst = "first ";
constexpr size_t kDayLength = 10;    // 2026-11-22
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

// What passwords of Vietnamese offices are made of, beside the ten thousand commonest ones, English
// words and names that zxcvbn brings (docs/operator.md lists them for the reader).
constexpr std::array<std::string_view, 30> kFamiliar = {
    "matkhau", "anhyeuem", "emyeuanh", "yeuem",    "yeuanh",   "khongbiet", "khongco", "xinchao",
    "vietnam", "hanoi",    "saigon",   "danang",   "haiphong", "cantho",    "chutich", "bithu",
    "uyban",   "ubnd",     "hdnd",     "vanphong", "vanthu",   "luutru",    "congan",  "tinhuy",
    "huyenuy", "danguy",   "bimat",    "toimat",   "tuyetmat", "niem"};
constexpr size_t kMostGuessed = 100;  // bytes; the estimate of a part is below that of the whole
constexpr size_t kShortestWord = 3;
constexpr double kSpacesBits = 3;  // between which words, and what of space, hyphen, dot

std::string Squeezed(std::string_view folded) {
  std::string text;
  for (const char c : folded) {
    if (c != ' ' && c != '\n' && c != '-') text += c;
  }
  return text;
}

double BitsOf(std::string text, std::vector<const char*>& words) {
  text.resize(std::min(text.size(), kMostGuessed));
  const double bits = ZxcvbnMatch(text.c_str(), words.data(), nullptr);
  WipeText(text);
  return bits;
}

// As typed, and as somebody types who leaves out tones and spaces: the easier to guess counts.
double GuessBits(const std::string& password, const std::vector<std::string>& about) {
  std::vector<std::string> words(kFamiliar.begin(), kFamiliar.end());
  for (const std::string& one : about) {
    const std::string folded = text::FoldText(one);
    words.push_back(Squeezed(folded));
    for (size_t at = 0; at < folded.size();) {
      const size_t end = std::min(folded.find_first_of(" \n-", at), folded.size());
      words.push_back(folded.substr(at, end - at));
      at = end + 1;
    }
  }
  std::vector<const char*> list;
  for (const std::string& word : words) {
    if (word.size() >= kShortestWord) list.push_back(word.c_str());
  }
  list.push_back(nullptr);
  std::string folded = text::FoldText(password);
  std::string squeezed = Squeezed(folded);
  const double bits =
      std::min(BitsOf(password, list),
               BitsOf(squeezed, list) + (squeezed.size() == folded.size() ? 0 : kSpacesBits));
  WipeText(folded), WipeText(squeezed);
  return bits;
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

std::string AsFirst(std::string_view hash, Date until) {
  return std::string(kFirst) + until.ToString() + " " + std::string(hash);
}

std::optional<Date> FirstUntil(std::string_view kept) {
  if (!kept.starts_with(kFirst)) return std::nullopt;
  const Result<Date> until = Date::Parse(kept.substr(kFirst.size(), kDayLength));
  return until.ok() ? *until : Date();  // long ago
}

bool MatchesTyped(std::string_view kept, std::string_view typed) {
  if (kept.starts_with(kFirst)) {
    kept.remove_prefix(std::min(kept.size(), kFirst.size() + kDayLength + 1));
  }
  std::string password = TypedPassword(typed);
  const bool right = VerifyPassword(kept, AsBytes(password));
  WipeText(password);
  return right;
}

Text PasswordFault(std::string_view typed, std::string_view login, const PasswordNorm& norm,
                   const std::vector<std::string>& about) {
  std::string password = TypedPassword(typed);
  const std::vector<std::string_view> all = Letters(password);
  const auto count = static_cast<int64_t>(all.size());
  const auto different = static_cast<int64_t>(std::set(all.begin(), all.end()).size());
  const bool named = login.size() >= kShortestName &&
                     text::FoldText(password).find(text::FoldText(login)) != std::string::npos;
  std::vector<std::string> known = about;
  known.emplace_back(login);
  const bool common = GuessBits(password, known) < static_cast<double>(norm.bits);
  WipeText(password);
  if (count < norm.length) {
    const std::string n = std::to_string(norm.length);
    return {"mật khẩu phải dài ít nhất " + n + " ký tự",
            "a password has at least " + n + " characters"};
  }
  if (different < norm.letters) {
    const std::string n = std::to_string(norm.letters);
    return {"mật khẩu phải có ít nhất " + n + " ký tự khác nhau",
            "a password has at least " + n + " different characters"};
  }
  if (named) {
    return {"mật khẩu không được chứa tên đăng nhập", "a password does not contain the login"};
  }
  if (common) {
    return {
        "mật khẩu dễ đoán: gồm những từ, tên, ngày tháng hay dãy phím quen thuộc; hãy ghép bốn, "
        "năm tiếng không liên quan với nhau",
        "easy to guess: made of familiar words, names, dates or rows of keys; join four or five "
        "unrelated words instead"};
  }
  return {};
}

Status CheckPassword(Deed& deed, const Person& person, std::string_view typed) {
  PasswordNorm norm;
  TRY_ASSIGN(norm.length, HouseNumber(deed, kPasswordLength));
  TRY_ASSIGN(norm.letters, HouseNumber(deed, kPasswordLetters));
  TRY_ASSIGN(norm.bits, HouseNumber(deed, kPasswordBits));
  std::vector<std::string> about = {person.name, person.post, person.unit};
  TRY_ASSIGN(const std::vector<Unit> units, deed.Find(UnitByCode(), {person.unit}));
  for (const Unit& unit : units) about.push_back(unit.name);
  Text fault = PasswordFault(typed, person.login, norm, about);
  if (fault.vi.empty()) return Ok();
  return deed.Refuse("password.weak", std::move(fault));
}

}  // namespace niem::registry
