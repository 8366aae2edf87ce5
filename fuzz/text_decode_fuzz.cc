// Any bytes decode, by detection and by every encoding, to valid UTF-8 in NFC.
#include <unicode/normalizer2.h>

#include <cstdlib>

#include "text/decode.h"
#include "text/utf8.h"

namespace {

void Check(const std::string& utf8) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  const icu::StringPiece piece(utf8.data(), static_cast<int32_t>(utf8.size()));
  if (niem::text::LookOver(utf8).invalid != 0 || !nfc->isNormalizedUTF8(piece, status)) abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem::text;
  const niem::Bytes bytes(data, size);
  Check(Decode(bytes).utf8);
  Check(Decode(bytes, "windows-1258").utf8);
  for (int i = 0; i <= static_cast<int>(Encoding::kBinary); ++i) {
    Check(DecodeAs(bytes, static_cast<Encoding>(i)).utf8);
  }
  const std::string_view text = niem::AsText(bytes);
  const size_t half = size / 2;
  const Encoding carried = DetectCarried(text.substr(0, half), text.substr(half));
  Check(RepairCarried(text, carried, (size & 1) != 0));
  return 0;
}
