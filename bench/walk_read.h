// Walks a folder and reads every file into one buffer: what the programs that scan raw bytes share.
//
// Errors: unreadable files are counted. Thread-safety: none needed.
#pragma once

#include <fcntl.h>
#include <fts.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <vector>

#include "base/bytes.h"

namespace niem::bench {

struct Walked {
  uint64_t files = 0;
  uint64_t bytes = 0;
  uint64_t failed = 0;
};

// Calls visit(path, bytes) for every regular file below `root`.
template <typename Visit>
Walked WalkAndRead(char* root, Visit&& visit) {
  Walked walked;
  std::vector<uint8_t> buffer;
  char* roots[] = {root, nullptr};
  FTS* tree = fts_open(roots, FTS_PHYSICAL | FTS_NOSTAT, nullptr);
  if (tree == nullptr) {
    walked.failed = 1;
    return walked;
  }
  while (FTSENT* entry = fts_read(tree)) {
    if (entry->fts_info != FTS_F && entry->fts_info != FTS_NSOK) continue;
    const int file = open(entry->fts_accpath, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    struct stat status {};

    if (file < 0 || fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
      ++walked.failed;
      if (file >= 0) close(file);
      continue;
    }
    const auto size = static_cast<size_t>(status.st_size);
    if (buffer.size() < size) buffer.resize(size);
    size_t have = 0;
    while (have < size) {
      const ssize_t got = read(file, buffer.data() + have, size - have);
      if (got <= 0) break;
      have += static_cast<size_t>(got);
    }
    close(file);
    ++walked.files;
    walked.bytes += have;
    visit(entry->fts_path, Bytes(buffer.data(), have));
  }
  fts_close(tree);
  return walked;
}

}  // namespace niem::bench
