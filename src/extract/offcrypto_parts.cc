#include "extract/offcrypto_parts.h"

namespace niem::extract::crypto {

Error Damaged() {
  return {ErrorCode::kCorrupt,
          {"phần mã hóa của tài liệu bị hỏng", "the document's encryption data is damaged"}};
}

Error OtherCipher() {
  return {ErrorCode::kUnsupported,
          {"tài liệu được mã hóa bằng thuật toán chưa hỗ trợ",
           "the document is encrypted with an unsupported algorithm"}};
}

Buffer Number(uint32_t value) {
  return {static_cast<uint8_t>(value), static_cast<uint8_t>(value >> 8),
          static_cast<uint8_t>(value >> 16), static_cast<uint8_t>(value >> 24)};
}

Buffer Hasher::operator()(Bytes a, Bytes b) {
  Buffer out(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  // Named once: OpenSSL 3 looks an algorithm up, under a lock, each time it is named.
  if (!context_ || EVP_DigestInit_ex(context_.get(), kind_, nullptr) != 1 ||
      EVP_DigestUpdate(context_.get(), a.data(), a.size()) != 1 ||
      EVP_DigestUpdate(context_.get(), b.data(), b.size()) != 1 ||
      EVP_DigestFinal_ex(context_.get(), out.data(), &size) != 1) {
    return {};
  }
  kind_ = nullptr;
  out.resize(size);
  return out;
}

Buffer Utf16(std::string_view utf8) {
  Buffer out;
  const auto put = [&](uint32_t unit) {
    out.push_back(static_cast<uint8_t>(unit));
    out.push_back(static_cast<uint8_t>(unit >> 8));
  };
  for (size_t i = 0; i < utf8.size();) {
    const uint8_t lead = static_cast<uint8_t>(utf8[i++]);
    uint32_t code = lead;
    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    if (more > 0) code = lead & (0x3Fu >> more);
    for (int k = 0; k < more && i < utf8.size(); ++k) {
      code = code << 6 | (static_cast<uint8_t>(utf8[i++]) & 0x3F);
    }
    if (code >= 0x10000) {
      put(0xD800 + ((code - 0x10000) >> 10));
      code = 0xDC00 + (code & 0x3FF);
    }
    put(code);
  }
  return out;
}

Buffer Base64(std::string_view text) {
  Buffer out(text.size() / 4 * 3 + 3);
  const int size = EVP_DecodeBlock(out.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  if (size < 0) return {};
  const size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  out.resize(static_cast<size_t>(size) - padding);
  return out;
}

}  // namespace niem::extract::crypto
