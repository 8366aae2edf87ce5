#include "audit/ese.h"

#include <libbfio.h>
#include <libesedb.h>

#include <algorithm>
#include <map>

namespace niem::audit {
namespace {

constexpr int kMaxColumns = 1'000;
constexpr size_t kMaxName = 256;

// Frees what libesedb made, whatever the answer.
template <typename Handle, int (*Free)(Handle**, libesedb_error_t**)>
struct Freed {
  Handle* handle = nullptr;

  Freed() = default;
  Freed(const Freed&) = delete;
  Freed& operator=(const Freed&) = delete;

  ~Freed() {
    if (handle != nullptr) Free(&handle, nullptr);
  }
};

using Table = Freed<libesedb_table_t, libesedb_table_free>;
using Column = Freed<libesedb_column_t, libesedb_column_free>;
using Record = Freed<libesedb_record_t, libesedb_record_free>;
using LongValue = Freed<libesedb_long_value_t, libesedb_long_value_free>;

std::map<std::string, int> ColumnsOf(libesedb_table_t* table) {
  std::map<std::string, int> columns;
  int count = 0;
  if (libesedb_table_get_number_of_columns(table, &count, 0, nullptr) != 1) return columns;
  for (int i = 0; i < std::min(count, kMaxColumns); ++i) {
    Column column;
    size_t size = 0;
    if (libesedb_table_get_column(table, i, &column.handle, 0, nullptr) != 1) continue;
    if (libesedb_column_get_utf8_name_size(column.handle, &size, nullptr) != 1) continue;
    if (size < 2 || size > kMaxName) continue;
    std::vector<uint8_t> name(size);
    if (libesedb_column_get_utf8_name(column.handle, name.data(), size, nullptr) != 1) continue;
    columns.emplace(std::string(name.begin(), name.end() - 1), i);
  }
  return columns;
}

Error Corrupt() {
  return {
      ErrorCode::kCorrupt,
      {"cơ sở dữ liệu ESE hỏng hoặc không đọc được", "the ESE database is damaged or unreadable"}};
}

std::vector<uint8_t> LongValueOf(libesedb_record_t* record, int column) {
  LongValue value;
  if (libesedb_record_get_long_value(record, column, &value.handle, nullptr) != 1) return {};
  size64_t size = 0;
  if (libesedb_long_value_get_data_size(value.handle, &size, nullptr) != 1) return {};
  if (size == 0 || size > TableRow::kMaxValue) return {};
  std::vector<uint8_t> data(size);
  if (libesedb_long_value_get_data(value.handle, data.data(), data.size(), nullptr) != 1) return {};
  return data;
}

class EseRow : public TableRow {
 public:
  EseRow(libesedb_record_t* record, const std::map<std::string, int>& columns)
      : record_(record), columns_(columns) {}

  std::vector<uint8_t> Value(const std::string& column) const override {
    const auto found = columns_.find(column);
    if (found == columns_.end()) return {};
    uint8_t flags = 0;
    if (libesedb_record_get_value_data_flags(record_, found->second, &flags, nullptr) != 1)
      return {};
    if ((flags & LIBESEDB_VALUE_FLAG_LONG_VALUE) != 0) return LongValueOf(record_, found->second);
    if ((flags & LIBESEDB_VALUE_FLAG_COMPRESSED) != 0) return {};
    size_t size = 0;
    if (libesedb_record_get_value_data_size(record_, found->second, &size, nullptr) != 1) return {};
    if (size == 0 || size > kMaxValue) return {};
    std::vector<uint8_t> data(size);
    if (libesedb_record_get_value_data(record_, found->second, data.data(), size, nullptr) != 1) {
      return {};
    }
    return data;
  }

 private:
  libesedb_record_t* record_;
  const std::map<std::string, int>& columns_;
};

}  // namespace

struct EseDatabase::Handles {
  libbfio_handle_t* memory = nullptr;
  libesedb_file_t* file = nullptr;
  bool open = false;

  ~Handles() {
    if (open) libesedb_file_close(file, nullptr);
    if (file != nullptr) libesedb_file_free(&file, nullptr);
    if (memory != nullptr) libbfio_handle_free(&memory, nullptr);
  }
};

EseDatabase::~EseDatabase() = default;

Result<std::unique_ptr<EseDatabase>> EseDatabase::Open(Bytes bytes) {
  constexpr size_t kState = 52;
  constexpr uint32_t kClosed = 3;
  // Two of the largest pages; Windows makes none smaller. libbfio 20170123 reads behind a file that
  // is shorter than what libesedb asks for at once, which is a page at most.
  constexpr size_t kSmallest = 64u << 10;
  std::unique_ptr<EseDatabase> database(new EseDatabase);
  database->handles_ = std::make_unique<Handles>();
  Handles& handles = *database->handles_;
  database->closed_ = ByteReader(bytes, kState).U32() == kClosed;
  // libbfio takes writable memory, and reads it only.
  auto* memory = const_cast<uint8_t*>(bytes.data());
  if (bytes.size() < kSmallest || libbfio_memory_range_initialize(&handles.memory, nullptr) != 1 ||
      libbfio_memory_range_set(handles.memory, memory, bytes.size(), nullptr) != 1 ||
      libesedb_file_initialize(&handles.file, nullptr) != 1) {
    return Corrupt();
  }
  handles.open = libesedb_file_open_file_io_handle(handles.file, handles.memory, LIBESEDB_OPEN_READ,
                                                   nullptr) == 1;
  if (!handles.open) return Corrupt();
  return database;
}

bool EseDatabase::Each(const std::string& table, uint64_t& lost,
                       const std::function<void(const TableRow&)>& row) const {
  Table found;
  const auto* name = reinterpret_cast<const uint8_t*>(table.data());
  if (libesedb_file_get_table_by_utf8_name(handles_->file, name, table.size(), &found.handle,
                                           nullptr) != 1) {
    return false;
  }
  const std::map<std::string, int> columns = ColumnsOf(found.handle);
  int count = 0;
  if (libesedb_table_get_number_of_records(found.handle, &count, nullptr) != 1) return false;
  for (int i = 0; i < std::min(count, kMaxRows); ++i) {
    Record record;
    if (libesedb_table_get_record(found.handle, i, &record.handle, nullptr) != 1) {
      ++lost;
      continue;
    }
    row(EseRow(record.handle, columns));
  }
  return true;
}

}  // namespace niem::audit
