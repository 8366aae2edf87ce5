// Invented running text for the tests and benchmarks of trace/, and what OCR in a wrong language
// makes of it. Thread-safety: plain values.
#pragma once

#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace niem::trace::testing {

// Words drawn at random, the common ones more often; the same for the same seed.
class Scribe {
 public:
  explicit Scribe(uint32_t seed) : random_(seed) {}

  std::string Word() {
    static constexpr std::array<std::string_view, 22> kOnsets{
        "b", "c",  "ch", "d",  "đ",  "g", "gi", "h",  "kh", "l", "m",
        "n", "ng", "nh", "ph", "qu", "s", "t",  "th", "tr", "v", "x"};
    static constexpr std::array<std::string_view, 24> kRimes{
        "a",   "ai",  "an",  "ang", "anh", "ao", "ăn", "âm",   "ân",   "ê",   "ên",  "i",
        "inh", "iệt", "iệu", "o",   "ong", "ộc", "ơn", "ương", "uyết", "uộc", "ước", "ưu"};
    const double skewed = std::uniform_real_distribution<double>(0, 1)(random_);
    const auto pick = static_cast<size_t>(skewed * skewed * 22 * 24);
    return std::string(kOnsets[pick % 22]).append(kRimes[pick / 22]);
  }

  std::vector<std::string> Words(size_t count) {
    std::vector<std::string> words;
    while (words.size() < count) words.push_back(Word());
    return words;
  }

  // Every letter is misread with this chance, and every thirtieth space is lost or made.
  std::string Garble(std::string_view word, double chance) {
    static constexpr std::string_view kWrong = "adeoirtuncgp16";
    std::string out;
    std::bernoulli_distribution misread(chance);
    for (const char c : word) {
      if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U) continue;
      const bool ascii = static_cast<unsigned char>(c) < 0x80U;
      out += ascii && !misread(random_) ? c : kWrong[random_() % kWrong.size()];
    }
    if (random_() % 60 == 0) out += " i";
    return out;
  }

  std::mt19937& random() { return random_; }

 private:
  std::mt19937 random_;
};

inline std::string Join(const std::vector<std::string>& words, size_t from = 0,
                        size_t count = SIZE_MAX) {
  std::string text;
  for (size_t i = from; i < words.size() && i - from < count; ++i) {
    if (!text.empty()) text += ' ';
    text += words[i];
  }
  return text;
}

}  // namespace niem::trace::testing
