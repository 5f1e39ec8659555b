#include "runtime/chart/bulk_export.h"

#include <algorithm>
#include <cstring>

#include "fmt/format.h"
#include "runtime/base/status_macros.h"
#include "runtime/chart/chart_files.h"
#include "runtime/chart/json_scalar.h"
#include "runtime/chart/resource_walker.h"
#include "runtime/plan/json_text.h"

namespace suture::chart {
namespace {

constexpr std::string_view kPatient = "Patient/";
constexpr std::string_view kUuid = "urn:uuid:";
// FHIR ids have at most 64 characters, addresses of servers are longer.
constexpr size_t kMaxReference = 2048;

const NameTable& ResourceMembers() {
  // Which members lead to the patient: FHIR R4's patient compartment, where it is one reference.
  static const auto* const kNames =
      new NameTable({"resourceType", "id", "subject", "patient", "beneficiary"});
  return *kNames;
}
const NameTable& ReferenceMember() {
  static const auto* const kNames = new NameTable({"reference"});
  return *kNames;
}

// The text of a token; what is no string, or is broken, is empty.
std::string TextOf(std::string_view token) {
  if (!IsStringToken(token) || token.size() > kMaxReference) return {};
  std::string text(token.size(), '\0');
  const auto length = UnescapeInto(token.substr(1, token.size() - 2), text.data());
  text.resize(length.value_or(0));
  return text;
}

// "https://host/fhir/Patient/p1/_history/2" -> "Patient/p1"; what is no such address is empty.
std::string_view LocalPart(std::string_view reference) {
  reference = reference.substr(0, reference.find("/_history/"));
  const size_t id = reference.rfind('/');
  if (id == std::string_view::npos || id == 0) return {};
  const size_t type = reference.rfind('/', id - 1);
  return type == std::string_view::npos ? reference : reference.substr(type + 1);
}

// FNV-1a; names are compared too.
uint64_t Hash(std::string_view text) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (const char c : text) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001B3u;
  return hash ^ (hash >> 29);
}

}  // namespace

absl::StatusOr<std::unique_ptr<BulkExport>> BulkExport::Open(const std::string& folder,
                                                             size_t max_case_bytes,
                                                             const SpillSort::Limits& limits) {
  SUTURE_ASSIGN_OR_RETURN(const std::vector<std::string> files, ChartFilesIn(folder));
  std::unique_ptr<BulkExport> bulk(new BulkExport(max_case_bytes, limits));
  for (const std::string& file : files) SUTURE_RETURN_IF_ERROR(bulk->ReadFile(file));
  std::stable_sort(bulk->shared_.begin(), bulk->shared_.end(),
                   [](const Shared& a, const Shared& b) { return a.hash < b.hash; });
  SUTURE_RETURN_IF_ERROR(bulk->sorted_.Finish());
  SUTURE_RETURN_IF_ERROR(bulk->Advance());
  return bulk;
}

absl::Status BulkExport::ReadFile(const std::string& path) {
  SUTURE_ASSIGN_OR_RETURN(const auto source, LineSource::Open(path, max_case_bytes_));
  Line line;
  while (true) {
    SUTURE_ASSIGN_OR_RETURN(const bool more, source->Next(line));
    if (!more) return absl::OkStatus();
    if (line.is_too_long()) {
      return absl::DataLossError(
          fmt::format("{}, line {}: the resource is larger than --max-case-bytes allows.", path,
                      line.number()));
    }
    if (!ReadHead(line.text())) {
      return absl::DataLossError(
          fmt::format("{}, line {}: this is no FHIR resource in JSON. Mend or export it anew: a "
                      "run over half of "
                      "an export would take what is missing for what was not done.",
                      path, line.number()));
    }
    if (!head_.patient.empty()) {
      SUTURE_RETURN_IF_ERROR(sorted_.Add(head_.patient, line.text()));
    } else if (head_.has_subject || head_.type == "Patient") {
      ++left_out_;
    } else {
      SUTURE_RETURN_IF_ERROR(AddShared(line.text()));
    }
  }
}

// Into head_. False: the line is no resource.
bool BulkExport::ReadHead(std::string_view text) {
  head_ = Head();
  if (cursor_.Open(text) != simdjson::SUCCESS || cursor_.Peek() != '{' || cursor_.Last() != '}') {
    return false;
  }
  const NameTable& names = ResourceMembers();
  for (int32_t name = cursor_.FirstOf(names); name >= 0; name = cursor_.NextOf(names)) {
    switch (name) {
      case 0:
        head_.type = TextOf(cursor_.TakeScalar());
        break;
      case 1:
        head_.id = TextOf(cursor_.TakeScalar());
        break;
      default:  // A reference to the patient
        head_.has_subject = true;
        if (!ReadSubject()) return false;
    }
  }
  if (cursor_.failed() || !cursor_.AtEnd() || head_.type.empty()) return false;
  if (head_.type == "Patient") head_.patient = head_.id;
  return true;
}

// The first patient that a reference, or a list of them, names.
bool BulkExport::ReadSubject() {
  if (cursor_.Peek() == '[') {
    for (bool more = cursor_.FirstElement(); more; more = cursor_.NextElement()) {
      if (!ReadSubject()) return false;
    }
    return !cursor_.failed();
  }
  if (cursor_.Peek() != '{') return cursor_.Skip();
  const NameTable& names = ReferenceMember();
  for (int32_t name = cursor_.FirstOf(names); name >= 0; name = cursor_.NextOf(names)) {
    const std::string reference = TextOf(cursor_.TakeScalar());
    if (!head_.patient.empty()) continue;
    if (reference.starts_with(kUuid)) head_.patient = reference.substr(kUuid.size());
    const std::string_view local = LocalPart(reference);
    if (local.starts_with(kPatient)) head_.patient = local.substr(kPatient.size());
  }
  return !cursor_.failed();
}

absl::Status BulkExport::AddShared(std::string_view text) {
  if (head_.id.empty()) return absl::OkStatus();  // Nothing can refer to it.
  if (shared_file_ == nullptr) {
    SUTURE_ASSIGN_OR_RETURN(shared_file_, TemporaryFile::Create({}));
  }
  const std::string name = head_.type + "/" + head_.id;
  shared_.push_back({Hash(name), shared_file_->size(), static_cast<uint32_t>(name.size()),
                     static_cast<uint32_t>(text.size())});
  SUTURE_RETURN_IF_ERROR(shared_file_->Append(name));
  return shared_file_->Append(text);
}

absl::Status BulkExport::Advance() {
  SUTURE_ASSIGN_OR_RETURN(has_record_, sorted_.Next(patient_, record_));
  return absl::OkStatus();
}

void BulkExport::AppendEntry(std::string_view text, Line& line) {
  line.Append(entries_++ == 0 ? "{\"resource\":" : ",{\"resource\":", max_case_bytes_);
  line.Append(text, max_case_bytes_);
  line.Append("}", max_case_bytes_);
}

absl::StatusOr<bool> BulkExport::Next(Line& line) {
  if (!has_record_) return false;
  line.Begin(++number_);
  const std::string patient(patient_);
  std::string head = "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"id\":";
  plan::AppendJsonString(patient, head);
  head += ",\"entry\":[";
  line.Append(head, max_case_bytes_);
  entries_ = 0;
  while (has_record_ && patient_ == patient) {
    AppendEntry(record_, line);
    SUTURE_RETURN_IF_ERROR(Advance());
  }
  SUTURE_RETURN_IF_ERROR(AppendShared(line));
  line.Append("]}", max_case_bytes_);
  return true;
}

// What the chart refers to, and what that refers to, as the line grows.
absl::Status BulkExport::AppendShared(Line& line) {
  static constexpr std::string_view kKey = "\"reference\"";
  taken_.clear();
  if (shared_.empty()) return absl::OkStatus();
  size_t at = 0;
  while (true) {
    const std::string_view text = line.text();
    at = text.find(kKey, at);
    if (at == std::string_view::npos) return absl::OkStatus();
    at += kKey.size();
    const size_t value = text.find_first_not_of(" \t:", at);
    if (value == std::string_view::npos || text[value] != '"') continue;
    const size_t end = text.find('"', value + 1);  // No reference holds an escaped quote.
    if (end == std::string_view::npos) continue;
    const std::string reference = TextOf(text.substr(value, end + 1 - value));
    SUTURE_RETURN_IF_ERROR(AppendIfShared(LocalPart(reference), line));
  }
}

absl::Status BulkExport::AppendIfShared(std::string_view reference, Line& line) {
  if (reference.empty()) return absl::OkStatus();
  const uint64_t hash = Hash(reference);
  auto at = std::lower_bound(shared_.begin(), shared_.end(), hash,
                             [](const Shared& shared, uint64_t h) { return shared.hash < h; });
  for (; at != shared_.end() && at->hash == hash; ++at) {
    if (at->name_size != reference.size()) continue;
    if (std::find(taken_.begin(), taken_.end(), at->offset) != taken_.end()) break;
    read_.resize(at->name_size + at->text_size);
    SUTURE_RETURN_IF_ERROR(shared_file_->Read(at->offset, read_.size(), read_.data()));
    if (std::string_view(read_).substr(0, at->name_size) != reference) continue;
    taken_.push_back(at->offset);
    AppendEntry(std::string_view(read_).substr(at->name_size), line);
    break;
  }
  return absl::OkStatus();
}

}  // namespace suture::chart
