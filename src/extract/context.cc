#include <algorithm>

#include "extract/extract.h"

namespace niem::extract {
namespace {

// Below this size no ratio is suspicious: a blank form compresses 2,000 : 1.
constexpr uint64_t kRatioFloor = 16ULL << 20;

}  // namespace

Status Context::Admit(uint64_t packed, uint64_t unpacked) {
  if (depth >= limits.max_depth) {
    return Error(ErrorCode::kTooDeep,
                 {"quá nhiều lớp tệp lồng nhau; tăng --max-depth nếu tin cậy nguồn",
                  "too many containers in containers; raise --max-depth if you "
                  "trust the source"});
  }
  if (budget.members >= limits.max_members) {
    return Error(ErrorCode::kTooMany,
                 {"quá nhiều tệp con; tăng --max-members nếu tin cậy nguồn",
                  "too many members; raise --max-members if you trust the source"});
  }
  ++budget.members;
  return AdmitBytes(packed, unpacked);
}

Status Context::AdmitBytes(uint64_t packed, uint64_t unpacked) {
  if (unpacked > limits.max_file_bytes) {
    return Error(ErrorCode::kTooLarge, {"tệp con quá lớn; tăng --max-size nếu cần đọc",
                                        "a member is too large; raise --max-size to read it"});
  }
  if (unpacked > kRatioFloor && unpacked / limits.max_ratio > packed) {
    return Error(ErrorCode::kBomb, {"tỷ lệ giải nén bất thường: có thể là bom nén",
                                    "abnormal compression ratio: possibly a decompression bomb"});
  }
  if (unpacked >
      limits.max_unpacked_bytes - std::min(budget.unpacked_bytes, limits.max_unpacked_bytes)) {
    return Error(ErrorCode::kBomb, {"giải nén ra quá nhiều dữ liệu: có thể là bom nén",
                                    "unpacks to too much data: possibly a decompression bomb"});
  }
  budget.unpacked_bytes += unpacked;
  return Ok();
}

}  // namespace niem::extract
