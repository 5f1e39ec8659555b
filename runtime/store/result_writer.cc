#include "runtime/store/result_writer.h"

#include "runtime/plan/names.h"
#include "runtime/store/json_block.h"

namespace suture::store {

std::string_view Name(EvidenceKind kind) {
  switch (kind) {
    case EvidenceKind::kEntry:
      return "entry";
    case EvidenceKind::kQuote:
      return "quote";
    case EvidenceKind::kField:
      return "field";
    case EvidenceKind::kCriterion:
      return "criterion";
    case EvidenceKind::kSearch:
      return "search";
    case EvidenceKind::kNotes:
      return "notes";
    case EvidenceKind::kCover:
      return "cover";
  }
  return {};
}

std::string_view Name(CaseStatus status) {
  switch (status) {
    case CaseStatus::kOk:
      return "ok";
    case CaseStatus::kNoCase:
      return "no_case";
    case CaseStatus::kError:
      return "error";
  }
  return {};
}

namespace {

// How an evidence item begins: its kind, and what the name of its source is called.
std::string_view HeadOf(EvidenceKind kind) {
  switch (kind) {
    case EvidenceKind::kEntry:
      return "{\"kind\":\"entry\",\"source\":";
    case EvidenceKind::kQuote:
      return "{\"kind\":\"quote\",\"note\":";
    case EvidenceKind::kField:
      return "{\"kind\":\"field\",\"field\":";
    case EvidenceKind::kCriterion:
      return "{\"kind\":\"criterion\",\"name\":";
    case EvidenceKind::kSearch:
      return "{\"kind\":\"search\",\"collection\":";
    case EvidenceKind::kNotes:
      return "{\"kind\":\"notes\",\"prompt\":";
    case EvidenceKind::kCover:
      return "{\"kind\":\"cover\",\"name\":";
  }
  return {};
}

// How a field's result begins.
std::string_view HeadOf(values::Outcome outcome) {
  switch (outcome) {
    case values::Outcome::kAnswered:
      return "{\"outcome\":\"answered\"";
    case values::Outcome::kAbsent:
      return "{\"outcome\":\"absent\"";
    case values::Outcome::kNotApplicable:
      return "{\"outcome\":\"not_applicable\"";
    case values::Outcome::kReview:
      return "{\"outcome\":\"review\"";
  }
  return {};
}

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void Write(EvidenceItems evidence) { List(evidence); }
  void Write(const EvidenceItem* item) {
    if (item->json.empty()) return Write(*item);
    out_.Put(item->json);
    first_ = false;
  }
  void Write(const EvidenceItem& item) {
    out_.Put(HeadOf(item.kind));
    out_.PutString(item.source);
    first_ = false;
    NumberIfAny("row", item.row);
    TextIfAny("path", item.path);
    TextIfAny("type", item.type);
    TextIfAny("time", item.time);
    TextIfAny("value", item.value);
    TextIfAny("quote", item.quote);
    TextIfAny("window", item.window);
    NumberIfAny("found", item.found);
    NumberIfAny("undecided", item.undecided);
    NumberIfAny("begin", item.begin);
    NumberIfAny("end", item.end);
    if (item.byte_begin >= 0) {
      Key("bytes");
      Begin('[');
      Separate();
      out_.PutInteger(item.byte_begin);
      Separate();
      out_.PutInteger(item.byte_end);
      End(']');
    }
    if (item.grade >= 0) {
      Text("grade", item.grade == 0 ? "exact" : item.grade == 1 ? "normalised" : "close");
    }
    End('}');
  }
  void Write(const CaseResult& result) {
    Begin('{');
    Number("v", kResultVersion);
    Number("line", result.line);
    Key("case");
    if (result.case_id.empty()) {
      out_.Put("null");
    } else {
      out_.PutString(result.case_id);
    }
    Text("status", Name(result.status));
    if (result.status == CaseStatus::kError) Write(result.fault);
    Text("plan", result.plan_hash);
    if (result.status == CaseStatus::kOk) {
      WriteFields(result.fields);
      if (!result.groups.empty()) WriteGroups(result.groups);
      Key("checks");
      List(result.checks);
    }
    End('}');
    out_.Put('\n');
  }

 private:
  void Begin(char open) {
    out_.Put(open);
    first_ = true;
  }
  void End(char close) {
    out_.Put(close);
    first_ = false;
  }
  void Separate() {
    if (!first_) out_.Put(',');
    first_ = false;
  }
  template <size_t N>
  void Key(const char (&name)[N]) {
    out_.PutKey(name, first_);
    first_ = false;
  }
  // Names of a spec may hold anything.
  void NameKey(std::string_view name) {
    Separate();
    out_.PutString(name);
    out_.Put(':');
  }
  template <size_t N>
  void Text(const char (&key)[N], std::string_view text) {
    Key(key);
    out_.PutString(text);
  }
  template <size_t N>
  void TextIfAny(const char (&key)[N], std::string_view text) {
    if (!text.empty()) Text(key, text);
  }
  template <size_t N>
  void Number(const char (&key)[N], int64_t number) {
    Key(key);
    out_.PutInteger(number);
  }
  template <size_t N>
  void NumberIfAny(const char (&key)[N], int64_t number) {
    if (number >= 0) Number(key, number);
  }
  template <typename T>
  void List(absl::Span<const T> items) {
    Begin('[');
    for (const T& item : items) {
      Separate();
      Write(item);
    }
    End(']');
  }

  void Write(std::string_view text) { out_.PutString(text); }

  void Write(const CaseFault& fault) {
    Key("error");
    Begin('{');
    Text("code", fault.code);
    Text("message", fault.message);
    NumberIfAny("offset", fault.offset);
    End('}');
  }

  void Write(const CheckResult& check) {
    Begin('{');
    Text("level", plan::Name(check.level));
    Text("message", check.message);
    TextIfAny("group", check.group);
    NumberIfAny("row", check.row);
    End('}');
  }

  void WriteFields(absl::Span<const FieldResult> fields) {
    Key("fields");
    Begin('{');
    for (const FieldResult& field : fields) {
      NameKey(field.name);
      Write(field);
    }
    End('}');
  }

  void WriteGroups(absl::Span<const GroupResult> groups) {
    Key("groups");
    Begin('{');
    for (const GroupResult& group : groups) {
      NameKey(group.name);
      List(group.rows);
    }
    End('}');
  }

  void Write(const GroupRowResult& row) {
    Begin('{');
    Number("row", row.row);
    NumberIfAny("parent", row.parent);
    TextIfAny("counter", row.counter);
    WriteFields(row.fields);
    End('}');
  }

  // A set is a list even when it holds one.
  template <size_t N>
  void WriteTexts(const char (&key)[N], bool is_set, absl::Span<const std::string_view> texts) {
    Key(key);
    if (is_set || texts.size() != 1) {
      List(texts);
    } else {
      Write(texts[0]);
    }
  }

  void Write(const FieldResult& field) {
    out_.Put(HeadOf(field.outcome));
    first_ = false;
    if (field.value) {
      WriteTexts("value", field.value->is_set, field.value->values);
      if (!field.value->codes.empty()) {
        WriteTexts("code", field.value->is_set, field.value->codes);
      }
    }
    if (field.outcome == values::Outcome::kAbsent) {
      Text("absence", values::Name(field.absence));
      TextIfAny("code", field.absence_code);
    }
    if (field.outcome == values::Outcome::kReview) {
      Text("reason", values::Name(field.reason));
      if (field.cause != values::UnsettledCause::kNone) Text("cause", values::Name(field.cause));
      if (field.proposal) WriteTexts("proposal", field.proposal->is_set, field.proposal->values);
      if (field.proposed_absence) Text("proposal_absence", values::Name(*field.proposed_absence));
    }
    TextIfAny("step", field.step);
    NumberIfAny("table_row", field.table_row);
    if (!field.ticks.empty()) WriteTexts("ticks", true, field.ticks);
    Key("evidence");
    List(field.evidence);
    if (!field.searched.empty()) {
      Key("searched");
      List(field.searched);
    }
    End('}');
  }

  JsonBlock out_;
  bool first_ = true;
};

}  // namespace

void AppendResultLine(const CaseResult& result, const WriteOptions& options, std::string& out) {
  if (options.redactor == nullptr) return Writer(out).Write(result);
  Redactor::Storage storage;
  Writer(out).Write(options.redactor->Redact(result, storage));
}

void AppendEvidence(EvidenceItems evidence, std::string& out) { Writer(out).Write(evidence); }

void AppendEvidence(const EvidenceItem& item, std::string& out) { Writer(out).Write(item); }

}  // namespace suture::store
