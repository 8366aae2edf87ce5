// An ESE database (Windows' SRUM and the like) that lies in memory: tables, and rows by the names
// of their columns. libesedb reads it.
//
// Values of a row are valid within the call that it is given to. Ownership: borrows the bytes.
// Errors: kCorrupt. Thread-safety: one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace niem::audit {

class TableRow {
 public:
  static constexpr size_t kMaxValue = 64 << 10;

  virtual ~TableRow() = default;

  // Empty where there is no such column, no value, one that is compressed or above kMaxValue.
  virtual std::vector<uint8_t> Value(const std::string& column) const = 0;

  // Little-endian, of one to eight bytes; 0 where there is none.
  int64_t Number(const std::string& column) const {
    const std::vector<uint8_t> data = Value(column);
    uint64_t number = 0;
    for (size_t i = data.size(); i > 0 && data.size() <= 8; --i) number = number << 8 | data[i - 1];
    return static_cast<int64_t>(number);
  }
};

// Where tables come from: a database, or a test's own.
class Tables {
 public:
  virtual ~Tables() = default;

  // False: Windows did not close it, and its last changes are in log files.
  virtual bool closed() const = 0;

  // False where there is no such table. `lost` counts rows that could not be read.
  virtual bool Each(const std::string& table, uint64_t& lost,
                    const std::function<void(const TableRow&)>& row) const = 0;
};

class EseDatabase : public Tables {
 public:
  static constexpr int kMaxRows = 2'000'000;  // of one table

  static Result<std::unique_ptr<EseDatabase>> Open(Bytes bytes);

  EseDatabase(const EseDatabase&) = delete;
  EseDatabase& operator=(const EseDatabase&) = delete;
  ~EseDatabase() override;

  bool closed() const override { return closed_; }

  bool Each(const std::string& table, uint64_t& lost,
            const std::function<void(const TableRow&)>& row) const override;

 private:
  struct Handles;

  EseDatabase() = default;

  std::unique_ptr<Handles> handles_;
  bool closed_ = false;
};

}  // namespace niem::audit
