// ANTLR's tree → ast::File. The tree comes from tokens that parse: whatever was wrong in the text
// has been repaired (and reported) before, so every accessor of a required part is there.
// Everything is copied out; no context outlives the parser.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/diagnostics/emitter.h"
#include "compiler/syntax/token_stream.h"
#include "grammar/SutureParser.h"

namespace suture::syntax {

using grammar::SutureParser;

class Builder {
 public:
  Builder(std::string_view text, int32_t file, int max_depth, diag::Emitter& emitter)
      : text_(text), file_(file), max_depth_(max_depth), emitter_(emitter) {}

  std::vector<ast::Declaration> Declarations(
      const std::vector<SutureParser::DeclarationContext*>& all);

 private:
  using P = SutureParser;

  // The largest number of rows or slots that a group, an extract or a test may name.
  static constexpr int kMostRows = 100'000;

  // build.cc: places, names, literals.
  base::Span SpanOf(const antlr4::Token* token) const;
  base::Span SpanOf(antlr4::tree::TerminalNode* node) const { return SpanOf(node->getSymbol()); }
  base::Span SpanOf(const antlr4::ParserRuleContext* context) const;
  std::string_view TextAt(base::Span span) const {
    return text_.substr(span.begin, span.end - span.begin);
  }
  // The words under a span; letters that only look Latin, which have been reported, are read as
  // what they look like.
  std::string WordsAt(base::Span span) const;
  // A single word or any token, as written; a rule of several words is joined by single spaces.
  ast::Name NameOf(const antlr4::Token* token) const;
  ast::Name NameOf(antlr4::tree::TerminalNode* node) const { return NameOf(node->getSymbol()); }
  ast::Name NameOf(antlr4::ParserRuleContext* context) const;
  ast::Name JoinedNameOf(antlr4::ParserRuleContext* context) const;
  void AddWords(antlr4::tree::ParseTree* tree, std::string& joined) const;
  template <typename Context>
  std::vector<ast::Name> NamesOf(const std::vector<Context*>& contexts) const;
  std::vector<ast::Name> NamesOf(P::NameListContext* context) const;
  std::string StringOf(const antlr4::Token* token) const;
  std::string StringOf(antlr4::tree::TerminalNode* node) const {
    return StringOf(node->getSymbol());
  }
  std::vector<std::string> StringsOf(const std::vector<antlr4::tree::TerminalNode*>& nodes) const;
  // A whole number from `least` to `most`; says so and gives 0 when it is none.
  int NumberOf(antlr4::tree::TerminalNode* node, int most, int least = 1);
  int NumberOf(const antlr4::Token* token, int most, int least = 1);
  ast::Quantity QuantityOf(P::QuantityContext* context) const;
  ast::Quantity QuantityOf(P::SignedQuantityContext* context) const;
  ast::Range RangeOf(P::RangeContext* context) const;
  ast::Effective EffectiveOf(P::EffectiveContext* context) const;
  std::string AbsenceOf(P::AbsenceReasonContext* context) const;
  std::string MomentOf(P::MomentContext* context) const;

  // What may stand once in a body, such as `resolve`: a second one would silently win.
  void SayOnce(const antlr4::ParserRuleContext* item, std::initializer_list<size_t> words,
               std::map<size_t, base::Span>& seen) const;

  // build_text.cc
  ast::TextBlock TextBlockOf(P::TextBlockContext* context);

  // build_types.cc
  ast::TypePtr TypeOf(P::TypeContext* context);
  ast::ChoiceBody ChoiceBodyOf(P::OrderedByContext* order,
                               const std::vector<P::ChoiceEntryContext*>& entries);
  void RoundingOf(P::RoundingContext* context, ast::Rounding& how, std::string& to) const;
  void RequireSeparated(P::ChoiceEntryContext* entry, P::ChoiceEntryContext* next) const;
  void ChoiceEntryOf(P::ChoiceEntryContext* context, ast::ChoiceBody& body) const;

  // build_expressions.cc
  ast::ExprPtr ExprOf(P::ExprContext* context);
  ast::ExprPtr PrimaryOf(P::PrimaryContext* context);
  ast::ExprPtr QueryExprOf(P::QueryContext* context, base::Span span);
  ast::ExprPtr BinaryOf(P::ExprContext* context, const std::vector<P::ExprContext*>& operands,
                        const antlr4::Token* op);
  ast::ExprPtr MembershipOf(P::ExprInContext* context);
  ast::ExprPtr CriteriaOf(ast::ExprKind kind, P::CriteriaContext* context, base::Span span);
  ast::ExprPtr LiteralOf(P::LiteralContext* context) const;
  ast::ExprPtr LiteralOf(P::SignedLiteralContext* context) const;
  ast::ExprPtr PathOf(P::AttributePathContext* context);
  ast::ExprPtr MemberOf(ast::ExprPtr of, ast::Name name, base::Span span) const;
  ast::ExprPtr NameExprOf(ast::Name name) const;
  ast::ExprPtr NewExpr(ast::ExprKind kind, base::Span span) const;
  ast::ExprPtr AnchorOf(P::AnchorContext* context);
  ast::Window WindowOf(P::WindowContext* context);
  ast::QueryPtr QueryOf(P::QueryContext* context);
  ast::QueryPtr QueryOf(P::NarrowedContext* context);
  void ClauseOf(P::ClauseContext* context, ast::Query& query);

  // build_declarations.cc
  ast::DeclarationNode DeclarationOf(P::DeclarationContext* context);
  ast::DeclarationNode RegistryOf(P::RegistryDeclContext* context);
  ast::DeclarationNode CompleteOf(P::CompleteDeclContext* context);
  ast::DeclarationNode EpisodesOf(P::EpisodesDeclContext* context);
  ast::DeclarationNode GroupOf(P::GroupDeclContext* context);
  ast::DeclarationNode DefineOf(P::DefineDeclContext* context);
  ast::DeclarationNode RecordOf(P::RecordDeclContext* context);
  ast::DeclarationNode ReadingOf(P::ReadingDeclContext* context);
  ast::DeclarationNode ExtractOf(P::ExtractDeclContext* context);
  std::vector<ast::AbsenceMapping> AbsentOf(P::AbsentDeclContext* context) const;
  ast::Let LetOf(P::LetDeclContext* context);

  // build_codes.cc: code sets, record kinds, labs, documents.
  ast::DeclarationNode CodesOf(P::CodesDeclContext* context) const;
  ast::DeclarationNode KindOf(P::KindDeclContext* context);
  ast::DeclarationNode LabOf(P::LabDeclContext* context);
  ast::DeclarationNode DocumentOf(P::DocumentDeclContext* context) const;
  ast::CodeLine CodeLineOf(P::CodeLineContext* context) const;
  ast::CodeRange CodeRangeOf(P::CodeRangeContext* context) const;
  ast::KindFrom KindFromOf(P::KindFromContext* context);
  ast::BindingPath BindingPathOf(P::BindingPathContext* context) const;
  std::vector<ast::PathStep> PathStepsOf(P::PathContext* context) const;

  // build_fields.cc
  ast::DeclarationNode FieldOf(P::FieldDeclContext* context);
  ast::DeclarationNode FindingOf(P::FindingDeclContext* context);
  void FieldItemOf(P::FieldItemContext* context, ast::Field& field);
  bool StepOf(P::FieldItemContext* context, ast::Step& step);
  ast::Assign AssignOf(P::AssignDeclContext* context);
  ast::Answer AnswerOf(P::AnswerContext* context);

  // build_steps.cc: tables and prompts.
  std::unique_ptr<ast::Table> TableOf(P::StepTableContext* context);
  ast::TableRow TableRowOf(P::TableRowContext* context);
  ast::CellTest CellTestOf(P::CellTestContext* context) const;
  ast::Answer RowAnswerOf(P::RowAnswerContext* context);
  ast::Prompt PromptOf(P::UsingRolesContext* roles, P::AskBodyContext* body);
  std::vector<ast::Name> RolesOf(P::UsingRolesContext* context);
  void AskItemOf(P::AskItemContext* context, ast::Prompt& prompt);
  ast::ReadScope ReadScopeOf(P::ReadScopeContext* context);

  // build_tests.cc
  ast::DeclarationNode TestOf(P::TestDeclContext* context);
  void TestItemOf(P::TestItemContext* context, ast::Test& test);
  ast::GivenEntry GivenOf(P::GivenWhatContext* context);
  void GivenSubjectOf(P::GivenSubjectContext* context, ast::GivenEntry& entry);
  ast::RowLiteral RowLiteralOf(P::RowLiteralContext* context);
  ast::TestAnswer TestAnswerOf(P::TestAnswerContext* context);
  ast::Expect ExpectOf(P::TestExpectContext* context);

  std::string_view text_;
  int32_t file_;
  int max_depth_;
  int depth_ = 0;
  bool depth_reported_ = false;
  diag::Emitter& emitter_;
};

template <typename Context>
std::vector<ast::Name> Builder::NamesOf(const std::vector<Context*>& contexts) const {
  std::vector<ast::Name> names;
  names.reserve(contexts.size());
  for (Context* context : contexts) names.push_back(NameOf(context));
  return names;
}

// The alternative that a labelled rule took, or null.
template <typename Alternative>
Alternative* As(antlr4::ParserRuleContext* context) {
  return dynamic_cast<Alternative*>(context);
}

}  // namespace suture::syntax
