#include "compiler/syntax/parse_text.h"

#include <algorithm>
#include <utility>

#include "compiler/syntax/lex.h"
#include "compiler/syntax/repair.h"
#include "compiler/syntax/stopping_strategy.h"
#include "compiler/syntax/text_repair.h"
#include "compiler/syntax/token_filter.h"

namespace suture::syntax {

using grammar::SutureParser;

namespace {

// Brackets are counted before the parser sees them: it would exhaust the stack.
bool ReportTooDeep(int32_t file, const std::vector<Token>& tokens, const ParseLimits& limits,
                   diag::Emitter& emitter) {
  int depth = 0;
  for (const Token& token : tokens) {
    switch (token.type) {
      case SutureParser::LPAREN:
      case SutureParser::LBRACE:
      case SutureParser::HOLE_OPEN:
        ++depth;
        break;
      case SutureParser::RPAREN:
      case SutureParser::RBRACE:
        if (depth > 0) --depth;
        break;
      default:
        break;
    }
    if (depth <= limits.max_depth) continue;
    emitter.Emit(diag::kTooDeep, base::Span{file, token.begin, token.end}, limits.max_depth)
        .Help("Give parts of it a name with `let`.");
    return true;
  }
  return false;
}

// `Yes/No` in the head of a field is no division of two values: what is said of the place as a
// whole is enough.
bool IsPartOfUnreadable(const diag::Diagnostic& sign,
                        const std::vector<diag::Diagnostic>& repaired) {
  if (sign.kind != diag::KindId::kTightDivision) return false;
  return std::any_of(repaired.begin(), repaired.end(), [&](const diag::Diagnostic& d) {
    const bool unread =
        d.kind == diag::KindId::kUnexpectedText || d.kind == diag::KindId::kDoesNotFollow;
    return unread && d.span.begin >= sign.span.begin && d.span.begin < sign.span.end;
  });
}

}  // namespace

void TreeParser::Restart(const std::vector<Token>& tokens) {
  parser_.reset();
  stream_ = std::make_unique<TokenStream>(tokens);
  parser_ = std::make_unique<SutureParser>(stream_.get());
  parser_->removeErrorListeners();
  parser_->setErrorHandler(std::make_shared<StoppingStrategy>());
}

SutureParser::FileContext* TreeParser::Run() {
  for (antlr4::atn::PredictionMode mode :
       {antlr4::atn::PredictionMode::SLL, antlr4::atn::PredictionMode::LL}) {
    DepthGuard guard(MaxRules(limits_));
    parser_->reset();
    parser_->getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(mode);
    parser_->addParseListener(&guard);
    SutureParser::FileContext* tree = nullptr;
    try {
      tree = parser_->file();
    } catch (const antlr4::ParseCancellationException&) {
      tree = nullptr;
    }
    parser_->removeParseListener(&guard);
    too_deep_ = guard.exceeded();
    if (tree != nullptr || too_deep_) return tree;
  }
  return nullptr;
}

size_t TreeParser::stopped() const {
  if (too_deep_) return parser_->getCurrentToken()->getTokenIndex();
  return static_cast<const StoppingStrategy&>(*parser_->getErrorHandler()).stopped().token;
}

// First what only reading the characters again can mend (text blocks), then the rest.
ParsedText ParseText(std::string_view text, int32_t file, const ParseLimits& limits,
                     diag::Emitter& emitter) {
  ParsedText parsed;
  LexFixes fixes;
  diag::Emitter text_mistakes;
  for (int mistakes = 0;; ++mistakes) {
    LexedFile lexed = Lex(text, fixes, limits.max_tokens);
    if (lexed.too_many) {
      const Token& last = lexed.tokens.back();
      emitter.Emit(diag::kTooManyWords, base::Span{file, last.begin, last.end}, limits.max_tokens)
          .Help("Split it into a file for each section of the registry.");
      return parsed;
    }
    diag::Emitter filtered;
    parsed.tokens = FilterTokens(text, file, lexed.tokens, filtered);
    parsed.comments = std::move(lexed.comments);
    bool deep = ReportTooDeep(file, parsed.tokens, limits, filtered);
    if (!deep) {
      parsed.parser = std::make_unique<TreeParser>(parsed.tokens, limits);
      parsed.tree = parsed.parser->Run();
    }
    bool readable = !deep && !parsed.parser->too_deep();
    if (readable && parsed.tree == nullptr && mistakes < limits.max_syntax_errors &&
        MendTextBlocks(text, file, lexed.tokens, parsed.tokens[parsed.parser->stopped()], fixes,
                       text_mistakes)) {
      continue;
    }
    const bool repairable = readable && parsed.tree == nullptr;
    diag::Emitter repaired;
    if (repairable) {
      parsed.tokens = RepairTokens(text, file, std::move(parsed.tokens), limits, repaired);
      filtered.Drop(
          [&](const diag::Diagnostic& d) { return IsPartOfUnreadable(d, repaired.emitted()); });
    }
    emitter.Append(std::move(filtered));
    emitter.Append(std::move(text_mistakes));
    emitter.Append(std::move(repaired));
    if (deep || parsed.tree != nullptr) return parsed;
    if (!readable) {
      const Token& token = parsed.tokens[parsed.parser->stopped()];
      emitter.Emit(diag::kTooDeep, base::Span{file, token.begin, token.end}, limits.max_depth)
          .Help("Give parts of it a name with `let`.");
      return parsed;
    }
    parsed.parser->Restart(parsed.tokens);
    parsed.tree = parsed.parser->Run();
    return parsed;
  }
}

}  // namespace suture::syntax
