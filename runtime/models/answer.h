// What one HTTP exchange says about the question, after its protocol has been read; and what the
// adapters of the protocols share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/models/http.h"
#include "runtime/models/message.h"
#include "runtime/models/what_next.h"

namespace suture::models {

struct ModelAnswer {
  std::optional<Failure> failure;  // Empty: `text` is whole.
  std::string text;   // Kept on a failure only where the server sent part of an answer.
  std::string model;  // Both as the server says: server_names.h tells what may be kept.
  std::string request_id;
  std::string finish_reason;
  std::string error_code;  // One of the codes listed in answer.cc, else empty: never server text.
  Usage usage;
  int64_t prompt_read = 0;  // Prompt tokens as reported; 0: not reported.
  std::vector<TokenLogprob> logprobs;
};

// A failed exchange: no answer, or a status other than 200. `code` and `type` are what the protocol
// calls the error, empty where it says nothing; a message is looked at only for known phrases.
struct ServerError {
  std::string code;
  std::string type;
  std::string message;
};
ModelAnswer FailedAnswer(const HttpResponse& response, const ServerError& error, int64_t unix_now);

// Reads the error forms that servers are known to send: {error: {code, type, message}} with textual
// or numeric code, {error: "text"}, and vLLM's flat {object: "error", code, message}.
ServerError ReadServerError(const std::string& body);

// A failure that the server's answer itself shows.
void Fail(values::FailureKind kind, const HttpResponse& response, ModelAnswer* answer);

// One sentence on a failed try, made of numbers and listed words alone.
std::string DescribeFailure(const Failure& failure, TransportError transport,
                            std::string_view error_code, std::string_view server);

// The instruction that stands in for a schema that the server does not enforce. It ends the last
// message: what calls about the same notes share stands before it, so that servers can reuse it.
// Empty where the server enforces the schema.
std::string SchemaInstruction(const Request& request, config::Structured structured);

int AnswerTokens(const Request& request, const config::Role& role);
std::optional<double> Temperature(const Request& request, const config::Role& role);
std::optional<int64_t> Seed(const Request& request, const config::Role& role);

// Percent-encodes everything but letters, digits and -._~
std::string EscapePathSegment(std::string_view segment);

}  // namespace suture::models
