// Windows' programs have no SQLite, libesedb and libyara from Debian: what they read is
// told as not read there (CMakeLists.txt takes this file instead of database.cc, ese.cc and
// yara.cc).
#include "audit/database.h"
#include "audit/ese.h"
#include "audit/yara.h"

namespace niem::audit {
namespace {

Error NotHere() {
  return {ErrorCode::kUnsupported,
          {"bản chạy trên Windows không đọc loại tệp này; hãy dùng niem audit trên Linux",
           "the program for Windows does not read such files; use niem audit on Linux"}};
}

}  // namespace

struct Database::Files {};

Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::Open(Bytes, Bytes, uint64_t) {
  return NotHere();
}

bool Database::Has(const std::string&, const std::string&) const {
  return false;
}

Status Database::Each(const char*, const std::function<void(const DatabaseRow&)>&) {
  return NotHere();
}

int64_t DatabaseRow::Number(int) const {
  return 0;
}

std::string DatabaseRow::Text(int) const {
  return {};
}

struct EseDatabase::Handles {};

EseDatabase::~EseDatabase() = default;

Result<std::unique_ptr<EseDatabase>> EseDatabase::Open(Bytes) {
  return NotHere();
}

bool EseDatabase::Each(const std::string&, uint64_t&,
                       const std::function<void(const TableRow&)>&) const {
  return false;
}

struct YaraRules::Compiled {};

Result<YaraRules> YaraRules::Compile(const std::vector<std::pair<std::string, std::string>>&) {
  return NotHere();
}

size_t YaraRules::size() const {
  return 0;
}

Result<std::vector<std::string>> YaraRules::Match(Bytes) const {
  return NotHere();
}

}  // namespace niem::audit
