// The registry at the size of an agency after ten years, behind its real HTTP server.
//
//   registry_bench make FOLDER KEYFILE DOCUMENTS COPIES EVENTS   an export of an invented agency
//   registry_bench load PORT USERS SECONDS [PAUSE]               users at once, without pause or
//                                                                with one of PAUSE ms on average
//   registry_bench rate PORT USERS SECONDS ACTS_A_SECOND         acts at a steady rate
//   registry_bench search PORT USERS SECONDS                     searches only
//
// `make` writes a true ledger: every row's digests are in the events that made and changed it, all
// checkpoints are signed, niem-verify proves it; `niem import` brings it into either store. The
// people are keeper-1 … registrar-1 … officer-1 …, their password is kPassword. Loopback only.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "registry_world.h"

namespace niem::bench {
namespace {

using Clock = std::chrono::steady_clock;

// One connection that stays open.
class Client {
 public:
  explicit Client(int port) : port_(port) { Connect(); }

  ~Client() { ::close(fd_); }

  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  struct Answer {
    int status = 0;
    std::string body;
  };

  Answer Call(const std::string& method, const std::string& path, const std::string& body = "") {
    std::string request = method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    if (!token_.empty()) {
      request += "Authorization: Bearer " + token_ + "\r\nX-Niem-Duty: " + duty_ + "\r\n";
    }
    if (!body.empty()) {
      request +=
          "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
          "\r\n";
    }
    request += "\r\n" + body;
    for (int tries = 0; tries < 2; ++tries) {
      if (::send(fd_, request.data(), request.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(request.size())) {
        Answer answer = Receive();
        if (answer.status != 0) return answer;
      }
      Connect();
    }
    return {};
  }

  bool SignIn(const std::string& login) {
    const Answer answer = Call("POST", "/api/v1/session",
                               R"({"login":")" + login + R"(","password":")" +
                                   std::string(kPassword) + R"(","bearer":true})");
    const size_t at = answer.body.find("\"token\":\"");
    if (answer.status != 200 || at == std::string::npos) return false;
    token_ = answer.body.substr(at + 9, 64);
    duty_ = login.substr(0, login.find('-'));
    return true;
  }

 private:
  void Connect() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port_));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      std::fprintf(stderr, "cannot connect\n");
    }
  }

  Answer Receive() {
    std::string text;
    char piece[16384];
    size_t head = std::string::npos;
    size_t length = 0;
    while (head == std::string::npos || text.size() < head + 4 + length) {
      const ssize_t got = ::recv(fd_, piece, sizeof piece, 0);
      if (got <= 0) return {};
      text.append(piece, static_cast<size_t>(got));
      if (head != std::string::npos) continue;
      head = text.find("\r\n\r\n");
      const size_t at = text.find("Content-Length: ");
      if (head != std::string::npos && at < head)
        length = std::strtoul(&text[at + 16], nullptr, 10);
    }
    return {std::atoi(&text[9]), text.substr(head + 4)};
  }

  int port_;
  int fd_ = -1;
  std::string token_, duty_;
};

class Times {
 public:
  void Add(const std::string& kind, double ms, bool good) {
    const std::lock_guard lock(mutex_);
    all_[kind].push_back(ms);
    if (!good) ++bad_[kind];
  }

  // Each kind, then all acts, reads and searches together.
  void Print(double seconds) {
    std::printf("%-22s %9s %8s %8s %8s %8s %9s %7s\n", "what", "count", "a second", "p50 ms",
                "p95 ms", "p99 ms", "max ms", "errors");
    std::map<std::string, std::vector<double>> together;
    std::map<std::string, int> bad_together;
    for (auto& [kind, times] : all_) {
      PrintLine(kind, times, bad_[kind], seconds);
      const std::string all = "all: " + kind.substr(0, kind.find(' '));
      together[all].insert(together[all].end(), times.begin(), times.end());
      bad_together[all] += bad_[kind];
    }
    for (auto& [kind, times] : together) PrintLine(kind, times, bad_together[kind], seconds);
  }

  int errors() const {
    int sum = 0;
    for (const auto& [kind, count] : bad_) sum += count;
    return sum;
  }

 private:
  static void PrintLine(const std::string& kind, std::vector<double>& times, int bad,
                        double seconds) {
    std::sort(times.begin(), times.end());
    const auto part = [&](double p) {
      return times[std::min(times.size() - 1,
                            static_cast<size_t>(p * static_cast<double>(times.size())))];
    };
    std::printf("%-22s %9zu %8.1f %8.1f %8.1f %8.1f %9.1f %7d\n", kind.c_str(), times.size(),
                static_cast<double>(times.size()) / seconds, part(0.5), part(0.95), part(0.99),
                times.back(), bad);
  }

  std::mutex mutex_;
  std::map<std::string, std::vector<double>> all_;
  std::map<std::string, int> bad_;
};

int64_t IdIn(const std::string& body, const std::string& name) {
  const size_t at = body.find("\"" + name + "\":");
  return at == std::string::npos ? 0 : std::atoll(&body[at + name.size() + 3]);
}

struct User {
  int number = 0;
  std::string login;
  std::unique_ptr<Client> client;
  std::mt19937_64 random;
  bool out = false;  // his copy is lent
  int64_t copy = 0;
};

struct World {
  Times* times = nullptr;
  int64_t documents = 0;
  int64_t officer = 0;  // who borrows
};

void Timed(World& world, User& user, const std::string& kind, const std::string& method,
           const std::string& path, const std::string& body = "", Client::Answer* out = nullptr) {
  const auto begin = Clock::now();
  Client::Answer answer = user.client->Call(method, path, body);
  const double ms = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
  const bool good = answer.status == 200;
  static std::atomic<int> said{0};
  if (!good && said++ < 5) {
    std::fprintf(stderr, "%s %s: %d %.200s\n", user.login.c_str(), path.c_str(), answer.status,
                 answer.body.c_str());
  }
  world.times->Add(kind, ms, good);
  if (out != nullptr) *out = std::move(answer);
}

void Search(World& world, User& user) {
  auto& random = user.random;
  std::string body = R"({"limit":50)";
  const auto asked = [&](const std::string& name, const std::string& text) {
    body += ",\"" + name + "\":\"" + text + "\"";
  };
  std::string kind;
  const auto word = [&] { return std::string(kSyllables[random() % std::size(kSyllables)]); };
  switch (random() % 6) {
    case 0:
      kind = "search two common", asked("q", word() + " " + word());
      break;
    case 1:
      kind = "search five common";
      asked("q", word() + " " + word() + " " + word() + " " + word() + " " + word());
      break;
    case 2:
      kind = "search rare", asked("q", "ts" + std::to_string(random() % 50'000));
      break;
    case 3:
      kind = "search number", asked("number", std::to_string(1 + random() % 900));
      break;
    case 4:
      kind = "search days+word";
      asked("from", "2019-03-10"), asked("until", "2019-05-20"), asked("q", word());
      break;
    default:
      kind = "search level+words";
      asked("level", "toi_mat"), asked("q", word() + " ha noi");
      break;
  }
  Timed(world, user, kind, "POST", "/api/v1/documents", body + "}");
}

void Act(World& world, User& user) {
  if (user.login.starts_with("registrar")) {
    Timed(
        world, user, "act document.receive", "POST", "/api/v1/acts/document.receive",
        R"({"level":"mat","issuer":"Cơ quan bịa 7","number":"33","symbol":"CV","stated":2,"counted":2,)"
        R"("sealed":true,"envelope":"C","subject":"Kế hoạch kiểm tra đường dây"})");
    return;
  }
  const std::string copy = std::to_string(user.copy);
  if (!user.out) {
    Timed(world, user, "act copy.lend", "POST", "/api/v1/acts/copy.lend",
          R"({"copy":)" + copy + R"(,"person":)" + std::to_string(world.officer) +
              R"(,"due":"2099-01-01"})");
  } else {
    Timed(world, user, "act copy.take_back", "POST", "/api/v1/acts/copy.take_back",
          R"({"copy":)" + copy + "}");
  }
  user.out = !user.out;
}

void ReadSomething(World& world, User& user) {
  const auto dice = user.random() % 10;
  if (user.login.starts_with("officer")) {
    Timed(world, user, "read deadlines", "GET", "/api/v1/deadlines");
    return;
  }
  if (dice < 5) {
    const auto id = 1 + user.random() % static_cast<uint64_t>(world.documents);
    Timed(world, user, "read document", "GET", "/api/v1/documents/" + std::to_string(id));
  } else if (dice < 7) {
    Timed(world, user, "read newest", "GET", "/api/v1/documents?limit=50");
  } else if (dice < 9) {
    Timed(world, user, "read book page", "GET",
          "/api/v1/books/5?after=" + std::to_string(user.random() % 4000));
  } else {
    Timed(world, user, "read deadlines", "GET", "/api/v1/deadlines");
  }
}

std::vector<std::unique_ptr<User>> SignAllIn(int port, int count) {
  std::vector<std::unique_ptr<User>> users;
  for (int i = 0; i < count; ++i) {
    auto user = std::make_unique<User>();
    user->number = i;
    const int kind = i % 10;  // seven keepers, two registrars, one officer of ten
    user->login = kind < 7   ? "keeper-" + std::to_string(1 + i % kKeepers)
                  : kind < 9 ? "registrar-" + std::to_string(1 + i % kRegistrars)
                             : "officer-" + std::to_string(1 + i % kOfficers);
    user->client = std::make_unique<Client>(port);
    user->random.seed(static_cast<uint64_t>(i) + 1);
    user->copy = 1000 + i;
    if (!user->client->SignIn(user->login)) {
      std::fprintf(stderr, "%s cannot sign in\n", user->login.c_str());
      std::exit(1);
    }
    users.push_back(std::move(user));
  }
  return users;
}

int Load(const std::string& mode, char** arguments, int count) {
  const int port = std::atoi(arguments[0]);
  const int users_wanted = std::atoi(arguments[1]);
  const double seconds = std::atof(arguments[2]);
  const double rate = count > 3 ? std::atof(arguments[3]) : 0;
  const int pause_ms = mode == "load" && count > 3 ? std::atoi(arguments[3]) : 0;
  Times times;
  auto users = SignAllIn(port, users_wanted);
  World world;
  world.times = &times;
  world.officer = 1;  // cleared for every level
  world.documents = std::max<int64_t>(
      1, IdIn(users[0]->client->Call("GET", "/api/v1/documents?limit=1").body, "id"));
  // A run before may have left the copy lent.
  for (auto& user : users)
    user->client->Call("POST", "/api/v1/acts/copy.take_back",
                       R"({"copy":)" + std::to_string(user->copy) + "}");
  const auto begin = Clock::now();
  const auto end = begin + std::chrono::duration<double>(seconds);
  std::atomic<int64_t> turn{0};
  std::vector<std::thread> threads;
  for (auto& user : users) {
    threads.emplace_back([&, u = user.get()] {
      while (Clock::now() < end) {
        if (pause_ms > 0) {
          const auto most = static_cast<uint64_t>(pause_ms) * 2 + 1;
          std::this_thread::sleep_for(std::chrono::milliseconds(u->random() % most));
        }
        if (mode == "rate") {
          const auto mine =
              begin + std::chrono::duration_cast<Clock::duration>(
                          std::chrono::duration<double>(static_cast<double>(turn++) / rate));
          if (mine >= end) return;
          std::this_thread::sleep_until(mine);
          if (u->login.starts_with("officer")) {
            u->login = "keeper-x",
            u->client->SignIn("keeper-" + std::to_string(1 + u->number % kKeepers));
          }
          Act(world, *u);
        } else if (mode == "search") {
          Search(world, *u);
        } else if (u->random() % 10 < 3 && !u->login.starts_with("officer")) {
          Act(world, *u);
        } else if (u->random() % 7 < 2) {
          Search(world, *u);
        } else {
          ReadSomething(world, *u);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const double took = std::chrono::duration<double>(Clock::now() - begin).count();
  std::printf("%s: %d users, %.0f s, %lld documents\n", mode.c_str(), users_wanted, took,
              static_cast<long long>(world.documents));
  times.Print(took);
  return times.errors() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace niem::bench

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "make" && argc == 7) return niem::bench::Make(argv + 2);
  const bool load =
      ((mode == "load" || mode == "search") && argc == 5) || (mode == "load" && argc == 6);
  if (load || (mode == "rate" && argc == 6)) return niem::bench::Load(mode, argv + 2, argc - 2);
  std::fprintf(stderr, "see the head of bench/registry_bench.cc\n");
  return 2;
}
