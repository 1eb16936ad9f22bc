/// One connection: a request is read whole, then its answer is played.
///
///     reading ──▶ playing ──▶ reading …
///                    ├──▶ silent ──the peer gives up──▶ closed
///                    └──▶ closed

#pragma once

#include "tools/llm_sim/app/simulation.hpp"
#include "tools/llm_sim/net/performance.hpp"
#include "tools/llm_sim/net/request_reader.hpp"
#include "tools/llm_sim/net/transport.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>

namespace dossier::llm_sim {

/// Lives as long as something of it is pending.
class session final : public std::enable_shared_from_this<session> {
public:
  session(asio::io_context& loop, std::unique_ptr<transport> peer,
          simulation& world);
  ~session();

  void start();

private:
  enum class phase { reading, playing, silent, closed };

  void read();
  void on_read(error_code ec, std::size_t count);
  void parse();
  void write_continue();
  void on_request();
  void on_large_request();
  void note(const http_request& request);
  void perform(std::unique_ptr<performance> performance);

  void play();
  void write();
  void on_write(error_code ec, std::size_t count);
  void wait(microseconds due);
  void on_played();

  void on_peer_gone();
  void end_call();
  void close();
  microseconds elapsed() const;

  std::unique_ptr<transport> peer_;
  simulation& world_;
  asio::steady_timer timer_;
  phase phase_ = phase::reading;

  std::array<char, 16 * 1024> chunk_;
  /// Read, but not taken by a request yet.
  std::string in_;
  bool is_reading_ = false;
  bool is_granting_ = false;
  request_reader reader_;

  // Of the call at hand.
  bool is_keep_alive_ = true;
  bool is_control_ = false;
  std::shared_ptr<journal_entry> entry_;
  std::unique_ptr<performance> show_;
  std::chrono::steady_clock::time_point since_;
  microseconds last_write_{};
  std::string out_;
};

} // namespace dossier::llm_sim
