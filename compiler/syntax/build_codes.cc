// Code sets, record kinds, labs and documents.
#include "compiler/syntax/build.h"

namespace suture::syntax {

ast::CodeRange Builder::CodeRangeOf(P::CodeRangeContext* context) const {
  ast::CodeRange range;
  range.low = NameOf(context->low);
  if (context->high != nullptr) range.high = NameOf(context->high);
  return range;
}

ast::CodeLine Builder::CodeLineOf(P::CodeLineContext* context) const {
  ast::CodeLine line;
  line.span = SpanOf(context);
  line.system = NameOf(context->system);
  // All ranges stand in one list; those after `except` follow that word.
  size_t except = context->EXCEPT_() == nullptr ? std::string::npos
                                                : context->EXCEPT_()->getSymbol()->getTokenIndex();
  for (P::CodeRangeContext* range : context->codeRange()) {
    bool excepted = range->start->getTokenIndex() > except;
    (excepted ? line.except : line.codes).push_back(CodeRangeOf(range));
  }
  if (context->effective() != nullptr) line.effective = EffectiveOf(context->effective());
  return line;
}

ast::DeclarationNode Builder::CodesOf(P::CodesDeclContext* context) const {
  ast::Codes codes;
  codes.name = NameOf(context->name());
  codes.label = StringOf(context->label);
  for (P::CodesLineContext* item : context->codesLine()) {
    if (auto* line = As<P::CodesCodesContext>(item)) {
      codes.lines.push_back(CodeLineOf(line->codeLine()));
      continue;
    }
    ast::CodeLine line;
    line.span = SpanOf(item);
    if (auto* import = As<P::CodesImportContext>(item)) {
      line.kind = ast::CodeLine::Kind::kImport;
      line.import_path = StringOf(import->STRING());
    } else if (auto* include = As<P::CodesIncludeContext>(item)) {
      line.kind = ast::CodeLine::Kind::kInclude;
      line.names = NamesOf(include->nameList());
    } else if (auto* except = As<P::CodesExceptContext>(item)) {
      line.kind = ast::CodeLine::Kind::kExcept;
      line.names = NamesOf(except->nameList());
    }
    codes.lines.push_back(std::move(line));
  }
  return codes;
}

std::vector<ast::PathStep> Builder::PathStepsOf(P::PathContext* context) const {
  std::vector<ast::PathStep> steps;
  if (context == nullptr) return steps;
  for (P::PathStepContext* step : context->pathStep()) {
    ast::PathStep made;
    made.name = step->CARET() != nullptr ? NameOf(step->CARET()) : NameOf(step->pathWord());
    if (step->STRING() != nullptr) made.argument = StringOf(step->STRING());
    steps.push_back(std::move(made));
  }
  return steps;
}

ast::BindingPath Builder::BindingPathOf(P::BindingPathContext* context) const {
  ast::BindingPath path;
  path.span = SpanOf(context);
  if (context->STRING() != nullptr) {
    path.is_literal = true;
    path.literal = StringOf(context->STRING());
    return path;
  }
  path.steps = PathStepsOf(context->path(0));
  if (context->resource != nullptr) {
    path.target_resource = NameOf(context->resource);
    path.target_steps = PathStepsOf(context->path(1));
  }
  return path;
}

ast::KindFrom Builder::KindFromOf(P::KindFromContext* context) {
  ast::KindFrom from;
  from.span = SpanOf(context);
  from.resource = NameOf(context->resource);
  from.each = PathStepsOf(context->path());
  if (context->expr() != nullptr) from.when = ExprOf(context->expr());
  for (P::KindBindingContext* binding : context->kindBinding()) {
    ast::KindBinding made;
    made.span = SpanOf(binding);
    made.attribute = NameOf(binding->attributeName());
    for (P::BindingPathContext* path : binding->bindingPath())
      made.paths.push_back(BindingPathOf(path));
    from.bindings.push_back(std::move(made));
  }
  return from;
}

ast::DeclarationNode Builder::KindOf(P::KindDeclContext* context) {
  ast::Kind kind;
  kind.name = JoinedNameOf(context->kindName());
  kind.label = StringOf(context->label);
  for (P::KindItemContext* item : context->kindItem()) {
    if (auto* attribute = As<P::KindAttributeContext>(item)) {
      kind.attributes.push_back({NameOf(attribute->attributeName()), TypeOf(attribute->type()),
                                 attribute->identifies != nullptr, SpanOf(item)});
    } else if (auto* at = As<P::KindAtContext>(item)) {
      kind.at = NameOf(at->attributeName());
    } else if (auto* value = As<P::KindValueContext>(item)) {
      kind.value = NameOf(value->attributeName());
    } else if (auto* valid = As<P::KindValidContext>(item)) {
      kind.valid_when = ExprOf(valid->expr());
    } else if (auto* from = As<P::KindFromContext>(item)) {
      kind.from.push_back(KindFromOf(from));
    }
  }
  return kind;
}

ast::DeclarationNode Builder::LabOf(P::LabDeclContext* context) {
  ast::Lab lab;
  lab.name = NameOf(context->name());
  if (context->unit() != nullptr) lab.unit = NameOf(context->unit());
  lab.label = StringOf(context->label);
  if (context->expr() != nullptr) lab.derived = ExprOf(context->expr());
  for (P::LabItemContext* item : context->labItem()) {
    if (auto* codes = As<P::LabCodesContext>(item)) {
      lab.codes.push_back(CodeLineOf(codes->codeLine()));
    } else if (auto* mass = As<P::LabMolarMassContext>(item)) {
      lab.molar_mass = QuantityOf(mass->quantity());
    } else if (auto* conversion = As<P::LabConversionContext>(item)) {
      lab.conversions.push_back(
          {QuantityOf(conversion->quantity(0)), QuantityOf(conversion->quantity(1)), SpanOf(item)});
    } else if (auto* spelled = As<P::LabSpelledContext>(item)) {
      for (std::string& text : StringsOf(spelled->STRING())) lab.spelled.push_back(std::move(text));
    } else if (auto* range = As<P::LabRangeContext>(item)) {
      lab.range = RangeOf(range->range());
    } else if (auto* from = As<P::LabFromContext>(item)) {
      lab.from = JoinedNameOf(from->kindName());
    }
  }
  return lab;
}

ast::DeclarationNode Builder::DocumentOf(P::DocumentDeclContext* context) const {
  ast::Document document;
  document.name = NameOf(context->name());
  document.label = StringOf(context->label);
  for (P::DocumentItemContext* item : context->documentItem()) {
    if (auto* codes = As<P::DocumentCodesContext>(item)) {
      document.codes.push_back(CodeLineOf(codes->codeLine()));
    } else if (auto* spelled = As<P::DocumentSpelledContext>(item)) {
      for (std::string& text : StringsOf(spelled->STRING()))
        document.spelled.push_back(std::move(text));
    }
  }
  return document;
}

}  // namespace suture::syntax
