#include "tests/bench/ws_inbox.hpp"

#include <array>
#include <stdexcept>
#include <zlib.h>

namespace dossier::bench {

namespace {

constexpr unsigned final_bit = 0x80;
constexpr unsigned packed_bit = 0x40;
constexpr unsigned opcode_bits = 0x0F;
constexpr unsigned first_control_opcode = 8;

} // namespace

/// The inverse of permessage-deflate (RFC 7692).
class ws_inbox::unpacker {
public:
  unpacker() {
    constexpr int raw_window = -15;
    if (::inflateInit2(&stream_, raw_window) != Z_OK)
      throw std::runtime_error{"no memory to unpack"};
  }

  unpacker(const unpacker&) = delete;
  unpacker& operator=(const unpacker&) = delete;

  ~unpacker() {
    ::inflateEnd(&stream_);
  }

  std::string_view unpack(std::string_view packed) {
    text_.clear();
    feed(packed);
    // The end of each block, which is not sent.
    feed({"\0\0\xff\xff", 4});
    return text_;
  }

private:
  void feed(std::string_view packed) {
    std::array<char, 16 * 1024> piece{};
    stream_.next_in
      = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream_.avail_in = uInt(packed.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(piece.data());
      stream_.avail_out = uInt(piece.size());
      const auto result = ::inflate(&stream_, Z_SYNC_FLUSH);
      if (result != Z_OK && result != Z_BUF_ERROR)
        throw std::runtime_error{"a message cannot be unpacked"};
      text_.append(piece.data(), piece.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }

  z_stream stream_{};
  std::string text_;
};

ws_inbox::ws_inbox() = default;
ws_inbox::ws_inbox(ws_inbox&&) noexcept = default;
ws_inbox::~ws_inbox() = default;

void ws_inbox::add(std::string_view bytes) {
  bytes_.erase(0, begin_);
  begin_ = 0;
  bytes_ += bytes;
}

std::optional<ws_message> ws_inbox::next() {
  if (!is_upgraded_ && !skip_answer())
    return {};
  if (is_joined_)
    pieces_.clear();
  is_joined_ = false;
  while (const auto next = next_frame()) {
    if ((next->first_byte & opcode_bits) >= first_control_opcode)
      continue;
    const bool is_last = next->first_byte & final_bit;
    if (pieces_.empty())
      is_packed_ = next->first_byte & packed_bit;
    if (is_last && pieces_.empty())
      return ws_message{.payload = next->payload, .is_packed = is_packed_};
    pieces_ += next->payload;
    is_joined_ = is_last;
    if (is_last)
      return ws_message{.payload = pieces_, .is_packed = is_packed_};
  }
  return {};
}

std::string_view ws_inbox::text_of(const ws_message& message) {
  if (!message.is_packed)
    return message.payload;
  if (!unpacker_)
    unpacker_ = std::make_unique<unpacker>();
  return unpacker_->unpack(message.payload);
}

bool ws_inbox::skip_answer() {
  constexpr std::string_view end = "\r\n\r\n";
  const auto at = bytes_.find(end);
  if (at == std::string::npos)
    return false;
  begin_ = at + end.size();
  return is_upgraded_ = true;
}

std::size_t ws_inbox::number(std::size_t at, std::size_t bytes) const {
  std::size_t result = 0;
  for (std::size_t i = 0; i < bytes; ++i)
    result = result << 8 | static_cast<unsigned char>(bytes_[at + i]);
  return result;
}

std::optional<ws_inbox::frame> ws_inbox::next_frame() {
  const auto left = bytes_.size() - begin_;
  if (left < 2)
    return {};
  auto size = number(begin_ + 1, 1);
  const std::size_t header = size == 127 ? 10 : size == 126 ? 4 : 2;
  if (left < header)
    return {};
  if (header > 2)
    size = number(begin_ + 2, header - 2);
  if (left < header + size)
    return {};
  const auto first_byte = unsigned(number(begin_, 1));
  const auto at = begin_ + header;
  begin_ = at + size;
  return frame{.payload = std::string_view{bytes_}.substr(at, size),
               .first_byte = first_byte};
}

} // namespace dossier::bench
