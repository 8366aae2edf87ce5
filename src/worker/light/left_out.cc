#include "worker/light/left_out.h"

#include <utility>

#include "extract/formats.h"
#include "extract/odf_crypto.h"
#include "extract/zip_reader.h"

namespace niem {
namespace {

bool left_out = false;

// Seen by nobody: what a declined file comes to is thrown away.
Error LeftOut() {
  left_out = true;
  return {ErrorCode::kUnsupported, {"", ""}};
}

}  // namespace

namespace worker {

bool TakeLeftOut() {
  return std::exchange(left_out, false);
}

}  // namespace worker

namespace extract {

Result<Document> ExtractDoc(Input /*input*/, Context& /*context*/) {
  return LeftOut();
}

Result<Document> ExtractXls(Input /*input*/, Context& /*context*/) {
  return LeftOut();
}

Result<Document> ExtractPpt(Input /*input*/, Context& /*context*/) {
  return LeftOut();
}

Result<Document> ExtractMsg(Input /*input*/, Context& /*context*/) {
  return LeftOut();
}

Result<Document> ExtractOle(Input /*input*/, Context& /*context*/) {
  return LeftOut();
}

Result<Document> ExtractPdf(Input /*input*/, Context& /*context*/) {
  return LeftOut();
}

Result<Document> ExtractMime(Input /*input*/, Context& /*context*/) {
  return LeftOut();
}

Result<Document> ExtractMbox(Input /*input*/, Context& /*context*/) {
  return LeftOut();
}

Result<Document> ExtractArchive(Input /*input*/, Context& /*context*/) {
  return LeftOut();
}

Result<ZipReader> ZipReader::Salvage(Bytes /*bytes*/) {
  return LeftOut();
}

// NOLINTNEXTLINE(performance-unnecessary-value-param): as the real one takes it
Result<OdfLock> OdfLock::Open(std::string /*manifest*/, const ZipReader& /*zip*/,
                              const std::vector<std::string>& /*passwords*/) {
  return LeftOut();
}

// No lock is ever open.
Status OdfLock::Unlock(std::string_view /*name*/, std::string& /*bytes*/,
                       Context& /*context*/) const {
  return LeftOut();
}

}  // namespace extract
}  // namespace niem
