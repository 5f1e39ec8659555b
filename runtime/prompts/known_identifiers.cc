#include "runtime/prompts/known_identifiers.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "runtime/text/case_fold.h"
#include "runtime/text/plain_letter.h"
#include "runtime/text/utf8.h"
#include "runtime/text/words.h"

namespace suture::prompts {
namespace {

// Names that notes also hold as words of every day, in small letters.
constexpr std::string_view kCommonWords[] = {
    "able",   "ace",        "adult",   "all",     "ali",      "amber",   "among",    "an",
    "and",    "angel",      "any",     "april",   "are",      "arm",     "arms",     "art",
    "ash",    "august",     "autumn",  "baby",    "back",     "bad",     "baker",    "ball",
    "banks",  "bar",        "barber",  "base",    "bass",     "bath",    "bay",      "bean",
    "bear",   "bell",       "berry",   "best",    "big",      "bill",    "bird",     "bishop",
    "black",  "block",      "blood",   "blue",    "bond",     "bone",    "booth",    "both",
    "bow",    "bowel",      "boy",     "brand",   "bridge",   "brook",   "brown",    "buck",
    "bull",   "burn",       "burns",   "bush",    "but",      "butcher", "can",      "care",
    "carry",  "carter",     "case",    "cash",    "cast",     "chance",  "chase",    "chest",
    "child",  "church",     "clay",    "clear",   "close",    "cold",    "cole",     "cook",
    "cooper", "corn",       "court",   "cox",     "crane",    "cross",   "curry",    "dale",
    "dark",   "dawn",       "day",     "days",    "dean",     "do",      "don",      "done",
    "door",   "down",       "drew",    "drug",    "duke",     "early",   "east",     "end",
    "ever",   "eve",        "faith",   "fall",    "farmer",   "fast",    "field",    "fine",
    "fish",   "fisher",     "flood",   "flow",    "flowers",  "fold",    "foot",     "for",
    "force",  "ford",       "forest",  "found",   "fox",      "frank",   "free",     "french",
    "frost",  "fry",        "full",    "gait",    "gene",     "given",   "glass",    "gold",
    "good",   "grace",      "grand",   "grant",   "graves",   "gray",    "green",    "grey",
    "guy",    "hall",       "hand",    "hands",   "hard",     "hare",    "has",      "hay",
    "head",   "heard",      "heart",   "heath",   "held",     "her",     "high",     "hill",
    "him",    "his",        "ho",      "hold",    "holder",   "home",    "hood",     "hook",
    "hope",   "house",      "how",     "hunter",  "hurt",     "ice",     "in",       "iron",
    "island", "ivy",        "jack",    "jade",    "jean",     "jewel",   "joint",    "joy",
    "june",   "just",       "key",     "king",    "knee",     "knight",  "lab",      "lake",
    "lamb",   "lance",      "lane",    "large",   "last",     "law",     "lead",     "leaf",
    "left",   "less",       "light",   "lily",    "line",     "link",    "little",   "long",
    "lord",   "love",       "low",     "lung",    "made",     "major",   "man",      "many",
    "march",  "marine",     "mark",    "marsh",   "mason",    "mass",    "may",      "me",
    "means",  "mercy",      "mild",    "miles",   "mill",     "miller",  "mobile",   "moody",
    "moon",   "moor",       "more",    "moss",    "most",     "mouth",   "must",     "my",
    "nails",  "neck",       "never",   "new",     "night",    "no",      "noble",    "none",
    "north",  "nose",       "not",     "oak",     "old",      "olive",   "on",       "one",
    "only",   "or",         "orange",  "page",    "pain",     "palm",    "park",     "parks",
    "part",   "pat",        "patient", "paul",    "peace",    "pearl",   "penny",    "person",
    "piece",  "pike",       "place",   "plant",   "pool",     "poole",   "poor",     "pope",
    "porter", "post",       "potter",  "power",   "price",    "prior",   "pulse",    "purple",
    "rain",   "ray",        "reading", "red",     "reed",     "reeves",  "rest",     "rice",
    "rich",   "right",      "ring",    "rivers",  "road",     "rob",     "robin",    "rock",
    "roman",  "root",       "rose",    "round",   "rowing",   "ruby",    "rush",     "rusty",
    "said",   "sandy",      "saw",     "say",     "scales",   "see",     "seen",     "self",
    "set",    "sharp",      "she",     "shell",   "shepherd", "short",   "shoulder", "silver",
    "singer", "singh",      "skin",    "skip",    "slack",    "small",   "smart",    "snow",
    "so",     "some",       "son",     "south",   "spring",   "star",    "start",    "steel",
    "stent",  "step",       "stern",   "still",   "stone",    "storm",   "street",   "strong",
    "sue",    "summer",     "sun",     "sunny",   "tall",     "tanner",  "taylor",   "than",
    "the",    "then",       "thin",    "this",    "thorn",    "to",      "total",    "town",
    "tree",   "trip",       "true",    "turner",  "two",      "valve",   "van",      "vein",
    "very",   "violet",     "virgin",  "walker",  "wall",     "walls",   "ward",     "warm",
    "was",    "washington", "waters",  "way",     "weak",     "weaver",  "web",      "weeks",
    "well",   "wells",      "west",    "wheeler", "white",    "wide",    "wild",     "will",
    "win",    "wind",       "winter",  "wise",    "with",     "wood",    "woods",    "word",
    "work",   "wright",     "yes",     "you",     "young"};

bool IsCommonWord(std::string_view word) {
  static const std::set<std::string_view>* const kWords =
      new std::set<std::string_view>(std::begin(kCommonWords), std::end(kCommonWords));
  return kWords->count(word) > 0;
}

constexpr char32_t kUmlaut = 0x308;
bool IsCombining(char32_t c) { return c >= 0x300 && c <= 0x36F; }

// "Mueller" for "Müller": the other way to do without the letter.
std::string_view SpelledOut(char32_t c) {
  switch (c) {
    case U'ä':
      return "ae";
    case U'ö':
    case U'ø':
      return "oe";
    case U'ü':
      return "ue";
    case U'å':
      return "aa";
    default:
      return {};
  }
}

struct Word {
  size_t begin = 0, end = 0;
  std::string letters;
  bool capital = false;
};

bool IsWordLetter(char32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  return IsCombining(c) || text::IsLetterLike(c);
}

std::vector<Word> WordsOf(std::string_view text, bool spelled_out) {
  std::vector<Word> words;
  Word word;
  const auto flush = [&] {
    if (!word.letters.empty()) words.push_back(word);
    word = {};
  };
  for (size_t at = 0; at < text.size();) {
    const text::CodePoint point = text::DecodeAt(text, at);
    if (!point.valid || !IsWordLetter(point.value)) {
      flush();
      at += point.length;
      continue;
    }
    const char32_t folded = text::FoldCodePoint(point.value);
    if (IsCombining(folded)) {
      const bool vowel =
          !word.letters.empty() &&
          std::string_view("aou").find(word.letters.back()) != std::string_view::npos;
      if (spelled_out && folded == kUmlaut && vowel) word.letters += 'e';
    } else {
      if (word.letters.empty()) {
        word.begin = at;
        word.capital = folded != point.value || (folded >= '0' && folded <= '9');
      }
      std::string_view plain = spelled_out ? SpelledOut(folded) : std::string_view();
      if (plain.empty()) plain = text::PlainLetter(folded);
      if (plain.empty()) {
        text::AppendUtf8(folded, word.letters);
      } else {
        word.letters += plain;
      }
    }
    at += point.length;
    word.end = at;
  }
  flush();
  return words;
}

// Tight: apostrophes and hyphens alone. Other: signs that only divide what the chart divides too.
enum class Gap { kTight, kLoose, kOther, kWide };

Gap GapBetween(std::string_view text, const Word& before, const Word& after) {
  constexpr size_t kWidest = 6;
  const std::string_view between = text.substr(before.end, after.begin - before.end);
  if (between.size() > kWidest) return Gap::kWide;
  if (between == "-\n" || between == "-\r\n") return Gap::kTight;  // Divided at the line's end
  Gap gap = Gap::kTight;
  for (size_t at = 0; at < between.size();) {
    const text::CodePoint point = text::DecodeAt(between, at);
    at += point.length;
    const char32_t c = point.value;
    const bool tight = c == '\'' || c == '`' || c == 0xB4 || c == 0x2BC || c == 0x2018 ||
                       c == 0x2019 || c == 0x2032 || c == '-' || c == 0xAD ||
                       (c >= 0x2010 && c <= 0x2015) || c == 0x2212 ||
                       (c >= 0x200B && c <= 0x200D) || c == 0x2060 || c == 0xFEFF;
    const bool loose = c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0xA0 || c == '.' ||
                       c == ',' || c == '/' || c == '(' || c == ')' || c == '+' || c == '_';
    if (!tight && !loose) return Gap::kOther;
    if (loose) gap = Gap::kLoose;
  }
  return gap;
}

// What is written onto a name without a blank.
bool IsTitle(std::string_view letters) {
  static constexpr std::string_view kTitles[] = {"mr", "mrs", "ms",  "miss", "dr", "prof", "md",
                                                 "do", "rn",  "phd", "jr",   "sr", "pt"};
  return std::find(std::begin(kTitles), std::end(kTitles), letters) != std::end(kTitles);
}

bool IsNumber(std::string_view letters) {
  return letters.find_first_not_of("0123456789") == std::string_view::npos;
}

bool HasNoDigit(std::string_view letters) {
  return letters.find_first_of("0123456789") == std::string_view::npos;
}

// "MrsTestperson", "seenByTestperson": a capital behind a small letter, on both sides of [at, end)
// where there is more of the word.
bool HasCapitals(std::string_view word, size_t at, size_t end) {
  const auto is_upper = [&](size_t i) { return word[i] >= 'A' && word[i] <= 'Z'; };
  const auto is_lower = [&](size_t i) { return word[i] >= 'a' && word[i] <= 'z'; };
  return (at == 0 || (is_lower(at - 1) && is_upper(at))) &&
         (end == word.size() || (is_lower(end - 1) && is_upper(end)));
}

}  // namespace

KnownIdentifiers::KnownIdentifiers(absl::Span<const std::string> known) {
  for (const std::string& identifier : known) {
    Add(identifier, false);
    Add(identifier, true);
  }
  constexpr size_t kShortestName = 4, kShortestNumber = 6;
  for (const std::set<Key>& keys : by_first_) {
    for (const Key& key : keys) {
      const bool is_long = key.letters.size() >= (key.numbered ? kShortestNumber : kShortestName);
      if (is_long && !IsCommonWord(key.letters)) long_.push_back(key);
    }
  }
}

void KnownIdentifiers::Add(std::string_view identifier, bool spelled_out) {
  Key key;
  for (const Word& word : WordsOf(identifier, spelled_out)) {
    if (!key.letters.empty()) key.divided.insert(key.letters.size());
    key.letters += word.letters;
  }
  if (key.letters.empty()) return;
  key.numbered = key.letters.find_first_of("0123456789") != std::string::npos;
  // A record number is written with and without its leading zeros.
  constexpr size_t kFewestDigits = 5;
  const size_t zeros = key.letters.find_first_not_of('0');
  if (zeros != std::string::npos && zeros > 0 && key.letters.size() - zeros >= kFewestDigits) {
    const std::string rest = key.letters.substr(zeros);
    by_first_[static_cast<unsigned char>(rest[0])].insert({rest, {}, true});
  }
  by_first_[static_cast<unsigned char>(key.letters[0])].insert(std::move(key));
}

const KnownIdentifiers::Key* KnownIdentifiers::FindKey(std::string_view letters) const {
  if (letters.empty()) return nullptr;
  const std::set<Key>& keys = by_first_[static_cast<unsigned char>(letters[0])];
  const auto found = keys.find(Key{std::string(letters), {}, false});
  return found == keys.end() ? nullptr : &*found;
}

// Text that lost its blanks: "WilhelminaTestperson", "TestpersonMD", "Testperson1950". What is
// longer by other letters is another word: "Testpersons", "Bartonella".
const KnownIdentifiers::Key* KnownIdentifiers::FindWithin(std::string_view letters,
                                                          std::string_view spelled) const {
  constexpr size_t kShortestOfInitial = 6;
  const auto is_rest = [&](std::string_view rest) {
    return rest.empty() || IsNumber(rest) || IsTitle(rest) || FindKey(rest) != nullptr;
  };
  for (const Key& key : long_) {
    const size_t length = key.letters.size();
    if (length >= letters.size()) continue;
    for (size_t at = letters.find(key.letters); at != std::string_view::npos;
         at = letters.find(key.letters, at + 1)) {
      const std::string_view before = letters.substr(0, at), after = letters.substr(at + length);
      if (key.numbered) {
        if (HasNoDigit(before) && HasNoDigit(after)) return &key;
        continue;
      }
      const bool initial = before.size() == 1 && length >= kShortestOfInitial &&
                           !by_first_[static_cast<unsigned char>(before[0])].empty();
      if ((initial || is_rest(before)) && is_rest(after)) return &key;
      if (spelled.size() == letters.size() && HasCapitals(spelled, at, at + length)) return &key;
    }
  }
  return nullptr;
}

std::vector<KnownIdentifiers::Found> KnownIdentifiers::Find(std::string_view text) const {
  constexpr size_t kLongNumber = 7;  // As long as a phone number's own part
  constexpr size_t kLongWord = 3;
  std::vector<Found> found;
  const std::vector<Word> words = WordsOf(text, false);
  const auto matches = [&](const Key& key, size_t first) -> size_t {  // Words of it; 0: none
    size_t done = 0;
    for (size_t w = first; w < words.size(); ++w) {
      const std::string& letters = words[w].letters;
      if (w > first) {
        const Gap gap = GapBetween(text, words[w - 1], words[w]);
        const bool both_names = words[w - 1].capital && words[w].capital && !key.numbered &&
                                words[w - 1].letters.size() >= kLongWord &&
                                letters.size() >= kLongWord;
        const bool long_number = key.numbered && key.letters.size() >= kLongNumber;
        const bool divided = key.divided.count(done) > 0;
        const Gap widest = divided                     ? Gap::kOther
                           : both_names || long_number ? Gap::kLoose
                                                       : Gap::kTight;
        if (gap > widest) return 0;
      }
      if (key.letters.compare(done, letters.size(), letters) != 0) return 0;
      done += letters.size();
      if (done == key.letters.size()) return w - first + 1;
    }
    return 0;
  };
  for (size_t w = 0; w < words.size(); ++w) {
    const std::string_view spelled = text.substr(words[w].begin, words[w].end - words[w].begin);
    if (const Key* within = FindWithin(words[w].letters, spelled)) {
      found.push_back({words[w].begin, words[w].end, within->numbered});
    }
    for (const Key& key : by_first_[static_cast<unsigned char>(words[w].letters[0])]) {
      const size_t count = matches(key, w);
      if (count == 0) continue;
      const bool could_be_word = count == 1 && !key.numbered && !words[w].capital &&
                                 (key.letters.size() < kLongWord || IsCommonWord(key.letters));
      if (could_be_word) continue;
      found.push_back({words[w].begin, words[w + count - 1].end, key.numbered});
    }
  }
  return found;
}

}  // namespace suture::prompts
