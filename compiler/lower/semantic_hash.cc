#include "compiler/lower/semantic_hash.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "runtime/plan/hash.h"
#include "runtime/plan/walk.h"

namespace suture::lower {
namespace {

using namespace plan;  // NOLINT: every table of the plan is named here.

// Sixteen bytes of a hash name a meaning well enough and keep plans readable.
constexpr size_t kHashDigits = 32;

// What a field or prompt is called and where it stands does not change its answer, nor what an
// answer's quotes are held to what is asked.
constexpr std::array<std::string_view, 13> kNotMeaning = {
    "name",  "field",   "cite_reason", "schema", "semantic_hash", "collection", "check_against",
    "label", "section", "definition",  "was",    "group",         "span"};

// A Merkle hash over the plan's tables: an id is replaced by the hash of what it points to, a row
// variable by how deep it is bound, so that numbering does not matter.
class Hasher {
 public:
  explicit Hasher(const Plan& plan)
      : plan_(plan),
        exprs_(plan.exprs.size()),
        queries_(plan.queries.size()),
        prompts_(plan.prompts.size()),
        fields_(plan.fields.size()),
        depth_(static_cast<size_t>(plan.variables), -1) {
    if (!depth_.empty()) depth_[0] = 0;
  }

  const std::string& OfPrompt(PromptId id) {
    std::string& hash = prompts_[id.index];
    if (!hash.empty()) return hash;
    hash = "prompt under way";
    const Prompt& prompt = plan_.prompts[id.index];
    std::string text;
    Meaning(prompt, text);
    if (prompt.collection.valid()) Add(plan_.collections[prompt.collection.index].shape, text);
    return hash = Digest(text);
  }

  const std::string& OfField(FieldId id) {
    std::string& hash = fields_[id.index];
    if (!hash.empty()) return hash;
    hash = "field under way";
    const Field& field = plan_.fields[id.index];
    std::string text;
    Meaning(field, text);
    if (field.group.valid()) {
      const Group& group = plan_.groups[field.group.index];
      Add(group.over, text);
      Add(group.over_choice, text);
    }
    Add(plan_.index.query, text);
    absl::StrAppend(&text, static_cast<int>(plan_.index.which), plan_.registry.months_round_stated,
                    plan_.registry.months_round_up);
    if (plan_.registry.versions_by.valid()) Add(plan_.registry.versions_by, text);
    for (const std::string& source : plan_.prefer) absl::StrAppend(&text, "|", source);
    return hash = Digest(text);
  }

 private:
  static std::string Digest(const std::string& text) {
    return Sha256Hex(text).substr(0, kHashDigits);
  }

  // The members of a field or prompt that make its answer.
  template <typename T>
  void Meaning(const T& node, std::string& out) {
    ForEachMember<T>([&](const auto& member) {
      if (std::find(kNotMeaning.begin(), kNotMeaning.end(), member.name) != kNotMeaning.end())
        return;
      out.append(member.name).push_back('=');
      Add(node.*(member.pointer), out);
      out.push_back(';');
    });
  }

  template <typename T>
  void Add(const T& value, std::string& out) {
    AppendContent(
        value, out, [this](auto id, std::string& to) { this->AddId(id, to); },
        [this](const auto& node, std::string_view name, std::string& to) {
          return this->TakesOver(node, name, to);
        });
  }

  template <typename T>
  bool TakesOver(const T& node, std::string_view name, std::string& out) {
    if constexpr (std::is_same_v<T, Query>) {
      if (name == "variable") return true;
      if (name == "drawn_with")
        return absl::StrAppend(&out, "with=", DepthOf(node.drawn_with), ";"), true;
    }
    if constexpr (std::is_same_v<T, Expr>) {
      if (name == "variable") return absl::StrAppend(&out, "v=", DepthOf(node.variable), ";"), true;
      if (name == "literal") {
        if (node.literal >= 0) Add(plan_.literals[node.literal], out);
        return true;
      }
    }
    if constexpr (std::is_same_v<T, ChoiceMember>) {
      return name == "effective" && node.effective.from.empty() && node.effective.until.empty();
    }
    if constexpr (std::is_same_v<T, Reading>) {
      return name == "effective" && node.effective.from.empty() && node.effective.until.empty();
    }
    // Where rows are submitted changes no answer.
    if constexpr (std::is_same_v<T, Group>) return name.starts_with("slot");
    if constexpr (std::is_same_v<T, Shape>) return name == "self";
    (void)node, (void)out;
    return false;
  }

  template <typename Id, typename T>
  void AddRow(Id id, const std::vector<T>& table, std::string& out) {
    if (!id.valid()) return out.push_back('-');
    Add(table[id.index], out);
  }

  void AddId(ChoiceId id, std::string& out) { AddRow(id, plan_.choices, out); }
  void AddId(SystemId id, std::string& out) { AddRow(id, plan_.systems, out); }
  void AddId(CodeSetId id, std::string& out) { AddRow(id, plan_.code_sets, out); }
  void AddId(LabId id, std::string& out) { AddRow(id, plan_.labs, out); }
  void AddId(DocumentId id, std::string& out) { AddRow(id, plan_.documents, out); }
  void AddId(PhrasesId id, std::string& out) { AddRow(id, plan_.phrases, out); }
  void AddId(ReadingId id, std::string& out) { AddRow(id, plan_.readings, out); }
  void AddId(CoverId id, std::string& out) { AddRow(id, plan_.covers, out); }
  void AddId(EpisodesId id, std::string& out) { AddRow(id, plan_.episodes, out); }
  void AddId(TableId id, std::string& out) { AddRow(id, plan_.tables, out); }
  void AddId(ShapeId id, std::string& out) {
    if (!id.valid()) return out.push_back('-');
    Bind(plan_.shapes[id.index].self, 0);
    Add(plan_.shapes[id.index], out);
  }
  void AddId(GroupId id, std::string& out) {
    out += id.valid() ? "group:" + plan_.groups[id.index].name : "-";
  }
  void AddId(CollectionId id, std::string& out) {
    if (!id.valid()) return out.push_back('-');
    const Collection& collection = plan_.collections[id.index];
    absl::StrAppend(&out, "collection:", static_cast<int>(collection.kind));
    if (collection.kind == CollectionKind::kGroup) {
      const Group& group = plan_.groups[collection.group.index];
      Add(group.over, out);
      for (FieldId field : group.fields) AddId(field, out);
      return;
    }
    AddId(collection.shape, out);
    AddId(collection.prompt, out);
    AddId(collection.phrases, out);
    AddId(collection.episodes, out);
    Add(collection.from, out);
  }
  void AddId(PromptId id, std::string& out) { out += id.valid() ? OfPrompt(id) : "-"; }
  void AddId(FieldId id, std::string& out) { out += id.valid() ? OfField(id) : "-"; }
  void AddId(QueryId id, std::string& out) {
    if (!id.valid()) return out.push_back('-');
    std::string& hash = queries_[id.index];
    if (hash.empty()) {
      hash = "query under way";
      const Query& query = plan_.queries[id.index];
      Bind(query.variable, ++nesting_);
      std::string text;
      Add(query, text);
      --nesting_;
      queries_[id.index] = Digest(text);
    }
    out += queries_[id.index];
  }
  void AddId(ExprId id, std::string& out) {
    if (!id.valid()) return out.push_back('-');
    if (exprs_[id.index].empty()) {
      std::string text;
      Add(plan_.exprs[id.index], text);
      exprs_[id.index] = Digest(text);
    }
    out += exprs_[id.index];
  }

  void Bind(int32_t variable, int depth) {
    if (variable > 0 && depth_[variable] < 0) depth_[variable] = depth;
  }
  int DepthOf(int32_t variable) const { return variable < 0 ? -1 : depth_[variable]; }

  const Plan& plan_;
  std::vector<std::string> exprs_, queries_, prompts_, fields_;
  std::vector<int> depth_;
  int nesting_ = 0;
};

}  // namespace

void HashMeanings(Plan& plan) {
  std::vector<std::string> prompts, fields;
  Hasher hasher(plan);
  for (FieldId id : plan.order) hasher.OfField(id);
  for (size_t i = 0; i < plan.prompts.size(); ++i)
    prompts.push_back(hasher.OfPrompt({static_cast<int32_t>(i)}));
  for (size_t i = 0; i < plan.fields.size(); ++i)
    fields.push_back(hasher.OfField({static_cast<int32_t>(i)}));
  for (size_t i = 0; i < prompts.size(); ++i) plan.prompts[i].semantic_hash = prompts[i];
  for (size_t i = 0; i < fields.size(); ++i) plan.fields[i].semantic_hash = fields[i];
}

}  // namespace suture::lower
