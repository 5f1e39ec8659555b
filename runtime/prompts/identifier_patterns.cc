#include "runtime/prompts/identifier_patterns.h"

#include <set>
#include <string>

#include "absl/strings/ascii.h"

namespace suture::prompts {
namespace {

#define NAME_WORD R"((?:\p{Lu}[\p{L}'\x{2019}-]+))"
// No abbreviation in capitals.
#define TITLE_WORD R"((?:\p{Lu}\p{Ll}[\p{L}'\x{2019}-]*))"
// "J.", "J R ", "J.R."
#define INITIALS R"((?:\p{Lu}\.\s*|\p{Lu}\s+){0,3})"
#define PARTICLES R"((?:(?:de|van|von|der|den|ter|la|le|da|del|bin|al)\s+){0,2})"
#define CREDENTIALS \
  R"((?:MD|M\.D\.|DO|D\.O\.|RN|R\.N\.|NP|PA-C|PA|PhD|DNP|CRNA|APRN|CNP|LPN|PharmD|MBBS|FACC|FACS|DDS|DPM|RDN|LCSW))"

// A word that introduces a number, and what may stand between the two.
#define NUMBER_NAMED R"((?:\s*(?:id|identifier|number|num|no\.?|nr\.?|#))?)"
#define TO_NUMBER R"([\s:#=().]{0,4}(?:is\s+)?)"
#define ID_VALUE R"(([A-Z]*[-A-Z0-9]*\d[-A-Z0-9]{2,}))"

using Patterns = std::deque<IdentifierPattern>;

void AddNets(Patterns& all) {
  const auto add = [&](std::string_view kind, const char* form) { all.emplace_back(kind, form); };
  add("MAIL", R"(([\p{L}0-9._%+-]+@[\p{L}0-9.-]+\.\p{L}{2,}))");
  add("MAIL",
      R"((?i)\b([a-z0-9._%+-]+\s?[\[(]at[\])]\s?[a-z0-9-]+(?:\s?(?:\.|[\[(]dot[\])])\s?[a-z0-9-]+)+))");
  add("MAIL", R"((?i)\b([a-z0-9._%+-]+ at [a-z0-9-]+ dot (?:com|org|net|edu|gov)))");
  add("URL", R"((?i)\b((?:(?:https?|ftps?|sftp)://|www\.)[^\s<>"']+))");
  add("URL",
      R"((?i)\b((?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|mil|health|info|io)(?:[:/][^\s<>"']*)?)\b)");
  add("URL", R"((?i)\b((?:[a-z0-9-]+\.)+[a-z]{2,6}/[^\s<>"']*[a-z][^\s<>"']*))");
  add("ADDRESS", R"(\b(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})\b)");
  add("ADDRESS", R"(\b((?:[0-9A-Fa-f]{1,4}:){5,7}[0-9A-Fa-f]{1,4})\b)");
  add("ADDRESS", R"(\b((?:[0-9A-Fa-f]{1,4}:){1,6}(?::[0-9A-Fa-f]{1,4}){1,6})\b)");
  add("ADDRESS", R"(\b((?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2})\b)");
}

void AddPhones(Patterns& all) {
  const auto add = [&](const char* form) { all.emplace_back("PHONE", form); };
  add(R"(((?:\+?1[-. ]?)?(?:\(\d{3}\)[-. /]{0,2}|\(?\b\d{3}\)?[-. /]\s?)\d{3}[-. ]\d{4}(?:\s*(?i:x|ext\.?|extension)\s*\d{1,6})?)\b)");
  add(R"(\b(1?[2-9]\d{2}[2-9]\d{6})\b)");
  add(R"((\+\d{1,3}[-. ]?\(?\d{1,4}\)?[-. ]?\d{3,4}[-. ]?\d{2,5}(?:[-. ]?\d{2,5}){0,2})\b)");
  add(R"((\+\d{1,3}[-. ]?(?:\(0\)[-. ]?)?\d{1,4}(?:[-. ]\d{2,4}){3,5})\b)");
  // Seven digits by their form alone: where a range of numbers would have its unit behind it.
  add(R"(\b([2-9]\d{2}-\d{4})(?:[.,;]|\s*\n|\s*$|\s+(?:or|and|for|if|to|with|any|x\d+|ext)\b))");
  add(R"((?i)\b(?:phone|telephone|tel|fax|facsimile|mobile|cell ?phone|landline|hotline|whatsapp|call ?back|)"
      R"((?:cell|contact) (?:number|no\.?|#|phone))(?: number| no\.?| nr\.?|#)?(?: is)?(?:\s*\([a-z]+\))?[\s:.]{0,4}(\+?\(?\d[\d() .-]{4,18}\d)\b)");
  add(R"((?i)\b(?:pager|beeper|extension|ext)\.?\s*[:#]*\s*(\d[-\d]{2,})\b)");
}

void AddNumbers(Patterns& all) {
  const auto add = [&](const char* form) { all.emplace_back("ID", form); };
  add(R"(\b(\d{3}-\d{2}-\d{4})\b)");
  add(R"((?i)\b(?:SSN?#?|social(?: security)?)(?:\s*(?:number|no\.?|num|#))?\W{0,4}(?:is )?(\d{3}[- ]?\d{2}[- ]?\d{4})\b)");
  add(R"((?i)((?:\b[x]{3}|[*]{3}|\b###)[- ]?(?:xx|[*]{2}|##)[- ]?\d{4})\b)");
  add(R"((?i)\b(?:SSN?|social security)[^.\n]{0,30}(?:last (?:4|four)|ending(?: in)?)[^.\n\d]{0,10}(\d{4})\b)");
  // What is never anything else: with or without a sign between.
  add(R"((?i)\b(?:MRN|MR#|MR no\.?|HRN|medical record|record|acct|account|policy|member|subscriber|beneficiary|medicare|medicaid|)"
      R"(HICN?|MBI|license|licence|passport|certificate|plate|VIN|serial|S/N|UDI|device|lot|accession|encounter|CSN|)"
      R"(FIN|HAR|DEA|NPI|SSN|NHS|badge|driver'?s licen[cs]e|IMEI|IBAN|HIC))" NUMBER_NAMED
          TO_NUMBER ID_VALUE R"(\b)");
  add(R"((?i)\b(?:MRN|MR#|HRN|NHS|medical record|medicare|account|policy))" NUMBER_NAMED TO_NUMBER
      R"((\d{2,4}(?:[ -]\d{2,4}){2,3})\b)");
  // Words of every day: only where a sign says that a number of theirs follows.
  add(R"((?i)\b(?:chart|patient|pt|hospital|case|visit|order|group|plan|health plan|insurance|claim|authori[sz]ation|auth|guarantor|bank|)"
      R"(card|invoice|specimen|barcode|registration|reg|certification|cert|tag|vehicle|model|implant|generator|pacemaker|pump|lead|)"
      R"(study|subject|trial|enrollment|donor|tissue|employee|student|tax|DL|ref|reference|fingerprint|biometric|voiceprint|iris|)"
      R"(retina(?:l scan)?)(?:\s*(?:id|identifier|number|num|no\.?|nr\.?)\s*[:#=]*|\s*#\s*:?)(?: is)?\s*)" ID_VALUE
      R"(\b)");
  add(R"(\bSN[:#]?\s+([A-Z0-9]*[-A-Z0-9]*\d[-A-Z0-9]{2,})\b)");
  add(R"((?i)\b(?:plates?|tag|registration|reg)(?: (?:no\.?|number|#))?\W{0,3}(?-i:([A-Z]{2,3}[ -]?\d{3,4}|\d[A-Z]{3}\d{3}|)"
      R"(\d{3}[ -]?[A-Z]{3}|[A-Z]{2}\d{2} ?[A-Z]{3}))\b)");
  // Vehicles: the ninth sign of seventeen is a check digit.
  add(R"(\b([A-HJ-NPR-Z0-9]{8}[\dX][A-HJ-NPR-Z0-9]{8})\b)");
  // Pictures of a person, by the names of their files.
  add(R"((?i)\b((?:IMG|DSC|DSCN|PXL|DCIM|PHOTO)[_-]?\d{3,}(?:\.[a-z]{3,4})?)\b)");
  add(R"((?i)\b([\p{L}\d_-]+\.(?:jpe?g|png|heic|tiff?|bmp|gif|dcm|mp4|wav))\b)");
  // Identifiers that systems make up: UUIDs, and digests of MD5, SHA-1 and SHA-256.
  add(R"((?i)\b([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b)");
  add(R"((?i)\b([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})\b)");
  // Unique device identifiers: GS1's application identifier 01 stands first.
  add(R"((\(01\)\d{14}[^\s,;]*))");
}

#define STREET_NUMBER \
  R"((?:\d{1,6}[A-Z]?|(?:One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve|Twenty|Thirty|Forty|Fifty|One Hundred)))"
#define STREET_WORD                                                                                                \
  R"((?:[NSEW]\.?|[NS][EW]|(?:North|South|East|West)(?:east|west)?|\d{1,3}(?:st|nd|rd|th|ST|ND|RD|TH)|)" NAME_WORD \
  R"()\s+)"
#define APARTMENT \
  R"((?:[,.]?\s+(?:(?i:apt|apartment|unit|suite|ste|floor|fl|room|rm)\.?|#)\s*[A-Z0-9-]+)?)"

void AddPlaces(Patterns& all) {
  const auto add = [&](const char* form) { all.emplace_back("PLACE", form); };
  add(R"(\b()" STREET_NUMBER R"(\s+(?:)" STREET_WORD
      R"(){1,4}(?:Street|St|Avenue|Ave|Av|Road|Rd|Boulevard|Blvd|)"
      R"(Drive|Lane|Ln|Court|Ct|Way|Place|Pl|Terrace|Ter|Parkway|Pkwy|Highway|Hwy|Circle|Cir|Square|Sq|Trail|Alley|Loop|Row|Close|)"
      R"(Crescent|Plaza|Turnpike|STREET|AVENUE|AVE|ROAD|BOULEVARD|BLVD|DRIVE|LANE|PARKWAY|HIGHWAY|COURT|TERRACE)\b\.?)" APARTMENT
      ")");
  add(R"(\b()" STREET_NUMBER R"(\s+(?:)" STREET_WORD
      R"(){1,3}Dr)(?:\.?\s*[,;\n]|\.?\s*$|\.?\s+(?:Apt|Unit|Suite|#)))");
  add(R"(\b()" STREET_NUMBER
      R"(\s+(?:Broadway|Avenue of the \p{Lu}\p{L}+|Avenue [A-Z]|Highway \d+|Route \d+|County Road \d+|Rte\.? \d+))" APARTMENT
      R"()\b)");
  // As other countries write them.
  add(R"((\p{Lu}[\p{L}-]*(?:stra\x{DF}e|strasse|str\.|gasse|platz|allee|straat|gatan|vej)\s+\d{1,4}[a-z]?)\b)");
  add(R"(\b(\d{1,4}(?:\s?bis)?,?\s+(?i:rue|avenue|boulevard|place|chemin|impasse|quai|via|calle)\s+(?:(?:de|du|des|la|le|les|del|di|l')\s*)*)"
      R"(\p{Lu}[\p{L}'-]+(?:\s\p{Lu}[\p{L}'-]+)?))");
  add(R"(\b((?:Calle|Rua|Piazza|Avenida)\s+(?:(?:de|do|da|del|la)\s+)*\p{Lu}\p{L}+,?\s+\d{1,4})\b)");
  add(R"((?i)\b((?:P\.?\s?O\.?\s+Box|post office box|postfach)\s+\d+)\b)");
  // Postal codes
  add(R"(([\p{Lu}][\p{L}.'-]+(?:\s\p{Lu}[\p{L}.'-]+){0,2},\s*[A-Z]{2}\.?,?\s+\d{5}(?:-\d{4})?)\b)");
  add(R"(\b[A-Z]{2}\.?,?\s+(\d{5}(?:-\d{4})?)\b)");
  add(R"((?i)\b(?:zip|zipcode|postal|postcode|post|plz)(?:\s*code)?\s*[:#]?\s*(?:is )?(\d{5}(?:-\d{4})?|\d{4,6}|[A-Z]\d[A-Z] ?\d[A-Z]\d|)"
      R"([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b)");
  add(R"(\b(\d{5}-\d{4})\b)");
  add(R"(\b([A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}|[ABCEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d)\b)");
  add(R"(\b(?:Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|)"
      R"(Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|)"
      R"(Hampshire|Jersey|Mexico|York|Carolina|Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Island|Tennessee|Texas|Utah|Vermont|Virginia|)"
      R"(Washington|Wisconsin|Wyoming),?\s+(\d{5}(?:-\d{4})?)\b)");
  // Towns and counties
  add(R"(\b((?:\p{Lu}\p{L}+\s)?\p{Lu}\p{L}+\s+County)\b)");
  add(R"((?i:\b(?:city|town|village|county|district|parish|hometown|birthplace))\s*:\s*()" NAME_WORD
      R"((?:[ ]\p{Lu}\p{L}+)?))");
  add(R"((?i:\b(?:lives?|lived|resides?|resided|residing|living|born|raised|grew up|moved|relocated))\s+(?:here\s+)?)"
      R"((?:in|at|from|to|near|outside(?: of)?)\s+()" TITLE_WORD R"((?:[ ])" TITLE_WORD
      R"()?(?:,\s*(?:[A-Z]{2}\b|)" TITLE_WORD R"())?))");
}

void AddPeople(Patterns& all) {
  const auto add = [&](const char* form) { all.emplace_back("NAME", form); };
  // Titles in small letters only before a name in capitals or small ones that a point sets off.
  add(R"(\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Drs|Prof|Professor|Doctor|Nurse|Sister|Father|Rev|Reverend|Rabbi|Imam|Sgt|Capt|Lt|Sir|Dame|)"
      R"(MR|MRS|MS|MISS|MX|DR|DRS|PROF|PROFESSOR|DOCTOR|REV|Herr|Frau|Mme|Monsieur|Madame|Se\x{F1}or|Se\x{F1}ora|Sra?)\.?\s+)"
      R"(()" INITIALS PARTICLES NAME_WORD R"((?:\s+\p{Lu}\.)?(?:\s+)" PARTICLES NAME_WORD
      R"(){0,2}))");
  add(R"(\b(?:mr|mrs|ms|dr|prof)\.?\s+()" INITIALS NAME_WORD ")");
  add(R"(\b(?:mr|mrs|ms|dr|prof)\.\s+([\p{Ll}][\p{L}'\x{2019}-]{2,}))");
  // Letters after a name: with a comma, or after two names or an initial.
  add(R"(\b()" INITIALS NAME_WORD R"((?:\s+(?:\p{Lu}\.?\s+)?)" NAME_WORD R"()?),\s*)" CREDENTIALS
      R"((?:\b|[,.;)\s]|$))");
  add(R"(\b()" NAME_WORD R"(\s+(?:\p{Lu}\.?\s+)?)" NAME_WORD
      R"()\s+(?:MD|M\.D\.|RN|R\.N\.|PA-C|PhD|DNP|CRNA|APRN|LPN|PharmD|MBBS)\b)");
  add(R"(\b((?:\p{Lu}\.\s*){1,3})" NAME_WORD
      R"()\s+(?:MD|M\.D\.|DO|RN|R\.N\.|PA-C|PhD|DNP|CRNA|APRN|LPN|PharmD|MBBS)\b)");
  add(R"(\b()" NAME_WORD R"(,\s+)" NAME_WORD
      R"((?:\s+\p{Lu}\.?)?),?\s+(?:MD|M\.D\.|RN|R\.N\.|PA-C|PhD|DNP|CRNA|APRN|LPN|PharmD|MBBS)\b)");
  add(R"(\b(?i:signed|dictated|authenticated|cosigned|co-signed|transcribed|verified|witnessed|attested|interpreted)(?i:\s+electronically)?\s+(?i:by)\s*:?\s*(?:(?i:dr|mr|mrs|ms)\.?\s+)?()" INITIALS NAME_WORD
      R"((?:,?[ \t]+\p{Lu}[\p{L}'\x{2019}-]*\.?){0,2}))");
  add(R"(\b(?i:attending(?: physician| surgeon)?|surgeon|assistant|author|provider|physician|nurse|patient name|)"
      R"(pt name|pcp|referring(?: physician)?|ana?esthesiologist|consultant|resident|fellow|next of kin|nok|emergency contact|)"
      R"(guardian|poa|proxy)\s*:[ \t]*(?:(?i:dr|mr|mrs|ms)\.?\s+)?()" INITIALS NAME_WORD
      R"((?:,?[ \t]+\p{Lu}[\p{L}'\x{2019}-]*){0,2}))");
  add(R"(\b(?i:(?:his|her|their|the patient's|pt's) (?:wife|husband|son|daughter|mother|father|sister|brother|partner|spouse|friend|)"
      R"(neighbor|neighbour|caregiver|aunt|uncle|niece|nephew|grandson|granddaughter)),?\s+()" TITLE_WORD
      R"((?:[ ])" TITLE_WORD R"()?))");
}

#define OVER_89 \
  R"((?:ninety|(?:an? |one )hundred)(?:[ -](?:and )?(?:one|two|three|four|five|six|seven|eight|nine|ten))?)"

void AddAges(Patterns& all) {
  const auto add = [&](const char* form) { all.emplace_back("AGE", form); };
  add(R"((?i)\b(9\d|1[0-4]\d)(?:[ -]*(?:years?|yrs?|y\.?/?o|yo)\b))");
  add(R"((?i)\b(9\d|1[0-4]\d)[ -]?y\.?[ /]?(?:o\.?[ /]?)?[mf]\b)");
  add(R"((?i)\bage[ds]?(?:\s+of|\s+is|\s+was)?\s*[:=(]?\s*(9\d|1[0-4]\d)\b)");
  add(R"((?i)\b(?:turn(?:ed|s|ing)|celebrated (?:his|her|their))\s+(9\d|1[01]\d)(?:th|st|nd|rd)?\b)");
  add(R"((?i)\b((?:9\d|1[01]\d)(?:st|nd|rd|th))\s+birthday)");
  add(R"((?i)\bin (?:his|her|their) (?:early |mid |mid-|late )?(nineties|90'?s|hundreds|100'?s)\b)");
  // Not "T 99F": only where a sentence or "a" goes before, and a person after.
  add(R"((?:^|\b(?i:a|an|is|this)\s|[.;:\n]\s*)(9\d|1[01]\d)\s?[MF](?:[.,]|\s+(?:with|who|w/|h/o|hx|s/p|)"
      R"(present|presents|presented|admitted|pt|patient|here)\b))");
  add(R"((?i)\b()" OVER_89 R"()[ -]*(?:years?|yrs?|y\.?/?o)\b)");
  add(R"((?i)\b(?:age[ds]?(?: of| is| was)?|turn(?:ed|s|ing)|is now)\s*[:=]?\s+()" OVER_89
      R"()\b)");
  add(R"((?i)\b(nonagenarian|centenarian|supercentenarian)\b)");
}

// Words with a capital that stand where a name could: at the beginning of a sentence behind it, in
// notes in capitals, departments, "MR" and "MS" of the heart.
const std::set<std::string_view>& NotNames() {
  static const std::set<std::string_view>* const kWords =
      new std::set<std::string_view>{"a",           "about",
                                     "absent",      "advised",
                                     "again",       "agrees",
                                     "alone",       "also",
                                     "an",          "and",
                                     "anesthesia",  "anesthesiology",
                                     "angiography", "apartment",
                                     "as",          "asked",
                                     "assisted",    "at",
                                     "attending",   "aware",
                                     "bed",         "brain",
                                     "but",         "by",
                                     "called",      "can",
                                     "cardiology",  "came",
                                     "care",        "complains",
                                     "consulted",   "continues",
                                     "denied",      "denies",
                                     "dermatology", "did",
                                     "discussed",   "doctor",
                                     "does",        "due",
                                     "ed",          "emergency",
                                     "evaluated",   "examined",
                                     "facility",    "feels",
                                     "floor",       "for",
                                     "from",        "gastroenterology",
                                     "given",       "grade",
                                     "had",         "has",
                                     "have",        "he",
                                     "hematology",  "her",
                                     "here",        "his",
                                     "home",        "hospice",
                                     "house",       "icu",
                                     "if",          "imaging",
                                     "in",          "independent",
                                     "informed",    "is",
                                     "it",          "jet",
                                     "made",        "may",
                                     "medicine",    "mild",
                                     "moderate",    "nephrology",
                                     "neurology",   "neurosurgery",
                                     "no",          "none",
                                     "normal",      "not",
                                     "noted",       "notified",
                                     "nurse",       "nursing",
                                     "of",          "on",
                                     "oncology",    "or",
                                     "ordered",     "orthopedics",
                                     "our",         "paged",
                                     "pathology",   "patient",
                                     "performed",   "pharmacy",
                                     "physician",   "placed",
                                     "plan",        "positive",
                                     "negative",    "presented",
                                     "presents",    "present",
                                     "provider",    "psychiatry",
                                     "pt",          "pulmonology",
                                     "radiology",   "recommended",
                                     "recommends",  "rehab",
                                     "removed",     "reported",
                                     "reports",     "requested",
                                     "requests",    "room",
                                     "said",        "saw",
                                     "says",        "scan",
                                     "self",        "service",
                                     "severe",      "she",
                                     "shelter",     "skilled",
                                     "spine",       "staff",
                                     "started",     "stated",
                                     "states",      "surgery",
                                     "team",        "than",
                                     "that",        "the",
                                     "then",        "they",
                                     "this",        "to",
                                     "today",       "took",
                                     "trace",       "unknown",
                                     "until",       "urology",
                                     "was",         "we",
                                     "well",        "were",
                                     "when",        "who",
                                     "will",        "with",
                                     "would",       "yesterday"};
  return *kWords;
}

}  // namespace

bool TrimToName(std::string_view text, size_t begin, size_t& end) {
  bool any = false;
  for (size_t at = begin; at < end;) {
    const size_t word = at;
    while (at < end && !absl::ascii_isspace(static_cast<unsigned char>(text[at]))) ++at;
    std::string folded = absl::AsciiStrToLower(std::string(text.substr(word, at - word)));
    const bool is_initial = folded.size() == 2 && folded[1] == '.';
    while (!folded.empty() && absl::ascii_ispunct(static_cast<unsigned char>(folded.back())))
      folded.pop_back();
    if (!is_initial && NotNames().contains(folded)) {
      end = word;
      break;
    }
    any = true;
    while (at < end && absl::ascii_isspace(static_cast<unsigned char>(text[at]))) ++at;
  }
  while (end > begin && absl::ascii_isspace(static_cast<unsigned char>(text[end - 1]))) --end;
  return any;
}

// Earlier patterns win where two begin and end together.
const std::deque<IdentifierPattern>& IdentifierPatterns() {
  static const std::deque<IdentifierPattern>* const kPatterns = [] {
    auto* all = new std::deque<IdentifierPattern>();
    AddNets(*all);
    AddPhones(*all);
    AddNumbers(*all);
    AddPlaces(*all);
    AddPeople(*all);
    AddAges(*all);
    return all;
  }();
  return *kPatterns;
}

const RE2& MarkForm() {
  static const RE2* const kForm =
      new RE2(R"((\[(?:NAME|ID|PHONE|MAIL|URL|ADDRESS|PLACE|DATE|AGE)-\d+\]))");
  return *kForm;
}

}  // namespace suture::prompts
