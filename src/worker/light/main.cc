// niem-worker-light: niem-worker with the readers for everyday text and office documents only.
//
// Linking the libraries of PDF, mail, archives and old office formats takes longer than reading a
// few hundred small documents. This program has none of them: its left_out.cc stands in for their
// readers, and a file with such a document in it is declined (FrameType::kElsewhere).
#include "worker/inspect.h"
#include "worker/light/left_out.h"

namespace niem::worker {
namespace {

constexpr std::string_view kSamples[] = {
    "Niêm",
    "<html><body><p>Ni&#234;m</p></body></html>",
    "<?xml version=\"1.0\"?><a>b</a>",
    "{\\rtf1\\ansi\\ansicpg1258 Ni\\'eam}",
};

void Prepare(const detect::RuleSet& rules) {
  ReadSamples(kSamples, rules);
}

Result<std::unique_ptr<Inspector>> MakeLightInspector(const Settings& settings) {
  return MakeDocumentInspector(settings, {Prepare, TakeLeftOut, nullptr});
}

}  // namespace
}  // namespace niem::worker

int main() {
  return niem::worker::Serve(niem::worker::MakeLightInspector);
}
