// What reports for people say of an examined image: rows of a title and a value.
//
// Texts from the image are made fit to be shown. Thread-safety: pure functions.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "audit/report.h"

namespace niem::audit {

// "1,5 GiB".
std::string ShownBytes(uint64_t bytes, Lang lang);

// "1: NTFS, 119 GiB, nhãn “OS”, Windows".
std::string ShownVolume(const ExaminedImage::Volume& volume, Lang lang);

std::vector<std::pair<std::string, std::string>> ImageRows(const ExaminedImage& image, Lang lang);

// That a drive without a system was examined, and what that means; empty where it was not.
std::string RemovableNote(const AuditRun& run, Lang lang);

}  // namespace niem::audit
