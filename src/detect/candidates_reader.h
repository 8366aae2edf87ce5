// The pass behind ReadDocument, for candidates*.cc only: one reader a document, its place in the
// text, and what it has found so far. See candidates.h.
//
// Ownership: borrows document and pack, fills the Reading it was given. Errors: none.
// Thread-safety: one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "detect/candidates.h"
#include "detect/pack.h"
#include "detect/phrases.h"
#include "detect/segment.h"
#include "text/fold.h"

namespace niem::detect {

inline constexpr size_t kMaxPieces = 4'096;

class CandidateReader {
 public:
  CandidateReader(const extract::Document& document, const Pack& pack, Known known,
                  Reading& reading)
      : document_(document), pack_(pack), known_(known), reading_(reading) {}

  void Run();

 private:
  // A line of the current window, in folded text and in the block.
  struct Line {
    size_t fold_begin = 0, fold_end = 0;
    uint32_t begin = 0, end = 0;
  };

  // The pass: blocks, windows, lines, matches.
  void ReadBlock(uint32_t index);
  void ReadWindow(std::string_view text, size_t begin, size_t end);
  void ReadLine(const Line& line, size_t& match);
  TextRef WholeLine(const Line& line) const;
  void NoteLongLine(size_t length);
  void FillPending(TextRef next);
  std::string_view Original(const PhraseMatch& match) const;
  TextRef RefOf(std::string_view original) const;
  bool BeginsSegment(const Line& line, const PhraseMatch& match) const;
  void OnMatch(const Line& line, const PhraseMatch& match);
  void Topic(const PhraseMatch& match, const Phrase& phrase);
  bool IsOtherWord(const PhraseMatch& match) const;
  void TopicAcrossBlocks(std::string_view text);
  void KeepTail();
  void GarbledTopic(const PhraseMatch& match);
  void Context(const Line& line, const PhraseMatch& match, const Phrase& phrase);
  void Companion(const Line& line, const PhraseMatch& match, const Phrase& phrase);

  // What shows the layout of an official document (candidates_layout.cc).
  static AnchorKind KindOf(std::string_view id);
  void OnAnchor(const Line& line, const PhraseMatch& match, const Phrase& phrase);
  bool AnchorHolds(AnchorKind kind, std::string_view rest, const Line& line,
                   const PhraseMatch& match) const;
  void DateAnchor(const Line& line);

  // Segments that may be marks or their companions (candidates_segment.cc).
  void AnalyseSegment(const PhraseMatch& match);
  Form HeadLine(std::string_view source, const Parsed& parsed);
  std::optional<LevelToken> Declared(std::string_view source, const Parsed& parsed) const;
  bool TickedLevel();
  Form Tag(std::string_view source, const Parsed& parsed);
  static bool IsHeadComponent(std::string_view folded, bool starts);
  void AddCandidate(Form form, const LevelToken& level, const TextRef& segment,
                    const Parsed& parsed);
  bool IsWholeBlock(const TextRef& segment) const;
  void AddPiece(Parsed parsed, const TextRef& segment, std::string_view source);
  void SplitMark(const Line& line, const PhraseMatch& match, const Phrase& phrase);
  void SpacedLetters(const Line& line);
  void SpelledRun(const Line& line, size_t begin, size_t end, size_t count);
  static bool ColumnEdge(std::string_view text, size_t at, int direction);
  void EnvelopeSymbol(const Line& line);

  // What neighbouring lines, cells and boxes make of a candidate (candidates_join.cc).
  void JoinHalves(Candidate& candidate) const;
  bool SameColumn(const Candidate& candidate, size_t above) const;
  std::string_view CellAbove(const extract::Block& own) const;
  bool JoinHalf(Candidate& candidate, std::string_view half) const;
  bool LabelBefore(bool lettered = false) const;
  static bool OnOneRow(const extract::Block& left, const extract::Block& right);
  bool LabelInLine(const TextRef& segment) const;
  static std::string Trimmed(std::string text);

  const extract::Document& document_;
  const Pack& pack_;
  const Known known_;
  Reading& reading_;
  uint32_t block_ = 0;
  uint32_t offset_ = 0;      // of the window in the block
  std::string_view source_;  // the window
  text::Folded folded_;
  std::vector<PhraseMatch> matches_;
  bool content_ = true;
  uint32_t line_ = 0;
  uint32_t wrapped_ = 0;
  uint32_t segments_seen_until_ = 0;
  TextRef current_, previous_;
  std::string tail_;  // of the lines before, while no topic has been seen
  size_t pending_candidate_ = 0, pending_piece_ = 0;
};

}  // namespace niem::detect
