// HTML with its longer texts left out, for a parser that pays for every letter.
//
// What stands between two tags makes no difference to the tree but by its being text: a stretch
// from its first letter to its last, without any character that means something to the parser (tag
// ends, references, quotes, controls), is replaced by a short token and put back into whatever
// string of the tree holds the token. Blanks around a stretch stay, for in tables and heads they
// are read otherwise than letters.
//
// Ownership: owns the shortened text; borrows the source. Errors: none; where a source holds or
// refers to the token's own character, nothing is left out. Thread-safety: one thread.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace niem::extract {

class AbridgedHtml {
 public:
  explicit AbridgedHtml(std::string_view html);

  // To be parsed.
  std::string_view html() const { return left_out_.empty() ? source_ : shortened_; }

  // A string of the tree as the source has it; valid as long as this object and the tree are.
  std::string_view Whole(std::string_view text);

  size_t WholeSize(std::string_view text) const;

 private:
  // The next token at or behind `at`: what it stands for, and where it ends. Moves `at` to its
  // beginning; false where there is none.
  bool NextToken(std::string_view text, size_t& at, size_t& end, std::string_view& meaning) const;

  std::string_view source_;
  std::string shortened_;
  std::vector<std::string_view> left_out_;
  std::deque<std::string> restored_;
};

}  // namespace niem::extract
