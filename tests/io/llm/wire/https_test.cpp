#include "tests/io/llm/anthropic/anthropic_world.hpp"
#include "tests/support/disks/temporary_directory.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

using Catch::Contains;
using Catch::StartsWith;

namespace {

/// A provider that shows a certificate, and a client that trusts its authority.
struct https_world {
  explicit https_world(const std::string& names, int days = 30,
                       std::vector<scripted_provider::script> scripts
                       = {streams(whole_message("x"))})
    : calls{std::move(scripts), authority.issue(names, days)} {
    trust(authority);
  }

  void trust(const test_authority& whom) {
    auto file = folder.path() / "ca.pem";
    std::ofstream{file} << whom.pem();
    calls.options.stream.ca_file = file;
  }

  temporary_directory folder;
  test_authority authority;
  anthropic_world calls;
};

} // namespace

TEST_CASE("a certificate that names the host is trusted") {
  https_world world{"DNS:localhost"};
  CHECK(world.calls.ask()->answer().text == "x");
  CHECK_THAT(world.calls.provider.requests().at(0).head,
             Contains("x-api-key: " + test_key));
}

TEST_CASE("a certificate may name an address") {
  https_world world{"IP:127.0.0.1"};
  world.calls.options.stream.to.host = "127.0.0.1";
  CHECK(world.calls.ask()->answer().text == "x");
}

TEST_CASE("a connection over TLS serves again, and is replaced when dead") {
  https_world world{"DNS:localhost",
                    30,
                    {streams(whole_message("a")), streams(whole_message("b")),
                     [](provider_peer& peer) { peer.close(); },
                     streams(whole_message("c"))}};
  for (const auto* text : {"a", "b", "c"})
    CHECK(world.calls.ask()->answer().text == text);
  auto requests = world.calls.provider.requests();
  REQUIRE(requests.size() == 4);
  CHECK(requests[1].connection == 0);
  CHECK(requests[3].connection == 1);
}

TEST_CASE("nobody hears the key who does not prove who it is") {
  auto refused = [](https_world& world, const char* reason) {
    auto failure = world.calls.failure();
    CHECK(failure.error == error_class::auth);
    CHECK(failure.message
          == "The certificate of " + world.calls.options.stream.to.host
               + " is not to be trusted (" + reason + ").");
    CHECK(world.calls.provider.requests().empty());
  };
  SECTION("another host") {
    https_world world{"DNS:elsewhere.example"};
    refused(world, "hostname mismatch");
  }
  SECTION("another address") {
    https_world world{"DNS:localhost"};
    world.calls.options.stream.to.host = "127.0.0.1";
    refused(world, "IP address mismatch");
  }
  SECTION("an authority that is not known") {
    https_world world{"DNS:localhost"};
    world.calls.options.stream.ca_file.clear();
    refused(world, "unable to get local issuer certificate");
  }
  SECTION("another authority of the same name") {
    https_world world{"DNS:localhost"};
    world.trust({});
    refused(world, "certificate signature failure");
  }
  SECTION("too late") {
    https_world world{"DNS:localhost", -1};
    refused(world, "certificate has expired");
  }
}

TEST_CASE("a peer that speaks no TLS is reported as such") {
  anthropic_world world{{}};
  world.options.stream.to.scheme = io::llm::wire::scheme::https;
  world.options.stream.to.host = "localhost";
  world.limits().tls = 50ms;
  auto failure = world.failure();
  CHECK(failure.error == error_class::transient);
  CHECK(failure.message == "TLS was not agreed on within 50 ms.");
}

TEST_CASE("a stream over TLS may end without a goodbye once it is complete") {
  https_world world{
    "DNS:localhost",
    30,
    {[](provider_peer& peer) {
       peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                 + message_start());
       peer.close();
     },
     [](provider_peer& peer) {
       peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                 + whole_message("x"));
       peer.close();
     }}};
  CHECK(world.calls.failure().message
        == "The answer ended before it was complete.");
  CHECK(world.calls.ask()->answer().text == "x");
}

TEST_CASE("a file without certificates is reported at the start") {
  https_world world{"DNS:localhost"};
  world.calls.options.stream.ca_file = "/nowhere/ca.pem";
  CHECK_THROWS_WITH(world.calls.client(),
                    StartsWith("/nowhere/ca.pem holds no certificates in PEM"));
}

TEST_CASE("a call over TLS is cancelled at once") {
  https_world world{"DNS:localhost", 30, {after_half([](provider_peer& peer) {
                      peer.await_end();
                    })}};
  auto heard = world.calls.ask();
  heard->await_text("Half");
  world.calls.call->cancel();
  CHECK(heard->failure().message == "The call was cancelled.");
  CHECK(world.calls.provider.await_ended(1));
}
