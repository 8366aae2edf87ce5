// What reading and judging office documents and PDF costs in this process, step by step:
//
//   office_bench [--rounds N] FOLDER ...
//
// For each folder, per file: finding out the format, extraction, judging, and all of it; the best
// round counts. No sandbox, no pool: compare with `niem scan -j1` for what those add.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "detect/judge.h"
#include "extract/extract.h"

namespace {

struct File {
  std::string name;
  std::string bytes;
};

class IgnoreMembers : public niem::extract::MemberSink {
  bool OnMember(std::string_view, niem::Bytes, niem::extract::Context&) override { return true; }

  bool OnBadMember(std::string_view, const niem::Error&, niem::extract::Context&) override {
    return true;
  }
};

double CpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::vector<File> ReadFolder(const std::string& folder) {
  std::vector<File> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    auto bytes = niem::ReadWholeFile(entry.path().string());
    if (bytes.ok()) files.push_back({entry.path().filename().string(), std::move(*bytes)});
  }
  return files;
}

struct Round {
  double identify = 0, extract = 0, judge = 0;

  double all() const { return identify + extract + judge; }
};

Round Run(const std::vector<File>& files, const niem::detect::RuleSet& rules, size_t& clean,
          size_t& text) {
  Round round;
  clean = text = 0;
  const niem::extract::Limits limits;
  const std::vector<std::string> passwords;
  IgnoreMembers members;
  for (const File& file : files) {
    const niem::extract::Input input{niem::AsBytes(file.bytes), file.name};
    const double start = CpuSeconds();
    (void)niem::extract::Identify(input);
    const double identified = CpuSeconds();
    niem::extract::Budget budget;
    niem::extract::Context context{limits, budget, passwords, members};
    auto document = niem::extract::Extract(input, context);
    const double extracted = CpuSeconds();
    if (document.ok()) {
      for (const auto& block : document->blocks) text += block.text.size();
      const auto result = niem::detect::Judge(std::move(*document), file.name, rules);
      clean += result.verdict == niem::detect::Verdict::kClean;
    }
    round.identify += identified - start;
    round.extract += extracted - identified;
    round.judge += CpuSeconds() - extracted;
  }
  return round;
}

}  // namespace

int main(int argc, char** argv) {
  int rounds = 5;
  const auto rules = niem::detect::RuleSet::Builtin();
  if (!rules.ok()) return 2;
  std::printf("%-40s %6s %7s %7s | %8s %8s %8s %8s us/file | %9s\n", "folder", "files", "clean",
              "text KB", "identify", "extract", "judge", "all", "files/s");
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--rounds" && i + 1 < argc) {
      rounds = std::max(1, std::atoi(argv[++i]));
      continue;
    }
    const std::vector<File> files = ReadFolder(argv[i]);
    if (files.empty()) continue;
    Round best;
    size_t clean = 0, text = 0;
    for (int round = 0; round < rounds; ++round) {
      const Round now = Run(files, *rules, clean, text);
      if (round == 0 || now.all() < best.all()) best = now;
    }
    const double scale = 1e6 / static_cast<double>(files.size());
    std::printf("%-40s %6zu %7zu %7zu | %8.1f %8.1f %8.1f %8.1f         | %9.0f\n", argv[i],
                files.size(), clean, text >> 10, best.identify * scale, best.extract * scale,
                best.judge * scale, best.all() * scale,
                static_cast<double>(files.size()) / best.all());
  }
  return 0;
}
