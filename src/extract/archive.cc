// Archives and single compressed files: members are unpacked one at a time into memory and handed
// on.
//
// ZIP by our ZipReader (legacy names, passwords, speed); everything else by libarchive, which reads
// from memory and never touches the disk.
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "extract/block_builder.h"
#include "extract/formats.h"
#include "extract/lzma_need.h"
#include "extract/zip_reader.h"
#include "text/decode.h"

namespace niem::extract {
namespace {

using namespace std::string_view_literals;

struct FreeArchive {
  void operator()(archive* reader) const { archive_read_free(reader); }
};

using Reader = std::unique_ptr<archive, FreeArchive>;

Error Corrupt() {
  return Error(ErrorCode::kCorrupt,
               {"tệp nén bị hỏng hoặc bị cắt cụt", "the archive is damaged or cut off"});
}

// xz -9 asks for 65 MiB. What asks for more than this is no file of an office.
constexpr uint64_t kMostLzmaMemory = 512ULL << 20;

Error GreedyLzma() {
  return Error(ErrorCode::kBomb,
               {"tệp nén đòi trên 512 MiB bộ nhớ để giải nén: có thể là bom nén; giải nén trên máy "
                "cách ly rồi quét lại",
                "asks for more than 512 MiB of memory to be unpacked: possibly a decompression "
                "bomb; unpack it on an isolated machine and scan again"});
}

Error OutOfMemory() {
  return Error(ErrorCode::kMemory,
               {"tệp nén đòi quá nhiều bộ nhớ để giải nén; tăng --memory nếu tin cậy nguồn",
                "the archive asks for too much memory to be unpacked; raise --memory if you trust "
                "the source"});
}

// Why libarchive stopped.
Error FailureOf(archive* reader) {
  return archive_errno(reader) == ENOMEM ? OutOfMemory() : Corrupt();
}

// libarchive decrypts ZIP only, which ZipReader does already: a password would not help here.
Error Encrypted() {
  return Error(ErrorCode::kEncrypted,
               {"tệp nén có mật khẩu, Niêm không mở được loại này: giải nén tay rồi quét lại",
                "an archive with a password, of a kind that Niêm cannot open: unpack it by hand "
                "and scan again"});
}

// Names come in UTF-8, CP437, TCVN3, CP1258 ...: whatever the writer's machine used.
std::string DecodeName(std::string_view raw) {
  return text::Decode(AsBytes(raw)).utf8;
}

// libarchive gives bytes where it has bytes; names it holds as UTF-16 (7z, rar, cab) only as wide
// characters when the process has no UTF-8 locale.
std::string MemberName(archive_entry* entry) {
  const char* raw = archive_entry_pathname(entry);
  if (raw != nullptr && *raw != '\0') return DecodeName(raw);
  const wchar_t* wide = archive_entry_pathname_w(entry);
  if (wide == nullptr) return {};
  std::string utf32;
  for (; *wide != L'\0'; ++wide) {
    const auto c = static_cast<char32_t>(*wide);
    for (int shift = 0; shift < 32; shift += 8) utf32 += static_cast<char>(c >> shift & 0xFF);
  }
  return text::DecodeAs(AsBytes(utf32), text::Encoding::kUtf32Le).utf8;
}

bool IsLimit(ErrorCode code) {
  return code == ErrorCode::kTooDeep || code == ErrorCode::kTooMany || code == ErrorCode::kBomb;
}

// ---- ZIP ----

Result<Document> ExtractZip(Input input, Context& context) {
  Document document;
  document.format = Format::kZip;
  BlockSink sink(document, context.limits);
  TRY_ASSIGN(const ZipReader zip, ZipReader::Open(input.bytes));
  if (zip.damaged()) {
    sink.Incomplete(ErrorCode::kCorrupt,
                    {"tệp nén bị cắt cụt: chỉ đọc được phần đầu",
                     "the archive is cut off: only its beginning could be read"});
  }
  std::string bytes;
  for (size_t i = 0; i < zip.entries().size(); ++i) {
    const ZipReader::Entry& entry = zip.entries()[i];
    if (entry.directory() || zip.IsLink(i)) continue;
    const std::string name = DecodeName(entry.name);
    Status status = context.Admit(entry.packed, entry.unpacked);
    if (status.ok()) status = zip.Read(i, context.passwords, bytes);
    const bool go_on = status.ok() ? context.members.OnMember(name, AsBytes(bytes), context)
                                   : context.members.OnBadMember(name, status.error(), context);
    if (!go_on) break;
    if (status.ok() || !IsLimit(status.error().code())) continue;
    sink.Incomplete(status.error().code(), status.error().message());
    if (status.error().code() != ErrorCode::kBomb) break;  // the next member may be harmless
  }
  return document;
}

// ---- everything else ----

// libarchive converts names through the thread's locale; in "C" it would lose every Vietnamese one
// of 7z, rar and cab. C.UTF-8 is built into glibc, so no file is opened.
class Utf8Locale {
 public:
  Utf8Locale() : before_(uselocale(Shared())) {}

  ~Utf8Locale() { uselocale(before_); }

  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  static locale_t Shared() {
    static const locale_t locale =
        newlocale(LC_CTYPE_MASK, "C.UTF-8", static_cast<locale_t>(nullptr));
    return locale;
  }

  locale_t before_;
};

// How the bytes are compressed, by how they begin; kArchive formats compress inside themselves.
// Told to libarchive, which otherwise goes on looking for one layer within another: 25 of them, in
// the time of all files together, and uncounted by our limits.
int CompressionOf(Bytes bytes) {
  static constexpr struct {
    std::string_view begin;
    int code;
  } kKinds[] = {{"\x1F\x8B", ARCHIVE_FILTER_GZIP},
                {"\x1F\x9D", ARCHIVE_FILTER_COMPRESS},
                {"BZh", ARCHIVE_FILTER_BZIP2},
                {"\xFD"
                 "7zXZ",
                 ARCHIVE_FILTER_XZ},
                {"\x28\xB5\x2F\xFD", ARCHIVE_FILTER_ZSTD},
                {"\x04\x22\x4D\x18", ARCHIVE_FILTER_LZ4},
                {"LZIP", ARCHIVE_FILTER_LZIP}};

  for (const auto& kind : kKinds) {
    if (AsText(bytes).substr(0, kind.begin.size()) == kind.begin) return kind.code;
  }
  return ARCHIVE_FILTER_LZMA;  // it has no mark of its own
}

bool AsksForTooMuch(Bytes bytes) {
  switch (CompressionOf(bytes)) {
    case ARCHIVE_FILTER_XZ:
      return LzmaNeedsMore(bytes, LzmaKind::kXz, kMostLzmaMemory);
    case ARCHIVE_FILTER_LZIP:
      return LzmaNeedsMore(bytes, LzmaKind::kLzip, kMostLzmaMemory);
    case ARCHIVE_FILTER_LZMA:
      return LzmaNeedsMore(bytes, LzmaKind::kLzma, kMostLzmaMemory);
    default:
      return false;
  }
}

// Whether the compressed form of nothing is there to its end: libarchive also finds nothing in one
// that is cut off.
bool EndsAsEmpty(Bytes bytes) {
  const std::string_view text = AsText(bytes);
  switch (CompressionOf(bytes)) {
    case ARCHIVE_FILTER_GZIP:  // no bytes, with the checksum of none
      return text.ends_with("\x03\0\0\0\0\0\0\0\0\0"sv);
    case ARCHIVE_FILTER_BZIP2:
      return text.ends_with("\x17\x72\x45\x38\x50\x90\0\0\0\0"sv);
    case ARCHIVE_FILTER_XZ:
      return text.ends_with("YZ");
    default:
      return false;
  }
}

enum class Kind : uint8_t { kArchive, kTarInside, kSingle };

Reader OpenReader(Bytes bytes, Kind kind, const std::vector<std::string>& passwords) {
  Reader reader(archive_read_new());
  if (!reader) return reader;
  const int compression = kind == Kind::kArchive ? ARCHIVE_FILTER_NONE : CompressionOf(bytes);
  // Its reader of compress(1) wants bytes as soon as it is told, and there are none yet.
  const int told = compression == ARCHIVE_FILTER_COMPRESS
                       ? archive_read_support_filter_compress(reader.get())
                       : archive_read_append_filter(reader.get(), compression);
  if (told != ARCHIVE_OK) return {};
  if (kind == Kind::kSingle) {
    archive_read_support_format_raw(reader.get());
    archive_read_support_format_empty(reader.get());
  } else if (kind == Kind::kTarInside) {
    archive_read_support_format_tar(reader.get());
    archive_read_support_format_cpio(reader.get());
  } else {
    archive_read_support_format_all(reader.get());
  }
  for (const std::string& password : passwords)
    archive_read_add_passphrase(reader.get(), password.c_str());
  if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) return {};
  return reader;
}

class Unpacker {
 public:
  Unpacker(Input input, Context& context, Document& document)
      : input_(input), context_(context), sink_(document, context.limits) {}

  // Whether it was an archive at all (then everything is done).
  bool Archive(Kind kind) {
    const Reader reader = OpenReader(input_.bytes, kind, context_.passwords);
    if (!reader) return false;
    archive_entry* entry = nullptr;
    bool any = false;
    for (;;) {
      const int status = archive_read_next_header(reader.get(), &entry);
      if (status == ARCHIVE_EOF) break;
      if (status < ARCHIVE_WARN) {
        if (!any && archive_read_has_encrypted_entries(reader.get()) != 1) return false;
        HeaderFailure(reader.get());
        return true;
      }
      any = true;
      if (!Member(reader.get(), entry)) return true;
    }
    // A compressed run of zeros looks like an empty tar and is none.
    if (kind == Kind::kTarInside) return any;
    return any || IsKnownArchive(archive_format(reader.get()));
  }

  Status Single() {
    const Reader reader = OpenReader(input_.bytes, Kind::kSingle, {});
    archive_entry* entry = nullptr;
    const int status = reader ? archive_read_next_header(reader.get(), &entry) : ARCHIVE_FATAL;
    if (status < ARCHIVE_WARN) return reader ? FailureOf(reader.get()) : Corrupt();
    if (status == ARCHIVE_EOF) return EndsAsEmpty(input_.bytes) ? Ok() : Status(Corrupt());
    if (archive_filter_code(reader.get(), 0) == ARCHIVE_FILTER_NONE) return Corrupt();
    TRY(context_.Admit(input_.bytes.size(), 0));
    Deliver(reader.get(), InnerName(), 0, input_.bytes.size());
    return Ok();
  }

 private:
  static bool IsKnownArchive(int format) {
    const int base = format & ARCHIVE_FORMAT_BASE_MASK;
    return base != 0 && base != ARCHIVE_FORMAT_EMPTY && base != ARCHIVE_FORMAT_RAW &&
           base != ARCHIVE_FORMAT_MTREE;
  }

  // "x.tar.gz" -> "x.tar".
  std::string InnerName() const {
    std::string_view name = input_.name;
    const size_t slash = name.find_last_of("/\\");
    if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
    const size_t dot = name.rfind('.');
    if (dot != std::string_view::npos && dot > 0) name = name.substr(0, dot);
    return name.empty() ? "data" : std::string(name);
  }

  void HeaderFailure(archive* reader) {
    const Error error =
        archive_read_has_encrypted_entries(reader) == 1 ? Encrypted() : FailureOf(reader);
    sink_.Incomplete(error.code(), error.message());
  }

  // Whether to go on with the next member.
  bool Member(archive* reader, archive_entry* entry) {
    // Writers leave the kind out; what is no folder, link or device is a file.
    const auto kind = archive_entry_filetype(entry);
    if ((kind != AE_IFREG && kind != 0) || archive_entry_hardlink(entry) != nullptr) return true;
    const std::string name = MemberName(entry);
    const uint64_t claimed =
        archive_entry_size_is_set(entry)
            ? static_cast<uint64_t>(std::max<la_int64_t>(archive_entry_size(entry), 0))
            : 0;
    // A solid archive does not say what one member weighs packed: the whole stands for it.
    const Status admitted = context_.Admit(input_.bytes.size(), claimed);
    if (!admitted.ok()) return Refuse(name, admitted.error());
    if (archive_entry_is_data_encrypted(entry) && context_.passwords.empty()) {
      return context_.members.OnBadMember(name, Encrypted(), context_);
    }
    return Deliver(reader, name, claimed, input_.bytes.size());
  }

  bool Refuse(const std::string& name, const Error& error) {
    const bool go_on = context_.members.OnBadMember(name, error, context_);
    if (!IsLimit(error.code())) return go_on;
    sink_.Incomplete(error.code(), error.message());
    return false;
  }

  // Reads one member's data, admitting what exceeds its claim piece by piece.
  bool Deliver(archive* reader, const std::string& name, uint64_t admitted, uint64_t packed) {
    bytes_.clear();
    constexpr size_t kStep = 256 << 10;
    for (;;) {
      const size_t at = bytes_.size();
      bytes_.resize(at + kStep);
      const la_ssize_t got = archive_read_data(reader, bytes_.data() + at, kStep);
      bytes_.resize(at + static_cast<size_t>(std::max<la_ssize_t>(got, 0)));
      if (got == 0) break;
      if (got < 0) return Damaged(reader, name, got);
      if (bytes_.size() <= admitted) continue;
      const Status status = AdmitGrowth(packed, bytes_.size() - admitted);
      if (!status.ok()) return Refuse(name, status.error());
      admitted = bytes_.size();
    }
    return context_.members.OnMember(name, AsBytes(bytes_), context_);
  }

  // The member's whole size is judged, only its growth is charged.
  Status AdmitGrowth(uint64_t packed, uint64_t growth) {
    const uint64_t before = context_.budget.unpacked_bytes;
    TRY(context_.AdmitBytes(packed, bytes_.size()));
    context_.budget.unpacked_bytes = before + growth;
    return Ok();
  }

  bool Damaged(archive* reader, const std::string& name, la_ssize_t status) {
    const char* message = archive_error_string(reader);
    const std::string_view why = message == nullptr ? std::string_view() : message;
    const bool locked = why.find("ncrypt") != std::string_view::npos ||
                        why.find("assphrase") != std::string_view::npos;
    if (!bytes_.empty() && !locked) context_.members.OnMember(name, AsBytes(bytes_), context_);
    const bool go_on =
        context_.members.OnBadMember(name, locked ? Encrypted() : FailureOf(reader), context_);
    return go_on && status != ARCHIVE_FATAL;
  }

  Input input_;
  Context& context_;
  BlockSink sink_;
  std::string bytes_;
};

bool IsSingleKind(Format format) {
  return format == Format::kGzip || format == Format::kXz || format == Format::kZstd ||
         format == Format::kBzip2;
}

}  // namespace

Result<Document> ExtractArchive(Input input, Context& context) {
  const Format format = Identify(input);
  if (format == Format::kZip) return ExtractZip(input, context);
  Document document;
  document.format = format;
  const Utf8Locale locale;
  Unpacker unpacker(input, context, document);
  if (IsSingleKind(format)) {
    if (AsksForTooMuch(input.bytes)) return GreedyLzma();
    // The members of x.tar.gz are streamed out of it; the tar never stands in memory.
    if (!unpacker.Archive(Kind::kTarInside)) TRY(unpacker.Single());
    return document;
  }
  if (!unpacker.Archive(Kind::kArchive)) return Corrupt();
  return document;
}

}  // namespace niem::extract
