/// Command lines are taken as they are or refused, and addresses are printed so
/// that they can be used.

#include "tests/support/disks/temporary_directory.hpp"
#include "tests/support/processes/child_process.hpp"
#include "tests/support/processes/server_process.hpp"

#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <fstream>
#include <iterator>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace dossier::test;

namespace {

ended_process run(const std::string& program,
                  const std::vector<std::string>& arguments) {
  temporary_directory folder;
  const auto errors = folder.path() / "errors";
  child_process child{program, arguments, errors};
  ended_process result;
  result.out = child.rest();
  result.code = child.wait();
  std::ifstream in{errors, std::ios::binary};
  result.err.assign(std::istreambuf_iterator<char>{in}, {});
  return result;
}

/// What an argument is refused for, and how.
struct bad_arguments {
  std::string program;
  std::vector<std::string> words;
  std::string said;
};

void check_refused(const std::vector<bad_arguments>& table) {
  for (const auto& [program, words, said] : table) {
    INFO(program << " " << words.front());
    const auto ended = run(program, words);
    CHECK(ended.code == 2);
    CHECK(ended.out.empty());
    CHECK_THAT(ended.err, Catch::Contains(said));
  }
}

/// Whether this machine has the loopback address of IPv6.
bool has_ipv6() {
  const auto file = ::socket(AF_INET6, SOCK_STREAM, 0);
  sockaddr_in6 where{};
  where.sin6_family = AF_INET6;
  where.sin6_addr = in6addr_loopback;
  const auto result
    = ::bind(file, reinterpret_cast<const sockaddr*>(&where), sizeof where);
  ::close(file);
  return result == 0;
}

/// What a program prints behind `http=` once it serves.
std::string ready_address(child_process& program) {
  const auto line = program.next_line();
  const auto at = line.find(" ready http=");
  REQUIRE(at != line.npos);
  return line.substr(at + 12);
}

void check_address(const std::string& address, const std::string& host) {
  temporary_directory data;
  const std::vector<std::string> arguments{
    "--data", data.path().string(), "--port", "0",
    "--set",  "log.level=error",    "--set",  "http.address=" + address};
  child_process server{"dossierd", arguments};
  const auto ready = ready_address(server);
  CHECK_THAT(ready, Catch::StartsWith(host + ":"));
  CHECK(run("dossierctl", {"list", "--url", "http://" + ready}).code == 0);
  const auto taken
    = run("dossierd", {"--data", data.path().string() + "/other", "--port",
                       ready.substr(ready.rfind(':') + 1), "--set",
                       "http.address=" + address});
  CHECK(taken.code == 1);
  CHECK_THAT(taken.err, Catch::Contains("cannot listen on " + ready));
  server.signal(SIGTERM);
  CHECK(server.wait() == 0);
}

} // namespace

TEST_CASE("an argument in another encoding is refused by every program",
          "[system]") {
  const std::string is_none = "is not UTF-8";
  check_refused({
    {"dossierctl",
     {"submit", "Caf\xe9 du Nord", "S\xe3o Paulo"},
     "argument 2 is not UTF-8 but another encoding, such as Latin-1: Caf\\xe9 "
     "du Nord"},
    {"dossierctl", {"report", "j1", "--section", "\xe9"}, "--section"},
    {"dossierctl", {"admin", "start", "\xff\xfej"}, is_none},
    {"dossierd", {"--set", "provider.model=caf\xe9"}, "--set: " + is_none},
    {"dossierd", {"--data", "/tmp/caf\xe9"}, "--data: " + is_none},
    {"dossier-load", {"--url", "http://caf\xe9"}, "--url: " + is_none},
    {"dossier-llm-sim", {"--faults", "caf\xe9"}, "--faults: " + is_none},
    {"dossier-sim", {"--bug", "caf\xe9"}, "--bug: " + is_none},
  });
}

TEST_CASE("a flag without a value is refused by its name", "[system]") {
  check_refused({
    {"dossierd", {"--data", ""}, "--data: is empty"},
    {"dossierd", {"--data=", "--check-config"}, "--data: is empty"},
    {"dossierd", {"--data", "--check-config"}, "--data: has no value before"},
    {"dossierd", {"--port", ""}, "--port: is empty"},
    {"dossierd", {"--config", ""}, "--config: is empty"},
    {"dossierd", {"--set", ""}, "--set: is empty"},
    {"dossierd", {"--set", "storage.path="}, "storage.path: is empty"},
    {"dossierd", {"--set", "http.address="}, "http.address: is empty"},
    {"dossierctl", {"list", "--url", ""}, "--url is empty"},
    {"dossierctl", {"submit", "Acme", "--region="}, "--region is empty"},
    {"dossierctl", {"submit", ""}, "argument 2 is empty"},
    {"dossier-load", {"--server", ""}, "--server: is empty"},
    {"dossier-llm-sim", {"--port", ""}, "--port: is empty"},
    {"dossier-sim", {"--jobs", ""}, "--jobs: is empty"},
    {"dossier-sim", {"--jobs="}, "--jobs: is empty"},
    {"dossier-sim", {"--bug", ""}, "--bug: is empty"},
  });
}

TEST_CASE("a blank value is refused like an empty one", "[system]") {
  check_refused({
    {"dossierd", {"--data", " "}, "--data: is blank"},
    {"dossierd", {"--data=\u3000", "--check-config"}, "--data: is blank"},
    {"dossierd", {"--set", "storage.path= "}, "storage.path: is blank"},
    {"dossierd",
     {"--set", "provider.model=\u00a0"},
     "provider.model: is blank"},
    {"dossierd", {"--set", "provider.base_url= "}, "base_url: is blank"},
    {"dossierctl", {"submit", "\u2003"}, "argument 2 is blank"},
    {"dossierctl", {"list", "--url", "\t"}, "--url is blank"},
    {"dossier-load", {"--server", " "}, "--server: is blank"},
    {"dossier-llm-sim", {"--today", " "}, "--today: is blank"},
    {"dossier-sim", {"--bug", " "}, "--bug: is blank"},
  });
  ::setenv("DOSSIER_STORAGE_PATH", " ", 1);
  check_refused(
    {{"dossierd", {"--check-config"}, "DOSSIER_STORAGE_PATH: is blank"}});
  ::unsetenv("DOSSIER_STORAGE_PATH");
}

TEST_CASE("a value that is none is refused by its flag", "[system]") {
  check_refused({
    {"dossier-llm-sim", {"--today", "nonsense"}, "--today: is no day"},
    {"dossier-llm-sim", {"--today", "2026-13-45"}, "--today: is no day"},
    {"dossier-llm-sim", {"--today", "2026-02-30"}, "--today: is no day"},
    {"dossier-llm-sim", {"--today", "2026-12-1"}, "--today: is no day"},
    {"dossier-llm-sim", {"--today", "--json"}, "--today: is no day"},
    {"dossier-llm-sim", {"--address", "nonsense"}, "--address: is no address"},
    {"dossier-llm-sim", {"--journal-body", "-1"}, "--journal-body: is no"},
    {"dossier-llm-sim", {"--seed", "-1"}, "--seed: is no whole number from 0"},
    {"dossier-load", {"--seed", "-1"}, "--seed: is no whole number from 0"},
    {"dossier-sim", {"--jobs", "-1"}, "--jobs: is no whole number from 0"},
    {"dossier-sim", {"--jobs", "0"}, "--jobs"},
    {"dossier-sim", {"--seeds", "7x"}, "no seeds: 7x"},
    {"dossier-sim", {"--seeds", "9..2"}, "no seeds: 9..2"},
    {"dossier-sim", {"--seed", "-1"}, "no seeds: -1"},
    {"dossier-sim", {"--nothing"}, "--nothing"},
    {"dossier-sim", {"7"}, "7"},
    {"dossier-sim", {"--bug", "none"}, "no such bug: none"},
  });
}

TEST_CASE("a folder in the place of a file is refused by flag and name",
          "[system]") {
  temporary_directory folder;
  const auto name = folder.path().string();
  check_refused({
    {"dossierd", {"--config", name}, name + ": --config: cannot be read"},
    {"dossier-llm-sim", {"--faults", name}, "--faults: " + name},
    {"dossier-llm-sim", {"--tls-cert", name, "--tls-key", name}, "--tls-"},
    {"dossier-load", {"--server", name, "--jobs", "1"}, "--server must name"},
  });
  ::setenv("ANTHROPIC_API_KEY_FILE", name.c_str(), 1);
  check_refused(
    {{"dossierd",
      {"--check-config"},
      "ANTHROPIC_API_KEY_FILE: names " + name + ", which cannot be read"}});
  ::unsetenv("ANTHROPIC_API_KEY_FILE");
}

TEST_CASE("settings in another encoding keep the server from starting",
          "[system]") {
  temporary_directory folder;
  const auto file = folder.path() / "dossier.toml";
  std::ofstream{file} << "[storage]\n\npath = \"caf\xe9\"\n";
  check_refused({{"dossierd",
                  {"--config", file.string(), "--check-config"},
                  "dossier.toml:3"}});
  ::setenv("DOSSIER_PROVIDER_MODEL", "caf\xe9", 1);
  check_refused(
    {{"dossierd", {"--check-config"}, "DOSSIER_PROVIDER_MODEL: is not UTF-8"}});
  ::unsetenv("DOSSIER_PROVIDER_MODEL");
  ::setenv("DOSSIER_URL", "http://caf\xe9", 1);
  check_refused({{"dossierctl", {"list"}, "cannot use the address"}});
  ::unsetenv("DOSSIER_URL");
}

TEST_CASE("the ready line holds an address that can be used", "[system]") {
  check_address("127.0.0.1", "127.0.0.1");
  check_address("127.0.0.2", "127.0.0.2");
  if (has_ipv6())
    check_address("::1", "[::1]");
  else
    WARN("this machine has no IPv6");
}

TEST_CASE("a model's stand-in is ready where it can be asked", "[system]") {
  const auto ready_at = [](const std::string& address) {
    child_process program{"dossier-llm-sim", {"--address", address}};
    auto result = ready_address(program);
    return result.substr(0, result.rfind(':'));
  };
  CHECK(ready_at("0.0.0.0") == "127.0.0.1");
  if (has_ipv6())
    CHECK(ready_at("::1") == "[::1]");
}
