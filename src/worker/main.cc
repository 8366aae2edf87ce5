// niem-worker: started only by a Pool, with its socket as descriptor 3.
#include "worker/full/prepare.h"
#include "worker/inspect.h"

namespace niem::worker {
namespace {

Result<std::unique_ptr<Inspector>> MakeFullInspector(const Settings& settings) {
  return MakeDocumentInspector(settings, {PrepareAllFormats, nullptr, nullptr});
}

}  // namespace
}  // namespace niem::worker

int main() {
  return niem::worker::Serve(niem::worker::MakeFullInspector);
}
