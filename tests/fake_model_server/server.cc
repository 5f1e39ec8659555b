#include "tests/fake_model_server/server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace suture::fake_model_server {
enum class Then { kNext, kClose, kReset };

// A piece of an answer: written `delay_ms` after the piece before it.
struct Step {
  std::string bytes;
  int64_t delay_ms = 0;
  Then then = Then::kNext;
  bool forever = false;  // Written again and again.
};

namespace {

int64_t NowMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::string HttpText(const HttpAnswer& answer) {
  return "HTTP/1.1 " + std::to_string(answer.status) +
         " Status\r\nContent-Type: application/json\r\n" + answer.extra_headers +
         "Content-Length: " + std::to_string(answer.body.size()) + "\r\n\r\n" + answer.body;
}

// The pieces in which an answer goes out, broken where the fault says so.
std::vector<Step> StepsOf(const ReceivedRequest& request, const ModelText& text,
                          const Fault& fault) {
  const std::string whole = HttpText(Render(request, text, fault));
  const size_t body_at = whole.find("\r\n\r\n") + 4;
  switch (fault.kind) {
    case FaultKind::kGarbage:
      return {{"\x16\x03\x01 this is not HTTP\r\n\r\n", 0, Then::kClose}};
    case FaultKind::kDropBeforeAnswer:
      return {{"", 0, Then::kClose}};
    case FaultKind::kDropMidHeaders:
      return {{whole.substr(0, 30), 0, Then::kClose}};
    case FaultKind::kDropMidBody:
      return {{whole.substr(0, (body_at + whole.size()) / 2), 0, Then::kClose}};
    case FaultKind::kReset:
      // The pause lets the client read the first half before the reset discards it.
      return {{whole.substr(0, (body_at + whole.size()) / 2)}, {"", 5, Then::kReset}};
    case FaultKind::kSilence:
      return {{"", int64_t{3600} * 1000, Then::kClose}};
    case FaultKind::kSlowDrip: {
      std::vector<Step> steps;
      for (char c : whole) steps.push_back({std::string(1, c), fault.number});
      return steps;
    }
    case FaultKind::kEndlessBody: {
      Step spaces{std::string(16384, ' ')};
      spaces.forever = true;
      return {{"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"},
              spaces};
    }
    case FaultKind::kHugeBody:
      return {{"HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(fault.number) + "\r\n\r\n" +
               std::string(static_cast<size_t>(fault.number), 'x')}};
    default:
      return {{whole}};
  }
}

// Takes one whole request off the front of `in`; false if it is not all there yet.
bool TakeRequest(std::string* in, ReceivedRequest* request) {
  const size_t end = in->find("\r\n\r\n");
  if (end == std::string::npos) return false;
  size_t length = 0;
  size_t at = in->find("\r\n");
  const std::string first = in->substr(0, at);
  while (at < end) {
    const size_t line_end = in->find("\r\n", at + 2);
    const std::string line = in->substr(at + 2, line_end - at - 2);
    at = line_end;
    const size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    std::string name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    const size_t value_at = line.find_first_not_of(' ', colon + 1);
    std::string value = value_at == std::string::npos ? "" : line.substr(value_at);
    if (name == "content-length") length = std::strtoul(value.c_str(), nullptr, 10);
    request->headers.emplace_back(std::move(name), std::move(value));
  }
  if (in->size() < end + 4 + length) {
    request->headers.clear();
    return false;
  }
  const size_t space = first.find(' ');
  request->method = first.substr(0, space);
  request->target = first.substr(space + 1, first.rfind(' ') - space - 1);
  request->body = in->substr(end + 4, length);
  in->erase(0, end + 4 + length);
  return true;
}

[[noreturn]] void Die(const char* what) {
  std::perror(what);
  std::abort();
}

}  // namespace

class FakeModelServer::Loop {
 public:
  Loop() {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener_ < 0) Die("fake model server: socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, generic, size) != 0 || listen(listener_, 4096) != 0 ||
        getsockname(listener_, generic, &size) != 0) {
      Die("fake model server: bind");
    }
    port_ = ntohs(address.sin_port);
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    stop_ = eventfd(0, EFD_CLOEXEC);
    Watch(listener_, EPOLLIN, EPOLL_CTL_ADD);
    Watch(stop_, EPOLLIN, EPOLL_CTL_ADD);
    thread_ = std::thread([this] { Run(); });
  }

  ~Loop() {
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t bytes = write(stop_, &one, sizeof(one));
    thread_.join();
    for (auto& [socket, connection] : connections_) close(socket);
    close(listener_);
    close(epoll_);
    close(stop_);
  }

  int port() const { return port_; }

  mutable std::mutex mutex;  // Guards what follows.
  Model model;
  std::deque<Fault> script;
  FaultPlan plan;
  std::string key;
  int64_t latency_ms = 0;
  std::deque<int> hold_until;
  bool forget = false;
  std::vector<ReceivedRequest> requests;
  int request_count = 0;
  int connection_count = 0;
  int in_flight = 0;
  int most_in_flight = 0;

 private:
  struct Connection {
    int socket = -1;
    std::string in;
    std::deque<Step> out;
    size_t written = 0;      // Of the first step.
    int64_t due_ms = 0;      // When the first step may be written.
    bool held = false;       // The answer waits for HoldUntil.
    bool answering = false;  // A request waits for the end of its answer.
  };

  void Watch(int socket, uint32_t what, int operation) {
    epoll_event event{};
    event.events = what;
    event.data.fd = socket;
    epoll_ctl(epoll_, operation, socket, &event);
  }

  void Run() {
    std::array<epoll_event, 256> events;
    while (true) {
      const int count = epoll_wait(epoll_, events.data(), events.size(), WaitMs());
      for (int i = 0; i < count; ++i) {
        const int socket = events[i].data.fd;
        if (socket == stop_) return;
        if (socket == listener_) {
          Accept();
        } else if (connections_.contains(socket)) {
          if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) Read(socket);
          if (connections_.contains(socket) && (events[i].events & EPOLLOUT)) Write(socket);
        }
      }
      const int64_t now = NowMs();
      while (!timers_.empty() && timers_.begin()->first <= now) {
        const int socket = timers_.begin()->second;
        timers_.erase(timers_.begin());
        if (connections_.contains(socket)) Write(socket);
      }
    }
  }

  int WaitMs() const {
    if (timers_.empty()) return 1000;
    return static_cast<int>(std::clamp<int64_t>(timers_.begin()->first - NowMs(), 0, 1000));
  }

  void Accept() {
    while (true) {
      const int socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (socket < 0) return;
      const int on = 1;
      setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
      connections_[socket].socket = socket;
      Watch(socket, EPOLLIN, EPOLL_CTL_ADD);
      std::lock_guard lock(mutex);
      ++connection_count;
    }
  }

  void Read(int socket) {
    Connection& connection = connections_[socket];
    std::array<char, 65536> buffer;
    while (true) {
      const ssize_t bytes = recv(socket, buffer.data(), buffer.size(), 0);
      if (bytes > 0) {
        connection.in.append(buffer.data(), static_cast<size_t>(bytes));
        continue;
      }
      if (bytes < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
      Close(socket);
      return;
    }
    ReceivedRequest request;
    if (!connection.answering && TakeRequest(&connection.in, &request)) Answer(connection, request);
  }

  void Answer(Connection& connection, ReceivedRequest& request) {
    Interpret(&request);
    Fault fault;
    Model write;
    FaultPlan next_fault;
    std::string wanted_key;
    int64_t latency = 0;
    bool release = false;
    {
      std::lock_guard lock(mutex);
      request.number = request_count++;
      if (!forget) requests.push_back(request);
      most_in_flight = std::max(most_in_flight, ++in_flight);
      connection.held = !hold_until.empty();
      release = connection.held && in_flight >= hold_until.front();
      if (release) hold_until.pop_front();
      write = model;
      wanted_key = key;
      latency = latency_ms;
      if (!script.empty()) {
        fault = script.front();
        script.pop_front();
      } else {
        next_fault = plan;
      }
    }
    if (next_fault) fault = next_fault(request);
    connection.answering = true;
    const HttpAnswer objection = Validate(request, wanted_key);
    if (objection.status != 200) {
      connection.out.push_back({HttpText(objection)});
    } else {
      for (Step& step : StepsOf(request, Written(write, request), fault)) {
        connection.out.push_back(std::move(step));
      }
    }
    connection.out.front().delay_ms += latency;
    if (!connection.held) StartStep(connection);
    if (release) {
      ReleaseHeld();
    } else {
      Write(connection.socket);
    }
  }

  void ReleaseHeld() {
    std::vector<int> sockets;
    for (auto& [socket, connection] : connections_) {
      if (!connection.held) continue;
      connection.held = false;
      StartStep(connection);
      sockets.push_back(socket);
    }
    for (int socket : sockets) Write(socket);
  }

  static ModelText Written(const Model& write, const ReceivedRequest& request) {
    if (write) return write(request);
    ModelText text;
    if (request.schema.is_object()) text.text = SmallestFitting(request.schema).dump();
    return text;
  }

  void StartStep(Connection& connection) {
    connection.written = 0;
    connection.due_ms = NowMs() + connection.out.front().delay_ms;
    if (connection.out.front().delay_ms > 0) timers_.emplace(connection.due_ms, connection.socket);
  }

  void Write(int socket) {
    Connection& connection = connections_[socket];
    while (!connection.out.empty() && !connection.held && NowMs() >= connection.due_ms) {
      Step& step = connection.out.front();
      while (connection.written < step.bytes.size()) {
        const ssize_t bytes = send(socket, step.bytes.data() + connection.written,
                                   step.bytes.size() - connection.written, MSG_NOSIGNAL);
        if (bytes < 0) {
          if (errno == EAGAIN || errno == EWOULDBLOCK) {
            Watch(socket, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
          } else {
            Close(socket);
          }
          return;
        }
        connection.written += static_cast<size_t>(bytes);
      }
      if (step.forever) {
        connection.written = 0;
        continue;
      }
      if (step.then != Then::kNext) {
        if (step.then == Then::kReset) {
          const linger at_once{1, 0};
          setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
        }
        Close(socket);
        return;
      }
      connection.out.pop_front();
      if (!connection.out.empty()) StartStep(connection);
    }
    Watch(socket, EPOLLIN, EPOLL_CTL_MOD);
    if (connection.out.empty() && connection.answering) {
      connection.answering = false;
      {
        std::lock_guard lock(mutex);
        --in_flight;
      }
      ReceivedRequest next;
      if (TakeRequest(&connection.in, &next)) Answer(connection, next);
    }
  }

  void Close(int socket) {
    if (connections_[socket].answering) {
      std::lock_guard lock(mutex);
      --in_flight;
    }
    epoll_ctl(epoll_, EPOLL_CTL_DEL, socket, nullptr);
    close(socket);
    connections_.erase(socket);
  }

  int listener_ = -1;
  int epoll_ = -1;
  int stop_ = -1;
  int port_ = 0;
  std::map<int, Connection> connections_;  // The loop's thread only.
  std::multimap<int64_t, int> timers_;     // Due time to socket; a stale one does no harm.
  std::thread thread_;
};

FakeModelServer::FakeModelServer() : loop_(std::make_unique<Loop>()) {}
FakeModelServer::~FakeModelServer() = default;

int FakeModelServer::port() const { return loop_->port(); }

std::string FakeModelServer::url() const { return "http://127.0.0.1:" + std::to_string(port()); }

void FakeModelServer::SetModel(Model model) {
  std::lock_guard lock(loop_->mutex);
  loop_->model = std::move(model);
}

void FakeModelServer::SetScript(std::vector<Fault> faults) {
  std::lock_guard lock(loop_->mutex);
  loop_->script.assign(faults.begin(), faults.end());
}

void FakeModelServer::SetFaultPlan(FaultPlan plan) {
  std::lock_guard lock(loop_->mutex);
  loop_->plan = std::move(plan);
}

void FakeModelServer::SetKey(std::string key) {
  std::lock_guard lock(loop_->mutex);
  loop_->key = std::move(key);
}

void FakeModelServer::SetLatency(int64_t milliseconds) {
  std::lock_guard lock(loop_->mutex);
  loop_->latency_ms = milliseconds;
}

void FakeModelServer::HoldUntil(std::vector<int> waiting) {
  std::lock_guard lock(loop_->mutex);
  loop_->hold_until.assign(waiting.begin(), waiting.end());
}

std::vector<ReceivedRequest> FakeModelServer::requests() const {
  std::lock_guard lock(loop_->mutex);
  return loop_->requests;
}

int FakeModelServer::request_count() const {
  std::lock_guard lock(loop_->mutex);
  return loop_->request_count;
}

int FakeModelServer::connection_count() const {
  std::lock_guard lock(loop_->mutex);
  return loop_->connection_count;
}

int FakeModelServer::in_flight() const {
  std::lock_guard lock(loop_->mutex);
  return loop_->in_flight;
}

int FakeModelServer::most_in_flight() const {
  std::lock_guard lock(loop_->mutex);
  return loop_->most_in_flight;
}

void FakeModelServer::ForgetRequests() {
  std::lock_guard lock(loop_->mutex);
  loop_->forget = true;
}

}  // namespace suture::fake_model_server
