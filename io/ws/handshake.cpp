#include "io/ws/handshake.hpp"

#include "io/http/refusal.hpp"

#include <algorithm>
#include <array>
#include <openssl/evp.h>

namespace dossier::io::ws {

namespace {

using http::has_token;
using http::refusal;
using http::same_text;

/// Base64 of 16 bytes.
constexpr std::size_t key_size = 24;

/// RFC 6455, section 1.3.
constexpr std::string_view key_suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

bool wants_upgrade(const http::request_head& head) {
  return head.method == "GET" && head.minor_version == 1
         && has_token(head.list("Connection"), "upgrade")
         && has_token(head.list("Upgrade"), "websocket");
}

bool offers_protocol(const http::request_head& head) {
  return std::any_of(head.fields.begin(), head.fields.end(), [](const auto& f) {
    return same_text(f.name, "Sec-WebSocket-Protocol");
  });
}

bool offers_ours(const http::request_head& head) {
  return std::any_of(head.fields.begin(), head.fields.end(), [](const auto& f) {
    return same_text(f.name, "Sec-WebSocket-Protocol")
           && has_token(f.value, protocol_name);
  });
}

} // namespace

std::variant<reply, problem> shake_hands(const http::request_head& head) {
  if (!wants_upgrade(head))
    return refusal(problem_code::upgrade_required,
                   "only WebSockets are spoken here",
                   {{"Upgrade", "websocket"}, {"Connection", "Upgrade"}});
  if (head.field("Sec-WebSocket-Version") != "13")
    return refusal(problem_code::upgrade_required,
                   "only version 13 of WebSocket is spoken here",
                   {{"Upgrade", "websocket"},
                    {"Connection", "Upgrade"},
                    {"Sec-WebSocket-Version", "13"}});
  const auto key = head.field("Sec-WebSocket-Key");
  if (key.size() != key_size || !key.ends_with("=="))
    return refusal(problem_code::bad_request,
                   "Sec-WebSocket-Key must be 16 bytes in Base64");
  if (offers_protocol(head) && !offers_ours(head))
    return refusal(problem_code::bad_request,
                   "the only sub-protocol is " + std::string{protocol_name});
  reply answer;
  answer.status = 101;
  answer.extra = {{"Upgrade", "websocket"},
                  {"Connection", "Upgrade"},
                  {"Sec-WebSocket-Accept", accept_key(key)}};
  if (offers_ours(head))
    answer.extra.emplace_back("Sec-WebSocket-Protocol", protocol_name);
  return answer;
}

std::string accept_key(std::string_view client_key) {
  const auto text = std::string{client_key}.append(key_suffix);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(),
             nullptr);
  // Four characters for three bytes, and the NUL that OpenSSL adds.
  std::array<unsigned char, EVP_MAX_MD_SIZE * 2> encoded{};
  const auto length
    = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(size));
  return {encoded.begin(), encoded.begin() + length};
}

} // namespace dossier::io::ws
