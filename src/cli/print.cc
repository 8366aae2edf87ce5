#include "cli/print.h"

#include <cstdio>

namespace niem::cli {

bool Print(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
         std::fflush(stdout) == 0;
}

void PrintError(const Error& error, Lang lang) {
  std::fprintf(stderr, "niem: %s: %s\n", lang == Lang::kVi ? "lỗi" : "error",
               Pick(error.message(), lang).c_str());
}

void PrintNotice(const Text& text, Lang lang) {
  std::fprintf(stderr, "niem: %s\n", Pick(text, lang).c_str());
}

}  // namespace niem::cli
