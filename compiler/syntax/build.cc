#include "compiler/syntax/build.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/numbers.h"
#include "compiler/syntax/lookalikes.h"
#include "compiler/syntax/strings.h"

namespace suture::syntax {

base::Span Builder::SpanOf(const antlr4::Token* token) const {
  const auto* place = static_cast<const ParserToken*>(token);
  return {file_, place->begin(), place->end()};
}

base::Span Builder::SpanOf(const antlr4::ParserRuleContext* context) const {
  base::Span span = SpanOf(context->start);
  // A rule that matched nothing stops before it starts.
  if (context->stop != nullptr &&
      context->stop->getTokenIndex() >= context->start->getTokenIndex()) {
    span.end = SpanOf(context->stop).end;
  } else {
    span.end = span.begin;
  }
  return span;
}

std::string Builder::WordsAt(base::Span span) const {
  const std::string_view words = TextAt(span);
  const bool plain =
      words.starts_with('"') || absl::c_all_of(words, [](unsigned char c) { return c < 0x80; });
  return plain ? std::string(words) : InLatin(words);
}

ast::Name Builder::NameOf(const antlr4::Token* token) const {
  base::Span span = SpanOf(token);
  return {WordsAt(span), span};
}

ast::Name Builder::NameOf(antlr4::ParserRuleContext* context) const {
  base::Span span = SpanOf(context);
  return {WordsAt(span), span};
}

ast::Name Builder::JoinedNameOf(antlr4::ParserRuleContext* context) const {
  ast::Name name{"", SpanOf(context)};
  AddWords(context, name.text);
  return name;
}

// Word by word: a comment between two of them is none of the name.
void Builder::AddWords(antlr4::tree::ParseTree* tree, std::string& joined) const {
  auto* leaf = dynamic_cast<antlr4::tree::TerminalNode*>(tree);
  if (leaf != nullptr) {
    const bool dot = leaf->getSymbol()->getType() == P::DOT;
    if (!joined.empty() && joined.back() != '.' && !dot) joined += ' ';
    joined += WordsAt(SpanOf(leaf->getSymbol()));
  }
  for (antlr4::tree::ParseTree* child : tree->children) AddWords(child, joined);
}

std::vector<ast::Name> Builder::NamesOf(P::NameListContext* context) const {
  return context == nullptr ? std::vector<ast::Name>{} : NamesOf(context->name());
}

std::string Builder::StringOf(const antlr4::Token* token) const {
  return token == nullptr ? std::string() : DecodeString(TextAt(SpanOf(token)));
}

std::vector<std::string> Builder::StringsOf(
    const std::vector<antlr4::tree::TerminalNode*>& nodes) const {
  std::vector<std::string> strings;
  for (antlr4::tree::TerminalNode* node : nodes) strings.push_back(StringOf(node));
  return strings;
}

int Builder::NumberOf(antlr4::tree::TerminalNode* node, int most, int least) {
  return node == nullptr ? 0 : NumberOf(node->getSymbol(), most, least);
}

int Builder::NumberOf(const antlr4::Token* token, int most, int least) {
  const std::string digits = WordsAt(SpanOf(token));
  if (digits.empty()) return 0;  // Put in by a repair, which has been reported.
  int number = 0;
  const bool is_read = absl::SimpleAtoi(digits, &number);
  if (is_read && least <= number && number <= most) return number;
  if (digits.find('.') != std::string::npos) {
    emitter_.Emit(diag::kWholeNumberWanted, SpanOf(token), digits);
  } else if (is_read && number < least) {
    emitter_.Emit(diag::kNumberTooSmall, SpanOf(token), digits, least);
  } else {
    emitter_.Emit(diag::kNumberTooLarge, SpanOf(token), digits, most);
  }
  return 0;
}

ast::Quantity Builder::QuantityOf(P::QuantityContext* context) const {
  ast::Quantity quantity;
  quantity.span = SpanOf(context);
  quantity.number = NameOf(context->NUMBER()).text;
  if (context->unit() != nullptr) quantity.unit = NameOf(context->unit());
  return quantity;
}

ast::Quantity Builder::QuantityOf(P::SignedQuantityContext* context) const {
  ast::Quantity quantity;
  quantity.span = SpanOf(context);
  quantity.number = (context->MINUS() != nullptr ? "-" : "") + NameOf(context->NUMBER()).text;
  if (context->unit() != nullptr) quantity.unit = NameOf(context->unit());
  return quantity;
}

ast::Range Builder::RangeOf(P::RangeContext* context) const {
  auto bounds = [&](P::BoundsContext* of) {
    ast::Bounds made{QuantityOf(of->signedQuantity(0)), QuantityOf(of->signedQuantity(1))};
    return made;
  };
  ast::Range range;
  range.span = SpanOf(context);
  range.valid = bounds(context->bounds(0));
  if (context->USUAL_() != nullptr) range.usual = bounds(context->bounds(1));
  return range;
}

void Builder::SayOnce(const antlr4::ParserRuleContext* item, std::initializer_list<size_t> words,
                      std::map<size_t, base::Span>& seen) const {
  const size_t word = item->start->getType();
  if (std::find(words.begin(), words.end(), word) == words.end()) return;
  const auto [first, fresh] = seen.emplace(word, SpanOf(item->start));
  if (fresh) return;
  emitter_.Emit(diag::kSaidTwice, SpanOf(item->start), std::string(TextAt(SpanOf(item->start))))
      .Label(first->second, "It stands here already.");
}

ast::Effective Builder::EffectiveOf(P::EffectiveContext* context) const {
  ast::Effective effective;
  effective.span = SpanOf(context);
  effective.from = NameOf(context->date(0)).text;
  if (context->UNTIL_() != nullptr) effective.until = NameOf(context->date(1)).text;
  return effective;
}

std::string Builder::AbsenceOf(P::AbsenceReasonContext* context) const {
  return context == nullptr ? std::string() : JoinedNameOf(context).text;
}

std::string Builder::MomentOf(P::MomentContext* context) const {
  if (context->TIME_LIT() != nullptr) {
    return NameOf(context->DATE_LIT()).text + "T" + NameOf(context->TIME_LIT()).text;
  }
  return NameOf(context).text;
}

}  // namespace suture::syntax
