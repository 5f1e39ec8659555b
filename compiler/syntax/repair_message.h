// What is said about a repair.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/emitter.h"
#include "compiler/syntax/probe.h"
#include "compiler/syntax/token.h"

namespace suture::syntax {

// One small change of the tokens. `at` is an index before the change.
struct Change {
  enum class Kind {
    kInsert,         // `type` and `more` before `at`; BAD stands for a value
    kReplace,        // the token at `at` becomes `type`
    kMisspelt,       // … because it was misspelt
    kForeignWord,    // … because another language says it so
    kKeywordAsName,  // … a name, because a keyword was used as one
    kDelete,
    kDeletePair,  // the token at `at` and the one behind it, which belongs to it
    kSwap,        // with the next one
  };
  Kind kind;
  size_t at;
  int32_t type;
  double cost;
  std::vector<int32_t> more = {};
};

class RepairMessage {
 public:
  RepairMessage(std::string_view text, int32_t file, const std::vector<Token>& tokens,
                const std::vector<OpenRule>& rules, diag::Emitter& emitter)
      : text_(text), file_(file), tokens_(tokens), rules_(rules), emitter_(emitter) {}

  // `error`: the token where the parser stopped.
  void Report(const Change& change, size_t error);
  void ReportUnexpected(size_t error);
  // Before the `{` of a declaration.
  void ReportInHead(size_t error, bool of_field);
  // A declaration in a body that holds none, behind the body's `{`.
  void ReportMisplaced(size_t opener, size_t declaration);

 private:
  // Whether the word stands behind another on its line, so that the line does not go on with it.
  bool GoesOn(size_t at) const;
  bool InStep() const;
  bool WantsName(size_t at) const;
  bool Plausible(const Change& change) const;
  diag::Emitter::Builder EmitUnexpected(size_t at);
  void ReportDoesNotFollow(size_t at);
  void ReportDoesNotStand(size_t at);
  base::Span SpanOf(size_t at) const { return {file_, tokens_[at].begin, tokens_[at].end}; }
  std::string WordAt(size_t at) const;
  // A place to underline: the token itself, or where it ends when it is the end of the file.
  base::Span PlaceOf(size_t at) const;
  // "a parameter", "a step": what the word there would name.
  std::string NamedAt(size_t at) const;
  base::Span AfterPrevious(size_t at) const;
  // The `{` or `(` that is open before `at`, or tokens_.size().
  size_t OpenerBefore(size_t at, int32_t closer) const;
  void ReportInsert(const Change& change);
  void ReportMissingCloser(const Change& change);
  // `if … then Yes` that says no other answer.
  void ReportMissingElse(const Change& change);
  // An item of a body and its word, outside of the body.
  void ReportMisplacedItem(size_t at);
  void ReportReplace(const Change& change);
  void ReportDelete(const Change& change);

  std::string_view text_;
  int32_t file_;
  const std::vector<Token>& tokens_;
  const std::vector<OpenRule>& rules_;
  diag::Emitter& emitter_;
};

}  // namespace suture::syntax
