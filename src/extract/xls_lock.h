// Opens an encrypted workbook of Excel 97 to 2003.
//
// Thread-safety: pure function. Errors: those of Rc4Lock::Open. Source: [MS-XLS] 2.2.10
// (encryption), 2.4.117 (FilePass).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "extract/offcrypto_rc4.h"

namespace niem::extract {

// Decrypts the bodies of the records behind FILEPASS in place; nothing where there is no such one.
// The key stream runs over the headers, too, though they stay open.
Result<std::optional<Rc4Lock>> UnlockXls(std::vector<uint8_t>& book,
                                         const std::vector<std::string>& passwords);

}  // namespace niem::extract
