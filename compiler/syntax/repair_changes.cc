#include "compiler/syntax/repair_changes.h"

#include <algorithm>
#include <iterator>

#include "compiler/syntax/words.h"
#include "grammar/SutureLexer.h"

namespace suture::syntax {
namespace {

using grammar::SutureLexer;

bool IsSelector(int32_t type) {
  return type == SutureLexer::LOWEST_ || type == SutureLexer::HIGHEST_ ||
         type == SutureLexer::FIRST_ || type == SutureLexer::LAST_ ||
         type == SutureLexer::CLOSEST_ || type == SutureLexer::EVERY_ || type == SutureLexer::NO_;
}

}  // namespace

void ChangesAt::AddWordChanges(size_t at, double extra, std::vector<Change>& changes) const {
  if (at >= tokens_.size() || tokens_[at].begin == tokens_[at].end) return;
  int32_t type = TypeAt(at);
  bool word = type == SutureLexer::ID || type == SutureLexer::UNIT || IsKeyword(type);
  if (!word) return;
  double keyword = IsKeyword(type) ? 1.5 : 0;
  std::string text = WordAt(at);
  double rank = 0;
  for (int32_t near : NearKeywords(text)) {
    changes.push_back({Change::Kind::kMisspelt, at, near, 1 + extra + keyword + rank});
    rank += 0.05;
  }
  if (std::optional<int32_t> meant = KeywordForForeignWord(text)) {
    changes.push_back({Change::Kind::kForeignWord, at, *meant, 1.2 + extra});
  }
  if (IsKeyword(type)) {
    // A name is most likely where a keyword asks for one: `field rule`.
    bool wanted = at == error_ && at > 0 && IsKeyword(TypeAt(at - 1)) && !IsName(TypeAt(at - 1));
    bool parameter =
        at > 0 && (TypeAt(at - 1) == SutureLexer::LPAREN || TypeAt(at - 1) == SutureLexer::COMMA) &&
        TypeAt(at + 1) == SutureLexer::COLON;
    bool again = renamed_.contains(text);
    double cost = again                                                         ? 0.5
                  : wanted || parameter || (at == error_ && StandsAsMember(at)) ? 2
                                                                                : 3.7;
    changes.push_back({Change::Kind::kKeywordAsName, at, SutureLexer::ID, cost});
  }
}

// In a list or a record: `{ first, second }`, `{ count : integer }`.
bool ChangesAt::StandsAsMember(size_t at) const {
  const int32_t next = TypeAt(at + 1);
  const bool followed = next == SutureLexer::COLON || next == SutureLexer::COMMA ||
                        next == SutureLexer::EQ || next == SutureLexer::RBRACE;
  if (!followed || at == 0) return false;
  const int32_t previous = TypeAt(at - 1);
  return previous == SutureLexer::LBRACE || previous == SutureLexer::COMMA ||
         previous == SutureLexer::SEMICOLON || tokens_[at - 1].line != tokens_[at].line;
}

std::vector<Change> ChangesAt::Likely() const {
  std::vector<Change> changes;
  using Kind = Change::Kind;
  AddWordChanges(error_, 0, changes);
  if (error_ > 0) AddWordChanges(error_ - 1, 0.3, changes);
  if (error_ > 1) AddWordChanges(error_ - 2, 1.2, changes);
  if (TypeAt(error_ + 1) != kEnd && renamed_.contains(WordAt(error_ + 1))) {
    changes.push_back({Kind::kKeywordAsName, error_ + 1, SutureLexer::ID, 0.6});
  }
  for (int32_t type :
       {SutureLexer::RBRACE, SutureLexer::LBRACE, SutureLexer::RPAREN, SutureLexer::LPAREN,
        SutureLexer::COLON, SutureLexer::COMMA, SutureLexer::BAR, SutureLexer::BARS,
        SutureLexer::EQ, SutureLexer::ARROW, SutureLexer::DOTDOT}) {
    double cost =
        type == SutureLexer::EQ || type == SutureLexer::COMMA || type == SutureLexer::BAR ? 2.6 : 2;
    changes.push_back({Kind::kInsert, error_, type, cost});
  }
  if (TypeAt(error_) == SutureLexer::NUMBER)
    changes.push_back({Kind::kInsert, error_, SutureLexer::WITHIN_, 2.9});
  for (int32_t type : {SutureLexer::WHEN_, SutureLexer::OF_, SutureLexer::IS_, SutureLexer::THEN_,
                       SutureLexer::ELSE_, SutureLexer::TO_, SutureLexer::BY_,
                       SutureLexer::BECAUSE_, SutureLexer::FOR_, SutureLexer::EACH_,
                       SutureLexer::NOTES_, SutureLexer::ON_, SutureLexer::IN_}) {
    changes.push_back({Kind::kInsert, error_, type, 3});
  }
  for (int32_t type :
       {SutureLexer::ID, SutureLexer::STRING, SutureLexer::NUMBER, SutureLexer::DATE_LIT}) {
    changes.push_back({Kind::kInsert, error_, type, 3.6});
  }
  changes.push_back({Kind::kInsert, error_, SutureLexer::BAD, 3.3});
  // The parser may have looked past the word that it could not place: what is missing follows it.
  if (TypeAt(error_) != kEnd) {
    for (int32_t type :
         {SutureLexer::BAD, SutureLexer::ID, SutureLexer::NUMBER, SutureLexer::STRING}) {
      changes.push_back({Kind::kInsert, error_ + 1, type, type == SutureLexer::BAD ? 3.35 : 3.65});
    }
  }
  changes.push_back({Kind::kInsert, error_, SutureLexer::DOTDOT, 3.7, {SutureLexer::NUMBER}});
  changes.push_back(
      {Kind::kInsert, error_, SutureLexer::TEXT_OPEN, 3.7, {SutureLexer::TEXT_CLOSE}});
  changes.push_back({Kind::kInsert, error_, SutureLexer::WHEN_, 3.4, {SutureLexer::BAD}});
  changes.push_back(
      {Kind::kInsert, error_, SutureLexer::AT_, 3.4, {SutureLexer::MOST_, SutureLexer::NUMBER}});
  AddDeletions(changes);
  AddSignChanges(changes);
  AddQueryChanges(changes);
  return changes;
}

// How people say a query or an expectation.
void ChangesAt::AddQueryChanges(std::vector<Change>& changes) const {
  using Kind = Change::Kind;
  const int32_t type = TypeAt(error_);
  const int32_t before = error_ > 0 ? TypeAt(error_ - 1) : kEnd;
  // `lowest of Hemoglobin`, `any condition of Stroke`
  if (type == SutureLexer::OF_ && IsSelector(before))
    changes.push_back({Kind::kDelete, error_, type, 0.9});
  if (type == SutureLexer::OF_ && IsName(before))
    changes.push_back({Kind::kReplace, error_, SutureLexer::IN_, 0.9});
  // `expect X = review`
  const bool outcome =
      type == SutureLexer::REVIEW_ || type == SutureLexer::ABSENT_ || type == SutureLexer::NOT_;
  if (outcome && before == SutureLexer::EQ)
    changes.push_back({Kind::kDelete, error_ - 1, before, 0.9});
  // `field HEIGHT "Height" 17 : decimal cm`
  const bool number = type == SutureLexer::NUMBER && TypeAt(error_ + 1) == SutureLexer::COLON;
  if (number) changes.push_back({Kind::kInsert, error_, SutureLexer::ID_, 0.95});
  if (type == SutureLexer::UNKNOWN_ && before == SutureLexer::EQ)
    changes.push_back({Kind::kReplace, error_, SutureLexer::ID, 0.9});
  for (size_t back = 0; back <= std::min<size_t>(error_, 5); ++back) {
    const size_t at = error_ - back;
    // `when condition in Stroke`: of which entries?
    const int32_t lead = at > 0 ? TypeAt(at - 1) : kEnd;
    const bool condition = lead == SutureLexer::WHEN_ || lead == SutureLexer::AND_ ||
                           lead == SutureLexer::OR_ || lead == SutureLexer::NOT_ ||
                           lead == SutureLexer::LPAREN || lead == SutureLexer::EQ;
    if (condition && IsName(TypeAt(at)))
      changes.push_back({Kind::kInsert, at, SutureLexer::ANY_, 1.8});
  }
  // `within 30 days surgery.start`: before or after it?
  for (size_t at = error_ - std::min<size_t>(error_, 3); at < error_ + 2 && at + 3 < tokens_.size();
       ++at) {
    const bool window = TypeAt(at) == SutureLexer::WITHIN_ &&
                        TypeAt(at + 1) == SutureLexer::NUMBER &&
                        TypeAt(at + 2) == SutureLexer::UNIT;
    if (window && IsName(TypeAt(at + 3)))
      changes.push_back({Kind::kInsert, at + 3, SutureLexer::BEFORE_, 1.7});
  }
}

void ChangesAt::AddDeletions(std::vector<Change>& changes) const {
  using Kind = Change::Kind;
  int32_t type = TypeAt(error_);
  bool sign = type == SutureLexer::SEMICOLON || type == SutureLexer::COMMA ||
              type == SutureLexer::RBRACE || type == SutureLexer::RPAREN ||
              type == SutureLexer::COLON;
  bool doubled = error_ > 0 && type == TypeAt(error_ - 1) && WordAt(error_) == WordAt(error_ - 1);
  if (type != kEnd) changes.push_back({Kind::kDelete, error_, type, doubled || sign ? 1.9 : 3.5});
  if (error_ == 0) return;
  bool closer = TypeAt(error_ - 1) == SutureLexer::RBRACE;
  bool again = error_ > 1 && TypeAt(error_ - 1) == TypeAt(error_ - 2) &&
               WordAt(error_ - 1) == WordAt(error_ - 2);
  changes.push_back({Kind::kDelete, error_ - 1, TypeAt(error_ - 1),
                     again    ? 1.95
                     : closer ? 3.2
                              : 3.8});
}

// One sign written for another.
void ChangesAt::AddSignChanges(std::vector<Change>& changes) const {
  using Kind = Change::Kind;
  static constexpr int32_t kSigns[] = {
      SutureLexer::LBRACE, SutureLexer::RBRACE, SutureLexer::LPAREN,    SutureLexer::RPAREN,
      SutureLexer::COMMA,  SutureLexer::COLON,  SutureLexer::SEMICOLON, SutureLexer::DOT,
      SutureLexer::DOTDOT, SutureLexer::EQ,     SutureLexer::ARROW,     SutureLexer::BARS,
      SutureLexer::BAR,    SutureLexer::MINUS};
  int32_t type = TypeAt(error_);
  if (type == SutureLexer::BARS) changes.push_back({Kind::kReplace, error_, SutureLexer::OR_, 1.5});
  for (size_t back : {1, 2}) {
    if (error_ >= back && TypeAt(error_ - back) == SutureLexer::BAR) {
      changes.push_back({Kind::kReplace, error_ - back, SutureLexer::BARS, 2.3});
    }
  }
  if (type == SutureLexer::SLASH)
    changes.push_back({Kind::kReplace, error_, SutureLexer::BAR, 2.8});
  if (std::find(std::begin(kSigns), std::end(kSigns), type) == std::end(kSigns)) return;
  for (int32_t sign : kSigns) {
    if (sign != type) changes.push_back({Kind::kReplace, error_, sign, 2.4});
  }
}

std::vector<Change> ChangesAt::Unlikely() const {
  using Kind = Change::Kind;
  std::vector<Change> changes;
  for (int32_t type : Keywords()) {
    bool opens = OpensItem(type);
    changes.push_back({Kind::kInsert, error_, type, opens ? 4 : IsName(type) ? 5 : 4.4});
    if (error_ > 0 && opens) changes.push_back({Kind::kInsert, error_ - 1, type, 4.6});
  }
  if (error_ > 0) {
    changes.push_back({Kind::kSwap, error_ - 1, TypeAt(error_), 4.2});
    for (int32_t type :
         {SutureLexer::LBRACE, SutureLexer::COLON, SutureLexer::EQ, SutureLexer::ID,
          SutureLexer::COMMA, SutureLexer::BAD, SutureLexer::DOT, SutureLexer::LPAREN}) {
      changes.push_back({Kind::kInsert, error_ - 1, type, 4.8});
    }
  }
  if (error_ > 1) changes.push_back({Kind::kSwap, error_ - 2, TypeAt(error_ - 1), 4.7});
  if (TypeAt(error_) != kEnd && TypeAt(error_ + 1) != kEnd) {
    changes.push_back({Kind::kSwap, error_, TypeAt(error_), 4.3});
    if (OpensItem(TypeAt(error_)))
      changes.push_back({Kind::kDeletePair, error_, TypeAt(error_), 5.6});
  }
  for (int32_t type : {SutureLexer::ID, SutureLexer::STRING, SutureLexer::NUMBER, SutureLexer::BAD,
                       SutureLexer::WHEN_, SutureLexer::UNIT}) {
    if (TypeAt(error_) != kEnd) changes.push_back({Kind::kReplace, error_, type, 5});
    if (error_ > 0) changes.push_back({Kind::kReplace, error_ - 1, type, 5.3});
  }
  return changes;
}

}  // namespace suture::syntax
