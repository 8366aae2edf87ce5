#include "cli/trace_reader.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/file.h"

namespace niem::cli {

Result<DocumentReader> DocumentReader::Start(std::vector<std::string> passwords) {
  worker::PoolOptions options;
  options.passwords = std::move(passwords);
  options.words = true;
  TRY_ASSIGN(std::unique_ptr<worker::Pool> pool, worker::Pool::Start(std::move(options)));
  return DocumentReader(std::move(pool));
}

Result<ReadDocument> DocumentReader::Read(const std::string& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!fd.valid()) return ErrnoError(errno, path);

  struct stat status {};

  if (::fstat(fd.get(), &status) != 0) return ErrnoError(errno, path);
  if (!S_ISREG(status.st_mode)) {
    return Error(ErrorCode::kInvalidArgument,
                 {path + ": không phải tệp thường", path + ": not a regular file"});
  }
  worker::Job job;
  job.fd = fd.get();
  job.name = path.substr(path.rfind('/') + 1);
  ReadDocument read;
  std::vector<trace::Word> of_members;
  pool_->Inspect(job, [&](detect::DocumentResult result) {
    for (extract::Note& note : result.notes) {
      if (note.incomplete) read.notes.push_back(std::move(note));
    }
    if (result.member.empty()) {
      read.sha256 = result.sha256;
      if (result.words != nullptr) read.words = *result.words;
    } else if (result.words != nullptr) {
      of_members.insert(of_members.end(), result.words->words.begin(), result.words->words.end());
    }
  });
  read.words.words.insert(read.words.words.end(), of_members.begin(), of_members.end());
  return read;
}

}  // namespace niem::cli
