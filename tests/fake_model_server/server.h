// A model server for tests, on raw sockets at 127.0.0.1: it speaks the protocols of OpenAI (and
// Azure's classic form), Anthropic and Ollama as their servers do, objects to what they object to,
// and misbehaves on demand, below HTTP too. It runs on a thread of its own from construction to
// destruction.
//
//   FakeModelServer server;
//   server.SetModel([](const ReceivedRequest& request) { return ModelText{R"({"answer":"Yes"})"};
//   }); server.SetScript({{FaultKind::kOverloaded}, {FaultKind::kRateLimit, "retry-after:
//   2\r\n"}}); … base_url: server.url() + "/v1" …
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/fake_model_server/fault.h"
#include "tests/fake_model_server/protocol.h"

namespace suture::fake_model_server {

class FakeModelServer {
 public:
  using Model = std::function<ModelText(const ReceivedRequest&)>;
  using FaultPlan = std::function<Fault(const ReceivedRequest&)>;

  FakeModelServer();  // Listens on a free port; aborts the test if it cannot.
  ~FakeModelServer();
  FakeModelServer(const FakeModelServer&) = delete;
  FakeModelServer& operator=(const FakeModelServer&) = delete;

  int port() const;
  std::string url() const;  // http://127.0.0.1:PORT

  // All setters may be called at any time; the functions run on the server's thread. Without a
  // model the server writes the smallest answer that fits the schema.
  void SetModel(Model model);
  void SetScript(std::vector<Fault> faults);  // For the next requests, one each; then none.
  void SetFaultPlan(FaultPlan plan);          // Asked for each request when the script is used up.
  void SetKey(std::string key);               // Empty: no key is asked for.
  void SetLatency(int64_t milliseconds);      // Of every answer.
  // No answer leaves until so many requests are in flight; then all do, and those that come next
  // are held until as many are as the next number says. Behind the last none is held.
  void HoldUntil(std::vector<int> waiting);

  // What came so far, in order.
  std::vector<ReceivedRequest> requests() const;
  int request_count() const;
  int connection_count() const;  // Opened so far.
  int in_flight() const;         // Requests received and not yet answered.
  int most_in_flight() const;    // Requests received and not yet answered, at their most.
  // Keeps no bodies from now on: for long runs.
  void ForgetRequests();

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace suture::fake_model_server
