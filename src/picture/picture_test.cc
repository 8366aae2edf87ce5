#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "base/file.h"
#include "picture/crop.h"
#include "picture/decode.h"
#include "picture/djvu.h"
#include "picture/frames.h"
#include "picture/orient.h"

namespace niem::picture {
namespace {

constexpr double kDegree = std::numbers::pi / 180;

struct Drawing {
  double angle = 0;
  bool red = true;
  bool twice = true;    // two borders
  double broken = 0;    // share of its lines that is missing
  double length = 236;  // 30 x 8 mm at 200 dpi
  double height = 63;
};

// A piece of a page of 200 dpi with one frame on it.
Raster PageWith(const Drawing& drawing) {
  Raster page = MakeRaster(600, 620, 3);
  std::fill(page.pixels.begin(), page.pixels.end(), uint8_t{250});
  Frame frame;
  frame.center = {300, 320}, frame.angle = drawing.angle * kDegree;
  const uint8_t ink[3] = {drawing.red ? uint8_t{205} : uint8_t{40}, 40, 40};
  const auto dot = [&](Point at) {
    for (int dy = -1; dy <= 1; ++dy) {
      for (int dx = -1; dx <= 1; ++dx)
        std::copy_n(ink, 3,
                    page.row(static_cast<int>(at.y) + dy) + 3 * (static_cast<int>(at.x) + dx));
    }
  };
  for (const double inset : {0.0, 8.0}) {
    if (inset > 0 && !drawing.twice) continue;
    frame.length = drawing.length - 2 * inset, frame.height = drawing.height - 2 * inset;
    for (int i = 0; i < 2000; ++i) {
      const double t = i / 1000.0 - 1;
      if (std::fmod(std::abs(t) * 13, 1.0) < drawing.broken) continue;
      dot(frame.Corner(t, -1)), dot(frame.Corner(t, 1));
      dot(frame.Corner(-1, t)), dot(frame.Corner(1, t));
    }
  }
  return page;
}

double AngleBetween(double a, double b) {
  const double turn = std::fmod(std::abs(a - b), 180.0);
  return std::min(turn, 180.0 - turn);
}

TEST(Frames, FindsOneAtEveryAngleInRedAndBlack) {
  for (const bool red : {true, false}) {
    for (int angle = -85; angle <= 90; angle += 7) {
      const Raster page = PageWith({.angle = static_cast<double>(angle), .red = red});
      const auto frames = FindFrames(page, 200, red ? Inks::kRed : Inks::kDark, 5);
      ASSERT_FALSE(frames.empty()) << angle;
      const Frame& frame = frames[0];
      EXPECT_TRUE(frame.framed);
      EXPECT_LT(AngleBetween(frame.angle / kDegree, angle), 2.0) << angle;
      EXPECT_NEAR(frame.center.x, 300, 4) << angle;
      EXPECT_NEAR(frame.length, 236, 12) << angle;
      EXPECT_NEAR(frame.height, 63, 10) << angle;
    }
  }
}

TEST(Frames, FindsBrokenLines) {
  const Raster page = PageWith({.angle = 30, .red = false, .broken = 0.12});
  const auto frames = FindFrames(page, 200, Inks::kDark, 5);
  ASSERT_FALSE(frames.empty());
  EXPECT_LT(AngleBetween(frames[0].angle / kDegree, 30), 3.0);
}

TEST(Frames, LeavesOutTheCellsOfATable) {
  Raster page = MakeRaster(1654, 2339, 1);
  std::fill(page.pixels.begin(), page.pixels.end(), uint8_t{250});
  for (int y = 300; y <= 700; y += 80) {
    for (int x = 200; x <= 1400; ++x) page.row(y)[x] = page.row(y + 1)[x] = 20;
  }
  for (int x = 200; x <= 1400; x += 240) {
    for (int y = 300; y <= 700; ++y) page.row(y)[x] = page.row(y)[x + 1] = 20;
  }
  EXPECT_TRUE(FindFrames(page, 200, Inks::kDark, 9).empty());
}

TEST(Frames, TakesNothingFromAnEmptyOrTinyPage) {
  for (const auto& [width, height] : {std::pair{1, 1}, {3, 2000}, {2000, 3}, {40, 40}}) {
    Raster page = MakeRaster(width, height, 3);
    EXPECT_TRUE(FindFrames(page, GuessDpi(page), Inks::kRed, 9).empty());
    EXPECT_TRUE(FindFrames(page, GuessDpi(page), Inks::kDark, 9).empty());
  }
}

TEST(Crop, SeesTwoBorders) {
  for (const bool twice : {true, false}) {
    const Raster page = PageWith({.angle = 12, .twice = twice});
    const auto frames = FindFrames(page, 200, Inks::kRed, 5);
    ASSERT_FALSE(frames.empty());
    const Raster crop = CutOut(page, frames[0], Ink::kRedAsDark, 100);
    const Letters letters = TrimFrame(crop, true, Trim::kLines);
    EXPECT_EQ(letters.double_border, twice);
    EXPECT_TRUE(letters.grey.empty());  // there are no letters in it
  }
}

TEST(Raster, ShrinksAndTurns) {
  Raster source = MakeRaster(4, 2, 1);
  source.pixels = {0, 100, 200, 200, 100, 200, 200, 200};
  EXPECT_EQ(ShrinkBy(source, 2).pixels, (std::vector<uint8_t>{100, 200}));
  EXPECT_EQ(Turn(source, 1).pixels, (std::vector<uint8_t>{100, 0, 200, 100, 200, 200, 200, 200}));
  EXPECT_EQ(Turn(Turn(source, 3), 1).pixels, source.pixels);
  EXPECT_EQ(Turn(Turn(source, 2), 2).pixels, source.pixels);
  EXPECT_EQ(ShrinkTo(source, 2).width, 2);
  EXPECT_EQ(GuessDpi(MakeRaster(1654, 2339, 1)), 200);
  EXPECT_EQ(GuessDpi(MakeRaster(300, 80, 1)), 0);
}

// A seed of the fuzz targets.
std::string Sample(const std::string& name) {
  const char* root = std::getenv("NIEM_SOURCE_DIR");
  const std::string target = name.ends_with(".djvu") ? "picture_djvu/"
                             : name.ends_with(".heic") || name.ends_with(".avif")
                                 ? "picture_heif/"
                                 : "picture_decode/";
  const Result<std::string> bytes =
      ReadWholeFile(std::string(root != nullptr ? root : ".") + "/fuzz/corpus/" + target + name);
  EXPECT_TRUE(bytes.ok()) << name;
  return bytes.ok() ? *bytes : std::string();
}

TEST(Decode, ReadsEveryKind) {
  for (const char* name :
       {"a.png", "a.jpg", "a.gif", "a.webp", "a.jp2", "a.heic", "a.avif", "lzw.tif"}) {
    const std::string bytes = Sample(name);
    Raster page;
    const Result<int> pages = Decode(AsBytes(bytes), {}, [&](Raster raster, int) {
      page = std::move(raster);
      return true;
    });
    ASSERT_TRUE(pages.ok()) << name;
    EXPECT_EQ(*pages, 1) << name;
    EXPECT_EQ(page.width, 160) << name;
    EXPECT_EQ(page.height, 70) << name;
    ASSERT_EQ(page.channels, 3) << name;
    const uint8_t* paper = page.row(5) + 15;
    EXPECT_GT(std::min({paper[0], paper[1], paper[2]}), 200) << name;
    const uint8_t* ink = page.row(35) + 3 * 20;  // the frame's left side
    EXPECT_GT(ink[0] - ink[1], 60) << name;
  }
}

TEST(Decode, ReadsAllPagesOfATiff) {
  const std::string bytes = Sample("a.tif");
  std::vector<int> widths;
  const Result<int> pages = Decode(AsBytes(bytes), {}, [&](const Raster& page, int) {
    widths.push_back(page.width);
    return true;
  });
  ASSERT_TRUE(pages.ok());
  EXPECT_EQ(widths, (std::vector<int>{160, 70}));
}

TEST(Djvu, PagesAndTheTextUnderThem) {
  const std::string bytes = Sample("a.djvu");
  ASSERT_TRUE(IsDjvu(AsBytes(bytes)));
  std::vector<DjvuPage> pages;
  const Result<int> count = ReadDjvu(AsBytes(bytes), {}, [&](DjvuPage page, int) {
    pages.push_back(std::move(page));
    return true;
  });
  ASSERT_TRUE(count.ok());
  ASSERT_EQ(*count, 2);
  EXPECT_EQ(pages[0].raster.channels, 1);  // black and white
  EXPECT_EQ(pages[1].raster.channels, 3);
  for (const DjvuPage& page : pages) {
    EXPECT_EQ(page.raster.width, 200);
    EXPECT_EQ(page.raster.height, 100);
    EXPECT_EQ(page.raster.dpi, 100);
    EXPECT_GT(page.raster.pixels[0], 200);  // paper
    EXPECT_LT(*std::min_element(page.raster.pixels.begin(), page.raster.pixels.end()), 100);
  }
  ASSERT_EQ(pages[0].lines.size(), 3U);
  EXPECT_TRUE(pages[1].lines.empty());
  const DjvuLine& line = pages[0].lines[0];  // 40 25 120 75, from the bottom
  EXPECT_EQ(line.text, "Trạm bơm thôn Hạ");
  EXPECT_FLOAT_EQ(line.x0, 0.2F);
  EXPECT_FLOAT_EQ(line.y0, 0.25F);
  EXPECT_FLOAT_EQ(line.x1, 0.6F);
  EXPECT_FLOAT_EQ(line.y1, 0.75F);
  EXPECT_EQ(pages[0].lines[2].text, "hai");
}

TEST(Djvu, DamageCostsThePageOnly) {
  const std::string bytes = Sample("a.djvu");
  EXPECT_FALSE(ReadDjvu(AsBytes("AT&TFORM" + std::string(500, '\xFF')), {}, nullptr).ok());
  std::string second = bytes;
  const size_t wavelet = second.find("BG44");
  ASSERT_NE(wavelet, std::string::npos);
  second.replace(wavelet, 4, "BGxx");
  std::vector<bool> drawn;
  const auto look = [&](const DjvuPage& page, int) {
    drawn.push_back(!page.raster.empty());
    return true;
  };
  ASSERT_TRUE(ReadDjvu(AsBytes(second), {}, look).ok());
  EXPECT_EQ(drawn.size(), 2U);
  EXPECT_TRUE(drawn[0]);
  DecodeLimits small;
  small.max_dots = 1000;
  drawn.clear();
  ASSERT_TRUE(ReadDjvu(AsBytes(bytes), small, look).ok());
  EXPECT_EQ(drawn, (std::vector<bool>{false, false}));
  DecodeLimits narrow;
  narrow.longest = 50;
  const Result<int> shrunk = ReadDjvu(AsBytes(bytes), narrow, [](const DjvuPage& page, int) {
    EXPECT_EQ(page.raster.width, 50);
    EXPECT_EQ(page.raster.height, 25);
    EXPECT_EQ(page.raster.dpi, 25);
    return true;
  });
  EXPECT_TRUE(shrunk.ok());
  // Cut off anywhere: it comes back.
  for (size_t size = 0; size < bytes.size(); size += 7)
    (void)ReadDjvu(AsBytes(bytes.substr(0, size)), {}, look);
}

// Each of them ended the library's process, or kept it busy without end.
TEST(Djvu, TrapsOfTheLibraryArePassedOver) {
  const std::string bytes = Sample("plain_text.djvu");
  const auto pages_of = [](const std::string& book) {
    std::vector<DjvuPage> pages;
    (void)ReadDjvu(AsBytes(book), {}, [&](DjvuPage page, int) {
      pages.push_back(std::move(page));
      return true;
    });
    return pages;
  };
  ASSERT_EQ(pages_of(bytes).size(), 1U);
  EXPECT_EQ(pages_of(bytes)[0].lines.size(), 3U);
  std::string no_text = bytes;
  no_text.replace(no_text.find("TXTa") + 8, 3, std::string(3, '\0'));
  ASSERT_EQ(pages_of(no_text).size(), 1U);
  EXPECT_TRUE(pages_of(no_text)[0].lines.empty());
  EXPECT_FALSE(pages_of(no_text)[0].raster.empty());
  std::string pointing = bytes;
  const size_t text = pointing.find("TXTa");
  pointing.replace(text, 4, "NDIR").replace(text + 8, 10, "/../tea\n/.");
  EXPECT_EQ(pages_of(pointing).size(), 1U);
  EXPECT_TRUE(pages_of("AT&TFORMRM.NDIR0NDIR2ND%/../0").empty());
}

// Each ends dav1d, or has it take gigabytes.
TEST(Decode, HostileAv1IsDamage) {
  for (const char* name : {"beyond.avif", "tiles.avif"}) {
    const Result<int> pages =
        Decode(AsBytes(Sample(name)), {}, [](const Raster&, int) { return true; });
    ASSERT_FALSE(pages.ok()) << name;
    EXPECT_EQ(pages.error().code(), ErrorCode::kCorrupt) << name;
  }
}

TEST(Decode, BoundsSizesAndNamesDamage) {
  const auto code_of = [](const std::string& bytes, DecodeLimits limits) {
    const Result<int> pages =
        Decode(AsBytes(bytes), limits, [](const Raster&, int) { return true; });
    return pages.ok() ? ErrorCode::kInternal : pages.error().code();
  };
  DecodeLimits small;
  small.max_dots = 1000;
  for (const char* name : {"a.png", "a.jpg", "a.webp", "a.heic", "a.tif", "a.bmp"}) {
    const std::string bytes = Sample(name);
    EXPECT_EQ(code_of(bytes, small), ErrorCode::kTooLarge) << name;
    EXPECT_EQ(code_of(bytes.substr(0, 30), {}), ErrorCode::kCorrupt) << name;
  }
  EXPECT_EQ(code_of("", {}), ErrorCode::kCorrupt);
  // 65,535 x 65,535 dots in a few bytes.
  std::string bomb = Sample("a.png");
  bomb.replace(16, 8, std::string("\0\0\xff\xff\0\0\xff\xff", 8));
  EXPECT_EQ(code_of(bomb, {}), ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace niem::picture
