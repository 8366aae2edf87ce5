// How well copies are recognised: fingerprints over texts that the caller brings.
//
//   trace_quality pairs FILE...            every file registered, every file searched: what matches
//   what trace_quality copies REGISTERED COPY   two lists of paths (one a line), line by line a
//   document and its copy trace_quality excerpts REGISTERED COPY CARRIER WORDS TRIALS
//                                          WORDS words out of a copy, set in the middle of a text
//                                          of CARRIER
//
// Plain texts in UTF-8. Output: one line a match or miss, then the figures
// (docs/detection-quality.md). Errors: a developer's program; stops with a message. Thread-safety:
// none needed.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/file.h"
#include "trace/match.h"

namespace niem::trace {
namespace {

template <typename T>
T Must(Result<T> result) {
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.error().message().en.c_str());
    std::exit(2);
  }
  return std::move(result).value();
}

std::string ReadText(const std::string& path) {
  return Must(ReadWholeFile(path));
}

std::vector<std::string> Lines(const std::string& path) {
  std::istringstream text(ReadText(path));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

Words WordsOf(std::string_view text) {
  WordReader reader(SIZE_MAX);
  reader.Add(text);
  return reader.Take();
}

std::vector<std::string> Split(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::string Join(const std::vector<std::string>& words, size_t from, size_t count) {
  std::string text;
  for (size_t i = from; i < std::min(words.size(), from + count); ++i) text += words[i] + " ";
  return text;
}

class World {
 public:
  explicit World(const std::vector<std::string>& paths)
      : key_(Must(TraceKey::Random())), builder_(Must(Builder::Create(key_))) {
    for (const std::string& path : paths) {
      Registered document;
      document.number = path;
      if (document.number.size() > kMaxLabel)
        document.number = document.number.substr(document.number.size() - kMaxLabel);
      Must(builder_.Add(document, WordsOf(ReadText(path))));
    }
    size_t size = 0;
    std::vector<uint64_t> body = builder_.Body(size);
    table_ = std::make_unique<Table>(Must(Table::Parse(std::move(body), size)));
    finder_ = std::make_unique<Finder>(Must(Finder::Create(*table_, key_)));
  }

  std::vector<Copy> Find(std::string_view text) { return Must(finder_->FindText(WordsOf(text))); }

  size_t size() const { return table_->documents().size(); }

  const Registered* At(size_t index) const { return &table_->documents()[index]; }

 private:
  TraceKey key_;
  Builder builder_;
  std::unique_ptr<Table> table_;
  std::unique_ptr<Finder> finder_;
};

void Show(const std::string& text, const Copy& copy) {
  std::printf("%s ~ %s: document %.3f text %.3f words %u\n", text.c_str(),
              copy.document->number.c_str(), copy.of_document, copy.of_text, copy.words);
}

int Pairs(const std::vector<std::string>& paths) {
  World world(paths);
  size_t self = 0;
  size_t other = 0;
  for (size_t i = 0; i < paths.size(); ++i) {
    for (const Copy& copy : world.Find(ReadText(paths[i]))) {
      if (copy.document == world.At(i)) {
        ++self;
      } else {
        ++other;
        Show(paths[i], copy);
      }
    }
  }
  std::printf("%zu files, %zu found themselves, %zu matches among %zu pairs of others\n",
              paths.size(), self, other, paths.size() * (paths.size() - 1));
  return 0;
}

int Copies(const std::vector<std::string>& registered, const std::vector<std::string>& copies) {
  World world(registered);
  size_t found = 0;
  size_t wrong = 0;
  for (size_t i = 0; i < copies.size(); ++i) {
    bool hit = false;
    for (const Copy& copy : world.Find(ReadText(copies[i]))) {
      hit = hit || copy.document == world.At(i);
      wrong += copy.document == world.At(i) ? 0 : 1;
      Show(copies[i], copy);
    }
    found += hit ? 1 : 0;
    if (!hit) std::printf("MISSED %s\n", copies[i].c_str());
  }
  std::printf("%zu of %zu copies found, %zu wrong matches\n", found, copies.size(), wrong);
  return 0;
}

int Excerpts(const std::vector<std::string>& registered, const std::vector<std::string>& copies,
             const std::vector<std::string>& carriers, size_t count, int trials) {
  World world(registered);
  std::mt19937 random(1);
  size_t found = 0, wrong = 0, alone = 0, done = 0;
  for (int trial = 0; trial < trials; ++trial) {
    const size_t which = random() % copies.size();
    const std::vector<std::string> words = Split(ReadText(copies[which]));
    const std::vector<std::string> carrier = Split(ReadText(carriers[random() % carriers.size()]));
    if (words.size() < count || carrier.size() < 300) continue;
    ++done;
    const std::string before = Join(carrier, 0, 150);
    const std::string after = Join(carrier, 150, 150);
    if (!world.Find(before + after).empty()) ++alone;
    const std::string excerpt = Join(words, random() % (words.size() - count + 1), count);
    bool hit = false;
    for (const Copy& copy : world.Find(before + excerpt + after)) {
      hit = hit || copy.document == world.At(which);
      wrong += copy.document == world.At(which) ? 0 : 1;
    }
    found += hit ? 1 : 0;
  }
  std::printf(
      "%zu words: %zu of %zu excerpts found, %zu wrong matches, %zu carriers matched alone\n",
      count, found, done, wrong, alone);
  return 0;
}

int Main(const std::vector<std::string>& arguments) {
  if (arguments.size() > 1 && arguments[0] == "pairs")
    return Pairs({arguments.begin() + 1, arguments.end()});
  if (arguments.size() == 2 && arguments[0] == "list") return Pairs(Lines(arguments[1]));
  if (arguments.size() == 3 && arguments[0] == "copies")
    return Copies(Lines(arguments[1]), Lines(arguments[2]));
  if (arguments.size() == 6 && arguments[0] == "excerpts")
    return Excerpts(Lines(arguments[1]), Lines(arguments[2]), Lines(arguments[3]),
                    std::stoul(arguments[4]), std::stoi(arguments[5]));
  std::fprintf(stderr, "trace_quality pairs|list|copies|excerpts ...\n");
  return 2;
}

}  // namespace
}  // namespace niem::trace

int main(int argc, char** argv) {
  return niem::trace::Main({argv + 1, argv + argc});
}
