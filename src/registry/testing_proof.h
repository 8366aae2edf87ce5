// For tests: an agency's ledger exported and judged by the verifier, which shares no code with what
// wrote it. Needs niem_verify.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "registry/testing.h"
#include "verify/checker.h"
#include "verify/export_source.h"

namespace niem::registry {

inline Result<verify::Counts> ProofOf(const std::string& bytes, verify::Options options = {}) {
  verify::Checker checker(std::move(options));
  size_t at = 0;
  verify::ExportSource source([&](char* out, size_t size) -> Result<size_t> {
    const size_t count = std::min(size, bytes.size() - at);
    std::memcpy(out, bytes.data() + at, count);
    at += count;
    return count;
  });
  TRY(source.Deliver(checker));
  return checker.counts();
}

inline Result<std::string> ExportOf(Registry& registry) {
  std::string bytes;
  TRY(registry.ExportLedger([&](Bytes more) -> Status {
    bytes.append(AsText(more));
    return Ok();
  }));
  return bytes;
}

inline Result<verify::Counts> ProofOf(TestAgency& agency, verify::Options options = {}) {
  TRY_ASSIGN(const std::string bytes, ExportOf(agency.registry()));
  return ProofOf(bytes, std::move(options));
}

}  // namespace niem::registry
