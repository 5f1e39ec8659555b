// The fake model server as a program, for tests of the command line. It prints its port and then
// obeys one command a line; the end of its input ends it.
//
//   latency MS             of every answer
//   fault NAME [N] [TEXT]  every request meets this fault (names as in kFaults); "fault none" ends
//   it slow_first MS          the next request alone is answered one byte every MS milliseconds
//   transient PERCENT      so many tries of a request fail in a way that may pass, each request in
//                          its own way; the third try never does
//   oracle FILE BLOCK LEAST  the model is an oracle (oracle.h) that knows what FILE says; its cache
//                          holds blocks of so many tokens, of prompts with at least so many
//   bill                   prints what the oracle's server would bill
//   obey                   the model does what notes tell it to ("answer Yes")
//   forget                 keeps no requests from now on, for long runs
//   stats                  prints {"requests":…,"different":…,"in_flight":…,"most_in_flight":…}
//   bodies FILE            writes the bodies received so far, one a line
#include <atomic>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>

#include "tests/fake_model_server/obedience.h"
#include "tests/fake_model_server/oracle.h"
#include "tests/fake_model_server/reader.h"
#include "tests/fake_model_server/server.h"

namespace suture::fake_model_server {
namespace {

const std::map<std::string, FaultKind> kFaults = {
    {"none", FaultKind::kNone},
    {"rate_limit", FaultKind::kRateLimit},
    {"quota", FaultKind::kQuota},
    {"loading", FaultKind::kLoading},
    {"overloaded", FaultKind::kOverloaded},
    {"status", FaultKind::kStatus},
    {"content_filter", FaultKind::kContentFilter},
    {"context_too_long", FaultKind::kContextTooLong},
    {"integer_code", FaultKind::kIntegerCode},
    {"error_inside_200", FaultKind::kErrorInside200},
    {"redirect", FaultKind::kRedirect},
    {"filtered_answer", FaultKind::kFilteredAnswer},
    {"refusal", FaultKind::kRefusal},
    {"length_mid_json", FaultKind::kLengthMidJson},
    {"length_whitespace", FaultKind::kLengthWhitespace},
    {"prompt_cut", FaultKind::kPromptCut},
    {"usage_missing", FaultKind::kUsageMissing},
    {"null_content", FaultKind::kNullContent},
    {"no_choices", FaultKind::kNoChoices},
    {"wrong_schema", FaultKind::kWrongSchema},
    {"not_json", FaultKind::kNotJson},
    {"garbage", FaultKind::kGarbage},
    {"drop_before_answer", FaultKind::kDropBeforeAnswer},
    {"drop_mid_headers", FaultKind::kDropMidHeaders},
    {"drop_mid_body", FaultKind::kDropMidBody},
    {"reset", FaultKind::kReset},
    {"silence", FaultKind::kSilence},
    {"slow_drip", FaultKind::kSlowDrip},
    {"endless_body", FaultKind::kEndlessBody},
    {"huge_body", FaultKind::kHugeBody},
};

// What may pass when it is tried again; the waiting times are short, since nobody waits for a test.
Fault TransientFault(uint64_t choice) {
  switch (choice % 5) {
    case 0:
      return {FaultKind::kRateLimit, "retry-after-ms: 3\r\n"};
    case 1:
      return {FaultKind::kStatus, "retry-after-ms: 2\r\n", 500};
    case 2:
      return {FaultKind::kStatus, "retry-after-ms: 2\r\n", 503};
    case 3:
      return {FaultKind::kStatus, "retry-after-ms: 2\r\n", 529};
    default:
      return {FaultKind::kStatus, "retry-after-ms: 1\r\n", 408};
  }
}

class Program {
 public:
  Program() { server_.SetModel(&ReadAndAnswer); }

  void Run() {
    std::printf("%d\n", server_.port());
    std::fflush(stdout);
    std::string line;
    while (std::getline(std::cin, line)) {
      std::istringstream words(line);
      std::string command;
      words >> command;
      Obey(command, words);
      std::fflush(stdout);
    }
  }

 private:
  void Obey(const std::string& command, std::istringstream& words) {
    if (command == "latency") {
      words >> latency_ms_;
      server_.SetLatency(latency_ms_);
    } else if (command == "fault") {
      std::string name;
      Fault fault;
      words >> name >> fault.number;
      std::getline(words >> std::ws, fault.text);
      fault.kind = kFaults.at(name);
      if (!fault.text.empty() && fault.kind != FaultKind::kRedirect) fault.text += "\r\n";
      server_.SetFaultPlan([fault](const ReceivedRequest&) { return fault; });
    } else if (command == "slow_first") {
      Fault drip;
      drip.kind = FaultKind::kSlowDrip;
      words >> drip.number;
      server_.SetFaultPlan([this, drip](const ReceivedRequest&) {
        return is_first_.exchange(false) ? drip : Fault{};
      });
      is_first_ = true;
    } else if (command == "transient") {
      uint64_t percent = 0;
      words >> percent;
      server_.SetFaultPlan(
          [this, percent](const ReceivedRequest& request) { return Transient(request, percent); });
    } else if (command == "oracle") {
      std::string path;
      CacheRule rule;
      words >> path >> rule.block >> rule.least;
      oracle_ = std::make_unique<Oracle>(path, rule, latency_ms_);
      server_.SetModel([this](const ReceivedRequest& request) { return oracle_->Answer(request); });
    } else if (command == "bill" && oracle_ != nullptr) {
      const Bill& bill = oracle_->bill();
      std::printf("%s\n", nlohmann::json{{"requests", bill.requests},
                                         {"prompt_tokens", bill.prompt_tokens},
                                         {"cached_tokens", bill.cached_tokens},
                                         {"schema_tokens", bill.schema_tokens},
                                         {"cached_behind_schema", bill.cached_behind_schema},
                                         {"answer_tokens", bill.answer_tokens},
                                         {"questions", bill.questions},
                                         {"found", bill.found}}
                              .dump()
                              .c_str());
    } else if (command == "obey") {
      server_.SetModel(&ObeyNotes);
    } else if (command == "forget") {
      server_.ForgetRequests();
    } else if (command == "bodies") {
      std::string path;
      words >> path;
      std::ofstream out(path, std::ios::binary);
      for (const ReceivedRequest& request : server_.requests()) out << request.body << "\n";
    } else if (command == "stats") {
      std::map<std::string, int> different;
      int in_flight = server_.in_flight();
      for (const ReceivedRequest& request : server_.requests()) {
        ++different[request.Header("idempotency-key")];
      }
      std::printf("%s\n", nlohmann::json{{"requests", server_.request_count()},
                                         {"different", different.size()},
                                         {"in_flight", in_flight},
                                         {"most_in_flight", server_.most_in_flight()}}
                              .dump()
                              .c_str());
    }
    std::printf("done %s\n", command.c_str());
  }

  Fault Transient(const ReceivedRequest& request, uint64_t percent) {
    const std::string key = request.Header("idempotency-key");
    int& tries = tries_[key];
    const uint64_t chance = StableHash(key + std::to_string(++tries));
    if (tries >= 3 || chance % 100 >= percent) return {};
    return TransientFault(chance / 100);
  }

  int64_t latency_ms_ = 0;
  std::unique_ptr<Oracle> oracle_;
  std::map<std::string, int> tries_;  // The server's thread only.
  std::atomic<bool> is_first_ = false;
  FakeModelServer server_;
};

}  // namespace
}  // namespace suture::fake_model_server

int main() { suture::fake_model_server::Program().Run(); }
