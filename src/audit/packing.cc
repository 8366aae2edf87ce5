#include "audit/unpack.h"

namespace niem::audit {

std::optional<Packing> PackingOf(Bytes bytes) {
  const auto begins = [&](std::string_view magic) { return AsText(bytes).starts_with(magic); };
  if (begins("\x1F\x8B")) return Packing::kGzip;
  if (begins(std::string_view("\xFD"
                              "7zXZ\0",
                              6)))
    return Packing::kXz;
  if (begins("\x28\xB5\x2F\xFD")) return Packing::kZstd;
  return std::nullopt;
}

}  // namespace niem::audit
