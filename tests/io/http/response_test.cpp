#include "io/http/response.hpp"

#include <catch2/catch.hpp>

using namespace dossier;

namespace {

std::string status_line(int status) {
  reply answer;
  answer.status = status;
  const auto head = io::http::response_head(answer, {});
  return head.substr(0, head.find("\r\n"));
}

} // namespace

TEST_CASE("a status line has the phrase of RFC 9110") {
  const auto [status, phrase] = GENERATE(table<int, std::string>({
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {507, "Insufficient Storage"},
  }));
  CHECK(status_line(status)
        == "HTTP/1.1 " + std::to_string(status) + ' ' + phrase);
}
