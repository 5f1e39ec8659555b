#include "runtime/notes/orders.h"

#include <re2/re2.h>

#include <string>

#include "absl/strings/ascii.h"
#include "runtime/text/plain_letter.h"

namespace suture::notes {
namespace {

#define VALUES "(?:yes|no|true|false|null|none|not found|not documented|n/a)"
#define QUOTE R"(["'`\[({]{0,3})"

// Each a way to speak to a model, of text as it is seen (text/plain_letter.h). A blank stands for
// any white space. "Assistant:" and "system:" are not among them: operative notes name the one,
// reviews of systems the other.
constexpr const char*
    kOrders
        [] =
            {
                // To leave aside what it was told.
                R"(\b(?:ignor(?:e|es|ing)|disregard(?:ing)?|forget|overrid(?:e|es|ing)|overrul(?:e|es|ing)|overwrite|bypass|circumvent|disobey|(?:no|any) attention to|no notice of)\b[^.]{0,60}\b(?:above|below|before|previous|prior|earlier|preceding|foregoing|instructions?|rules?|prompts?|guidelines|guidance|directions?|directives?|definitions?|criteria|constraints?|commands?|everything|anything|all|passages?|questions?|context|told|other notes?)\b)",
                R"(\b(?:skip|discard|dismiss|drop|abandon|set aside|put aside|neglect|stop following|(?:do not|don'?t|never|no longer) (?:follow|obey|heed|apply|use|read|trust|believe|answer))\b[^.]{0,40}\b(?:instructions?|rules?|prompts?|guidelines|directives?|definitions?|criteria|questions?|passages?|(?:the|all|everything) above|previous text|system)\b)",
                R"(\b(?:instructions?|prompts?|rules|directives|guidelines|orders|text|everything) (?:above|before this|that came before|given (?:above|before|earlier))[^.]{0,40}\b(?:void|cancelled|canceled|obsolete|outdated|wrong|superseded|replaced|not apply|invalid|ignored)\b)",
                // To answer so and so.
                R"(\b(?:answer|say|reply|respond|output|print)\b[^.]{0,30}\b(?:yes|no|true|false|null|none|nothing|exactly|json|found)\b)",
                R"(\b(?:choose|select|pick|put|write|enter|return|give|type|mark|code|use|insert|fill in|go with|default to|set to|conclude|declare) (?:only |just |always |simply |it |this |them |all |the (?:word|answer|value|option|choice|field)s? |as |with |to )*)" QUOTE VALUES
                R"(\b["'`]?(?:$|[\n.,;!:)]| (?:to|for|in|on|as|and|at|everywhere|regardless|whatever|because|only)\b))",
                R"(\b(?:count|consider|regard|treat|score|classify|label|abstract|report|assume|record|register) (?:it|this|that|all|every|everything|each|them|these|those|the (?:patient|question|field|answer|value|case))\b[^.]{0,40}\b(?:as|to be|is)? ?)" QUOTE
                R"((?:yes|true|false|null|not found|not documented)\b)",
                R"(\b(?:answers?|answered|response|reply|output)\b[^.]{0,60}(?:\b(?:is|are|be|being|as|becomes?)|[=:]) )" QUOTE VALUES
                R"(\b)",
                R"(\b(?:correct|right|expected|proper|true|final|desired|required|only valid|only) (?:answers?|response|choice|option|output|result) (?:is|are|to|for|must|should|will|:))",
                R"(\b(?:must|shall|always|only|please|now|then|and|instead) (?:be )?(?:answer(?:ed)?|reply|output) (?:\w+ ){0,3}(?:with|by|as|in|to all|to every|to each|the same|using|positively|negatively|affirmatively))",
                R"(\b(?:must|shall|always|only) (?:be )?(?:answer(?:ed)?|reply|output)\b)",
                R"(\b(?:set|change|make) (?:it|this|that|the (?:answer|value|field)) to\b)",
                R"(\bthe questions? (?:must|should|shall|will|to be|answered)\b|\b(?:(?:all|every|each|other|next|following|these|those) questions?|(?:all|every|each|other|next|following|these|those|the) (?:answers?|fields?)) (?:below |above |that follow |in this \w+ )?(?:is|are|must|should|shall|will|to be|be|get|gets|receive|have to|has to)\b)",
                R"(\b(?:approve|accept|fill|submit|mark|set|code|answer|affirm|confirm|deny|negate|reject) [^.]{0,20}\b(?:all|every|each|any) (?:of the |the |other )?(?:fields?|answers?|questions?|boxes|values?|items)\b)",
                R"(\bsay (?:that )?(?:nothing|you|it)\b|\b(?:regardless of|no matter|whatever) (?:what )?(?:the |these |those |any |other )?(?:notes?|passages?|records?|text|questions?|definitions?|evidence|chart) (?:say|says|state|states|ask|asks|is|are|show|shows|contain|tell|tells)\b)",
                // To whom.
                R"(\b(?:you|it) (?:must|should|shall|will|have to|need to|are to|are required to|are instructed to) (?:now |only |always |just |instead |simply |not )?(?:answer|say|reply|respond|output|ignore|disregard|print|abstract|cite|quote)\b)",
                R"(\byour (?:new |only |final |next )?(?:answers?|reply|response|output|task|job|role|prompt) (?:is|are|must|should|shall|will|now|to)\b)",
                R"(\b(?:you are|you're|act as|pretend (?:to be|that you are)|behave as|as|imagine you are|roleplay as|simulate) (?:now )?(?:an? |the )(?:\w+ )?(?:ai|llm|assistant|model|chat ?bot|bot|abstractor|language model)\b)",
                R"(\b(?:attention|note|message|dear|hello|hey|memo|instructions?|notice|warning|reminder) (?:to|for)? ?(?:the |any |all |every |an? |whoever )?(?:ai|llms?|language models?|chat ?bots?|bots?|abstract(?:or|ing|ion)\w*|assistant|model|reader of|gpt|claude|gemini|llama|automated|machine reader|grader|annotator)\b)",
                R"(\bai (?:model|system|assistant|reader|abstractor|language|tool|agent|reviewer)s?\b|\b(?:if|when) you are (?:an? |the )?(?:ai|llm|model|machine|bot|computer|program|automated)\b)",
                R"(\b(?:system|developer|assistant|hidden|secret) (?:prompts?|messages?|instructions?|commands?|overrides?)\b|\b(?:new|updated|revised) (?:system )?(?:instructions?|rules?|task|prompt) ?:)",
                R"(\b(?:begin|start|end|stop) (?:of )?(?:the )?(?:system|prompt|passages|context|instructions|untrusted)\b)",
                R"(\blanguage model\b|\bllms?\b|\bchat ?gpt\b|\bprompt[ -]?injection\b|\bjail ?break|\bfrom now on[^.]{0,20}\b(?:answer|say|reply|respond|you (?:are|will|must)))",
                // Its tongues.
                R"(<\s*/?\s*(?:passages?|notes?|questions?|answers?|system|instructions?|user|assistant|think)\b|\[/?inst\]|<\|\w+\|>|<<sys>>|#{2,} ?(?:instructions?|response|system|human|user|assistant|task)\b)",
                R"(```|\{\s*["']\w+["']\s*:|["'](?:role|content|found|value|evidence|quote|rows)["']\s*:|\b(?:in|as|valid|only|this|following) json\b|\bjson (?:object|only|format|below|answer)\b)",
                R"(&lt; ?/?(?:passages?|questions?|system|instructions?)\b|(?:\\u003c|%3c|‹|＜|\{\{|\{%) ?/?(?:passages?|questions?|answers?|system|instructions?|user|assistant)\b)",
                R"(\bq[0-9]{1,2} ?(?:[:=]|is\b)|\bkey q[0-9])",
                R"(\b(?:found|values?|answers?) ?[=:]{1,2}>? ?)" QUOTE VALUES R"(\b)",
                // For all that is asked.
                R"(\b(?:indicate|report|respond|state|document|abstract(?:ed)?|return|enter|check|tick|select|give|put) (?:\w+ ){0,2}(?:yes|no|present|absent|positive|negative|affirmative(?:ly)?|negatively) (?:for|on|to|in|throughout|everywhere) (?:the )?(?:whole|all|every|each|entire|any|rest|others?)\b)",
                R"(\b(?:every|each|all)(?: of)?(?: the| these| its)? (?:elements?|items?|fields?|questions?|variables?|data points?|entries)\b[^.]{0,50}\b(?:yes|no|absent|present|negative|positive|none|not found|not documented|abstracted)\b)",
                R"(\b(?:tool|software|algorithm|registry|abstraction|abstractor|whoever)\b[^.]{0,40}\b(?:should|must|shall|requires?|has to|needs to|respond|answer|say|report)s? (?:\w+ ){0,2}(?:yes|no|affirmatively|negatively|present|absent|report|answer|say|respond|return|output|conclude)\b)",
                R"(\b(?:respond|answer|reply)(?:ing)? (?:only |always )?(?:affirmatively|negatively|positively|in the (?:affirmative|negative))\b)",
                R"(\b(?:passages?|evidence|context)(?: [0-9a-z]+(?: ?(?:-|,|and) ?[0-9a-z]+)?)? (?:is|are|was|were) (?:an? )?(?:void|errors?|wrong|invalid|irrelevant|obsolete|fake|untrusted|(?:from|about|of) (?:another|a different))\b|\bpassages? (?:above|below|that follow)|\bfollowing passages?\b)",
                R"(\b(?:concludes?|end of|ends) (?:the |this )?(?:chart|evidence|passages?|context|input)\b|\b(?:is|are|belongs? to|follows is|about) (?:an?other|a different) patient\b)",
                R"(\bstop reading\b|\bno need to (?:look|read|search) (?:further|on|any)|\bread no further\b|\bnothing (?:else |more )?applies\b|\bbase ?64\b|\bdecode\b)",
                R"(\b(?:human|user) ?: (?:say|answer|reply|respond|output|yes|no)\b|\bassistant ?: (?:yes|no)\b|\ba ?: (?:yes|no)\b)",
                // Other languages, without their accents.
                R"(\b(?:ignor(?:iere|ieren|ez|er|ar|ad|en|a|e|o)|missachte|vergiss|vergesst|olvida|olvide|oublie[zr]?|dimentica|negeer|esquec[ae]|desconsidere) (?:alle[ns]?|toutes?|tous|tout|todas?|todos?|todo|les|las|los|die|das|der|de|tutte|tutti|le|gli|het|ce|cela|lo|as|os)\b)",
                R"(\b(?:antworten?(?: sie)?|antworte|sage|sag|schreibe|repondez|reponds|repondre|dites|dis|responda|responde|responder|conteste|contesta|diga|di|rispondi|rispondere|antwoord|zeg)(?: (?:immer|nur|mit|stets|toujours|par|siempre|con|sempre|solo|sim|altijd|met|que|a todo|a todas))* )" QUOTE
                R"((?:ja|nein|oui|non|si|sim|nao|nee|no)\b)",
                R"(\b(?:odpowiedz|odpowiadaj|odpowiedziec|zignoruj|ignoruj|odpovez|odpovidej|valaszolj|raspunde|svara|svarer|vastaa|yanitla|cevapla|jawab(?:lah)?|abaikan|prosze odpowiedziec)\b[^.]{0,30}\b(?:tak|nie|ano|ne|igen|nem|da|nu|ja|nej|kylla|ei|evet|hayir|ya|tidak|zawsze|vzdy|alltid|altid|aina|selalu|wszystk\w*|alla?)\b|\b(?:cevabi? ver|ignorera alla)\b)",
};

// Languages of other letters, which AsSeen would fold into Latin ones.
constexpr char kOtherScripts[] =
    "игнориру|Игнориру|отвечай|Отвечай|忽略|忽视|无视|無視|回答(?:是|否|“)|请回答|請回答|무시하|"
    "답하|答えて|回答して|無視して|选否|选是|選否|選是|所有问题|所有問題|відповідай|ігноруй|"
    "απάντησε|αγνόησε|تجاهل|התעלם|अनदेखा";

std::string AnyOf() {
  std::string any;
  for (const char* order : kOrders) {
    any += any.empty() ? "(?:" : "|(?:";
    for (const char* c = order; *c != 0; ++c) {
      // Within a class, too, "[ \n]" would nest: no class of the list holds a blank.
      if (*c == ' ')
        any += R"([ \n])";
      else
        any += *c;
    }
    any += ')';
  }
  return any;
}

RE2::Options Bytes() {
  RE2::Options options(RE2::Latin1);
  options.set_max_mem(64 << 20);
  return options;
}

bool Holds(const RE2& form, std::string_view text) {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), form);
}

// "i g n o r e   a l l", "i.g.n.o.r.e": letters with one sign between, put together.
std::string SpacedOut(std::string_view seen) {
  std::string words;
  const auto is_single = [&](size_t at) {
    const auto letter = [&](size_t i) {
      return i < seen.size() && absl::ascii_isalpha(static_cast<unsigned char>(seen[i]));
    };
    return letter(at) && (at == 0 || !letter(at - 1)) && !letter(at + 1);
  };
  for (size_t at = 0; at < seen.size(); ++at) {
    if (!is_single(at)) continue;
    std::string run;
    for (; at < seen.size() && is_single(at); at += 2) run += seen[at];
    constexpr size_t kShortest = 5;
    if (run.size() >= kShortest) words += run + ' ';
  }
  return words;
}

}  // namespace

bool SpeaksToModel(std::string_view note) {
  // Bytes, so that a note which is not UTF-8 is looked at, too.
  static const RE2 kPattern(AnyOf(), Bytes());
  static const RE2 kOther(kOtherScripts, RE2::Latin1);
  static const RE2 kSpaced(
      "ignore|disregard|forget|override|prompt|instruction|answer(?:yes|no)|say(?:yes|no)");
  const std::string seen = text::AsSeen(note);
  return Holds(kPattern, seen) || Holds(kOther, note) || Holds(kSpaced, SpacedOut(seen));
}

}  // namespace suture::notes
