// The HTTP/1.1 server around Api: GNU libmicrohttpd behind the strict gate (gate.h). Plain HTTP on
// loopback addresses only; elsewhere TLS 1.2 or later.
// Ownership: borrows the Api. Thread-safety: Start and Stop from one thread; requests run on the
// server's own threads. Errors: kInvalidArgument for an address that needs TLS, kIo where the port
// cannot be had or the certificate not be read.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "server/api.h"

namespace niem::server {

struct HttpOptions {
  std::string address = "127.0.0.1";  // IPv4 or IPv6, no name
  uint16_t port = 8787;               // 0: any free one
  std::string certificate;            // PEM files; both or none
  std::string key;
  std::string client_ca;  // PEM file: who issues the sign-in cards; empty: none are asked for
  std::vector<std::string> hosts;  // names it may be called by, beside the address
  std::string proxy;               // address of a reverse proxy whose X-Forwarded-For is believed
  unsigned threads = 32;           // most of them wait for the writer or the disk
};

class HttpServer {
 public:
  static Result<std::unique_ptr<HttpServer>> Start(Api& api, const HttpOptions& options);

  // Takes no new connections, finishes what runs, then returns.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  uint16_t port() const { return port_; }

 private:
  struct Daemon;

  HttpServer();

  std::unique_ptr<Daemon> daemon_;
  uint16_t port_ = 0;
};

}  // namespace niem::server
