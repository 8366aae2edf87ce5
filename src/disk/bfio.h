// A Medium as the libyal libraries want it: a libbfio handle whose calls come back to us. They so
// read what a sandboxed process was given, and open nothing by name.
//
// Ownership: a Bfio borrows its medium and must outlive what reads it. Errors: Create fails only
// for want of memory. Thread-safety: one thread.
#pragma once

#include <libbfio.h>

#include <memory>
#include <string>

#include "disk/medium.h"

namespace niem::disk {

class Bfio {
 public:
  static Result<std::unique_ptr<Bfio>> Create(Medium& medium);

  ~Bfio();
  Bfio(const Bfio&) = delete;
  Bfio& operator=(const Bfio&) = delete;

  libbfio_handle_t* handle() { return handle_; }

  // A pool that frees the handle: this then only keeps what the handle reads.
  void GiveAway() { handle_ = nullptr; }

  // What the callbacks are given.
  struct State {
    Medium* medium = nullptr;
    uint64_t at = 0;
    bool open = false;
  };

 private:
  Bfio() = default;

  State state_;
  libbfio_handle_t* handle_ = nullptr;
};

}  // namespace niem::disk
