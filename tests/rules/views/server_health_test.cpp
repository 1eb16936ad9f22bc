#include "actors/rules/views/server_health.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace dossier::rules;
using nlohmann::json;

TEST_CASE("a server is ready unless something is not in order") {
  CHECK_FALSE(refuse_readiness({}, "t"));
}

TEST_CASE("everything that is not in order is a reason") {
  const auto both = refuse_readiness({true, false}, "t").value();
  CHECK(both.status == 503);
  CHECK(both.extra == dossier::headers{{"Retry-After", "1"}});
  const auto body = json::parse(*both.body);
  CHECK(body.at("code") == "draining");
  CHECK(body.at("traceId") == "t");
  CHECK(body.at("reasons").size() == 2);
  const auto full = json::parse(*refuse_readiness({false, false}, "t")->body);
  CHECK(full.at("code") == "storage_busy");
  CHECK(full.at("reasons").size() == 1);
  CHECK(full.at("detail") == full.at("reasons")[0]);
}
