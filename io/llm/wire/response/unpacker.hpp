/// Bodies that come packed although nobody asked for it: by gzip or zlib, as
/// their bytes say, whatever the header calls them.
///
///     start ─▶ plain            plain: passes as it is
///       └────▶ packed ─▶ over   over: complete, broken, or more than may be

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace dossier::io::llm::wire {

class unpacker {
public:
  /// No more comes out of one body, which may hold a thousand times its size.
  static constexpr std::size_t default_max_bytes = 64 * 1024 * 1024;

  explicit unpacker(std::size_t max_bytes = default_max_bytes);
  ~unpacker();

  void feed(std::string_view bytes);

  /// The next piece of what was fed, not large; empty: none without more.
  std::string take();

  /// Nothing more comes: what was held back, as it came. Such is what only
  /// began as if it were packed.
  std::string finish();

private:
  enum class phase { start, plain, packed, over };
  struct inflation;

  void begin();
  std::string inflate();

  phase phase_ = phase::start;
  /// How much more may come out.
  std::size_t left_;
  /// Fed and not yet used.
  std::string waiting_;
  /// All that was fed, as long as it has not proved to be packed.
  std::string held_;
  bool is_proved_ = false;
  std::unique_ptr<inflation> inflation_;
};

} // namespace dossier::io::llm::wire
