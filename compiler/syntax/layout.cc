#include "compiler/syntax/layout.h"

#include <algorithm>

#include "compiler/syntax/parse_text.h"
#include "grammar/SutureParser.h"

namespace suture::syntax {
namespace {

using P = grammar::SutureParser;

// Ranks of the places where a long line may break; the smallest one present breaks first.
enum Rank : uint8_t {
  kNoBreak,
  kReason,
  kStepPart,
  kUnless,
  kBranch,
  kOr,
  kAnd,
  kClause,
  kList,
  kCompare,
  kSum,
  kProduct,
};
// What stands in a `where` or in a branch of an `if` breaks after what is around it.
constexpr int kDeeper = 16;
constexpr int kDeepest = 14;

class Marker {
 public:
  Marker(const ParsedText& parsed, std::string_view text) : parsed_(parsed), text_(text) {}

  std::vector<LayoutToken> Run() {
    marked_.resize(parsed_.tokens.size());
    for (size_t i = 0; i < marked_.size(); ++i) {
      const Token& token = parsed_.tokens[i];
      marked_[i].begin = token.begin;
      marked_[i].end = token.end;
      marked_[i].first_line = marked_[i].last_line = token.line;
      MarkSign(token.type, marked_[i]);
    }
    Visit(parsed_.tree);
    return WithComments();
  }

 private:
  LayoutToken& At(const antlr4::Token* token) { return marked_[token->getTokenIndex()]; }
  LayoutToken& At(antlr4::tree::TerminalNode* node) { return At(node->getSymbol()); }

  static void MarkSign(int32_t type, LayoutToken& token) {
    switch (type) {
      case P::COMMA:
      case P::SEMICOLON:
      case P::QUESTION:
        token.tight_before = true;
        break;
      case P::DOT:
      case P::DOTDOT:
        token.tight_before = token.tight_after = true;
        break;
      case P::LPAREN:
        token.kind = LayoutKind::kOpenGroup;
        break;
      case P::RPAREN:
        token.kind = LayoutKind::kCloseGroup;
        break;
      case P::LBRACE:
        token.kind = LayoutKind::kOpenGroup;
        token.spaced = true;
        break;
      case P::RBRACE:
        token.kind = LayoutKind::kCloseGroup;
        token.spaced = true;
        break;
      case P::BAR:
        token.kind = LayoutKind::kBar;
        break;
      case P::BARS:
        token.kind = LayoutKind::kBars;
        break;
      default:
        break;
    }
  }

  // Every rule is visited by a loop, not by recursion into the deep chains of long expressions.
  void Visit(antlr4::ParserRuleContext* root) {
    struct Open {
      antlr4::ParserRuleContext* context;
      int depth;
    };
    std::vector<Open> open = {{root, 0}};
    while (!open.empty()) {
      const auto [context, depth] = open.back();
      open.pop_back();
      depth_ = depth;
      Mark(context);
      const bool holds = context->getRuleIndex() == P::RuleClause ||
                         dynamic_cast<P::PrimaryIfContext*>(context) != nullptr;
      for (antlr4::tree::ParseTree* child : context->children) {
        if (auto* rule = dynamic_cast<antlr4::ParserRuleContext*>(child)) {
          open.push_back({rule, holds ? std::min(depth + 1, kDeepest) : depth});
        }
      }
    }
  }

  void Item(antlr4::ParserRuleContext* context, ItemKind kind = ItemKind::kOther) {
    LayoutToken& first = At(context->start);
    // A declaration that wraps another starts at the same token: the inner kind counts.
    if (first.item == ItemKind::kNone || kind != ItemKind::kOther) first.item = kind;
  }

  // The braces of a rule that holds items.
  void Body(antlr4::ParserRuleContext* context, bool may_stay_inline = false) {
    antlr4::tree::TerminalNode* open = nullptr;
    antlr4::tree::TerminalNode* close = nullptr;
    for (antlr4::tree::TerminalNode* node : context->getTokens(P::LBRACE)) open = node;
    for (antlr4::tree::TerminalNode* node : context->getTokens(P::RBRACE)) close = node;
    if (open == nullptr || close == nullptr) return;
    At(open).kind = LayoutKind::kOpenBody;
    At(open).may_stay_inline = may_stay_inline;
    At(close).kind = LayoutKind::kCloseBody;
    At(close).may_stay_inline = may_stay_inline;
  }

  void Break(const antlr4::Token* token, Rank rank, bool fill = false) {
    LayoutToken& place = At(token);
    const int whole = rank + kDeeper * depth_;
    if (place.break_rank == 0 || whole < place.break_rank) {
      place.break_rank = static_cast<uint8_t>(whole);
      place.fill = fill;
    }
  }
  void Break(antlr4::tree::TerminalNode* node, Rank rank) {
    if (node != nullptr) Break(node->getSymbol(), rank);
  }
  void Break(antlr4::ParserRuleContext* context, Rank rank) {
    if (context != nullptr) Break(context->start, rank);
  }
  void BreakAfterCommas(antlr4::ParserRuleContext* context, Rank rank = kList) {
    for (antlr4::tree::TerminalNode* comma : context->getTokens(P::COMMA)) {
      size_t next = comma->getSymbol()->getTokenIndex() + 1;
      if (next < marked_.size() && marked_[next].break_rank == 0) {
        marked_[next].break_rank = static_cast<uint8_t>(rank + kDeeper * depth_);
        marked_[next].fill = true;
      }
    }
  }
  void TightColon(antlr4::ParserRuleContext* context) {
    for (antlr4::tree::TerminalNode* colon : context->getTokens(P::COLON))
      At(colon).tight_before = true;
  }
  void TightBraces(antlr4::ParserRuleContext* context) {
    for (size_t type : {P::LBRACE, P::RBRACE}) {
      for (antlr4::tree::TerminalNode* brace : context->getTokens(type)) At(brace).spaced = false;
    }
  }
  void TightCall(antlr4::tree::TerminalNode* paren) {
    if (paren != nullptr) At(paren).tight_before = true;
  }
  void TightMinus(antlr4::tree::TerminalNode* minus) {
    if (minus != nullptr) At(minus).tight_after = true;
  }

  void Mark(antlr4::ParserRuleContext* context) {
    switch (context->getRuleIndex()) {
      case P::RuleDeclaration:
        return Item(context);
      case P::RuleRegistryDecl:
      case P::RuleExtendDecl:
      case P::RuleSectionDecl:
      case P::RuleKindDecl:
      case P::RuleFieldDecl:
      case P::RuleFindingDecl:
      case P::RuleTestDecl:
      case P::RuleRecordDecl:
      case P::RuleReadingDecl:
      case P::RuleEpisodesDecl:
        return Body(context);
      case P::RuleGroupDecl:
        Break(static_cast<P::GroupDeclContext*>(context)->FOR_(), kStepPart);
        return Body(context);
      case P::RuleCodesDecl:
      case P::RuleLabDecl:
      case P::RuleDocumentDecl:
      case P::RuleAbsentDecl:
        return Body(context, true);
      case P::RuleKindItem:
        Item(context, dynamic_cast<P::KindAttributeContext*>(context) != nullptr
                          ? ItemKind::kAttribute
                          : ItemKind::kOther);
        if (auto* attribute = dynamic_cast<P::KindAttributeContext*>(context))
          At(attribute->COLON()).align = 1;
        return Body(context);
      case P::RuleRecordCell:
        Item(context, ItemKind::kAttribute);
        At(static_cast<P::RecordCellContext*>(context)->COLON()).align = 1;
        return BreakAfterCommas(context);
      case P::RuleKindBinding:
        Item(context, ItemKind::kAssignment);
        At(static_cast<P::KindBindingContext*>(context)->EQ()).align = 1;
        for (antlr4::tree::TerminalNode* bar :
             static_cast<P::KindBindingContext*>(context)->BAR()) {
          At(bar).kind = LayoutKind::kWord;
          Break(bar, kList);
        }
        return;
      case P::RuleTableInput:
        At(static_cast<P::TableInputContext*>(context)->EQ()).align = 1;
        // The first stands beside `where`, the others below it.
        if (parsed_.tokens[context->start->getTokenIndex() - 1].type == P::WHERE_) return;
        At(context->start).hang = 6;
        return Item(context, ItemKind::kAssignment);
      case P::RuleTableWhere:
        return Item(context, ItemKind::kAssignment);
      case P::RuleTableHeader:
      case P::RuleTableRow:
        return Item(context, ItemKind::kTableRow);
      case P::RuleRegistryItem:
      case P::RuleCodesLine:
      case P::RuleLabItem:
      case P::RuleDocumentItem:
      case P::RuleReadingItem:
      case P::RuleEpisodesItem:
      case P::RuleAbsenceMapping:
        Item(context);
        return BreakAfterCommas(context);
      case P::RuleAskBody:
        return Body(context);
      case P::RuleAskItem:
        return MarkAskItem(context);
      case P::RuleTestItem:
        Item(context);
        if (auto* answer = dynamic_cast<P::TestAnswerContext*>(context))
          Break(answer->CITING_(), kStepPart);
        return BreakAfterCommas(context);
      case P::RuleFieldItem:
        return MarkFieldItem(context);
      case P::RuleCheckDecl:
        return Break(static_cast<P::CheckDeclContext*>(context)->WHEN_(), kStepPart);
      case P::RuleBecause:
        return Break(context->start, kReason);
      default:
        return MarkInside(context);
    }
  }

  void MarkAskItem(antlr4::ParserRuleContext* context) {
    Item(context);
    if (auto* example = dynamic_cast<P::AskExampleContext*>(context))
      Break(example->IS_(), kStepPart);
    BreakAfterCommas(context);
  }

  void MarkFieldItem(antlr4::ParserRuleContext* context) {
    bool step = false;
    if (auto* rule = dynamic_cast<P::StepRuleContext*>(context)) {
      step = true;
      AlignStep(rule->answer(), rule->WHEN_());
    } else if (auto* hint = dynamic_cast<P::StepHintContext*>(context)) {
      step = true;
      AlignStep(hint->answer(), hint->WHEN_());
    } else if (auto* otherwise = dynamic_cast<P::StepOtherwiseContext*>(context)) {
      Break(otherwise->WHEN_(), kStepPart);
      Break(otherwise->EVEN_(), kStepPart);
    } else if (dynamic_cast<P::StepTakeContext*>(context) != nullptr) {
      TightColon(context);
    } else if (dynamic_cast<P::StepTableContext*>(context) != nullptr) {
      Body(context);
    }
    Item(context, step ? ItemKind::kStep : ItemKind::kOther);
  }

  void AlignStep(P::AnswerContext* answer, antlr4::tree::TerminalNode* when) {
    At(answer->start).align = 1;
    At(when).align = 2;
    Break(when, kStepPart);
  }

  // What stands inside items.
  void MarkInside(antlr4::ParserRuleContext* context) {
    switch (context->getRuleIndex()) {
      case P::RuleChoiceEntry:
        At(context->start).element = true;
        if (dynamic_cast<P::ChoiceMemberContext*>(context) == nullptr) TightBraces(context);
        return;
      case P::RuleCriterion:
        At(context->start).element = true;
        return TightColon(context);
      case P::RuleRowCell:
        At(context->start).element = true;
        return;
      case P::RuleMembership:
        TightBraces(context);
        return BreakAfterCommas(context);
      case P::RulePhrasesDecl:
      case P::RuleHeadingDecl:
        for (antlr4::tree::TerminalNode* text : context->getTokens(P::STRING)) {
          if (text->getSymbol() != context->getTokens(P::STRING).front()->getSymbol() ||
              context->getRuleIndex() == P::RulePhrasesDecl) {
            Break(text->getSymbol(), kList, true);
          }
        }
        return;
      case P::RuleParameter:
        return TightColon(context);
      case P::RuleDefineDecl:
        TightCall(static_cast<P::DefineDeclContext*>(context)->LPAREN());
        Break(static_cast<P::DefineDeclContext*>(context)->EQ(), kStepPart);
        return BreakAfterCommas(context);
      case P::RulePathStep:
        return TightCall(static_cast<P::PathStepContext*>(context)->LPAREN());
      case P::RuleCompleteDecl:
        if (static_cast<P::CompleteDeclContext*>(context)->name() != nullptr) TightColon(context);
        return BreakAfterCommas(context);
      case P::RuleSignedLiteral:
        return TightMinus(static_cast<P::SignedLiteralContext*>(context)->MINUS());
      case P::RuleSignedQuantity:
        return TightMinus(static_cast<P::SignedQuantityContext*>(context)->MINUS());
      case P::RuleRowAnswer:
        return TightMinus(static_cast<P::RowAnswerContext*>(context)->MINUS());
      case P::RulePrimary:
        if (auto* call = dynamic_cast<P::PrimaryCallContext*>(context)) TightCall(call->LPAREN());
        if (auto* either = dynamic_cast<P::PrimaryIfContext*>(context)) {
          Break(either->THEN_(), kBranch);
          Break(either->ELSE_(), kBranch);
        }
        return BreakAfterCommas(context);
      case P::RuleExpr:
        return MarkExpr(context);
      case P::RuleClause:
        return Break(context->start, kClause, true);
      case P::RuleRowsDecl:
        return BreakAfterCommas(context, kBranch);
      case P::RuleReadScope: {
        auto* scope = static_cast<P::ReadScopeContext*>(context);
        Break(scope->WRITTEN_(), kUnless);
        Break(scope->FOR_(), kUnless);
        Break(scope->SECTION_(), kOr);
        return BreakAfterCommas(context);
      }
      case P::RuleGroupOver:
      case P::RuleNameList:
      case P::RuleCodeLine:
      case P::RuleSystemDecl:
      case P::RuleAnswered:
        return BreakAfterCommas(context);
      default:
        return;
    }
  }

  void MarkExpr(antlr4::ParserRuleContext* context) {
    if (auto* both = dynamic_cast<P::ExprAndContext*>(context)) return Break(both->AND_(), kAnd);
    if (auto* either = dynamic_cast<P::ExprOrContext*>(context)) return Break(either->OR_(), kOr);
    if (auto* unless = dynamic_cast<P::ExprUnlessContext*>(context))
      return Break(unless->UNLESS_(), kUnless);
    if (auto* negate = dynamic_cast<P::ExprNegateContext*>(context))
      return TightMinus(negate->MINUS());
    if (auto* multiply = dynamic_cast<P::ExprMultiplyContext*>(context))
      return Break(multiply->op, kProduct, true);
    if (auto* add = dynamic_cast<P::ExprAddContext*>(context)) return Break(add->op, kSum);
    if (auto* compare = dynamic_cast<P::ExprCompareContext*>(context))
      return Break(compare->op, kCompare);
  }

  // Text blocks become one token each, and comments take their places.
  std::vector<LayoutToken> WithComments() const {
    std::vector<LayoutToken> tokens;
    tokens.reserve(marked_.size() + parsed_.comments.size());
    size_t comment = 0;
    auto add_comments = [&](uint32_t before) {
      for (; comment < parsed_.comments.size() && parsed_.comments[comment].begin < before;
           ++comment) {
        LayoutToken made;
        made.kind = LayoutKind::kComment;
        made.begin = parsed_.comments[comment].begin;
        made.end = parsed_.comments[comment].end;
        made.first_line = made.last_line = parsed_.comments[comment].line;
        tokens.push_back(made);
      }
    };
    for (size_t i = 0; i + 1 < marked_.size(); ++i) {
      add_comments(marked_[i].begin);
      LayoutToken token = marked_[i];
      if (parsed_.tokens[i].type == P::TEXT_OPEN) {
        token.kind = LayoutKind::kTextBlock;
        // Text blocks hold no text blocks: the next closing quotes are its own.
        while (parsed_.tokens[i].type != P::TEXT_CLOSE) ++i;
        token.end = marked_[i].end;
        token.last_line = token.first_line;
        for (uint32_t at = token.begin; at < token.end; ++at)
          token.last_line += text_[at] == '\n' ? 1 : 0;
        // A comment inside a hole is part of the block's text.
        while (comment < parsed_.comments.size() && parsed_.comments[comment].begin < token.end)
          ++comment;
      }
      tokens.push_back(token);
    }
    add_comments(static_cast<uint32_t>(text_.size()) + 1);
    return tokens;
  }

  const ParsedText& parsed_;
  std::string_view text_;
  std::vector<LayoutToken> marked_;
  int depth_ = 0;  // Of the rule that is marked
};

}  // namespace

LayoutFile LayoutOf(const source::SourceSet& sources, int32_t file, diag::Emitter& emitter,
                    const ParseLimits& limits) {
  LayoutFile layout;
  const source::SourceFile& source = sources.file(file);
  int errors_before = emitter.error_count();
  ParsedText parsed;
  if (source.problem() == source::TextProblem::kNone)
    parsed = ParseText(source.text(), file, limits, emitter);
  layout.has_errors = parsed.tree == nullptr || emitter.error_count() > errors_before;
  if (!layout.has_errors) layout.tokens = Marker(parsed, source.text()).Run();
  return layout;
}

}  // namespace suture::syntax
