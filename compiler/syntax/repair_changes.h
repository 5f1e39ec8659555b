// Which small changes of the tokens may be what was meant where the parser stopped, with what each
// costs: what people often get wrong is cheap. They are tried out by the repairer.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/repair_message.h"
#include "compiler/syntax/token.h"

namespace suture::syntax {

inline constexpr int32_t kEnd = -1;  // The type of the token behind the last one

class ChangesAt {
 public:
  // `error`: the token where the parser stopped. `renamed`: keywords that stand for names in this
  // file. The arguments must outlive it and are read at each call.
  ChangesAt(std::string_view text, const std::vector<Token>& tokens, const size_t& error,
            const std::set<std::string>& renamed)
      : text_(text), tokens_(tokens), error_(error), renamed_(renamed) {}

  std::vector<Change> Likely() const;
  std::vector<Change> Unlikely()
      const;  // Every keyword, swaps, replacements: tried when no likely one helps.

  // In a list or a record: `{ first, second }`, `{ count : integer }`.
  bool StandsAsMember(size_t at) const;

 private:
  std::string WordAt(size_t at) const {
    return std::string(text_.substr(tokens_[at].begin, tokens_[at].end - tokens_[at].begin));
  }
  int32_t TypeAt(size_t at) const { return at < tokens_.size() ? tokens_[at].type : -1; }
  void AddWordChanges(size_t at, double extra, std::vector<Change>& changes) const;
  void AddDeletions(std::vector<Change>& changes) const;
  void AddSignChanges(std::vector<Change>& changes) const;  // One sign written for another
  void AddQueryChanges(
      std::vector<Change>& changes) const;  // How people say a query or an expectation

  std::string_view text_;
  const std::vector<Token>& tokens_;
  const size_t& error_;
  const std::set<std::string>& renamed_;
};

}  // namespace suture::syntax
