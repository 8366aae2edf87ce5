// raw_read FOLDER: walks and reads, and nothing else: the limit for any scanner of files.
#include "walk_read.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: raw_read FOLDER\n");
    return 2;
  }
  niem::bench::Walked walked = niem::bench::WalkAndRead(argv[1], [](const char*, niem::Bytes) {});
  std::printf("files=%ju bytes=%ju failed=%ju\n", walked.files, walked.bytes, walked.failed);
}
