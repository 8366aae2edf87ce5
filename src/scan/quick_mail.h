// Mail as the quick look sees it: every word that the full way (extract/mime.cc) could read, in
// plain text.
//
// All headers come with their encoded words decoded (RFC 2047), then the bodies of all parts,
// quoted-printable and base64 undone (RFC 2045 §6), HTML read by HtmlReader. Only mail whose parts
// are all text is read, and only where every line of it is as the standards want it: attachments,
// messages in messages, signatures, inline files, encryption, odd headers, boundaries or encodings
// are refused, and the mail goes to the sandbox. Time is linear. Errors: none. Thread-safety: one
// reader a thread.
#pragma once

#include <string>
#include <string_view>

#include "scan/quick_html.h"

namespace niem::scan {

class MailReader {
 public:
  // Appends the mail's words to `text`; false: refused. The mail is
  // well-formed UTF-8; headers may come out otherwise. `plain`: a survey of all of it has found
  // neither VIQR nor controls (text/quick_plain.h), so bodies that stand in it need none.
  bool Read(std::string_view mail, bool plain, std::string& text);

  // Whether a style of the mail read last may show small letters as capitals.
  bool capitals() const { return capitals_; }

 private:
  struct Headers;

  bool ReadPart(std::string_view part, int depth);
  bool ReadHeaders(std::string_view& part, Headers& headers);
  bool OnHeader(std::string_view name, std::string_view value, Headers& headers);
  bool ReadMultipart(std::string_view body, std::string_view boundary, int depth);
  bool ReadBody(std::string_view body, const Headers& headers);

  std::string* text_ = nullptr;
  HtmlReader html_;
  bool plain_ = false;
  bool capitals_ = false;
};

}  // namespace niem::scan
