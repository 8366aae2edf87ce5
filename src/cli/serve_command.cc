#include "cli/serve_command.h"

#include <pthread.h>
#include <signal.h>

#include "cli/line.h"
#include "cli/print.h"
#include "cli/values.h"
#include "server/api.h"
#include "server/http.h"

namespace niem::cli {
namespace {

constexpr StaticText kNetwork{"Mạng", "Network"};

Result<server::HttpOptions> ReadOptions(const Line& line) {
  server::HttpOptions options;
  if (line.Has("address")) options.address = line.Get("address");
  if (line.Has("port")) {
    TRY_ASSIGN(const uint64_t port, ParseNumber(line.Get("port"), 0, 65'535));
    options.port = static_cast<uint16_t>(port);
  }
  options.certificate = line.Get("cert");
  options.key = line.Get("key");
  options.client_ca = line.Get("client-ca");
  options.hosts = line.All("host");
  options.proxy = line.Get("proxy");
  if (options.certificate.empty() != options.key.empty()) {
    return UsageError("--cert và --key đi cùng nhau", "--cert and --key go together");
  }
  return options;
}

std::string AddressShown(const server::HttpOptions& options, uint16_t port) {
  const std::string name = !options.hosts.empty() ? options.hosts[0]
                           : options.address.find(':') != std::string::npos
                               ? "[" + options.address + "]"
                               : options.address;
  return (options.certificate.empty() ? "http://" : "https://") + name + ":" + std::to_string(port);
}

Status Serve(const Line& line) {
  if (line.words.size() != 1) return UsageError("dùng: niem serve DIR", "use: niem serve DIR");
  TRY_ASSIGN(const server::HttpOptions options, ReadOptions(line));
  // Before any thread begins, so that only this one hears them.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM), sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  TRY_ASSIGN(const auto instance, OpenInstance(line, line.words[0]));
  server::Api api(*instance, {.secure = !options.certificate.empty()});
  TRY_ASSIGN(std::unique_ptr<server::HttpServer> http, server::HttpServer::Start(api, options));
  Print(AddressShown(options, http->port()) + "\n");
  int signal = 0;
  sigwait(&ends, &signal);
  http.reset();  // finishes what runs
  TRY(instance->registry().SignCheckpoint());
  return Ok();
}

}  // namespace

const CommandInfo& ServeCommandInfo() {
  static const CommandInfo info{
      "serve",
      "DIR",
      {"chạy máy chủ: API cho sổ của cơ quan", "run the server: the API of the agency's books"},
      {"In địa chỉ rồi chạy đến khi nhận SIGTERM hoặc SIGINT; khi ấy làm xong việc đang dở, ký mốc "
       "kiểm và dừng. Chỉ nghe trên máy này nếu không có TLS. Mô tả API: "
       "/api/v1/openapi.json; sức khỏe: /healthz; số đo: /metrics.",
       "Prints its address and runs until SIGTERM or SIGINT; then it finishes what is under way, "
       "signs a checkpoint and stops. Without TLS it listens on this machine only. Description of "
       "the API: /api/v1/openapi.json; health: /healthz; metrics: /metrics."},
      WithCommonFlags(
          {{"address",
            0,
            "IP",
            "",
            kNetwork,
            {"địa chỉ để nghe (mặc định 127.0.0.1)", "address to listen on (default 127.0.0.1)"}},
           {"port",
            0,
            "N",
            "",
            kNetwork,
            {"cổng (mặc định 8787; 0: cổng trống bất kỳ)", "port (default 8787; 0: any free one)"}},
           {"cert",
            0,
            "FILE",
            "",
            kNetwork,
            {"chứng thư máy chủ (PEM)", "the server's certificate (PEM)"}},
           {"key",
            0,
            "FILE",
            "",
            kNetwork,
            {"khóa riêng của chứng thư (PEM)", "the certificate's private key (PEM)"}},
           {"client-ca",
            0,
            "FILE",
            "",
            kNetwork,
            {"chứng thư của nơi cấp thẻ đăng nhập (PEM); trình duyệt sẽ hỏi thẻ",
             "certificate of who issues sign-in cards (PEM); browsers will ask for a card"}},
           {"host",
            0,
            "NAME",
            "",
            kNetwork,
            {"tên máy mà trình duyệt gọi; lặp lại được",
             "name by which it is called; may be repeated"}},
           {"proxy",
            0,
            "IP",
            "",
            kNetwork,
            {"địa chỉ của proxy ngược đứng trước; tin X-Forwarded-For của nó",
             "address of the reverse proxy before it; believes its X-Forwarded-For"}}}),
      {{{"trên máy này", "on this machine"}, "niem serve thu"},
       {{"trong mạng cơ quan", "in the agency's network"},
        "niem serve /srv/niem --address 10.0.0.5 --port 8443 --cert m.pem --key k.pem --host "
        "niem.noibo"}},
      {{0, {"đã dừng theo lệnh", "stopped as told"}},
       {kUsageStatus, {"không chạy được", "could not run"}}}};
  return info;
}

int ServeCommand(const std::vector<std::string>& arguments) {
  return RunCommand(ServeCommandInfo(), arguments, Serve);
}

}  // namespace niem::cli
