#include "scan/glob.h"

#include <gtest/gtest.h>

namespace niem::scan {
namespace {

TEST(Glob, StarsStopAtSlashesAndDoubleStarsDoNot) {
  EXPECT_TRUE(GlobMatch("*.docx", "a.docx"));
  EXPECT_TRUE(GlobMatch("*.docx", "A.DOCX"));
  EXPECT_FALSE(GlobMatch("*.docx", "a.docx.bak"));
  EXPECT_FALSE(GlobMatch("a/*", "a/b/c"));
  EXPECT_TRUE(GlobMatch("a/**", "a/b/c"));
  EXPECT_TRUE(GlobMatch("**/c", "a/b/c"));
  EXPECT_TRUE(GlobMatch("**/c", "c"));
  EXPECT_FALSE(GlobMatch("**/c", "abc"));
  EXPECT_TRUE(GlobMatch("a/**/c", "a/c"));
  EXPECT_TRUE(GlobMatch("a/**/c", "a/x/y/c"));
  EXPECT_FALSE(GlobMatch("a/**/c", "a/x/yc"));
  EXPECT_TRUE(GlobMatch("**x*z", "q/axbz"));
  EXPECT_TRUE(GlobMatch("", ""));
  EXPECT_FALSE(GlobMatch("", "a"));
}

TEST(Glob, SetsAndSingleCharacters) {
  EXPECT_TRUE(GlobMatch("b[aá-z]c", "bac"));
  EXPECT_TRUE(GlobMatch("[!a]", "b"));
  EXPECT_FALSE(GlobMatch("[!a]", "a"));
  EXPECT_FALSE(GlobMatch("[!a]", "/"));
  EXPECT_TRUE(GlobMatch("[a-c]x", "Bx"));
  EXPECT_TRUE(GlobMatch("[", "["));
  EXPECT_TRUE(GlobMatch("m?t", "mật")) << "one character, however many bytes";
  EXPECT_FALSE(GlobMatch("m?t", "m/t"));
}

TEST(Glob, PatternsWithoutSlashMatchTheName) {
  EXPECT_TRUE(MatchesAny({"*.txt"}, "a/b/c.txt"));
  EXPECT_TRUE(MatchesAny({"x", "b/"}, "a/b"));
  EXPECT_FALSE(MatchesAny({"b/c.txt"}, "a/b/c.txt"));
  EXPECT_TRUE(MatchesAny({"/a/b/*"}, "a/b/c.txt"));
  EXPECT_FALSE(MatchesAny({}, "a"));
}

TEST(Glob, ManyStarsCostNoExponentialTime) {
  std::string pattern, path(2000, 'a');
  for (int i = 0; i < 50; ++i) pattern += "*a";
  EXPECT_FALSE(GlobMatch(pattern + "b", path));
  pattern.clear();
  for (int i = 0; i < 12; ++i) pattern += "**/";
  path.clear();
  for (int i = 0; i < 40; ++i) path += "a/";
  EXPECT_FALSE(GlobMatch(pattern + "b", path));
}

}  // namespace
}  // namespace niem::scan
