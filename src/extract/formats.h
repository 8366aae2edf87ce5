// One function per format; extract.cc's table is the only caller besides tests and fuzzers.
// Contract of all: see extract.h. Each takes bytes already identified as its format.
#pragma once

#include "extract/extract.h"

namespace niem::extract {

// Text and markup.
Result<Document> ExtractText(Input input, Context& context);
Result<Document> ExtractHtml(Input input, Context& context);
Result<Document> ExtractXml(Input input, Context& context);
Result<Document> ExtractRtf(Input input, Context& context);

// Office, zipped XML: docx, xlsx, pptx (with docm, dotx ...), odt, ods, odp (and flat .fodt).
Result<Document> ExtractDocx(Input input, Context& context);
Result<Document> ExtractXlsx(Input input, Context& context);
Result<Document> ExtractPptx(Input input, Context& context);
Result<Document> ExtractOdf(Input input, Context& context);

// Office, OLE compound files: Word 6 to 2003, Excel 5 to 2003, PowerPoint 97 to 2003, Outlook mail,
// encrypted OOXML, any other OLE container.
Result<Document> ExtractDoc(Input input, Context& context);
Result<Document> ExtractXls(Input input, Context& context);
Result<Document> ExtractPpt(Input input, Context& context);
Result<Document> ExtractMsg(Input input, Context& context);
Result<Document> ExtractOle(Input input, Context& context);

Result<Document> ExtractPdf(Input input, Context& context);

// Mail: eml and mht are MIME; mbox is split; a maildir is a folder of eml files (scan walks it).
Result<Document> ExtractMime(Input input, Context& context);
Result<Document> ExtractMbox(Input input, Context& context);

// Archives and single compressed files.
Result<Document> ExtractArchive(Input input, Context& context);

// Bytes of no known format: runs of text in 8-bit, UTF-8 and UTF-16.
Result<Document> ExtractRaw(Input input, Context& context);

}  // namespace niem::extract
