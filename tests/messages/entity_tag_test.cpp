#include "messages/entity_tag.hpp"

#include <catch2/catch.hpp>

using dossier::lists_tag;

TEST_CASE("a tag is found wherever it stands in the list") {
  for (const auto* list :
       {"\"7\"", "\"6\", \"7\"", "\"7\",\"8\"", "W/\"7\"", "\"a,b\" , W/\"7\"",
        " \"7\" ", "*", " * ", "\"6\",, \"7\"", ", \"7\",", ",*"}) {
    INFO(list);
    CHECK(lists_tag(list, "\"7\""));
  }
}

TEST_CASE("what is not in the list is not found") {
  for (const auto* list : {"", " ", "\"6\"", "\"77\"", "7", "\"7", "w/\"7\"",
                           "\"6\" x, \"7\"", "*, \"6\"", "\"6,\"7\"\""}) {
    INFO(list);
    CHECK_FALSE(lists_tag(list, "\"7\""));
  }
}
