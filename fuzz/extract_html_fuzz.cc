// HTML through the tree, and the same bytes through the flat reader that very deep pages get.
#include <cstddef>
#include <cstdint>

#include "extract/fixture.h"
#include "extract/formats.h"
#include "extract/html_flat.h"
#include "no_members.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  using namespace niem::extract;
  fixture::Bench bench;
  NoPictures pictures;
  bench.context.pictures = &pictures;
  const Bytes bytes{data, size};
  (void)ExtractHtml({bytes, "x.html"}, bench.context);
  Document document;
  BlockSink sink(document, bench.limits);
  ReadFlatHtml(AsText(bytes), sink);
  return 0;
}
