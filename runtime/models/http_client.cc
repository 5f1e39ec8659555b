#include "runtime/models/http_client.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <vector>

#include "absl/strings/ascii.h"
#include "fmt/format.h"
#include "runtime/base/status_macros.h"
#include "runtime/models/curl_library.h"

namespace suture::models {
namespace {

// Only a client that is prepared gets here.
const CurlLibrary& Curl() {
  static const CurlLibrary& library = **CurlLibrary::Load();
  return library;
}

absl::Status CannotSetUp() {
  return absl::InternalError("The HTTP client could not be set up; too many files may be open.");
}

int64_t NowMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// One exchange and the easy handle that it reuses.
struct Transfer {
  CURL* easy = nullptr;
  const config::Server* server = nullptr;
  curl_slist* headers = nullptr;
  HttpClient::Done done;
  HttpResponse response;
  int64_t received = 0;  // Bytes of headers and body.
  int64_t started_ms = 0;
  int64_t first_byte_ms = 0;    // 0: none came yet.
  int64_t window_start_ms = 0;  // Of the low-speed measure.
  int64_t window_received = 0;
  bool headers_ended = false;
  size_t active_index = 0;
};

std::string* InterestingHeader(std::string_view name, HttpResponse* response) {
  const std::string lower = absl::AsciiStrToLower(std::string(name));
  if (lower == "retry-after") return &response->retry_after;
  if (lower == "retry-after-ms") return &response->retry_after_ms;
  if (lower == "x-should-retry") return &response->should_retry;
  if (lower == "x-request-id" || lower == "request-id" || lower == "apim-request-id") {
    return &response->request_id;
  }
  return nullptr;
}

// Counts what came in; false once it is more than the server may send.
bool Count(Transfer* transfer, size_t bytes) {
  if (transfer->first_byte_ms == 0) {
    transfer->first_byte_ms = transfer->window_start_ms = NowMs();
  }
  transfer->received += static_cast<int64_t>(bytes);
  if (transfer->received <= transfer->server->max_response_bytes) return true;
  transfer->response.error = TransportError::kTooLarge;
  return false;
}

size_t OnHeader(char* data, size_t size, size_t count, void* user) {
  auto* transfer = static_cast<Transfer*>(user);
  const size_t bytes = size * count;
  if (!Count(transfer, bytes)) return 0;
  const std::string_view line(data, bytes);
  transfer->headers_ended |= line == "\r\n" || line == "\n";
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return bytes;
  if (std::string* value = InterestingHeader(line.substr(0, colon), &transfer->response)) {
    *value = std::string(line.substr(colon + 1));
    absl::StripAsciiWhitespace(value);
  }
  return bytes;
}

size_t OnBody(char* data, size_t size, size_t count, void* user) {
  auto* transfer = static_cast<Transfer*>(user);
  const size_t bytes = size * count;
  if (!Count(transfer, bytes)) return 0;
  transfer->response.body.append(data, bytes);
  return bytes;
}

int64_t MillisecondsOf(CURL* easy, CURLINFO stage) {
  curl_off_t microseconds = 0;
  Curl().easy_getinfo(easy, stage, &microseconds);
  return microseconds / 1000;
}

TransportError ErrorOf(CURLcode code, const Transfer& transfer) {
  if (transfer.response.error != TransportError::kNone) return transfer.response.error;
  switch (code) {
    case CURLE_OK:
      // libcurl takes a connection that breaks off within the headers for an answer without a body.
      return transfer.headers_ended ? TransportError::kNone : TransportError::kDropped;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return TransportError::kResolve;
    case CURLE_COULDNT_CONNECT:
      return TransportError::kConnect;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_USE_SSL_FAILED:
      return TransportError::kTls;
    case CURLE_OPERATION_TIMEDOUT: {
      curl_off_t connect_us = 0;
      Curl().easy_getinfo(transfer.easy, CURLINFO_PRETRANSFER_TIME_T, &connect_us);
      return connect_us == 0 ? TransportError::kTimeoutConnect : TransportError::kTimeoutTotal;
    }
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_BAD_CONTENT_ENCODING:
      return TransportError::kMalformed;
    default:
      return TransportError::kDropped;
  }
}

class CurlClient : public HttpClient {
 public:
  CurlClient() = default;
  CurlClient(const CurlClient&) = delete;
  CurlClient& operator=(const CurlClient&) = delete;

  bool Open() {
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (epoll_ < 0 || wake_ < 0) return false;
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = wake_;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event);
    return true;
  }

  absl::Status Prepare() override {
    if (multi_ != nullptr) return absl::OkStatus();
    SUTURE_RETURN_IF_ERROR(CurlLibrary::Load().status());
    multi_ = Curl().multi_init();
    if (multi_ == nullptr) return CannotSetUp();
    Curl().multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlClient::OnSocket);
    Curl().multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    Curl().multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlClient::OnTimer);
    Curl().multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    Curl().multi_setopt(multi_, CURLMOPT_MAXCONNECTS, 1024L);
    return absl::OkStatus();
  }

  ~CurlClient() override {
    Abort();
    for (auto& [server, idle] : idle_) {
      for (std::unique_ptr<Transfer>& transfer : idle) Curl().easy_cleanup(transfer->easy);
    }
    if (multi_ != nullptr) Curl().multi_cleanup(multi_);
    if (epoll_ >= 0) close(epoll_);
    if (wake_ >= 0) close(wake_);
  }

  void Post(const config::Server& server, const HttpRequest& request, Done done) override {
    std::unique_ptr<Transfer> transfer = TakeTransfer(server);
    transfer->done = std::move(done);
    transfer->started_ms = NowMs();
    CURL* easy = transfer->easy;
    Curl().easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    // libcurl does not copy the body: the request outlives the exchange.
    Curl().easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
    Curl().easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                       static_cast<curl_off_t>(request.body.size()));
    // No "Expect: 100-continue": it costs a round trip on every long prompt.
    curl_slist* headers = Curl().slist_append(nullptr, "Expect:");
    headers = Curl().slist_append(headers, "Content-Type: application/json");
    headers = Curl().slist_append(headers, "Accept: application/json");
    for (const auto& [name, value] : request.headers) {
      headers = Curl().slist_append(headers, (name + ": " + value).c_str());
    }
    transfer->headers = headers;
    Curl().easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    Curl().multi_add_handle(multi_, easy);
    transfer->active_index = active_.size();
    active_.push_back(std::move(transfer));
  }

  void Poll(int64_t wait_ms) override {
    std::array<epoll_event, 256> events;
    const int count =
        epoll_wait(epoll_, events.data(), events.size(), static_cast<int>(ShortestWait(wait_ms)));
    int running = 0;
    for (int i = 0; i < count; ++i) {
      if (events[i].data.fd == wake_) {
        uint64_t ignored;
        [[maybe_unused]] const ssize_t bytes = read(wake_, &ignored, sizeof(ignored));
        continue;
      }
      int mask = 0;
      if (events[i].events & EPOLLIN) mask |= CURL_CSELECT_IN;
      if (events[i].events & EPOLLOUT) mask |= CURL_CSELECT_OUT;
      if (events[i].events & (EPOLLERR | EPOLLHUP)) mask |= CURL_CSELECT_ERR;
      Curl().multi_socket_action(multi_, events[i].data.fd, mask, &running);
    }
    const int64_t now = NowMs();
    if (timer_due_ms_ >= 0 && now >= timer_due_ms_) {
      timer_due_ms_ = -1;  // libcurl sets the next one while it acts.
      Curl().multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    if (now >= next_sweep_ms_) Sweep(now);
    Finish();
  }

  int in_flight() const override { return static_cast<int>(active_.size()); }

  void Abort() override {
    while (!active_.empty()) Release(active_.back().get());
  }

  void Wake() override {
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t bytes = write(wake_, &one, sizeof(one));
  }

 private:
  static int OnSocket(CURL*, curl_socket_t socket, int what, void* user, void* known) {
    auto* client = static_cast<CurlClient*>(user);
    if (what == CURL_POLL_REMOVE) {
      epoll_ctl(client->epoll_, EPOLL_CTL_DEL, socket, nullptr);
      Curl().multi_assign(client->multi_, socket, nullptr);
      return 0;
    }
    epoll_event event{};
    if (what & CURL_POLL_IN) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
    event.data.fd = socket;
    const int operation = known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    if (epoll_ctl(client->epoll_, operation, socket, &event) != 0) {
      // libcurl may have closed a socket and opened one of the same number without telling.
      epoll_ctl(client->epoll_, known == nullptr ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
    }
    Curl().multi_assign(client->multi_, socket, client);
    return 0;
  }

  static int OnTimer(CURLM*, long timeout_ms, void* user) {
    auto* client = static_cast<CurlClient*>(user);
    client->timer_due_ms_ = timeout_ms < 0 ? -1 : NowMs() + timeout_ms;
    return 0;
  }

  std::unique_ptr<Transfer> TakeTransfer(const config::Server& server) {
    std::vector<std::unique_ptr<Transfer>>& idle = idle_[&server];
    if (!idle.empty()) {
      std::unique_ptr<Transfer> transfer = std::move(idle.back());
      idle.pop_back();
      return transfer;
    }
    auto transfer = std::make_unique<Transfer>();
    transfer->server = &server;
    transfer->easy = Curl().easy_init();
    Configure(server, transfer.get());
    const int64_t shortest = std::min(server.timeouts.first_byte_ms, server.timeouts.low_speed_ms);
    sweep_every_ms_ = std::min(sweep_every_ms_, std::clamp<int64_t>(shortest / 4, 5, 250));
    return transfer;
  }

  // What holds for every exchange with a server; set once a handle.
  static void Configure(const config::Server& server, Transfer* transfer) {
    CURL* easy = transfer->easy;
    Curl().easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    Curl().easy_setopt(easy, CURLOPT_POST, 1L);
    Curl().easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    Curl().easy_setopt(easy, CURLOPT_USERAGENT, "suture");
    Curl().easy_setopt(easy, CURLOPT_HEADERFUNCTION, &OnHeader);
    Curl().easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    Curl().easy_setopt(easy, CURLOPT_WRITEFUNCTION, &OnBody);
    Curl().easy_setopt(easy, CURLOPT_WRITEDATA, transfer);

    const bool https = server.base_url.starts_with("https://");
    Curl().easy_setopt(easy, CURLOPT_PROTOCOLS_STR, https ? "https" : "http");
    Curl().easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    Curl().easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https");
    Curl().easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    Curl().easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
    // An empty proxy switches off http_proxy and its like; an empty list switches off no_proxy.
    Curl().easy_setopt(easy, CURLOPT_PROXY, server.proxy.c_str());
    Curl().easy_setopt(easy, CURLOPT_NOPROXY, "");
    Curl().easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);

    Curl().easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    Curl().easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    Curl().easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!server.ca_file.empty()) Curl().easy_setopt(easy, CURLOPT_CAINFO, server.ca_file.c_str());
    const bool http2 = https && server.http2;
    Curl().easy_setopt(easy, CURLOPT_HTTP_VERSION,
                       static_cast<long>(http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
    Curl().easy_setopt(easy, CURLOPT_PIPEWAIT, http2 ? 1L : 0L);

    Curl().easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                       static_cast<long>(server.timeouts.connect_ms));
    Curl().easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(server.timeouts.total_ms));
    Curl().easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  }

  int64_t ShortestWait(int64_t wait_ms) const {
    const int64_t now = NowMs();
    if (timer_due_ms_ >= 0) wait_ms = std::min(wait_ms, timer_due_ms_ - now);
    if (!active_.empty()) wait_ms = std::min(wait_ms, next_sweep_ms_ - now);
    return std::clamp<int64_t>(wait_ms, 0, 60'000);
  }

  // Ends what has been silent or slow for too long. libcurl's own low-speed limit would also count
  // the time in which a model thinks.
  void Sweep(int64_t now) {
    next_sweep_ms_ = now + sweep_every_ms_;
    for (size_t i = active_.size(); i-- > 0;) {
      Transfer* transfer = active_[i].get();
      const config::Timeouts& timeouts = transfer->server->timeouts;
      if (transfer->first_byte_ms == 0) {
        if (now - transfer->started_ms < timeouts.first_byte_ms) continue;
        transfer->response.error = TransportError::kTimeoutFirstByte;
      } else {
        if (now - transfer->window_start_ms < timeouts.low_speed_ms) continue;
        const int64_t received = transfer->received - transfer->window_received;
        transfer->window_start_ms = now;
        transfer->window_received = transfer->received;
        if (received * 1000 >= timeouts.low_speed_bytes * timeouts.low_speed_ms) continue;
        transfer->response.error = TransportError::kTimeoutLowSpeed;
      }
      Complete(transfer);
    }
  }

  void Finish() {
    if (multi_ == nullptr) return;
    int left = 0;
    while (CURLMsg* message = Curl().multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      Transfer* transfer = nullptr;
      Curl().easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
      transfer->response.error = ErrorOf(message->data.result, *transfer);
      Complete(transfer);
    }
  }

  void Complete(Transfer* transfer) {
    long status = 0;
    Curl().easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    transfer->response.status = static_cast<int>(status);
    transfer->response.connect_ms = MillisecondsOf(transfer->easy, CURLINFO_APPCONNECT_TIME_T);
    if (transfer->response.connect_ms == 0) {
      transfer->response.connect_ms = MillisecondsOf(transfer->easy, CURLINFO_CONNECT_TIME_T);
    }
    transfer->response.first_byte_ms =
        MillisecondsOf(transfer->easy, CURLINFO_STARTTRANSFER_TIME_T);
    HttpResponse response = std::move(transfer->response);
    Done done = std::move(transfer->done);
    Release(transfer);
    done(std::move(response));
  }

  // Takes the exchange out of flight and keeps its handle for the next one.
  void Release(Transfer* transfer) {
    Curl().multi_remove_handle(multi_, transfer->easy);
    Curl().easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, nullptr);
    Curl().slist_free_all(transfer->headers);
    transfer->headers = nullptr;
    transfer->done = nullptr;
    transfer->response.Clear();
    transfer->received = transfer->window_received = 0;
    transfer->first_byte_ms = 0;
    transfer->headers_ended = false;
    const size_t index = transfer->active_index;
    std::unique_ptr<Transfer> owned = std::move(active_[index]);
    if (index + 1 < active_.size()) {
      active_[index] = std::move(active_.back());
      active_[index]->active_index = index;
    }
    active_.pop_back();
    idle_[owned->server].push_back(std::move(owned));
  }

  CURLM* multi_ = nullptr;
  int epoll_ = -1;
  int wake_ = -1;
  int64_t timer_due_ms_ = -1;
  int64_t next_sweep_ms_ = 0;
  int64_t sweep_every_ms_ = 250;
  std::vector<std::unique_ptr<Transfer>> active_;
  std::map<const config::Server*, std::vector<std::unique_ptr<Transfer>>> idle_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<HttpClient>> HttpClient::Create() {
  auto client = std::make_unique<CurlClient>();
  if (!client->Open()) return CannotSetUp();
  return client;
}

}  // namespace suture::models
