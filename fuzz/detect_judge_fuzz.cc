// Any text, cut into blocks with any places and styles, gets a verdict: no crash, no hang, evidence
// of bounded length, and the same result by the short ways (clean proof, excerpt) as in full. A
// document is judged as it is and with plain lines between its blocks, so that excerpts are cut.
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

niem::extract::Document Stretched(const niem::extract::Document& document) {
  niem::extract::Document stretched;
  for (const niem::extract::Block& block : document.blocks) {
    for (int i = 0; i < 70; ++i) stretched.blocks.emplace_back().text = "xin chào các bạn gần xa";
    stretched.blocks.push_back(block);
  }
  return stretched;
}

niem::detect::DocumentResult JudgedBothWays(const niem::extract::Document& document,
                                            std::string_view name) {
  auto result = niem::detect::Judge(document, name, Rules());
  const auto in_full = niem::detect::JudgeInFull(document, name, Rules());
  if (niem::detect::ToWireJson(result) != niem::detect::ToWireJson(in_full)) std::abort();
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input = niem::AsText({data, size});
  const niem::extract::Document document = Build(input);
  const std::string_view name = input.substr(0, 40);
  const auto first = JudgedBothWays(document, name);
  JudgedBothWays(Stretched(document), name);
  if (!(first.confidence >= 0 && first.confidence <= 1)) std::abort();
  for (const auto& evidence : first.evidence) {
    if (evidence.text.size() > 80 * 4) std::abort();
  }
  niem::detect::CouldMatter(input, Rules());
  niem::detect::NameCouldMatter(name, Rules());
  return 0;
}
