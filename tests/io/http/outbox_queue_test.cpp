#include "io/net/outbox_queue.hpp"

#include <catch2/catch.hpp>

using namespace dossier::io;
using net::outbox_queue;
using enum frame_kind;

namespace {

frame text(std::size_t size, char letter = 'x') {
  return std::make_shared<const std::string>(size, letter);
}

} // namespace

TEST_CASE("frames leave in order, as many as fit into a batch") {
  outbox_queue queue{10, 1000};
  for (const char letter : {'a', 'b', 'c'})
    CHECK(queue.push(text(40, letter), state) == push_result::taken);
  const auto first = queue.take(100);
  REQUIRE(first.size() == 2);
  CHECK(first[0]->front() == 'a');
  CHECK(first[1]->front() == 'b');
  queue.written();
  CHECK(queue.take(100).size() == 1);
  CHECK_FALSE(queue.has_waiting());
}

TEST_CASE("a delta without room is dropped, by number and by size") {
  outbox_queue few{2, 1000};
  CHECK(few.push(text(1), delta) == push_result::taken);
  CHECK(few.push(text(1), delta) == push_result::taken);
  CHECK(few.push(text(1), delta) == push_result::dropped);
  outbox_queue small{100, 10};
  CHECK(small.push(text(6), delta) == push_result::taken);
  CHECK(small.push(text(6), delta) == push_result::dropped);
}

TEST_CASE("state takes the room of deltas, and the engine hears of the gap") {
  outbox_queue queue{2, 1000};
  (void)queue.push(text(1, 'd'), delta);
  (void)queue.push(text(1, 's'), state);
  CHECK(queue.push(text(1, 't'), state) == push_result::taken);
  const auto left = queue.take(1000);
  REQUIRE(left.size() == 2);
  CHECK(left[0]->front() == 's');
  queue.written();
  CHECK(queue.push(text(1), delta) == push_result::dropped);
  CHECK(queue.push(text(1), delta) == push_result::taken);
}

TEST_CASE("state that does not fit overflows") {
  outbox_queue queue{2, 1000};
  (void)queue.push(text(1), state);
  (void)queue.push(text(1), state);
  CHECK(queue.push(text(1), state) == push_result::closed);
  CHECK_FALSE(queue.has_waiting());
}

TEST_CASE("what is being written counts until it is") {
  outbox_queue queue{1, 1000};
  (void)queue.push(text(1), state);
  (void)queue.take(1000);
  CHECK(queue.push(text(1), delta) == push_result::dropped);
  queue.written();
  CHECK(queue.push(text(1), delta) == push_result::taken);
}

TEST_CASE("an empty queue takes a frame of any size") {
  outbox_queue queue{1000, 100};
  CHECK(queue.push(text(1000), state) == push_result::taken);
  CHECK(queue.take(10).size() == 1);
}
