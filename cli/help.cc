#include <cstdio>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/write_file.h"
#include "compiler/diagnostics/kinds.h"

namespace suture::cli {
namespace {

int WritePages(const std::string& folder) {
  for (const diag::Page& page : diag::Pages()) {
    if (absl::Status written = WriteFile(folder + "/" + page.file, page.text); !written.ok()) {
      return Complain(written);
    }
  }
  return kAllWell;
}

int Explain(const std::string& code) {
  std::string page = diag::Explain(code);
  if (page.empty()) {
    return Complain(absl::NotFoundError("There is no message with the code " + code +
                                        ". Codes stand in brackets, such as error[S2003]."));
  }
  std::printf("%s\n", page.c_str());
  return kAllWell;
}

}  // namespace

void AddHelp(CLI::App& app, Action& action) {
  struct Arguments {
    std::string code, pages;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("help", "Explain a message by its code.");
  command->add_option("CODE", arguments->code, "The code in the message, such as S2003");
  command->add_option("--pages", arguments->pages,
                      "Write the pages of all codes, in Markdown, into this folder");
  command->require_option(1);
  command->footer("Example: suture help S2003");
  command->callback([arguments, &action] {
    action = [arguments] {
      return arguments->pages.empty() ? Explain(arguments->code) : WritePages(arguments->pages);
    };
  });
}

}  // namespace suture::cli
