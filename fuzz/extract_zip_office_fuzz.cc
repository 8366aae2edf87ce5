// Office files in ZIP (docx, xlsx, pptx, OpenDocument), flat XML ones, and ZIP archives.
//
// Mutating deflated bytes only teaches the fuzzer checksums, so inputs that are no ZIP are read as
// a plain list "name \x01 content \x02 ..." and packed first: mutations land in the XML.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "extract/fixture.h"
#include "extract/formats.h"

namespace {

using namespace niem;
using namespace niem::extract;

fixture::Files ReadList(std::string_view text) {
  fixture::Files files;
  while (!text.empty() && files.size() < 16) {
    const size_t end = text.find('\x02');
    const std::string_view item = text.substr(0, end);
    const size_t mark = item.find('\x01');
    if (mark != std::string_view::npos && mark > 0) {
      files.emplace_back(std::string(item.substr(0, item.substr(0, mark).find('\0'))),
                         std::string(item.substr(mark + 1)));
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return files;
}

void ReadOffice(Bytes bytes) {
  fixture::Bench bench;
  bench.limits.max_unpacked_bytes = 16 << 20;
  bench.limits.max_file_bytes = 4 << 20;
  const Input input{bytes, "x"};
  switch (Identify(input)) {
    case Format::kDocx:
      (void)ExtractDocx(input, bench.context);
      break;
    case Format::kXlsx:
      (void)ExtractXlsx(input, bench.context);
      break;
    case Format::kPptx:
      (void)ExtractPptx(input, bench.context);
      break;
    case Format::kOdt:
    case Format::kOds:
    case Format::kOdp:
      (void)ExtractOdf(input, bench.context);
      break;
    case Format::kZip:
      (void)ExtractArchive(input, bench.context);
      break;
    case Format::kXml:
      (void)ExtractXml(input, bench.context);
      break;
    default:
      break;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.find('\x01') == std::string_view::npos || text.starts_with("PK")) {
    ReadOffice({data, size});
    return 0;
  }
  const fixture::Files files = ReadList(text);
  if (!files.empty()) ReadOffice(AsBytes(fixture::MakeZip(files, {}, ZIP_CM_STORE)));
  return 0;
}
