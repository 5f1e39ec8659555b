#include "runtime/models/answer_key.h"

#include "runtime/base/sha256.h"

namespace suture::models {

std::string AnswerKey(const Request& request, const HttpRequest& http) {
  base::Sha256 sha;
  sha.AddPiece("suture answer 1");
  sha.AddPiece(request.role);
  sha.AddPiece(http.url);
  sha.AddPiece(http.body);
  for (const AskedQuestion& asked : request.asked) {
    sha.AddPiece(std::to_string(asked.sample));
    sha.AddPiece(std::to_string(asked.attempt));
  }
  return sha.Hex();
}

}  // namespace suture::models
