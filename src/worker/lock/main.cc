// niem-worker-lock: decrypts a BitLocker volume that libbde does not open, for niem-worker-disk;
// started only by a DiskReader, with its socket as descriptor 3.
#include "worker/lock/serve.h"

int main() {
  return niem::worker::ServeLock();
}
