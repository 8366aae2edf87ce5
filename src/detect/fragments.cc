#include "detect/fragments.h"

#include <algorithm>
#include <string>
#include <vector>

#include "text/fold.h"

namespace niem::detect {
namespace {

using extract::Block;
using extract::Box;

constexpr size_t kMaxPiece = 24;     // bytes of a piece of a mark
constexpr size_t kMaxPieces = 64;    // a page of them is no stamp
constexpr size_t kMostPieces = 4;    // of one mark
constexpr float kLinesApart = 1.6F;  // of the pieces' middles, in heights of a line
constexpr float kGap = 1.5F;         // between two pieces of one line, in heights

struct Piece {
  size_t block = 0;
  std::string letters;  // folded, without spaces
};

bool IsPieceOf(const std::string& letters, const Pack& pack) {
  return std::any_of(pack.phrases.begin(), pack.phrases.end(), [&](const Phrase& phrase) {
    return phrase.role == Role::kLevel && !phrase.ocr && phrase.level > Level::kMat &&
           phrase.folded.find(' ') == std::string::npos && phrase.folded.size() > letters.size() &&
           (phrase.folded.starts_with(letters) || phrase.folded.ends_with(letters) ||
            (letters.size() > 1 && phrase.folded.find(letters) != std::string::npos));
  });
}

std::vector<Piece> Pieces(const extract::Document& document, const Pack& pack) {
  std::vector<Piece> pieces;
  for (size_t i = 0; i < document.blocks.size(); ++i) {
    const Block& block = document.blocks[i];
    if (!block.box.has_value() || block.text.empty() || block.text.size() > kMaxPiece) continue;
    std::string letters = text::FoldText(block.text);
    std::erase(letters, ' ');
    if (letters.empty() || !IsPieceOf(letters, pack)) continue;
    pieces.push_back({i, std::move(letters)});
    if (pieces.size() > kMaxPieces) return {};
  }
  return pieces;
}

bool Near(const Block& a, const Block& b) {
  if (a.page != b.page || a.style.color != b.style.color) return false;
  const Box& p = *a.box;
  const Box& q = *b.box;
  const float height = std::max(p.y1 - p.y0, q.y1 - q.y0);
  const float apart = std::abs((p.y0 + p.y1) / 2 - (q.y0 + q.y1) / 2);
  const float gap = std::max(p.x0, q.x0) - std::min(p.x1, q.x1);  // below 0: they overlap
  return apart <= kLinesApart * height && gap <= kGap * height;
}

// The pack's level that these letters, with their diacritics, spell.
const Phrase* Spelt(const std::string& text, const Pack& pack) {
  std::string letters = text::FoldText(text);
  std::erase(letters, ' ');
  for (const Phrase& phrase : pack.phrases) {
    if (phrase.role != Role::kLevel || phrase.ocr || phrase.level <= Level::kMat) continue;
    if (phrase.folded != letters) continue;
    if (text::DiacriticsAgree(text, phrase.text)) return &phrase;
  }
  return nullptr;
}

class Joiner {
 public:
  Joiner(extract::Document& document, const Pack& pack)
      : document_(document), pack_(pack), pieces_(Pieces(document, pack)) {}

  void Run() {
    for (const Piece& piece : pieces_) {
      chain_ = {piece.block};
      if (!document_.blocks[piece.block].text.empty()) Grow();
    }
  }

 private:
  // Depth-first over what stands near the last piece; true when a mark was put together.
  bool Grow() {
    for (const Piece& piece : pieces_) {
      if (std::find(chain_.begin(), chain_.end(), piece.block) != chain_.end()) continue;
      const Block& block = document_.blocks[piece.block];
      if (block.text.empty() || !Near(document_.blocks[chain_.back()], block)) continue;
      chain_.push_back(piece.block);
      if (Complete() || (chain_.size() < kMostPieces && Grow())) return true;
      chain_.pop_back();
    }
    return false;
  }

  bool Complete() {
    std::string text;
    for (const size_t block : chain_) text += document_.blocks[block].text;
    const Phrase* phrase = Spelt(text, pack_);
    if (phrase == nullptr) return false;
    Block& first = document_.blocks[chain_.front()];
    for (const size_t at : chain_) {
      Block& block = document_.blocks[at];
      first.box->x0 = std::min(first.box->x0, block.box->x0);
      first.box->y0 = std::min(first.box->y0, block.box->y0);
      first.box->x1 = std::max(first.box->x1, block.box->x1);
      first.box->y1 = std::max(first.box->y1, block.box->y1);
      block.text.clear();
      block.runs.clear();
    }
    first.text = phrase->text;
    return true;
  }

  extract::Document& document_;
  const Pack& pack_;
  std::vector<Piece> pieces_;
  std::vector<size_t> chain_;
};

}  // namespace

void JoinFragments(extract::Document& document, const Pack& pack) {
  Joiner(document, pack).Run();
}

}  // namespace niem::detect
