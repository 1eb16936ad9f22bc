#include "io/llm/wire/response/unpacker.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <utility>
#include <zlib.h>

namespace dossier::io::llm::wire {

namespace {

constexpr std::size_t piece_bytes = 16 * 1024;

/// What is packed has given some of itself by then.
constexpr std::size_t max_held_bytes = 64 * 1024;

/// gzip, and zlib as encoders write it. Its fourth form is `x^`, which may be
/// text.
constexpr std::array<std::string_view, 4> packed_starts{
  "\x1f\x8b\x08", "\x78\x01", "\x78\x9c", "\x78\xda"};

bool is_start_of(std::string_view start, std::string_view whole) {
  return whole.substr(0, start.size()) == start;
}

template <class Test>
bool any_start(Test test) {
  return std::any_of(packed_starts.begin(), packed_starts.end(), test);
}

} // namespace

struct unpacker::inflation {
  inflation() {
    constexpr auto either_header = 32;
    if (::inflateInit2(&stream, MAX_WBITS + either_header) != Z_OK)
      throw std::bad_alloc();
  }

  inflation(const inflation&) = delete;
  inflation& operator=(const inflation&) = delete;

  ~inflation() {
    ::inflateEnd(&stream);
  }

  /// Takes off `from` what makes at most so many bytes of `to`.
  int step(std::string& from, std::string& to, std::size_t most) {
    to.resize(most);
    stream.next_in = reinterpret_cast<Bytef*>(from.data());
    stream.avail_in = static_cast<uInt>(from.size());
    stream.next_out = reinterpret_cast<Bytef*>(to.data());
    stream.avail_out = static_cast<uInt>(most);
    const auto outcome = ::inflate(&stream, Z_SYNC_FLUSH);
    from.erase(0, from.size() - stream.avail_in);
    to.resize(most - stream.avail_out);
    return outcome;
  }

  z_stream stream{};
};

unpacker::unpacker(std::size_t max_bytes) : left_{max_bytes} {
  // nop
}

unpacker::~unpacker() = default;

void unpacker::feed(std::string_view bytes) {
  if (phase_ == phase::over)
    return;
  waiting_ += bytes;
  if (phase_ != phase::plain && !is_proved_)
    held_ += bytes;
  if (phase_ == phase::start)
    begin();
}

void unpacker::begin() {
  const std::string_view so_far{held_};
  if (any_start([=](auto start) { return is_start_of(start, so_far); })) {
    phase_ = phase::packed;
    inflation_ = std::make_unique<inflation>();
  } else if (!any_start(
               [=](auto start) { return is_start_of(so_far, start); })) {
    phase_ = phase::plain;
    held_.clear();
  }
}

/// Several packed one after the other are one.
std::string unpacker::inflate() {
  std::string piece;
  int outcome = Z_OK;
  do {
    outcome = inflation_->step(waiting_, piece, std::min(piece_bytes, left_));
    if (outcome == Z_STREAM_END)
      ::inflateReset(&inflation_->stream);
    is_proved_ = is_proved_ || outcome == Z_STREAM_END || !piece.empty();
  } while (outcome == Z_STREAM_END && piece.empty() && !waiting_.empty());
  left_ -= piece.size();
  const auto is_broken
    = outcome != Z_OK && outcome != Z_STREAM_END && outcome != Z_BUF_ERROR;
  const auto is_doubtful = !is_proved_ && held_.size() > max_held_bytes;
  if (is_broken || is_doubtful || left_ == 0)
    phase_ = phase::over;
  return piece;
}

std::string unpacker::take() {
  if (phase_ == phase::plain)
    return std::exchange(waiting_, {});
  if (phase_ != phase::packed)
    return {};
  auto piece = inflate();
  if (is_proved_) {
    held_.clear();
  } else if (phase_ == phase::over) {
    phase_ = phase::plain;
    waiting_.clear();
    return std::exchange(held_, {});
  }
  return piece;
}

std::string unpacker::finish() {
  phase_ = phase::over;
  return std::exchange(held_, {});
}

} // namespace dossier::io::llm::wire
