#include "runtime/chart/fhir_bundle_reader.h"

#include <algorithm>
#include <cstring>

#include "fmt/format.h"
#include "runtime/chart/json_scalar.h"
#include "runtime/chart/reference_table.h"
#include "runtime/chart/resource_walker.h"
#include "simdjson.h"

namespace suture::chart {

namespace ondemand = simdjson::ondemand;

static_assert(FhirBundleReader::kPadding >= simdjson::SIMDJSON_PADDING);

std::string_view Name(CaseErrorCode code) {
  switch (code) {
    case CaseErrorCode::kNotJson:
      return "not_json";
    case CaseErrorCode::kTruncated:
      return "truncated";
    case CaseErrorCode::kInvalidUtf8:
      return "invalid_utf8";
    case CaseErrorCode::kNotABundle:
      return "not_a_bundle";
    case CaseErrorCode::kTwoPatients:
      return "two_patients";
    case CaseErrorCode::kTooLarge:
      return "too_large";
    case CaseErrorCode::kTooManyRows:
      return "too_many_rows";
    case CaseErrorCode::kTooDeep:
      return "too_deep";
  }
  return {};
}

namespace {

struct Names {
  MemberName resource_type{"resourceType"}, id{"id"}, entry{"entry"}, full_url{"fullUrl"},
      resource{"resource"}, contained{"contained"};
};

// Whether a key of the line could be written with escapes: `\u` stands somewhere in it.
bool HasUnicodeEscape(std::string_view line) {
  const char* at = line.data();
  const char* const end = at + line.size();
  while ((at = static_cast<const char*>(std::memchr(at, '\\', end - at))) != nullptr) {
    if (at + 1 == end) return false;
    if (at[1] == 'u') return true;
    at += 2;
    if (at >= end) return false;
  }
  return false;
}

std::string_view TokenOf(ondemand::value value) {
  ondemand::json_type type;
  if (value.type().get(type) != simdjson::SUCCESS || type != ondemand::json_type::string) return {};
  return TrimToken(value.raw_json_token());
}

}  // namespace

void UnlistedCodes::Add(int32_t system, std::string_view code) {
  std::pair<int32_t, std::string> key(system, code);
  if (const auto at = counts_.find(key); at != counts_.end()) {
    ++at->second;
  } else if (counts_.size() < kMaxCodes) {
    counts_.emplace(std::move(key), 1);
  } else {
    ++others_;
  }
}

void UnlistedCodes::AddAll(const UnlistedCodes& other) {
  others_ += other.others_;
  for (const auto& [key, count] : other.counts_) {
    if (counts_.contains(key) || counts_.size() < kMaxCodes) {
      counts_[key] += count;
    } else {
      others_ += count;
    }
  }
}

std::vector<UnlistedCodes::Count> UnlistedCodes::Top(size_t limit) const {
  std::vector<Count> top;
  for (const auto& [key, count] : counts_) top.push_back({key.first, key.second, count});
  std::sort(top.begin(), top.end(), [](const Count& a, const Count& b) {
    if (a.count != b.count) return a.count > b.count;
    return std::tie(a.system, a.code) < std::tie(b.system, b.code);
  });
  if (top.size() > limit) top.resize(limit);
  return top;
}

class FhirBundleReader::Impl : private ResourceWalker::UnlistedSink {
 public:
  Impl(const Program& program, RowFilter& filter, const ReaderLimits& limits)
      : program_(program),
        filter_(filter),
        limits_(limits),
        walker_(program.codes(), limits.max_rows, limits.max_depth) {}

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
  void CountUnlisted(UnlistedCodes* to) {
    unlisted_codes_ = to;
    walker_.set_unlisted(to == nullptr ? nullptr : this);
  }

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
  // One resource object while it is read.
  struct Current {
    const ResourceProgram* program = nullptr;
    std::string_view type, id;
    bool has_type = false;
  };

  void Add(int32_t system, std::string_view code) override { unlisted_codes_->Add(system, code); }

  void Begin(std::string_view line, Case& chart) {
    line_ = line;
    chart_ = &chart;
    entry_ = -1;
    patients_ = 0;
    patient_id_ = {};
    row_count_ = 0;
    pending_.clear();
    references_.Clear();
    row_bindings_.resize(chart.plan().collections.size());
    for (auto& bindings : row_bindings_) bindings.clear();
    walker_.BeginCase(&chart.arena(), HasUnicodeEscape(line));
    counters_.bytes += static_cast<int64_t>(line.size());
    bytes_read_before_ = walker_.bytes_read();
  }

  // ---- errors
  // --------------------------------------------------------------------------------------

  int64_t OffsetNow() {
    const char* location = nullptr;
    if (document_.current_location().get(location) != simdjson::SUCCESS) return -1;
    const ptrdiff_t offset = location - line_.data();
    return offset >= 0 && offset <= static_cast<ptrdiff_t>(line_.size()) ? offset : -1;
  }
  static CaseError ErrorOf(simdjson::error_code error, int64_t offset) {
    switch (error) {
      case simdjson::UTF8_ERROR:
        return {CaseErrorCode::kInvalidUtf8, "The line is not valid UTF-8.", offset};
      case simdjson::UNCLOSED_STRING:
      case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
        return {CaseErrorCode::kTruncated,
                "The line ends before its JSON does; the file may have been cut off.", offset};
      case simdjson::CAPACITY:
      case simdjson::MEMALLOC:
        return {CaseErrorCode::kTooLarge, "The line is too large to be read.", offset};
      case simdjson::DEPTH_ERROR:
        return {CaseErrorCode::kTooDeep, "The JSON is nested too deeply.", offset};
      case simdjson::EMPTY:
        return {CaseErrorCode::kNotJson, "The line is empty.", offset};
      default:
        return {CaseErrorCode::kNotJson,
                fmt::format("The line is not valid JSON ({}).", simdjson::error_message(error)),
                offset};
    }
  }
  bool Fail(CaseError error) {
    if (!error_) error_ = std::move(error);
    return false;
  }
  bool Fail(simdjson::error_code error) { return Fail(ErrorOf(error, OffsetNow())); }
  bool FailWalk() {
    const WalkFailure& failure = walker_.failure();
    if (failure.too_many_rows) return FailTooManyRows();
    if (failure.too_deep) {
      return Fail({CaseErrorCode::kTooDeep, "The JSON is nested too deeply.", OffsetNow()});
    }
    return Fail(failure.error);
  }
  bool FailTooManyRows() {
    return Fail(
        {CaseErrorCode::kTooManyRows,
         fmt::format("The chart has more than {} entries and array elements.", limits_.max_rows),
         OffsetNow()});
  }

  // ---- the bundle
  // ----------------------------------------------------------------------------------

  std::optional<CaseError> ReadBundle() {
    error_.reset();
    if (auto error =
            parser_.iterate(line_.data(), line_.size(), line_.size() + kPadding).get(document_)) {
      return ErrorOf(error, -1);
    }
    ReadTop();
    return std::move(error_);
  }

  bool ReadTop() {
    ondemand::object top;
    if (auto error = document_.get_object().get(top)) {
      const size_t first = line_.find_first_not_of(" \t\r\n");
      const bool may_be_json =
          std::string_view("[\"-0123456789tfn").find(line_[first]) != std::string_view::npos;
      if (error != simdjson::INCORRECT_TYPE || !may_be_json) return Fail(error);
      return FailNotABundle();
    }
    bool is_bundle = false;
    for (auto item : top) {
      ondemand::field field;
      if (auto error = std::move(item).get(field)) return Fail(error);
      const Key key(field, walker_.keys_may_be_escaped());
      if (key.Is(names_.entry)) {
        if (!ReadEntries(field.value())) return false;
      } else if (key.Is(names_.resource_type)) {
        is_bundle = walker_.converter().Text(TokenOf(field.value())) == "Bundle";
        if (!is_bundle) return FailNotABundle();
      } else if (key.Is(names_.id)) {
        chart_->set_id(walker_.converter().Text(TokenOf(field.value())));
      }
    }
    if (!is_bundle) return FailNotABundle();
    if (walker_.converter().met_broken_text()) {
      return Fail({CaseErrorCode::kNotJson,
                   "The line is not valid JSON: a text holds an escape that JSON does not have.",
                   -1});
    }
    const char* location = nullptr;
    if (document_.current_location().get(location) == simdjson::SUCCESS) {
      return Fail({CaseErrorCode::kNotJson, "Something follows after the end of the Bundle.",
                   location - line_.data()});
    }
    if (chart_->id().empty()) chart_->set_id(patient_id_);
    return true;
  }
  bool FailNotABundle() {
    return Fail({CaseErrorCode::kNotABundle,
                 "The line is not a FHIR Bundle: its `resourceType` must be \"Bundle\".", 0});
  }

  bool ReadEntries(ondemand::value value) {
    ondemand::json_type type;
    if (auto error = value.type().get(type)) return Fail(error);
    if (type != ondemand::json_type::array) return true;
    ondemand::array entries;
    if (auto error = value.get_array().get(entries)) return Fail(error);
    for (auto item : entries) {
      ondemand::value entry;
      if (auto error = std::move(item).get(entry)) return Fail(error);
      ++entry_;
      ondemand::json_type entry_type;
      if (auto error = entry.type().get(entry_type)) return Fail(error);
      if (entry_type == ondemand::json_type::object && !ReadEntry(entry)) return false;
    }
    return true;
  }

  bool ReadEntry(ondemand::value value) {
    ondemand::object entry;
    if (auto error = value.get_object().get(entry)) return Fail(error);
    std::string_view full_url;
    const size_t first_target = references_.size();
    for (auto item : entry) {
      ondemand::field field;
      if (auto error = std::move(item).get(field)) return Fail(error);
      const Key key(field, walker_.keys_may_be_escaped());
      if (key.Is(names_.full_url)) {
        full_url = walker_.converter().Text(TokenOf(field.value()));
      } else if (key.Is(names_.resource)) {
        ondemand::value resource = field.value();
        ondemand::json_type type;
        if (auto error = resource.type().get(type)) return Fail(error);
        if (type == ondemand::json_type::object && !ReadResource(resource)) return false;
      }
    }
    // The address may stand after the resource.
    for (size_t i = first_target; i < references_.size(); ++i) references_.SetFullUrl(i, full_url);
    return true;
  }

  // ---- resources
  // -----------------------------------------------------------------------------------

  bool ReadResource(ondemand::value value) {
    ondemand::object object;
    if (auto error = value.get_object().get(object)) return Fail(error);
    Current current;
    if (!FindType(object, current)) return false;
    const bool is_patient = current.type == "Patient";
    if (is_patient && ++patients_ > 1) {
      return Fail({CaseErrorCode::kTwoPatients,
                   "The Bundle holds more than one Patient; a case has one.", OffsetNow()});
    }
    current.program = program_.Find(current.type);
    if (current.program == nullptr && !is_patient) return true;
    if (current.program != nullptr) walker_.BeginResource(*current.program);
    const bool reads_contained = current.program != nullptr && current.program->has_references;
    bool has_contained = false;
    for (auto item : object) {
      ondemand::field field;
      if (auto error = std::move(item).get(field)) return Fail(error);
      const Key key(field, walker_.keys_may_be_escaped());
      if (key.Is(names_.id)) current.id = walker_.converter().Text(TokenOf(field.value()));
      if (key.Is(names_.contained)) {
        has_contained = true;
        continue;
      }
      if (current.program != nullptr && !walker_.WalkMember(field, key)) return FailWalk();
    }
    if (is_patient) patient_id_ = current.id;
    if (current.program == nullptr) return true;
    walker_.EndResource();
    const int32_t resource = AddRows(current);
    if (resource == kTooMany) return FailTooManyRows();
    AddTarget(current, -1);
    if (!reads_contained || !has_contained) return true;
    return ReadContained(object);
  }

  // Contained resources are of use only behind references; they give no rows of their own.
  bool ReadContained(ondemand::object& object) {
    if (auto error = object.reset().error()) return Fail(error);
    for (auto item : object) {
      ondemand::field field;
      if (auto error = std::move(item).get(field)) return Fail(error);
      const Key key(field, walker_.keys_may_be_escaped());
      if (!key.Is(names_.contained)) continue;
      ondemand::array array;
      if (field.value().get_array().get(array) != simdjson::SUCCESS) continue;
      for (auto element : array) {
        ondemand::value value;
        if (auto error = std::move(element).get(value)) return Fail(error);
        ondemand::json_type type;
        if (auto error = value.type().get(type)) return Fail(error);
        if (type == ondemand::json_type::object && !ReadContainedOne(value)) return false;
      }
    }
    return true;
  }

  bool ReadContainedOne(ondemand::value value) {
    ondemand::object object;
    if (auto error = value.get_object().get(object)) return Fail(error);
    Current current;
    if (!FindType(object, current)) return false;
    current.program = program_.Find(current.type);
    if (current.program == nullptr || current.program->shared.empty()) return true;
    walker_.BeginResource(*current.program);
    for (auto item : object) {
      ondemand::field field;
      if (auto error = std::move(item).get(field)) return Fail(error);
      const Key key(field, walker_.keys_may_be_escaped());
      if (key.Is(names_.id)) current.id = walker_.converter().Text(TokenOf(field.value()));
      if (!walker_.WalkMember(field, key)) return FailWalk();
    }
    walker_.EndResource();
    AddTarget(current, entry_);
    return true;
  }

  // The type mostly comes first; where it does not, the object is looked through for it and begun
  // anew.
  bool FindType(ondemand::object& object, Current& current) {
    for (auto item : object) {
      ondemand::field field;
      if (auto error = std::move(item).get(field)) return Fail(error);
      const Key key(field, walker_.keys_may_be_escaped());
      if (!key.Is(names_.resource_type)) continue;
      current.type = walker_.converter().Text(TokenOf(field.value()));
      current.has_type = true;
      break;
    }
    if (auto error = object.reset().error()) return Fail(error);
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

  // ---- the end of the case
  // -------------------------------------------------------------------------

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
  const Names names_;
  ResourceWalker walker_;
  UnlistedCodes* unlisted_codes_ = nullptr;
  ReadCounters counters_;

  ondemand::parser parser_;
  ondemand::document document_;
  std::string_view line_;
  Case* chart_ = nullptr;
  std::optional<CaseError> error_;
  int32_t entry_ = -1;
  int patients_ = 0;
  std::string_view patient_id_;
  size_t row_count_ = 0;
  int64_t bytes_read_before_ = 0;
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
