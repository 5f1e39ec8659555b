// Any text as a model's reply to every prompt of the NSQIP slice. Nothing is guessed; nothing
// breaks.
#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/prompts/answer_reader.h"
#include "tests/fuzz/compiled.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace suture;
  static const plan::Plan plan = fuzz::CompileRegistry("nsqip");
  static const std::vector<int32_t> rows(plan.shapes.size(), 3);
  const std::string_view reply(reinterpret_cast<const char*>(data), size);
  prompts::ReplyJson json = prompts::ReadReply(reply);
  if (!json.ok) return 0;
  for (const plan::Prompt& prompt : plan.prompts) {
    prompts::Repairs repairs;
    const std::vector<std::string> keys = {prompt.name, "q1"};
    for (const prompts::JsonNode* node :
         prompts::AnswersByKey(json.root, keys, repairs, json.around)) {
      if (node != nullptr)
        prompts::ReadAnswerOf(plan, prompt, *node, {.rows_of_shape = rows, .around = json.around});
    }
    prompts::ReadAnswerOf(plan, prompt, json.root, {.rows_of_shape = rows, .around = json.around});
  }
  return 0;
}
