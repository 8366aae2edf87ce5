#include "picture/djvu.h"

#include <libdjvu/ddjvuapi.h>
#include <libdjvu/miniexp.h>

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

namespace niem::picture {
namespace {

constexpr unsigned long kCache = 8 << 20;
constexpr int kMostDepth = 16;  // of zones: page, column, region, paragraph, line, word, character
constexpr size_t kMostLines = 20'000;
constexpr size_t kMostText = 4 << 20;  // of a page

struct Release {
  void operator()(ddjvu_context_t* context) const { ddjvu_context_release(context); }

  void operator()(ddjvu_document_t* document) const { ddjvu_document_release(document); }

  void operator()(ddjvu_page_t* page) const { ddjvu_page_release(page); }

  void operator()(ddjvu_format_t* format) const { ddjvu_format_release(format); }
};

using OwnedContext = std::unique_ptr<ddjvu_context_t, Release>;
using OwnedDocument = std::unique_ptr<ddjvu_document_t, Release>;
using OwnedPage = std::unique_ptr<ddjvu_page_t, Release>;
using OwnedFormat = std::unique_ptr<ddjvu_format_t, Release>;

float Fraction(double value, int whole) {
  return static_cast<float>(std::clamp(value / whole, 0.0, 1.0));
}

// The same book, two chunks under a name that the library passes over: libdjvulibre 3.5.28 never
// comes back from the one, or ends the process at the other. They are looked for anywhere, for a
// damaged or hostile book has it read a page from anywhere; by chance the four letters of the first
// stand once in four thousand million bytes, and cost a part of a page.
std::string WithoutTraps(std::string_view book) {
  constexpr std::string_view kPassedOver = "NONE";
  // The pages' names of a book in many files, as it was written before 1999: a path with "/.." is
  // gone through for ever. Those files are not to be had in any case.
  constexpr std::string_view kOldNames = "NDIR";
  // A text of length 0 behind the chunk's own length. A packed one ("TXTz") cannot be told here.
  constexpr std::string_view kText = "TXTa", kLength{"\0\0\0", 3};
  constexpr size_t kHead = 8;
  std::string safe(book);
  for (size_t at = book.find(kOldNames); at != book.npos; at = book.find(kOldNames, at + 1))
    safe.replace(at, kOldNames.size(), kPassedOver);
  for (size_t at = book.find(kText); at != book.npos; at = book.find(kText, at + 1)) {
    if (book.size() - at >= kHead && book.substr(at + kHead).starts_with(kLength))
      safe.replace(at, kText.size(), kPassedOver);
  }
  return safe;
}

class Book {
 public:
  static Result<Book> Open(Bytes bytes) {
    Book book;
    book.context_.reset(ddjvu_context_create("niem"));
    if (book.context_ == nullptr) return DamagedPicture();
    ddjvu_cache_set_size(book.context_.get(), kCache);
    book.document_.reset(ddjvu_document_create(book.context_.get(), nullptr, 0));
    if (book.document_ == nullptr) return DamagedPicture();
    // The library asks for the file's bytes by a message; they are given before it asks.
    const std::string safe = WithoutTraps(AsText(bytes));
    ddjvu_stream_write(book.document_.get(), 0, safe.data(), safe.size());
    ddjvu_stream_close(book.document_.get(), 0, 0);
    while (!ddjvu_document_decoding_done(book.document_.get())) book.Hear();
    if (ddjvu_document_decoding_error(book.document_.get())) return DamagedPicture();
    return book;
  }

  int pages() const { return ddjvu_document_get_pagenum(document_.get()); }

  DjvuPage Read(int number, const DecodeLimits& limits) {
    DjvuPage page;
    ddjvu_pageinfo_t info{};
    ddjvu_status_t status = DDJVU_JOB_NOTSTARTED;
    while ((status = ddjvu_document_get_pageinfo(document_.get(), number, &info)) < DDJVU_JOB_OK)
      Hear();
    if (status != DDJVU_JOB_OK || info.width < 1 || info.height < 1) return page;
    if (static_cast<uint64_t>(info.width) * static_cast<uint64_t>(info.height) > limits.max_dots)
      return page;
    page.lines = Lines(number, info);
    page.raster = Draw(number, limits);
    return page;
  }

 private:
  // Waits for a message and answers it. Pages in other files are not to be had.
  void Hear() {
    const ddjvu_message_t* message = ddjvu_message_wait(context_.get());
    while (message != nullptr) {
      if (message->m_any.tag == DDJVU_NEWSTREAM && message->m_newstream.streamid > 0)
        ddjvu_stream_close(document_.get(), message->m_newstream.streamid, 1);
      ddjvu_message_pop(context_.get());
      message = ddjvu_message_peek(context_.get());
    }
  }

  Raster Draw(int number, const DecodeLimits& limits) {
    const OwnedPage page(ddjvu_page_create_by_pageno(document_.get(), number));
    if (page == nullptr) return {};
    while (!ddjvu_page_decoding_done(page.get())) Hear();
    if (ddjvu_page_decoding_error(page.get())) return {};
    const int width = ddjvu_page_get_width(page.get());
    const int height = ddjvu_page_get_height(page.get());
    if (width < 1 || height < 1 ||
        static_cast<uint64_t>(width) * static_cast<uint64_t>(height) > limits.max_dots) {
      return {};
    }
    const int shrink = (std::max(width, height) + limits.longest - 1) / limits.longest;
    const bool grey = ddjvu_page_get_type(page.get()) == DDJVU_PAGETYPE_BITONAL;
    Raster raster =
        MakeRaster(std::max(width / shrink, 1), std::max(height / shrink, 1), grey ? 1 : 3);
    raster.dpi = ddjvu_page_get_resolution(page.get()) / shrink;
    const OwnedFormat format(
        ddjvu_format_create(grey ? DDJVU_FORMAT_GREY8 : DDJVU_FORMAT_RGB24, 0, nullptr));
    if (format == nullptr) return {};
    ddjvu_format_set_row_order(format.get(), 1);  // from the top
    ddjvu_format_set_y_direction(format.get(), 1);
    const ddjvu_rect_t all{0, 0, static_cast<unsigned>(raster.width),
                           static_cast<unsigned>(raster.height)};
    const auto row =
        static_cast<unsigned long>(raster.width) * static_cast<unsigned long>(raster.channels);
    const int drawn = ddjvu_page_render(page.get(), DDJVU_RENDER_COLOR, &all, &all, format.get(),
                                        row, reinterpret_cast<char*>(raster.pixels.data()));
    return drawn != 0 ? std::move(raster) : Raster();
  }

  std::vector<DjvuLine> Lines(int number, const ddjvu_pageinfo_t& info) {
    std::vector<DjvuLine> lines;
    miniexp_t text = miniexp_dummy;
    while ((text = ddjvu_document_get_pagetext(document_.get(), number, "line")) == miniexp_dummy)
      Hear();
    size_t bytes = 0;
    Walk(text, info, 0, bytes, lines);
    ddjvu_miniexp_release(document_.get(), text);
    return lines;
  }

  // (kind x0 y0 x1 y1 "text") or (kind x0 y0 x1 y1 zone ...); y counts from the bottom.
  static void Walk(miniexp_t zone, const ddjvu_pageinfo_t& info, int depth, size_t& bytes,
                   std::vector<DjvuLine>& lines) {
    if (!miniexp_consp(zone) || depth > kMostDepth) return;
    double sides[4] = {};
    miniexp_t rest = miniexp_cdr(zone);
    for (double& side : sides) {
      if (!miniexp_consp(rest) || !miniexp_numberp(miniexp_car(rest))) return;
      side = miniexp_to_int(miniexp_car(rest));
      rest = miniexp_cdr(rest);
    }
    for (; miniexp_consp(rest); rest = miniexp_cdr(rest)) {
      const miniexp_t part = miniexp_car(rest);
      if (!miniexp_stringp(part)) {
        Walk(part, info, depth + 1, bytes, lines);
        continue;
      }
      DjvuLine line;
      line.text = miniexp_to_str(part);
      line.x0 = Fraction(sides[0], info.width), line.x1 = Fraction(sides[2], info.width);
      line.y0 = 1 - Fraction(sides[3], info.height), line.y1 = 1 - Fraction(sides[1], info.height);
      bytes += line.text.size();
      if (lines.size() >= kMostLines || bytes > kMostText) return;
      lines.push_back(std::move(line));
    }
  }

  // In this order: a document is released before its context.
  OwnedContext context_;
  OwnedDocument document_;
};

}  // namespace

bool IsDjvu(Bytes bytes) {
  return AsText(Slice(bytes, 0, 8)) == "AT&TFORM";
}

void PrepareDjvu() {
  const OwnedContext context(ddjvu_context_create("niem"));
}

Result<int> ReadDjvu(Bytes bytes, const DecodeLimits& limits, const OnDjvuPage& on_page) {
  TRY_ASSIGN(Book book, Book::Open(bytes));
  const int pages = std::min(book.pages(), limits.max_pages);
  if (pages < 1) return DamagedPicture();
  for (int number = 1; number <= pages; ++number) {
    if (!on_page(book.Read(number - 1, limits), number)) return number;
  }
  return pages;
}

}  // namespace niem::picture
