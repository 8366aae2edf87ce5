// For fuzzers of one reader: members are taken and not looked at.
#pragma once

#include <string_view>

#include "extract/extract.h"

namespace niem::extract {

struct NoMembers : MemberSink {
  bool OnMember(std::string_view, Bytes, Context&) override { return true; }

  bool OnBadMember(std::string_view, const Error&, Context&) override { return true; }
};

}  // namespace niem::extract
