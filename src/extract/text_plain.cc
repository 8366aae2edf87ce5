// Plain text of any encoding: blocks are stretches between blank lines, their lines kept apart by
// '\n'; a form feed starts a new page.
#include <string>
#include <string_view>

#include "extract/block_builder.h"
#include "extract/formats.h"
#include "text/decode.h"

namespace niem::extract {
namespace {

// A block this long is a table or a log, no paragraph; cut between lines.
constexpr size_t kMaxBlock = 64 << 10;

class Splitter {
 public:
  explicit Splitter(BlockSink& sink) : sink_(sink) {}

  uint32_t Split(std::string_view text) {
    while (!text.empty() && !sink_.full()) {
      size_t end = text.find('\n');
      // Found by memchr, both of them: pages are rare, so the second search is over one line.
      if (const size_t page = text.substr(0, end).find('\f'); page != std::string_view::npos)
        end = page;
      Line(text.substr(0, end));
      if (end == std::string_view::npos) break;
      if (text[end] == '\f') {
        Flush();
        ++page_;
      }
      text.remove_prefix(end + 1);
    }
    Flush();
    return page_;
  }

 private:
  void Line(std::string_view line) {
    while (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (Trim(line).empty()) return Flush();
    if (block_.size() + line.size() > kMaxBlock) Flush();
    if (!block_.empty()) block_ += '\n';
    block_ += line;
  }

  void Flush() {
    if (block_.empty()) return;
    Block block;
    block.text = std::move(block_);
    block.page = page_;
    sink_.Put(std::move(block));
    block_.clear();
  }

  BlockSink& sink_;
  std::string block_;
  uint32_t page_ = 1;
};

void MendLineEnds(std::string& text) {  // old Macintosh texts have '\r' alone
  if (text.find('\n') != std::string::npos) return;
  for (char& c : text) {
    if (c == '\r') c = '\n';
  }
}

}  // namespace

Result<Document> ExtractText(Input input, Context& context) {
  Document document;
  document.format = Format::kText;
  BlockSink sink(document, context.limits);
  text::Decoded decoded = text::Decode(input.bytes);
  document.encoding = text::EncodingName(decoded.encoding);
  MendLineEnds(decoded.utf8);
  document.pages = Splitter(sink).Split(decoded.utf8);
  if (decoded.lossy) {
    sink.Remark(ErrorCode::kCorrupt,
                {"có ký tự không giải mã được", "some characters could not be decoded"});
  }
  return document;
}

}  // namespace niem::extract
