#include "cli/new_key_command.h"

#include <unistd.h>

#include "base/file.h"
#include "base/secret.h"
#include "cli/line.h"
#include "cli/print.h"
#include "cli/private_file.h"
#include "cli/token.h"
#include "ledger/sealed_key.h"
#include "minutes/signature.h"

namespace niem::cli {
namespace {

Result<SecretBuffer> NewPassword(const Line& line) {
  std::string typed;
  if (line.Has("password-file")) {
    TRY_ASSIGN(typed, ReadPrivateLine(line.Get("password-file")));
    TRY(CheckNewSecret(typed));
  } else {
    TRY_ASSIGN(typed, AskNewSecret({"Mật khẩu của khóa", "Password of the key"}, line.lang));
  }
  Result<SecretBuffer> password = SecretBuffer::Copy(AsBytes(typed));
  WipeText(typed);
  return password;
}

Status NewKey(const Line& line) {
  if (line.words.size() != 1) return UsageError("dùng: niem new-key TỆP", "use: niem new-key FILE");
  const std::string& path = line.words[0];
  if (::access(path.c_str(), F_OK) == 0) {
    return UsageError(path + " đã có; khóa cũ không bị ghi đè",
                      path + " exists; an old key is not written over");
  }
  TRY_ASSIGN(const std::optional<server::TokenPlace> token, TokenOf(line));
  TRY_ASSIGN(const SecretBuffer password, NewPassword(line));
  TRY_ASSIGN(const std::string file, token ? ledger::NewTokenKey(token->where, token->pin, password)
                                           : ledger::NewSealedKey(password));
  TRY_ASSIGN(const auto signer, ledger::OpenSealedKey(file, password));
  TRY(WritePrivately(path, file));
  const std::string key = minutes::ReportKeyText(signer->public_key());
  Print(line.lang == Lang::kVi
            ? "Đã tạo khóa ký: " + path +
                  "\nKhóa kiểm (giao riêng cho người nhận báo cáo): " + key + "\n"
            : "Signing key made: " + path +
                  "\nVerifier key (give it to those who receive reports): " + key + "\n");
  return Ok();
}

}  // namespace

const CommandInfo& NewKeyCommandInfo() {
  static const CommandInfo info{
      "new-key",
      "FILE",
      {"tạo khóa ký số báo cáo kiểm tra", "make a key that signs audit reports"},
      {"Tạo khóa Ed25519 trong FILE, niêm phong bằng mật khẩu; hoặc trong thẻ PKCS#11, khi đó FILE "
       "chỉ giữ PIN đã niêm phong. niem audit --sign FILE ký bằng khóa này; ai có khóa kiểm in ra "
       "thì kiểm được bằng niem-verify.",
       "Makes an Ed25519 key in FILE, sealed with a password; or on a PKCS#11 token, and then FILE "
       "holds the sealed PIN alone. niem audit --sign FILE signs with it; whoever has the verifier "
       "key that is printed can check with niem-verify."},
      WithTokenFlags({{"password-file",
                       0,
                       "FILE",
                       "",
                       kOtherGroup,
                       {"tệp chứa mật khẩu của khóa, quyền 0600; không nêu thì hỏi",
                        "file of the key's password, mode 0600; asked for otherwise"}},
                      {"lang", 0, "LANG", "vi|en", kOtherGroup, {"ngôn ngữ", "language"}},
                      {"help", 'h', "", "", kOtherGroup, {"trợ giúp", "help"}}}),
      {{{"một khóa cho người kiểm tra", "a key for an inspector"}, "niem new-key kiem-tra.key"},
       {{"một khóa trong thẻ", "a key on a token"},
        "niem new-key the.key --token-module /usr/lib/softhsm/libsofthsm2.so --token \"thẻ thanh "
        "tra\""}},
      {{0, {"đã tạo", "made"}}, {kUsageStatus, {"dùng sai hoặc lỗi", "usage or error"}}}};
  return info;
}

int NewKeyCommand(const std::vector<std::string>& arguments) {
  return RunCommand(NewKeyCommandInfo(), arguments, NewKey);
}

}  // namespace niem::cli
