#include "tests/io/llm/anthropic/anthropic_world.hpp"

#include <catch2/catch.hpp>

#include <cstring>

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

using Catch::StartsWith;

// -- streams that do not end well ---------------------------------------------

TEST_CASE("a stream that breaks off is reported as such, with what it cost") {
  auto cut = GENERATE(0, 1, 2);
  anthropic_world world{{after_half([cut](provider_peer& peer) {
    if (cut == 0)
      peer.reset();
    else if (cut == 1)
      peer.close();
    else
      peer.send(last_chunk);
  })}};
  auto heard = world.ask();
  auto failure = heard->failure();
  CHECK(failure.error == error_class::transient);
  CHECK(failure.message
        == (cut == 2 ? "The answer ended before it was complete."
                     : "The connection ended in the middle of the answer."));
  CHECK(failure.spent.tokens == token_counts{25, 1, 0, 1200});
  CHECK(failure.extra_calls == 0);
  CHECK(heard->ends() == 1);
}

TEST_CASE("wherever an answer is cut off, its end is reported once") {
  const auto reply = std::string{stream_head} + chunk(whole_message("x"))
                     + std::string{last_chunk};
  const auto last = "{\"type\":\"message_stop\"}\n\n";
  const auto complete = reply.find(last) + std::strlen(last);
  std::vector<anthropic_world::script> scripts;
  for (std::size_t cut = 0; cut < reply.size(); cut += 5)
    scripts.push_back([&reply, cut](provider_peer& peer) {
      peer.send(std::string_view{reply}.substr(0, cut));
      peer.close();
    });
  anthropic_world world{scripts};
  for (std::size_t cut = 0; cut < reply.size(); cut += 5) {
    CAPTURE(cut);
    auto heard = world.ask();
    if (cut < complete)
      CHECK(heard->failure().error == error_class::transient);
    else
      CHECK(heard->answer().text == "x");
    CHECK(heard->ends() == 1);
  }
}

TEST_CASE("silence in the middle of an answer ends the call") {
  anthropic_world world{
    {after_half([](provider_peer& peer) { peer.await_end(); })}};
  world.limits().idle = 50ms;
  auto failure = world.failure();
  CHECK(failure.error == error_class::transient);
  CHECK(failure.message == "Nothing more came within 50 ms.");
}

TEST_CASE("signs of life do not stand for an answer for ever") {
  anthropic_world world{{after_half([](provider_peer& peer) {
    while (!peer.hears_within(2) && peer.send(chunk(ping())))
      ;
  })}};
  world.limits().progress = 60ms;
  auto failure = world.failure();
  CHECK(failure.error == error_class::transient);
  CHECK(failure.message == "The model wrote no word within 60 ms.");
}

TEST_CASE("an answer that is getting on is not given up") {
  constexpr auto limit = 1s;
  anthropic_world world{{after_half([=](provider_peer& peer) {
    const auto end = std::chrono::steady_clock::now() + limit + limit / 4;
    while (std::chrono::steady_clock::now() < end && !peer.hears_within(10))
      peer.send(chunk(text_delta(0, "")));
    peer.send(chunk(message_delta("end_turn") + message_stop())
              + std::string{last_chunk});
  })}};
  world.limits().progress = limit;
  CHECK(world.ask()->answer().text == "Half");
}

TEST_CASE("no answer takes longer than it may in all") {
  anthropic_world world{{after_half([](provider_peer& peer) {
    while (!peer.hears_within(2) && peer.send(chunk(text_delta(0, "x"))))
      ;
  })}};
  world.limits().total = 100ms;
  CHECK(world.failure().message
        == "The answer was not complete within 100 ms.");
}

TEST_CASE("a provider that does not begin to answer is given up") {
  anthropic_world world{{[](provider_peer& peer) { peer.await_end(); }}};
  world.limits().first_byte = 50ms;
  auto failure = world.failure();
  CHECK(failure.error == error_class::transient);
  CHECK(failure.message == "No answer began within 50 ms.");
  CHECK(failure.spent.tokens == token_counts{});
}

TEST_CASE("a provider that does not take the request is given up") {
  anthropic_world world{{}};
  std::string filler(32 * 1024 * 1024, 'x');
  world.limits().write = 50ms;
  bound_port deaf;
  deaf.listen();
  world.options.stream.to.port = deaf.number();
  auto heard = std::make_shared<heard_call>();
  auto request = test_request();
  request.messages[0].text += filler;
  world.client().start(request, heard);
  CHECK(heard->failure().message == "The request was not taken within 50 ms.");
}

TEST_CASE("nobody there is reported as such") {
  anthropic_world world{{}};
  bound_port empty;
  world.options.stream.to.port = empty.number();
  auto failure = world.failure();
  CHECK(failure.error == error_class::transient);
  CHECK(failure.message == "127.0.0.1 cannot be reached (Connection refused).");
}

TEST_CASE("what is no HTTP, or no stream, is reported as such") {
  anthropic_world world{
    {[](provider_peer& peer) { peer.send("SSH-2.0-OpenSSH\r\n\r\n\r\n"); },
     replies("200 OK", "Content-Type: text/html\r\n", "<html>")}};
  CHECK_THAT(world.failure().message, StartsWith("The answer is no HTTP ("));
  CHECK(world.failure().message
        == "The provider did not answer with a stream of events (HTTP 200, "
           "text/html: <html>).");
}

TEST_CASE("an endless header is given up") {
  anthropic_world world{{[](provider_peer& peer) {
    peer.send("HTTP/1.1 200 OK\r\nx: ");
    while (peer.send(std::string(4096, 'x')))
      ;
  }}};
  CHECK_THAT(world.failure().message, StartsWith("The answer is no HTTP ("));
}

TEST_CASE("an event larger than allowed ends the call") {
  anthropic_world world{{after_half([](provider_peer& peer) {
    const auto much = chunk(std::string(1024 * 1024, 'x'));
    peer.send(chunk("data: "));
    while (peer.send(much))
      ;
  })}};
  auto failure = world.failure();
  CHECK(failure.error == error_class::invalid_request);
  CHECK(failure.message
        == "The provider sent too large an event, of more than 8388608 "
           "bytes.");
}

TEST_CASE("an answer beyond the limit is refused") {
  anthropic_world world{{after_half([](provider_peer& peer) {
    const auto much = chunk(text_delta(0, std::string(100'000, 'x')));
    for (int i = 0; i < 500 && peer.send(much); ++i)
      ;
    peer.await_end();
  })}};
  world.options.max_answer_bytes = 1'000'000;
  auto failure = world.failure();
  CHECK(failure.error == error_class::invalid_request);
  CHECK(failure.message
        == "The answer is longer than provider.max_answer_bytes (1000000).");
}

// -- connections --------------------------------------------------------------

TEST_CASE("a connection serves one request after the other") {
  anthropic_world world{
    {streams(whole_message("a")), replies("529 Overloaded", "", "{}"),
     streams(whole_message("b", "max_tokens")), streams(whole_message("c"))}};
  world.ask()->answer();
  world.failure();
  CHECK(world.failure().error == error_class::truncated);
  world.ask()->answer();
  for (const auto& request : world.provider.requests())
    CHECK(request.connection == 0);
}

TEST_CASE("calls at the same time have connections of their own") {
  anthropic_world world{
    {after_half([](provider_peer& peer) { peer.await_end(); }),
     streams(whole_message("b"))}};
  auto first = world.ask();
  auto call = world.call;
  first->await_text("Half");
  CHECK(world.ask()->answer().text == "b");
  call->cancel();
  CHECK(first->failure().message == "The call was cancelled.");
}

TEST_CASE("a used connection that is dead is replaced without a failure") {
  anthropic_world world{{streams(whole_message("a")),
                         [](provider_peer& peer) { peer.close(); },
                         streams(whole_message("b"))}};
  world.ask()->answer();
  auto heard = world.ask();
  CHECK(heard->answer().text == "b");
  CHECK(heard->answer().extra_calls == 1);
  CHECK(heard->restarts() == 1);
  auto requests = world.provider.requests();
  REQUIRE(requests.size() == 3);
  CHECK(requests[1].connection == 0);
  CHECK(requests[2].connection == 1);
  CHECK(requests[1].body == requests[2].body);
}

TEST_CASE("a dead connection is replaced once only, and counted") {
  anthropic_world world{{streams(whole_message("a")),
                         [](provider_peer& peer) { peer.reset(); },
                         [](provider_peer& peer) { peer.reset(); }}};
  world.ask()->answer();
  auto failure = world.failure();
  CHECK(failure.error == error_class::transient);
  CHECK(failure.message == "The connection ended before the answer.");
  CHECK(failure.extra_calls == 1);
}

TEST_CASE("a new connection that dies is not replaced") {
  anthropic_world world{{[](provider_peer& peer) { peer.close(); }}};
  auto heard = world.ask();
  CHECK(heard->failure().extra_calls == 0);
  CHECK(heard->restarts() == 0);
}

TEST_CASE("a connection that the provider closed is not used again") {
  anthropic_world world{{[](provider_peer& peer) {
                           streams(whole_message("a"))(peer);
                           peer.close();
                         },
                         streams(whole_message("b"))}};
  world.ask()->answer();
  REQUIRE(world.provider.await_ended(1));
  auto heard = world.ask();
  CHECK(heard->answer().text == "b");
  CHECK(heard->restarts() == 0);
}

TEST_CASE("a connection that the provider means to close is not used again") {
  anthropic_world world{
    {replies("529 Overloaded", "Connection: close\r\n", "{}"),
     streams(whole_message("b"))}};
  world.failure();
  world.ask()->answer();
  CHECK(world.provider.requests().at(1).connection == 1);
}

TEST_CASE("a connection is not kept longer than the provider keeps it") {
  anthropic_world world{
    {replies("529 Overloaded", "Keep-Alive: timeout=1\r\n", "{}"),
     streams(whole_message("b"))}};
  world.failure();
  world.ask()->answer();
  CHECK(world.provider.requests().at(1).connection == 1);
}

TEST_CASE("an answer is reported before its connection is free again") {
  anthropic_world world{{[](provider_peer& peer) {
                           peer.send(std::string{stream_head}
                                     + chunk(whole_message("a")));
                           peer.await_end();
                         },
                         streams(whole_message("b"))}};
  world.limits().drain = 50ms;
  CHECK(world.ask()->answer().text == "a");
  CHECK(world.ask()->answer().text == "b");
  CHECK(world.provider.await_ended(1));
}

// -- the end of a call --------------------------------------------------------

TEST_CASE("a cancelled call closes its connection at once") {
  anthropic_world world{
    {after_half([](provider_peer& peer) { peer.await_end(); })}};
  auto heard = world.ask();
  heard->await_text("Half");
  world.call->cancel();
  world.call->cancel();
  auto failure = heard->failure();
  CHECK(failure.error == error_class::transient);
  CHECK(failure.spent.tokens.input == 25);
  CHECK(world.provider.await_ended(1));
  CHECK(heard->ends() == 1);
}

TEST_CASE("a call is cancelled at whatever point it has reached") {
  anthropic_world world{
    {[](provider_peer& peer) { peer.await_end(); },
     [](provider_peer& peer) {
       peer.send("HTTP/1.1 529 Overloaded\r\nContent-Length: 9\r\n\r\n{");
       peer.await_end();
     }}};
  bound_port deaf;
  deaf.listen();
  SECTION("before it has begun") {
    auto heard = world.ask();
    world.call->cancel();
    CHECK(heard->failure().message == "The call was cancelled.");
  }
  SECTION("while TLS is agreed on") {
    world.options.stream.to.scheme = io::llm::wire::scheme::https;
    world.options.stream.to.port = deaf.number();
    auto heard = world.ask();
    pollfd arrived{deaf.fd(), POLLIN, 0};
    REQUIRE(::poll(&arrived, 1, 20'000) == 1);
    world.call->cancel();
    CHECK(heard->failure().message == "The call was cancelled.");
  }
  SECTION("while the answer is awaited, and in the middle of a refusal") {
    for (std::size_t number = 1; number <= 2; ++number) {
      auto heard = world.ask();
      REQUIRE(world.provider.await_requests(number));
      world.call->cancel();
      CHECK(heard->failure().message == "The call was cancelled.");
      CHECK(heard->ends() == 1);
      CHECK(world.provider.await_ended(number));
    }
  }
}

TEST_CASE("to cancel an answered call does nothing") {
  anthropic_world world{{streams(whole_message("a"))}};
  auto heard = world.ask();
  heard->answer();
  world.call->cancel();
  CHECK(heard->ends() == 1);
}

TEST_CASE("a client that ends tells the calls under way") {
  auto heard = std::make_shared<heard_call>();
  std::shared_ptr<io::llm::call> call;
  {
    anthropic_world world{
      {after_half([](provider_peer& peer) { peer.await_end(); })}};
    call = world.client().start(test_request(), heard);
    heard->await_text("Half");
  }
  CHECK(heard->failure().message == "The call was cancelled.");
  call->cancel();
}
