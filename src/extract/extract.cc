#include "extract/extract.h"

#include <exception>
#include <new>
#include <stdexcept>

#include "extract/formats.h"
#include "extract/identify_parts.h"
#include "extract/pictures.h"

namespace niem::extract {
namespace {

using Extractor = Result<Document> (*)(Input, Context&);

// Sound, film, fonts, programs: there is no document text to look at.
Result<Document> ExtractNothing(Input /*input*/, Context& /*context*/) {
  return Document{};
}

Extractor ExtractorOf(Format format) {
  switch (format) {
    case Format::kText:
      return ExtractText;
    case Format::kHtml:
      return ExtractHtml;
    case Format::kXml:
      return ExtractXml;
    case Format::kRtf:
      return ExtractRtf;
    case Format::kDoc:
      return ExtractDoc;
    case Format::kDocx:
      return ExtractDocx;
    case Format::kXls:
      return ExtractXls;
    case Format::kXlsx:
      return ExtractXlsx;
    case Format::kPpt:
      return ExtractPpt;
    case Format::kPptx:
      return ExtractPptx;
    case Format::kOdt:
    case Format::kOds:
    case Format::kOdp:
      return ExtractOdf;
    case Format::kPdf:
      return ExtractPdf;
    case Format::kMht:
    case Format::kEml:
    case Format::kMaildir:
      return ExtractMime;
    case Format::kMbox:
      return ExtractMbox;
    case Format::kMsg:
      return ExtractMsg;
    case Format::kOle:
      return ExtractOle;
    case Format::kZip:
    case Format::k7z:
    case Format::kRar:
    case Format::kTar:
    case Format::kGzip:
    case Format::kXz:
    case Format::kZstd:
    case Format::kBzip2:
    case Format::kArchive:
      return ExtractArchive;
    case Format::kImage:
      return ExtractImage;
    case Format::kMedia:
      return ExtractNothing;
    case Format::kUnknown:
      break;
  }
  return ExtractRaw;
}

// The edge behind which no exception of any library is seen.
Result<Document> RunGuarded(Extractor extractor, Input input, Context& context) {
  try {
    return extractor(input, context);
  } catch (const std::bad_alloc&) {
    return Error(ErrorCode::kMemory, {"hết bộ nhớ khi đọc tệp; tăng --memory nếu cần đọc",
                                      "out of memory while reading; raise --memory to read it"});
  } catch (const std::length_error&) {
    return Error(ErrorCode::kMemory,
                 {"tệp đòi quá nhiều bộ nhớ; tăng --memory nếu cần đọc",
                  "the file asks for too much memory; raise --memory to read it"});
  } catch (const std::exception&) {
    return Error(ErrorCode::kInternal,
                 {"lỗi của chương trình khi đọc tệp; xin báo cho chúng tôi",
                  "a defect of this program while reading; please report it"});
  } catch (...) {
    return Error(ErrorCode::kInternal, {"lỗi lạ của thư viện khi đọc tệp; xin báo cho chúng tôi",
                                        "an unknown failure of a library; please report it"});
  }
}

bool IsOle(Format format) {
  return format == Format::kDoc || format == Format::kXls || format == Format::kPpt ||
         format == Format::kMsg || format == Format::kOle;
}

Note CutOffOleNote() {
  return {ErrorCode::kCorrupt,
          /*incomplete=*/true,
          {"tệp OLE ghi tên một luồng dài hơn chính tệp: tệp bị cắt cụt hoặc hỏng, có phần chưa "
           "được đọc",
           "the OLE file names a stream longer than itself: it is cut off or damaged, parts were "
           "not read"}};
}

Note WrongExtensionNote(Format format) {
  const std::string name(FormatName(format));
  return {ErrorCode::kInvalidArgument,
          /*incomplete=*/false,
          {"phần mở rộng của tên tệp không đúng với nội dung: thật ra là " + name,
           "the file name's extension does not match the content: it really is " + name}};
}

}  // namespace

Result<Document> Extract(Input input, Context& context) {
  if (input.bytes.size() > context.limits.max_file_bytes) {
    return Error(ErrorCode::kTooLarge, {"tệp quá lớn; tăng --max-size nếu cần đọc",
                                        "too large; raise --max-size to read it"});
  }
  const Format format = Identify(input);
  TRY_ASSIGN(Document document, RunGuarded(ExtractorOf(format), input, context));
  if (document.format == Format::kUnknown) document.format = format;
  if (IsOle(format) && OleNamesMoreThanItHolds(input.bytes))
    document.notes.push_back(CutOffOleNote());
  if (ExtensionDisagrees(input.name, format)) document.notes.push_back(WrongExtensionNote(format));
  try {
    Normalise(document);
  } catch (const std::exception&) {
    return Error(ErrorCode::kMemory,
                 {"hết bộ nhớ khi chuẩn hoá văn bản; tăng --memory nếu cần đọc",
                  "out of memory while normalising; raise --memory to read it"});
  }
  return document;
}

}  // namespace niem::extract
