#include "compiler/syntax/parse.h"

#include <memory>
#include <string>

#include "antlr4-runtime.h"
#include "compiler/syntax/build.h"
#include "compiler/syntax/lex.h"
#include "compiler/syntax/repair.h"
#include "compiler/syntax/stopping_strategy.h"
#include "compiler/syntax/text_repair.h"
#include "compiler/syntax/token_filter.h"
#include "compiler/syntax/token_stream.h"
#include "grammar/SutureParser.h"

namespace suture::syntax {
namespace {

// Says what keeps a text from being read at all.
bool ReportTextProblem(const source::SourceFile& file, int32_t id, diag::Emitter& emitter) {
  base::Span start{id, 0, 0};
  base::Span place{id, file.problem_offset(), file.problem_offset() + 1};
  switch (file.problem()) {
    case source::TextProblem::kNone:
      return false;
    case source::TextProblem::kEmpty:
      emitter.Emit(diag::kEmptyFile, start).Help("Write a declaration, such as a `field`, or delete the file.");
      return true;
    case source::TextProblem::kTooLarge:
      emitter.Emit(diag::kFileTooLarge, start, file.size(), source::SourceLimits::kDefaultMaxSourceBytes)
          .Help("Split it into a file for each section of the registry.");
      return true;
    case source::TextProblem::kBinary:
      emitter.Emit(diag::kBinaryFile, place)
          .Help("Save it as plain text in UTF-8. A file of a word processor or a UTF-16 file cannot be read.");
      return true;
    case source::TextProblem::kInvalidUtf8:
      emitter.Emit(diag::kInvalidUtf8, place).Help("Save the file as UTF-8 in your editor.");
      return true;
  }
  return false;
}

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

// SLL first, which is several times faster; full LL for the file that SLL alone cannot read.
class TreeParser {
 public:
  TreeParser(const std::vector<Token>& tokens, const ParseLimits& limits) : limits_(limits) { Restart(tokens); }

  void Restart(const std::vector<Token>& tokens) {
    parser_.reset();
    stream_ = std::make_unique<TokenStream>(tokens);
    parser_ = std::make_unique<SutureParser>(stream_.get());
    parser_->removeErrorListeners();
    parser_->setErrorHandler(std::make_shared<StoppingStrategy>());
  }

  // Null when the tokens do not parse. The tree lives until the next Restart.
  SutureParser::FileContext* Run() {
    for (antlr4::atn::PredictionMode mode : {antlr4::atn::PredictionMode::SLL, antlr4::atn::PredictionMode::LL}) {
      DepthGuard guard(MaxRules(limits_));
      parser_->reset();
      parser_->getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(mode);
      parser_->addParseListener(&guard);
      SutureParser::FileContext* tree = nullptr;
      try {
        tree = parser_->file();
      } catch (const antlr4::ParseCancellationException&) {
      }
      parser_->removeParseListener(&guard);
      too_deep_ = guard.exceeded();
      if (tree != nullptr || too_deep_) return tree;
    }
    return nullptr;
  }

  bool too_deep() const { return too_deep_; }
  // The first token that does not fit, after a Run without a tree.
  size_t stopped() const {
    const auto& strategy = static_cast<const StoppingStrategy&>(*parser_->getErrorHandler());
    return too_deep_ ? parser_->getCurrentToken()->getTokenIndex() : strategy.stopped().token;
  }

 private:
  const ParseLimits& limits_;
  std::unique_ptr<TokenStream> stream_;
  std::unique_ptr<SutureParser> parser_;
  bool too_deep_ = false;
};

struct ParsedTokens {
  std::unique_ptr<TreeParser> parser;  // Owns the tree.
  SutureParser::FileContext* tree = nullptr;
};

// Reads, and where that fails mends: first what only new tokens can mend (text blocks), then the rest.
ParsedTokens ParseTokens(std::string_view text, int32_t file, LexedFile lexed, const ParseLimits& limits,
                         diag::Emitter& emitter) {
  ParsedTokens parsed;
  LexFixes fixes;
  diag::Emitter text_mistakes;
  for (int mistakes = 0;; ++mistakes) {
    diag::Emitter filtered;
    std::vector<Token> tokens = FilterTokens(text, file, lexed.tokens, filtered);
    bool deep = ReportTooDeep(file, tokens, limits, filtered);
    if (!deep) {
      parsed.parser = std::make_unique<TreeParser>(tokens, limits);
      parsed.tree = parsed.parser->Run();
    }
    if (!deep && parsed.tree == nullptr && !parsed.parser->too_deep() && mistakes < limits.max_syntax_errors &&
        MendTextBlocks(text, file, lexed.tokens, tokens[parsed.parser->stopped()], fixes, text_mistakes)) {
      lexed = Lex(text, fixes, limits.max_tokens);
      continue;
    }
    emitter.Append(std::move(filtered));
    emitter.Append(std::move(text_mistakes));
    if (deep || parsed.tree != nullptr) return parsed;
    if (parsed.parser->too_deep()) {
      const Token& token = tokens[parsed.parser->stopped()];
      emitter.Emit(diag::kTooDeep, base::Span{file, token.begin, token.end}, limits.max_depth)
          .Help("Give parts of it a name with `let`.");
      return parsed;
    }
    parsed.parser->Restart(RepairTokens(text, file, std::move(tokens), limits, emitter));
    parsed.tree = parsed.parser->Run();
    return parsed;
  }
}

}  // namespace

ast::File Parse(const source::SourceSet& sources, int32_t file, diag::Emitter& emitter,
                const ParseLimits& limits) {
  const source::SourceFile& source = sources.file(file);
  ast::File made;
  made.id = file;
  if (ReportTextProblem(source, file, emitter)) {
    made.has_errors = true;
    return made;
  }
  int errors_before = emitter.error_count();
  LexedFile lexed = Lex(source.text(), {}, limits.max_tokens);
  if (lexed.too_many) {
    emitter.Emit(diag::kTooManyWords, base::Span{file, lexed.tokens.back().begin, lexed.tokens.back().end},
                 limits.max_tokens)
        .Help("Split it into a file for each section of the registry.");
    made.has_errors = true;
    return made;
  }
  ParsedTokens parsed = ParseTokens(source.text(), file, std::move(lexed), limits, emitter);
  if (parsed.tree != nullptr) {
    Builder builder(source.text(), file, limits.max_depth, emitter);
    made.declarations = builder.Declarations(parsed.tree->declaration());
  }
  made.has_errors = emitter.error_count() > errors_before;
  return made;
}

}  // namespace suture::syntax
