#include "runtime/store/redact.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "fmt/format.h"

namespace suture::store {
namespace {

bool HoldsWords(const plan::Type& type) {
  switch (type.kind) {
    case plan::TypeKind::kText:
    case plan::TypeKind::kCodes:
    case plan::TypeKind::kCode:
    case plan::TypeKind::kReference:
    case plan::TypeKind::kAttachment:
    case plan::TypeKind::kRow:
    case plan::TypeKind::kRefs:
      return true;
    default:
      return false;
  }
}

// "Observation" of "Observation/x-1". A type is letters; anything else could be an id.
std::string_view TypeOf(std::string_view source) {
  const std::string_view type = source.substr(0, source.find('/'));
  const bool is_type =
      type.size() < source.size() && !type.empty() &&
      std::all_of(
          type.begin(), type.end(),
          [](char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); });
  return is_type ? type : "entry";
}

}  // namespace

// One case: entries are counted over the whole result.
class Redactor::Pass {
 public:
  Pass(const std::set<std::string_view>& text_fields, bool each_event, Storage& storage)
      : text_fields_(text_fields), each_event_(each_event), storage_(storage) {}

  CaseResult Redact(CaseResult result) {
    if (!result.case_id.empty()) result.case_id = LineOf(result);
    result.fields = Redact(result.fields);
    storage_.groups.assign(result.groups.begin(), result.groups.end());
    for (GroupResult& group : storage_.groups) {
      std::vector<GroupRowResult>& rows =
          storage_.rows.emplace_back(group.rows.begin(), group.rows.end());
      for (GroupRowResult& row : rows) row.fields = Redact(row.fields);
      group.rows = rows;
    }
    result.groups = storage_.groups;
    return result;
  }

 private:
  // "line-17", and of one of its events "line-17#2".
  std::string_view LineOf(const CaseResult& result) {
    const size_t event = each_event_ ? result.case_id.rfind('#') : std::string_view::npos;
    const std::string_view number =
        event == std::string_view::npos ? std::string_view() : result.case_id.substr(event);
    return storage_.texts.emplace_back(fmt::format("line-{}{}", result.line, number));
  }

  absl::Span<const FieldResult> Redact(absl::Span<const FieldResult> from) {
    std::vector<FieldResult>& fields = storage_.fields.emplace_back(from.begin(), from.end());
    for (FieldResult& field : fields) {
      if (text_fields_.count(field.name) > 0) {
        if (field.value) Withhold(*field.value);
        if (field.proposal) Withhold(*field.proposal);
      }
      field.evidence = Redact(field.evidence);
      field.searched = Redact(field.searched);
    }
    return fields;
  }

  void Withhold(ResultValue& value) {
    value.values = storage_.lists.emplace_back(value.values.size(), kWithheld);
    value.codes = {};
  }

  EvidenceItems Redact(EvidenceItems from) {
    std::vector<EvidenceItem>& items = storage_.items.emplace_back();
    for (const EvidenceItem* item : from) items.push_back(*item);
    std::vector<const EvidenceItem*>& evidence = storage_.evidence.emplace_back();
    for (EvidenceItem& item : items) {
      evidence.push_back(&item);
      item.json = {};
      if (item.kind == EvidenceKind::kEntry || item.kind == EvidenceKind::kQuote) {
        item.source = PlaceOf(item.source);
        item.value = item.quote = {};
      } else if (item.kind == EvidenceKind::kField && !item.value.empty() &&
                 text_fields_.count(item.source) > 0) {
        item.value = kWithheld;
      }
    }
    return evidence;
  }

  std::string_view PlaceOf(std::string_view source) {
    std::string_view& place = places_[source];
    if (place.empty()) {
      const std::string_view type = TypeOf(source);
      place = storage_.texts.emplace_back(fmt::format("{}/#{}", type, ++counts_[type]));
    }
    return place;
  }

  const std::set<std::string_view>& text_fields_;
  const bool each_event_;
  Storage& storage_;
  std::map<std::string_view, std::string_view> places_;  // By source
  std::map<std::string_view, int> counts_;               // By type
};

Redactor::Redactor(const plan::Plan& plan)
    : each_event_(plan.index.query.valid() && plan.index.which == plan::IndexWhich::kEach) {
  for (const plan::Field& field : plan.fields) {
    if (HoldsWords(field.type)) text_fields_.insert(field.name);
  }
}

CaseResult Redactor::Redact(const CaseResult& result, Storage& storage) const {
  return Pass(text_fields_, each_event_, storage).Redact(result);
}

}  // namespace suture::store
