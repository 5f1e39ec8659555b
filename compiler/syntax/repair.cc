#include "compiler/syntax/repair.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "compiler/syntax/probe.h"
#include "compiler/syntax/repair_changes.h"
#include "compiler/syntax/repair_message.h"
#include "compiler/syntax/words.h"
#include "grammar/SutureLexer.h"
#include "grammar/SutureParser.h"

namespace suture::syntax {
namespace {

using grammar::SutureLexer;
using P = grammar::SutureParser;

// Tokens that the parser must read past a change before it counts as a repair, and those that it is
// given to read at most.
constexpr size_t kEnough = 4;
constexpr size_t kWindow = 16;
// Tokens around the stretch of a trial that changes look at.
constexpr size_t kMargin = 8;

class Repairer {
 public:
  Repairer(std::string_view text, int32_t file, std::vector<Token> tokens,
           const ParseLimits& limits, diag::Emitter& emitter)
      : text_(text), file_(file), tokens_(std::move(tokens)), limits_(limits), emitter_(emitter) {}

  std::vector<Token> Run() {
    size_t start = 0;
    for (int mistakes = 0;; ++mistakes) {
      ProbeResult stopped = ProbeFrom(start, tokens_.size());
      if (stopped.whole) return std::move(tokens_);
      if (mistakes >= limits_.max_syntax_errors) return GiveUp(stopped);
      start = MendAt(stopped);
    }
  }

 private:
  // One parse of tokens [start, end) with all places counted in tokens_.
  ProbeResult ProbeFrom(size_t start, size_t end, bool fast = false) const {
    std::vector<Token> stretch(
        tokens_.begin() + static_cast<ptrdiff_t>(start),
        tokens_.begin() + static_cast<ptrdiff_t>(std::min(end, tokens_.size())));
    if (stretch.empty() || stretch.back().type != kEnd) stretch.push_back({kEnd, 0, 0, 0});
    ProbeResult result = Probe(stretch, MaxRules(limits_), fast);
    result.token += start;
    for (OpenRule& rule : result.rules) rule.start += start;
    return result;
  }

  // Where parsing can begin again so that everything that bears on the mistake is read once more:
  // the declaration it stands in or, between declarations, the one before. `outermost`: not one
  // inside the body of another.
  size_t StartFor(const ProbeResult& stopped, bool outermost) const {
    const OpenRule* declaration = nullptr;
    for (const OpenRule& open : stopped.rules) {
      bool started = open.start < stopped.token;
      if (open.rule == P::RuleDeclaration && started && !(outermost && declaration != nullptr))
        declaration = &open;
      bool holds_others = open.rule == P::RuleSectionDecl || open.rule == P::RuleGroupDecl ||
                          open.rule == P::RuleExtendDecl;
      if (!outermost && holds_others && InsideBody(open.start, stopped.token))
        declaration = nullptr;
    }
    if (declaration != nullptr) return declaration->start;
    int depth = 0;
    for (size_t at = stopped.token; at-- > 0;) {
      depth = std::max(0, depth - DepthStep(at));
      bool first_on_line = at == 0 || tokens_[at - 1].line != tokens_[at].line;
      bool attribute = TypeAt(at + 1) == SutureLexer::COLON || TypeAt(at + 1) == SutureLexer::EQ;
      if (depth == 0 && first_on_line && !attribute && OpensDeclaration(tokens_[at].type))
        return at;
    }
    return 0;
  }

  size_t MendAt(const ProbeResult& stopped) {
    size_t start = StartFor(stopped, true);
    error_ = stopped.token;
    rules_ = stopped.rules;
    RepairMessage message(text_, file_, tokens_, rules_, emitter_);
    std::optional<Change> best = MissingBodyEnd(stopped);
    if (!best) best = BestChange(StartFor(stopped, false));
    if (best) {
      if (ClosesNothing(*best)) {
        if (std::optional<size_t> early = EarlyCloser(best->at)) {
          best->at = *early;
          start = 0;
        }
      }
      // A keyword that was taken for a name is meant again where that name is used.
      bool renames = best->kind == Change::Kind::kKeywordAsName;
      if (std::optional<size_t> opener = BodyThatHoldsDeclaration(*best)) {
        message.ReportMisplaced(*opener, best->at);
        ++closers_left_over_;
      } else if (closers_left_over_ > 0 && ClosesNothing(*best)) {
        --closers_left_over_;
      } else if (ClosesMadeUp(*best)) {
        // Its `{` was put in by a repair, which has been reported.
      } else if (!renames || renamed_.insert(WordAt(best->at)).second) {
        message.Report(*best, error_);
      }
      Apply(*best);
      if (renames) RenameUses(*best);
    } else {
      if (BodyOfHead(stopped)) {
        const size_t head = FirstOnLine(error_);
        if (heads_.insert(tokens_[head].begin).second)
          message.ReportInHead(error_, TypeAt(head) == SutureLexer::FIELD_);
      } else {
        message.ReportUnexpected(error_);
      }
      LeaveOutItem(stopped);
    }
    return start;
  }

  // The file ends inside the body of a section, group or layer: the `}` that it lacks, where the
  // indentation or the next section says that it was forgotten.
  std::optional<Change> MissingBodyEnd(const ProbeResult& stopped) const {
    if (TypeAt(stopped.token) != kEnd) return std::nullopt;
    const OpenRule* body = nullptr;
    for (const OpenRule& open : stopped.rules) {
      if (open.rule == P::RuleDeclaration || open.start >= stopped.token) continue;
      const bool holds_others = open.rule == P::RuleSectionDecl || open.rule == P::RuleGroupDecl ||
                                open.rule == P::RuleExtendDecl;
      if (open.rule != P::RuleFile) body = holds_others ? &open : nullptr;
    }
    if (body == nullptr || !InsideBody(body->start, stopped.token)) return std::nullopt;
    return Change{Change::Kind::kInsert, ForgottenCloser(*body, stopped.token), SutureLexer::RBRACE,
                  1};
  }

  // Where the `}` of `body` was forgotten, or of a body in it whose `{` is closed by one that
  // stands further left.
  size_t ForgottenCloser(const OpenRule& body, size_t end) const {
    std::vector<size_t> open;
    bool indented = false;
    for (size_t at = body.start; at < end; ++at) {
      const bool leads = at > 0 && tokens_[at - 1].line != tokens_[at].line;
      if (DepthStep(at) < 0 && !open.empty()) {
        if (leads && open.size() > 1 && IndentOf(at) < IndentOf(open.back())) return at;
        open.pop_back();
      }
      // What the body holds may stand as far left as itself; then only another of its kind tells
      // where it ends.
      const bool outside = open.size() == 1 && leads && OpensDeclaration(TypeAt(at)) &&
                           IndentOf(at) <= IndentOf(body.start);
      if (outside && (indented || TypeAt(at) == TypeAt(body.start))) return at;
      if (DepthStep(at) <= 0) continue;
      if (open.empty())
        indented =
            tokens_[at].line != tokens_[at + 1].line && IndentOf(at + 1) > IndentOf(body.start);
      open.push_back(at);
    }
    return end;
  }

  bool ClosesMadeUp(const Change& change) const {
    if (change.kind != Change::Kind::kInsert || change.type != SutureLexer::RBRACE) return false;
    std::vector<size_t> open;
    for (size_t at = 0; at < change.at; ++at) {
      if (DepthStep(at) > 0) open.push_back(at);
      if (DepthStep(at) < 0 && !open.empty()) open.pop_back();
    }
    return !open.empty() && tokens_[open.back()].begin == tokens_[open.back()].end;
  }

  // A `}` too many is met at the end of the file or section; it was written where the indentation
  // says.
  bool ClosesNothing(const Change& change) const {
    if (change.kind != Change::Kind::kDelete || change.type != SutureLexer::RBRACE) return false;
    int depth = 0;
    for (size_t at = 0; at < change.at; ++at) depth += DepthStep(at);
    return depth <= 0;
  }

  // The first `}` before `limit` that stands deeper than the line whose `{` it closes.
  std::optional<size_t> EarlyCloser(size_t limit) const {
    std::vector<size_t> open;
    for (size_t at = 0; at < limit; ++at) {
      if (DepthStep(at) > 0) open.push_back(at);
      if (DepthStep(at) >= 0) continue;
      if (open.empty()) return at;
      const bool leads = at == 0 || tokens_[at - 1].line != tokens_[at].line ||
                         TypeAt(at - 1) == SutureLexer::RBRACE;
      const bool below = tokens_[open.back()].line != tokens_[at].line;
      const bool written = tokens_[at].begin != tokens_[at].end;
      if (written && leads && below && IndentOf(at) > IndentOf(open.back())) return at;
      open.pop_back();
    }
    return std::nullopt;
  }

  // A declaration that stands, by its indentation, inside a body that holds none: the `{` of that
  // body. Its `}` follows later and is left over then.
  std::optional<size_t> BodyThatHoldsDeclaration(const Change& change) const {
    const bool closes = change.kind == Change::Kind::kInsert &&
                        change.type == SutureLexer::RBRACE && change.more.empty();
    if (!closes || !OpensDeclaration(TypeAt(change.at))) return std::nullopt;
    std::vector<size_t> open;
    for (size_t at = 0; at < change.at; ++at) {
      if (DepthStep(at) > 0) open.push_back(at);
      if (DepthStep(at) < 0 && !open.empty()) open.pop_back();
    }
    if (open.empty() || IndentOf(change.at) <= IndentOf(open.back())) return std::nullopt;
    return open.back();
  }

  size_t FirstOnLine(size_t at) const {
    while (at > 0 && tokens_[at - 1].line == tokens_[at].line) --at;
    return at;
  }

  size_t IndentOf(size_t at) const {
    const size_t line_break = text_.rfind('\n', tokens_[at].begin);
    const size_t start = line_break == std::string_view::npos ? 0 : line_break + 1;
    return text_.find_first_not_of(" \t", start) - start;
  }

  // Where a keyword names a parameter or value, the uses of it in the same declaration are names
  // too.
  void RenameUses(const Change& change) {
    const std::string word = WordAt(change.at);
    for (size_t at = change.at + 1; at + 1 < tokens_.size(); ++at) {
      const bool first_on_line = tokens_[at - 1].line != tokens_[at].line;
      if (first_on_line && OpensDeclaration(TypeAt(at)) && TypeAt(at + 1) != SutureLexer::COLON)
        return;
      const bool operand = IsOperatorOrCloser(TypeAt(at + 1)) && TypeAt(at - 1) != SutureLexer::DOT;
      if (operand && WordAt(at) == word) tokens_[at].type = SutureLexer::ID;
    }
  }

  static bool IsOperatorOrCloser(int32_t type) {
    static constexpr int32_t kSigns[] = {kEnd,
                                         SutureLexer::PLUS,
                                         SutureLexer::MINUS,
                                         SutureLexer::STAR,
                                         SutureLexer::SLASH,
                                         SutureLexer::EQ,
                                         SutureLexer::NE,
                                         SutureLexer::LT,
                                         SutureLexer::LE,
                                         SutureLexer::GT,
                                         SutureLexer::GE,
                                         SutureLexer::IS_,
                                         SutureLexer::AND_,
                                         SutureLexer::OR_,
                                         SutureLexer::RPAREN,
                                         SutureLexer::COMMA,
                                         SutureLexer::RBRACE,
                                         SutureLexer::CARET,
                                         SutureLexer::THEN_,
                                         SutureLexer::ELSE_};
    return std::find(std::begin(kSigns), std::end(kSigns), type) != std::end(kSigns);
  }

  std::optional<Change> BestChange(size_t start) {
    best_.reset();
    best_score_ = {};
    inside_ = 0;
    for (size_t at = 0; at < start; ++at) inside_ = std::max(0, inside_ + DepthStep(at));
    // Trials see the stretch that they read: what they cost does not grow with the file.
    size_t first = start - std::min(start, kMargin);
    size_t last = std::min(error_ + kWindow + kMargin, tokens_.size());
    std::vector<Token> stretch(tokens_.begin() + static_cast<ptrdiff_t>(first),
                               tokens_.begin() + static_cast<ptrdiff_t>(last));
    std::swap(tokens_, stretch);
    error_ -= first;
    first_ = first;
    const ChangesAt changes(text_, tokens_, error_, renamed_);
    std::vector<Change> likely = changes.Likely();
    if (OpenIf()) {
      likely.push_back(
          {Change::Kind::kInsert, error_, SutureLexer::ELSE_, 2.1, {SutureLexer::BAD}});
      likely.push_back({Change::Kind::kInsert,
                        error_,
                        SutureLexer::ELSE_,
                        2.2,
                        {SutureLexer::BAD, SutureLexer::WHEN_, SutureLexer::BAD}});
    }
    for (const Change& change : likely) Try(change, start - first);
    if (std::get<0>(best_score_) < 2) {
      for (const Change& change : changes.Unlikely()) Try(change, start - first);
    }
    error_ += first;
    std::swap(tokens_, stretch);
    if (best_) best_->at += first;
    return best_;
  }

  // Better: reads to the end of the window before reading merely enough; then cheaper; then
  // further.
  using Score = std::tuple<int, double, size_t>;

  void Try(const Change& change, size_t start) {
    if (change.at >= tokens_.size() || (change.at < start && change.kind != Change::Kind::kDelete))
      return;
    tokens_tried_ += tokens_.size();
    if (tokens_tried_ > static_cast<size_t>(limits_.max_repair_tokens)) return;
    std::vector<Token> before = tokens_;
    size_t size = tokens_.size();
    Apply(change);
    // The window moves with what was put in or taken out.
    ptrdiff_t moved = static_cast<ptrdiff_t>(tokens_.size()) - static_cast<ptrdiff_t>(size);
    size_t error = static_cast<size_t>(static_cast<ptrdiff_t>(error_) + moved);
    size_t end = BodyEnd(std::min(start, change.at), std::min(error + kWindow, tokens_.size()));
    if (end <= error) end = std::min(error + 1, tokens_.size());
    // The fast way errs on the side of stopping; it is asked again where it got past the mistake.
    ProbeResult result = ProbeFrom(std::min(start, change.at), end, true);
    if (!result.whole && result.token > error && result.token < end) {
      result = ProbeFrom(std::min(start, change.at), end);
    }
    tokens_ = std::move(before);
    bool whole = result.whole || (result.token >= end && end < tokens_.size());
    // A sign too many tends to stand on several lines in a row.
    bool separator = change.kind == Change::Kind::kDelete && change.type == SutureLexer::SEMICOLON;
    // So do words that cannot be names: `{ Yes, absent, review }`.
    bool member = change.kind == Change::Kind::kKeywordAsName &&
                  ChangesAt(text_, tokens_, change.at, renamed_).StandsAsMember(change.at);
    if (!whole && result.token < error + (separator || member ? 2 : kEnough)) return;
    Score score{whole ? 2 : 1, -change.cost, result.token};
    if (!best_ || score > best_score_) {
      best_ = change;
      best_score_ = score;
    }
  }

  // A declaration inside the body of another is tried for itself: the other's `}` ends the trial.
  size_t BodyEnd(size_t start, size_t end) const {
    int depth = 0;
    for (size_t at = start; inside_ > 0 && at < end; ++at) {
      depth += DepthStep(at);
      if (depth < 0) return at;
    }
    return end;
  }

  void Apply(const Change& change) {
    auto at = tokens_.begin() + static_cast<ptrdiff_t>(change.at);
    switch (change.kind) {
      case Change::Kind::kInsert: {
        // What is put in stands right behind the word before it.
        uint32_t place = change.at > 0 ? tokens_[change.at - 1].end : at->begin;
        uint32_t line = change.at > 0 ? tokens_[change.at - 1].line : at->line;
        at = tokens_.insert(at, {change.type, place, place, line});
        for (int32_t type : change.more) at = tokens_.insert(at + 1, {type, place, place, line});
        break;
      }
      case Change::Kind::kReplace:
      case Change::Kind::kMisspelt:
      case Change::Kind::kForeignWord:
      case Change::Kind::kKeywordAsName:
        at->type = change.type;
        break;
      case Change::Kind::kDelete:
        tokens_.erase(at);
        break;
      case Change::Kind::kDeletePair:
        tokens_.erase(at, at + 2);
        break;
      case Change::Kind::kSwap:
        std::swap(*at, *(at + 1));
        break;
    }
  }

  std::string WordAt(size_t at) const {
    return std::string(text_.substr(tokens_[at].begin, tokens_[at].end - tokens_[at].begin));
  }
  int32_t TypeAt(size_t at) const { return at < tokens_.size() ? tokens_[at].type : kEnd; }

  // The `if` that is still being read where the mistake is met.
  std::optional<size_t> OpenIf() const {
    for (auto open = rules_.rbegin(); open != rules_.rend(); ++open) {
      if (open->rule != P::RulePrimary || open->start < first_) continue;
      if (TypeAt(open->start - first_) == SutureLexer::IF_) return open->start - first_;
    }
    return std::nullopt;
  }

  // ---- when nothing helps -----------------------------------------------------------------------

  // What does not fit into the head of a declaration goes alone, so that its name and body stay:
  // its `{`.
  std::optional<size_t> BodyOfHead(const ProbeResult& stopped) const {
    const OpenRule* declaration = nullptr;
    for (const OpenRule& open : stopped.rules) {
      if (open.rule == P::RuleDeclaration && open.start < stopped.token) declaration = &open;
    }
    if (declaration == nullptr || InsideBody(declaration->start, stopped.token))
      return std::nullopt;
    const uint32_t line = tokens_[stopped.token].line;
    for (size_t at = stopped.token; at < tokens_.size() && tokens_[at].line == line; ++at) {
      const bool leads_on =
          at + 1 < tokens_.size() && (tokens_[at + 1].line != line || OpensItem(TypeAt(at + 1)));
      if (tokens_[at].type == SutureLexer::LBRACE && leads_on && at > stopped.token) return at;
    }
    return std::nullopt;
  }

  // Takes out the innermost item of a body that holds the mistake, up to where the next one starts.
  void LeaveOutItem(const ProbeResult& stopped) {
    size_t from = stopped.token;
    if (std::optional<size_t> body = BodyOfHead(stopped)) return LeaveOutOfHead(from, *body);
    for (const OpenRule& open : stopped.rules) {
      if (open.start > stopped.token) continue;
      bool item = open.rule == P::RuleFieldItem || open.rule == P::RuleTestItem ||
                  open.rule == P::RuleAskItem || open.rule == P::RuleDeclaration ||
                  open.rule == P::RuleKindItem || open.rule == P::RuleLabItem ||
                  open.rule == P::RuleRecordCell;
      if (item) from = open.start;
      // Inside a body but in none of its items: what does not fit starts here.
      if (!item && InsideBody(open.start, stopped.token)) from = stopped.token;
    }
    size_t to = std::max(from + 1, stopped.token);
    int depth = 0;
    for (size_t at = from; at < to; ++at) depth += DepthStep(at);
    for (; to + 1 < tokens_.size(); ++to) {
      bool first_on_line = tokens_[to - 1].line != tokens_[to].line;
      if (first_on_line && OpensItem(tokens_[to].type) && TypeAt(to + 1) != SutureLexer::COLON)
        break;
      depth += DepthStep(to);
      if (depth < 0) break;
    }
    to = std::min(to, tokens_.size() - 1);
    tokens_.erase(tokens_.begin() + static_cast<ptrdiff_t>(std::min(from, to)),
                  tokens_.begin() + static_cast<ptrdiff_t>(to));
  }

  // What stands from `from` to the `{` of the body; a field keeps its type, or gets one without a
  // name.
  void LeaveOutOfHead(size_t from, size_t body) {
    const size_t head = FirstOnLine(from);
    const bool field = TypeAt(head) == SutureLexer::FIELD_ || TypeAt(head) == SutureLexer::FINDING_;
    const auto is_colon = [](const Token& token) { return token.type == SutureLexer::COLON; };
    const auto at = [&](size_t index) { return tokens_.begin() + static_cast<ptrdiff_t>(index); };
    const auto colon = std::find_if(at(from), at(body), is_colon);
    const bool again =
        !field || colon == at(body) || std::find_if(at(head), at(from), is_colon) != at(from);
    const Token place{0, tokens_[from].begin, tokens_[from].begin, tokens_[from].line};
    const auto left = tokens_.erase(at(from), again ? at(body) : colon);
    const bool typed =
        std::find_if(at(head), left, is_colon) != left || TypeAt(from) == SutureLexer::COLON;
    if (!field || typed) return;
    tokens_.insert(left, {{SutureLexer::COLON, place.begin, place.end, place.line},
                          {SutureLexer::ID, place.begin, place.end, place.line}});
  }

  // Whether a `{` between the two is still open at the latter.
  bool InsideBody(size_t from, size_t to) const {
    int depth = 0;
    for (size_t at = from; at < to; ++at) depth += DepthStep(at);
    return depth > 0;
  }

  int DepthStep(size_t at) const {
    int32_t type = tokens_[at].type;
    if (type == SutureLexer::LBRACE || type == SutureLexer::HOLE_OPEN) return 1;
    return type == SutureLexer::RBRACE ? -1 : 0;
  }

  std::vector<Token> GiveUp(const ProbeResult& stopped) {
    const Token& token = tokens_[stopped.token];
    emitter_
        .Emit(diag::kTooManySyntaxErrors, base::Span{file_, token.begin, token.end},
              limits_.max_syntax_errors)
        .Help("Mend those above and check again.");
    size_t start = StartFor(stopped, true);
    tokens_.erase(tokens_.begin() + static_cast<ptrdiff_t>(start), tokens_.end() - 1);
    return std::move(tokens_);
  }

  std::string_view text_;
  int32_t file_;
  std::vector<Token> tokens_;
  const ParseLimits& limits_;
  diag::Emitter& emitter_;
  size_t error_ = 0;
  size_t first_ = 0;  // Of the file's tokens, the one that trials start from.
  std::vector<OpenRule> rules_;
  std::set<uint32_t> heads_;       // Where a declaration starts whose first line was reported
  std::set<std::string> renamed_;  // Keywords that stand for names in this file
  std::optional<Change> best_;
  Score best_score_;
  size_t tokens_tried_ = 0;    // Read by all trials together.
  int closers_left_over_ = 0;  // Of bodies that were closed before a declaration inside them
  int inside_ = 0;             // How many bodies are open where trials start.
};

}  // namespace

std::vector<Token> RepairTokens(std::string_view text, int32_t file, std::vector<Token> tokens,
                                const ParseLimits& limits, diag::Emitter& emitter) {
  return Repairer(text, file, std::move(tokens), limits, emitter).Run();
}

}  // namespace suture::syntax
