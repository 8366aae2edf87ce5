#include "server/http.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <microhttpd.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/digest.h"
#include "base/file.h"
#include "base/log.h"
#include "server/gate.h"

namespace niem::server {
namespace {

constexpr unsigned kConnections = 512;
constexpr unsigned kConnectionsOfOne = 64;
constexpr unsigned kIdleSeconds = 30;
constexpr size_t kMemoryOfConnection = 64U << 10;
constexpr size_t kStreamBlock = 1024;
constexpr size_t kMaxPem = 1U << 20;
// Names as libmicrohttpd's option wants them, for GnuTLS: only authenticated encryption, only keys
// that are made anew for each connection (forward secrecy), the server's order.
constexpr const char* kTlsPriorities =
    "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-CIPHER-ALL:+AES-256-GCM:+CHACHA20-POLY1305:"
    "+AES-128-GCM:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:-MAC-ALL:+AEAD:%SERVER_PRECEDENCE";

struct Listener {
  Api* api = nullptr;
  std::vector<std::string> hosts;
  std::string proxy;
  bool cards = false;  // certificates of clients are asked for
};

// One request under way.
struct Exchange {
  std::string uri;  // as received
  bool begun = false;
  ApiRequest request;
  size_t most = 0;  // of the body
};

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

// A live stream as a response without end: its connection sleeps, outside of any thread, until
// there is something to send.
ssize_t ReadStream(void* stream, uint64_t, char* into, size_t most) {
  auto& live = **static_cast<std::shared_ptr<LiveStream>*>(stream);
  size_t taken = 0;
  switch (live.Take(into, most, &taken)) {
    case LiveStream::Next::kBytes:
      return static_cast<ssize_t>(taken);
    case LiveStream::Next::kWait:
      return 0;
    default:
      return MHD_CONTENT_READER_END_OF_STREAM;
  }
}

void CloseStream(void* stream) {
  const std::unique_ptr<std::shared_ptr<LiveStream>> held(
      static_cast<std::shared_ptr<LiveStream>*>(stream));
  (*held)->Close();
}

MHD_Response* StreamResponse(MHD_Connection* connection, const ApiResponse& answer) {
  answer.stream->Connect([connection] { MHD_suspend_connection(connection); },
                         [connection] { MHD_resume_connection(connection); });
  auto held = std::make_unique<std::shared_ptr<LiveStream>>(answer.stream);
  MHD_Response* response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, kStreamBlock,
                                                             ReadStream, held.get(), CloseStream);
  if (response != nullptr) (void)held.release();  // CloseStream's now
  return response;
}

MHD_Result Send(MHD_Connection* connection, const ApiResponse& answer) {
  // The library copies; it never writes to what it is given.
  MHD_Response* response =
      answer.stream != nullptr
          ? StreamResponse(connection, answer)
          : MHD_create_response_from_buffer(
                answer.body.size(), const_cast<char*>(answer.body.data()), MHD_RESPMEM_MUST_COPY);
  if (response == nullptr) return MHD_NO;
  MHD_add_response_header(response, "Content-Type", answer.type.c_str());
  for (const auto& [name, value] : answer.headers) {
    MHD_add_response_header(response, name.c_str(), value.c_str());
  }
  const MHD_Result queued = MHD_queue_response(connection, answer.status, response);
  MHD_destroy_response(response);
  return queued;
}

std::string PeerOf(MHD_Connection* connection) {
  const MHD_ConnectionInfo* info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (info == nullptr || info->client_addr == nullptr) return "?";
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (info->client_addr->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, info->client_addr, sizeof v4);
    return ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
  }
  if (info->client_addr->sa_family != AF_INET6) return "?";
  sockaddr_in6 v6{};
  std::memcpy(&v6, info->client_addr, sizeof v6);
  return ::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
}

// The fingerprint of the certificate that the client proved to hold the key of, where who issues
// cards stands behind it today and it is made for signing in. The library asks for it, and checks
// nothing.
std::string CardOf(MHD_Connection* connection) {
  const MHD_ConnectionInfo* info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
  if (info == nullptr || info->tls_session == nullptr) return {};
  auto* session = static_cast<gnutls_session_t>(info->tls_session);
  unsigned count = 0;
  const gnutls_datum_t* chain = gnutls_certificate_get_peers(session, &count);
  if (chain == nullptr || count == 0) return {};
  std::string purpose = GNUTLS_KP_TLS_WWW_CLIENT;
  gnutls_typed_vdata_st wanted{GNUTLS_DT_KEY_PURPOSE_OID,
                               reinterpret_cast<unsigned char*>(purpose.data()),
                               static_cast<unsigned>(purpose.size())};
  unsigned faults = 0;
  const int checked = gnutls_certificate_verify_peers(session, &wanted, 1, &faults);
  if (checked != GNUTLS_E_SUCCESS || faults != 0) {
    log::Security("card.untrusted",
                  {{"faults", std::to_string(faults)}, {"from", PeerOf(connection)}});
    return {};
  }
  return ToHex(Sha256Of(Bytes(chain[0].data, chain[0].size)));
}

MHD_Result Refuse(const Listener& listener, MHD_Connection* connection, unsigned status) {
  log::Security("http.gate", {{"status", std::to_string(status)}, {"from", PeerOf(connection)}});
  ApiResponse answer =
      Failure(status, "http", {"yêu cầu HTTP không được nhận", "the HTTP request is not accepted"});
  listener.api->Harden(&answer);
  answer.headers.emplace_back("Connection", "close");
  return Send(connection, answer);
}

MHD_Result AddHeader(void* into, MHD_ValueKind, const char* name, const char* value) {
  static_cast<RequestHead*>(into)->headers.emplace_back(name, value == nullptr ? "" : value);
  return MHD_YES;
}

struct Query {
  std::map<std::string, std::string, std::less<>> values;
  bool twice = false;  // one name
};

MHD_Result AddQuery(void* into, MHD_ValueKind, const char* name, const char* value) {
  auto* query = static_cast<Query*>(into);
  query->twice |= !query->values.emplace(name, value == nullptr ? "" : value).second;
  return MHD_YES;
}

MHD_Result Begin(const Listener& listener, MHD_Connection* connection, Exchange* exchange,
                 const char* method, const char* version) {
  exchange->begun = true;
  RequestHead head;
  head.method = method;
  head.version = version;
  head.target = exchange->uri.substr(0, exchange->uri.find('?'));
  MHD_get_connection_values(connection, MHD_HEADER_KIND, AddHeader, &head);
  RequestHead whole = head;  // the query, too, is free of control characters
  whole.target = exchange->uri;
  std::optional<unsigned> refused = RefusedAtGate(whole, listener.hosts);
  if (!refused && exchange->uri.find("%00") != std::string::npos) refused = MHD_HTTP_BAD_REQUEST;
  if (refused) return Refuse(listener, connection, *refused);
  ApiRequest& request = exchange->request;
  request.method = head.method;
  request.path = head.target;
  for (const auto& [name, value] : head.headers) request.headers[Lower(name)] = value;
  request.from = PlaceOf(PeerOf(connection), listener.proxy, request.Header("x-forwarded-for"));
  if (listener.cards) request.card = CardOf(connection);
  Query query;
  MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, AddQuery, &query);
  if (query.twice) return Refuse(listener, connection, MHD_HTTP_BAD_REQUEST);
  request.query = std::move(query.values);
  exchange->most = listener.api->MostBody(request);
  const std::string length = request.Header("content-length");  // digits: the gate looked
  if (!length.empty() && std::stoull(length) > exchange->most) {
    return Refuse(listener, connection, MHD_HTTP_CONTENT_TOO_LARGE);
  }
  return MHD_YES;
}

MHD_Result Finish(const Listener& listener, MHD_Connection* connection, Exchange* exchange) {
  const bool json = exchange->request.Header("content-type").starts_with("application/json");
  if (!exchange->request.body.empty() && !json) {
    return Refuse(listener, connection, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE);
  }
  return Send(connection, listener.api->Handle(exchange->request));
}

MHD_Result Handle(void* context, MHD_Connection* connection, const char*, const char* method,
                  const char* version, const char* data, size_t* size, void** state) {
  const Listener& listener = *static_cast<Listener*>(context);
  auto* exchange = static_cast<Exchange*>(*state);
  try {
    if (!exchange->begun) return Begin(listener, connection, exchange, method, version);
    if (*size == 0) return Finish(listener, connection, exchange);
    std::string& body = exchange->request.body;
    if (body.size() + *size > exchange->most) return MHD_NO;
    body.append(data, *size);
    *size = 0;
    return MHD_YES;
  } catch (const std::exception& problem) {
    log::Error(problem.what());
    return MHD_NO;
  }
}

void* Arrive(void*, const char* uri, MHD_Connection*) {
  return std::make_unique<Exchange>(Exchange{uri, false, {}, 0}).release();
}

void Leave(void*, MHD_Connection*, void** state, MHD_RequestTerminationCode) {
  const std::unique_ptr<Exchange> ended(static_cast<Exchange*>(*state));
  *state = nullptr;
}

struct Address {
  sockaddr_storage storage{};
  bool v6 = false;
  bool loopback = false;
};

Result<Address> AddressOf(const HttpOptions& options) {
  Address address;
  in_addr v4{};
  in6_addr v6{};
  if (::inet_pton(AF_INET, options.address.c_str(), &v4) == 1) {
    sockaddr_in socket{};
    socket.sin_family = AF_INET;
    socket.sin_port = htons(options.port);
    socket.sin_addr = v4;
    address.loopback = (ntohl(v4.s_addr) >> 24) == 127;
    std::memcpy(&address.storage, &socket, sizeof socket);
    return address;
  }
  if (::inet_pton(AF_INET6, options.address.c_str(), &v6) == 1) {
    sockaddr_in6 socket{};
    socket.sin6_family = AF_INET6;
    socket.sin6_port = htons(options.port);
    socket.sin6_addr = v6;
    address.v6 = true;
    address.loopback = IN6_IS_ADDR_LOOPBACK(&v6);
    std::memcpy(&address.storage, &socket, sizeof socket);
    return address;
  }
  return Error(ErrorCode::kInvalidArgument,
               {options.address + " không phải địa chỉ IP", options.address + " is no IP address"});
}

Error CannotListen(const HttpOptions& options, bool tls) {
  const std::string where = options.address + ":" + std::to_string(options.port);
  if (!tls) {
    return {ErrorCode::kIo,
            {"không mở được " + where + " (đã có chương trình khác dùng?)",
             "cannot listen on " + where + " (in use?)"}};
  }
  Text why{"không mở được " + where + ": cổng đã có chương trình khác dùng, hoặc " +
               options.certificate + " và " + options.key +
               " không phải một cặp chứng thư, khóa dạng PEM",
           "cannot listen on " + where + ": the port is in use, or " + options.certificate +
               " and " + options.key + " are no pair of certificate and key in PEM"};
  if (!options.client_ca.empty()) {
    why.vi += ", hoặc " + options.client_ca + " không phải chứng thư dạng PEM";
    why.en += ", or " + options.client_ca + " is no certificate in PEM";
  }
  return {ErrorCode::kIo, std::move(why)};
}

}  // namespace

struct HttpServer::Daemon {
  Listener listener;
  std::string certificate;
  std::string key;
  std::string client_ca;
  MHD_Daemon* daemon = nullptr;
};

HttpServer::HttpServer() = default;

HttpServer::~HttpServer() {
  if (daemon_ == nullptr || daemon_->daemon == nullptr) return;
  daemon_->listener.api->StopLive();  // no connection may sleep when the library stops
  MHD_stop_daemon(daemon_->daemon);
  WipeText(daemon_->key);
}

Result<std::unique_ptr<HttpServer>> HttpServer::Start(Api& api, const HttpOptions& options) {
  TRY_ASSIGN(const Address address, AddressOf(options));
  const bool tls = !options.certificate.empty() && !options.key.empty();
  if (!tls && !address.loopback) {
    return Error(ErrorCode::kInvalidArgument,
                 {"ngoài máy này phải có TLS: nêu --cert và --key",
                  "beyond this machine TLS is needed: give --cert and --key"});
  }
  if (!tls && !options.client_ca.empty()) {
    return Error(ErrorCode::kInvalidArgument, {"--client-ca cần TLS: nêu cả --cert và --key",
                                               "--client-ca needs TLS: give --cert and --key too"});
  }
  std::unique_ptr<HttpServer> server(new HttpServer);
  server->daemon_ = std::make_unique<Daemon>();
  Daemon& daemon = *server->daemon_;
  daemon.listener.api = &api;
  daemon.listener.hosts = options.hosts;
  daemon.listener.proxy = options.proxy;
  daemon.listener.hosts.push_back(address.v6 ? "[" + options.address + "]" : options.address);
  if (address.loopback) daemon.listener.hosts.emplace_back("localhost");
  unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
  if (address.v6) flags |= MHD_USE_IPv6;
  std::vector<MHD_OptionItem> items = {
      {MHD_OPTION_THREAD_POOL_SIZE, static_cast<intptr_t>(options.threads), nullptr},
      {MHD_OPTION_CONNECTION_LIMIT, kConnections, nullptr},
      // Behind a proxy on this machine all connections are of one address.
      {MHD_OPTION_PER_IP_CONNECTION_LIMIT, address.loopback ? 0 : kConnectionsOfOne, nullptr},
      {MHD_OPTION_CONNECTION_TIMEOUT, kIdleSeconds, nullptr},
      {MHD_OPTION_CONNECTION_MEMORY_LIMIT, static_cast<intptr_t>(kMemoryOfConnection), nullptr},
      {MHD_OPTION_STRICT_FOR_CLIENT, 1, nullptr},
      {MHD_OPTION_LISTENING_ADDRESS_REUSE, 1, nullptr}};
  if (tls) {
    TRY_ASSIGN(daemon.certificate, ReadWholeFile(options.certificate, kMaxPem));
    TRY_ASSIGN(daemon.key, ReadWholeFile(options.key, kMaxPem));
    flags |= MHD_USE_TLS;
    items.push_back({MHD_OPTION_HTTPS_MEM_CERT, 0, daemon.certificate.data()});
    items.push_back({MHD_OPTION_HTTPS_MEM_KEY, 0, daemon.key.data()});
    if (!options.client_ca.empty()) {
      TRY_ASSIGN(daemon.client_ca, ReadWholeFile(options.client_ca, kMaxPem));
      daemon.listener.cards = true;
      items.push_back({MHD_OPTION_HTTPS_MEM_TRUST, 0, daemon.client_ca.data()});
    }
    items.push_back({MHD_OPTION_HTTPS_PRIORITIES, 0, const_cast<char*>(kTlsPriorities)});
  }
  items.push_back({MHD_OPTION_END, 0, nullptr});
  daemon.daemon =
      MHD_start_daemon(flags, options.port, nullptr, nullptr, Handle, &daemon.listener,
                       MHD_OPTION_SOCK_ADDR, reinterpret_cast<const sockaddr*>(&address.storage),
                       MHD_OPTION_URI_LOG_CALLBACK, Arrive, nullptr, MHD_OPTION_NOTIFY_COMPLETED,
                       Leave, nullptr, MHD_OPTION_ARRAY, items.data(), MHD_OPTION_END);
  if (daemon.daemon == nullptr) return CannotListen(options, tls);
  const MHD_DaemonInfo* info = MHD_get_daemon_info(daemon.daemon, MHD_DAEMON_INFO_BIND_PORT);
  server->port_ = info != nullptr ? info->port : options.port;
  return server;
}

}  // namespace niem::server
