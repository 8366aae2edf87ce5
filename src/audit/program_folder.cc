#include "audit/program_folder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "audit/pe.h"
#include "audit/walk.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr double kNoise = 7.2, kCipher = 7.5;
constexpr size_t kSmallestBlob = 50'000, kMostLibraries = 10, kFewestHoarded = 3;

struct File {
  std::string name, sha256;
  Bytes bytes;
  std::optional<PeInfo> program;
};

std::vector<File> FilesOf(Bytes listing, const std::vector<Bytes>& files) {
  constexpr size_t kDigest = 64, kGap = 2;
  std::vector<File> found;
  std::string_view text = AsText(listing);
  while (!text.empty() && found.size() < files.size()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.size() <= kDigest + kGap) break;
    File& file = found.emplace_back();
    file.sha256 = line.substr(0, kDigest), file.name = ValidUtf8(line.substr(kDigest + kGap));
    file.bytes = files[found.size() - 1];
    file.program = ReadPe(file.bytes);
  }
  return found;
}

// Packed and pictorial formats are noise by nature.
bool IsKnownFormat(Bytes bytes) {
  constexpr std::string_view kMarks[] = {{"PK\x03\x04", 4},
                                         {"Rar!", 4},
                                         {"7z\xBC\xAF", 4},
                                         {"\x1F\x8B", 2},
                                         {"BZh", 3},
                                         {"\xFD\x37zXZ", 5},
                                         {"MSCF", 4},
                                         {"\x89PNG", 4},
                                         {"\xFF\xD8\xFF", 3},
                                         {"GIF8", 4},
                                         {"RIFF", 4},
                                         {"%PDF", 4},
                                         {"OggS", 4},
                                         {"ID3", 3},
                                         {"fLaC", 4},
                                         {"wOF", 3},
                                         {"\x28\xB5\x2F\xFD", 4},
                                         {"\x04\x22\x4D\x18", 4},
                                         {"ISc(", 4},
                                         {"\x1A\x45\xDF\xA3", 4},
                                         {"MZ", 2},
                                         {"\xD0\xCF\x11\xE0", 4},
                                         {"SQLite", 6},
                                         {"LZIP", 4}};
  const std::string_view text = AsText(bytes);
  const bool video = text.size() > 8 && text.substr(4, 4) == "ftyp";
  return video ||
         std::ranges::any_of(kMarks, [&](std::string_view mark) { return text.starts_with(mark); });
}

bool IsBase64Name(std::string_view name) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-_=";
  constexpr size_t kShortest = 8;
  return name.size() >= kShortest && name.size() % 4 == 0 &&
         name.find_first_not_of(kLetters) == std::string_view::npos;
}

bool IsInAFalseBin(std::string_view folder) {
  while (!folder.empty()) {
    const size_t slash = std::min(folder.find('/'), folder.size());
    if (IsFalseBin(folder.substr(0, slash))) return true;
    folder.remove_prefix(std::min(slash + 1, folder.size()));
  }
  return false;
}

std::string Shown(double entropy) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%.2f", entropy);
  return text.data();
}

void FindSideload(const std::string& folder, const std::vector<File>& files, SourceFacts& facts) {
  const auto libraries = std::ranges::count_if(
      files, [](const File& file) { return file.program && file.program->library; });
  if (static_cast<size_t>(libraries) > kMostLibraries) return;
  const auto blob = std::ranges::find_if(files, [](const File& file) {
    return !file.program && file.bytes.size() >= kSmallestBlob && !IsKnownFormat(file.bytes) &&
           Entropy(file.bytes) > kNoise;
  });
  if (blob == files.end()) return;
  for (const File& host : files) {
    if (!host.program || host.program->library || !host.program->has_signature) continue;
    for (const File& library : files) {
      const bool loaded = library.program && library.program->library &&
                          !library.program->has_signature &&
                          std::ranges::count(host.program->imports, Lower(library.name)) > 0;
      if (!loaded) continue;
      facts.Add("folder.sideload", folder + "/" + host.name)
          .Set("folder", folder)
          .Set("file", host.name)
          .Set("library", library.name)
          .Set("blob", blob->name)
          .Set("entropy", Shown(Entropy(blob->bytes)))
          .Set("sha256", host.sha256)
          .Set("library_sha256", library.sha256)
          .Set("blob_sha256", blob->sha256);
    }
  }
}

void FindHoard(const std::string& folder, const std::vector<File>& files, SourceFacts& facts) {
  if (!IsInAFalseBin(folder)) return;
  size_t count = 0;
  const File* one = nullptr;
  for (const File& file : files) {
    if (!IsBase64Name(file.name) || IsKnownFormat(file.bytes)) continue;
    if (Entropy(file.bytes) <= kCipher) continue;
    ++count;
    if (one == nullptr) one = &file;
  }
  if (count < kFewestHoarded) return;
  facts.Add("folder.hoard", folder)
      .Set("folder", folder)
      .Set("file", one->name)
      .Set("files", std::to_string(count))
      .Set("sha256", one->sha256);
}

void FindMatches(const std::string& folder, const std::vector<File>& files, const YaraRules& yara,
                 SourceFacts& facts) {
  for (const File& file : files) {
    const auto names = yara.Match(file.bytes);
    if (!names.ok()) {
      facts.Note(file.name + ": " + names.error().message().vi,
                 file.name + ": " + names.error().message().en);
      continue;
    }
    for (const std::string& name : *names) {
      facts.Add("yara.match", folder + "/" + file.name)
          .Set("rule", name)
          .Set("folder", folder)
          .Set("file", file.name)
          .Set("sha256", file.sha256);
    }
  }
}

}  // namespace

double Entropy(Bytes bytes) {
  if (bytes.empty()) return 0;
  std::array<uint64_t, 256> counts{};
  for (const uint8_t byte : bytes) ++counts[byte];
  double bits = 0;
  for (const uint64_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(bytes.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

SourceFacts ReadProgramFolder(const std::string& folder, Bytes listing,
                              const std::vector<Bytes>& files, const YaraRules* yara) {
  SourceFacts facts;
  const std::vector<File> found = FilesOf(listing, files);
  facts.units = found.size();
  FindSideload(folder, found, facts);
  FindHoard(folder, found, facts);
  if (yara != nullptr) FindMatches(folder, found, *yara, facts);
  return facts;
}

}  // namespace niem::audit
