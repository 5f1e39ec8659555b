#include <cstdio>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "compiler/diagnostics/kinds.h"

namespace suture::cli {

void AddHelp(CLI::App& app, Action& action) {
  auto code = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("help", "Explain a message by its code.");
  command->add_option("CODE", *code, "The code in the message, such as S2003")->required();
  command->footer("Example: suture help S2003");
  command->callback([code, &action] {
    action = [code]() -> int {
      std::string page = diag::Explain(*code);
      if (page.empty()) {
        return Complain(absl::NotFoundError("There is no message with the code " + *code +
                                            ". Codes stand in brackets, such as error[S2003]."));
      }
      std::printf("%s\n", page.c_str());
      return kAllWell;
    };
  });
}

}  // namespace suture::cli
