/// The body of an answer that comes in chunks.
///
///     size ─▶ extension ─▶ data ─▶ size …      size 0 ─▶ trailers ─▶ done

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dossier::io::llm::wire {

enum class reading {
  more,
  done,
  /// It is not what it should be.
  broken,
};

/// Extensions and trailers are passed over.
class chunk_reader {
public:
  /// Of one extension, and of all trailers.
  static constexpr std::size_t max_extra_bytes = 64 * 1024;

  /// Takes off the front of `bytes` what belongs to the body, and adds the data
  /// to `into`.
  reading feed(std::string_view& bytes, std::string& into);

private:
  enum class phase {
    size,
    extension,
    size_end,
    data,
    data_return,
    data_end,
    trailers,
    trailer,
    last_end,
    done,
    broken,
  };

  phase after(char letter);
  phase after_size(char letter);
  phase after_extra(char letter, char end, phase next);

  phase phase_ = phase::size;
  /// Of the chunk, less what has come of it.
  std::uint64_t left_ = 0;
  unsigned digits_ = 0;
  std::size_t extra_ = 0;
};

} // namespace dossier::io::llm::wire
