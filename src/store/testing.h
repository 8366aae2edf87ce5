// For tests: stores of both engines in temporary folders. A PostgreSQL 15 server is started once
// per test program on a Unix socket, as an ordinary user, and stopped by its process id.
//
//   class BookTest : public testing::TestWithParam<Engine> { TestStore store_{GetParam()}; };
//   INSTANTIATE_TEST_SUITE_P(Engines, BookTest, testing::ValuesIn(EnginesToTest()), EngineName);
//
// Errors: throws std::runtime_error, which fails the test. Thread-safety: one thread.
#pragma once

#include <dirent.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "store/embedded.h"
#include "store/sql.h"

namespace niem::store::testing {

namespace fs = std::filesystem;

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = fs::temp_directory_path() / "niem-store-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    path_ = name;
  }

  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// A server of its own, on a socket inside a temporary folder.
class PostgresServer {
 public:
  static PostgresServer& Shared() {
    static PostgresServer server;
    return server;
  }

  static std::string Binaries() { return "/usr/lib/postgresql/15/bin/"; }

  static bool Installed() { return ::access((Binaries() + "initdb").c_str(), X_OK) == 0; }

  PostgresServer() {
    if (::geteuid() == 0) {
      const passwd* user = ::getpwnam("postgres");
      if (user == nullptr) throw std::runtime_error("no user postgres");
      uid_ = user->pw_uid, gid_ = user->pw_gid;
      if (::chown(folder_.path().c_str(), uid_, gid_) != 0) throw std::runtime_error("chown");
    }
    Wait(Spawn({Binaries() + "initdb", "-D", folder_ / "data", "-U", "niem", "-A", "trust", "-E",
                "UTF8", "--locale=C", "--no-sync"}));
    Start();
  }

  // Also after Kill, when it recovers from its log.
  void Start() {
    server_ = Spawn({Binaries() + "postgres", "-D", folder_ / "data", "-k", folder_.path(), "-c",
                     "listen_addresses=", "-c", "shared_buffers=16MB", "-c", "max_connections=60",
                     "-c", "logging_collector=off"});
    for (int tries = 0; tries < 600; ++tries) {
      if (PQping(ConnInfo("postgres").c_str()) == PQPING_OK) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    throw std::runtime_error("PostgreSQL did not start: " + folder_.path());
  }

  // Ends it at once, without a checkpoint: it recovers from its log at the next start.
  void Kill() {
    ::kill(server_, SIGQUIT);
    ::waitpid(server_, nullptr, 0);
  }

  ~PostgresServer() {
    ::kill(server_, SIGINT);  // fast shutdown
    int status = 0;
    ::waitpid(server_, &status, 0);
  }

  std::string ConnInfo(const std::string& database) const {
    return "host=" + folder_.path() + " user=niem dbname=" + database;
  }

  // An empty database of a new name.
  std::string NewDatabase() {
    const std::string name = "test" + std::to_string(++databases_);
    PGconn* connection = PQconnectdb(ConnInfo("postgres").c_str());
    PGresult* made =
        PQexec(connection, ("CREATE DATABASE " + name + " TEMPLATE template0").c_str());
    const bool ok = PQresultStatus(made) == PGRES_COMMAND_OK;
    PQclear(made);
    PQfinish(connection);
    if (!ok) throw std::runtime_error("CREATE DATABASE");
    return ConnInfo(name);
  }

  pid_t pid() const { return server_; }

 private:
  pid_t Spawn(const std::vector<std::string>& command) {
    const pid_t child = ::fork();
    if (child != 0) return child;
    if (uid_ != 0 && (::setgid(gid_) != 0 || ::setuid(uid_) != 0)) ::_exit(126);
    // Should the test program die, the server goes too. After setuid, which would clear it.
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (::chdir(folder_.path().c_str()) != 0) ::_exit(125);
    const int log = ::open((folder_ / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(log, 1), ::dup2(log, 2);
    std::vector<char*> words;
    words.reserve(command.size() + 1);
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    ::execv(words[0], words.data());
    ::_exit(127);
  }

  static void Wait(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    if (status != 0) throw std::runtime_error("initdb failed");
  }

  TemporaryFolder folder_;
  uid_t uid_ = 0;
  gid_t gid_ = 0;
  pid_t server_ = -1;
  int databases_ = 0;
};

inline StoreKey TestKey(std::string_view passphrase = "một mật khẩu để thử") {
  return *StoreKey::FromPassphrase(AsBytes(passphrase), kLowestPasswordCost);
}

// An empty store; Reopen closes it and opens it again.
class TestStore {
 public:
  explicit TestStore(Engine engine) : engine_(engine) {
    if (engine == Engine::kPostgres) conninfo_ = PostgresServer::Shared().NewDatabase();
    Reopen();
  }

  void Reopen() {
    store_.reset();
    Result<std::unique_ptr<Store>> opened = engine_ == Engine::kEmbedded
                                                ? Store::OpenEmbedded(Options(), TestKey())
                                                : Store::OpenPostgres(conninfo_);
    if (!opened.ok()) throw std::runtime_error(opened.error().message().en);
    store_ = std::move(opened).value();
  }

  void Close() { store_.reset(); }

  EmbeddedOptions Options() const {
    EmbeddedOptions options;
    options.path = path();
    options.create = true;
    return options;
  }

  std::string path() const { return folder_ / "kho.niem"; }

  const std::string& conninfo() const { return conninfo_; }

  const TemporaryFolder& folder() const { return folder_; }

  Store& operator*() { return *store_; }

  Store* operator->() { return store_.get(); }

 private:
  Engine engine_;
  TemporaryFolder folder_;
  std::string conninfo_;
  std::unique_ptr<Store> store_;
};

inline std::vector<Engine> EnginesToTest() {
  if (PostgresServer::Installed()) return {Engine::kEmbedded, Engine::kPostgres};
  return {Engine::kEmbedded};
}

inline std::string EngineName(const ::testing::TestParamInfo<Engine>& info) {
  return info.param == Engine::kEmbedded ? "Embedded" : "Postgres";
}

// Prints the error of a Result that should have been Ok.
#define NIEM_ASSERT_OK(expr)                                                            \
  do {                                                                                  \
    const auto& niem_ok_ = (expr);                                                      \
    ASSERT_TRUE(niem_ok_.ok()) << (niem_ok_.ok() ? "" : niem_ok_.error().message().en); \
  } while (false)

}  // namespace niem::store::testing
