#include "actors/rules/scheduling/call_order.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::rules;

namespace {

using tickets = std::vector<call_order::ticket>;

tickets all_of(call_order& order) {
  tickets result;
  while (auto next = order.next())
    result.push_back(*next);
  return result;
}

} // namespace

TEST_CASE("the longest way to go comes first") {
  call_order order;
  order.add(1, "a", 1);
  order.add(7, "a", 2);
  order.add(4, "b", 3);
  CHECK(all_of(order) == tickets{2, 3, 1});
}

TEST_CASE("among equals jobs come in turn, each with its oldest call") {
  call_order order;
  for (auto which : {1, 2, 3})
    order.add(2, "a", call_order::ticket(which));
  order.add(2, "b", 4);
  order.add(2, "b", 5);
  order.add(2, "c", 6);
  CHECK(all_of(order) == tickets{1, 4, 6, 2, 5, 3});
}

TEST_CASE("a job that had its turn queues up behind the others") {
  call_order order;
  order.add(2, "a", 1);
  order.add(2, "b", 2);
  CHECK(order.next() == 1);
  order.add(2, "a", 3);
  CHECK(all_of(order) == tickets{2, 3});
}

TEST_CASE("a call that goes again comes before its equals only") {
  call_order order;
  order.add(2, "a", 1);
  order.add(2, "b", 2);
  order.add(3, "c", 3);
  order.add_first(2, "b", 4);
  order.add_first(2, "d", 5);
  CHECK(all_of(order) == tickets{3, 5, 4, 1, 2});
}

TEST_CASE("a call that is taken out leaves the others in place") {
  call_order order;
  order.add(2, "a", 1);
  order.add(2, "a", 2);
  order.add(2, "b", 3);
  order.remove(2, "a", 1);
  order.remove(2, "b", 3);
  order.remove(2, "b", 3);
  order.remove(5, "z", 9);
  CHECK(all_of(order) == tickets{2});
}
