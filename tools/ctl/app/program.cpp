#include "tools/ctl/app/program.hpp"

#include "messages/text.hpp"
#include "tools/arguments/arguments.hpp"
#include "tools/ctl/app/failure.hpp"
#include "tools/ctl/commands/commands.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>

namespace dossier::ctl {

namespace {

constexpr const char* default_url = "http://127.0.0.1:8080";

constexpr const char* about
  = "Research companies with a Dossier server.\n"
    "Data goes to standard output, everything else to standard error.";

constexpr const char* footer
  = "Environment: DOSSIER_URL, DOSSIER_TOKEN (an API token), NO_COLOR.\n"
    "Exit codes: 0 ok, 1 failure, 2 usage, 3 not found, 4 not allowed,\n"
    "5 conflict, 6 unreachable, 7 job not completed, 130 interrupted.";

struct general_options {
  std::string url;
  bool as_json = false;
};

server_address check(const std::string& url, const std::string& token) {
  auto server = parse_address(url);
  if (url.starts_with("https://"))
    throw failure{exit_code::usage, "cannot use the address " + url,
                  "TLS is not built in",
                  "run it through a tunnel, such as ssh -L, and give --url of "
                  "its near end"};
  if (!server)
    throw failure{exit_code::usage, "cannot use the address " + url,
                  "it is not http://HOST[:PORT]",
                  "give --url, such as " + std::string{default_url}};
  if (!net::is_visible(token))
    throw failure{exit_code::usage, "cannot use DOSSIER_TOKEN",
                  "it has spaces or other invisible characters",
                  "copy the token again"};
  return *server;
}

bool is_local(const std::string& host) {
  return same_text(host, "localhost") || host == "::1"
         || host.starts_with("127.");
}

void warn_of_eavesdroppers(const server_address& server,
                           const environment& outside) {
  if (!outside.token.empty() && !is_local(server.host))
    outside.err << "dossierctl: warning: DOSSIER_TOKEN goes to "
                << server.authority() << " unencrypted" << std::endl;
}

exit_code act(const action& command, const general_options& given,
              const environment& outside) {
  auto server = check(given.url, outside.token);
  warn_of_eavesdroppers(server, outside);
  auto http = outside.net.http(server, outside.token);
  auto live = outside.net.live(server, outside.token);
  client api{*http, given.url};
  auto format
    = given.as_json ? output_format::for_programs : output_format::for_people;
  session with{.server = api,
               .live = *live,
               .url = given.url,
               .format = format,
               .out = outside.out,
               .err = outside.err,
               .out_shape = outside.out_shape,
               .err_shape = outside.err_shape,
               .in = outside.in};
  auto code = command(with);
  if (!outside.out.flush())
    throw failure{exit_code::failure, "cannot write to standard output"};
  return code;
}

exit_code report(const failure& reason, const general_options& given,
                 const environment& outside) {
  if (given.as_json)
    outside.err << to_json(reason).dump(-1, ' ', false,
                                        json::error_handler_t::replace)
                << std::endl;
  else
    outside.err << to_text(reason) << std::flush;
  return reason.code;
}

/// A word that nobody could mean, whatever the command.
failure misused(const arguments::objection& wrong) {
  return {exit_code::usage,
          wrong.subject + " " + wrong.reason,
          {},
          "see dossierctl --help"};
}

/// Recommends the help of the command that was named.
failure misused(const CLI::App& app, const CLI::ParseError& error) {
  auto named = app.get_subcommands();
  if (!named.empty())
    return {exit_code::usage,
            error.what(),
            {},
            "see dossierctl " + named[0]->get_name() + " --help"};
  auto words = app.remaining();
  auto event = words.empty() ? std::string{"a command is missing"}
                             : "there is no command " + words[0];
  return {exit_code::usage, event, {}, "see dossierctl --help"};
}

class command_line {
public:
  explicit command_line(const environment& outside) {
    given_.url = outside.url.empty() ? default_url : outside.url;
    app_.footer(footer);
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.set_version_flag("--version",
                          std::string{"dossierctl "} + DOSSIER_VERSION);
    app_.add_option("--url", given_.url, "Address of the server")
      ->capture_default_str();
    app_.add_flag("--json", given_.as_json, "Print answers and errors as JSON");
    for (const auto& each : all_commands())
      add(each);
    arguments::refuse_gaps(app_);
  }

  exit_code run(std::vector<std::string> words, const environment& outside) {
    try {
      if (const auto wrong = arguments::objection_to(words))
        throw misused(*wrong);
      // CLI11 takes the words from the back.
      std::reverse(words.begin(), words.end());
      app_.parse(words);
      return act(chosen_, given_, outside);
    } catch (const CLI::Success& asked_for_help) {
      app_.exit(asked_for_help, outside.out, outside.err);
      return exit_code::ok;
    } catch (const CLI::ParseError& error) {
      return report(misused(app_, error), given_, outside);
    } catch (const failure& reason) {
      return report(reason, given_, outside);
    } catch (const std::exception& error) {
      return report({exit_code::failure, "internal error", error.what()},
                    given_, outside);
    }
  }

private:
  void add(const command& which) {
    auto* sub = app_.add_subcommand(std::string{which.name},
                                    std::string{which.summary});
    sub->fallthrough();
    sub->callback([this, act = which.declare(*sub)] { chosen_ = act; });
  }

  CLI::App app_{about, "dossierctl"};
  general_options given_;
  action chosen_;
};

} // namespace

exit_code run_program(std::vector<std::string> words,
                      const environment& outside) {
  return command_line{outside}.run(std::move(words), outside);
}

} // namespace dossier::ctl
