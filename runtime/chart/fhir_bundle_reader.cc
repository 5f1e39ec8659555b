#include "runtime/chart/fhir_bundle_reader.h"

#include <algorithm>
#include <cstring>

#include "fmt/format.h"
#include "runtime/chart/endings.h"
#include "runtime/chart/json_cursor.h"
#include "runtime/chart/json_scalar.h"
#include "runtime/chart/reference_table.h"
#include "runtime/chart/resource_walker.h"
#include "simdjson.h"

namespace suture::chart {

static_assert(FhirBundleReader::kPadding >= simdjson::SIMDJSON_PADDING);

namespace {

constexpr size_t kFirstRows = 256;  // There is room for from the beginning, as in Case.

const NameTable& BundleMembers() {
  static const auto* const kNames = new NameTable({"resourceType", "id", "entry"});
  return *kNames;
}
const NameTable& EntryMembers() {
  static const auto* const kNames = new NameTable({"fullUrl", "resource"});
  return *kNames;
}

}  // namespace

class FhirBundleReader::Impl {
 public:
  Impl(const Program& program, RowFilter& filter, const ReaderLimits& limits)
      : program_(program),
        filter_(filter),
        limits_(limits),
        walker_(program, limits.max_rows, limits.max_depth) {}

  std::optional<CaseError> Read(std::string_view line, Case& chart) {
    Begin(line, chart);
    std::optional<CaseError> error = ReadBundle();
    if (error) {
      chart.Reset();
      return error;
    }
    Finish();
    counters_.bytes_read += walker_.bytes_read() - bytes_read_before_;
    return std::nullopt;
  }

  const ReadCounters& counters() const { return counters_; }
  void CountUnlisted(UnlistedCodes* to) { walker_.codings().CountUnlisted(to); }

 private:
  // An attribute whose value lies behind a reference, to be looked up when all entries are known.
  struct Pending {
    int32_t collection, row, attribute;
    int32_t resource;  // Whose `contained` counts
    int32_t entry;
    const Source* source;
    std::string_view reference;
    Cell fallback;  // What a later path holds
  };
  // A member that the plan reads of the resource at hand; its name is a place in Program::members.
  using Member = JsonCursor::Noted;
  // One resource object while it is read.
  struct Current {
    const ResourceProgram* program = nullptr;
    const JsonCursor::Act* acts = nullptr;
    std::string_view type, id;
    int32_t entry = -1;
    bool is_contained = false, has_type = false;
    bool opens_scopes = false;  // Some member of it gives rows of its own.
    bool is_wanted = false;     // It is known that it cannot be left out.
    bool is_left = false;       // Nothing more of it is read.
  };

  void Begin(std::string_view line, Case& chart) {
    line_ = line;
    chart_ = &chart;
    entry_ = -1;
    patients_ = 0;
    patient_id_ = {};
    row_count_ = 0;
    pending_.clear();
    references_.Clear();
    if (row_bindings_.empty()) {
      row_bindings_.resize(chart.plan().collections.size());
      for (auto& bindings : row_bindings_) bindings.reserve(kFirstRows);
      pending_.reserve(kFirstRows);
    }
    for (auto& bindings : row_bindings_) bindings.clear();
    walker_.BeginCase(&chart.arena(), &cursor_);
    counters_.bytes += static_cast<int64_t>(line.size());
    bytes_read_before_ = walker_.bytes_read();
  }

  // ---- errors -----------------------------------------------------------------------------------

  bool Fail(CaseError error) {
    if (!error_) error_ = std::move(error);
    return false;
  }
  bool FailJson() { return Fail(JsonError(cursor_.error(), cursor_.failed_at())); }
  bool FailWalk() {
    const WalkFailure& failure = walker_.failure();
    if (failure.too_many_rows) return FailTooManyRows();
    if (failure.too_deep) {
      return Fail({CaseErrorCode::kTooDeep, "The JSON is nested too deeply.", cursor_.Offset()});
    }
    return FailJson();
  }
  bool FailTooManyRows() {
    return Fail(
        {CaseErrorCode::kTooManyRows,
         fmt::format("The chart has more than {} entries and array elements.", limits_.max_rows),
         cursor_.Offset()});
  }

  // ---- the bundle -------------------------------------------------------------------------------

  std::optional<CaseError> ReadBundle() {
    error_.reset();
    if (auto error = cursor_.Open(line_)) return JsonError(error, cursor_.failed_at());
    ReadTop();
    return std::move(error_);
  }

  // The string at the cursor; what is none is passed over and empty.
  std::string_view TakeText() {
    if (cursor_.Peek() == '"') {
      return walker_.converter().Text(cursor_.TakeScalar());
    }
    cursor_.Skip();
    return {};
  }

  bool ReadTop() {
    if (cursor_.Peek() != '{') {
      const bool may_be_json =
          std::string_view("[\"-0123456789tfn").find(cursor_.Peek()) != std::string_view::npos;
      const bool is_one = cursor_.Skip() && cursor_.AtEnd();
      if (may_be_json && (is_one || cursor_.Last() == ']')) return FailNotABundle();
      return Fail(JsonError(simdjson::TAPE_ERROR, 0));
    }
    if (cursor_.Last() != '}') {
      return Fail(
          JsonError(simdjson::INCOMPLETE_ARRAY_OR_OBJECT, static_cast<int64_t>(line_.size())));
    }
    bool is_bundle = false;
    const NameTable& names = BundleMembers();
    for (int32_t name = cursor_.FirstOf(names); name >= 0; name = cursor_.NextOf(names)) {
      switch (name) {
        case 0:
          is_bundle = TakeText() == "Bundle";
          if (!is_bundle) return FailNotABundle();
          break;
        case 1:
          chart_->set_id(TakeText());
          break;
        default:  // entry
          if (!ReadEntries()) return false;
      }
    }
    if (cursor_.failed()) return FailJson();
    if (!is_bundle) return FailNotABundle();
    if (walker_.converter().met_broken_text()) {
      return Fail({CaseErrorCode::kNotJson,
                   "The line is not valid JSON: a text holds an escape that JSON does not have.",
                   -1});
    }
    if (!cursor_.AtEnd()) {
      return Fail({CaseErrorCode::kNotJson, "Something follows after the end of the Bundle.",
                   cursor_.Offset()});
    }
    if (chart_->id().empty()) chart_->set_id(patient_id_);
    return true;
  }
  bool FailNotABundle() {
    return Fail({CaseErrorCode::kNotABundle,
                 "The line is not a FHIR Bundle: its `resourceType` must be \"Bundle\".", 0});
  }
  // Passed over, such an entry would leave out a part of the chart without a word.
  bool FailNoEntries(const char* sentence) {
    const int64_t offset = cursor_.Offset();
    return cursor_.Skip() ? Fail({CaseErrorCode::kNotABundle, sentence, offset}) : FailJson();
  }

  bool ReadEntries() {
    if (cursor_.Peek() != '[') return FailNoEntries("The `entry` of the Bundle is not a list.");
    for (bool more = cursor_.FirstElement(); more; more = cursor_.NextElement()) {
      ++entry_;
      if (cursor_.Peek() != '{') return FailNoEntries("An entry of the Bundle is not an object.");
      if (!ReadEntry()) return false;
    }
    return !cursor_.failed() || FailJson();
  }

  bool ReadEntry() {
    using Act = JsonCursor::Act;
    constexpr Act kActs[] = {Act::kNote, Act::kStop};  // Of fullUrl and resource
    const size_t first_target = references_.size();
    entry_members_.clear();
    const NameTable& names = EntryMembers();
    for (int32_t name = cursor_.FirstOf(names, kActs, entry_members_); name >= 0;
         name = cursor_.NextOf(names, kActs, entry_members_)) {
      if (cursor_.Peek() != '{') return FailNoEntries("A resource of the Bundle is not an object.");
      if (!ReadResource()) return false;
    }
    if (cursor_.failed()) return FailJson();
    if (references_.size() > first_target) AddressTargets(first_target);
    return true;
  }

  // The address may stand after the resource, and is of use only behind references.
  void AddressTargets(size_t first_target) {
    const JsonCursor::Place end = cursor_.place();
    std::string_view full_url;
    for (const Member& member : entry_members_) {
      cursor_.Return(member.value);
      if (cursor_.Peek() == '"') full_url = TakeText();
    }
    cursor_.Return(end);
    if (full_url.empty()) return;
    for (size_t i = first_target; i < references_.size(); ++i) references_.SetFullUrl(i, full_url);
  }

  // ---- resources --------------------------------------------------------------------------------

  // Goes through the resource once, whatever the order of its members. Codes are read as they come;
  // where they tell that no query asks for the resource, the rest of it is passed over. Other
  // members are read as they come once it is known that the resource is wanted; where those stand
  // that come before is noted. A resource of a type that no program reads is left as soon as that
  // is known. False: the JSON is broken, or a limit was met.
  bool ReadMembers(Current& current) {
    members_.clear();
    current.acts = program_.before_type().data();
    const NameTable& names = program_.members();
    for (int32_t name = cursor_.FirstOf(names, current.acts, members_); name >= 0;
         name = cursor_.NextOf(names, current.acts, members_)) {
      if (!(current.has_type ? ReadMember(current, name) : ReadType(current))) return false;
      if (current.is_left) return cursor_.SkipRest() || FailJson();
    }
    return !cursor_.failed() || FailJson();
  }

  bool ReadType(Current& current) {
    current.has_type = true;
    if (cursor_.Peek() != '"') {
      cursor_.Skip();
    } else {
      const std::string_view token = cursor_.TakeScalar();
      const int32_t at = program_.types().FindWritten(token.substr(1, token.size() - 2));
      if (at >= 0) current.program = &program_.resources()[at];
      current.type = at >= 0 ? current.program->type : walker_.converter().Text(token);
    }
    if (current.is_contained && current.program != nullptr && current.program->shared.empty()) {
      current.program = nullptr;
    }
    if (current.program == nullptr) {
      current.is_left = current.is_contained || current.type != "Patient";
      current.acts = program_.for_id().data();
      return true;
    }
    walker_.BeginResource(*current.program);
    current.acts = current.program->while_asked.data();
    if (current.program->keeps_all) Want(current);
    const JsonCursor::Place place = cursor_.place();
    for (Member& member : members_) {
      if (current.is_left || current.acts[member.name] != JsonCursor::Act::kStop) continue;
      cursor_.Return(member.value);
      if (!WalkMember(current, member)) return false;
    }
    cursor_.Return(place);
    return true;
  }

  static void Want(Current& current) {
    current.is_wanted = true;
    current.acts = current.program->once_wanted.data();
  }

  bool ReadMember(Current& current, int32_t name) {
    Member member{.name = name, .value = cursor_.place()};
    if (!WalkMember(current, member)) return false;
    const bool is_needed_later = name <= Program::kContained;
    if (is_needed_later) members_.push_back(member);
    return true;
  }

  bool WalkMember(Current& current, Member& member) {
    const TopMember& top = current.program->members[member.name];
    member.is_read = true;
    current.opens_scopes |= top.opens_scopes;
    if (!walker_.WalkMember(top)) return FailWalk();
    if (!top.tells_code || !current.program->is_told_by_one || current.is_wanted) return true;
    if (AnyRowWanted(*current.program)) {
      Want(current);
      return true;
    }
    current.is_left = current.program->is_all_told();
    return !current.is_left || Drop(*current.program);
  }

  // Members that had to wait for the codes. Where they tell that no query asks for the resource,
  // nothing more is read.
  bool ReadRest(Current& current) {
    for (const Member& member : members_) {
      const TopMember& top = current.program->members[member.name];
      current.opens_scopes |= !member.is_read && top.opens_scopes;
    }
    const bool must_stay = current.is_wanted || !current.program->shared.empty();
    if (!must_stay && !current.opens_scopes && !AnyRowWanted(*current.program)) {
      current.is_left = true;
      return Drop(*current.program);
    }
    current.is_wanted = true;
    for (Member& member : members_) {
      if (member.is_read || current.program->members[member.name].edges.empty()) continue;
      cursor_.Return(member.value);
      if (!WalkMember(current, member)) return false;
    }
    walker_.EndResource();
    return true;
  }

  // False: too many rows.
  bool Drop(const ResourceProgram& program) {
    walker_.DropResource();
    row_count_ += program.rows.size();
    counters_.rows_unasked += static_cast<int64_t>(program.rows.size());
    return row_count_ <= limits_.max_rows || FailTooManyRows();
  }

  std::string_view IdOf() {
    for (const Member& member : members_) {
      if (member.name != Program::kId) continue;
      cursor_.Return(member.value);
      return TakeText();
    }
    return {};
  }

  bool ReadResource() {
    Current current{.entry = entry_};
    if (!ReadMembers(current)) return false;
    const JsonCursor::Place end = cursor_.place();
    if (current.type == "Patient") {
      if (++patients_ > 1) {
        return Fail({CaseErrorCode::kTwoPatients,
                     "The Bundle holds more than one Patient; a case has one.", cursor_.Offset()});
      }
      patient_id_ = IdOf();
    }
    if (current.program != nullptr && !current.is_left) {
      if (!ReadRest(current)) return false;
      if (!current.is_left && !Keep(current)) return false;
    }
    cursor_.Return(end);
    return true;
  }

  bool Keep(Current& current) {
    current.id = IdOf();
    if (AddRows(current) == kTooMany) return FailTooManyRows();
    AddTarget(current, -1);
    return !current.program->has_references || ReadContained();
  }

  bool AnyRowWanted(const ResourceProgram& program) const {
    return std::any_of(program.rows.begin(), program.rows.end(), [&](const RowProgram& row) {
      return row.scope == 0 && IsWanted(row, walker_.records()[0]);
    });
  }
  // By the source that the row's codes will be taken from.
  bool IsWanted(const RowProgram& row, const ResourceWalker::Record& record) const {
    const Asked asked = program_.asked(row.collection);
    if (asked.everything() || row.code < 0) return true;
    for (const Source& source : row.attributes[row.code]) {
      if (source.slot < 0) return true;
      const auto wanted = walker_.IsWanted(source.slot, record, asked);
      if (wanted != ResourceWalker::Wanted::kEmpty) {
        return source.target >= 0 || wanted == ResourceWalker::Wanted::kYes;
      }
    }
    return true;
  }

  // Contained resources are of use only behind references; they give no rows of their own.
  bool ReadContained() {
    // Their own members take the place of those of the resource around them.
    contained_.clear();
    for (const Member& member : members_) {
      if (member.name == Program::kContained) contained_.push_back(member.value);
    }
    for (const JsonCursor::Place place : contained_) {
      cursor_.Return(place);
      if (cursor_.Peek() != '[') continue;
      for (bool more = cursor_.FirstElement(); more; more = cursor_.NextElement()) {
        if (cursor_.Peek() != '{') {
          cursor_.Skip();
        } else if (!ReadContainedOne()) {
          return false;
        }
      }
      if (cursor_.failed()) return FailJson();
    }
    return true;
  }

  bool ReadContainedOne() {
    Current current{.entry = entry_, .is_contained = true};
    if (!ReadMembers(current)) return false;
    const JsonCursor::Place end = cursor_.place();
    if (current.program != nullptr) {
      if (!ReadRest(current)) return false;
      current.id = IdOf();
      AddTarget(current, entry_);
    }
    cursor_.Return(end);
    return true;
  }

  static constexpr int32_t kTooMany = -2;

  // Makes rows of what the walker found. -1: none, so that the resource needs no entry of its own.
  int32_t AddRows(const Current& current) {
    int32_t resource = -1;
    for (const RowProgram& row : current.program->rows) {
      for (const ResourceWalker::Record& record : walker_.records()) {
        if (record.scope != row.scope) continue;
        if (++row_count_ > limits_.max_rows) return kTooMany;
        if (!IsWanted(row, record)) {
          ++counters_.rows_unasked;
          continue;
        }
        if (resource < 0) {
          resource = static_cast<int32_t>(chart_->resources().size());
          chart_->resources().push_back({current.program->type, current.id, entry_});
        }
        AddRow(row, record, resource);
      }
    }
    return resource;
  }

  void AddRow(const RowProgram& program, const ResourceWalker::Record& record, int32_t resource) {
    const absl::Span<Cell> cells = chart_->arena().NewArray<Cell>(program.attributes.size());
    std::vector<Row>& rows = chart_->rows(program.collection).rows;
    for (size_t i = 0; i < cells.size(); ++i) {
      new (&cells[i]) Cell();
      for (const Source& source : program.attributes[i]) {
        const Cell& found = source.slot < 0 ? source.constant : walker_.CellOf(source.slot, record);
        if (found.kind == Cell::Kind::kEmpty) continue;
        if (source.target < 0 || found.kind == Cell::Kind::kUnreadable) {
          Prefer(found, cells[i]);
          if (cells[i].kind != Cell::Kind::kUnreadable) break;
          continue;
        }
        pending_.push_back({program.collection.index, static_cast<int32_t>(rows.size()),
                            static_cast<int32_t>(i), resource, entry_, &source, found.value.text(),
                            Fallback(program.attributes[i], source, record)});
        break;
      }
    }
    rows.push_back({.resource = resource, .cells = cells});
    row_bindings_[program.collection.index].push_back(&program);
  }

  // What can be read beats what cannot; of two that cannot, the first stays.
  static void Prefer(const Cell& found, Cell& to) {
    if (found.kind == Cell::Kind::kEmpty) return;
    const bool is_free = to.kind == Cell::Kind::kEmpty;
    const bool is_better =
        to.kind == Cell::Kind::kUnreadable && found.kind != Cell::Kind::kUnreadable;
    if (is_free || is_better) to = found;
  }

  Cell Fallback(const std::vector<Source>& sources, const Source& after,
                const ResourceWalker::Record& record) {
    Cell fallback;
    for (const Source* source = &after + 1; source < sources.data() + sources.size(); ++source) {
      if (source->target >= 0) continue;
      const Cell& found =
          source->slot < 0 ? source->constant : walker_.CellOf(source->slot, record);
      Prefer(found, fallback);
    }
    return fallback;
  }

  void AddTarget(const Current& current, int32_t contained_in) {
    const std::vector<int32_t>& shared = current.program->shared;
    if (shared.empty()) return;
    const absl::Span<Cell> cells = chart_->arena().NewArray<Cell>(shared.size());
    for (size_t i = 0; i < shared.size(); ++i) {
      new (&cells[i]) Cell(walker_.CellOf(shared[i], walker_.records()[0]));
    }
    references_.Add({program_.IndexOf(*current.program), current.program->type, current.id,
                     contained_in, cells});
  }

  // ---- the end of the case ----------------------------------------------------------------------

  void Finish() {
    if (!pending_.empty()) Resolve();
    for (size_t i = 0; i < row_bindings_.size(); ++i) {
      if (!row_bindings_[i].empty()) FilterRows(static_cast<int32_t>(i));
    }
  }

  void Resolve() {
    references_.Build(chart_->arena());
    for (const Pending& pending : pending_) {
      Row& row = chart_->rows({pending.collection}).rows[pending.row];
      Cell& cell = const_cast<Cell&>(row.cells[pending.attribute]);
      const ReferenceTable::Found found =
          references_.Find(pending.reference, pending.source->target,
                           program_.resources()[pending.source->target].type, pending.entry);
      if (found.target != nullptr) {
        Prefer(found.target->cells[pending.source->target_slot], cell);
      } else {
        Prefer(
            Converter::Unreadable(found.is_ambiguous ? values::UnsettledCause::kConflictingSources
                                                     : values::UnsettledCause::kUnresolvedReference,
                                  pending.reference),
            cell);
      }
      Prefer(pending.fallback, cell);
    }
  }

  void FilterRows(int32_t collection) {
    std::vector<Row>& rows = chart_->rows({collection}).rows;
    const std::vector<const RowProgram*>& bindings = row_bindings_[collection];
    const plan::Plan& plan = program_.plan();
    size_t kept = 0;
    for (size_t i = 0; i < rows.size(); ++i) {
      Row& row = rows[i];
      const RowProgram& program = *bindings[i];
      const plan::Shape& shape = plan.shapes[program.shape.index];
      CompletePeriods(shape, row, chart_->arena());
      if (shape.at >= 0) row.at = TimeOfCell(row.cells[shape.at]);
      bool is_kept = true;
      for (const plan::ExprId condition : {shape.bindings[program.binding].when, shape.valid}) {
        if (!condition.valid() || !is_kept) continue;
        const RowFilter::Verdict verdict = filter_.Judge(program.shape, condition, row);
        row.doubtful = row.doubtful || verdict == RowFilter::Verdict::kDoubtful;
        is_kept = verdict != RowFilter::Verdict::kDrop;
      }
      if (is_kept) rows[kept++] = row;
    }
    counters_.rows += static_cast<int64_t>(kept);
    counters_.rows_dropped += static_cast<int64_t>(rows.size() - kept);
    rows.resize(kept);
  }

  const Program& program_;
  RowFilter& filter_;
  const ReaderLimits limits_;
  ResourceWalker walker_;
  ReadCounters counters_;

  JsonCursor cursor_;
  std::string_view line_;
  Case* chart_ = nullptr;
  std::optional<CaseError> error_;
  int32_t entry_ = -1;
  int patients_ = 0;
  std::string_view patient_id_;
  size_t row_count_ = 0;
  int64_t bytes_read_before_ = 0;
  std::vector<Member> members_, entry_members_;
  std::vector<JsonCursor::Place> contained_;
  std::vector<Pending> pending_;
  ReferenceTable references_;
  std::vector<std::vector<const RowProgram*>> row_bindings_;  // By collection, beside its rows
};

FhirBundleReader::FhirBundleReader(const Program& program, RowFilter& filter,
                                   const ReaderLimits& limits)
    : impl_(std::make_unique<Impl>(program, filter, limits)) {}
FhirBundleReader::~FhirBundleReader() = default;
FhirBundleReader::FhirBundleReader(FhirBundleReader&&) noexcept = default;

std::optional<CaseError> FhirBundleReader::Read(std::string_view line, Case& chart) {
  return impl_->Read(line, chart);
}
const ReadCounters& FhirBundleReader::counters() const { return impl_->counters(); }
void FhirBundleReader::CountUnlisted(UnlistedCodes* to) { impl_->CountUnlisted(to); }

}  // namespace suture::chart
