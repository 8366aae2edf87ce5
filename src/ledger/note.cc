#include "ledger/note.h"

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "base/digest.h"
#include "ledger/base64.h"
#include "ledger/wire.h"

namespace niem::ledger {
namespace {

constexpr std::string_view kDash = "\xe2\x80\x94 ";  // em dash, space
constexpr size_t kTimestampBytes = 8;

// Beyond ASCII: U+0085, U+00A0, U+1680, U+2000..200A, U+2028, U+2029, U+202F, U+205F, U+3000.
bool HasUnicodeSpace(std::string_view text) {
  constexpr std::string_view kSpaces[] = {
      "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
      "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86",
      "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8",
      "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};
  const auto inside = [&](std::string_view space) { return text.find(space) != text.npos; };
  return text.find(' ') != text.npos || std::any_of(std::begin(kSpaces), std::end(kSpaces), inside);
}

uint32_t BigEndian32(std::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

uint64_t BigEndian64(std::string_view bytes) {
  return uint64_t{BigEndian32(bytes)} << 32 | BigEndian32(bytes.substr(4));
}

void AppendBigEndian32(uint32_t value, std::string* out) {
  for (int shift = 24; shift >= 0; shift -= 8) out->push_back(static_cast<char>(value >> shift));
}

std::string TypedKey(const VerifierKey& key) {
  std::string typed(1, static_cast<char>(key.type));
  typed.append(key.key.begin(), key.key.end());
  return typed;
}

// Lower-case, eight digits.
std::string HexId(uint32_t id) {
  std::string bytes;
  AppendBigEndian32(id, &bytes);
  return ToHex(AsBytes(bytes));
}

Result<NoteSignature> ParseSignatureLine(std::string_view line) {
  if (!line.starts_with(kDash)) return Malformed("note signature");
  line.remove_prefix(kDash.size());
  const size_t space = line.find(' ');
  if (space == line.npos || !IsKeyName(line.substr(0, space))) return Malformed("note key name");
  const std::optional<std::string> raw = DecodeBase64(line.substr(space + 1));
  if (!raw || raw->size() < 5) return Malformed("note signature");
  return NoteSignature{std::string(line.substr(0, space)), BigEndian32(*raw), raw->substr(4)};
}

bool Verifies(const VerifierKey& key, const std::string& text, std::string_view signature,
              VerifiedSignature* verified) {
  verified->key = key;
  if (key.type == KeyType::kEd25519)
    return VerifyEd25519(key.key, AsBytes(text), AsBytes(signature));
  if (signature.size() != kTimestampBytes + sizeof(Signature)) return false;
  const uint64_t timestamp = BigEndian64(signature);
  if (timestamp >> 63 != 0) return false;
  verified->timestamp = timestamp;
  return VerifyEd25519(key.key, AsBytes(CosignedMessage(timestamp, text)),
                       AsBytes(signature.substr(kTimestampBytes)));
}

}  // namespace

uint32_t VerifierKey::Id() const {
  const Digest digest = Sha256Of(AsBytes(name + "\n" + TypedKey(*this)));
  return BigEndian32(AsText(digest));
}

bool IsKeyName(std::string_view name) {
  return !name.empty() && name.find('+') == name.npos && IsPlainText(name) &&
         !HasUnicodeSpace(name);
}

Result<VerifierKey> ParseVerifierKey(std::string_view text) {
  const size_t first = text.find('+');
  const size_t second = first == text.npos ? text.npos : text.find('+', first + 1);
  if (second == text.npos) return Malformed("verifier key");
  const std::string_view id = text.substr(first + 1, second - first - 1);
  VerifierKey key;
  key.name = text.substr(0, first);
  const std::optional<std::string> typed = DecodeBase64(text.substr(second + 1));
  if (!IsKeyName(key.name) || !typed || typed->empty()) return Malformed("verifier key");
  const auto type = static_cast<uint8_t>(typed->front());
  if (type != static_cast<uint8_t>(KeyType::kEd25519) &&
      type != static_cast<uint8_t>(KeyType::kCosignature)) {
    const std::string number = std::to_string(type);
    return Error(ErrorCode::kUnsupported,
                 {"khóa kiểm tra thuộc loại " + number + ", bản này chưa dùng được",
                  "the verifier key has type " + number + ", which this version cannot use"});
  }
  if (typed->size() != 1 + key.key.size()) return Malformed("verifier key");
  key.type = static_cast<KeyType>(type);
  std::copy(typed->begin() + 1, typed->end(), key.key.begin());
  if (id != HexId(key.Id())) return Malformed("verifier key id");
  return key;
}

std::string FormatVerifierKey(const VerifierKey& key) {
  return key.name + "+" + HexId(key.Id()) + "+" + EncodeBase64(AsBytes(TypedKey(key)));
}

Result<Note> ParseNote(std::string_view bytes) {
  if (bytes.size() > kMaxNoteBytes) return Malformed("note size");
  const auto control = [](char c) { return c >= 0 && c < 0x20 && c != '\n'; };
  if (std::any_of(bytes.begin(), bytes.end(), control) || !IsUtf8(bytes)) return Malformed("note");
  const size_t gap = bytes.rfind("\n\n");
  if (gap == bytes.npos || !bytes.ends_with('\n')) return Malformed("note");
  Note note;
  note.text = bytes.substr(0, gap + 1);
  std::string_view lines = bytes.substr(gap + 2);
  while (!lines.empty()) {
    const size_t end = lines.find('\n');
    if (note.signatures.size() == kMaxNoteSignatures) return Malformed("note signatures");
    TRY_ASSIGN(NoteSignature signature, ParseSignatureLine(lines.substr(0, end)));
    note.signatures.push_back(std::move(signature));
    lines.remove_prefix(end + 1);
  }
  if (note.signatures.empty()) return Malformed("note without signature");
  return note;
}

std::string FormatNote(const Note& note) {
  std::string bytes = note.text + "\n";
  for (const NoteSignature& signature : note.signatures) {
    std::string raw;
    AppendBigEndian32(signature.key_id, &raw);
    raw += signature.signature;
    bytes.append(kDash).append(signature.name).append(" ");
    bytes.append(EncodeBase64(AsBytes(raw))).append("\n");
  }
  return bytes;
}

Result<std::vector<VerifiedSignature>> VerifyNote(const Note& note,
                                                  const std::vector<VerifierKey>& keys) {
  std::vector<VerifiedSignature> verified;
  for (const NoteSignature& signature : note.signatures) {
    const auto known = std::find_if(keys.begin(), keys.end(), [&](const VerifierKey& key) {
      return key.name == signature.name && key.Id() == signature.key_id;
    });
    if (known == keys.end()) continue;
    VerifiedSignature checked;
    if (!Verifies(*known, note.text, signature.signature, &checked)) {
      return Error(ErrorCode::kCorrupt, {"chữ ký của " + signature.name + " không đúng",
                                         "the signature of " + signature.name + " is wrong"});
    }
    const auto again = [&](const VerifiedSignature& one) { return one.key == *known; };
    if (std::none_of(verified.begin(), verified.end(), again)) verified.push_back(checked);
  }
  if (verified.empty()) {
    return Error(ErrorCode::kCorrupt,
                 {"không có chữ ký của khóa nào đã biết", "no signature of a known key"});
  }
  return verified;
}

std::string CosignedMessage(uint64_t timestamp, std::string_view note_text) {
  return "cosignature/v1\ntime " + std::to_string(timestamp) + "\n" + std::string(note_text);
}

bool VerifyEd25519(const PublicKey& key, Bytes message, Bytes signature) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pkey(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()),
      EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  return pkey != nullptr && signature.size() == sizeof(Signature) &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, pkey.get()) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                          message.size()) == 1;
}

}  // namespace niem::ledger
