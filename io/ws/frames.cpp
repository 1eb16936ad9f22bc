#include "io/ws/frames.hpp"

#include "messages/utf8.hpp"

#include <utility>

namespace dossier::io::ws {

namespace {

constexpr std::size_t max_control_bytes = 125;
constexpr std::size_t mask_bytes = 4;
/// Nobody cuts 64 KiB into more pieces but to keep us busy.
constexpr std::size_t max_pieces = 128;

constexpr unsigned char final_bit = 0x80;
constexpr unsigned char reserved_bits = 0x70;
constexpr unsigned char mask_bit = 0x80;
constexpr std::size_t two_byte_length = 126;
constexpr std::size_t eight_byte_length = 127;

bool is_control(opcode kind) noexcept {
  return kind >= opcode::close;
}

/// What fewer bytes could say has to be said by them (RFC 6455, 5.2).
std::uint64_t least_size(unsigned length_bytes) noexcept {
  return length_bytes == 2 ? two_byte_length : 0x10000;
}

bool is_known(unsigned code) noexcept {
  return code <= 2 || (code >= 8 && code <= 10);
}

std::uint64_t big_endian(std::string_view bytes) noexcept {
  std::uint64_t value = 0;
  for (const char byte : bytes)
    value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

void append_big_endian(std::string& to, std::uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i)
    to += static_cast<char>(value >> (8 * i) & 0xFF);
}

/// As a client may send it.
bool is_close_code(int code) noexcept {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014)
         || (code >= 3000 && code <= 4999);
}

incoming read_close(std::string_view payload) {
  if (payload.empty())
    return close_request{};
  if (payload.size() == 1)
    return violation{protocol_error, "half a close code"};
  const auto code = static_cast<int>(big_endian(payload.substr(0, 2)));
  if (!is_close_code(code))
    return violation{protocol_error, "no such close code"};
  if (!utf8::is_valid(payload.substr(2)))
    return violation{bad_text, "the reason is not UTF-8"};
  return close_request{code};
}

} // namespace

// -- writing ------------------------------------------------------------------

void append_header(std::string& to, opcode kind, std::size_t size) {
  to += static_cast<char>(final_bit | static_cast<unsigned char>(kind));
  if (size < two_byte_length) {
    to += static_cast<char>(size);
  } else if (size <= 0xFFFF) {
    to += static_cast<char>(two_byte_length);
    append_big_endian(to, size, 2);
  } else {
    to += static_cast<char>(eight_byte_length);
    append_big_endian(to, size, 8);
  }
}

std::string control_frame(opcode kind, std::string_view payload) {
  std::string result;
  append_header(result, kind, payload.size());
  return result.append(payload);
}

std::string close_frame(int code, std::string_view reason) {
  std::string payload;
  append_big_endian(payload, static_cast<std::uint64_t>(code), 2);
  payload.append(utf8::head(reason, max_control_bytes - payload.size()));
  return control_frame(opcode::close, payload);
}

// -- reading ------------------------------------------------------------------

frame_reader::frame_reader(std::size_t max_message_bytes)
  : max_message_bytes_(max_message_bytes) {
  // nop
}

void frame_reader::feed(std::string_view bytes) {
  if (!broken_)
    bytes_.append(bytes);
}

std::optional<incoming> frame_reader::next() {
  std::optional<incoming> result;
  while (!broken_ && !result) {
    auto read = read_header();
    if (!read)
      return {};
    if (auto* wrong = std::get_if<violation>(&*read)) {
      result = std::move(*wrong);
      break;
    }
    const auto& head = std::get<header>(*read);
    if (bytes_.size() - head.payload_at < head.size)
      return {};
    auto payload = take_payload(head);
    result = is_control(head.kind) ? on_control(head, std::move(payload))
                                   : on_piece(head, std::move(payload));
  }
  broken_ = broken_ || (result && std::holds_alternative<violation>(*result));
  return result;
}

auto frame_reader::read_header() const -> header_reading {
  if (bytes_.size() < 2)
    return {};
  const auto first = static_cast<unsigned char>(bytes_[0]);
  const auto second = static_cast<unsigned char>(bytes_[1]);
  if (first & reserved_bits)
    return violation{protocol_error, "a reserved bit is set"};
  if (!is_known(first & 0x0F))
    return violation{protocol_error, "no such opcode"};
  if (!(second & mask_bit))
    return violation{protocol_error, "the frame is not masked"};
  header head{.kind = static_cast<opcode>(first & 0x0F),
              .last = (first & final_bit) != 0,
              .size = static_cast<std::size_t>(second & 0x7F),
              .payload_at = 2 + mask_bytes};
  const auto length_bytes = head.size == two_byte_length     ? 2u
                            : head.size == eight_byte_length ? 8u
                                                             : 0u;
  if (is_control(head.kind) && (length_bytes > 0 || !head.last))
    return violation{protocol_error, "a control frame is long or in pieces"};
  if (bytes_.size() < 2 + length_bytes + mask_bytes)
    return {};
  if (length_bytes > 0)
    head.size = big_endian(std::string_view{bytes_}.substr(2, length_bytes));
  if (length_bytes > 0 && head.size < least_size(length_bytes))
    return violation{protocol_error,
                     "the length takes more bytes than it must"};
  head.payload_at += length_bytes;
  if (head.size > max_message_bytes_)
    return violation{too_big, "the message is too big"};
  return head;
}

std::string frame_reader::take_payload(const header& of) {
  auto payload = bytes_.substr(of.payload_at, of.size);
  const auto mask = of.payload_at - mask_bytes;
  for (std::size_t i = 0; i < payload.size(); ++i)
    payload[i] = static_cast<char>(payload[i] ^ bytes_[mask + i % mask_bytes]);
  bytes_.erase(0, of.payload_at + of.size);
  return payload;
}

std::optional<incoming> frame_reader::on_control(const header& of,
                                                 std::string payload) {
  if (of.kind == opcode::ping)
    return ping_frame{std::move(payload)};
  if (of.kind == opcode::pong)
    return pong_frame{};
  return read_close(payload);
}

std::optional<incoming> frame_reader::on_piece(const header& of,
                                               std::string payload) {
  const bool begins = of.kind != opcode::continuation;
  if (of.kind == opcode::binary)
    return violation{bad_message, "only text frames are spoken here"};
  if (begins != (pieces_ == 0))
    return violation{protocol_error, "the pieces of a message are mixed up"};
  if (message_.size() + payload.size() > max_message_bytes_
      || ++pieces_ > max_pieces)
    return violation{too_big, "the message is too big"};
  message_.append(payload);
  if (!of.last)
    return {};
  pieces_ = 0;
  auto whole = std::exchange(message_, {});
  if (!utf8::is_valid(whole))
    return violation{bad_text, "the text is not UTF-8"};
  return text_message{std::move(whole)};
}

} // namespace dossier::io::ws
