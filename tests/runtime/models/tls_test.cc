// TLS and HTTP/2 through a real proxy (nghttpx) with a throw-away authority. Skipped, saying so,
// where nghttpx or the openssl command is not installed.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/runtime/models/test_setup.h"

extern char** environ;

namespace suture::models {
namespace {

using fake_model_server::FakeModelServer;
using values::FailureKind;

bool Run(const std::string& command) {
  return std::system((command + " >/dev/null 2>&1").c_str()) == 0;
}

bool Installed() { return Run("command -v nghttpx") && Run("command -v openssl"); }

int FreePort() {
  const int socket_fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  REQUIRE(bind(socket_fd, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(getsockname(socket_fd, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  close(socket_fd);
  return ntohs(address.sin_port);
}

bool Listens(int port) {
  const int socket_fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool connected =
      connect(socket_fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  close(socket_fd);
  return connected;
}

// A TLS front with a certificate for `name` before the server, from construction to destruction.
class TlsFront {
 public:
  TlsFront(int backend_port, const std::string& name) : port_(FreePort()) {
    char pattern[] = "/tmp/suture_tls_XXXXXX";
    folder_ = mkdtemp(pattern);
    const std::string in = "cd " + folder_ + " && ";
    std::ofstream(folder_ + "/san.cnf") << "subjectAltName=" << name << "\n";
    REQUIRE(Run(in + "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=throwaway "
                     "-keyout ca.key -out ca.pem"));
    REQUIRE(Run(in + "openssl req -newkey rsa:2048 -nodes -subj /CN=front -keyout front.key "
                     "-out front.csr"));
    REQUIRE(Run(in + "openssl x509 -req -in front.csr -CA ca.pem -CAkey ca.key -CAcreateserial "
                     "-days 2 -extfile san.cnf -out front.pem"));
    std::vector<std::string> words = {"nghttpx",
                                      "--conf=/dev/null",
                                      fmt::format("--frontend=127.0.0.1,{}", port_),
                                      fmt::format("--backend=127.0.0.1,{}", backend_port),
                                      "--workers=1",
                                      "--errorlog-file=" + folder_ + "/error.log",
                                      folder_ + "/front.key",
                                      folder_ + "/front.pem"};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    REQUIRE(posix_spawnp(&process_, "nghttpx", &quiet, nullptr, arguments.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&quiet);
    for (int i = 0; i < 200 && !Listens(port_); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    REQUIRE(Listens(port_));
  }

  ~TlsFront() {
    kill(process_, SIGTERM);
    int status = 0;
    waitpid(process_, &status, 0);
    std::filesystem::remove_all(folder_);
  }

  std::string url() const { return fmt::format("https://127.0.0.1:{}/v1", port_); }
  std::string authority() const { return "    ca_file: " + folder_ + "/ca.pem\n"; }

 private:
  int port_;
  std::string folder_;
  pid_t process_ = -1;
};

TEST_CASE("TLS: a hospital's own authority, HTTP/2 on one connection, and nothing unverified") {
  if (!Installed()) {
    WARN("Skipped: nghttpx (nghttp2-proxy) or openssl is not installed.");
    return;
  }
  FakeModelServer server;
  server.SetKey(kKey);
  const TlsFront front(server.port(), "IP:127.0.0.1");

  Fixture trusted(ConfigFor(front.url(), "openai", front.authority(), "    concurrency: 300\n"));
  int good = 0;
  for (int i = 0; i < 600; ++i) {
    trusted.dispatcher->Submit(AskOne(), [&good](Reply&& reply) {
      INFO(reply.detail);
      CHECK_FALSE(reply.failure.has_value());
      good += !reply.failure;
    });
  }
  trusted.dispatcher->RunUntilIdle();
  CHECK(good == 600);
  for (const auto& request : server.requests()) CHECK(request.Header("via").starts_with("2"));

  Fixture first_version(ConfigFor(front.url(), "openai", front.authority() + "    http2: false\n"));
  CHECK_FALSE(first_version.Call(AskOne()).failure.has_value());
  CHECK(server.requests().back().Header("via").starts_with("1.1"));

  // Without the authority the certificate is a stranger's, and no request leaves.
  const int before = server.request_count();
  Fixture untrusted(ConfigFor(front.url()));
  const Reply reply = untrusted.Call(AskOne());
  CHECK(reply.failure == FailureKind::kTransport);
  CHECK(reply.attempts[0].transport == TransportError::kTls);
  CHECK(reply.detail.find("ca_file") != std::string::npos);
  CHECK(server.request_count() == before);
}

TEST_CASE("TLS: a certificate for another host is not accepted") {
  if (!Installed()) {
    WARN("Skipped: nghttpx (nghttp2-proxy) or openssl is not installed.");
    return;
  }
  FakeModelServer server;
  const TlsFront front(server.port(), "DNS:other.example");
  Fixture fixture(ConfigFor(front.url(), "openai", front.authority()));
  const Reply reply = fixture.Call(AskOne());
  CHECK(reply.failure == FailureKind::kTransport);
  CHECK(reply.attempts[0].transport == TransportError::kTls);
  CHECK(server.request_count() == 0);
}

}  // namespace
}  // namespace suture::models
