// Every fault that a server is known for, by the real client against the fake server over real
// sockets.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "runtime/models/what_next.h"
#include "tests/runtime/models/test_setup.h"

namespace suture::models {
namespace {

using fake_model_server::FakeModelServer;
using fake_model_server::Fault;
using fake_model_server::FaultKind;
using fake_model_server::ModelText;
using fake_model_server::ReceivedRequest;
using values::FailureKind;

constexpr char kGood[] = R"({"q1":{"reasoning":"stated","answer":"Yes"}})";
// Short times only where a fault is about time: a busy machine must not look like a bad server.
std::string ServerLines(const Fault& fault) {
  const std::string size = "    max_response_bytes: 100000\n";
  if (fault.kind != FaultKind::kSilence && fault.kind != FaultKind::kSlowDrip) return size;
  return size + "    timeouts: {first_byte: 400ms, low_speed_bytes: 2000, low_speed_time: 200ms}\n";
}

struct Wire {
  const char* kind;
  const char* path;  // Behind the server's URL.
  const char* role_lines;
};
const std::vector<Wire> kWires = {
    {"openai", "/v1", ""}, {"anthropic", "", ""}, {"ollama", "", "    context_tokens: 8192\n"}};

struct Bench {
  explicit Bench(const Wire& wire = kWires[0], const Fault& fault = {})
      : fixture(
            ConfigFor(server.url() + wire.path, wire.kind, ServerLines(fault), wire.role_lines)) {
    server.SetKey(kKey);
    server.SetModel([](const ReceivedRequest&) { return ModelText{kGood}; });
  }

  Reply CallWith(std::vector<Fault> faults) {
    server.SetScript(std::move(faults));
    Reply reply = fixture.Call(AskOne());
    // Nothing that the program may show holds the prompt or the key, whatever the server echoed.
    for (const std::string* shown : {&reply.detail, &reply.model, &reply.finish_reason}) {
      CHECK(shown->find("CANARY") == std::string::npos);
      CHECK(shown->find(kKey) == std::string::npos);
    }
    for (const Attempt& attempt : reply.attempts) {
      CHECK(attempt.error_code.find("CANARY") == std::string::npos);
      CHECK(attempt.request_id.find("CANARY") == std::string::npos);
    }
    return reply;
  }

  FakeModelServer server;
  Fixture fixture;
};

// The failure of a request that meets the same fault every time, and how often it was sent.
void CheckAlways(const Wire& wire, const Fault& fault, FailureKind kind, size_t tries) {
  Bench bench(wire, fault);
  const Reply reply = bench.CallWith({fault, fault, fault, fault});
  INFO(wire.kind << ", fault " << static_cast<int>(fault.kind) << ": " << reply.detail);
  REQUIRE(reply.failure.has_value());
  CHECK(values::Name(*reply.failure) == values::Name(kind));
  CHECK(reply.attempts.size() == tries);
  CHECK(bench.server.request_count() == static_cast<int>(tries));
  CHECK_FALSE(reply.detail.empty());
  for (const Attempt& attempt : reply.attempts) CHECK(attempt.failure == kind);
}

void CheckEverywhere(const Fault& fault, FailureKind kind, size_t tries) {
  for (const Wire& wire : kWires) CheckAlways(wire, fault, kind, tries);
}

TEST_CASE("without a fault every protocol answers") {
  for (const Wire& wire : kWires) {
    INFO(wire.kind);
    Bench bench(wire);
    const Reply reply = bench.CallWith({});
    INFO(reply.detail);
    CHECK_FALSE(reply.failure.has_value());
    CHECK(reply.text == kGood);
    CHECK(reply.tag == 42);
    CHECK(reply.model.starts_with("test-model"));
    CHECK(reply.usage.known);
    CHECK(reply.usage.prompt > 10);
    REQUIRE(reply.attempts.size() == 1);
    CHECK(reply.attempts[0].request_id == "req-0");
    CHECK(reply.attempts[0].http_status == 200);
  }
}

TEST_CASE("a passing fault is survived, on the same idempotency key") {
  const std::vector<Fault> passing = {
      {FaultKind::kRateLimit},       {FaultKind::kLoading},         {FaultKind::kOverloaded},
      {FaultKind::kStatus, "", 500}, {FaultKind::kStatus, "", 502}, {FaultKind::kStatus, "", 504},
      {FaultKind::kStatus, "", 408}, {FaultKind::kStatus, "", 409}, {FaultKind::kDropBeforeAnswer},
      {FaultKind::kDropMidHeaders},  {FaultKind::kDropMidBody},     {FaultKind::kReset},
      {FaultKind::kGarbage},         {FaultKind::kSilence},         {FaultKind::kNotJson},
      {FaultKind::kNoChoices},       {FaultKind::kErrorInside200},  {FaultKind::kSlowDrip, "", 20}};
  for (const Wire& wire : kWires) {
    for (const Fault& fault : passing) {
      Bench bench(wire, fault);
      const Reply reply = bench.CallWith({fault});
      INFO(wire.kind << ", fault " << static_cast<int>(fault.kind) << " " << fault.number << ": "
                     << reply.detail);
      CHECK_FALSE(reply.failure.has_value());
      CHECK(reply.text == kGood);
      REQUIRE(reply.attempts.size() == 2);
      CHECK(reply.attempts[0].failure.has_value());
      CHECK_FALSE(reply.attempts[1].failure.has_value());
      CHECK(reply.attempts[1].waited_ms == 500);
      const std::vector<ReceivedRequest> requests = bench.server.requests();
      REQUIRE(requests.size() == 2);
      CHECK(requests[0].body == requests[1].body);
      CHECK(requests[0].Header("idempotency-key") == requests[1].Header("idempotency-key"));
    }
  }
}

TEST_CASE("a lasting fault ends with its own kind") {
  CheckEverywhere({FaultKind::kRateLimit}, FailureKind::kRateLimit, 3);
  CheckEverywhere({FaultKind::kLoading}, FailureKind::kServerError, 3);
  CheckEverywhere({FaultKind::kOverloaded}, FailureKind::kServerError, 3);
  CheckEverywhere({FaultKind::kStatus, "", 408}, FailureKind::kTimeout, 3);
  CheckEverywhere({FaultKind::kStatus, "", 402}, FailureKind::kQuota, 1);
  CheckEverywhere({FaultKind::kStatus, "", 403}, FailureKind::kAuthentication, 1);
  CheckEverywhere({FaultKind::kStatus, "", 404}, FailureKind::kInvalidRequest, 1);
  CheckEverywhere({FaultKind::kStatus, "", 413}, FailureKind::kContextTruncated, 1);
  CheckEverywhere({FaultKind::kStatus, "", 422}, FailureKind::kInvalidRequest, 1);
  CheckEverywhere({FaultKind::kContentFilter}, FailureKind::kContentFilter, 1);
  CheckEverywhere({FaultKind::kIntegerCode}, FailureKind::kInvalidRequest, 1);
  CheckEverywhere({FaultKind::kLengthMidJson}, FailureKind::kTruncated, 1);
  CheckEverywhere({FaultKind::kLengthWhitespace}, FailureKind::kTruncated, 1);
  CheckEverywhere({FaultKind::kPromptCut, "", 5}, FailureKind::kContextTruncated, 1);
  CheckEverywhere({FaultKind::kNullContent}, FailureKind::kParse, 1);
  CheckEverywhere({FaultKind::kNoChoices}, FailureKind::kServerError, 3);
  CheckEverywhere({FaultKind::kNotJson}, FailureKind::kServerError, 3);
  CheckEverywhere({FaultKind::kErrorInside200}, FailureKind::kServerError, 3);
  CheckEverywhere({FaultKind::kGarbage}, FailureKind::kTransport, 3);
  CheckEverywhere({FaultKind::kDropBeforeAnswer}, FailureKind::kTransport, 3);
  CheckEverywhere({FaultKind::kDropMidHeaders}, FailureKind::kTransport, 3);
  CheckEverywhere({FaultKind::kDropMidBody}, FailureKind::kTransport, 3);
  CheckEverywhere({FaultKind::kReset}, FailureKind::kTransport, 3);
  CheckEverywhere({FaultKind::kSilence}, FailureKind::kTimeout, 3);
  CheckEverywhere({FaultKind::kSlowDrip, "", 20}, FailureKind::kTimeout, 3);
  CheckEverywhere({FaultKind::kEndlessBody}, FailureKind::kParse, 1);
  CheckEverywhere({FaultKind::kHugeBody, "", 200'000}, FailureKind::kParse, 1);
}

TEST_CASE("refusals, filters and quotas end at once") {
  for (size_t i = 0; i < 2; ++i) {
    CheckAlways(kWires[i], {FaultKind::kQuota}, FailureKind::kQuota, 1);
    CheckAlways(kWires[i], {FaultKind::kRefusal}, FailureKind::kRefusal, 1);
    CheckAlways(kWires[i], {FaultKind::kContextTooLong}, FailureKind::kContextTruncated, 1);
  }
  CheckAlways(kWires[0], {FaultKind::kFilteredAnswer}, FailureKind::kContentFilter, 1);
  // Even where the server would have it tried again.
  CheckAlways(kWires[0], {FaultKind::kStatus, "x-should-retry: true\r\n", 402}, FailureKind::kQuota,
              1);
}

TEST_CASE("x-should-retry is obeyed") {
  CheckAlways(kWires[0], {FaultKind::kStatus, "x-should-retry: false\r\n", 503},
              FailureKind::kServerError, 1);
  CheckAlways(kWires[0], {FaultKind::kStatus, "x-should-retry: true\r\n", 400},
              FailureKind::kInvalidRequest, 3);
}

TEST_CASE("every form of Retry-After is waited for") {
  struct Form {
    const char* header;
    int64_t wait_ms;
  };
  // The clock starts at Tue, 14 Nov 2023 22:13:20 GMT.
  const std::vector<Form> forms = {{"retry-after-ms: 1234\r\n", 1234},
                                   {"Retry-After: 2\r\n", 2000},
                                   {"RETRY-AFTER: 0.25\r\n", 250},
                                   {"retry-after: Tue, 14 Nov 2023 22:13:50 GMT\r\n", 30'000},
                                   {"retry-after: 9\r\nretry-after-ms: 70\r\n", 70},
                                   {"retry-after: 3600\r\n", 500},
                                   {"retry-after: soon\r\n", 500},
                                   {"", 500}};
  for (const Form& form : forms) {
    INFO(form.header);
    Bench bench;
    const Reply reply = bench.CallWith({{FaultKind::kRateLimit, form.header}});
    CHECK_FALSE(reply.failure.has_value());
    REQUIRE(reply.attempts.size() == 2);
    CHECK(reply.attempts[1].waited_ms == form.wait_ms);
    CHECK(reply.attempts[0].error_code == "rate_limit_exceeded");
  }
}

TEST_CASE("a wrong key is named as such and never shown") {
  Bench bench;
  bench.server.SetKey("another");
  const Reply reply = bench.CallWith({});
  CHECK(reply.failure == FailureKind::kAuthentication);
  CHECK(reply.attempts.size() == 1);
  CHECK(reply.detail ==
        "The server did not accept the key. (Server \"fake\", HTTP 401, invalid_api_key.)");
}

TEST_CASE("a redirect is refused, and the other host hears nothing") {
  Bench bench;
  FakeModelServer other;
  const Reply reply =
      bench.CallWith({{FaultKind::kRedirect, other.url() + "/v1/chat/completions"}});
  CHECK(reply.failure == FailureKind::kInvalidRequest);
  CHECK(reply.attempts.size() == 1);
  CHECK(reply.detail ==
        "The server \"fake\" redirected the call (HTTP 307), which is never followed. "
        "Correct its base_url.");
  CHECK(other.connection_count() == 0);
}

TEST_CASE("an answer of the wrong form is handed on: its reader judges it") {
  Bench bench;
  const Reply reply = bench.CallWith({{FaultKind::kWrongSchema}});
  CHECK_FALSE(reply.failure.has_value());
  CHECK(reply.text == R"({"verdict":"maybe"})");
}

TEST_CASE("a missing usage is known to be missing, and is estimated for the bill") {
  FakeModelServer server;
  server.SetModel([](const ReceivedRequest&) { return ModelText{kGood}; });
  server.SetScript({{FaultKind::kUsageMissing}});
  Fixture fixture(ConfigFor(server.url() + "/v1", "openai", "", "",
                            "prices: {test-model: {input: 1, output: 2}}"));
  const Reply reply = fixture.Call(AskOne());
  CHECK_FALSE(reply.failure.has_value());
  CHECK_FALSE(reply.usage.known);
  CHECK(reply.cost > 0);
  CHECK(fixture.dispatcher->totals().cost == reply.cost);
}

TEST_CASE("servers that are not there are named") {
  {
    // A port that was just free and is closed again.
    int port = 0;
    {
      FakeModelServer gone;
      port = gone.port();
    }
    Fixture fixture(ConfigFor(fmt::format("http://127.0.0.1:{}/v1", port)));
    const Reply reply = fixture.Call(AskOne());
    CHECK(reply.failure == FailureKind::kTransport);
    CHECK(reply.attempts.size() == 3);
    CHECK(reply.detail == "The server \"fake\" could not be reached: the connection was refused.");
  }
  {
    // A label of more than 63 letters can be no host, so that no name server is needed to say so.
    Fixture fixture(ConfigFor("https://" + std::string(64, 'n') + ".invalid/v1"));
    const Reply reply = fixture.Call(AskOne());
    CHECK(reply.failure == FailureKind::kTransport);
    CHECK(reply.detail ==
          "The server \"fake\" could not be found: its host name does not resolve.");
  }
  {
    // https to a server that speaks none: the handshake is never answered, and no request is sent.
    FakeModelServer plain;
    Fixture fixture(ConfigFor(fmt::format("https://127.0.0.1:{}/v1", plain.port()), "openai",
                              "    timeouts: {connect: 100ms}"));
    const Reply reply = fixture.Call(AskOne());
    CHECK(reply.failure == FailureKind::kTimeout);
    CHECK(reply.attempts[0].transport == TransportError::kTimeoutConnect);
    CHECK(plain.request_count() == 0);
  }
}

TEST_CASE("breaks of the protocol are told apart") {
  auto transport_of = [](const Fault& fault) {
    Bench bench;
    return bench.CallWith({fault}).attempts[0].transport;
  };
  CHECK(transport_of({FaultKind::kGarbage}) == TransportError::kMalformed);
  CHECK(transport_of({FaultKind::kDropBeforeAnswer}) == TransportError::kDropped);
  CHECK(transport_of({FaultKind::kDropMidBody}) == TransportError::kDropped);
  CHECK(transport_of({FaultKind::kReset}) == TransportError::kDropped);
  CHECK(transport_of({FaultKind::kHugeBody, "", 200'000}) == TransportError::kTooLarge);
  CHECK(transport_of({FaultKind::kEndlessBody}) == TransportError::kTooLarge);
}

TEST_CASE("the stages of a timeout are told apart") {
  auto stage_of = [](const Fault& fault, const std::string& timeouts) {
    FakeModelServer server;
    server.SetScript({fault, fault, fault});
    Fixture fixture(ConfigFor(server.url() + "/v1", "openai", "    timeouts: {" + timeouts + "}"));
    const Reply reply = fixture.Call(AskOne());
    CHECK(reply.failure == FailureKind::kTimeout);
    return reply.attempts[0].transport;
  };
  CHECK(stage_of({FaultKind::kSilence}, "first_byte: 100ms") == TransportError::kTimeoutFirstByte);
  CHECK(stage_of({FaultKind::kSilence}, "total: 100ms") == TransportError::kTimeoutTotal);
  CHECK(stage_of({FaultKind::kSlowDrip, "", 5}, "low_speed_bytes: 1000, low_speed_time: 100ms") ==
        TransportError::kTimeoutLowSpeed);
  CHECK(stage_of({FaultKind::kSlowDrip, "", 5}, "total: 200ms") == TransportError::kTimeoutTotal);
}

}  // namespace
}  // namespace suture::models
