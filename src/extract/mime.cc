#include <gmime/gmime.h>
#include <openssl/bio.h>
#include <openssl/cms.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "extract/formats.h"
#include "extract/glib_util.h"
#include "extract/mime_flowed.h"
#include "extract/mime_header.h"
#include "extract/mime_inline.h"
#include "text/decode.h"

namespace niem::extract {
namespace {

// Multiparts in multiparts; GMime itself stops at 1,024.
constexpr int kMaxNesting = 64;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

void InitGmime() {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
  SilenceGlib();
}

GPtr<GMimeMessage> Parse(Bytes bytes) {
  GPtr<GMimeStream> stream(
      g_mime_stream_mem_new_with_buffer(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  GPtr<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  return GPtr<GMimeMessage>(g_mime_parser_construct_message(parser.get(), nullptr));
}

bool IsType(GMimeObject* object, const char* type, const char* subtype) {
  GMimeContentType* content = g_mime_object_get_content_type(object);
  return content && g_mime_content_type_is_type(content, type, subtype);
}

std::string_view Parameter(GMimeObject* object, const char* name) {
  return View(g_mime_object_get_content_type_parameter(object, name));
}

std::string Written(GMimeObject* object) {
  GPtr<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_object_write_to_stream(object, nullptr, stream.get());
  GByteArray* array =
      g_mime_stream_mem_get_byte_array(reinterpret_cast<GMimeStreamMem*>(stream.get()));
  return {reinterpret_cast<const char*>(array->data), array->len};
}

// The part's bytes with base64, quoted-printable or uuencode undone.
std::string Content(GMimePart* part) {
  GMimeDataWrapper* wrapper = g_mime_part_get_content(part);
  if (!wrapper) return {};
  GPtr<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(wrapper, stream.get());
  GByteArray* array =
      g_mime_stream_mem_get_byte_array(reinterpret_cast<GMimeStreamMem*>(stream.get()));
  return {reinterpret_cast<const char*>(array->data), array->len};
}

std::string Utf8(std::string_view text) {
  if (g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr))
    return std::string(text);
  return text::Decode(AsBytes(text)).utf8;
}

// The content of a signed message (CMS SignedData); empty when the bytes are no such thing.
std::string SignedContent(std::string_view bytes) {
  std::unique_ptr<BIO, decltype(&BIO_free)> in(
      BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())), BIO_free);
  std::unique_ptr<CMS_ContentInfo, decltype(&CMS_ContentInfo_free)> cms(
      d2i_CMS_bio(in.get(), nullptr), CMS_ContentInfo_free);
  if (!cms || OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed) return {};
  ASN1_OCTET_STRING** content = CMS_get0_content(cms.get());
  if (!content || !*content) return {};
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(*content)),
          static_cast<size_t>(ASN1_STRING_length(*content))};
}

class Reader {
 public:
  Reader(Context& context, Document& document) : context_(context), document_(document) {}

  void Run(GMimeMessage* message) {
    ReadHeaders(reinterpret_cast<GMimeObject*>(message));
    if (GMimeObject* body = g_mime_message_get_mime_part(message)) Walk(body, 0);
  }

 private:
  void ReadHeaders(GMimeObject* message) {
    constexpr const char* kNames[] = {"Subject", "From", "To", "Cc", "Bcc", "Keywords", "Comments"};
    GMimeHeaderList* list = g_mime_object_get_header_list(message);
    for (int i = 0; i < g_mime_header_list_get_count(list); ++i) {
      GMimeHeader* header = g_mime_header_list_get_header_at(list, i);
      for (const char* name : kNames) {
        if (g_ascii_strcasecmp(g_mime_header_get_name(header), name) == 0)
          AddMetadata(name, DecodeMailHeader(View(g_mime_header_get_raw_value(header))));
      }
    }
  }

  void AddMetadata(const char* name, std::string value) {
    if (value.empty()) return;
    Block block;
    block.text = std::move(value);
    block.place = Place::kMetadata;
    block.locator = std::string(name);
    document_.blocks.push_back(std::move(block));
  }

  void Walk(GMimeObject* object, int nesting) {
    if (stopped_) return;
    if (nesting > kMaxNesting) {
      return Say(ErrorCode::kTooDeep, "thư có quá nhiều lớp phần lồng nhau",
                 "the mail's parts are nested too deeply");
    }
    if (GMIME_IS_MULTIPART_ENCRYPTED(object)) return SayEncrypted();
    if (GMIME_IS_MULTIPART(object))
      return WalkMultipart(reinterpret_cast<GMimeMultipart*>(object), nesting);
    if (GMIME_IS_MESSAGE_PART(object))
      return ReadMessage(reinterpret_cast<GMimeMessagePart*>(object));
    if (GMIME_IS_PART(object)) ReadPart(reinterpret_cast<GMimePart*>(object), nesting);
  }

  void WalkMultipart(GMimeMultipart* multipart, int nesting) {
    int count = g_mime_multipart_get_count(multipart);
    // With a wrong boundary all of the body is prologue, and mail programs show it.
    if (count == 0) AddText(View(g_mime_multipart_get_prologue(multipart)), "");
    for (int i = 0; i < count; ++i) Walk(g_mime_multipart_get_part(multipart, i), nesting + 1);
    AddText(View(g_mime_multipart_get_epilogue(multipart)), "");
  }

  void ReadMessage(GMimeMessagePart* part) {
    GMimeMessage* message = g_mime_message_part_get_message(part);
    if (!message) return;
    auto* object = reinterpret_cast<GMimeObject*>(message);
    std::string raw = Written(object);
    std::string subject = DecodeMailHeader(FindRawHeader(raw, "Subject"));
    Hand((subject.empty() ? "message" : subject) + ".eml", raw);
  }

  void ReadPart(GMimePart* part, int nesting) {
    auto* object = reinterpret_cast<GMimeObject*>(part);
    if (GMIME_IS_MESSAGE_PARTIAL(object)) {
      Say(ErrorCode::kUnsupported, "thư chỉ là một phần của thư bị cắt rời",
          "the mail is only one part of a message that was split");
    }
    if (IsType(object, "application", "pkcs7-mime") ||
        IsType(object, "application", "x-pkcs7-mime"))
      return ReadSecured(part, nesting);
    std::string bytes = Content(part);
    bool attached = g_mime_part_is_attachment(part) && g_mime_part_get_filename(part);
    if (!attached && IsType(object, "text", "html")) return ReadHtml(object, bytes);
    if (!attached && IsType(object, "text", "*")) return ReadPlain(object, std::move(bytes));
    HandPart(part, bytes);
  }

  void ReadSecured(GMimePart* part, int nesting) {
    std::string content = SignedContent(Content(part));
    if (content.empty()) return SayEncrypted();
    // The object is held until its walk is over.
    GPtr<GMimeMessage> inner = Parse(AsBytes(content));
    GMimeObject* body = inner ? g_mime_message_get_mime_part(inner.get()) : nullptr;
    if (body) Walk(body, nesting + 1);
  }

  void ReadHtml(GMimeObject* object, std::string_view bytes) {
    std::string utf8(kByteOrderMark);
    utf8 += text::Decode(AsBytes(bytes), Parameter(object, "charset")).utf8;
    AddBlocks(ExtractHtml({AsBytes(utf8), "body.html"}, context_));
  }

  void ReadPlain(GMimeObject* object, std::string bytes) {
    for (const InlineFile& file : TakeInlineFiles(bytes)) Hand(Utf8(file.name), file.bytes);
    if (bytes.find("-----BEGIN PGP MESSAGE-----") != bytes.npos) SayEncrypted();
    if (g_ascii_strcasecmp(std::string(Parameter(object, "format")).c_str(), "flowed") == 0) {
      std::string deleted(Parameter(object, "delsp"));
      bytes = UnflowMailText(bytes, g_ascii_strcasecmp(deleted.c_str(), "yes") == 0);
    }
    AddText(bytes, Parameter(object, "charset"));
  }

  void AddText(std::string_view bytes, std::string_view charset) {
    if (bytes.find_first_not_of(" \t\r\n") == bytes.npos) return;
    std::string utf8(kByteOrderMark);
    utf8 += text::Decode(AsBytes(bytes), charset).utf8;
    AddBlocks(ExtractText({AsBytes(utf8), "body.txt"}, context_));
  }

  void AddBlocks(Result<Document> read) {
    if (!read.ok()) {
      document_.notes.push_back({read.error().code(), true, read.error().message()});
      return;
    }
    std::string part = "part " + std::to_string(++parts_);
    for (Block& block : read->blocks) {
      if (block.locator.empty()) block.locator = part;
      if (block.table) block.table += tables_;
      document_.blocks.push_back(std::move(block));
    }
    for (const Block& block : document_.blocks) tables_ = std::max(tables_, block.table);
    for (Note& note : read->notes) document_.notes.push_back(std::move(note));
  }

  void HandPart(GMimePart* part, std::string_view bytes) {
    std::string name = Utf8(View(g_mime_part_get_filename(part)));
    if (name.find("=?") != name.npos) name = DecodeMailHeader(name);
    if (name.empty()) name = "part " + std::to_string(++parts_);
    Hand(name, bytes);
  }

  void Hand(const std::string& name, std::string_view bytes) {
    if (stopped_) return;
    if (Status admitted = context_.Admit(bytes.size(), bytes.size()); !admitted.ok()) {
      bool more = context_.members.OnBadMember(name, admitted.error(), context_);
      stopped_ = !more || admitted.error().code() != ErrorCode::kTooLarge;
      return;
    }
    stopped_ = !context_.members.OnMember(name, AsBytes(bytes), context_);
  }

  void SayEncrypted() {
    Say(ErrorCode::kEncrypted, "thư hoặc một phần thư được mã hóa (S/MIME, PGP)",
        "the mail or a part of it is encrypted (S/MIME, PGP)");
  }

  void Say(ErrorCode code, std::string vi, std::string en) {
    document_.notes.push_back({code, true, {std::move(vi), std::move(en)}});
  }

  Context& context_;
  Document& document_;
  int parts_ = 0;
  uint32_t tables_ = 0;
  bool stopped_ = false;
};

}  // namespace

Result<Document> ExtractMime(Input input, Context& context) {
  InitGmime();
  GPtr<GMimeMessage> message = Parse(input.bytes);
  if (!message)
    return Error(ErrorCode::kCorrupt, {"thư hỏng, không đọc được", "the mail is damaged"});
  Document document;
  document.format = Identify(input) == Format::kMht ? Format::kMht : Format::kEml;
  Reader(context, document).Run(message.get());
  return document;
}

}  // namespace niem::extract
