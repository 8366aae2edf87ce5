// Which traces speak of a USB drive: by the serial number of its volume ("on_drive": its name),
// which tells, or only by the letter that a drive had once ("maybe_drive"), which other drives may
// have had too. And which speak of a letter that a volume of the examined image itself has
// ("own_volume": the letter). Rules match the fields.
//
// Thread-safety: pure function over its arguments.
#pragma once

#include <vector>

#include "audit/collect.h"
#include "audit/usb.h"

namespace niem::audit {

void MarkOnDrive(Collected& collected, const std::vector<UsbDrive>& drives);

}  // namespace niem::audit
