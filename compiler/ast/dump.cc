#include "compiler/ast/dump.h"

#include <type_traits>

#include "compiler/ast/dump_text.h"

namespace suture::ast {
namespace {

std::string Joined(const std::vector<std::string>& texts) {
  std::string text;
  for (const std::string& one : texts) text += (text.empty() ? "" : ", ") + Quoted(one);
  return text;
}

std::string Dump(const Effective& effective) {
  return effective.from + (effective.until.empty() ? "" : " until " + effective.until);
}

std::string Dump(const Range& range) {
  auto bounds = [](const Bounds& of) { return Dump(of.low) + ".." + Dump(of.high); };
  return bounds(range.valid) + (range.usual ? " usual " + bounds(*range.usual) : "");
}

std::string Dump(const Answer& answer) {
  if (answer.kind == AnswerKind::kReview) return "review";
  if (answer.kind == AnswerKind::kAbsent) return "absent(" + answer.absence + ")";
  return answer.value ? Dump(*answer.value) : "";
}

std::string RoundingText(Rounding how, const std::string& to) {
  if (how == Rounding::kNone) return "";
  return std::string(how == Rounding::kTruncate ? " truncate " : " round ") + to;
}

std::string DumpInline(const ChoiceBody& body) {
  std::string text = "{";
  for (const ChoiceEntry& entry : body.entries) {
    text += " " + entry.name.text;
    if (!entry.code.empty()) {
      text += "=" + (entry.code_system.empty() ? "" : entry.code_system.text + ":") +
              Quoted(entry.code);
    }
    if (!entry.guidance.empty()) text += " guidance " + Quoted(entry.guidance);
    if (entry.effective) text += " effective " + Dump(*entry.effective);
    text += ";";
  }
  for (const std::vector<Name>& names : body.exclusive) text += " exclusive " + Joined(names) + ";";
  if (!body.alone.empty()) text += " alone " + Joined(body.alone) + ";";
  text += " }";
  if (!body.order.empty()) {
    text += " ordered";
    for (const Name& name : body.order) text += " > " + name.text;
  }
  return text;
}

// Writes one line an item, children deeper.
class Dumper {
 public:
  explicit Dumper(int indent) : indent_(indent) {}

  void Line(const std::string& text) {
    out += std::string(static_cast<size_t>(indent_) * 2, ' ') + text + "\n";
  }
  void If(const std::string& key, const std::string& value) {
    if (!value.empty()) Line(key + " " + value);
  }
  void If(const std::string& key, const std::optional<Effective>& value) {
    if (value) Line(key + " " + Dump(*value));
  }
  void If(const std::string& key, const ExprPtr& value) {
    if (value) Line(key + " " + ast::Dump(*value));
  }
  void If(const std::string& key, const std::optional<TextBlock>& value) {
    if (value) Line(key + " " + ast::Dump(*value));
  }
  template <typename Body>
  void Deeper(Body body) {
    ++indent_;
    body();
    --indent_;
  }

  void Absences(const std::vector<AbsenceMapping>& mappings) {
    for (const AbsenceMapping& mapping : mappings) {
      Line("absent " + mapping.reason + " -> " + (mapping.blank ? "blank" : mapping.target.text));
    }
  }

  void Code(const CodeLine& line) {
    auto ranges = [](const std::vector<CodeRange>& all) {
      std::string text;
      for (const CodeRange& range : all) {
        text += " " + range.low.text + (range.high.empty() ? "" : ".." + range.high.text);
      }
      return text;
    };
    switch (line.kind) {
      case CodeLine::Kind::kImport:
        return Line("import " + Quoted(line.import_path));
      case CodeLine::Kind::kInclude:
        return Line("include " + Joined(line.names));
      case CodeLine::Kind::kExcept:
        return Line("except " + Joined(line.names));
      case CodeLine::Kind::kCodes:
        break;
    }
    Line(line.system.text + ranges(line.codes) +
         (line.except.empty() ? "" : " except" + ranges(line.except)) +
         (line.effective ? " effective " + Dump(*line.effective) : ""));
  }

  void PromptOf(const Prompt& prompt) {
    If("using", Joined(prompt.roles));
    for (const ReadScope& read : prompt.reads) {
      Line("read " + Joined(read.documents) + (read.by.empty() ? "" : " by " + Joined(read.by)) +
           (read.sections.empty() ? "" : " section " + Joined(read.sections)) +
           (read.written ? " written " + ast::Dump(*read.written) : "") +
           (read.true_when ? " true " + ast::Dump(*read.true_when) : ""));
    }
    If("cues", Joined(prompt.cues));
    if (prompt.max_tokens != 0) Line("tokens " + std::to_string(prompt.max_tokens));
    if (prompt.reason_first) Line("reason first");
    if (prompt.cite_exact) Line("cite exact");
    if (prompt.cite_reason) Line("cite reason");
    for (const PromptExample& example : prompt.examples) {
      Line("example " + Quoted(example.text) + " is " + Dump(example.answer) +
           (example.because.empty() ? "" : " because " + Quoted(example.because)));
    }
    if (prompt.samples != 1 || prompt.agree != 0) {
      Line("samples " + std::to_string(prompt.samples) + " agree " + std::to_string(prompt.agree));
    }
    If("accept", prompt.accept_confidence);
    If("check against", prompt.check_against.text);
    If("same when", Joined(prompt.same_keys));
    if (prompt.same_within) Line("same within " + ast::Dump(*prompt.same_within));
    for (const Merge& merge : prompt.merges) {
      static constexpr const char* kHow[] = {"highest", "lowest", "earliest", "latest", "all"};
      Line("merge " + merge.cell.text + " " + kHow[static_cast<int>(merge.how)]);
    }
    for (const TextBlock& text : prompt.texts) Line(ast::Dump(text));
  }

  void TableOf(const Table& table) {
    static constexpr const char* kPolicy[] = {"first", "unique", "any", "collect", "priority"};
    Line(std::string("policy ") + kPolicy[static_cast<int>(table.policy)]);
    Line("header " + Joined(table.inputs) + " || " + table.output.text);
    for (const TableRow& row : table.rows) {
      std::string text = "row";
      for (const Cell& cell : row.cells) text += (text == "row" ? " " : " | ") + CellText(cell);
      Line(text + " || " + Dump(row.answer));
    }
    for (const Let& let : table.where) {
      Line("where " + let.name.text + " = " + ast::Dump(*let.value));
    }
  }

  static std::string CellText(const Cell& cell) {
    if (cell.any) return "-";
    std::string text;
    for (const CellTest& test : cell.tests) {
      if (!text.empty()) text += ", ";
      if (test.unknown) {
        text += "unknown";
        continue;
      }
      if (test.op) {
        Expr sign;
        sign.kind = ExprKind::kBinary;
        sign.op = *test.op;
        std::string shown = ast::Dump(sign);
        text += shown.substr(1, shown.size() - 2) + " ";
      }
      text += ast::Dump(*test.low) + (test.high ? ".." + ast::Dump(*test.high) : "");
    }
    return text;
  }

  void StepOf(const Step& step) {
    static constexpr const char* kKind[] = {"rule", "hint", "table", "take", "ask", "otherwise"};
    std::string text = kKind[static_cast<int>(step.kind)];
    if (!step.name.empty()) text += " " + step.name.text;
    std::string answer = Dump(step.answer);
    if (!answer.empty()) text += " := " + answer;
    Line(text);
    Deeper([&] {
      If("when", step.when);
      if (step.even_if_unsettled) Line("even if unsettled");
      if (step.table) TableOf(*step.table);
      if (step.prompt) PromptOf(*step.prompt);
      If("because", step.because.empty() ? "" : Quoted(step.because));
      If("effective", step.effective);
    });
  }

  void AssignOf(const Assign& assign) {
    Line(std::string(assign.positive ? "assign " : "do not assign ") + Quoted(assign.text) +
         (assign.answer ? " is " + Dump(*assign.answer) : "") +
         (assign.because.empty() ? "" : " because " + Quoted(assign.because)) +
         (assign.as_example ? " as example" : ""));
  }

  static std::string RowText(const RowLiteral& row) {
    std::string text = "{";
    for (const RowCellLiteral& cell : row.cells) {
      text += " " + cell.name.text + "=" +
              (cell.value ? ast::Dump(*cell.value) : cell.code_system.text + ":" + cell.code) + ";";
    }
    return text + " }";
  }

  std::string out;

  // ---- declarations ----

  void operator()(const Registry& d) {
    Line("registry " + d.name.text);
    Deeper([&] {
      If("label", d.label);
      If("version", d.version);
      If("steward", d.steward);
      If("revises", d.revises);
      If("effective", d.effective);
      If("versions by", d.versions_by);
      if (d.months_round_up) Line(*d.months_round_up ? "months round up" : "months round down");
      Absences(d.absent);
    });
  }
  void operator()(const Use& d) { Line("use " + d.module.text); }
  void operator()(const Extend& d) {
    Items("extend " + d.registry.text + (d.from.empty() ? "" : " from " + Quoted(d.from)), d.items);
  }
  void operator()(const Index& d) {
    static constexpr const char* kWhich[] = {"first", "last", "each"};
    Line(std::string("index ") + kWhich[static_cast<int>(d.which)] + " " + d.name.text + " " +
         ast::Dump(*d.query));
  }
  void operator()(const Event& d) { Line("event " + d.name.text + " = " + ast::Dump(*d.value)); }
  void operator()(const Phase& d) { Line("phase " + d.name.text + " = " + ast::Dump(d.window)); }
  void operator()(const Section& d) {
    Items("section " + Quoted(d.label) + (d.phase ? " phase " + d.phase->text : ""), d.items);
  }
  void operator()(const Choice& d) { Line("choice " + d.name.text + " " + DumpInline(d.body)); }
  void operator()(const System& d) {
    Line("system " + d.name.text + (d.openness.empty() ? "" : " " + d.openness.text) + " " +
         Joined(d.uris));
  }
  void operator()(const Codes& d) {
    Line("codes " + d.name.text);
    Deeper([&] {
      If("label", d.label);
      for (const CodeLine& line : d.lines) Code(line);
    });
  }
  void operator()(const Kind& d);
  void operator()(const Lab& d) {
    Line("lab " + d.name.text + (d.unit.empty() ? "" : " in " + d.unit.text));
    Deeper([&] {
      If("label", d.label);
      for (const CodeLine& line : d.codes) Code(line);
      if (d.molar_mass) Line("molar mass " + ast::Dump(*d.molar_mass));
      for (const LabConversion& one : d.conversions) {
        Line(ast::Dump(one.from) + " = " + ast::Dump(one.to));
      }
      If("spelled", Joined(d.spelled));
      if (d.range) Line("range " + Dump(*d.range));
      If("from", d.from.text);
      If("derived", d.derived);
    });
  }
  void operator()(const Document& d) {
    Line("document " + d.name.text);
    Deeper([&] {
      If("label", d.label);
      for (const CodeLine& line : d.codes) Code(line);
      If("spelled", Joined(d.spelled));
    });
  }
  void operator()(const Heading& d) {
    Line("heading " + Quoted(d.name) + " " + Joined(d.variants));
  }
  void operator()(const Phrases& d) { Line("phrases " + d.name.text + " " + Joined(d.phrases)); }
  void operator()(const Record& d) {
    Line("record " + d.name.text);
    Deeper([&] {
      for (const RecordCell& cell : d.cells) {
        Line(cell.name.text + " : " + ast::Dump(*cell.type) +
             (cell.range ? " range " + Dump(*cell.range) : "") +
             (cell.guidance.empty() ? "" : " guidance " + Quoted(cell.guidance)));
      }
    });
  }
  void operator()(const Reading& d) {
    Line("reading " + d.name.text + " : " + ast::Dump(*d.type));
    Deeper([&] {
      If("range", d.range);
      for (const ReadingWords& words : d.words) {
        Line("words " + Joined(words.words) + " = " + ast::Dump(*words.value));
      }
      if (d.below_next_lower) Line("below next lower");
      if (d.missing_month != 0) {
        Line("missing month " + std::to_string(d.missing_month) + " day " +
             std::to_string(d.missing_day));
      }
      If("rounding", RoundingText(d.rounding, d.rounding_to));
      If("effective", d.effective);
    });
  }
  void operator()(const Define& d) {
    std::string text = "define " + d.name.text + "(";
    for (const Parameter& parameter : d.parameters) {
      if (text.back() != '(') text += ", ";
      text += parameter.name.text + ": " + ast::Dump(*parameter.type);
    }
    Line(text + ") : " + ast::Dump(*d.result) + " = " + ast::Dump(*d.body));
  }
  void operator()(const Field& d);
  void operator()(const Let& d) { Line("let " + d.name.text + " = " + ast::Dump(*d.value)); }
  void operator()(const Extract& d) {
    Line("extract " + d.name.text + " : at most " + std::to_string(d.at_most) + " " +
         d.record.text);
    Deeper([&] { PromptOf(d.prompt); });
  }
  void operator()(const Rows& d) {
    std::string text = "rows " + d.name.text + " from";
    for (const QueryPtr& from : d.from) text += " " + ast::Dump(*from);
    Line(text);
  }
  void operator()(const Group& d);
  void operator()(const Check& d) {
    Line(std::string("check ") + (d.level == CheckLevel::kError ? "error " : "warning ") +
         Quoted(d.message) + " when " + ast::Dump(*d.when));
  }
  void operator()(const Complete& d) {
    Line("complete " + (d.name.empty() ? "" : d.name.text + ": ") + Joined(d.kinds) +
         (d.window ? " " + ast::Dump(*d.window) : "") +
         (d.when ? " when " + ast::Dump(*d.when) : ""));
  }
  void operator()(const Episodes& d);
  void operator()(const Prefer& d) { Line("prefer " + Joined(d.sources)); }
  void operator()(const Absent& d) { Absences(d.mappings); }
  void operator()(const Instructions& d) { Line("instructions " + ast::Dump(d.text)); }
  void operator()(const Slots& d) {
    Line("slots " + d.pattern.text + " " + std::to_string(d.count) +
         (d.more.empty() ? "" : " more " + d.more.text));
  }
  void operator()(const Assign& d) { AssignOf(d); }
  void operator()(const Test& d) {
    Line("test " + Quoted(d.title) + (d.targets.empty() ? "" : " for " + Joined(d.targets)));
    Deeper([&] {
      for (const TestItem& item : d.items) std::visit([&](const auto& one) { Item(one); }, item);
    });
  }

 private:
  void Items(const std::string& head, const std::vector<Declaration>& items) {
    Line(head);
    Deeper([&] {
      for (const Declaration& item : items) {
        std::visit([&](const auto& node) { (*this)(node); }, item.node);
      }
    });
  }

  void Item(const GivenFile& item) { Line("given file " + Quoted(item.path)); }
  void Item(const GivenNote& item) {
    Line("given note " + item.document.text + (item.by.empty() ? "" : " by " + item.by.text) +
         " at " + item.at + " " + ast::Dump(item.text));
  }
  void Item(const GivenEntry& item) {
    Line("given <" + item.what.text + ">" +
         (item.in_codes.empty() ? "" : " in " + item.in_codes.text) +
         (item.code.empty() ? "" : " " + item.code_system.text + ":" + item.code) +
         (item.value ? " = " + ast::Dump(*item.value) : "") +
         (item.cells ? " " + RowText(*item.cells) : "") +
         (item.from.empty() ? "" : (item.is_period ? " from " : " at ") + item.from) +
         (item.to.empty() ? "" : " to " + item.to));
  }
  void Item(const TestAnswer& item) {
    std::string text = "answer " + item.ask.text;
    if (item.answer) text += " " + Dump(*item.answer);
    if (!item.members.empty()) text += " {" + Joined(item.members) + "}";
    for (const RowLiteral& row : item.rows) text += " " + RowText(row);
    if (item.not_found) text += " not found";
    if (item.no_rows) text += " no rows";
    Line(text + (item.citing.empty() ? "" : " citing " + Joined(item.citing)));
  }
  void Item(const Expect& item) {
    static constexpr const char* kKind[] = {"=",     "absent",   "not applicable", "review", "rows",
                                            "check", "no check", "higher",         "lower"};
    std::string text = "expect";
    if (!item.field.empty()) text += " " + item.field.text;
    if (!item.row_of.empty()) text += " of " + item.row_of.text;
    if (item.row > 0) text += " " + std::to_string(item.row);
    text += std::string(" ") + kKind[static_cast<int>(item.kind)];
    if (item.value) text += " " + ast::Dump(*item.value);
    if (!item.members.empty()) text += " {" + Joined(item.members) + "}";
    if (item.kind == Expect::Kind::kRows) text += " " + std::to_string(item.rows);
    if (!item.reason.empty()) text += " " + Quoted(item.reason);
    Line(text + (item.by.empty() ? "" : " by " + item.by.text));
  }
  void Item(const Vary& item) {
    std::string changes;
    for (const std::vector<Name>& change : item.perturbations) {
      changes += " [" + Joined(change) + "]";
    }
    Line("vary" + (item.kind.empty() ? "" : " " + Joined(item.kind)) + changes +
         (item.from.empty() ? "" : " words " + Quoted(item.from)) +
         (item.to.empty() ? "" : " to " + Joined(item.to)));
  }

  int indent_;
};

void Dumper::operator()(const Kind& d) {
  auto steps = [](const std::vector<PathStep>& all) {
    std::string text;
    for (const PathStep& step : all) {
      text += (text.empty() ? "" : ".") + step.name.text +
              (step.argument.empty() ? "" : "(" + step.argument + ")");
    }
    return text;
  };
  Line("kind <" + d.name.text + ">");
  Deeper([&] {
    If("label", d.label);
    for (const KindAttribute& attribute : d.attributes) {
      Line(attribute.name.text + " : " + ast::Dump(*attribute.type) +
           (attribute.phi ? " phi" : ""));
    }
    If("at", d.at.text);
    If("value", d.value.text);
    If("valid when", d.valid_when);
    for (const KindFrom& from : d.from) {
      Line("from " + from.resource.text + (from.each.empty() ? "" : " each " + steps(from.each)) +
           (from.when ? " when " + ast::Dump(*from.when) : ""));
      Deeper([&] {
        for (const KindBinding& binding : from.bindings) {
          std::string text = binding.attribute.text + " =";
          for (const BindingPath& path : binding.paths) {
            text += " " + (path.is_literal ? Quoted(path.literal) : steps(path.steps));
            if (!path.target_resource.empty()) {
              text += " -> " + path.target_resource.text + "." + steps(path.target_steps);
            }
          }
          Line(text);
        }
      });
    }
  });
}

void Dumper::operator()(const Field& d) {
  Line(std::string(d.is_finding ? "finding " : "field ") + d.name.text + " : " +
       ast::Dump(*d.type));
  Deeper([&] {
    static constexpr const char* kResolve[] = {"first", "agree", "highest", "lowest", "collect"};
    If("label", d.label);
    If("id", d.id);
    if (d.range) Line("range " + Dump(*d.range));
    if (d.phase) Line("phase " + d.phase->text);
    If("define", d.definition);
    If("applies when", d.applies_when);
    if (d.resolve) Line(std::string("resolve ") + kResolve[static_cast<int>(*d.resolve)]);
    If("effective", d.effective);
    If("was", d.was);
    for (const Tick& tick : d.ticks) {
      Line("tick " + tick.id + (tick.label.empty() ? "" : " " + Quoted(tick.label)) + " when " +
           tick.reason);
    }
    Absences(d.absent);
    for (const Let& let : d.lets) (*this)(let);
    If("instructions", d.instructions);
    for (const Assign& assign : d.assigns) AssignOf(assign);
    for (const Step& step : d.steps) StepOf(step);
  });
}

void Dumper::operator()(const Group& d) {
  std::string over = d.over ? ast::Dump(*d.over) : "choice " + d.over_choice.text;
  Items("group " + d.name.text + (d.label.empty() ? "" : " " + Quoted(d.label)) + " for each " +
            over + (d.alias.empty() ? "" : " as " + d.alias.text) +
            (d.by ? " by " + ast::Dump(*d.by) : "") +
            (d.at_most == 0 ? "" : " at most " + std::to_string(d.at_most)) +
            (d.counter.empty() ? "" : " counter " + d.counter),
        d.items);
}

void Dumper::operator()(const Episodes& d) {
  Line("episodes " + d.name.text);
  Deeper([&] {
    for (const QueryPtr& query : d.opens) Line("opens " + ast::Dump(*query));
    for (const QueryPtr& query : d.closes) Line("closes " + ast::Dump(*query));
    for (const QueryPtr& query : d.seen) Line("seen " + ast::Dump(*query));
    if (d.at_most_apart) Line("at most apart " + ast::Dump(*d.at_most_apart));
    for (const QueryPtr& query : d.no_end) Line("no end " + ast::Dump(*query));
  });
}

}  // namespace

std::string Dump(const Type& type) {
  static constexpr const char* kKind[] = {"<error>", "choice", "integer",  "decimal", "duration",
                                          "date",    "time",   "datetime", "period",  "truth",
                                          "text",    "codes",  "set of",   "list of", "refs to",
                                          "unit",    ""};
  std::string text = kKind[static_cast<int>(type.kind)];
  auto add = [&](const std::string& part) { text += (text.empty() ? "" : " ") + part; };
  if (!type.name.empty()) add(type.name.text);
  if (!type.unit.empty()) add("[" + type.unit.text + "]");
  text += RoundingText(type.rounding, type.rounding_to);
  if (type.text_limit != 0) add("at most " + std::to_string(type.text_limit));
  if (type.choice) add(DumpInline(*type.choice));
  return text + (type.optional ? "?" : "");
}

std::string Dump(const Declaration& declaration, int indent) {
  Dumper dumper(indent);
  std::visit([&](const auto& node) { dumper(node); }, declaration.node);
  return dumper.out;
}

std::string Dump(const File& file) {
  std::string text;
  for (const Declaration& declaration : file.declarations) text += Dump(declaration);
  return text;
}

}  // namespace suture::ast
