#include "messages/fault.hpp"

#include <catch2/catch.hpp>

using dossier::fault;

TEST_CASE("a fault is one line without the parts that are empty") {
  CHECK(to_string(fault{"a.toml", 3, "http.port", "no number"})
        == "a.toml:3: http.port: no number");
  CHECK(to_string(fault{"a.toml", 0, "", "cannot be read"})
        == "a.toml: cannot be read");
  CHECK(to_string(fault{"", 0, "HTTP_PORT", "no number"})
        == "HTTP_PORT: no number");
}
