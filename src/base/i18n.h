// Every text a person reads exists in Vietnamese and in English, side by side where it is used, so
// that neither can be forgotten and a reader of the code sees both.
//
//   log(Pick(Text{"không mở được tệp", "cannot open the file"}, lang));
//
// Thread-safety: plain values.
#pragma once

#include <string>
#include <string_view>

namespace niem {

enum class Lang : unsigned char { kVi, kEn };

struct Text {
  std::string vi;
  std::string en;
};

inline const std::string& Pick(const Text& text, Lang lang) {
  return lang == Lang::kVi ? text.vi : text.en;
}

// The same pair without allocation, for tables of constants.
struct StaticText {
  std::string_view vi;
  std::string_view en;

  // NOLINTNEXTLINE(google-explicit-constructor): a table entry is used where a Text is wanted
  operator Text() const { return {std::string(vi), std::string(en)}; }
};

inline std::string_view Pick(const StaticText& text, Lang lang) {
  return lang == Lang::kVi ? text.vi : text.en;
}

// LC_ALL, LC_MESSAGES, LANG in that order: "en*" means English, anything else Vietnamese.
Lang LangFromEnvironment();

}  // namespace niem
