#include "worker/walls.h"

#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <string>

namespace niem::worker {
namespace {

std::string Missing(const Walls& walls) {
  if (walls.seccomp) return "Landlock";
  return walls.landlock_abi > 0 ? "seccomp" : "seccomp, Landlock";
}

}  // namespace

Walls WallsOfKernel() {
  Walls walls;
  uint32_t action = SECCOMP_RET_KILL_PROCESS;
  walls.seccomp = ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
  const long abi =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  walls.landlock_abi = static_cast<int>(std::max(abi, 0L));
  return walls;
}

Text Shown(const Walls& walls) {
  if (walls.complete()) {
    const std::string both = "seccomp, Landlock " + std::to_string(walls.landlock_abi);
    return {both, both};
  }
  const std::string missing = Missing(walls);
  return {"KHÔNG ĐỦ: nhân thiếu " + missing + ", người quét đã chấp nhận (--insecure-parsers)",
          "INCOMPLETE: the kernel lacks " + missing +
              ", which the operator accepted (--insecure-parsers)"};
}

Status Demand(const Walls& walls, bool insecure) {
  if (walls.complete() || insecure) return Ok();
  const std::string missing = Missing(walls);
  return Error(
      ErrorCode::kUnsupported,
      {"không quét: nhân Linux của máy này thiếu " + missing +
           ", nên tệp độc có thể thoát khỏi tiến trình đọc tệp. Hãy quét bằng máy khác (Debian 12 "
           "có đủ), bật lại phần bị thiếu (tham số nhân lsm=landlock,...; lớp ảo hoá không chặn), "
           "hoặc thêm --insecure-parsers nếu chấp nhận rủi ro",
       "not scanning: this machine's Linux kernel lacks " + missing +
           ", so a hostile file could break out of the process that reads it. Scan on another "
           "machine (Debian 12 has both), turn on what is missing (kernel parameter "
           "lsm=landlock,...; a container runtime that does not block it), or add "
           "--insecure-parsers to accept the risk"});
}

}  // namespace niem::worker
