// Answers plain texts, HTML and mail without a worker, where the answer can only be "clean".
//
// A text is proved clean when neither its name nor any hit of the rules' quick phrases in it
// matters (detect/quick_filter.h) AND nothing in it could turn into one on the full way: it is
// well-formed UTF-8 without control characters, and what may be taken for TCVN3, VNI or VIQR
// (text/quick_plain.h) is read so too. Of HTML and mail, that must hold of all words that the full
// way could read in them (scan/quick_html.h, scan/quick_mail.h), however its blocks join them. Any
// doubt means no: the document then goes to the sandbox.
// Only code of this project runs here, and only bounded reading.
//
// Thread-safety: ProvesClean may run in many threads, each with its own Scratch. Ownership: borrows
// the rules.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "detect/quick_filter.h"
#include "detect/rules.h"
#include "extract/document.h"
#include "scan/quick_html.h"
#include "scan/quick_mail.h"
#include "text/quick_plain.h"
#include "text/quick_scan.h"
#include "trace/words.h"

namespace niem::scan {

class QuickLook {
 public:
  // Buffers of one thread.
  struct Scratch {
    text::QuickScanner::Scratch scanner;
    std::vector<text::Stretch> carried;
    std::string read;   // carried text as its codes have it
    std::string words;  // of HTML and mail
    HtmlReader html;
    MailReader mail;
  };

  static Result<QuickLook> Create(const detect::RuleSet& rules);

  // True: the document is clean, for certain. False: read it properly. `name` as the worker is
  // told.
  bool ProvesClean(extract::Format format, std::string_view name, Bytes bytes,
                   Scratch& scratch) const;

  // The words of a document that ProvesClean has just said yes to, with its scratch. False: they
  // are not to be had so; read it properly.
  static bool ReadWords(extract::Format format, Bytes bytes, const Scratch& scratch,
                        trace::WordReader& words);

 private:
  QuickLook(const detect::RuleSet& rules, std::unique_ptr<text::QuickScanner> scanner)
      : rules_(&rules), filter_(rules), scanner_(std::move(scanner)) {}

  using Standing = detect::Standing;

  bool ProvesText(Bytes bytes, Scratch& scratch) const;
  bool ProvesMarkup(extract::Format format, Bytes bytes, Scratch& scratch) const;
  bool Mentions(Bytes utf8, Standing standing, Scratch& scratch) const;
  bool Mentions(const std::u32string& text, Standing standing, Scratch& scratch) const;
  bool MentionsCarried(std::string_view text, Standing standing, Scratch& scratch) const;
  bool MentionsAsLegacy(std::string_view carried, Standing standing, Scratch& scratch) const;
  bool Hits(Bytes utf8, Scratch& scratch) const;

  const detect::RuleSet* rules_;
  detect::HitFilter filter_;
  std::unique_ptr<text::QuickScanner> scanner_;  // none: the rules want every document read
};

}  // namespace niem::scan
