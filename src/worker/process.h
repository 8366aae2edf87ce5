// One niem-worker process, from the pool's side: started by posix_spawn, told its settings, killed
// by its process id and reaped.
//
// Ownership: a Process owns its child and socket; destroying it ends both and leaves no zombie.
// Thread-safety: one thread at a time. The child dies with the thread that started it, so that
// thread must outlive the Process.
#pragma once

#include <sys/types.h>

#include <memory>
#include <span>
#include <string>

#include "base/file.h"
#include "worker/protocol.h"

namespace niem::worker {

class Process {
 public:
  // Waits until the worker says that it is ready in its sandbox.
  static Result<std::unique_ptr<Process>> Start(const std::string& program,
                                                const Settings& settings);

  // The same for a worker program with settings of its own kind; each of `files` goes to it in a
  // kJob frame behind them.
  static Result<std::unique_ptr<Process>> Start(const std::string& program, Bytes settings,
                                                std::span<const int> files);

  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  Channel& channel() { return channel_; }

  // To hand on to who is to speak with it instead.
  int socket() const { return socket_.get(); }

  Ability ability = Ability::kFull;
  uint32_t jobs = 0;       // taken so far
  Clock::duration busy{};  // time spent on them

 private:
  Process(pid_t pid, Fd socket);

  pid_t pid_;
  Fd socket_;
  Channel channel_;
};

// `program` itself, or where niem-worker is installed: beside this program, then ../libexec/niem.
Result<std::string> FindWorkerProgram(const std::string& program,
                                      const std::string& name = "niem-worker");

// niem-worker-light, the same way; empty where it is not.
std::string FindLightWorkerProgram();

}  // namespace niem::worker
