#include "tools/llm_sim/net/session.hpp"

#include "tools/llm_sim/app/routes.hpp"

namespace dossier::llm_sim {

namespace {

/// Events that fall closer together are written at once: 500 streams are 25,000
/// writes a second at most.
constexpr microseconds least_pause{20'000};

/// Large enough for one system call to be cheap, small enough to be kept a
/// thousand times.
constexpr std::size_t max_write_bytes = 64 * 1024;

/// What a client may send ahead while it is being answered.
constexpr std::size_t max_early_bytes = 1024 * 1024;

constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

} // namespace

session::session(asio::io_context& loop, std::unique_ptr<transport> peer,
                 simulation& world)
  : peer_{std::move(peer)}, world_{world}, timer_{loop} {
  world_.stats.on_connection();
}

session::~session() {
  world_.stats.on_disconnection();
}

void session::start() {
  peer_->open([me = shared_from_this()](error_code ec) {
    if (!ec)
      me->read();
  });
}

// -- a request ----------------------------------------------------------------

/// Also while an answer is played, to hear that nobody wants it any more.
void session::read() {
  if (is_reading_ || phase_ == phase::closed || in_.size() > max_early_bytes)
    return;
  is_reading_ = true;
  peer_->read(asio::buffer(chunk_),
              [me = shared_from_this()](error_code ec, std::size_t count) {
                me->on_read(ec, count);
              });
}

void session::on_read(error_code ec, std::size_t count) {
  is_reading_ = false;
  if (phase_ == phase::closed)
    return;
  if (ec)
    return on_peer_gone();
  in_.append(chunk_.data(), count);
  if (phase_ == phase::reading)
    parse();
  read();
}

void session::parse() {
  if (is_granting_)
    return;
  switch (reader_.feed(in_)) {
    case reading_state::incomplete:
      if (reader_.take_expectation())
        write_continue();
      return;
    case reading_state::complete: return on_request();
    case reading_state::too_large: return on_large_request();
    case reading_state::malformed: return close();
  }
}

/// Nothing is answered before it is written.
void session::write_continue() {
  is_granting_ = true;
  peer_->write(asio::buffer(go_on),
               [me = shared_from_this()](error_code ec, std::size_t) {
                 me->is_granting_ = false;
                 if (!ec && me->phase_ == phase::reading)
                   me->parse();
               });
}

void session::on_request() {
  const auto request = reader_.take();
  reader_ = {};
  note(request);
  perform(answer(world_, request, *entry_));
}

void session::on_large_request() {
  auto request = reader_.take();
  request.is_keep_alive = false;
  note(request);
  perform(refuse_large(request, *entry_));
}

void session::note(const http_request& request) {
  since_ = std::chrono::steady_clock::now();
  is_keep_alive_ = request.is_keep_alive;
  is_control_ = is_control(request);
  entry_ = is_control_ ? std::make_shared<journal_entry>()
                       : world_.journal.open(request, world_.now());
  if (!is_control_)
    world_.stats.on_request();
}

// -- its answer ---------------------------------------------------------------

void session::perform(std::unique_ptr<performance> scene) {
  show_ = std::move(scene);
  phase_ = phase::playing;
  last_write_ = -least_pause;
  play();
}

void session::play() {
  if (phase_ != phase::playing)
    return;
  const auto now = elapsed();
  out_.clear();
  for (auto due = show_->due(); due && *due <= now; due = show_->due()) {
    show_->take(out_);
    if (show_->is_piecemeal() || out_.size() >= max_write_bytes)
      break;
  }
  if (!out_.empty())
    write();
  else if (auto due = show_->due())
    wait(*due);
  else
    on_played();
}

void session::write() {
  last_write_ = elapsed();
  peer_->write(asio::buffer(out_),
               [me = shared_from_this()](error_code ec, std::size_t count) {
                 me->on_write(ec, count);
               });
}

void session::on_write(error_code ec, std::size_t count) {
  if (phase_ == phase::closed)
    return;
  if (!entry_->first_byte)
    entry_->first_byte = elapsed();
  entry_->bytes_sent += count;
  if (ec)
    return on_peer_gone();
  play();
}

void session::wait(microseconds due) {
  timer_.expires_at(since_ + std::max(due, last_write_ + least_pause));
  timer_.async_wait([me = shared_from_this()](error_code ec) {
    if (!ec)
      me->play();
  });
}

void session::on_played() {
  const auto end = show_->end();
  if (end == ending::silence) {
    phase_ = phase::silent;
    return;
  }
  end_call();
  if (end == ending::reset) {
    phase_ = phase::closed;
    peer_->reset();
  } else if (end == ending::close || !is_keep_alive_) {
    close();
  } else {
    phase_ = phase::reading;
    parse();
    read();
  }
}

// -- ends ---------------------------------------------------------------------

void session::on_peer_gone() {
  if (phase_ == phase::playing || phase_ == phase::silent) {
    entry_->is_closed_early = true;
    end_call();
  }
  close();
}

void session::end_call() {
  entry_->ended = elapsed();
  if (!is_control_)
    world_.stats.on_end(*entry_);
}

void session::close() {
  phase_ = phase::closed;
  timer_.cancel();
  peer_->close();
}

microseconds session::elapsed() const {
  return std::chrono::duration_cast<microseconds>(
    std::chrono::steady_clock::now() - since_);
}

} // namespace dossier::llm_sim
