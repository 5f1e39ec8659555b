// Code sets: who is a member, who is not, and who cannot be told. An entry that is uncoded, coded
// only in systems that the set has no line of, or in a code of an open system that no set lists,
// could be anything [language, "any over nothing"].
#include <algorithm>

#include "runtime/rules/evaluator.h"

namespace suture::rules {

using values::UnsettledCause;

Verdict Evaluator::InCodeSet(const chart::Codes& codes, plan::CodeSetId set) const {
  if (std::binary_search(codes.sets.begin(), codes.sets.end(), set.index)) return Verdict::Of(true);
  if (codes.unlisted) return Verdict::Unsettled(UnsettledCause::kUnmappedCode);
  for (const chart::Coding& coding : codes.codings) {
    if (coding.system >= 0 && program_.Speaks(set, coding.system)) return Verdict::Of(false);
  }
  return Verdict::Unsettled(UnsettledCause::kUnmappedCode);
}

namespace {

// Room from the beginning, so that a case with an odd mix of rows seldom asks the heap for more.
constexpr size_t kFirstRows = 256;

bool SameSystems(absl::Span<const chart::Coding> left, absl::Span<const chart::Coding> right) {
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(),
                    [](const auto& a, const auto& b) { return a.system == b.system; });
}

bool ShareSystem(const uint64_t* left, const std::vector<uint64_t>& right) {
  for (size_t i = 0; i < right.size(); ++i) {
    if ((left[i] & right[i]) != 0) return true;
  }
  return false;
}

}  // namespace

const Evaluator::CodeIndex& Evaluator::IndexCodes(plan::CollectionId collection) {
  CodeIndex& index = code_index_[collection.index];
  if (index.stamp == rows_stamp_) return index;
  index.stamp = rows_stamp_;
  index.used = 0;
  const plan::ShapeId shape = plan().collections[collection.index].shape;
  const int32_t attribute = program_.shape(shape).code;
  const auto& rows = chart_->rows(collection).rows;
  size_t last = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    const chart::Codes* codes = attribute < 0 ? nullptr : rows[i].cells[attribute].codes;
    const absl::Span<const chart::Coding> codings =
        codes == nullptr ? absl::Span<const chart::Coding>() : codes->codings;
    const bool unlisted = codes != nullptr && codes->unlisted;
    const auto fits = [&](size_t g) {
      return index.groups[g].unlisted == unlisted && SameSystems(index.groups[g].like, codings);
    };
    // Neighbours are mostly alike.
    size_t at = last < index.used && fits(last) ? last : 0;
    while (at < index.used && !fits(at)) ++at;
    if (at == index.used) {
      if (index.groups.size() == at) index.groups.emplace_back().rows.reserve(kFirstRows);
      CodeIndex::Group& group = index.groups[at];
      group.unlisted = unlisted;
      group.like = codings;
      group.systems.assign(program_.SystemWords(), 0);
      for (const chart::Coding& coding : codings) {
        if (coding.system >= 0)
          group.systems[coding.system / 64] |= uint64_t{1} << (coding.system % 64);
      }
      group.rows.clear();
      ++index.used;
    }
    last = at;
    index.groups[at].rows.push_back(static_cast<int32_t>(i));
  }
  return index;
}

// Found once for all queries that ask alike: rows in one of the code sets, by the bucket's order,
// and behind them those of which it cannot be told.
Evaluator::CodedRows Evaluator::FindCodedRows(const QueryProgram& program) {
  CodedRows& found = coded_rows_[program.codes_number];
  if (found.stamp == rows_stamp_) return found;
  const plan::Query& query = *program.source;
  row_numbers_.clear();
  for (plan::CodeSetId set : query.codes) {
    const absl::Span<const int32_t> bucket = chart_->Bucket(query.collection, set);
    row_numbers_.insert(row_numbers_.end(), bucket.begin(), bucket.end());
  }
  if (query.codes.size() > 1) {
    std::sort(row_numbers_.begin(), row_numbers_.end());
    row_numbers_.erase(std::unique(row_numbers_.begin(), row_numbers_.end()), row_numbers_.end());
  }
  found.certain = row_numbers_.size();
  const CodeIndex& index = IndexCodes(query.collection);
  const int32_t attribute = program_.shape(plan().collections[query.collection.index].shape).code;
  const auto& rows = chart_->rows(query.collection).rows;
  for (size_t g = 0; g < index.used; ++g) {
    const CodeIndex::Group& group = index.groups[g];
    bool decided = !group.unlisted;
    for (plan::CodeSetId set : query.codes)
      decided &= ShareSystem(program_.Spoken(set), group.systems);
    if (decided) continue;
    for (int32_t row : group.rows) {
      const chart::Codes* codes = attribute < 0 ? nullptr : rows[row].cells[attribute].codes;
      const bool member =
          codes != nullptr &&
          std::any_of(query.codes.begin(), query.codes.end(), [&](plan::CodeSetId set) {
            return std::binary_search(codes->sets.begin(), codes->sets.end(), set.index);
          });
      if (!member) row_numbers_.push_back(row);
    }
  }
  found.rows = arena_.CopyArray<int32_t>(row_numbers_);
  found.stamp = rows_stamp_;
  return found;
}

}  // namespace suture::rules
