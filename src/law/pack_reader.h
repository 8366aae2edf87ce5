// Reads the files of one pack into a Pack: each against packs/law.schema.json, then all together
// for sense. Internal to law/. Ownership: none kept. Errors: kInvalidArgument "file:line: ...".
// Thread-safety: one reader, one thread. Source: docs/formats/law-pack.md.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "law/json_node.h"
#include "law/pack.h"

namespace niem::law {

class PackReader {
 public:
  static Result<Pack> Read(const std::vector<PackFile>& files);

 private:
  Status ReadFile(const JsonSource& file);
  Status ReadIdentity(const JsonNode& root);
  Status ReadSections(const JsonNode& root);

  Status ReadLevel(const JsonNode& node, const Source& source);
  Status ReadRole(const JsonNode& node, const Source& source);
  Status ReadPower(const JsonNode& node, const Source& source);
  Status ReadTerm(const JsonNode& node, const Source& source);
  Status ReadSpecialTerm(const JsonNode& node, const Source& source);
  Status ReadClock(const JsonNode& node, const Source& source);
  Status ReadProhibited(const JsonNode& node, const Source& source);
  Status ReadForm(const JsonNode& node, const Source& source);
  Status ReadRegister(const JsonNode& node, const Source& source);
  Status ReadProcedure(const JsonNode& node, const Source& source);
  Status ReadProvision(const JsonNode& node, const Source& source);
  Status ReadReport(const JsonNode& node, const Source& source);
  Status ReadFine(const JsonNode& node, const Source& source);
  Status ReadCrime(const JsonNode& node, const Source& source);
  Status ReadList(const JsonNode& node, const Source& source);
  Status ReadSetting(const JsonNode& node, const Source& source);
  Status ReadChecklists(const JsonNode& root);
  Status ReadDelegation(const JsonNode& root);

  // Notes the fact for FactView; refuses its key the second time.
  Status AddFact(const JsonNode& node, const std::string& section, const std::string& id,
                 const Source& source);

  // The whole pack, after all files.
  Status CheckIdentity(const JsonNode& first) const;
  Status CheckReferences() const;
  Status CheckAuthority(const JsonNode& first) const;

  Pack pack_;
  std::string file_name_;
  std::map<std::string, std::string> places_;  // fact key -> "file:line"

  // Names used before what they name may have been read: complaint by name.
  struct Reference {
    std::string key;  // fact key it must meet
    Error complaint;
  };

  std::vector<Reference> references_;
};

}  // namespace niem::law
