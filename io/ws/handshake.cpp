#include "io/ws/handshake.hpp"

#include "io/http/refusal.hpp"

#include <algorithm>
#include <array>
#include <openssl/evp.h>

namespace dossier::io::ws {

namespace {

using http::has_token;
using http::list_elements;
using http::refusal;

/// Base64 of 16 bytes: 24 characters, of which two are padding.
constexpr std::size_t key_size = 24;
constexpr std::string_view key_padding = "==";

/// RFC 6455, section 1.3.
constexpr std::string_view key_suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

bool wants_upgrade(const http::request_head& head) {
  return head.method == "GET" && head.minor_version == 1
         && has_token(head.list("Connection"), "upgrade")
         && has_token(head.list("Upgrade"), "websocket");
}

/// Strictly: the last character before the padding has two bits to give, and
/// the rest of it is zero.
bool is_key(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
           || (c >= '0' && c <= '9') || c == '+' || c == '/';
  };
  if (text.size() != key_size || !text.ends_with(key_padding))
    return false;
  text.remove_suffix(key_padding.size());
  return std::all_of(text.begin(), text.end(), is_letter)
         && std::string_view{"AQgw"}.find(text.back()) != text.npos;
}

enum class offer { nothing, ours, others };

/// Names of sub-protocols differ by case. An empty list offers none.
offer offer_of(const http::request_head& head) {
  const auto text = head.list("Sec-WebSocket-Protocol");
  const auto names = list_elements(text);
  if (names.empty())
    return offer::nothing;
  return std::find(names.begin(), names.end(), protocol_name) != names.end()
           ? offer::ours
           : offer::others;
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
  if (!is_key(key))
    return refusal(problem_code::bad_request,
                   "Sec-WebSocket-Key must be 16 bytes in Base64");
  const auto offered = offer_of(head);
  if (offered == offer::others)
    return refusal(problem_code::bad_request,
                   "the only sub-protocol is " + std::string{protocol_name});
  reply answer;
  answer.status = 101;
  answer.extra = {{"Upgrade", "websocket"},
                  {"Connection", "Upgrade"},
                  {"Sec-WebSocket-Accept", accept_key(key)}};
  if (offered == offer::ours)
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
