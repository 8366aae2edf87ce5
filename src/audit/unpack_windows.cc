// niem-audit.exe carries no decompressors: a Linux disk is examined on Linux.
#include "audit/unpack.h"

namespace niem::audit {

Result<Unpacked> Unpack(Packing packing, Bytes bytes, size_t most) {
  (void)packing, (void)bytes, (void)most;
  return Error(ErrorCode::kUnsupported,
               {"bản Windows không giải nén được tệp này; hãy dùng niem trên Linux",
                "the Windows program does not unpack this file; use niem on Linux"});
}

}  // namespace niem::audit
