#include "minutes/signature.h"

#include "base/digest.h"
#include "ledger/base64.h"

namespace niem::minutes {

std::string ReportKeyText(const ledger::PublicKey& key) {
  return ledger::FormatVerifierKey({std::string(kReportKeyName), ledger::KeyType::kEd25519, key});
}

Result<std::string> SignReport(std::string_view report, std::string_view time,
                               ledger::Signer& signer) {
  const std::string digest = ToHex(Sha256Of(AsBytes(report)));
  const std::string size = std::to_string(report.size());
  const std::string key = ReportKeyText(signer.public_key());
  const std::string message = "niem-report-signature/1\nkey " + key + "\nsha256 " + digest +
                              "\nbytes " + size + "\ntime " + std::string(time) + "\n";
  TRY_ASSIGN(const ledger::Signature signature, signer.Sign(AsBytes(message)));
  return "{\n \"format\": \"niem-report-signature/1\",\n \"algorithm\": \"ed25519\",\n \"key\": "
         "\"" +
         key + "\",\n \"sha256\": \"" + digest + "\",\n \"bytes\": " + size + ",\n \"time\": \"" +
         std::string(time) + "\",\n \"signature\": \"" +
         ledger::EncodeBase64({signature.data(), signature.size()}) + "\"\n}\n";
}

}  // namespace niem::minutes
