#include "config/settings.hpp"
#include "config/settings/table.hpp"
#include "tests/support/places.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <set>
#include <unistd.h>

using namespace dossier;
using namespace dossier::config;

namespace fs = std::filesystem;

namespace {

struct settings_world {
  fs::path file = fs::temp_directory_path()
                  / ("dossier_settings_" + std::to_string(getpid()) + ".toml");
  settings_sources sources;

  settings_world() {
    sources.file = file;
  }

  ~settings_world() {
    fs::remove(file);
    fs::remove(secret());
  }

  fs::path secret() const {
    return file.string() + ".key";
  }

  void write(const std::string& text) const {
    std::ofstream{file} << text;
  }

  loaded_settings load() const {
    auto outcome = load_settings(sources);
    if (const auto* found = std::get_if<faults>(&outcome))
      FAIL(to_string(found->front()));
    return std::get<loaded_settings>(std::move(outcome));
  }

  /// The only fault, without the folder of the file.
  std::string refusal() const {
    auto outcome = load_settings(sources);
    REQUIRE(std::holds_alternative<faults>(outcome));
    auto found = std::get<faults>(outcome);
    REQUIRE(found.size() == 1);
    if (found[0].file == file.generic_string())
      found[0].file = "file";
    return to_string(found[0]);
  }
};

std::string text_of(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace

TEST_CASE("the file lists every setting with its default") {
  CHECK(text_of(fs::path{test::source_dir()} / "config/dossier.toml")
        == default_file());
}

TEST_CASE_METHOD(settings_world, "the file as it is shipped changes nothing") {
  write(default_file());
  auto shipped = load();
  for (const auto& setting : all_settings()) {
    CHECK(print_value(setting, shipped.values)
          == print_value(setting, settings{}));
    auto is_secret = !setting.secret_variable.empty();
    CHECK((shipped.origins.at(std::string{setting.key}) == "default")
          == is_secret);
  }
}

TEST_CASE_METHOD(settings_world,
                 "a flag wins over environment, file, default") {
  CHECK(load().values.http.port == 8080);
  CHECK(load().origins.at("http.port") == "default");
  write("[http]\nport = 1001\n");
  CHECK(load().values.http.port == 1001);
  CHECK(load().origins.at("http.port") == file.generic_string() + ":2");
  sources.environment = {{"DOSSIER_HTTP_PORT", "1002"}, {"HOME", "/x"}};
  CHECK(load().values.http.port == 1002);
  CHECK(load().origins.at("http.port") == "DOSSIER_HTTP_PORT");
  sources.flags = {{"http.port", "1003"}};
  CHECK(load().values.http.port == 1003);
  CHECK(load().origins.at("http.port") == "flag");
}

TEST_CASE_METHOD(settings_world, "each type of setting is read") {
  write("[storage]\npath = \"/x\"\n[retry]\njitter = 1\nmax_delay_ms = 7000\n"
        "[pipelines]\npaths = [\"a\", \"b\"]\n[log]\nlevel = \"debug\"\n");
  sources.environment = {{"DOSSIER_HTTP_ALLOWED_HOSTS", "a.example,b.example"},
                         {"DOSSIER_RETRY_BASE_DELAY_MS", "5"}};
  auto values = load().values;
  CHECK(values.storage.path == "/x");
  CHECK(values.retry.jitter == 1.0);
  CHECK(values.retry.max_delay == milliseconds{7000});
  CHECK(values.retry.base_delay == milliseconds{5});
  CHECK(values.pipelines.paths == std::vector<std::string>{"a", "b"});
  CHECK(values.http.allowed_hosts
        == std::vector<std::string>{"a.example", "b.example"});
  CHECK(values.log.level == "debug");
}

TEST_CASE_METHOD(settings_world,
                 "each fault in the file is reported with its line") {
  auto table = std::vector<std::pair<const char*, const char*>>{
    {"[http]\nprt = 1",
     "file:2: http.prt: unknown setting; did you mean http.port?"},
    {"[htp]\nport = 1",
     "file:2: htp.port: unknown setting; did you mean http.port?"},
    {"port = 1", "file:1: port: unknown setting"},
    {"[qqqqqqqqqqqqqqqqqqqqqqq]\n", "file:1: qqqqqqqqqqqqqqqqqqqqqqq: unknown "
                                    "setting"},
    {"[http.port]\nx = 1",
     "file:1: http.port: is no whole number from 0 to 65535"},
    {"[http]\nport = \"80\"",
     "file:2: http.port: is no whole number from 0 to 65535"},
    {"[http]\nport = 70000",
     "file:2: http.port: is no whole number from 0 to 65535"},
    {"[http]\nport = 80.5",
     "file:2: http.port: is no whole number from 0 to 65535"},
    {"[http]\naddress = 3", "file:2: http.address: is no text"},
    {"[http]\naddress = 2026-01-01", "file:2: http.address: is no text"},
    {"[queue]\nmax_running_jobs = -1",
     "file:2: queue.max_running_jobs: is no whole number from 0 to 1000000"},
    {"[retry]\njitter = 1.5", "file:2: retry.jitter: is no number from 0 to 1"},
    {"[retry]\njitter = nan", "file:2: retry.jitter: is no number from 0 to 1"},
    {"[demo]\nprofile = \"slow\"",
     "file:2: demo.profile: is none of: realistic fast instant"},
    {"[pipelines]\npaths = \"a\"",
     "file:2: pipelines.paths: is no list of texts"},
    {"[pipelines]\npaths = [1]",
     "file:2: pipelines.paths: is no list of texts"},
    {"[storage]\npath = \"\"", "file:2: storage.path: is empty"},
    {"[http]\naddress = \"\"", "file:2: http.address: is empty"},
    {"[storage]\npath = \"\\t \"", "file:2: storage.path: is blank"},
    {"[provider]\nbase_url = \"\u00a0\"",
     "file:2: provider.base_url: is blank"},
    {"[provider]\nkind = \" \"", "file:2: provider.kind: is blank"},
    {"[http]\nallowed_hosts = [\"\u3000\"]",
     "file:2: http.allowed_hosts: has an empty entry"},
    {"[http]\nallowed_hosts = [\"a\", \"\"]",
     "file:2: http.allowed_hosts: has an empty entry"},
    {"[http]\nallowed_origins = [\"\"]",
     "file:2: http.allowed_origins: has an empty entry"},
    {"[provider]\nopenai_api_key = \"sk\"",
     "file:2: provider.openai_api_key: is a secret: set OPENAI_API_KEY or "
     "OPENAI_API_KEY_FILE"},
    {"[auth]\nmode = \"accounts\"", "file:2: auth.mode: is none of: local"},
  };
  for (const auto& [text, fault] : table) {
    write(text);
    CHECK(refusal() == fault);
  }
  write("[http]\nport = \n");
  CHECK_THAT(refusal(), Catch::StartsWith("file:2: "));
}

TEST_CASE_METHOD(settings_world, "only a file that was asked for must exist") {
  CHECK_NOTHROW(load());
  sources.is_file_required = true;
  CHECK(refusal() == "file: --config: no such file");
}

TEST_CASE_METHOD(settings_world, "what cannot be read as a file is refused") {
  // A folder, what fails in the middle, and what has no end.
  for (const auto* name : {"/tmp", "/proc/self/mem", "/dev/zero"}) {
    sources.file = name;
    sources.is_file_required = true;
    CHECK(refusal()
          == std::string{name} + ": --config: cannot be read as a file");
    sources.file = file;
    sources.is_file_required = false;
    sources.environment = {{"ANTHROPIC_API_KEY_FILE", name}};
    CHECK(refusal()
          == "environment: ANTHROPIC_API_KEY_FILE: names " + std::string{name}
               + ", which cannot be read");
    sources.environment.clear();
  }
}

TEST_CASE_METHOD(settings_world, "a blank value is refused, wherever it is") {
  for (const auto* key : {"storage.path", "provider.model", "provider.base_url",
                          "provider.ca_file", "http.address", "log.level"})
    for (const auto* blank : {" ", "\t\n", "\u00a0", "\u3000\u200b"}) {
      sources.flags = {{key, blank}};
      CHECK(refusal() == "command line: " + std::string{key} + ": is blank");
    }
  sources.flags = {{"pipelines.paths", " "}};
  CHECK(refusal() == "command line: pipelines.paths: has an empty entry");
  sources.flags.clear();
  for (const auto* name : {"DOSSIER_STORAGE_PATH", "DOSSIER_PROVIDER_MODEL",
                           "ANTHROPIC_API_KEY"}) {
    sources.environment = {{name, " "}};
    CHECK(refusal() == "environment: " + std::string{name} + ": is blank");
  }
}

TEST_CASE_METHOD(settings_world, "faults of variables and flags name them") {
  sources.environment = {{"DOSSIER_HTTP_PRT", "1"}};
  CHECK(refusal()
        == "environment: DOSSIER_HTTP_PRT: unknown setting; did you mean "
           "http.port?");
  sources.environment = {{"DOSSIER_HTTP_PORT", "eighty"}};
  CHECK(refusal()
        == "environment: DOSSIER_HTTP_PORT: is no whole number from 0 to "
           "65535");
  for (const auto* name : {"DOSSIER_PROVIDER_MODEL", "DOSSIER_STORAGE_PATH",
                           "DOSSIER_HTTP_ALLOWED_HOSTS", "DOSSIER_LOG_LEVEL",
                           "ANTHROPIC_API_KEY"}) {
    sources.environment = {{name, "caf\xe9"}};
    CHECK(refusal() == "environment: " + std::string{name} + ": is not UTF-8");
  }
  sources.environment = {{"DOSSIER_TOKEN", "of the command line"}};
  CHECK_NOTHROW(load());
  sources.flags = {{"http.prt", "1"}};
  CHECK(refusal()
        == "command line: http.prt: unknown setting; did you mean http.port?");
  sources.flags = {{"http.address", ""}};
  CHECK(refusal() == "command line: http.address: is empty");
  sources.flags = {{"provider.base_url", ""}, {"http.allowed_hosts", ""}};
  CHECK_NOTHROW(load());
  sources.flags = {{"provider.openai_api_key", "sk"}};
  CHECK(refusal()
        == "command line: provider.openai_api_key: is a secret: set "
           "OPENAI_API_KEY");
}

TEST_CASE_METHOD(settings_world,
                 "every fault is reported, not only the first") {
  write("[http]\nprt = 1\nport = -1\n");
  sources.flags = {{"x", "1"}};
  CHECK(std::get<faults>(load_settings(sources)).size() == 3);
}

TEST_CASE_METHOD(settings_world, "a secret comes from a variable or a file") {
  sources.flags = {{"provider.kind", "demo"}};
  sources.environment = {{"OPENAI_API_KEY", "sk-1"}};
  CHECK(load().values.provider.openai_api_key == "sk-1");
  std::ofstream{secret()} << "sk-2\n";
  sources.environment = {{"OPENAI_API_KEY_FILE", secret().string()}};
  CHECK(load().values.provider.openai_api_key == "sk-2");
  CHECK(load().origins.at("provider.openai_api_key") == "OPENAI_API_KEY_FILE");
  sources.environment.emplace_back("OPENAI_API_KEY", "sk-1");
  CHECK(refusal()
        == "environment: OPENAI_API_KEY_FILE: OPENAI_API_KEY is set too; one "
           "of them is enough");
  sources.environment = {{"OPENAI_API_KEY_FILE", "/nowhere"}};
  CHECK(refusal()
        == "environment: OPENAI_API_KEY_FILE: names /nowhere, which cannot be "
           "read");
  std::ofstream{secret()} << "\u2003 \n";
  sources.environment = {{"OPENAI_API_KEY_FILE", secret().string()}};
  CHECK(refusal()
        == "environment: OPENAI_API_KEY_FILE: names " + secret().string()
             + ", which is empty");
}

TEST_CASE_METHOD(settings_world, "printing masks secrets and tells origins") {
  sources.flags = {{"provider.kind", "demo"}};
  sources.environment = {{"OPENAI_API_KEY", "sk-secret"}};
  auto text = print_config(load());
  CHECK(text.find("sk-secret") == std::string::npos);
  CHECK_THAT(text, Catch::Contains("http.port = 8080  # default\n")
                     && Catch::Contains("provider.kind = \"demo\"  # flag\n")
                     && Catch::Contains("provider.openai_api_key = \"***\"  # "
                                        "OPENAI_API_KEY\n")
                     && Catch::Contains("provider.anthropic_api_key = \"\""));
}

TEST_CASE_METHOD(settings_world, "without accounts only this machine may ask") {
  for (const auto* address : {"127.0.0.1", "127.1.2.3", "::1",
                              "0:0:0:0:0:0:0:1", "localhost", "LocalHost"}) {
    sources.flags = {{"http.address", address}};
    CHECK_NOTHROW(load());
  }
  for (const auto* address : {"0.0.0.0", "::", "192.168.0.1", "127.evil.com",
                              "127.1", "127.0.0.256", "[::1]"}) {
    sources.flags = {{"http.address", address}};
    CHECK_THAT(refusal(), Catch::StartsWith("settings: http.address: "));
  }
}

TEST_CASE_METHOD(settings_world, "settings must fit together") {
  sources.flags = {{"retry.base_delay_ms", "70000"}};
  CHECK(refusal()
        == "settings: retry.max_delay_ms: is below retry.base_delay_ms");
  sources.flags = {{"ws.silence_timeout_ms", "20000"}};
  CHECK(refusal()
        == "settings: ws.silence_timeout_ms: is not above ws.ping_interval_ms");
  sources.flags = {{"pipelines.paths", ""}};
  CHECK(refusal() == "settings: pipelines.paths: is empty");
}

TEST_CASE("keys and kind say who answers") {
  constexpr auto all = std::array{provider_kind::demo, provider_kind::anthropic,
                                  provider_kind::openai};
  struct example {
    const char* kind;
    const char* anthropic;
    const char* openai;
    const char* when_built;
    const char* today;
  };
  constexpr auto both
    = "ANTHROPIC_API_KEY and OPENAI_API_KEY are both set: say which, or "
      "provider.kind = \"demo\"";
  auto table = std::vector<example>{
    {"", "", "", "demo", "demo"},
    {"demo", "", "", "demo", "demo"},
    {"demo", "a", "o", "demo", "demo"},
    {"", "a", "", "anthropic", "anthropic"},
    {"", "", "o", "openai",
     "openai (from OPENAI_API_KEY) is not built yet: set provider.kind = "
     "\"demo\""},
    {"", "a", "o", both, both},
    {"openai", "a", "o", "openai",
     "openai is not built yet: set provider.kind = \"demo\""},
    {"anthropic", "", "", "anthropic needs ANTHROPIC_API_KEY",
     "anthropic needs ANTHROPIC_API_KEY"},
    {"anthropic", "a", "o", "anthropic", "anthropic"},
  };
  auto told = [](std::variant<provider_kind, fault> outcome) {
    if (auto* kind = std::get_if<provider_kind>(&outcome))
      return std::string{to_string(*kind)};
    return std::get<fault>(outcome).reason;
  };
  for (const auto& [kind, anthropic, openai, when_built, today] : table) {
    provider_settings given;
    given.kind = kind;
    given.anthropic_api_key = anthropic;
    given.openai_api_key = openai;
    CHECK(told(resolve_provider(given, all)) == when_built);
    CHECK(told(resolve_provider(given)) == today);
  }
}

TEST_CASE("every setting has a name of its own and a comment") {
  std::set<std::string> variables;
  for (const auto& setting : all_settings()) {
    CHECK(variables.insert(variable_of(setting)).second);
    CHECK((!setting.comment.empty() || !setting.secret_variable.empty()));
  }
  CHECK(variables.count("DOSSIER_QUEUE_MAX_RUNNING_JOBS") == 1);
}

TEST_CASE("the process environment is read as it is") {
  ::setenv("DOSSIER_TEST_VALUE", "a=b", 1);
  auto all = process_environment();
  ::unsetenv("DOSSIER_TEST_VALUE");
  CHECK(
    std::find(all.begin(), all.end(),
              std::pair<std::string, std::string>{"DOSSIER_TEST_VALUE", "a=b"})
    != all.end());
}
