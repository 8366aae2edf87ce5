// Colour profiles are not opened: the letters' colours are taken as the document's own numbers.
//
// poppler hands every ICC profile of a document (ISO 32000-1 §8.6.5.5, §14.11.5) to Little CMS, and
// anew for every page. Working out one transform takes ten times as long as reading the page, and
// PDF/A, which word processors write for archives, asks for it on each. Which shade of red a screen
// shows matters to nobody here. So the worker has a cmsOpenProfileFromMem of its own that refuses:
// poppler then takes the colour space that stands beside the profile (DeviceGray, DeviceRGB,
// DeviceCMYK), as it does for a damaged one, and one parser less meets hostile bytes.
//
// The programs that link this export the function (CMakeLists.txt), else the library's own is
// called: slower, nothing worse. Errors: none. Thread-safety: any thread.
#pragma once

#include <cstdint>

// As <lcms2.h> declares it; that header is not needed for more. Always null.
extern "C" void* cmsOpenProfileFromMem(const void* bytes, uint32_t size);

namespace niem::extract {

// Makes the linker take the function above.
void RefuseColourProfiles();

}  // namespace niem::extract
