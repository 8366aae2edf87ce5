// Errors are values. A function that can fail returns Result<T>; it holds a T or an Error, never
// both.
//
//   Result<Config> Load(const std::string& path) {
//     TRY_ASSIGN(std::string text, ReadWholeFile(path));   // returns the Error to our caller
//     if (text.empty()) return Error(ErrorCode::kCorrupt, {"tệp rỗng", "the file is empty"});
//     return Parse(text);
//   }
//
// Exceptions of third-party libraries are caught in the .cc that calls them and become Errors
// there. Thread-safety: plain values; no shared state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/i18n.h"

namespace niem {

// Stable names (ErrorCodeName) of these appear in reports ("unreadable by reason"), so never rename
// one.
enum class ErrorCode : uint8_t {
  kInvalidArgument,  // the caller's or the user's mistake
  kNotFound,
  kPermission,
  kIo,           // the operating system said no while reading or writing
  kCorrupt,      // the bytes are not what their format promises
  kEncrypted,    // a password or key is needed
  kUnsupported,  // a known format or variant that this version does not read
  kNeedsOcr,     // only a picture of text is there
  kTooLarge,     // --max-size
  kTooDeep,      // --max-depth
  kTooMany,      // --max-members
  kBomb,         // unpacks to more than the allowed size or ratio
  kTimeout,      // --timeout
  kMemory,       // --memory
  kCrashed,      // the sandboxed worker died on it
  kChanged,      // the file changed or vanished while it was read
  kInternal,     // a defect of ours
  // Below: of stores and acts; never a reason why a document was not read.
  kBusy,           // another holds the lock; trying again later may help
  kConstraint,     // the data would break a rule of the schema (unique, check, reference, not null)
  kSerialization,  // two transactions met; the store has already retried
  kDisconnected,   // the database server went away; whether a commit arrived is not known
};

// The stable name, e.g. "encrypted".
std::string_view ErrorCodeName(ErrorCode code);

std::optional<ErrorCode> ErrorCodeFromName(std::string_view name);

class [[nodiscard]] Error {
 public:
  Error(ErrorCode code, Text message) : code_(code), message_(std::move(message)) {}

  ErrorCode code() const { return code_; }

  // What went wrong and, where there is something to do, what to do next. Never document content.
  const Text& message() const { return message_; }

 private:
  ErrorCode code_;
  Text message_;
};

struct Success {};

template <typename T>
class [[nodiscard]] Result {
 public:
  // Implicit, so that `return value;` and `return Error(...);` both read plainly.
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}

  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }

  explicit operator bool() const { return ok(); }

  // Asserted by the library's debug mode: call only when ok().
  T& value() & { return *std::get_if<0>(&state_); }

  const T& value() const& { return *std::get_if<0>(&state_); }

  T&& value() && { return std::move(*std::get_if<0>(&state_)); }

  T& operator*() & { return value(); }

  const T& operator*() const& { return value(); }

  T&& operator*() && { return std::move(*this).value(); }

  T* operator->() { return &value(); }

  const T* operator->() const { return &value(); }

  // Call only when !ok().
  Error& error() & { return *std::get_if<1>(&state_); }

  const Error& error() const& { return *std::get_if<1>(&state_); }

 private:
  std::variant<T, Error> state_;
};

using Status = Result<Success>;

inline Status Ok() {
  return Success{};
}

}  // namespace niem

#define NIEM_CONCAT_INNER(a, b) a##b
#define NIEM_CONCAT(a, b) NIEM_CONCAT_INNER(a, b)

// The counter keeps names apart where one macro stands inside another's argument (a lambda).

// NOLINTBEGIN(bugprone-macro-parentheses)

// Evaluates `expr` (a Result or Status) and returns its error to the caller if it has one.
#define TRY(expr) NIEM_TRY(NIEM_CONCAT(niem_try_, __COUNTER__), expr)
#define NIEM_TRY(name, expr)                                 \
  do {                                                       \
    if (auto name = (expr); !name.ok()) return name.error(); \
  } while (false)

// `TRY_ASSIGN(auto x, F());` declares x from F()'s value, or returns F()'s error.
// `declaration` cannot stand in parentheses.
#define TRY_ASSIGN(declaration, expr) \
  NIEM_TRY_ASSIGN(NIEM_CONCAT(niem_try_, __COUNTER__), declaration, expr)
#define NIEM_TRY_ASSIGN(name, declaration, expr) \
  auto name = (expr);                            \
  if (!name.ok()) return name.error();           \
  declaration = std::move(name).value()
// NOLINTEND(bugprone-macro-parentheses)
