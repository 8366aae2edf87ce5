#include "extract/page_reader.h"

#include <algorithm>
#include <utility>

#include "extract/extract.h"
#include "extract/stamp_reader.h"
#include "picture/decode.h"
#include "picture/djvu.h"
#include "picture/orient.h"
#include "text/decode.h"
#include "text/fold.h"
#include "text/match.h"

namespace niem::extract {
namespace {

using picture::Line;
using picture::Raster;
using picture::Word;

constexpr int kReadingDpi = 200;     // above it only the time grows
constexpr int kReadingSide = 2'400;  // of a picture that is no page
constexpr int kSmallest = 24;        // dots of a side that may hold letters
constexpr double kTopFrom = 0.40, kTopTo = 0.48;
constexpr double kStripFrom = 0.42, kStripTo = 0.58, kStripEdge = 0.03;
constexpr double kColumnGap = 2.2;  // of the line's height: wider is another column
constexpr double kBelieved = 0.30;  // confidence below which a word is noise
constexpr int kLeastPage = 1'050;   // dots of its height, 90 dpi: stamps are lost below it
constexpr int kEnoughWords = 8;
constexpr double kLeastConfidence = 0.62;
constexpr double kShortLine = 0.82;
constexpr size_t kFewestLetters = 16;  // of a text layer

bool IsTiny(const Raster& raster) {
  return raster.width < kSmallest || raster.height < kSmallest;
}

// Specks and lines read as letters: short words that recognition itself does not believe.
bool IsNoise(const Word& word) {
  return word.confidence < kBelieved || text::FoldText(word.text).empty();
}

// A piece of a line between wide gaps.
struct Piece {
  std::string text;
  int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  int paragraph = 0;
};

void AddPieces(const Line& line, std::vector<Piece>& pieces) {
  int previous_end = 0;
  bool open = false;
  int height = 0;
  for (const Word& word : line.words) height = std::max(height, word.y1 - word.y0);
  for (const Word& word : line.words) {
    if (IsNoise(word)) continue;
    if (!open || word.x0 - previous_end > kColumnGap * height) {
      pieces.push_back({word.text, word.x0, word.y0, word.x1, word.y1, line.paragraph});
    } else {
      Piece& piece = pieces.back();
      piece.text += " " + word.text;
      piece.x1 = std::max(piece.x1, word.x1);
      piece.y0 = std::min(piece.y0, word.y0), piece.y1 = std::max(piece.y1, word.y1);
    }
    open = true;
    previous_end = word.x1;
  }
}

// Lines of a paragraph that reach its right edge were wrapped there; shorter ones end on purpose.
bool Continues(const Piece& above, const Piece& below, int right_edge) {
  if (above.paragraph != below.paragraph) return false;
  const int width = above.x1 - above.x0;
  const int height = std::max(above.y1 - above.y0, 1);
  return width > 12 * height && above.x1 > right_edge * kShortLine &&
         below.y0 - above.y1 < 2 * height;
}

bool HasLevel(const Document& document, size_t from) {
  for (size_t i = from; i < document.blocks.size(); ++i) {
    const std::optional<LegendMatch> match = MatchLegend(document.blocks[i].text);
    if (match.has_value() && match->level && match->exact) return true;
  }
  return false;
}

bool HasStampedLevel(const Document& document) {
  return std::any_of(document.blocks.begin(), document.blocks.end(), [](const Block& block) {
    return block.ocr && block.style.border && MatchLegend(block.text).has_value() &&
           MatchLegend(block.text)->level;
  });
}

std::vector<Block> BlocksOf(const std::vector<picture::DjvuLine>& lines, uint32_t page) {
  std::vector<Block> blocks;
  for (const picture::DjvuLine& line : lines) {
    Block block;
    block.text = text::Decode(AsBytes(line.text)).utf8;
    while (!block.text.empty() && static_cast<uint8_t>(block.text.back()) <= ' ')
      block.text.pop_back();
    block.page = page;
    block.ocr = true;  // whoever scanned the book had it recognised
    block.box = Box{line.x0, line.y0, line.x1, line.y1};
    if (!block.text.empty()) blocks.push_back(std::move(block));
  }
  return blocks;
}

// The page after the last is told of too: nothing is read of it.
bool MayRead(PageWatch* watch, int page) {
  return watch == nullptr || watch->Begin(static_cast<uint32_t>(page));
}

enum class Layer : uint8_t {
  kWrong,  // left by OCR in another language
  kLittle,
  kTellsThePage,
};

Layer Judge(const std::vector<Block>& layer) {
  std::string all;
  for (const Block& block : layer) all += block.text + "\n";
  if (text::LooksGarbled(all)) return Layer::kWrong;
  return text::FoldText(all).size() < kFewestLetters ? Layer::kLittle : Layer::kTellsThePage;
}

}  // namespace

PageReader::PageReader(PageReaderOptions options)
    : options_(std::move(options)), recogniser_(options_.language_data) {}

void PageReader::StartFile() {
  start_ = Clock::now();
}

std::chrono::milliseconds PageReader::Left() const {
  const auto used = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start_);
  return std::max(options_.file_limit - used, std::chrono::milliseconds(0));
}

PictureOutcome PageReader::Read(const Raster& raster, uint32_t page, PictureDepth depth,
                                Document& document) {
  if (IsTiny(raster)) return PictureOutcome::kEmpty;
  // Stamps cost a tenth of a page: they are looked for a while after the text has to stop.
  if (Left() <= std::chrono::milliseconds(0)) return PictureOutcome::kUnread;
  for (const StampText& stamp : ReadStamps(raster, recogniser_))
    document.blocks.push_back(StampBlock(stamp, raster, page));
  if (depth == PictureDepth::kStamps && !full()) return PictureOutcome::kRead;
  if (!full() && HasStampedLevel(document)) return PictureOutcome::kRead;
  if (Left() < options_.file_limit / 4) return PictureOutcome::kStampsOnly;
  return ReadText(raster, page, document);
}

bool PageReader::Doubtful(const Raster& raster) const {
  if (words_ < kEnoughWords) return false;
  const bool page = raster.height > 1.2 * raster.width && raster.height < 1.65 * raster.width;
  return (page && raster.height < kLeastPage) || confidence_ < kLeastConfidence * words_;
}

PictureOutcome PageReader::ReadText(const Raster& raster, uint32_t page, Document& document) {
  const int dpi = picture::GuessDpi(raster);
  const int side = std::max(raster.width, raster.height);
  const int longest = dpi > kReadingDpi ? side * kReadingDpi / dpi : std::min(side, kReadingSide);
  const Raster grey = picture::ShrinkTo(picture::ToGrey(raster), longest);
  const int read_dpi = dpi > 0 ? std::min(dpi, kReadingDpi) : kReadingDpi;
  const size_t before = document.blocks.size();
  const int quarters = options_.turn ? picture::QuartersToUpright(grey) : 0;
  PictureOutcome outcome =
      ReadUpright(picture::Turn(grey, quarters), read_dpi, dpi > 0, page, document);
  const bool unread = outcome == PictureOutcome::kDoubtful ||
                      (outcome == PictureOutcome::kRead && dpi > 0 && words_ < kEnoughWords);
  if (!unread || !options_.turn || HasLevel(document, before)) return outcome;
  // The letters' shapes may have said the wrong way up: reading itself knows better.
  const int better = BestTurn(grey, read_dpi);
  if (better == quarters) return outcome;
  document.blocks.resize(before);
  return ReadUpright(picture::Turn(grey, better), read_dpi, dpi > 0, page, document);
}

// How many quarters make a strip across the middle read best.
int PageReader::BestTurn(const Raster& grey, int dpi) {
  int best = 0;
  double most = 0;
  for (int quarters = 0; quarters < 4; ++quarters) {
    const Raster turned = picture::Turn(grey, quarters);
    const Raster strip =
        picture::RowsOf(turned, picture::QuietRow(turned, kStripFrom, kStripFrom + kStripEdge),
                        picture::QuietRow(turned, kStripTo - kStripEdge, kStripTo));
    if (IsTiny(strip)) continue;
    const auto lines =
        recogniser_.ReadPage(strip, dpi, std::min(options_.page_limit / 8, Left() / 4));
    if (!lines.ok()) continue;
    double sure = 0;
    for (const Line& line : *lines) {
      for (const Word& word : line.words) {
        if (word.confidence >= kLeastConfidence) sure += word.confidence;
      }
    }
    if (sure > most) most = sure, best = quarters;
  }
  return best;
}

PictureOutcome PageReader::ReadUpright(const Raster& grey, int dpi, bool may_be_page, uint32_t page,
                                       Document& document) {
  words_ = 0, confidence_ = 0;
  if (full() || !may_be_page || grey.height <= grey.width) {
    if (!ReadPart(grey, dpi, 0, 1, page, document)) return PictureOutcome::kStampsOnly;
    return Doubtful(grey) ? PictureOutcome::kDoubtful : PictureOutcome::kRead;
  }
  const int cut = picture::QuietRow(grey, kTopFrom, kTopTo);
  const float share = static_cast<float>(cut) / static_cast<float>(grey.height);
  const size_t before = document.blocks.size();
  if (!ReadPart(picture::RowsOf(grey, 0, cut), dpi, 0, share, page, document))
    return PictureOutcome::kStampsOnly;
  if (HasLevel(document, before)) return PictureOutcome::kRead;
  if (!ReadPart(picture::RowsOf(grey, cut, grey.height), dpi, share, 1 - share, page, document))
    return PictureOutcome::kStampsOnly;
  return Doubtful(grey) ? PictureOutcome::kDoubtful : PictureOutcome::kRead;
}

bool PageReader::ReadPart(const Raster& part, int dpi, float top, float share, uint32_t page,
                          Document& document) {
  if (IsTiny(part)) return true;
  const Result<std::vector<Line>> lines =
      recogniser_.ReadPage(part, dpi, std::min(options_.page_limit, Left()));
  if (!lines.ok()) return false;
  std::vector<Piece> pieces;
  for (const Line& line : *lines) {
    AddPieces(line, pieces);
    for (const Word& word : line.words) ++words_, confidence_ += word.confidence;
  }
  std::vector<int> right_edge;  // by paragraph
  for (const Piece& piece : pieces) {
    if (static_cast<size_t>(piece.paragraph) >= right_edge.size())
      right_edge.resize(static_cast<size_t>(piece.paragraph) + 1);
    int& edge = right_edge[static_cast<size_t>(piece.paragraph)];
    edge = std::max(edge, piece.x1);
  }
  const Piece* above = nullptr;
  for (const Piece& piece : pieces) {
    const Box box{static_cast<float>(piece.x0) / static_cast<float>(part.width),
                  top + share * static_cast<float>(piece.y0) / static_cast<float>(part.height),
                  static_cast<float>(piece.x1) / static_cast<float>(part.width),
                  top + share * static_cast<float>(piece.y1) / static_cast<float>(part.height)};
    if (above != nullptr &&
        Continues(*above, piece, right_edge[static_cast<size_t>(piece.paragraph)])) {
      Block& block = document.blocks.back();
      block.text += " " + piece.text;
      block.box = Box{std::min(block.box->x0, box.x0), block.box->y0,
                      std::max(block.box->x1, box.x1), box.y1};
    } else {
      Block block;
      block.text = piece.text;
      block.page = page;
      block.ocr = true;
      block.box = box;
      document.blocks.push_back(std::move(block));
    }
    above = &piece;
  }
  return true;
}

// A page with a text layer is only looked at for stamps.
Result<std::vector<PictureOutcome>> PageReader::ReadBook(Bytes bytes, uint32_t first_page,
                                                         PageWatch* watch, Document& document) {
  std::vector<PictureOutcome> outcomes;
  if (!MayRead(watch, 1)) return outcomes;
  TRY(picture::ReadDjvu(bytes, {}, [&](const picture::DjvuPage& page, int number) {
    const uint32_t at = first_page == 0 ? 0 : first_page + static_cast<uint32_t>(number) - 1;
    std::vector<Block> layer = BlocksOf(page.lines, at);
    const Layer judged = Judge(layer);
    const bool told = judged == Layer::kTellsThePage;
    outcomes.push_back(
        page.raster.empty()
            ? PictureOutcome::kUnread
            : Read(page.raster, at, told ? PictureDepth::kStamps : PictureDepth::kText, document));
    if (judged != Layer::kWrong || outcomes.back() == PictureOutcome::kUnread)
      std::move(layer.begin(), layer.end(), std::back_inserter(document.blocks));
    return MayRead(watch, number + 1);
  }));
  return outcomes;
}

Result<std::vector<PictureOutcome>> PageReader::ReadFile(Bytes bytes, uint32_t first_page,
                                                         const std::string& locator,
                                                         PageWatch* watch, Document& document) {
  std::vector<PictureOutcome> outcomes;
  const size_t before = document.blocks.size();
  if (picture::IsDjvu(bytes)) {
    TRY_ASSIGN(outcomes, ReadBook(bytes, first_page, watch, document));
    for (size_t i = before; i < document.blocks.size(); ++i) document.blocks[i].locator = locator;
    return outcomes;
  }
  if (!MayRead(watch, 1)) return outcomes;
  const Result<int> pages = picture::Decode(bytes, {}, [&](const Raster& raster, int number) {
    const uint32_t page = first_page == 0 ? 0 : first_page + static_cast<uint32_t>(number) - 1;
    outcomes.push_back(Read(raster, page, PictureDepth::kText, document));
    return MayRead(watch, number + 1);
  });
  if (!pages.ok()) {
    if (outcomes.empty()) return pages.error();
    outcomes.push_back(PictureOutcome::kUnread);
  }
  for (size_t i = before; i < document.blocks.size(); ++i) document.blocks[i].locator = locator;
  return outcomes;
}

}  // namespace niem::extract
