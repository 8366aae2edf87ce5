// Appends events to a ledger in memory and writes its export, for timing niem-verify:
//   ledger_bench EVENTS FILE
// Prints the appends per second of CPU (hashing, salting, encoding; no disk).
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "harness/agency.h"

namespace {

double CpuSeconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace niem;
  if (argc != 3) return 2;
  const int events = std::atoi(argv[1]);
  ledger::MemoryLogStore store;
  harness::Agency agency(1, store, 1000);
  const double begin = CpuSeconds();
  agency.Act(events - 1);
  const double appended = CpuSeconds();
  std::FILE* const file = std::fopen(argv[2], "wb");
  if (file == nullptr) return 2;
  agency.Sign();
  harness::Must(
      ledger::WriteExport(store, agency.Header(), agency.Rows(), [&](Bytes bytes) -> Status {
        if (std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size()) return Ok();
        return Error(ErrorCode::kIo, {"không ghi được", "cannot write"});
      }));
  if (std::fclose(file) != 0) return 2;
  std::printf("%d events: %.0f appends a CPU second; key %s\n", events, events / (appended - begin),
              ledger::FormatVerifierKey(agency.Key()).c_str());
  return 0;
}
