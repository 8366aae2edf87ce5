// niem-worker: started only by a Pool, with its socket as descriptor 3.
#include "worker/inspect.h"

int main() {
  return niem::worker::Serve(niem::worker::MakeDocumentInspector);
}
