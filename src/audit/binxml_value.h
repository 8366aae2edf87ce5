// One value of binary XML as text: numbers in decimal (or as Windows shows them: 0x...), times in
// UTC, identifiers in their usual spelling, bytes in hexadecimal. Source: MS-EVEN6 2.2.12.
// Thread-safety: pure function.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace niem::audit {

inline constexpr uint8_t kBinXmlType = 0x21;

std::string BinXmlValue(uint8_t type, Bytes bytes);

}  // namespace niem::audit
