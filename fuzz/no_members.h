// For fuzzers of one reader: members and pictures are taken and not looked at.
#pragma once

#include <string_view>

#include "extract/extract.h"

namespace niem::extract {

struct NoMembers : MemberSink {
  bool OnMember(std::string_view, Bytes, Context&) override { return true; }

  bool OnBadMember(std::string_view, const Error&, Context&) override { return true; }
};

// Touches each byte, so that a picture reaching outside the file is noticed.
struct NoPictures : PictureReader {
  void StartFile() override {}

  bool Ready() override { return true; }

  bool full() const override { return false; }

  PictureOutcome Read(const picture::Raster&, uint32_t, PictureDepth, Document&) override {
    return PictureOutcome::kEmpty;
  }

  Result<std::vector<PictureOutcome>> ReadFile(Bytes bytes, uint32_t, const std::string&,
                                               PageWatch*, Document&) override {
    for (const uint8_t byte : bytes) sum = sum + byte;
    return std::vector{PictureOutcome::kEmpty};
  }

  volatile uint8_t sum = 0;
};

}  // namespace niem::extract
