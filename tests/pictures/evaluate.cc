// Reads labelled pages (make_pages.py) and says how many marks were found, group by group.
//
//   picture_evaluate FOLDER LANGUAGE_DATA [--pages N] [--misses] [--check]
//
// Recall: pages with a mark on which the right level was read; "any" counts a wrong level too.
// Precision: of the pages called marked, those that are. CPU seconds are of finding and reading
// stamps, decoding included. With --pages N, the first N colour pages of 200 dpi are also read as
// whole pages, for the ratio of speed. With --check, exit status 1 where a target is missed.
#include <rapidjson/document.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/file.h"
#include "extract/stamp_reader.h"
#include "picture/decode.h"

namespace niem {
namespace {

using picture::Raster;

double CpuSeconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

struct Tally {
  int pages = 0, marked = 0, right = 0, any = 0, wrongly = 0;
  double cpu = 0;
};

struct Label {
  std::string file, group, level;
};

std::vector<Label> ReadLabels(const std::string& folder) {
  std::vector<Label> labels;
  std::ifstream in(folder + "/labels.jsonl");
  for (std::string line; std::getline(in, line);) {
    rapidjson::Document json;
    json.Parse(line.c_str());
    if (json.HasParseError()) continue;
    labels.push_back(
        {json["file"].GetString(), json["group"].GetString(), json["level"].GetString()});
  }
  return labels;
}

std::string LevelOf(const std::vector<extract::StampText>& stamps) {
  int best = 0;
  for (const extract::StampText& stamp : stamps) {
    if (!stamp.legend.level) continue;
    const int level = stamp.legend.text == "TUYỆT MẬT" ? 3 : stamp.legend.text == "TỐI MẬT" ? 2 : 1;
    best = std::max(best, level);
  }
  static constexpr const char* kNames[] = {"", "mat", "toi_mat", "tuyet_mat"};
  return kNames[best];
}

Raster Load(const std::string& path) {
  const Result<std::string> bytes = ReadWholeFile(path, 1ULL << 30);
  Raster page;
  if (!bytes.ok()) return page;
  (void)picture::Decode(AsBytes(*bytes), {}, [&](Raster raster, int) {
    page = std::move(raster);
    return false;
  });
  return page;
}

void Print(const std::string& group, const Tally& tally) {
  const auto share = [](int part, int whole) { return whole > 0 ? 1.0 * part / whole : 1.0; };
  std::printf("%-12s %6d %7d %7.3f %7.3f %9d %10.3f %10.3f\n", group.c_str(), tally.pages,
              tally.marked, share(tally.right, tally.marked), share(tally.any, tally.marked),
              tally.wrongly, share(tally.any, tally.any + tally.wrongly),
              tally.cpu / std::max(tally.pages, 1));
}

// The targets: recall of each group; on the way, at most one page in a hundred wrongly marked.
bool Holds(const std::map<std::string, Tally>& groups, const Tally& all) {
  static const std::map<std::string, double> kRecall = {
      {"colour_200", 0.97}, {"colour_150", 0.95}, {"grey_15", 0.95}, {"grey_30", 0.8}};
  bool holds = all.wrongly * 99 <= all.any;
  for (const auto& [group, recall] : kRecall) {
    const auto found = groups.find(group);
    if (found == groups.end() || found->second.any >= recall * found->second.marked) continue;
    std::printf("below its target of %.2f: %s\n", recall, group.c_str());
    holds = false;
  }
  return holds;
}

int Run(int count, char** arguments) {
  if (count < 3) return std::fprintf(stderr, "usage: %s FOLDER DATA\n", arguments[0]), 2;
  const std::string folder = arguments[1];
  int whole_pages = 0;
  bool misses = false, check = false;
  for (int i = 3; i < count; ++i) {
    const std::string argument = arguments[i];
    if (argument == "--misses") misses = true;
    if (argument == "--check") check = true;
    if (argument == "--pages" && i + 1 < count) whole_pages = std::atoi(arguments[i + 1]);
  }
  Result<std::string> data = ReadWholeFile(arguments[2], 1ULL << 28);
  if (!data.ok()) return std::fprintf(stderr, "%s\n", data.error().message().en.c_str()), 2;
  picture::Recogniser recogniser(std::move(data).value());
  std::map<std::string, Tally> groups;
  Tally all;
  double stamp_seconds = 0, page_seconds = 0;
  int compared = 0;
  (void)recogniser.ReadCrop(picture::MakeRaster(64, 32, 1), picture::Shape::kLine);  // sets it up
  for (const Label& label : ReadLabels(folder)) {
    const double start = CpuSeconds();
    const Raster page = Load(folder + "/" + label.file);
    if (page.empty()) std::printf("cannot decode %s\n", label.file.c_str());
    const std::vector<extract::StampText> stamps = extract::ReadStamps(page, recogniser);
    const double cpu = CpuSeconds() - start;
    const std::string level = LevelOf(stamps);
    for (Tally* tally : {&groups[label.group], &all}) {
      ++tally->pages, tally->cpu += cpu;
      tally->marked += label.level.empty() ? 0 : 1;
      tally->right += !label.level.empty() && level == label.level ? 1 : 0;
      tally->any += !label.level.empty() && !level.empty() ? 1 : 0;
      tally->wrongly += label.level.empty() && !level.empty() ? 1 : 0;
    }
    if (misses && level != label.level) {
      std::printf("%s: wanted '%s', read '%s':", label.file.c_str(), label.level.c_str(),
                  level.c_str());
      for (const extract::StampText& stamp : stamps)
        std::printf(" [%s d%d %.2f]", stamp.legend.text.c_str(), stamp.legend.distance,
                    stamp.frame.score);
      std::printf("\n");
    }
    if (compared >= whole_pages || label.group != "colour_200") continue;
    const double before = CpuSeconds();
    const Raster grey = picture::ToGrey(page);
    (void)recogniser.ReadPage(grey, picture::GuessDpi(grey), std::chrono::minutes(2));
    page_seconds += CpuSeconds() - before, stamp_seconds += cpu;
    ++compared;
  }
  std::printf("%-12s %6s %7s %7s %7s %9s %10s %10s\n", "group", "pages", "marked", "recall", "any",
              "wrongly", "precision", "cpu s/page");
  for (const auto& [group, tally] : groups) Print(group, tally);
  Print("all", all);
  if (compared > 0) {
    std::printf("whole page %.3f cpu s, stamps %.3f cpu s a page: %.1f times\n",
                page_seconds / compared, stamp_seconds / compared, page_seconds / stamp_seconds);
  }
  return check && !Holds(groups, all) ? 1 : 0;
}

}  // namespace
}  // namespace niem

int main(int count, char** arguments) {
  return niem::Run(count, arguments);
}
