#include "io/llm/wire/stream_request.hpp"

namespace dossier::io::llm {

std::string text_of(const stream_request& what, const base_url& to) {
  auto text = what.method + ' ' + to.path + what.path
              + " HTTP/1.1\r\nHost: " + authority_of(to) + "\r\n";
  for (const auto& [name, value] : what.fields)
    text += name + ": " + value + "\r\n";
  if (what.method != "POST")
    return text + "\r\n";
  return text + "Content-Length: " + std::to_string(what.body.size())
         + "\r\n\r\n" + what.body;
}

} // namespace dossier::io::llm
