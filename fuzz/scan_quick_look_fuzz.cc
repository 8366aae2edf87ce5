// The first byte chooses text, HTML or mail; the rest is read as that. Whatever the quick look
// proves clean, the full way must read as one document, whole, without a note, and find clean.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "detect/judge.h"
#include "extract/extract.h"
#include "scan/quick_look.h"

namespace {

using niem::Bytes;
using niem::extract::Format;

class NoMembers : public niem::extract::MemberSink {
  bool OnMember(std::string_view, Bytes, niem::extract::Context&) override { std::abort(); }

  bool OnBadMember(std::string_view, const niem::Error&, niem::extract::Context&) override {
    std::abort();
  }
};

const niem::detect::RuleSet& Rules() {
  static const auto* rules =
      new niem::detect::RuleSet(std::move(niem::detect::RuleSet::Builtin().value()));
  return *rules;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto* quick =
      new niem::scan::QuickLook(std::move(niem::scan::QuickLook::Create(Rules()).value()));
  static auto* scratch = new niem::scan::QuickLook::Scratch;
  if (size == 0) return 0;
  const Bytes bytes(data + 1, size - 1);
  const Format format = data[0] % 3 == 0   ? Format::kText
                        : data[0] % 3 == 1 ? Format::kHtml
                                           : Format::kEml;
  if (!quick->ProvesClean(format, "a", bytes, *scratch)) return 0;
  // The scan reads a file as what it is.
  if (niem::extract::Identify({bytes, "a"}) != format) return 0;
  NoMembers members;
  const niem::extract::Limits limits;
  niem::extract::Budget budget;
  const std::vector<std::string> passwords;
  niem::extract::Context context{limits, budget, passwords, members};
  auto document = niem::extract::Extract({bytes, "a"}, context);
  if (!document.ok()) std::abort();
  const auto result = niem::detect::Judge(std::move(document).value(), "a", Rules());
  if (result.verdict != niem::detect::Verdict::kClean || !result.notes.empty()) std::abort();
  return 0;
}
