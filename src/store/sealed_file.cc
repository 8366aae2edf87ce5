#include "store/sealed_file.h"

#include <algorithm>
#include <cstring>

namespace niem::store {
namespace {

constexpr int64_t kOverhead = kAeadOverhead;

// Puts the part of `unit` (logical bytes from `unit_start`) that the caller asked for into `out`
// (logical bytes from `start`).
void CopyOverlap(Bytes unit, int64_t unit_start, std::span<uint8_t> out, int64_t start) {
  const int64_t unit_size = static_cast<int64_t>(unit.size());
  const int64_t out_size = static_cast<int64_t>(out.size());
  const int64_t from = std::max(unit_start, start);
  const int64_t to = std::min(unit_start + unit_size, start + out_size);
  if (from < to) {
    std::memcpy(out.data() + (from - start), unit.data() + (from - unit_start),
                static_cast<size_t>(to - from));
  }
}

}  // namespace

int SealedFile::ReadBelow(std::span<uint8_t> out, int64_t offset, size_t* got) {
  const int rc = below_->pMethods->xRead(below_, out.data(), static_cast<int>(out.size()), offset);
  *got = out.size();
  if (rc != SQLITE_IOERR_SHORT_READ) return rc;
  int64_t size = 0;
  const int size_rc = SizeBelow(&size);
  if (size_rc != SQLITE_OK) return size_rc;
  *got =
      static_cast<size_t>(std::clamp<int64_t>(size - offset, 0, static_cast<int64_t>(out.size())));
  return SQLITE_OK;
}

int SealedFile::WriteBelow(Bytes bytes, int64_t offset) {
  return below_->pMethods->xWrite(below_, bytes.data(), static_cast<int>(bytes.size()), offset);
}

int SealedFile::TruncateBelow(int64_t size) {
  return below_->pMethods->xTruncate(below_, size);
}

int SealedFile::SizeBelow(int64_t* size) {
  sqlite3_int64 value = 0;
  const int rc = below_->pMethods->xFileSize(below_, &value);
  *size = value;
  return rc;
}

std::array<uint8_t, 25> SealedFile::Associated(UnitKind kind, uint64_t index) const {
  std::array<uint8_t, 25> out{};
  out[0] = static_cast<uint8_t>(kind);
  std::ranges::copy(id_, out.begin() + 1);
  for (size_t i = 0; i < 8; ++i) out[17 + i] = static_cast<uint8_t>(index >> (8 * i));
  return out;
}

bool SealedFile::SealUnit(UnitKind kind, uint64_t index, Bytes plain, std::span<uint8_t> cipher,
                          std::span<uint8_t> seal) {
  return aead_.Seal(Associated(kind, index), plain, cipher, seal).ok();
}

bool SealedFile::OpenUnit(UnitKind kind, uint64_t index, Bytes cipher, Bytes seal,
                          std::span<uint8_t> plain) {
  return aead_.Open(Associated(kind, index), cipher, seal, plain).ok();
}

namespace {

class PageFile : public SealedFile {
 public:
  using SealedFile::SealedFile;

  int Read(std::span<uint8_t> out, int64_t offset) override {
    const int64_t end = offset + static_cast<int64_t>(out.size());
    bool beyond = false;
    for (int64_t page = offset / kPageBytes; page * kPageBytes < end; ++page) {
      const bool header_only = page == 0 && end < kPageBytes;
      const int rc = ReadPage(page, header_only, &beyond);
      if (rc != SQLITE_OK) return rc;
      CopyOverlap(page_, page * kPageBytes, out, offset);
    }
    return beyond ? SQLITE_IOERR_SHORT_READ : SQLITE_OK;
  }

  int Write(Bytes bytes, int64_t offset) override {
    if (offset % kPageBytes != 0 || bytes.size() % kPageBytes != 0) return SQLITE_IOERR_WRITE;
    for (size_t at = 0; at < bytes.size(); at += kPageBytes) {
      const int64_t page = (offset + static_cast<int64_t>(at)) / kPageBytes;
      const int rc = WritePage(page, bytes.subspan(at, kPageBytes));
      if (rc != SQLITE_OK) return rc;
    }
    return SQLITE_OK;
  }

  int Truncate(int64_t size) override {
    return TruncateBelow(static_cast<int64_t>(kHeaderSize) + size);
  }

  int Size(int64_t* size) override {
    const int rc = SizeBelow(size);
    *size = std::max<int64_t>(0, *size - static_cast<int64_t>(kHeaderSize));
    return rc;
  }

  // What the system promises of bytes outside a write holds here too, since units do not share
  // bytes. SQLite asks the database also on behalf of its logs: without the flag it would pad and
  // split frames of the write-ahead log; with it, journal segments start at multiples of 512, which
  // is why journals are sealed in blocks of that size.
  int Characteristics() const override { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

 private:
  static constexpr size_t kPlain = kPageBytes - kReservedBytes;

  // Leaves the logical page in page_.
  int ReadPage(int64_t page, bool header_only, bool* beyond) {
    size_t got = 0;
    const int rc = ReadBelow(sealed_, static_cast<int64_t>(kHeaderSize) + page * kPageBytes, &got);
    if (rc != SQLITE_OK) return rc;
    page_.fill(0);
    if (got == 0) {
      *beyond = true;
      return SQLITE_OK;
    }
    const Bytes sealed(sealed_);
    const std::span<uint8_t> plain(page_);
    if (got == sealed_.size() &&
        OpenUnit(UnitKind::kPage, static_cast<uint64_t>(page), sealed.first(kPlain),
                 sealed.subspan(kPlain), plain.first(kPlain)))
      return SQLITE_OK;
    if (!header_only) return SQLITE_IOERR_DATA;
    // SQLite looks at the first 100 bytes before it looks for a log. If page 1 was torn by a power
    // cut, the log holds it; so tell what is the same in every store and let the log be found. Any
    // use of the page itself reads it whole and meets the error above.
    page_[16] = kPageBytes >> 8;
    page_[18] = page_[19] = 2;
    page_[20] = kReservedBytes;
    return SQLITE_OK;
  }

  int WritePage(int64_t page, Bytes plain) {
    // A page that leaves no room for the seal would be cut off: refuse it.
    if (page == 0 &&
        (plain[16] != kPageBytes >> 8 || plain[17] != 0 || plain[20] != kReservedBytes))
      return SQLITE_IOERR_WRITE;
    const std::span<uint8_t> sealed(sealed_);
    if (!SealUnit(UnitKind::kPage, static_cast<uint64_t>(page), plain.first(kPlain),
                  sealed.first(kPlain), sealed.subspan(kPlain)))
      return SQLITE_IOERR_WRITE;
    return WriteBelow(sealed_, static_cast<int64_t>(kHeaderSize) + page * kPageBytes);
  }

  std::array<uint8_t, kPageBytes> page_{};
  std::array<uint8_t, kPageBytes> sealed_{};
};

class WalFile : public SealedFile {
 public:
  using SealedFile::SealedFile;

  int Read(std::span<uint8_t> out, int64_t offset) override {
    std::memset(out.data(), 0, out.size());
    const int64_t end = offset + static_cast<int64_t>(out.size());
    // Recovery reads the log header and whole frames, and knows a torn end by its checksums. A
    // page alone is read by those who rely on it.
    const bool recovery = offset == 0 || static_cast<int64_t>(out.size()) > kPage;
    for (int64_t at = offset; at < end;) {
      const Unit unit = UnitAt(at);
      const int rc = ReadUnit(unit, recovery);
      if (rc != SQLITE_OK) return rc;
      CopyOverlap(Bytes(plain_).first(static_cast<size_t>(unit.size)), unit.logical, out, offset);
      at = unit.logical + unit.size;
    }
    return SQLITE_OK;
  }

  int Write(Bytes bytes, int64_t offset) override {
    const Unit unit = UnitAt(offset);
    if (offset != unit.logical || static_cast<int64_t>(bytes.size()) != unit.size)
      return SQLITE_IOERR_WRITE;
    const std::span<uint8_t> sealed = std::span(sealed_).first(bytes.size() + kAeadOverhead);
    if (!SealUnit(unit.kind, unit.index, bytes, sealed.subspan(kAeadOverhead),
                  sealed.first(kAeadOverhead)))
      return SQLITE_IOERR_WRITE;
    written_ = std::max(written_, unit.index + 1);
    return WriteBelow(sealed, unit.physical);
  }

  int Truncate(int64_t size) override {
    if (size == 0) return TruncateBelow(0);
    const Unit unit = UnitAt(size - 1);
    return TruncateBelow(unit.physical + kOverhead + unit.size);
  }

  int Size(int64_t* size) override {
    const int rc = SizeBelow(size);
    const int64_t after_header = *size - (kHeader + kOverhead);
    if (after_header < 0) {
      *size = 0;
      return rc;
    }
    const int64_t rest = after_header % kPhysicalFrame;
    *size = kHeader + after_header / kPhysicalFrame * kFrame +
            (rest >= kFrameHeader + kOverhead ? kFrameHeader : 0);
    return rc;
  }

  int Characteristics() const override { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

 private:
  static constexpr int64_t kHeader = 32;
  static constexpr int64_t kFrameHeader = 24;
  static constexpr int64_t kPage = kPageBytes;
  static constexpr int64_t kFrame = kFrameHeader + kPage;
  static constexpr int64_t kPhysicalFrame = kFrame + 2 * kOverhead;

  struct Unit {
    UnitKind kind = UnitKind::kWalHeader;
    uint64_t index = 0;    // of the frame
    int64_t logical = 0;   // where it starts
    int64_t physical = 0;  // where its seal starts; the ciphertext follows
    int64_t size = kHeader;
  };

  static Unit UnitAt(int64_t logical) {
    if (logical < kHeader) return {};
    const int64_t frame = (logical - kHeader) / kFrame;
    const int64_t start = kHeader + frame * kFrame;
    const int64_t physical = kHeader + kOverhead + frame * kPhysicalFrame;
    const auto index = static_cast<uint64_t>(frame);
    if (logical < start + kFrameHeader)
      return {UnitKind::kWalFrameHeader, index, start, physical, kFrameHeader};
    return {UnitKind::kWalFramePage, index, start + kFrameHeader,
            physical + kFrameHeader + kOverhead, kPage};
  }

  // Leaves the unit in plain_.
  int ReadUnit(const Unit& unit, bool recovery) {
    const std::span<uint8_t> sealed =
        std::span(sealed_).first(static_cast<size_t>(unit.size + kOverhead));
    size_t got = 0;
    const int rc = ReadBelow(sealed, unit.physical, &got);
    if (rc != SQLITE_OK) return rc;
    if (got == 0) return SQLITE_IOERR_SHORT_READ;
    const std::span<uint8_t> plain = std::span(plain_).first(static_cast<size_t>(unit.size));
    if (got == sealed.size() && OpenUnit(unit.kind, unit.index, sealed.subspan(kAeadOverhead),
                                         sealed.first(kAeadOverhead), plain))
      return SQLITE_OK;
    // What this connection wrote itself is no torn end.
    if (!recovery || unit.index < written_) return SQLITE_IOERR_DATA;
    std::ranges::fill(plain, 0);
    return SQLITE_OK;
  }

  uint64_t written_ = 0;  // frames
  std::array<uint8_t, kPage> plain_{};
  std::array<uint8_t, kPage + kAeadOverhead> sealed_{};
};

class BlockFile : public SealedFile {
 public:
  using SealedFile::SealedFile;

  int Read(std::span<uint8_t> out, int64_t offset) override {
    std::memset(out.data(), 0, out.size());
    const int64_t end = offset + static_cast<int64_t>(out.size());
    for (int64_t block = offset / kBlock; block * kBlock < end; ++block) {
      size_t size = 0;
      const int rc = ReadBlock(block, &size);
      if (rc != SQLITE_OK) return rc;
      CopyOverlap(Bytes(plain_).first(size), block * kBlock, out, offset);
      if (size < kBlock && block * kBlock + static_cast<int64_t>(size) < end)
        return SQLITE_IOERR_SHORT_READ;
    }
    return SQLITE_OK;
  }

  int Write(Bytes bytes, int64_t offset) override {
    int64_t size = 0;
    int rc = Size(&size);
    // SQLite starts a new journal segment at the next sector: the gap reads as zeros.
    if (rc == SQLITE_OK && offset > size) rc = Extend(size, offset);
    while (rc == SQLITE_OK && !bytes.empty()) {
      const int64_t block = offset / kBlock;
      const auto within = static_cast<size_t>(offset % kBlock);
      const size_t count = std::min(bytes.size(), static_cast<size_t>(kBlock) - within);
      rc = Patch(block, within, bytes.first(count));
      bytes = bytes.subspan(count);
      offset += static_cast<int64_t>(count);
    }
    return rc;
  }

  int Truncate(int64_t size) override {
    const int64_t block = size / kBlock;
    const auto rest = static_cast<size_t>(size % kBlock);
    if (rest == 0) return TruncateBelow(block * kPhysical);
    size_t had = 0;
    int rc = ReadBlock(block, &had);
    if (rc != SQLITE_OK) return rc;
    rc = TruncateBelow(block * kPhysical);
    return rc == SQLITE_OK ? WriteBlock(block, rest) : rc;
  }

  int Size(int64_t* size) override {
    const int rc = SizeBelow(size);
    const int64_t rest = *size % kPhysical;
    *size = *size / kPhysical * kBlock + std::max<int64_t>(0, rest - kOverhead);
    return rc;
  }

  int Characteristics() const override { return 0; }

 private:
  static constexpr int64_t kBlock = 512;
  static constexpr int64_t kPhysical = kBlock + kOverhead;

  // Leaves the block in plain_, zeros behind its end. A block that does not open reads as the end
  // of the file: the torn end of a journal, which playback stops at.
  int ReadBlock(int64_t block, size_t* size) {
    plain_.fill(0);
    *size = 0;
    size_t got = 0;
    const int rc = ReadBelow(sealed_, block * kPhysical, &got);
    if (rc != SQLITE_OK || got <= kAeadOverhead) return rc;
    const Bytes sealed = Bytes(sealed_).first(got);
    const size_t count = got - kAeadOverhead;
    if (OpenUnit(UnitKind::kBlock, static_cast<uint64_t>(block), sealed.subspan(kAeadOverhead),
                 sealed.first(kAeadOverhead), std::span(plain_).first(count)))
      *size = count;
    return SQLITE_OK;
  }

  int WriteBlock(int64_t block, size_t size) {
    const std::span<uint8_t> sealed = std::span(sealed_).first(size + kAeadOverhead);
    if (!SealUnit(UnitKind::kBlock, static_cast<uint64_t>(block), Bytes(plain_).first(size),
                  sealed.subspan(kAeadOverhead), sealed.first(kAeadOverhead)))
      return SQLITE_IOERR_WRITE;
    return WriteBelow(sealed, block * kPhysical);
  }

  int Patch(int64_t block, size_t within, Bytes bytes) {
    size_t size = 0;
    if (bytes.size() < kBlock) {
      const int rc = ReadBlock(block, &size);
      if (rc != SQLITE_OK) return rc;
    }
    std::memcpy(plain_.data() + within, bytes.data(), bytes.size());
    return WriteBlock(block, std::max(size, within + bytes.size()));
  }

  int Extend(int64_t from, int64_t to) {
    for (int64_t block = from / kBlock; block * kBlock < to; ++block) {
      size_t size = 0;
      int rc = ReadBlock(block, &size);
      if (rc == SQLITE_OK)
        rc = WriteBlock(block, static_cast<size_t>(std::min(kBlock, to - block * kBlock)));
      if (rc != SQLITE_OK) return rc;
    }
    return SQLITE_OK;
  }

  std::array<uint8_t, kBlock> plain_{};
  std::array<uint8_t, kPhysical> sealed_{};
};

}  // namespace

std::unique_ptr<SealedFile> MakePageFile(sqlite3_file* below, Aead aead, FileId id) {
  return std::make_unique<PageFile>(below, std::move(aead), id);
}

std::unique_ptr<SealedFile> MakeWalFile(sqlite3_file* below, Aead aead, FileId id) {
  return std::make_unique<WalFile>(below, std::move(aead), id);
}

std::unique_ptr<SealedFile> MakeBlockFile(sqlite3_file* below, Aead aead, FileId id) {
  return std::make_unique<BlockFile>(below, std::move(aead), id);
}

}  // namespace niem::store
