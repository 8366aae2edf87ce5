#include "law/pack_set.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include "base/file.h"
#include "law/embedded.h"

namespace niem::law {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxFile = 4u << 20;
constexpr size_t kMaxFiles = 1000;
constexpr std::string_view kIdentityFile = "pack.json";

Result<PackSet> Loaded() {
  std::vector<Pack> packs;
  for (const std::vector<PackFile>& files : EmbeddedPacks()) {
    TRY_ASSIGN(Pack pack, Pack::FromFiles(files));
    packs.push_back(std::move(pack));
  }
  return PackSet::Of(std::move(packs));
}

// Names of the entries, sorted, so that messages do not depend on the file system.
Result<std::vector<fs::path>> Entries(const fs::path& folder) {
  std::error_code problem;
  std::vector<fs::path> entries;
  for (fs::directory_iterator it(folder, problem), end; !problem && it != end;
       it.increment(problem)) {
    entries.push_back(it->path());
    if (entries.size() > kMaxFiles) {
      return Error(ErrorCode::kTooMany, {folder.string() + ": quá nhiều tệp, tối đa 1000",
                                         folder.string() + ": too many files, at most 1000"});
    }
  }
  if (problem) return ErrnoError(problem.value(), folder.string());
  std::sort(entries.begin(), entries.end());
  return entries;
}

Result<Pack> LoadOne(const fs::path& folder) {
  TRY_ASSIGN(const std::vector<fs::path> entries, Entries(folder));
  std::vector<PackFile> files;
  for (const fs::path& path : entries) {
    if (path.extension() != ".json") continue;
    TRY_ASSIGN(std::string text, ReadWholeFile(path.string(), kMaxFile));
    files.push_back({path.string(), std::move(text)});
  }
  return Pack::FromFiles(files);
}

bool IsPackFolder(const fs::path& folder) {
  std::error_code problem;
  return fs::is_regular_file(folder / kIdentityFile, problem);
}

std::string PeriodOf(const Pack& pack) {
  const std::string to = pack.valid_to() ? pack.valid_to()->ToString() : std::string();
  return pack.id() + " " + pack.valid_from().ToString() + "…" + to;
}

}  // namespace

const PackSet& PackSet::BuiltIn() {
  static const Result<PackSet> kSet = Loaded();
  if (!kSet.ok()) std::abort();  // the packs of this very build: law_test reads them
  return *kSet;
}

Result<PackSet> PackSet::Load(const std::string& folder) {
  std::vector<Pack> packs;
  if (IsPackFolder(folder)) {
    TRY_ASSIGN(Pack pack, LoadOne(folder));
    packs.push_back(std::move(pack));
    return Of(std::move(packs));
  }
  TRY_ASSIGN(const std::vector<fs::path> entries, Entries(folder));
  for (const fs::path& path : entries) {
    if (!IsPackFolder(path)) continue;
    TRY_ASSIGN(Pack pack, LoadOne(path));
    packs.push_back(std::move(pack));
  }
  if (packs.empty()) {
    return Error(ErrorCode::kNotFound,
                 {folder + ": không có gói luật nào (thư mục có pack.json)",
                  folder + ": there is no law pack (a folder with pack.json)"});
  }
  return Of(std::move(packs));
}

Result<PackSet> PackSet::Of(std::vector<Pack> packs) {
  std::sort(packs.begin(), packs.end(),
            [](const Pack& a, const Pack& b) { return a.valid_from() < b.valid_from(); });
  const auto complain = [](const Pack& pack, const Pack& other, const Text& what) {
    return Error(ErrorCode::kInvalidArgument,
                 {pack.place() + ": " + what.vi + " " + other.place(),
                  pack.place() + ": " + what.en + " " + other.place()});
  };
  std::map<std::string_view, const Pack*> ids;
  const Pack* before = nullptr;
  for (const Pack& pack : packs) {
    const auto [known, added] = ids.emplace(pack.id(), &pack);
    if (!added)
      return complain(pack, *known->second, {"mã gói lặp lại; đã có ở", "the pack's id stands at"});
    const bool overlaps =
        before != nullptr && (!before->valid_to() || *before->valid_to() >= pack.terms_from());
    if (overlaps)
      return complain(pack, *before,
                      {"hiệu lực chồng lên gói ở", "the period overlaps the pack at"});
    before = &pack;
  }
  PackSet set;
  for (Pack& pack : packs) set.packs_.push_back(std::make_shared<const Pack>(std::move(pack)));
  return set;
}

Result<const Pack*> PackSet::InForce(Date day, Matter matter) const {
  std::string periods;
  for (const auto& pack : packs_) {
    const Date from = matter == Matter::kActs ? pack->valid_from() : pack->terms_from();
    if (from <= day && (!pack->valid_to() || day <= *pack->valid_to())) return pack.get();
    periods += (periods.empty() ? "" : ", ") + PeriodOf(*pack);
  }
  return Error(ErrorCode::kNotFound,
               {"không có gói luật nào áp dụng cho ngày " + day.Shown().vi + "; có: " + periods,
                "no law pack is in force on " + day.ToString() + "; there are: " + periods});
}

const Pack* PackSet::Find(std::string_view id) const {
  for (const auto& pack : packs_) {
    if (pack->id() == id) return pack.get();
  }
  return nullptr;
}

}  // namespace niem::law
