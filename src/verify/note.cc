// Signed notes, keys and checkpoints: c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature.
#include <algorithm>
#include <charconv>

#include "verify/cursor.h"
#include "verify/records.h"

namespace niem::verify {
namespace {

constexpr size_t kMaxNote = 1U << 20;
constexpr size_t kMaxSignatures = 64;
constexpr uint8_t kEd25519 = 1;
constexpr uint8_t kCosignature = 4;
constexpr size_t kSignatureSize = 64;

uint64_t BigEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (const char byte : bytes) value = value * 256 + static_cast<uint8_t>(byte);
  return value;
}

// Code points that Unicode calls White_Space, beyond the control characters.
bool IsSpace(uint32_t code) {
  return code == 0x20 || code == 0x85 || code == 0xa0 || code == 0x1680 ||
         (code >= 0x2000 && code <= 0x200a) || code == 0x2028 || code == 0x2029 || code == 0x202f ||
         code == 0x205f || code == 0x3000;
}

// Up to the newline, which is taken away with it; nothing where there is none.
std::optional<std::string_view> Line(std::string_view* text) {
  const size_t end = text->find('\n');
  if (end == text->npos) return std::nullopt;
  const std::string_view line = text->substr(0, end);
  *text = text->substr(end + 1);
  return line;
}

bool ParseBody(std::string_view text, Checkpoint* checkpoint) {
  const auto origin = Line(&text);
  const auto size = Line(&text);
  const auto root = Line(&text);
  if (!origin || !size || !root || origin->empty() || size->empty()) return false;
  const char* const end = size->data() + size->size();
  const auto number = std::from_chars(size->data(), end, checkpoint->size);
  if (number.ec != std::errc() || number.ptr != end) return false;
  if (std::to_string(checkpoint->size) != *size) return false;
  const std::optional<std::string> hash = FromBase64(*root);
  if (!hash || hash->size() != checkpoint->root.size()) return false;
  std::copy(hash->begin(), hash->end(), checkpoint->root.begin());
  checkpoint->origin = *origin;
  while (!text.empty()) {
    const auto extension = Line(&text);
    if (!extension || extension->empty()) return false;
  }
  return true;
}

struct Signed {
  std::string_view name;
  uint32_t id = 0;
  std::string signature;
};

std::optional<Signed> ParseSignature(std::string_view line) {
  constexpr std::string_view kMark = "\u2014 ";
  if (line.substr(0, kMark.size()) != kMark) return std::nullopt;
  line = line.substr(kMark.size());
  const size_t space = line.find(' ');
  if (space == line.npos || !IsName(line.substr(0, space))) return std::nullopt;
  const std::optional<std::string> raw = FromBase64(line.substr(space + 1));
  if (!raw || raw->size() <= 4) return std::nullopt;
  const std::string_view view = *raw;
  return Signed{line.substr(0, space), static_cast<uint32_t>(BigEndian(view.substr(0, 4))),
                raw->substr(4)};
}

bool Holds(const Key& key, std::string_view text, std::string_view signature) {
  if (key.type == kEd25519) return SignatureHolds(key.bytes, text, signature);
  if (signature.size() != 8 + kSignatureSize || (signature[0] & 0x80) != 0) return false;
  std::string message = "cosignature/v1\ntime " + std::to_string(BigEndian(signature.substr(0, 8)));
  message += '\n';
  message += text;
  return SignatureHolds(key.bytes, message, signature.substr(8));
}

}  // namespace

bool IsName(std::string_view name) {
  if (name.empty() || !IsText(name, true)) return false;
  uint32_t code = 0;
  for (size_t i = 0; i < name.size(); ++i) {
    const auto byte = static_cast<uint8_t>(name[i]);
    const bool inner = (byte & 0xc0) == 0x80;
    const uint32_t lead = byte < 0x80 ? byte : byte < 0xe0 ? byte & 0x1fU : byte & 0x0fU;
    code = inner ? code << 6 | (byte & 0x3fU) : lead;
    const bool whole = i + 1 == name.size() || (static_cast<uint8_t>(name[i + 1]) & 0xc0) != 0x80;
    if (whole && (IsSpace(code) || code == '+')) return false;
  }
  return true;
}

std::optional<Key> ParseKey(std::string_view text) {
  const size_t plus = text.find('+');
  if (plus == text.npos || text.size() < plus + 10 || text[plus + 9] != '+') return std::nullopt;
  Key key;
  key.name = text.substr(0, plus);
  const std::optional<std::string> typed = FromBase64(text.substr(plus + 10));
  if (!IsName(key.name) || !typed || typed->size() != 33) return std::nullopt;
  key.type = static_cast<uint8_t>((*typed)[0]);
  if (key.type != kEd25519 && key.type != kCosignature) return std::nullopt;
  key.bytes = typed->substr(1);
  const Hash hash = HashOf(key.name + "\n" + *typed);
  if (Hex(View(hash).substr(0, 4)) != text.substr(plus + 1, 8)) return std::nullopt;
  key.id = static_cast<uint32_t>(BigEndian(View(hash).substr(0, 4)));
  return key;
}

std::string KeyText(std::string_view name, std::string_view bytes) {
  const std::string typed = std::string(1, static_cast<char>(kEd25519)).append(bytes);
  const Hash hash = HashOf(std::string(name) + "\n" + typed);
  return std::string(name) + "+" + Hex(View(hash).substr(0, 4)) + "+" + ToBase64(typed);
}

std::optional<Checkpoint> ParseCheckpoint(std::string_view text) {
  Checkpoint checkpoint;
  if (text.size() > kMaxNote || !IsText(text, false) || !ParseBody(text, &checkpoint))
    return std::nullopt;
  return checkpoint;
}

std::string TidyNote(std::string_view text) {
  std::string note;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (!pair) note += text[i];
  }
  constexpr std::string_view kEmpty = " \t\r\n";
  const size_t end = note.find_last_not_of(kEmpty);
  if (end == note.npos) return {};
  note.resize(end + 1);
  return note.substr(note.find_first_not_of("\r\n")) + "\n";
}

std::optional<Checkpoint> OpenNote(std::string_view note, const std::vector<Key>& keys,
                                   std::string_view* fault) {
  *fault = "form";
  const auto control = [](char c) { return c >= 0 && c < ' ' && c != '\n'; };
  if (note.size() > kMaxNote || !IsText(note, false) ||
      std::any_of(note.begin(), note.end(), control)) {
    return std::nullopt;
  }
  const size_t gap = note.rfind("\n\n");
  if (gap == note.npos) return std::nullopt;
  const std::string_view text = note.substr(0, gap + 1);
  std::string_view lines = note.substr(gap + 2);
  Checkpoint checkpoint;
  if (!ParseBody(text, &checkpoint) || lines.empty()) return std::nullopt;
  for (size_t count = 0; !lines.empty(); ++count) {
    const auto line = Line(&lines);
    const std::optional<Signed> one = line ? ParseSignature(*line) : std::nullopt;
    if (!one || count == kMaxSignatures) return std::nullopt;
    for (size_t i = 0; i < keys.size(); ++i) {
      const Key& key = keys[i];
      if (key.name != one->name || key.id != one->id) continue;
      *fault = "signature";
      if (!Holds(key, text, one->signature)) return std::nullopt;
      *fault = "form";
      if (key.type == kEd25519 && key.name == checkpoint.origin) {
        ++checkpoint.own_signatures;
        checkpoint.own.push_back(i);
      }
      if (key.type == kCosignature) ++checkpoint.witnesses;
      break;
    }
  }
  *fault = "";
  return checkpoint;
}

}  // namespace niem::verify
