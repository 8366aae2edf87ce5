// A folder of programs where programs seldom belong (ProgramData, a user's data, a USB drive): is
// it laid out as thieves of documents lay theirs out?
//
// "folder.sideload" {folder, file, library, blob, entropy, sha256, library_sha256, blob_sha256}: a
// program with a signature that asks by name for a library without one beside it, and a file of
// noise that neither needs: the library is loaded in the genuine one's place and unpacks the noise.
// "folder.hoard" {folder, file, files}: several files of noise whose names are Base64, in a folder
// named like a recycle bin. "yara.match" {rule, file, folder, sha256}: a rule that the agency
// brought. Nothing of a file's content is told.
//
// Source: published analyses (research §5, H4 and H6). Errors: none. Thread-safety: pure function.
#pragma once

#include <string>
#include <vector>

#include "audit/fact.h"
#include "audit/yara.h"

namespace niem::audit {

// `listing`: a line of digest, two spaces and name for each of `files`, as sha256sum writes.
SourceFacts ReadProgramFolder(const std::string& folder, Bytes listing,
                              const std::vector<Bytes>& files, const YaraRules* yara);

// Bits for each byte, 0 to 8.
double Entropy(Bytes bytes);

}  // namespace niem::audit
