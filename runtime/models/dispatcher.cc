#include "runtime/models/dispatcher.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "fmt/format.h"
#include "runtime/base/sha256.h"
#include "runtime/base/status_macros.h"
#include "runtime/models/answer_key.h"
#include "runtime/models/call.h"
#include "runtime/models/cost.h"
#include "runtime/models/http_client.h"
#include "runtime/models/recordings.h"
#include "runtime/models/server_names.h"
#include "runtime/models/what_next.h"

namespace suture::models {
namespace {

using values::FailureKind;

// Where a sum of costs stops: far above any budget, and one more call cannot overflow it.
constexpr int64_t kMostCost = 4'000'000'000'000'000'000;

// Both providers take half the price for what comes in a batch.
constexpr int64_t kBatchDiscount = 2;

class NetworkDispatcher : public Dispatcher {
 public:
  NetworkDispatcher(const config::Config& config, DispatcherOptions options)
      : config_(config), options_(std::move(options)), clock_(options_.clock) {
    if (clock_ == nullptr) {
      own_clock_ = RealClock();
      clock_ = own_clock_.get();
    }
    max_cost_ = options_.max_cost ? options_.max_cost : config.limits.max_cost;
    if (options_.cache != nullptr) max_cost_per_day_ = config.limits.max_cost_per_day;
    for (const config::Role& role : config.roles) models_of_config_.insert(role.model);
    for (const config::Price& price : config.prices) models_of_config_.insert(price.model);
  }

  absl::Status Bind(absl::Span<const std::string> names) {
    SUTURE_ASSIGN_OR_RETURN(http_, HttpClient::Create());
    if (!options_.offline) {
      SUTURE_RETURN_IF_ERROR(config::CheckRoles(config_, names, options_.environment));
    }
    for (const std::string& name : names) {
      if (role_index_.contains(name)) continue;
      SUTURE_ASSIGN_OR_RETURN(const config::Role* role, config_.FindRole(name));
      const config::Server& server = config_.ServerOf(*role);
      RoleState state(*role);
      state.binding.role = role;
      state.binding.server = &server;
      state.price = config_.FindPrice(role->model);
      state.retry.tries = config_.limits.tries;
      if (server.kind == config::ServerKind::kAnthropic)
        state.retry.longest_retry_after_ms = 60'000;
      if (server.kind == config::ServerKind::kReplay) {
        SUTURE_ASSIGN_OR_RETURN(state.recordings, LoadRecordings(server));
      } else if (!options_.offline) {
        SUTURE_ASSIGN_OR_RETURN(state.binding.key, config::ReadKey(server, options_.environment));
        if (options_.batch_requests == nullptr) SUTURE_RETURN_IF_ERROR(http_->Prepare());
      }
      role_index_.emplace(name, static_cast<int>(roles_.size()));
      roles_.push_back(std::move(state));
    }
    if (max_cost_per_day_) {
      SUTURE_ASSIGN_OR_RETURN(spent_today_,
                              options_.cache->Commit({}, {UtcDay(clock_->UnixSeconds()), 0}));
    }
    return absl::OkStatus();
  }

  void Submit(Request request, Callback callback) override {
    ++totals_.requests;
    auto call = std::make_unique<Call>();
    call->reply.tag = request.tag;
    call->callback = std::move(callback);
    const auto found = role_index_.find(request.role);
    call->request = std::move(request);
    if (found == role_index_.end()) {
      Refuse(std::move(call), FailureKind::kInvalidRequest,
             "The role was not bound when the run began.");
      return;
    }
    call->role = found->second;
    RoleState& role = roles_[call->role];
    if (!status_.ok()) {
      Refuse(std::move(call), FailureKind::kCancelled, "");
    } else if (call->request.holds_notes && !role.binding.role->may_see_notes) {
      Refuse(std::move(call), FailureKind::kNotAllowed,
             fmt::format("The role \"{}\" may not see notes. If it may, set may_see_notes: true in "
                         "suture.yaml.",
                         role.binding.role->name));
    } else if (call->request.holds_phi && !role.binding.role->may_see_phi) {
      Refuse(std::move(call), FailureKind::kNotAllowed,
             fmt::format(
                 "The role \"{}\" may not see identifiers. If it may, set may_see_phi: true in "
                 "suture.yaml.",
                 role.binding.role->name));
    } else if (role.recordings != nullptr) {
      Replay(std::move(call), *role.recordings);
    } else {
      Enqueue(role, std::move(call));
    }
  }

  bool Poll(int64_t wait_ms) override {
    Save();
    if (Deliver()) wait_ms = 0;
    ReleaseDue();
    const int64_t next_ms = Admit();
    if (next_ms >= 0) wait_ms = std::min(wait_ms, next_ms);
    if (!delayed_.empty()) {
      const int64_t due_in = delayed_.begin()->first - clock_->MonotonicMs();
      wait_ms = std::clamp<int64_t>(due_in, 0, wait_ms);
    }
    const bool quiet = http_->in_flight() == 0 && ready_.empty() && unsaved_.empty();
    if (quiet && queued_ == 0 && delayed_.empty()) return false;
    if (!ready_.empty()) wait_ms = 0;
    if (!quiet || wait_ms == 0 || !clock_->Skip(wait_ms)) http_->Poll(wait_ms);
    Save();
    Deliver();
    return queued_ > 0 || !delayed_.empty() || !ready_.empty() || http_->in_flight() > 0;
  }

  void RunUntilIdle() override {
    constexpr int64_t kLongestWait = 60'000;
    while (Poll(kLongestWait)) {
    }
  }

  void CancelAll() override {
    http_->Abort();
    auto cancel = [this](CallPtr call) { Refuse(std::move(call), FailureKind::kCancelled, ""); };
    for (auto& [pointer, call] : in_flight_) {
      LeaveFlight(call.get());
      RecordCancelled(call.get());
      cancel(std::move(call));
    }
    in_flight_.clear();
    for (RoleState& role : roles_) {
      for (auto& [place, call] : role.waiting) cancel(std::move(call));
      role.waiting.clear();
    }
    for (auto& [due, call] : delayed_) cancel(std::move(call));
    delayed_.clear();
    queued_ = 0;
  }

  absl::Status status() const override { return status_; }

  void Wake() override { http_->Wake(); }

  const Totals& totals() const override { return totals_; }

 private:
  absl::StatusOr<const Recordings*> LoadRecordings(const config::Server& server) {
    std::unique_ptr<Recordings>& recordings = recordings_[&server];
    if (recordings == nullptr) {
      recordings = std::make_unique<Recordings>();
      for (const std::string& path : server.recordings) {
        SUTURE_RETURN_IF_ERROR(recordings->Load(path));
      }
    }
    return recordings.get();
  }

  void Refuse(CallPtr call, FailureKind kind, std::string_view detail) {
    call->reply.failure = kind;
    call->reply.detail = detail.empty() ? std::string(values::Sentence(kind)) : std::string(detail);
    ready_.push_back(std::move(call));
  }

  void Enqueue(RoleState& role, CallPtr call) {
    const int64_t tokens = EstimatePromptTokens(call->request);
    const int64_t window = role.binding.role->context_tokens;
    if (window > 0 && tokens > window) {
      Refuse(std::move(call), FailureKind::kContextTruncated,
             fmt::format(
                 "The request has about {} tokens and the model reads {} (context_tokens). Lower "
                 "the ask's token limit, or bind the role to a model with a larger window.",
                 tokens, window));
      return;
    }
    call->request.estimated_prompt_tokens = tokens;
    call->fewest_tokens = FewestPromptTokens(call->request);
    call->http = ProtocolOf(role.binding.server->kind).encode(call->request, role.binding);
    // The body holds the prompt now; a second copy would double the memory of what is under way.
    call->request.messages.clear();
    call->request.messages.shrink_to_fit();
    if (options_.cache != nullptr || options_.observer != nullptr ||
        options_.batch_answers != nullptr || options_.batch_requests != nullptr) {
      call->reply.key = AnswerKey(call->request, call->http);
    }
    if (options_.cache != nullptr && AnswerFromCache(role, *call)) {
      ready_.push_back(std::move(call));
      return;
    }
    if (!status_.ok()) {
      Refuse(std::move(call), FailureKind::kCancelled, "");
      return;
    }
    if (options_.batch_answers != nullptr && AnswerFromBatch(role, call)) return;
    if (options_.batch_requests != nullptr) {
      AddToBatch(role, std::move(call));
      return;
    }
    if (options_.offline) {
      Refuse(std::move(call), FailureKind::kNotAllowed,
             "The run is offline, and the role needs a server.");
      return;
    }
    call->place = {call->request.order, totals_.requests};
    Queue(std::move(call));
  }

  // What the answers will cost is set aside for good: they come to another run.
  void AddToBatch(RoleState& role, CallPtr call) {
    const int64_t cost = MostCostOf(BilledPromptTokens(call->request),
                                    AnswerTokens(call->request, *role.binding.role), role.price) /
                         kBatchDiscount;
    if (const std::string_view broken = BrokenBudget(cost); !broken.empty()) {
      ++totals_.left_out;
      Refuse(std::move(call), FailureKind::kBudget, broken);
      return;
    }
    reserved_cost_ += cost;
    const absl::Status added =
        options_.batch_requests->Add(role.binding, call->reply.key, call->http);
    if (!added.ok()) Halt(added);
    Refuse(std::move(call), FailureKind::kCancelled, "The request waits for a batch.");
  }

  // The sentence of the budget that a further call would break; empty: none.
  std::string_view BrokenBudget(int64_t cost) const {
    if (max_cost_ && totals_.cost + reserved_cost_ + cost > *max_cost_) {
      return "The run's budget for model calls (max_cost) does not allow this call.";
    }
    if (max_cost_per_day_ &&
        spent_today_ + unsaved_cost_ + reserved_cost_ + cost > *max_cost_per_day_) {
      return "The day's budget for model calls (max_cost_per_day) does not allow this call.";
    }
    return {};
  }

  bool AnswerFromCache(const RoleState& role, Call& call) {
    absl::StatusOr<std::optional<StoredAnswer>> found = options_.cache->Find(call.reply.key);
    if (!found.ok()) Halt(found.status());
    if (!found.ok() || !found->has_value()) return false;
    StoredAnswer& answer = **found;
    Reply& reply = call.reply;
    reply.from_cache = true;
    reply.usage = answer.usage;
    ++totals_.cached;
    if (options_.observer != nullptr) {
      Attempt none;
      none.usage = answer.usage;
      Observe(role, call, none, {}, 0, 0, answer.model, answer.text);
    }
    reply.text = std::move(answer.text);
    reply.model = std::move(answer.model);
    reply.finish_reason = std::move(answer.finish_reason);
    reply.logprobs = std::move(answer.logprobs);
    return true;
  }

  // Nothing goes on from here that a server could have put the prompt into.
  ModelAnswer Decode(RoleState& role, const Call& call, const HttpResponse& response) const {
    ModelAnswer answer =
        ProtocolOf(role.binding.server->kind).decode(call.request, response, clock_->UnixSeconds());
    const std::string& sent = call.http.body;
    answer.request_id = KeptRequestId(answer.request_id, sent);
    answer.model = KeptModelName(answer.model, role.binding.role->model, models_of_config_, sent);
    CheckPromptWasRead(call, response, &role, &answer);
    return answer;
  }

  // Takes the call if a batch has an answer to it, or a failure that no second try would mend.
  bool AnswerFromBatch(RoleState& role, CallPtr& call) {
    absl::StatusOr<std::optional<HttpResponse>> found =
        options_.batch_answers->Find(call->reply.key);
    if (!found.ok()) Halt(found.status());
    if (!found.ok() || !found->has_value()) return false;
    const HttpResponse& response = **found;
    ModelAnswer answer = Decode(role, *call, response);
    if (answer.failure && WhatNext(*answer.failure, 1, role.retry, 0).action == Action::kTryAgain) {
      return false;
    }
    ++totals_.batched;
    const Usage used = UsageOf(answer, response, BilledPromptTokens(call->request));
    const int64_t cost = CostOf(used, role.price) / kBatchDiscount;
    AddCost(cost, used, call.get());
    Attempt attempt;
    if (answer.failure) attempt.failure = answer.failure->kind;
    attempt.http_status = response.status;
    attempt.error_code = answer.error_code;
    attempt.request_id = answer.request_id;
    attempt.usage = answer.usage;
    Keep(role, *call, std::move(attempt), used, cost, answer.model, answer.text);
    std::string detail;
    if (answer.failure) {
      detail = DescribeFailure(*answer.failure, response.error, answer.error_code,
                               role.binding.server->name);
    }
    Finish(std::move(call), std::move(answer), std::move(detail));
    return true;
  }

  void Observe(const RoleState& role, const Call& call, const Attempt& attempt, const Usage& used,
               int64_t cost, int number, std::string_view model, std::string_view text) {
    const std::string hash = text.empty() ? std::string() : base::Sha256Hex(text);
    ObservedAttempt observed;
    observed.role = role.binding.role->name;
    observed.server = role.binding.server->name;
    observed.request_model = role.binding.role->model;
    observed.model = model;
    observed.key = call.reply.key;
    observed.response_hash = hash;
    observed.asked = &call.request.asked;
    observed.number = number;
    observed.attempt = &attempt;
    observed.used = used;
    observed.cost = cost;
    options_.observer->OnAttempt(observed);
  }

  // Makes safe what was paid for and told, all of one turn at once; only then may it be used.
  void Save() {
    if (options_.observer != nullptr && status_.ok()) {
      if (absl::Status flushed = options_.observer->Flush(); !flushed.ok()) Halt(flushed);
    }
    if (options_.cache == nullptr || (unsaved_.empty() && unsaved_cost_ == 0) || !status_.ok()) {
      for (CallPtr& call : unsaved_) Hand(std::move(call));
      unsaved_.clear();
      return;
    }
    std::vector<NewAnswer> answers;
    for (const CallPtr& call : unsaved_)
      answers.push_back(AnswerToKeep(*call, clock_->UnixSeconds()));
    absl::StatusOr<int64_t> spent = options_.cache->Commit(
        absl::MakeSpan(answers), {UtcDay(clock_->UnixSeconds()), unsaved_cost_});
    if (spent.ok()) {
      spent_today_ = *spent;
      unsaved_cost_ = 0;
      for (size_t i = 0; i < answers.size(); ++i) {
        Reply& reply = unsaved_[i]->reply;
        reply.text = std::move(answers[i].answer.text);
        reply.model = std::move(answers[i].answer.model);
        reply.finish_reason = std::move(answers[i].answer.finish_reason);
        reply.logprobs = std::move(answers[i].answer.logprobs);
      }
    } else {
      Halt(spent.status());
    }
    for (CallPtr& call : unsaved_) Hand(std::move(call));
    unsaved_.clear();
  }

  // To its callback, unless it could not be saved.
  void Hand(CallPtr call) {
    if (status_.ok()) {
      ready_.push_back(std::move(call));
    } else {
      call->reply.text.clear();
      Refuse(std::move(call), FailureKind::kCancelled, "");
    }
  }

  // The first failure of cache or audit ends everything: to go on would mean to pay for answers
  // that are lost, or to leave no trace of them.
  void Halt(const absl::Status& why) {
    if (!status_.ok()) return;
    status_ = why;
    CancelAll();
  }

  void Replay(CallPtr call, const Recordings& recordings) {
    call->reply.text = ComposeAnswer(recordings, call->request.asked, &call->reply.unrecorded);
    call->reply.model = "recorded";
    call->reply.recorded = true;
    call->reply.finish_reason = "stop";
    call->reply.attempts.emplace_back();
    ready_.push_back(std::move(call));
  }

  // Runs the callbacks of what has ended; true if there were any.
  bool Deliver() {
    if (ready_.empty()) return false;
    // Callbacks may submit what ends at once; that waits for the next turn.
    std::deque<CallPtr> ended;
    ended.swap(ready_);
    for (CallPtr& call : ended) {
      if (call->reply.failure) ++totals_.failures;
      call->callback(std::move(call->reply));
    }
    return true;
  }

  void Queue(CallPtr call) {
    ++queued_;
    RoleState& role = roles_[call->role];
    role.waiting.emplace(call->place, std::move(call));
  }

  // Puts calls whose waiting time is over back into their place of the queue.
  void ReleaseDue() {
    const int64_t now = clock_->MonotonicMs();
    while (!delayed_.empty() && delayed_.begin()->first <= now) {
      CallPtr call = std::move(delayed_.begin()->second);
      delayed_.erase(delayed_.begin());
      Queue(std::move(call));
    }
  }

  // Sends what the limits allow, one call a role in turn so that none starves the others. Returns
  // the milliseconds until a rate limit allows more, or -1.
  int64_t Admit() {
    int64_t next_ms = -1;
    const int64_t now = clock_->MonotonicMs();
    for (size_t passed = 0; passed < roles_.size();) {
      RoleState& role = roles_[next_role_];
      next_role_ = (next_role_ + 1) % roles_.size();
      passed = AdmitOne(role, now, &next_ms) ? 0 : passed + 1;
    }
    return next_ms;
  }

  // Sends or refuses the first call that waits in the role; false if nothing may move now.
  bool AdmitOne(RoleState& role, int64_t now, int64_t* next_ms) {
    if (role.waiting.empty() || role.in_flight >= role.binding.role->concurrency ||
        http_->in_flight() >= config_.limits.max_in_flight) {
      return false;
    }
    Call& head = *role.waiting.begin()->second;
    const int64_t prompt = BilledPromptTokens(head.request);
    const int64_t most_answer = AnswerTokens(head.request, *role.binding.role);
    const int64_t wait = std::max({role.paused_until_ms - now, role.requests.WaitFor(1, now),
                                   role.tokens.WaitFor(prompt + most_answer, now)});
    if (wait > 0) {
      *next_ms = *next_ms < 0 ? wait : std::min(*next_ms, wait);
      return false;
    }
    const int64_t cost = MostCostOf(prompt, most_answer, role.price);
    if (const std::string_view broken = BrokenBudget(cost); !broken.empty()) {
      if (reserved_cost_ > 0) return false;  // What is in flight may turn out cheaper than feared.
      Refuse(TakeHead(role), FailureKind::kBudget, broken);
      return true;
    }
    head.reserved_cost = max_cost_ || max_cost_per_day_ ? cost : 0;
    head.reserved_tokens = prompt + most_answer;
    Send(role, TakeHead(role));
    return true;
  }

  CallPtr TakeHead(RoleState& role) {
    CallPtr call = std::move(role.waiting.begin()->second);
    role.waiting.erase(role.waiting.begin());
    --queued_;
    return call;
  }

  void Send(RoleState& role, CallPtr call) {
    role.requests.Take(1);
    role.tokens.Take(call->reserved_tokens);
    reserved_cost_ += call->reserved_cost;
    ++role.in_flight;
    ++totals_.calls;
    call->sent_at_ms = clock_->MonotonicMs();
    Call* pointer = call.get();
    in_flight_.emplace(pointer, std::move(call));
    http_->Post(*role.binding.server, pointer->http,
                [this, pointer](HttpResponse&& response) { OnResponse(pointer, response); });
  }

  void LeaveFlight(Call* call) {
    RoleState& role = roles_[call->role];
    --role.in_flight;
    reserved_cost_ -= call->reserved_cost;
  }

  void OnResponse(Call* pointer, const HttpResponse& response) {
    const auto found = in_flight_.find(pointer);
    CallPtr call = std::move(found->second);
    in_flight_.erase(found);
    LeaveFlight(pointer);
    RoleState& role = roles_[call->role];
    ModelAnswer answer = Decode(role, *call, response);
    Record(role, response, answer, call.get());
    if (!answer.failure) {
      Finish(std::move(call), std::move(answer), {});
      return;
    }
    const int tries = static_cast<int>(call->reply.attempts.size());
    const Next next = WhatNext(*answer.failure, tries, role.retry, clock_->Random());
    if (next.action != Action::kTryAgain) {
      std::string detail = DescribeFailure(*answer.failure, response.error, answer.error_code,
                                           role.binding.server->name);
      Finish(std::move(call), std::move(answer), std::move(detail));
      return;
    }
    const int64_t due = clock_->MonotonicMs() + next.wait_ms;
    const bool told = answer.failure->retry_after_ms == next.wait_ms;
    if (told && answer.failure->kind == FailureKind::kRateLimit) {
      // The server's wish holds for the role, not only for the call that it was told to.
      role.paused_until_ms = std::max(role.paused_until_ms, due);
    }
    call->waited_ms = next.wait_ms;
    delayed_.emplace(due, std::move(call));
  }

  // Keeps the try for the audit and counts what it used.
  void Record(RoleState& role, const HttpResponse& response, const ModelAnswer& answer,
              Call* call) {
    const Usage used = UsageOf(answer, response, BilledPromptTokens(call->request));
    role.tokens.Return(call->reserved_tokens - used.prompt - used.completion);
    Charge(role, used, call);

    Attempt attempt;
    if (answer.failure) attempt.failure = answer.failure->kind;
    attempt.http_status = response.status;
    attempt.transport = response.error;
    attempt.error_code = answer.error_code;
    attempt.request_id = answer.request_id;
    attempt.waited_ms = call->waited_ms;
    attempt.took_ms = clock_->MonotonicMs() - call->sent_at_ms;
    attempt.connect_ms = response.connect_ms;
    attempt.first_byte_ms = response.first_byte_ms;
    attempt.usage = answer.usage;
    Keep(role, *call, std::move(attempt), used, CostOf(used, role.price), answer.model,
         answer.text);
  }

  void Keep(const RoleState& role, Call& call, Attempt attempt, const Usage& used, int64_t cost,
            std::string_view model, std::string_view text) {
    call.reply.attempts.push_back(std::move(attempt));
    if (options_.observer == nullptr) return;
    Observe(role, call, call.reply.attempts.back(), used, cost,
            static_cast<int>(call.reply.attempts.size()), model, text);
  }

  // A call that was under way when the run was stopped: it was sent, and its prompt may be billed.
  void RecordCancelled(Call* call) {
    Usage used;
    used.prompt = BilledPromptTokens(call->request);
    Charge(roles_[call->role], used, call);
    Attempt attempt;
    attempt.failure = FailureKind::kCancelled;
    attempt.waited_ms = call->waited_ms;
    attempt.took_ms = clock_->MonotonicMs() - call->sent_at_ms;
    const RoleState& role = roles_[call->role];
    Keep(role, *call, std::move(attempt), used, CostOf(used, role.price), {}, {});
  }

  void Charge(const RoleState& role, const Usage& used, Call* call) {
    AddCost(CostOf(used, role.price), used, call);
  }

  void AddCost(int64_t cost, const Usage& used, Call* call) {
    call->reply.cost += cost;
    totals_.cost = std::min(totals_.cost + cost, kMostCost);
    if (options_.cache != nullptr) unsaved_cost_ = std::min(unsaved_cost_ + cost, kMostCost);
    totals_.prompt_tokens += used.prompt;
    totals_.cached_tokens += used.cached;
    totals_.completion_tokens += used.completion;
  }

  void Finish(CallPtr call, ModelAnswer answer, std::string detail) {
    Reply& reply = call->reply;
    if (answer.failure) reply.failure = answer.failure->kind;
    reply.text = std::move(answer.text);
    reply.model = std::move(answer.model);
    reply.finish_reason = std::move(answer.finish_reason);
    reply.detail = std::move(detail);
    reply.usage = answer.usage;
    reply.logprobs = std::move(answer.logprobs);
    if (options_.cache != nullptr && !reply.failure) {
      unsaved_.push_back(std::move(call));
    } else {
      ready_.push_back(std::move(call));
    }
  }

  const config::Config& config_;
  std::set<std::string> models_of_config_;  // Names that the configuration has
  DispatcherOptions options_;
  Clock* clock_;
  std::unique_ptr<Clock> own_clock_;
  std::optional<int64_t> max_cost_;
  std::map<const config::Server*, std::unique_ptr<Recordings>> recordings_;
  absl::flat_hash_map<std::string, int> role_index_;
  std::deque<RoleState> roles_;  // References to elements stay good.
  size_t next_role_ = 0;         // Whose turn it is.
  int64_t queued_ = 0;           // Over the roles' waiting queues.
  int64_t reserved_cost_ = 0;
  absl::flat_hash_map<Call*, CallPtr> in_flight_;
  std::multimap<int64_t, CallPtr> delayed_;  // By the time when they may be sent again.
  std::deque<CallPtr> ready_;
  std::vector<CallPtr> unsaved_;  // Answered, to be committed before they are handed on
  int64_t unsaved_cost_ = 0;
  std::optional<int64_t> max_cost_per_day_;
  int64_t spent_today_ = 0;  // By all who share the cache, as of the last commit
  absl::Status status_;
  Totals totals_;
  std::unique_ptr<HttpClient> http_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Dispatcher>> Dispatcher::Create(const config::Config& config,
                                                               absl::Span<const std::string> roles,
                                                               DispatcherOptions options) {
  auto dispatcher = std::make_unique<NetworkDispatcher>(config, std::move(options));
  SUTURE_RETURN_IF_ERROR(dispatcher->Bind(roles));
  return dispatcher;
}

}  // namespace suture::models
