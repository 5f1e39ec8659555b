// Bytes of notes read a second by the text rules, on one core: 2,000 phrases, sections and all
// attributes on. The text is made of the sentences of the test data, in notes of 60 sentences with
// headings, so that nearly every sentence holds a mention and a trigger: denser than real notes,
// where most sentences cost less.
#include <benchmark/benchmark.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/notes/mentions.h"
#include "runtime/notes/passages.h"
#include "runtime/text/fields.h"

namespace suture::notes {
namespace {

constexpr size_t kPhrases = 2000;
constexpr size_t kSentencesInNote = 60;
constexpr size_t kNotes = 200;

std::string ReadFile(const std::string& path) {
  std::ifstream file(std::string(SUTURE_SOURCE_DIR) + "/" + path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Workload {
  Lexicon lexicon;
  PhraseSet phrases;
  std::vector<std::string> notes;
  size_t bytes = 0;
};

std::set<std::string> PhrasesOf(const std::vector<std::string_view>& rows) {
  std::set<std::string> phrases;
  for (std::string_view row : rows) {
    std::vector<std::string_view> cells = text::Split(row, '\t');
    for (size_t i = 1; i < cells.size(); ++i)
      phrases.emplace(text::Trim(cells[i].substr(0, cells[i].rfind('='))));
  }
  const char* const sites[] = {"renal",      "hepatic", "pulmonary",  "cardiac",  "femoral",
                               "carotid",    "gastric", "colonic",    "cerebral", "spinal",
                               "pelvic",     "ovarian", "prostatic",  "thyroid",  "splenic",
                               "pancreatic", "biliary", "esophageal", "tibial",   "humeral",
                               "orbital",    "nasal",   "laryngeal",  "tracheal", "aortic",
                               "mitral",     "iliac",   "popliteal",  "axillary", "mammary"};
  const char* const findings[] = {
      "abscess",    "aneurysm",      "atrophy",    "bleed*",      "calcification", "carcinoma",
      "cyst",       "dissection",    "effusion",   "embolus",     "fibrosis",      "fistula",
      "fracture",   "hematoma",      "hernia",     "hypertrophy", "infarct*",      "infection",
      "injury",     "ischemia",      "laceration", "lesion",      "lymphoma",      "mass",
      "metasta*",   "necrosis",      "nodule",     "obstruction", "occlusion",     "perforation",
      "polyp*",     "regurgitation", "rupture",    "sarcoma",     "stenosis",      "stricture",
      "thrombosis", "trauma",        "tumor",      "ulcer*"};
  for (const char* site : sites) {
    for (const char* finding : findings) phrases.insert(std::string(site) + " " + finding);
  }
  for (int i = 0; phrases.size() < kPhrases; ++i)
    phrases.insert("grade " + std::to_string(i) + " toxicity");
  return phrases;
}

const Workload& TheWorkload() {
  static const Workload workload = [] {
    const std::string classes = ReadFile("stdlib/lexicons/word_classes.tsv");
    const std::string triggers = ReadFile("stdlib/lexicons/context_triggers.tsv");
    const std::string headings = ReadFile("stdlib/lexicons/section_headings.tsv");
    const std::string types = ReadFile("stdlib/lexicons/note_types.tsv");
    const std::string table = ReadFile("tests/runtime/notes/context_sentences.tsv");
    std::vector<std::string_view> rows;
    for (std::string_view row : text::Split(table, '\n')) {
      if (!row.empty() && row[0] != '#') rows.push_back(row);
    }
    std::set<std::string> owned = PhrasesOf(rows);
    std::vector<std::string_view> phrases(owned.begin(), owned.end());
    phrases.resize(kPhrases);
    Workload made{
        *Lexicon::Parse({classes, triggers, headings, types}), *PhraseSet::Compile(phrases), {}, 0};
    size_t next = 0;
    for (size_t n = 0; n < kNotes; ++n) {
      std::string note = "HISTORY OF PRESENT ILLNESS:\n";
      for (size_t k = 0; k < kSentencesInNote; ++k) {
        if (k == 20) note += "\n\nPAST MEDICAL HISTORY:\n";
        if (k == 30) note += "\n\nPHYSICAL EXAMINATION:\n";
        if (k == 50) note += "\n\nASSESSMENT AND PLAN:\n";
        note += rows[next].substr(0, rows[next].find('\t'));
        note += k % 5 == 4 ? "\n" : " ";
        // A step prime to the number of rows: neighbours differ from note to note.
        next = (next + 101) % rows.size();
      }
      made.bytes += note.size();
      made.notes.push_back(std::move(note));
    }
    return made;
  }();
  return workload;
}

void BM_Mentions(benchmark::State& state) {
  const Workload& work = TheWorkload();
  MentionFinder finder(work.phrases, work.lexicon);
  size_t mentions = 0;
  for (auto _ : state) {
    mentions = 0;
    for (const std::string& note : work.notes) mentions += finder.Find(note).size();
    benchmark::DoNotOptimize(mentions);
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * work.bytes));
  state.counters["mentions_per_kB"] =
      1000.0 * static_cast<double>(mentions) / static_cast<double>(work.bytes);
}
BENCHMARK(BM_Mentions)->Unit(benchmark::kMillisecond);

void BM_BuildPassages(benchmark::State& state) {
  const Workload& work = TheWorkload();
  std::vector<Note> notes;
  for (const std::string& note : work.notes) notes.push_back({"", "Progress", note, "", {}});
  for (auto _ : state) {
    PassageIndex index = PassageIndex::Build(notes, work.lexicon);
    benchmark::DoNotOptimize(index.passages().size());
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * work.bytes));
}
BENCHMARK(BM_BuildPassages)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace suture::notes

BENCHMARK_MAIN();
