/// The doctor and the provider: what it finds of it, and what it advises.

#include "tests/support/processes/sim_process.hpp"
#include "tests/system/doctor/world.hpp"

#include <ctime>

using namespace dossier::test;
using json = nlohmann::json;

using Catch::Contains;

namespace {

std::string date_after(std::time_t seconds, const char* form) {
  const auto when = std::time(nullptr) + seconds;
  std::tm parts{};
  char text[64];
  std::strftime(text, sizeof text, form, ::gmtime_r(&when, &parts));
  return std::string{"Date: "} + text + "\r\n";
}

/// The simulator behind a certificate.
struct secure_sim {
  secure_sim(const doctor_world& world, const std::string& names, int days) {
    const auto shown = authority.issue(names, days);
    sim.emplace(
      "dossier-llm-sim",
      std::vector<std::string>{
        "--strict", "--profile", "instant", "--time-scale", "0", "--port", "0",
        "--tls-cert",
        world.file("cert.pem", test_authority::certificate_pem(shown)),
        "--tls-key", world.file("key.pem", test_authority::key_pem(shown))});
    const auto said = sim->next_line();
    port = said.substr(said.rfind(':') + 1);
    ca_file = "provider.ca_file=" + world.file("ca.pem", authority.pem());
  }

  std::string address() const {
    return "provider.base_url=https://localhost:" + port;
  }

  test_authority authority;
  std::optional<child_process> sim;
  std::string port;
  std::string ca_file;
};

} // namespace

TEST_CASE("a provider in order is found in order for next to nothing",
          "[system]") {
  sim_process sim;
  doctor_world world;
  auto all = world.examine({sim.address()});
  INFO(all.text);
  CHECK(all.code == 0);
  CHECK(all.report.at("healthy") == true);
  CHECK(all.verdicts("address") == "ok");
  CHECK(all.verdicts("certificate") == "skip");
  CHECK(all.found("key") == "accepted");
  CHECK(all.verdicts("model") == "ok");
  CHECK_THAT(all.found("model"), Contains("claude-sonnet-5-5: active"));
  CHECK(all.verdicts("call") == "ok");
  CHECK_THAT(all.found("call"), Contains("at most 16 asked for; $0.000"));
  CHECK(all.verdicts("clock") == "ok");
  auto calls = sim.calls();
  REQUIRE(calls.size() == 1);
  auto asked = json::parse(calls[0].at("body").get<std::string>());
  CHECK(asked.at("max_tokens") == 16);
  CHECK(asked.at("output_config").at("effort") == "medium");
}

TEST_CASE("every shipped model is as the provider describes it", "[system]") {
  sim_process sim;
  doctor_world world;
  for (const auto* model :
       {"claude-sonnet-5-5", "claude-sonnet-5", "claude-sonnet-4-6",
        "claude-haiku-5-5", "claude-haiku-4-5", "claude-opus-5-5",
        "claude-opus-5", "claude-opus-4-8", "claude-opus-4-7",
        "claude-opus-4-6", "claude-fable-5-2", "claude-fable-5-1",
        "claude-fable-5"}) {
    auto all
      = world.examine({sim.address(), std::string{"provider.model="} + model});
    INFO(all.text);
    CHECK(all.verdicts("model") == "ok");
    CHECK(all.verdicts("call") == "ok");
  }
}

TEST_CASE("a certificate is shown with its days, and what is wrong with it",
          "[system]") {
  struct example {
    const char* names;
    int days;
    bool is_trusted;
    const char* verdict;
    const char* found;
    const char* advice;
  };
  for (const auto& [names, days, is_trusted, verdict, found, advice] :
       std::vector<example>{
         {"DNS:localhost", 30, true, "ok",
          "localhost, signed by Dossier test authority, until", ""},
         {"DNS:localhost", 5, true, "warn", " days left", "renewed"},
         {"DNS:localhost", -1, true, "FAIL", "expired", "renewed"},
         {"DNS:localhost", 30, false, "FAIL", "issuer", "provider.ca_file"},
         {"DNS:other.example", 30, true, "FAIL", "ostname",
          "provider.base_url"}}) {
    doctor_world world;
    secure_sim sim{world, names, days};
    std::vector<std::string> settings{sim.address()};
    if (is_trusted)
      settings.push_back(sim.ca_file);
    auto all = world.examine(settings);
    INFO(all.text);
    CHECK(all.verdicts("address") == "ok");
    CHECK(all.verdicts("certificate") == verdict);
    CHECK_THAT(all.found("certificate"), Contains(found));
    CHECK_THAT(all.advice("certificate"), Contains(advice));
    const auto is_bad = std::string{verdict} == "FAIL";
    CHECK(all.code == (is_bad ? 1 : 0));
    CHECK(all.verdicts("call") == (is_bad ? "skip" : "ok"));
  }
}

TEST_CASE("an address that speaks no TLS is reported", "[system]") {
  sim_process sim;
  doctor_world world;
  auto all = world.examine(
    {"provider.base_url=https://127.0.0.1:" + std::to_string(sim.port())});
  INFO(all.text);
  CHECK(all.code == 1);
  CHECK(all.verdicts("certificate") == "FAIL");
  CHECK_THAT(all.advice("certificate"), Contains("HTTPS"));
}

TEST_CASE("an address that cannot be reached is reported", "[system]") {
  doctor_world world;
  bound_port nobody;
  for (const auto& url : {"http://127.0.0.1:" + nobody.number(),
                          std::string{"https://nowhere.invalid"}}) {
    auto all = world.examine({"provider.base_url=" + url});
    INFO(all.text);
    CHECK(all.code == 1);
    CHECK(all.verdicts("address") == "FAIL");
    CHECK_THAT(all.found("address"), Contains(url));
    CHECK_THAT(all.advice("address"), Contains("provider.base_url"));
    CHECK(all.verdicts("key") == "skip");
    CHECK(all.verdicts("call") == "skip");
  }
}

TEST_CASE("a key that is not accepted is reported", "[system]") {
  sim_process sim;
  doctor_world world{"bad-key"};
  auto all = world.examine({sim.address()});
  INFO(all.text);
  CHECK(all.code == 1);
  CHECK(all.verdicts("address") == "ok");
  CHECK(all.verdicts("key") == "FAIL");
  CHECK_THAT(all.advice("key"), Contains("ANTHROPIC_API_KEY"));
  CHECK(all.verdicts("model") == "not known");
  CHECK(all.verdicts("call") == "FAIL");
  CHECK_THAT(all.text, !Contains("bad-key"));
}

TEST_CASE("settings that keep a provider from being asked are found",
          "[system]") {
  for (const auto* setting : {"provider.base_url=http://gateway.example",
                              "provider.models_file=/nowhere.toml",
                              "provider.ca_file=/nowhere.pem"}) {
    doctor_world world;
    auto all = world.examine({setting});
    INFO(all.text);
    CHECK(all.code == 1);
    CHECK(all.verdicts("provider") == "FAIL");
  }
  doctor_world world{"two words"};
  auto all = world.examine({});
  CHECK(all.code == 1);
  CHECK_THAT(all.found("provider"), Contains("ANTHROPIC_API_KEY: holds a blank")
                                      && !Contains("two words"));
}

TEST_CASE("a model that the provider does not have is reported", "[system]") {
  sim_process sim;
  doctor_world world;
  auto all = world.examine({sim.address(), "provider.model=claude-nobody"});
  INFO(all.text);
  CHECK(all.code == 1);
  CHECK(all.verdicts("key") == "ok");
  CHECK(all.verdicts("model") == "warn FAIL");
  CHECK_THAT(all.found("model"), Contains("is not in provider.models_file")
                                   && Contains("no model claude-nobody"));
  CHECK(all.verdicts("call") == "FAIL");
}

TEST_CASE("a model at the end of its life is reported", "[system]") {
  sim_process sim{
    {"--profile", "instant", "--time-scale", "0", "--today", "2026-12-01"}};
  doctor_world world;
  auto retired
    = world.examine({sim.address(), "provider.model=claude-sonnet-4-5"});
  INFO(retired.text);
  CHECK(retired.code == 1);
  CHECK_THAT(retired.found("model"),
             Contains("the provider has retired claude-sonnet-4-5"));
  CHECK_THAT(retired.advice("model"), Contains("claude-sonnet-5-5"));
  auto deprecated
    = world.examine({sim.address(), "provider.model=claude-opus-4-5"});
  CHECK(deprecated.code == 0);
  CHECK(deprecated.found("model")
        == "claude-opus-4-5 is deprecated, to be retired on 2027-01-22");
}

TEST_CASE("a table that differs from what the provider says is reported",
          "[system]") {
  sim_process sim;
  doctor_world world;
  auto all = world.examine(
    {sim.address(),
     world.table("claude-sonnet-5-5",
                 "max_output = 64_000\nretires = 2099-01-01\n"
                 "thinking_modes = { adaptive = [\"low\"] }\n")});
  INFO(all.text);
  CHECK(all.code == 0);
  CHECK(all.verdicts("model") == "warn warn warn warn");
  CHECK_THAT(all.found("model"),
             Contains("max_output is 64000 in the table, and the provider "
                      "says 128000")
               && Contains("retires is 2099-01-01")
               && Contains("provider says adaptive between_tools"));
  all = world.examine(
    {sim.address(), world.table("claude-opus-5-5",
                                "thinking_modes = { disabled = [\"low\"] }\n"
                                "thinking = \"disabled\"\n")});
  INFO(all.text);
  CHECK(all.code == 1);
  CHECK_THAT(all.verdicts("model"), Catch::StartsWith("FAIL"));
  CHECK_THAT(all.found("model"),
             Contains("\"disabled\" is not taken by claude-opus-5-5"));
  CHECK(all.verdicts("call") == "FAIL");
}

TEST_CASE("a gateway that lists no models can be used, uncompared",
          "[system]") {
  for (const auto& reply : std::vector<std::string>{
         whole_reply("404 Not Found", "Content-Type: application/json\r\n",
                     R"({"detail":"Not Found"})"),
         whole_reply("404 Not Found", "Content-Type: text/html\r\n",
                     "<html><h1>404</h1></html>"),
         whole_reply("404 Not Found", "Content-Type: application/json\r\n",
                     R"({"type":"error","error":{"type":"not_found_error",)"
                     R"("message":"no route /v1/models/claude-sonnet-5-5"}})"),
         whole_reply("405 Method Not Allowed", "", ""),
         whole_reply("500 Internal Server Error", "", "oops"),
         whole_reply("200 OK", "Content-Type: text/html\r\n", "<html>Hello"),
         whole_reply("200 OK", "Content-Type: application/json\r\n",
                     R"({"object":"model","id":"claude-sonnet-5-5"})")}) {
    scripted_provider gateway{{says(reply), says(streamed_yes())}};
    doctor_world world;
    auto all = world.examine({at(gateway)});
    INFO(reply + all.text);
    CHECK(all.code == 0);
    CHECK(all.verdicts("model") == "warn");
    CHECK_THAT(all.found("model"), Contains("cannot be compared"));
    CHECK(all.verdicts("key") == "ok");
    CHECK_THAT(all.found("call"), Contains("20 tokens in, 4 out"));
  }
}

TEST_CASE("a provider that is slow, busy or broken is reported", "[system]") {
  struct example {
    scripted_provider::script call;
    const char* verdict;
    const char* found;
  };
  for (const auto& [call, verdict, found] : std::vector<example>{
         {says_nothing(), "FAIL", "No answer began within"},
         {says(whole_reply("529 Overloaded", "",
                           R"({"type":"error","error":{"type":)"
                           R"("overloaded_error","message":"Overloaded"}})")),
          "warn", "overloaded"},
         {says(whole_reply("402 Payment Required", "",
                           R"({"type":"error","error":{"type":)"
                           R"("billing_error","message":"pay"}})")),
          "FAIL", "used up"},
         {says(whole_reply("500 Internal Server Error", "", "")), "FAIL",
          "500"}}) {
    scripted_provider provider{
      {says(whole_reply("404 Not Found", "", "")), call}};
    doctor_world world;
    auto all
      = world.examine({at(provider), "provider.first_byte_timeout_ms=300"});
    INFO(all.text);
    CHECK(all.verdicts("call") == verdict);
    CHECK_THAT(all.found("call"), Contains(found));
    CHECK(all.code == (std::string{verdict} == "FAIL" ? 1 : 0));
  }
}

TEST_CASE("a clock that differs from the provider's is reported", "[system]") {
  constexpr auto usual = "%a, %d %b %Y %H:%M:%S GMT",
                 of_rfc_850 = "%A, %d-%b-%y %H:%M:%S GMT",
                 of_asctime = "%a %b %e %H:%M:%S %Y";
  struct example {
    long seconds;
    const char* form;
    std::string verdict;
  };
  for (const auto& [seconds, form, verdict] :
       std::vector<example>{{0, usual, "ok"},
                            {3600, usual, "warn"},
                            {-3600, usual, "warn"},
                            {3 * 86400, usual, "FAIL"},
                            {-800 * 86400L, usual, "FAIL"},
                            {0, of_rfc_850, "ok"},
                            {2 * 86400, of_rfc_850, "FAIL"},
                            {-3600, of_asctime, "warn"},
                            {-2 * 86400, of_asctime, "FAIL"}}) {
    scripted_provider provider{
      {says(whole_reply("404 Not Found", date_after(seconds, form), "")),
       says(streamed_yes())}};
    doctor_world world;
    auto all = world.examine({at(provider)});
    INFO(all.text);
    CHECK(all.verdicts("clock") == verdict);
    CHECK_THAT(all.found("clock"), Contains("at most 60 s are fine"));
  }
}

TEST_CASE("a clock is compared with whatever answer has a date", "[system]") {
  scripted_provider provider{
    {says(whole_reply("404 Not Found", "Date: yesterday\r\n", "")),
     says(whole_reply(
       "529 Busy", date_after(3 * 86400, "%a, %d %b %Y %H:%M:%S GMT"), ""))}};
  doctor_world world;
  CHECK(world.examine({at(provider)}).verdicts("clock") == "FAIL");
}
