// Any text, cut into blocks with any places and styles, gets a verdict: no crash, no hang, evidence
// of bounded length, and the same verdict twice.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/bytes.h"
#include "detect/finding_json.h"
#include "detect/judge.h"
#include "detect/quick_filter.h"

namespace {

const niem::detect::RuleSet& Rules() {
  static const auto* rules =
      new niem::detect::RuleSet(std::move(niem::detect::RuleSet::Builtin().value()));
  return *rules;
}

// The byte after each 0x01 sets the next block's place and shape.
niem::extract::Document Build(std::string_view input) {
  using niem::extract::Block;
  niem::extract::Document document;
  Block block;
  for (size_t i = 0; i < input.size(); ++i) {
    if (input[i] != '\x01' || i + 1 == input.size()) {
      block.text += input[i];
      continue;
    }
    document.blocks.push_back(std::move(block));
    block = {};
    const auto shape = static_cast<uint8_t>(input[++i]);
    block.place = static_cast<niem::extract::Place>(shape % 16);
    block.page = shape / 64;
    if ((shape & 16) != 0) block.table = 1, block.row = shape / 64, block.column = shape / 32 % 2;
    if ((shape & 32) != 0) block.box = niem::extract::Box{0.1F, 0.2F, 0.3F, 0.3F};
  }
  document.blocks.push_back(std::move(block));
  return document;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input = niem::AsText({data, size});
  const niem::extract::Document document = Build(input);
  const std::string_view name = input.substr(0, 40);
  const auto first = niem::detect::Judge(document, name, Rules());
  const auto second = niem::detect::Judge(document, name, Rules());
  if (first.verdict != second.verdict || first.level != second.level) std::abort();
  if (!(first.confidence >= 0 && first.confidence <= 1)) std::abort();
  for (const auto& evidence : first.evidence) {
    if (evidence.text.size() > 80 * 4) std::abort();
  }
  niem::detect::CouldMatter(input, Rules());
  niem::detect::NameCouldMatter(name, Rules());
  return 0;
}
