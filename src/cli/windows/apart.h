// Reading one source in a process of its own, where there is neither seccomp nor Landlock: a child
// of the same program, started with nothing but two pipes.
//
// Its walls: a job (memory, one process, gone with its parent, no clipboard, desktop or other
// processes' windows: always, without it nothing is read); a token without privileges, in which the
// user and the administrators can only be denied, at low integrity (it may write nowhere); and what
// the process gives up for itself (no code made at run time, no children, no libraries from
// networks). What Windows refuses of the latter is left out, and the report says what stands.
//
// The child speaks first: four bytes that say what it gave up, before it sees anything. Then it
// takes one source and answers with WriteFacts' bytes, which are believed in nothing but their
// form. Source: Job Objects, CreateRestrictedToken, Mandatory Integrity Control, Process Mitigation
// Policies of the Windows documentation.
// Errors: kUnsupported, kTimeout, kMemory, kCrashed, kTooLarge. Thread-safety: from main() only.
#pragma once

#include <string>
#include <vector>

#include "audit/source.h"
#include "worker/isolate.h"

namespace niem::cli {

// The child's only argument.
inline constexpr std::wstring_view kApartArgument = L"--read-one-source";

Result<audit::SourceFacts> ReadSourceApart(const audit::SourceId& id, Bytes bytes,
                                           const std::vector<Bytes>& logs,
                                           const worker::IsolateLimits& limits);

// The walls that stand, for the report. A child is started to see.
Text WallsApart();

// The child itself. Returns the exit status.
int ReadSourceHere();

// What the child gave up for itself, bit by bit.
enum GivenUp : uint32_t {
  kDynamicCode = 1,
  kChildProcesses = 2,
  kForeignImages = 4,
  kExtensionPoints = 8,
  kBadHandles = 16,
};

// Exit statuses of the child.
enum ApartStatus : int { kRead = 0, kBadRequest = 3, kNoMemory = 4, kThrown = 5 };

// A source on its way to the child: kind, then path, user, label, bytes and logs, each with its
// length; little-endian.
std::string WriteRequest(const audit::SourceId& id, Bytes bytes, const std::vector<Bytes>& logs);

}  // namespace niem::cli
