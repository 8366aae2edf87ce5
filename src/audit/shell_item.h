// One item of a shell's list: what Explorer keeps of a folder that was opened. Only what says where
// the folder was: a drive's letter, a network share, a portable device. Names of folders are left.
//
// Source: the items as described by libfwsi's documentation and seen in hives; whatever is of
// another form yields nothing. Errors: none. Thread-safety: pure function.
#pragma once

#include <string>

#include "base/bytes.h"

namespace niem::audit {

struct ShellItem {
  std::string letter;      // "E:"
  bool removable = false;  // Explorer itself listed it among removable drives
  std::string share;       // "\\\\server\\folder"
  bool portable = false;   // a phone, a camera, or storage in one
  std::string device;      // "\\\\?\\usb#vid_04e8&pid_6860#r58m...": of a portable one
  std::string name;        // "Galaxy A12": of a portable one
};

ShellItem ReadShellItem(Bytes item);

}  // namespace niem::audit
