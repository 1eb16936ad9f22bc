#include "tests/llm_sim/sim_world.hpp"

#include "tests/support/places.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include <array>
#include <sys/socket.h>
#include <sys/time.h>

namespace dossier::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using nlohmann::json;

namespace {

/// Nobody waits so long for an answer that comes.
constexpr timeval patience{20, 0};

connection_end read_all(tcp::socket& from, std::string& to,
                        std::string_view enough) {
  std::array<char, 65536> chunk;
  while (enough.empty() || to.find(enough) == std::string::npos) {
    auto count = ::recv(from.native_handle(), chunk.data(), chunk.size(), 0);
    if (count == 0)
      return connection_end::closed;
    if (count < 0)
      return errno == ECONNRESET ? connection_end::reset
                                 : connection_end::silent;
    to.append(chunk.data(), static_cast<std::size_t>(count));
  }
  return connection_end::silent;
}

void join_chunks(wire_answer& to) {
  std::string joined;
  auto rest = std::string_view{to.body};
  for (;;) {
    auto line = rest.find("\r\n");
    if (line == std::string_view::npos)
      break;
    auto size = std::stoul(std::string{rest.substr(0, line)}, nullptr, 16);
    to.has_last_chunk = size == 0;
    if (size == 0 || rest.size() < line + 2 + size)
      break;
    joined.append(rest.substr(line + 2, size));
    rest.remove_prefix(std::min(line + 4 + size, rest.size()));
  }
  to.body = std::move(joined);
}

wire_answer read_answer(const std::string& bytes, connection_end end) {
  wire_answer result;
  result.end = end;
  auto at = bytes.find("\r\n\r\n");
  if (at == std::string::npos)
    return result;
  result.head = bytes.substr(0, at + 2);
  result.body = bytes.substr(at + 4);
  result.status = std::stoi(result.head.substr(9, 3));
  if (result.head.find("transfer-encoding: chunked") != std::string::npos)
    join_chunks(result);
  return result;
}

} // namespace

sim_world::sim_world(llm_sim::options wanted)
  : door_{std::move(wanted)}, thread_{[this] { door_.run(); }} {
  // nop
}

sim_world::~sim_world() {
  door_.stop();
  thread_.join();
}

llm_sim::options sim_world::make_options() {
  llm_sim::options result;
  result.pipelines = source_dir() + "/config/pipelines";
  result.how = *llm_sim::find_pace("sonnet");
  result.how.time_scale = 0;
  return result;
}

wire_answer sim_world::send(const std::string& bytes, std::string_view enough) {
  asio::io_context loop;
  tcp::socket peer{loop};
  peer.connect({asio::ip::address_v4::loopback(), door_.port()});
  ::setsockopt(peer.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience,
               sizeof(patience));
  error_code ec;
  asio::write(peer, asio::buffer(bytes), ec);
  if (ec) // Who writes into a reset hears of it there, and not once more.
    return read_answer({}, connection_end::reset);
  std::string answer;
  auto end = read_all(peer, answer, enough);
  return read_answer(answer, end);
}

wire_answer sim_world::post(const std::string& path, const json& body,
                            const std::string& fields,
                            std::string_view enough) {
  auto text = body.dump();
  return send("POST " + path + " HTTP/1.1\r\nHost: sim\r\nConnection: close\r\n"
                + fields + "Content-Type: application/json\r\nContent-Length: "
                + std::to_string(text.size()) + "\r\n\r\n" + text,
              enough);
}

wire_answer sim_world::get(const std::string& path) {
  return send("GET " + path
              + " HTTP/1.1\r\nHost: sim\r\nConnection: close\r\n\r\n");
}

wire_answer sim_world::ask(const std::string& stage, const std::string& fields,
                           std::string_view enough) {
  return post("/v1/messages", section_request(stage), fields, enough);
}

std::string sim_world::text_of(const wire_answer& from) {
  constexpr std::string_view mark = "data: ";
  std::string result;
  for (auto at = from.body.find(mark); at != std::string::npos;
       at = from.body.find(mark, at + 1)) {
    auto begin = at + mark.size();
    auto line = from.body.substr(begin, from.body.find('\n', begin) - begin);
    auto event = json::parse(line, nullptr, false);
    if (event.is_object() && event.value("type", "") == "content_block_delta")
      result += event["delta"].value("text", "");
  }
  return result;
}

json sim_world::journal() {
  return json::parse(get("/sim/journal").body);
}

json sim_world::finished_entry(std::size_t index) {
  auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (std::chrono::steady_clock::now() < deadline) {
    auto entry = journal()["entries"].at(index);
    if (entry["isFinished"].get<bool>())
      return entry;
  }
  FAIL("the call has not ended");
  return {};
}

json section_request(const std::string& stage, const std::string& company) {
  return {{"model", "claude-sonnet-4-5"},
          {"max_tokens", 16000},
          {"stream", true},
          {"messages",
           {{{"role", "user"},
             {"content", "Stage: " + stage + "\nCompany: " + company
                           + "\nGeography: Peru\n\nWrite it."}}}}};
}

} // namespace dossier::test
