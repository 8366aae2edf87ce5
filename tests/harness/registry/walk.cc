// registry_walk --steps N --seed S: walks custody at random (src/registry/testing_walk.h), and says
// how far it came. 0: no difference.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "registry/testing_walk.h"

int main(int argc, char** argv) {
  uint64_t steps = 3000;
  uint64_t seed = 1;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    if (name == "--steps") steps = std::strtoull(argv[i + 1], nullptr, 10);
    if (name == "--seed") seed = std::strtoull(argv[i + 1], nullptr, 10);
  }
  auto agency = niem::registry::TestAgency::Make(niem::store::Engine::kEmbedded);
  if (!agency.ok()) return std::fputs(agency.error().message().en.c_str(), stderr), 2;
  niem::registry::Walk walk(**agency, seed);
  const auto begun = std::chrono::steady_clock::now();
  niem::Status going = niem::Ok();
  while (going.ok() && walk.steps() < steps) {
    going = walk.Step();
    if (going.ok() && walk.steps() % 100'000 == 0) going = walk.CheckAll();
  }
  if (going.ok()) going = walk.CheckAll();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::printf(
      "seed %llu: %llu steps, %zu documents, %zu copies, %llu refusals, %.0f s: %s\n",
      static_cast<unsigned long long>(seed), static_cast<unsigned long long>(walk.steps()),
      walk.documents(), walk.copies(), static_cast<unsigned long long>(walk.refused()),
      took.count(),
      going.ok() ? "every document balances, numbers run on" : going.error().message().en.c_str());
  return going.ok() ? 0 : 1;
}
