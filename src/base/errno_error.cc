#include <cerrno>
#include <cstring>
#include <string>

#include "base/file.h"

namespace niem {

Error ErrnoError(int error_number, std::string_view path) {
  const std::string name(path);
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return {ErrorCode::kNotFound,
              {"không tìm thấy " + name + "; xem lại đường dẫn",
               name + " was not found; check the path"}};
    case EACCES:
    case EPERM:
      return {ErrorCode::kPermission,
              {"không có quyền đọc hoặc ghi " + name + "; chạy bằng tài khoản có quyền",
               "no permission for " + name + "; run as an account that has it"}};
    default: {
      const std::string reason = std::strerror(error_number);
      return {ErrorCode::kIo,
              {"lỗi vào/ra với " + name + ": " + reason,
               "input/output error on " + name + ": " + reason}};
    }
  }
}

}  // namespace niem
