#include "audit/started.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "audit/collect_parts.h"
#include "audit/suspects.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

// A task that comes more seldom is an ordinary updater's.
constexpr int kSeldomMinutes = 10;

bool IsOften(const Fact& task) {
  // What a reading process says is not believed to be a number.
  const std::string text = task.Field("minutes");
  int minutes = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), minutes);
  return !text.empty() && read.ec == std::errc() && read.ptr == text.data() + text.size() &&
         minutes <= kSeldomMinutes;
}

// "ProgramData/AvastSvcpCP/AvastSvc.exe" under the name "AvastSvcpCP".
bool IsNamedAfterFolder(const std::string& path, const std::string& name) {
  const bool in_data = StartsWithName(path, "ProgramData/") ||
                       StartsWithName(path, "Users/Public/") ||
                       Lower(path).find("/appdata/") != std::string::npos;
  const size_t cut = path.rfind('/');
  const size_t above = cut == std::string::npos ? cut : path.rfind('/', cut - 1);
  if (!in_data || above == std::string::npos) return false;
  const std::string folder = path.substr(above + 1, cut - above - 1);
  const std::string file = path.substr(cut + 1);
  const std::string stem = file.substr(0, file.rfind('.'));
  if (!SameName(folder, name) || !StartsWithName(folder, stem)) return false;
  const std::string rest = folder.substr(stem.size());
  return (rest.size() == 2 || rest.size() == 3) &&
         std::ranges::all_of(Lower(rest), [](char c) { return c >= 'a' && c <= 'z'; });
}

// As facts of folders name it: on another volume than the system's with that one's name before it.
std::string FolderOf(const Fact& fact, const std::string& path) {
  const std::string folder = path.substr(0, path.rfind('/') == path.npos ? 0 : path.rfind('/'));
  return InVolume(fact.Field("on_volume"), folder.empty() ? "." : folder);
}

}  // namespace

void MarkStarted(std::vector<Fact>& facts) {
  std::set<std::string> laid_out;
  for (const Fact& fact : facts) {
    if (fact.kind == "folder.sideload") laid_out.insert(Lower(fact.Field("folder")));
  }
  for (Fact& fact : facts) {
    const std::string path = StartedOf(fact).path;
    if (path.empty() || (fact.kind == "task" && !IsOften(fact))) continue;
    const bool looked = fact.Field("not_examined").empty();
    if (looked && laid_out.contains(Lower(FolderOf(fact, path)))) {
      fact.Set("starts", std::string("sideload"));
    } else if (IsNamedAfterFolder(path, fact.Field("name"))) {
      fact.Set("starts", std::string("named"));
    }
  }
}

}  // namespace niem::audit
