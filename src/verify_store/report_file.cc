#include "verify_store/report_file.h"

#include <sys/stat.h>

#include <cstdio>
#include <memory>

#include "base/file.h"
#include "verify/report_proof.h"
#include "verify/shown.h"

namespace niem::verify_store {

using verify::Shown;

bool IsReport(const std::string& path) {
  struct stat info {};

  if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return false;
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  return file != nullptr && std::fgetc(file.get()) == '{';
}

Result<ReportAnswer> CheckReportFile(const std::string& path, const std::vector<verify::Key>& keys,
                                     Lang lang) {
  const bool vi = lang == Lang::kVi;
  TRY_ASSIGN(const std::string report, ReadWholeFile(path, verify::kMostReport));
  TRY_ASSIGN(const std::string signature, ReadWholeFile(path + ".sig", verify::kMostSignatureFile));
  verify::ReportProof proof;
  const std::optional<Text> fault = verify::CheckReport(report, signature, keys, &proof);
  if (fault) return ReportAnswer{false, Shown(path) + ": " + Pick(*fault, lang)};
  ReportAnswer answer{true, ""};
  const auto line = [&](const char* vi_name, const char* en_name, const std::string& value) {
    answer.text += std::string("  ") + (vi ? vi_name : en_name) + ": " + value + "\n";
  };
  answer.text = vi ? "ĐÃ CHỨNG MINH: báo cáo nguyên vẹn, đúng chữ ký.\n"
                   : "PROVED: the report is intact and its signature holds.\n";
  line("khóa", "key", Shown(proof.key));
  line("giờ ký (đồng hồ của máy ký)", "signed (by the signing machine's clock)", proof.time);
  line("cỡ (byte)", "bytes", std::to_string(proof.bytes));
  line("SHA-256", "SHA-256", proof.digest);
  if (!proof.trusted) {
    answer.text += vi ? "Chú ý: khóa lấy từ chính tệp chữ ký. Đối chiếu với khóa được giao riêng "
                        "(--key).\n"
                      : "Note: the key comes from the signature file itself. Compare with the key "
                        "given apart (--key).\n";
  }
  return answer;
}

}  // namespace niem::verify_store
