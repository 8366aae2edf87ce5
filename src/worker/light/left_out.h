// Stand-ins for the readers that niem-worker-light leaves out.
//
// They are defined under the names of the real ones and linked before the library, so that the
// linker takes neither those nor what they need. Thread-safety: one thread.
#pragma once

namespace niem::worker {

// Whether one of them was called since this was last asked.
bool TakeLeftOut();

}  // namespace niem::worker
