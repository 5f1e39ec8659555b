#include "runtime/chart/resource_walker.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "runtime/chart/json_scalar.h"

namespace suture::chart {

namespace ondemand = simdjson::ondemand;

namespace {

constexpr size_t kMaxEscaped = 512;

const MemberName& Named(std::string_view which) {
  static const MemberName* const kCoding = new MemberName("coding");
  static const MemberName* const kUrl = new MemberName("url");
  static const MemberName* const kSystem = new MemberName("system");
  return which == "coding" ? *kCoding : which == "url" ? *kUrl : *kSystem;
}

// The raw token of a scalar; empty for null, for an array and for an object.
std::string_view ScalarToken(ondemand::value value) {
  ondemand::json_type type;
  if (value.type().get(type) != simdjson::SUCCESS) return {};
  if (type == ondemand::json_type::array || type == ondemand::json_type::object ||
      type == ondemand::json_type::null) {
    return {};
  }
  return TrimToken(value.raw_json_token());
}

}  // namespace

Key::Key(ondemand::field& field, bool may_be_escaped) : raw_(field.key().raw()) {
  if (!may_be_escaped) return;
  const char* end = raw_;
  bool is_escaped = false;
  for (; *end != '"'; ++end) {
    if (*end != '\\') continue;
    is_escaped = true;
    ++end;
  }
  if (!is_escaped) return;
  const std::string_view token(raw_ - 1, end - raw_ + 2);
  // Longer keys name nothing that is looked for, and broken ones neither.
  std::memset(buffer_, 0, sizeof(buffer_));
  raw_ = buffer_;
  if (token.size() > kMaxEscaped) return;
  char unescaped[kMaxEscaped];
  const std::optional<size_t> length = UnescapeInto(token.substr(1, token.size() - 2), unescaped);
  if (!length || *length + sizeof(uint64_t) >= sizeof(buffer_)) return;
  std::memcpy(buffer_, unescaped, *length);
  buffer_[*length] = '"';
}

void ResourceWalker::BeginCase(base::Arena* arena, bool keys_may_be_escaped) {
  arena_ = arena;
  converter_.set_arena(arena);
  keys_may_be_escaped_ = keys_may_be_escaped;
  failure_ = WalkFailure();
  elements_ = 0;
}

void ResourceWalker::BeginResource(const ResourceProgram& program) {
  program_ = &program;
  gathered_.clear();
  links_.clear();
  records_.clear();
  open_.assign(program.scope_sizes.size(), 0);
  cells_.assign(program.scope_sizes[0], Cell());
  records_.push_back({0, 0});
}

bool ResourceWalker::Fail(simdjson::error_code error) {
  failure_.error = error;
  return false;
}

bool ResourceWalker::WalkMember(ondemand::field& field, const Key& key) {
  return WalkEdges(field, key, program_->nodes[0], 1);
}

bool ResourceWalker::WalkEdges(ondemand::field& field, const Key& key, const PathNode& node,
                               int depth) {
  for (size_t i = 0; i < node.edges.size(); ++i) {
    if (!key.Is(node.edges[i].name)) continue;
    size_t last = i + 1;
    while (last < node.edges.size() && key.Is(node.edges[last].name)) ++last;
    if (last == i + 1 && node.edges[i].argument.empty()) {
      return Walk(field.value(), program_->nodes[node.edges[i].node], depth);
    }
    return WalkSelected(field.value(), node, i, last, depth);
  }
  return true;
}

// Several edges of one name, or edges that choose among elements: each element is looked at for
// each.
bool ResourceWalker::WalkSelected(Value value, const PathNode& node, size_t first, size_t last,
                                  int depth) {
  ondemand::json_type type;
  if (auto error = value.type().get(type)) return Fail(error);
  if (type != ondemand::json_type::array) return WalkIfSelected(value, node, first, last, depth);
  ondemand::array array;
  if (auto error = value.get_array().get(array)) return Fail(error);
  for (auto item : array) {
    Value element;
    if (auto error = std::move(item).get(element)) return Fail(error);
    if (!WalkIfSelected(element, node, first, last, depth)) return false;
  }
  return true;
}

bool ResourceWalker::WalkIfSelected(Value element, const PathNode& node, size_t first, size_t last,
                                    int depth) {
  ondemand::json_type type;
  if (auto error = element.type().get(type)) return Fail(error);
  if (type != ondemand::json_type::object) return true;
  ondemand::object object;
  if (auto error = element.get_object().get(object)) return Fail(error);
  std::string_view selectors[2];
  for (auto item : object) {
    ondemand::field field;
    if (auto error = std::move(item).get(field)) return Fail(error);
    const Key key(field, keys_may_be_escaped_);
    const bool is_url = key.Is(Named("url"));
    if (!is_url && !key.Is(Named("system"))) continue;
    selectors[is_url ? 0 : 1] = converter_.Text(ScalarToken(field.value()));
  }
  for (size_t i = first; i < last; ++i) {
    const std::string& wanted = node.edges[i].argument;
    if (!wanted.empty() && selectors[0] != wanted && selectors[1] != wanted) continue;
    if (auto error = object.reset().error()) return Fail(error);
    if (!WalkObject(object, program_->nodes[node.edges[i].node], depth + 1)) return false;
  }
  return true;
}

bool ResourceWalker::Walk(Value value, const PathNode& node, int depth) {
  if (depth > max_depth_) {
    failure_.too_deep = true;
    return false;
  }
  ondemand::json_type type;
  if (auto error = value.type().get(type)) return Fail(error);
  if (type == ondemand::json_type::object) {
    ondemand::object object;
    if (auto error = value.get_object().get(object)) return Fail(error);
    return WalkObject(object, node, depth);
  }
  if (type == ondemand::json_type::array) {
    ondemand::array array;
    if (auto error = value.get_array().get(array)) return Fail(error);
    for (auto item : array) {
      Value element;
      if (auto error = std::move(item).get(element)) return Fail(error);
      if (!Walk(element, node, depth + 1)) return false;
    }
    return true;
  }
  const std::string_view token = ScalarToken(value);
  return token.empty() || WalkScalar(token, node);
}

bool ResourceWalker::WalkScalar(std::string_view token, const PathNode& node) {
  if (node.ends.empty()) return true;
  Count(token);
  if (!OpenScopes(node)) return false;
  for (const PathSlots& end : node.ends) {
    if (end.conversion == Conversion::kCodes) {
      AddCoding({.code = token}, end);
      continue;
    }
    for (const int32_t slot : end.slots) {
      Put(slot, converter_.FromScalar(end.conversion, token, program_->slots[slot].unit));
    }
  }
  return true;
}

bool ResourceWalker::WalkObject(ondemand::object object, const PathNode& node, int depth) {
  if (!OpenScopes(node)) return false;
  // The object is gone through once for each that wants it; hardly ever more than once.
  bool is_fresh = true;
  for (const PathSlots& end : node.ends) {
    if (!is_fresh) {
      if (auto error = object.reset().error()) return Fail(error);
    }
    is_fresh = false;
    if (!Convert(object, end)) return false;
  }
  if (node.edges.empty()) return true;
  if (!is_fresh) {
    if (auto error = object.reset().error()) return Fail(error);
  }
  for (auto item : object) {
    ondemand::field field;
    if (auto error = std::move(item).get(field)) return Fail(error);
    const Key key(field, keys_may_be_escaped_);
    if (!WalkEdges(field, key, node, depth + 1)) return false;
  }
  return true;
}

bool ResourceWalker::Convert(ondemand::object& object, const PathSlots& end) {
  Parts parts;
  for (auto item : object) {
    ondemand::field field;
    if (auto error = std::move(item).get(field)) return Fail(error);
    const Key key(field, keys_may_be_escaped_);
    if (end.conversion == Conversion::kCodes && key.Is(Named("coding"))) {
      if (!ReadCodings(field.value(), end)) return false;
      continue;
    }
    std::string_view Parts::*const part = FindPart(end.conversion, key.raw());
    if (part == nullptr) continue;
    parts.*part = ScalarToken(field.value());
    Count(parts.*part);
  }
  if (end.conversion == Conversion::kCodes) {
    AddCodeText(parts.text, end);
    if (!parts.code.empty()) AddCoding(parts, end);
    return true;
  }
  const Cell cell = converter_.FromObject(end.conversion, parts);
  for (const int32_t slot : end.slots) Put(slot, cell);
  return true;
}

bool ResourceWalker::ReadCodings(Value value, const PathSlots& end) {
  ondemand::json_type type;
  if (auto error = value.type().get(type)) return Fail(error);
  if (type == ondemand::json_type::array) {
    ondemand::array array;
    if (auto error = value.get_array().get(array)) return Fail(error);
    for (auto item : array) {
      Value element;
      if (auto error = std::move(item).get(element)) return Fail(error);
      ondemand::json_type element_type;
      if (auto error = element.type().get(element_type)) return Fail(error);
      if (element_type == ondemand::json_type::object && !ReadCodings(element, end)) return false;
    }
    return true;
  }
  if (type != ondemand::json_type::object) return true;
  ondemand::object object;
  if (auto error = value.get_object().get(object)) return Fail(error);
  Parts parts;
  for (auto item : object) {
    ondemand::field field;
    if (auto error = std::move(item).get(field)) return Fail(error);
    const Key key(field, keys_may_be_escaped_);
    std::string_view Parts::*const part = FindPart(Conversion::kCodes, key.raw());
    if (part == nullptr || part == &Parts::text) continue;
    parts.*part = ScalarToken(field.value());
    Count(parts.*part);
  }
  if (!parts.code.empty()) AddCoding(parts, end);
  return true;
}

ResourceWalker::Gathered& ResourceWalker::GatheredOf(int32_t slot) {
  Cell& cell = Slotted(slot);
  if (cell.kind != Cell::Kind::kCodes) {
    // Until the resource ends, the value holds where the codings are gathered.
    cell.kind = Cell::Kind::kCodes;
    cell.value = values::Value::OfInteger(static_cast<int64_t>(gathered_.size()));
    gathered_.emplace_back();
  }
  return gathered_[cell.value.integer()];
}

void ResourceWalker::AddCoding(const Parts& parts, const PathSlots& end) {
  Coding coding;
  coding.system_uri = parts.system.empty() ? std::string_view() : converter_.Text(parts.system);
  coding.system = coding.system_uri.empty() ? -1 : codes_.FindSystem(coding.system_uri);
  coding.code = converter_.Text(parts.code);
  for (const int32_t slot : end.slots) {
    Gathered& gathered = GatheredOf(slot);
    const int32_t at = static_cast<int32_t>(links_.size());
    links_.push_back({coding, -1});
    if (gathered.last >= 0) links_[gathered.last].next = at;
    if (gathered.first < 0) gathered.first = at;
    gathered.last = at;
    ++gathered.count;
  }
}

void ResourceWalker::AddCodeText(std::string_view token, const PathSlots& end) {
  if (token.empty()) return;
  const std::string_view text = converter_.Text(token);
  if (text.empty()) return;
  for (const int32_t slot : end.slots) {
    Gathered& gathered = GatheredOf(slot);
    if (gathered.text.empty()) gathered.text = text;
  }
}

bool ResourceWalker::OpenScopes(const PathNode& node) {
  for (const int32_t scope : node.scopes) {
    if (++elements_ > max_rows_) {
      failure_.too_many_rows = true;
      return false;
    }
    open_[scope] = static_cast<int32_t>(cells_.size());
    records_.push_back({scope, open_[scope]});
    cells_.resize(cells_.size() + program_->scope_sizes[scope]);
  }
  return true;
}

Cell& ResourceWalker::Slotted(int32_t index) {
  const Slot& slot = program_->slots[index];
  return cells_[open_[slot.scope] + slot.offset];
}

void ResourceWalker::Put(int32_t slot, const Cell& cell) {
  if (cell.kind == Cell::Kind::kEmpty) return;
  Cell& place = Slotted(slot);
  const bool is_free = place.kind == Cell::Kind::kEmpty;
  const bool is_better =
      place.kind == Cell::Kind::kUnreadable && cell.kind != Cell::Kind::kUnreadable;
  if (is_free || is_better) place = cell;
}

const Codes* ResourceWalker::CodesOf(const Gathered& gathered) {
  const absl::Span<Coding> codings = arena_->NewArray<Coding>(gathered.count);
  scratch_sets_.clear();
  bool unlisted = false;
  int32_t at = gathered.first;
  for (Coding& coding : codings) {
    coding = links_[at].coding;
    at = links_[at].next;
    if (coding.system < 0) continue;
    const absl::Span<const int32_t> sets = codes_.Find(coding.system, coding.code, *arena_);
    scratch_sets_.insert(scratch_sets_.end(), sets.begin(), sets.end());
    if (!sets.empty()) continue;
    unlisted = unlisted || codes_.IsOpen(coding.system);
    if (unlisted_ != nullptr) unlisted_->Add(coding.system, coding.code);
  }
  if (gathered.count > 1) {
    std::sort(scratch_sets_.begin(), scratch_sets_.end());
    scratch_sets_.erase(std::unique(scratch_sets_.begin(), scratch_sets_.end()),
                        scratch_sets_.end());
  }
  return arena_->New<Codes>(
      Codes{codings, arena_->CopyArray<int32_t>(scratch_sets_), gathered.text, unlisted});
}

void ResourceWalker::EndResource() {
  if (gathered_.empty()) return;
  for (Cell& cell : cells_) {
    if (cell.kind != Cell::Kind::kCodes) continue;
    cell.codes = CodesOf(gathered_[cell.value.integer()]);
    cell.value = values::Value();
  }
}

const Cell& ResourceWalker::CellOf(int32_t slot, const Record& record) const {
  const Slot& at = program_->slots[slot];
  return cells_[(at.scope == record.scope ? record.first : 0) + at.offset];
}

}  // namespace suture::chart
