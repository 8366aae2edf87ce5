// A sealed file that is written and read once, front to back: header (store/file_header.h), then
// chunks bound to their place; the last one is marked, so a cut tail is found.
// Format: docs/formats/store.md. Errors: kCorrupt, kEncrypted, kIo. Thread-safety: one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/aead.h"
#include "base/file.h"
#include "base/result.h"
#include "store/file_header.h"

namespace niem::store {

class SealedWriter {
 public:
  // Creates `path`.
  static Result<SealedWriter> Create(const std::string& path, const StoreKey& key);

  Status Write(std::string_view bytes);

  // Seals the rest, syncs. Without it the file does not open.
  Status Finish();

 private:
  SealedWriter(std::string path, Fd fd, Aead aead, FileId id)
      : path_(std::move(path)), fd_(std::move(fd)), aead_(std::move(aead)), id_(id) {}

  Status PutChunk(bool last);

  std::string path_;
  Fd fd_;
  Aead aead_;
  FileId id_;
  uint64_t index_ = 0;
  std::string pending_;
};

class SealedReader {
 public:
  static Result<SealedReader> Open(const std::string& path, const StoreKey& key);

  // The next chunk, not empty; an empty one after the last.
  Result<std::string> Next();

 private:
  SealedReader(std::string path, Fd fd, Aead aead, FileId id)
      : path_(std::move(path)), fd_(std::move(fd)), aead_(std::move(aead)), id_(id) {}

  std::string path_;
  Fd fd_;
  Aead aead_;
  FileId id_;
  uint64_t index_ = 0;
  bool ended_ = false;
};

}  // namespace niem::store
