// Walks the declarations in the order of the spec and puts beside each what the checker made of it.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "compiler/dictionary/dictionary.h"
#include "compiler/dictionary/value_types.h"

namespace suture::dictionary {
namespace {

class Builder {
 public:
  Builder(const typed::Module& module, const source::SourceSet& sources)
      : module_(module), draft_(module.draft), words_(sources) {
    for (size_t i = 0; i < module.fields.size(); ++i) by_source_[module.fields[i].source] = i;
    for (size_t i = 0; i < draft_.collections.size(); ++i) {
      if (draft_.collections[i].kind == plan::CollectionKind::kExtract)
        extracts_[draft_.collections[i].name] = i;
    }
  }

  Dictionary Run(const std::vector<const ast::File*>& files) {
    AddRegistry();
    for (const ast::File* file : files) Walk(file->declarations, {});
    AddReadings();
    AddNotes();
    AddMeasurements();
    AddCodeSets();
    return std::move(out_);
  }

 private:
  // Where a declaration stands.
  struct Place {
    std::string section;
    std::vector<std::string> groups;
    std::vector<Meaning>* lets = nullptr;  // Of the group
  };

  void AddRegistry() {
    const plan::Registry& registry = draft_.registry;
    out_.name = registry.name;
    out_.label = registry.label;
    out_.version = registry.version;
    out_.steward = registry.steward;
    out_.revises = registry.revises;
    out_.effective = registry.effective;
  }

  void Walk(const std::vector<ast::Declaration>& declarations, const Place& place) {
    for (const ast::Declaration& declaration : declarations) {
      std::visit([&](const auto& node) { Add(node, declaration, place); }, declaration.node);
    }
  }

  // Other declarations are said where they are used, or are no matter of a dictionary.
  template <typename T>
  void Add(const T&, const ast::Declaration&, const Place&) {}

  void Add(const ast::Registry& registry, const ast::Declaration&, const Place&) {
    if (registry.versions_by != nullptr) out_.versions_by = words_.Of(registry.versions_by->span);
  }
  void Add(const ast::Extend& layer, const ast::Declaration&, const Place& place) {
    Walk(layer.items, place);
  }
  void Add(const ast::Section& section, const ast::Declaration&, Place place) {
    place.section = section.label;
    Walk(section.items, place);
  }
  void Add(const ast::Instructions& instructions, const ast::Declaration&, const Place&) {
    if (!out_.instructions.empty()) out_.instructions += "\n\n";
    out_.instructions += TextOf(instructions.text);
  }
  void Add(const ast::Index& index, const ast::Declaration& declaration, const Place&) {
    Define("index", index.name.text, declaration.span);
  }
  void Add(const ast::Event& event, const ast::Declaration& declaration, const Place&) {
    Define("event", event.name.text, declaration.span);
  }
  void Add(const ast::Phase& phase, const ast::Declaration& declaration, const Place&) {
    Define("phase", phase.name.text, declaration.span);
  }
  void Add(const ast::Complete& cover, const ast::Declaration& declaration, const Place&) {
    Define("complete", cover.name.text, declaration.span);
  }
  void Add(const ast::Rows& rows, const ast::Declaration& declaration, const Place&) {
    Define("rows", rows.name.text, declaration.span);
  }
  void Add(const ast::Episodes& episodes, const ast::Declaration& declaration, const Place&) {
    Define("episodes", episodes.name.text, declaration.span);
  }
  void Add(const ast::Define& function, const ast::Declaration& declaration, const Place&) {
    Define("define", function.name.text, declaration.span);
  }
  void Add(const ast::Prefer&, const ast::Declaration& declaration, const Place&) {
    Define("prefer", "", declaration.span);
  }
  void Add(const ast::Let& let, const ast::Declaration& declaration, const Place& place) {
    if (place.lets != nullptr) {
      place.lets->push_back({let.name.text, words_.Of(let.value->span)});
    } else {
      Define("let", let.name.text, declaration.span);
    }
  }
  void Define(const char* kind, const std::string& name, base::Span span) {
    out_.definitions.push_back({kind, name, words_.Of(span)});
  }

  void Add(const ast::Check& check, const ast::Declaration&, const Place& place) {
    out_.checks.push_back({check.level, check.message,
                           place.groups.empty() ? "" : place.groups.back(),
                           words_.Of(check.when->span)});
  }

  void Add(const ast::Group& source, const ast::Declaration&, Place place) {
    place.groups.push_back(source.name.text);
    Group group;
    group.path = place.groups;
    group.section = place.section;
    group.label = source.label;
    if (source.over != nullptr) group.over = words_.Of(source.over->span);
    group.choice = source.over_choice.text;
    group.alias = source.alias.empty() && source.over != nullptr ? source.over->alias.text
                                                                 : source.alias.text;
    if (source.by != nullptr) group.by = words_.Of(source.by->span);
    group.at_most = source.at_most;
    group.counter = source.counter;
    for (const ast::Declaration& item : source.items) {
      if (const auto* slots = std::get_if<ast::Slots>(&item.node)) {
        group.slots = slots->pattern.text;
        group.slot_count = slots->count;
        group.slots_more = slots->more.text;
      }
    }
    const size_t index = out_.groups.size();
    out_.groups.push_back(std::move(group));
    std::vector<Meaning> lets;
    place.lets = &lets;
    Walk(source.items, place);
    out_.groups[index].lets = std::move(lets);
  }

  void Add(const ast::Extract& source, const ast::Declaration&, const Place& place) {
    const auto known = extracts_.find(source.name.text);
    if (known == extracts_.end()) return;
    const plan::Collection& collection = draft_.collections[known->second];
    Extract extract;
    extract.name = source.name.text;
    extract.section = place.section;
    extract.record = source.record.text;
    extract.at_most = source.at_most;
    extract.question = QuestionOf(source.prompt, collection.prompt);
    for (const ast::Name& key : source.prompt.same_keys) extract.same_keys.push_back(key.text);
    if (source.prompt.same_within) extract.same_within = words_.Of(source.prompt.same_within->span);
    static constexpr const char* kHow[] = {"the highest", "the lowest", "the earliest",
                                           "the latest", "all"};
    for (const ast::Merge& merge : source.prompt.merges) {
      extract.merges.push_back(merge.cell.text + ": " + kHow[static_cast<int>(merge.how)]);
    }
    for (const plan::Attribute& attribute :
         draft_.shapes[static_cast<size_t>(collection.shape.index)].attributes) {
      Cell cell{attribute.name, attribute.guidance, ValueTypeOf(attribute.type, draft_),
                attribute.optional};
      if (attribute.range.size() == 2)
        cell.type.range = plan::Bounds{attribute.range[0], attribute.range[1], cell.type.unit};
      extract.cells.push_back(std::move(cell));
    }
    out_.extracts.push_back(std::move(extract));
  }

  // ---- fields

  void Add(const ast::Field& source, const ast::Declaration&, const Place& place) {
    const auto known = by_source_.find(&source);
    if (known == by_source_.end()) return;
    const plan::Field& checked = draft_.fields[known->second];
    const typed::FieldInfo& info = module_.fields[known->second];
    Field field;
    field.is_finding = source.is_finding;
    field.id = checked.id;
    field.name = checked.name;
    field.label = checked.label;
    field.section = place.section;
    field.groups = place.groups;
    if (source.definition) field.definition = TextOf(*source.definition);
    if (source.instructions) field.instructions = TextOf(*source.instructions);
    field.type = ValueTypeOf(checked.type, draft_);
    field.type.range = checked.range;
    field.type.usual = checked.usual;
    field.effective = checked.effective;
    field.was = checked.was;
    field.resolve = source.resolve.value_or(ast::Resolve::kFirst);
    field.span = source.name.span;
    AddPhase(info, field);
    AddParents(source, checked, field);
    field.lets = MeaningsOf(source.lets);
    for (size_t i = 0; i < checked.steps.size(); ++i)
      field.steps.push_back(StepOf(source.steps[i], checked.steps[i]));
    if (!field.is_finding) AddAbsences(checked, field);
    AddScenarios(source, field);
    out_.fields.push_back(std::move(field));
  }

  void AddPhase(const typed::FieldInfo& info, Field& field) {
    for (const typed::PhaseInfo& phase : module_.phases) {
      if (!info.phase.valid() || phase.symbol != info.phase) continue;
      field.phase = phase.name;
      field.phase_window = words_.Of(phase.span);
    }
  }

  void AddParents(const ast::Field& source, const plan::Field& checked, Field& field) {
    if (source.applies_when != nullptr) field.opens = words_.Of(source.applies_when->span);
    for (plan::FieldId parent : checked.parents)
      field.parents.push_back(draft_.fields[static_cast<size_t>(parent.index)].name);
  }

  void AddAbsences(const plan::Field& checked, Field& field) {
    for (const plan::AbsenceCode& absence : checked.absence_codes) {
      Absence out{ReasonWords(absence.absence), absence.code, ""};
      for (const Choice& choice : field.type.choices) {
        if (!absence.code.empty() && choice.code == absence.code) out.choice = choice.name;
      }
      field.absences.push_back(std::move(out));
    }
    for (const plan::Tick& tick : checked.ticks)
      field.boxes.push_back({tick.id, tick.label, ReasonWords(tick.absence)});
  }

  void AddScenarios(const ast::Field& source, Field& field) {
    for (const ast::Assign& assign : source.assigns) {
      Scenario scenario{assign.positive, assign.text, assign.because, std::nullopt,
                        assign.as_example};
      if (assign.answer) scenario.answer = AnswerOf(*assign.answer);
      field.scenarios.push_back(std::move(scenario));
    }
  }

  // ---- steps

  Step StepOf(const ast::Step& source, const plan::Step& checked) {
    Step step;
    step.kind = source.kind;
    step.name = checked.name;
    step.is_named = !source.name.empty();
    step.answer = AnswerOf(source.answer);
    if (source.when != nullptr) step.when = words_.Of(source.when->span);
    step.even_if_unsettled = source.even_if_unsettled;
    step.because = source.because;
    step.effective = checked.effective;
    if (source.table != nullptr) step.table = TableOf(*source.table);
    if (source.prompt != nullptr) step.question = QuestionOf(*source.prompt, checked.prompt);
    return step;
  }

  Answer AnswerOf(const ast::Answer& source) {
    Answer answer{source.kind, {}, ""};
    if (source.kind == ast::AnswerKind::kAbsent)
      answer.absence = source.absence.empty() ? "not documented" : source.absence;
    if (source.value != nullptr) answer.value = words_.Of(source.value->span);
    return answer;
  }

  Table TableOf(const ast::Table& source) {
    Table table;
    table.policy = source.policy;
    for (const ast::Name& input : source.inputs) table.inputs.push_back(input.text);
    for (const ast::TableRow& row : source.rows) {
      TableRow out;
      for (const ast::Cell& cell : row.cells)
        out.cells.push_back(cell.any ? "" : words_.Of(cell.span).line);
      out.answer = AnswerOf(row.answer);
      table.rows.push_back(std::move(out));
    }
    table.where = MeaningsOf(source.where);
    return table;
  }

  Question QuestionOf(const ast::Prompt& source, plan::PromptId id) {
    const plan::Prompt& checked = draft_.prompts[static_cast<size_t>(id.index)];
    Question question;
    for (const ast::ReadScope& read : source.reads) question.reads.push_back(words_.Of(read.span));
    question.cues = source.cues;
    for (const ast::Name& role : source.roles) question.roles.push_back(role.text);
    question.max_tokens = checked.max_tokens;
    for (const ast::TextBlock& text : source.texts)
      question.text += (question.text.empty() ? "" : "\n\n") + TextOf(text);
    for (const ast::PromptExample& example : source.examples) {
      question.examples.push_back({example.text, example.because, AnswerOf(example.answer)});
    }
    question.samples = checked.samples;
    question.agree = checked.agree;
    question.cite_exact = source.cite_exact;
    question.cite_reason = source.cite_reason;
    question.accept_confidence = source.accept_confidence;
    question.check_against = source.check_against.text;
    return question;
  }

  std::vector<Meaning> MeaningsOf(const std::vector<ast::Let>& lets) {
    std::vector<Meaning> meanings;
    for (const ast::Let& let : lets)
      meanings.push_back({let.name.text, words_.Of(let.value->span)});
    return meanings;
  }

  std::string TextOf(const ast::TextBlock& block) {
    std::string text;
    for (const ast::TextSegment& segment : block.segments) {
      text +=
          segment.hole == nullptr ? segment.text : "{" + words_.InText(segment.hole->span) + "}";
    }
    const size_t from = text.find_first_not_of(" \t\r\n");
    if (from == std::string::npos) return "";
    return text.substr(from, text.find_last_not_of(" \t\r\n") + 1 - from);
  }

  // ---- what fields refer to

  void AddReadings() {
    for (const plan::Reading& reading : draft_.readings) {
      Reading out{reading.name,
                  ValueTypeOf(reading.type, draft_),
                  reading.range,
                  reading.words,
                  reading.below_next_lower,
                  reading.missing_month,
                  reading.missing_day,
                  reading.effective};
      out_.readings.push_back(std::move(out));
    }
    SortByName(out_.readings);
  }

  template <typename T>
  static void SortByName(std::vector<T>& items) {
    std::stable_sort(items.begin(), items.end(),
                     [](const T& a, const T& b) { return a.name < b.name; });
  }

  void AddNotes() {
    for (const plan::DocumentType& type : draft_.documents) {
      out_.notes.push_back({type.name, type.label, type.titles, CodesOf(type.codes)});
    }
    for (const plan::Phrases& list : draft_.phrases)
      out_.phrases.push_back({list.name, list.phrases});
    SortByName(out_.notes);
    SortByName(out_.phrases);
  }

  void AddMeasurements() {
    for (const plan::Lab& lab : draft_.labs) {
      Measurement out{lab.name, lab.unit, lab.molar_mass, {}, CodesOf(lab.codes)};
      for (const plan::LabConversion& c : lab.conversions) {
        out.conversions.push_back(c.from_number + " " + c.from_unit + " = " + c.to_number + " " +
                                  c.to_unit);
      }
      out_.measurements.push_back(std::move(out));
    }
    SortByName(out_.measurements);
  }

  // Those of notes and measurements stand with these.
  void AddCodeSets() {
    for (size_t i = 0; i < draft_.code_sets.size(); ++i) {
      const std::string& name = draft_.code_sets[i].name;
      if (name.empty() || shown_codes_.contains(static_cast<int32_t>(i))) continue;
      out_.code_sets.push_back({name, CodesOf({static_cast<int32_t>(i)})});
    }
    SortByName(out_.code_sets);
  }

  std::vector<CodeLine> CodesOf(plan::CodeSetId id) {
    std::vector<CodeLine> lines;
    if (!id.valid()) return lines;
    shown_codes_.insert(id.index);
    const plan::CodeSet& set = draft_.code_sets[static_cast<size_t>(id.index)];
    AddCodes(set.include, false, lines);
    AddCodes(set.exclude, true, lines);
    return lines;
  }

  // The codes of one system stand on one line, each once.
  void AddCodes(const std::vector<plan::CodeRange>& ranges, bool excluded,
                std::vector<CodeLine>& lines) {
    const auto first = static_cast<std::ptrdiff_t>(lines.size());
    for (const plan::CodeRange& range : ranges) {
      const std::string& system = draft_.systems[static_cast<size_t>(range.system.index)].name;
      auto line = std::find_if(lines.begin() + first, lines.end(),
                               [&](const CodeLine& one) { return one.system == system; });
      if (line == lines.end()) line = lines.insert(line, CodeLine{system, {}, excluded});
      std::string code = CodeText(range);
      if (std::find(line->codes.begin(), line->codes.end(), code) == line->codes.end()) {
        line->codes.push_back(std::move(code));
      }
    }
  }

  const typed::Module& module_;
  const plan::Plan& draft_;
  Words words_;
  std::map<const ast::Field*, size_t> by_source_;
  std::map<std::string, size_t> extracts_;
  std::set<int32_t> shown_codes_;  // Code sets that stand with what they belong to
  Dictionary out_;
};

}  // namespace

Dictionary Build(const std::vector<const ast::File*>& files, const typed::Module& module,
                 const source::SourceSet& sources) {
  return Builder(module, sources).Run(files);
}

}  // namespace suture::dictionary
