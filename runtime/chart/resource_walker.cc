#include "runtime/chart/resource_walker.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "runtime/chart/json_scalar.h"

namespace suture::chart {

namespace {

const NameTable& Selectors() {
  static const auto* const kNames = new NameTable({"url", "system"});
  return *kNames;
}

}  // namespace

void ResourceWalker::BeginCase(base::Arena* arena, JsonCursor* cursor) {
  arena_ = arena;
  cursor_ = cursor;
  converter_.set_arena(arena);
  failure_ = WalkFailure();
  elements_ = 0;
  codings_.BeginChart();
}

void ResourceWalker::BeginResource(const ResourceProgram& program) {
  program_ = &program;
  gathered_.clear();
  links_.clear();
  texts_.clear();
  records_.clear();
  open_.assign(program.scope_sizes.size(), 0);
  for (const int32_t cell : filled_) cells_[cell] = Cell();
  filled_.clear();
  cell_count_ = 0;
  AddCells(program.scope_sizes[0]);
  records_.push_back({0, 0});
}

void ResourceWalker::AddCells(int32_t count) {
  cell_count_ += static_cast<size_t>(count);
  if (cells_.size() < cell_count_) cells_.resize(cell_count_);
}

bool ResourceWalker::WalkEdges(const PathNode& node, EdgeRange edges, int depth) {
  const PathEdge& edge = node.edges[edges.first];
  if (edges.last == edges.first + 1 && edge.argument.empty()) {
    return Walk(program_->nodes[edge.node], depth);
  }
  return WalkSelected(node, edges, depth);
}

// Several edges of one name, or edges that choose among elements: each element is looked at for
// each.
bool ResourceWalker::WalkSelected(const PathNode& node, EdgeRange edges, int depth) {
  if (cursor_->Peek() != '[') return WalkIfSelected(node, edges, depth);
  for (bool more = cursor_->FirstElement(); more; more = cursor_->NextElement()) {
    if (!WalkIfSelected(node, edges, depth)) return false;
  }
  return !cursor_->failed();
}

bool ResourceWalker::WalkIfSelected(const PathNode& node, EdgeRange edges, int depth) {
  if (cursor_->Peek() != '{') return cursor_->Skip();
  const JsonCursor::Place begin = cursor_->place();
  std::string_view selectors[2];
  cursor_->TakeScalars(Selectors(), [&](int32_t name, std::string_view token) {
    selectors[name] = converter_.Text(token);
  });
  if (cursor_->failed()) return false;
  const JsonCursor::Place end = cursor_->place();
  for (int32_t i = edges.first; i < edges.last; ++i) {
    const std::string& wanted = node.edges[i].argument;
    if (!wanted.empty() && selectors[0] != wanted && selectors[1] != wanted) continue;
    cursor_->Return(begin);
    if (!WalkObject(program_->nodes[node.edges[i].node], depth + 1)) return false;
  }
  cursor_->Return(end);
  return true;
}

bool ResourceWalker::Walk(const PathNode& node, int depth) {
  if (depth > max_depth_) {
    failure_.too_deep = true;
    return false;
  }
  switch (cursor_->Peek()) {
    case '{':
      return WalkObject(node, depth);
    case '[':
      for (bool more = cursor_->FirstElement(); more; more = cursor_->NextElement()) {
        if (!Walk(node, depth + 1)) return false;
      }
      return !cursor_->failed();
    default: {
      const std::string_view token = cursor_->TakeScalar();
      if (cursor_->failed()) return false;
      return token.empty() || WalkScalar(token, node);
    }
  }
}

bool ResourceWalker::WalkScalar(std::string_view token, const PathNode& node) {
  if (node.ends.empty()) return true;
  Count(token);
  if (!OpenScopes(node)) return false;
  for (const PathSlots& end : node.ends) {
    if (end.conversion == Conversion::kCodes) {
      AddCoding({}, token, end);
      continue;
    }
    for (const int32_t slot : end.slots) {
      Put(slot, converter_.FromScalar(end.conversion, token, program_->slots[slot].unit));
    }
  }
  return true;
}

bool ResourceWalker::WalkObject(const PathNode& node, int depth) {
  if (!OpenScopes(node)) return false;
  const JsonCursor::Place begin = cursor_->place();
  // The object is gone through once for each that wants it; hardly ever more than once.
  for (const PathSlots& end : node.ends) {
    cursor_->Return(begin);
    if (!Convert(end)) return false;
  }
  if (node.edges.empty()) return !node.ends.empty() || cursor_->Skip();
  cursor_->Return(begin);
  const NameTable& names = node.names;
  for (int32_t at = cursor_->FirstOf(names); at >= 0; at = cursor_->NextOf(names)) {
    if (!WalkEdges(node, node.named[at], depth + 1)) return false;
  }
  return !cursor_->failed();
}

bool ResourceWalker::Convert(const PathSlots& end) {
  if (end.conversion == Conversion::kCodes) return ConvertCodes(end);
  Parts parts;
  cursor_->TakeScalars(end.parts->names, [&](int32_t name, std::string_view token) {
    parts.*end.parts->parts[name] = token;
    Count(token);
  });
  if (cursor_->failed()) return false;
  const Cell cell = converter_.FromObject(end.conversion, parts);
  for (const int32_t slot : end.slots) Put(slot, cell);
  return true;
}

// A CodeableConcept, or a Coding that stands by itself.
bool ResourceWalker::ConvertCodes(const PathSlots& end) {
  std::string_view tokens[3];  // By PartNames::kSystem, kCode, kText
  const NameTable& names = end.parts->names;
  for (int32_t at = cursor_->FirstOf(names); at >= 0; at = cursor_->NextOf(names)) {
    if (at == PartNames::kCoding) {
      if (!ReadCodings(end)) return false;
    } else {
      tokens[at] = cursor_->TakeScalar();
      Count(tokens[at]);
    }
  }
  if (cursor_->failed()) return false;
  AddCodeText(tokens[PartNames::kText], end);
  AddCoding(tokens[PartNames::kSystem], tokens[PartNames::kCode], end);
  return true;
}

bool ResourceWalker::ReadCodings(const PathSlots& end) {
  if (cursor_->Peek() == '[') {
    for (bool more = cursor_->FirstElement(); more; more = cursor_->NextElement()) {
      if (cursor_->Peek() != '{') {
        cursor_->Skip();
      } else if (!ReadCoding(end)) {
        return false;
      }
    }
    return !cursor_->failed();
  }
  return cursor_->Peek() == '{' ? ReadCoding(end) : cursor_->Skip();
}

bool ResourceWalker::ReadCoding(const PathSlots& end) {
  std::string_view tokens[2];  // By PartNames::kSystem, kCode
  cursor_->TakeScalars(end.parts->names, [&](int32_t name, std::string_view token) {
    if (name > PartNames::kCode) return;
    tokens[name] = token;
    Count(token);
  });
  if (cursor_->failed()) return false;
  AddCoding(tokens[PartNames::kSystem], tokens[PartNames::kCode], end);
  return true;
}

ResourceWalker::Gathered& ResourceWalker::GatheredOf(int32_t slot) {
  const int32_t place = PlaceOf(slot);
  Cell& cell = cells_[place];
  if (cell.kind != Cell::Kind::kCodes) {
    filled_.push_back(place);
    // Until the resource ends, the value holds where the codings are gathered.
    cell.kind = Cell::Kind::kCodes;
    cell.value = values::Value::OfInteger(static_cast<int64_t>(gathered_.size()));
    gathered_.emplace_back();
  }
  return gathered_[cell.value.integer()];
}

void ResourceWalker::AddCoding(std::string_view raw_system, std::string_view raw_code,
                               const PathSlots& end) {
  if (raw_code.empty()) return;
  const CodingCache::Entry* coding = codings_.Find(raw_system, raw_code);
  if (coding == nullptr) {
    const std::string_view system =
        raw_system.empty() ? std::string_view() : converter_.Text(raw_system);
    coding = &codings_.Add(raw_system, raw_code, system, converter_.Text(raw_code), *arena_);
  }
  for (const int32_t slot : end.slots) {
    Gathered& gathered = GatheredOf(slot);
    const int32_t at = static_cast<int32_t>(links_.size());
    links_.push_back({coding, -1});
    if (gathered.last >= 0) links_[gathered.last].next = at;
    if (gathered.first < 0) gathered.first = at;
    gathered.last = at;
    ++gathered.count;
    gathered.wanted |= coding->wanted();
    gathered.decided |= coding->decided();
  }
}

// The first that says something; it is read only where the resource is kept.
void ResourceWalker::AddCodeText(std::string_view token, const PathSlots& end) {
  if (token.empty() || token == "\"\"") return;
  for (const int32_t slot : end.slots) {
    Gathered& gathered = GatheredOf(slot);
    if (gathered.text.empty()) gathered.text = token;
  }
}

bool ResourceWalker::OpenEach(const PathNode& node) {
  for (const int32_t scope : node.scopes) {
    if (++elements_ > max_rows_) {
      failure_.too_many_rows = true;
      return false;
    }
    open_[scope] = static_cast<int32_t>(cell_count_);
    records_.push_back({scope, open_[scope]});
    AddCells(program_->scope_sizes[scope]);
  }
  return true;
}

int32_t ResourceWalker::PlaceOf(int32_t index) const {
  const Slot& slot = program_->slots[index];
  return open_[slot.scope] + slot.offset;
}

void ResourceWalker::Put(int32_t slot, const Cell& cell) {
  if (cell.kind == Cell::Kind::kEmpty) return;
  const int32_t at = PlaceOf(slot);
  Cell& place = cells_[at];
  const bool is_free = place.kind == Cell::Kind::kEmpty;
  if (is_free) filled_.push_back(at);
  const bool is_better =
      place.kind == Cell::Kind::kUnreadable && cell.kind != Cell::Kind::kUnreadable;
  if (is_free || is_better) place = cell;
  if (cell.attachment != nullptr) {
    texts_.push_back({at, cell.attachment->text, cell.kind == Cell::Kind::kAttachment});
  }
}

// Several texts of one entry are one text, in their order; a second copy adds nothing. One that
// cannot be read leaves a gap, which the cell's cause tells.
void ResourceWalker::JoinTexts() {
  if (texts_.size() < 2) return;
  std::stable_sort(texts_.begin(), texts_.end(),
                   [](const PlacedText& a, const PlacedText& b) { return a.place < b.place; });
  for (auto first = texts_.begin(); first != texts_.end();) {
    const auto last = std::find_if(
        first, texts_.end(), [&](const PlacedText& text) { return text.place != first->place; });
    Cell& cell = cells_[first->place];
    if (cell.kind == Cell::Kind::kAttachment && last - first > 1) {
      cell.attachment =
          arena_->New<Attachment>(Attachment{Joined(absl::MakeConstSpan(&*first, last - first))});
      const bool has_gap = std::any_of(first, last, [](const PlacedText& t) { return !t.is_read; });
      if (has_gap) cell.cause = values::UnsettledCause::kUnreadableValue;
    }
    first = last;
  }
}

std::string_view ResourceWalker::Joined(absl::Span<const PlacedText> texts) {
  absl::flat_hash_set<std::string_view> seen;
  std::string joined;
  for (const PlacedText& placed : texts) {
    if (!placed.is_read || !seen.insert(placed.text).second) continue;
    if (seen.size() > 1) joined += "\n\n";
    joined += placed.text;
  }
  return arena_->CopyText(joined);
}

const Codes* ResourceWalker::CodesOf(const Gathered& gathered) {
  const absl::Span<Coding> codings = arena_->NewArray<Coding>(gathered.count);
  absl::Span<const int32_t> sets;
  if (gathered.count > 1) scratch_sets_.clear();
  bool unlisted = false;
  int32_t at = gathered.first;
  for (Coding& coding : codings) {
    const CodingCache::Entry& entry = *links_[at].coding;
    at = links_[at].next;
    coding = entry.coding();
    sets = entry.sets();
    if (gathered.count > 1) {
      scratch_sets_.insert(scratch_sets_.end(), sets.begin(), sets.end());
    }
    unlisted = unlisted || entry.unlisted();
    codings_.Count(entry);
  }
  if (gathered.count > 1) {
    std::sort(scratch_sets_.begin(), scratch_sets_.end());
    scratch_sets_.erase(std::unique(scratch_sets_.begin(), scratch_sets_.end()),
                        scratch_sets_.end());
    sets = arena_->CopyArray<int32_t>(scratch_sets_);
  }
  return arena_->New<Codes>(Codes{codings, sets, converter_.Text(gathered.text), unlisted});
}

ResourceWalker::Wanted ResourceWalker::IsWanted(int32_t slot, const Record& record,
                                                Asked asked) const {
  const Cell& cell = CellOf(slot, record);
  if (cell.kind == Cell::Kind::kEmpty) return Wanted::kEmpty;
  if (cell.kind != Cell::Kind::kCodes) return Wanted::kYes;
  const Gathered& gathered = gathered_[cell.value.integer()];
  const uint32_t may_be_wanted = gathered.wanted | ~gathered.decided;
  return (may_be_wanted >> asked.bit & 1) != 0 ? Wanted::kYes : Wanted::kNo;
}

void ResourceWalker::DropResource() {
  for (const Link& link : links_) codings_.Count(*link.coding);
}

void ResourceWalker::EndResource() {
  JoinTexts();
  if (gathered_.empty()) return;
  for (const int32_t place : filled_) {
    Cell& cell = cells_[place];
    if (cell.kind != Cell::Kind::kCodes) continue;
    cell.codes = CodesOf(gathered_[cell.value.integer()]);
  }
}

}  // namespace suture::chart
