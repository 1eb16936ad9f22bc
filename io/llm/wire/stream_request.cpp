#include "io/llm/wire/stream_request.hpp"

namespace dossier::io::llm::wire {

std::string text_of(const stream_request& request, const base_url& to) {
  auto text = request.method + ' ' + to.path + request.path
              + " HTTP/1.1\r\nHost: " + authority_of(to) + "\r\n";
  for (const auto& [name, value] : request.fields)
    text += name + ": " + value + "\r\n";
  if (request.method != "POST")
    return text + "\r\n";
  return text + "Content-Length: " + std::to_string(request.body.size())
         + "\r\n\r\n" + request.body;
}

} // namespace dossier::io::llm::wire
