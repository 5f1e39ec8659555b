#include "runtime/store/batch_requests.h"

#include "fmt/format.h"
#include "runtime/base/status_macros.h"

namespace suture::store {
namespace {

absl::StatusOr<std::string> LineOf(const models::Binding& binding, std::string_view key,
                                   const models::HttpRequest& request) {
  switch (binding.server->kind) {
    case config::ServerKind::kOpenAi: {
      const bool standard = binding.server->dialect == config::Dialect::kStandard;
      return fmt::format(
          "{{\"custom_id\":\"{}\",\"method\":\"POST\",\"url\":\"{}\",\"body\":{}}}\n", key,
          standard ? "/v1/chat/completions" : "/chat/completions", request.body);
    }
    case config::ServerKind::kAnthropic:
      return fmt::format("{{\"custom_id\":\"{}\",\"params\":{}}}\n", key, request.body);
    default:
      return absl::UnimplementedError(fmt::format(
          "The server \"{}\" has no batch interface. Bind the role \"{}\" to one of kind openai or "
          "anthropic, or run without --emit-batch.",
          binding.server->name, binding.role->name));
  }
}

}  // namespace

absl::StatusOr<BatchRequests::Open*> BatchRequests::FileFor(const config::Server& server,
                                                            size_t bytes) {
  for (Open& open : open_) {
    const bool has_room = open.file.requests < kMostRequests &&
                          open.bytes + static_cast<int64_t>(bytes) <= kMostBytes;
    if (open.server == &server && has_room) return &open;
  }
  Open open;
  open.server = &server;
  open.file.server = server.name;
  open.file.path = open_.empty() ? path_ : fmt::format("{}.{}", path_, open_.size() + 1);
  SUTURE_ASSIGN_OR_RETURN(open.out, ResultFile::Create(open.file.path));
  open_.push_back(std::move(open));
  return &open_.back();
}

absl::Status BatchRequests::Add(const models::Binding& binding, std::string_view key,
                                const models::HttpRequest& request) {
  if (!added_.insert(std::string(key)).second) return absl::OkStatus();
  SUTURE_ASSIGN_OR_RETURN(const std::string line, LineOf(binding, key, request));
  SUTURE_ASSIGN_OR_RETURN(Open* const open, FileFor(*binding.server, line.size()));
  ++open->file.requests;
  open->bytes += static_cast<int64_t>(line.size());
  return open->out->Append(line);
}

absl::Status BatchRequests::Finish() {
  for (Open& open : open_) SUTURE_RETURN_IF_ERROR(open.out->Finish());
  return absl::OkStatus();
}

std::vector<BatchRequests::File> BatchRequests::files() const {
  std::vector<File> files;
  for (const Open& open : open_) files.push_back(open.file);
  return files;
}

}  // namespace suture::store
