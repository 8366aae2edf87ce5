// niem-worker-disk: reads a disk image, for `niem audit --image`; started only by a DiskReader,
// with its socket as descriptor 3.
#include "worker/disk/serve.h"

int main() {
  return niem::worker::ServeDisk();
}
