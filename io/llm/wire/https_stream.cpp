#include "io/llm/wire/https_stream.hpp"

#include "io/llm/wire/connection_pool.hpp"
#include "io/llm/wire/response/header_values.hpp"
#include "io/net/deadline.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <spdlog/spdlog.h>

#include <array>
#include <future>
#include <set>

namespace dossier::io::llm::wire {

namespace asio = boost::asio;

using net::clock;

namespace {
class exchange;
}

// -- what all requests share --------------------------------------------------

/// Everything but `context` is used on its one thread alone. What is under way
/// lives in the handlers of the context, and so never outlives it.
class stream_core {
public:
  explicit stream_core(stream_options given)
    : options{std::move(given)}, links{context, options.to, options.ca_file},
      sweep_{context} {
    // nop
  }

  void run() {
    while (!context.stopped())
      try {
        context.run();
      } catch (const std::exception& error) {
        spdlog::error("model connection failed: reason={}", error.what());
      }
  }

  /// Tells all that are under way; nothing starts afterwards.
  void shut_down();

  void keep(std::shared_ptr<connection> idle, milliseconds time) {
    pool.put(std::move(idle), clock::now() + time);
    if (!is_sweeping_)
      sweep_later();
  }

  const stream_options options;
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work
    = asio::make_work_guard(context);
  connector links;
  connection_pool pool;
  std::set<exchange*> live;
  bool is_over = false;

private:
  void sweep_later() {
    is_sweeping_ = true;
    sweep_.expires_after(options.limits.keep);
    sweep_.async_wait([this](const net::error_code& error) {
      is_sweeping_ = false;
      if (error)
        return;
      pool.close_outdated(clock::now());
      if (!pool.is_empty())
        sweep_later();
    });
  }

  asio::steady_timer sweep_;
  bool is_sweeping_ = false;
};

namespace {

// -- one request --------------------------------------------------------------

enum class phase { connecting, securing, writing, waiting, reading, draining };

class exchange final : public std::enable_shared_from_this<exchange> {
public:
  exchange(stream_core& core, const stream_request& request,
           std::shared_ptr<stream_sink> to)
    : core_{core}, limits_{core.options.limits}, text_{text_of(
                                                   request, core.options.to)},
      sink_{witnessed(std::move(to), core.options.witness)},
      deadline_{asio::make_strand(core.context)} {
    // nop
  }

  void start() {
    core_.live.insert(this);
    const auto now = clock::now();
    total_until_ = now + limits_.total;
    progress_until_ = now + limits_.progress;
    if (core_.is_over)
      return cancel();
    link_ = core_.pool.take(now);
    is_reused_ = link_ != nullptr;
    if (is_reused_)
      return send();
    connect();
  }

  void cancel() {
    fail({stream_error::cancelled, "The call was cancelled."});
  }

  void on_deadline();

private:
  // -- in the order of a life --

  void connect();
  void on_connected(const link_result& result);
  void on_secured(const link_result& result);
  void send();
  void read();
  void on_read(const link_result& result);
  void on_bytes(std::string_view bytes);
  void on_link_lost(const link_result& result);
  void restart();
  void deliver();
  void finish();
  void fail(stream_failure reason);
  void close();

  void enter(phase next, milliseconds limit) {
    phase_ = next;
    phase_until_ = clock::now() + limit;
    auto due = phase_until_;
    if (phase_ != phase::draining)
      due = std::min({due, total_until_, progress_until_});
    deadline_.expire_at(*this, due);
  }

  template <void (exchange::*Handler)(const link_result&)>
  link_handler then() {
    return [self = shared_from_this()](const link_result& result) {
      if (!self->is_closed_)
        (self.get()->*Handler)(result);
    };
  }

  stream_core& core_;
  const stream_limits& limits_;
  const std::string text_;
  /// Null once it has heard its end.
  std::shared_ptr<stream_sink> sink_;
  net::deadline<exchange> deadline_;
  std::shared_ptr<connection> link_;
  response_reader reader_;
  std::array<char, 16 * 1024> buffer_{};
  phase phase_ = phase::connecting;
  clock::time_point phase_until_;
  clock::time_point total_until_;
  clock::time_point progress_until_;
  bool is_reused_ = false;
  bool is_sent_ = false;
  bool is_head_delivered_ = false;
  bool is_closed_ = false;
};

void exchange::connect() {
  try {
    link_ = core_.links.make();
  } catch (const std::exception& error) {
    return fail({stream_error::internal, error.what()});
  }
  enter(phase::connecting, limits_.connect);
  link_->connect(then<&exchange::on_connected>());
}

void exchange::on_connected(const link_result& result) {
  if (result.error != link_error::none)
    return fail(
      {stream_error::unreachable,
       core_.options.to.host + " cannot be reached (" + result.reason + ")."});
  enter(phase::securing, limits_.tls);
  link_->secure(then<&exchange::on_secured>());
}

void exchange::on_secured(const link_result& result) {
  if (result.error == link_error::untrusted)
    return fail({stream_error::untrusted,
                 "The certificate of " + core_.options.to.host
                   + " is not to be trusted (" + result.reason + ")."});
  if (result.error != link_error::none)
    return fail(
      {stream_error::unreachable,
       core_.options.to.host + " agrees on no TLS (" + result.reason + ")."});
  send();
}

void exchange::send() {
  enter(phase::writing, limits_.write);
  link_->write(text_, [self = shared_from_this()](const link_result& result) {
    if (self->is_closed_)
      return;
    // A peer may refuse before it has read all, and then has left an answer.
    self->is_sent_ = result.error == link_error::none;
    self->enter(phase::waiting, self->limits_.first_byte);
    self->read();
  });
}

void exchange::read() {
  link_->read(buffer_, then<&exchange::on_read>());
}

void exchange::on_read(const link_result& result) {
  if (result.error != link_error::none)
    return on_link_lost(result);
  try {
    on_bytes({buffer_.data(), result.bytes});
  } catch (const std::exception& error) {
    fail({stream_error::internal, error.what()});
  }
}

void exchange::on_bytes(std::string_view bytes) {
  is_reused_ = false;
  auto state = reader_.feed(bytes);
  deliver();
  if (is_closed_)
    return;
  switch (state) {
    case reading::broken:
      return fail(
        {stream_error::broken,
         "The answer is no HTTP (" + std::string{reader_.why_broken()} + ")."});
    case reading::done: return finish();
    case reading::more: break;
  }
  if (phase_ != phase::draining)
    enter(phase::reading, limits_.idle);
  read();
}

/// Hands on what the bytes brought.
void exchange::deliver() {
  if (sink_ && !is_head_delivered_ && reader_.head()) {
    is_head_delivered_ = true;
    sink_->on_head(*reader_.head());
  }
  for (auto body = reader_.take_body(); sink_ && !body.empty();
       body = reader_.take_body())
    switch (sink_->on_body(body)) {
      case sink_verdict::more: break;
      case sink_verdict::progress:
        progress_until_ = clock::now() + limits_.progress;
        break;
      case sink_verdict::complete:
        sink_.reset();
        return enter(phase::draining, limits_.drain);
      case sink_verdict::abandon: sink_.reset(); return close();
    }
}

void exchange::on_link_lost(const link_result& result) {
  if (is_reused_)
    return restart();
  auto is_over
    = result.error == link_error::ended && reader_.feed_end() == reading::done;
  deliver();
  if (is_over && !is_closed_)
    return finish();
  fail({stream_error::broken,
        is_head_delivered_ ? "The connection ended in the middle of the answer."
                           : "The connection ended before the answer."});
}

void exchange::restart() {
  link_->close();
  is_reused_ = false;
  sink_->on_restart();
  connect();
}

void exchange::finish() {
  if (auto sink = std::exchange(sink_, nullptr))
    sink->on_end();
  if (is_sent_ && reader_.is_reusable())
    core_.keep(std::exchange(link_, nullptr),
               kept_for(list_in(*reader_.head(), "keep-alive"), limits_.keep));
  close();
}

void exchange::fail(stream_failure reason) {
  close();
  if (auto sink = std::exchange(sink_, nullptr))
    sink->on_failure(std::move(reason));
}

void exchange::close() {
  is_closed_ = true;
  deadline_.cancel();
  core_.live.erase(this);
  if (link_)
    link_->close();
}

void exchange::on_deadline() {
  const auto now = clock::now();
  if (phase_ == phase::draining)
    return close();
  if (total_until_ <= now)
    return fail(timed_out("The answer was not complete", limits_.total));
  if (progress_until_ <= now)
    return fail(timed_out("The model wrote no word", limits_.progress));
  switch (phase_) {
    case phase::connecting:
      return fail(timed_out("No connection was made", limits_.connect));
    case phase::securing:
      return fail(timed_out("TLS was not agreed on", limits_.tls));
    case phase::writing:
      return fail(timed_out("The request was not taken", limits_.write));
    case phase::waiting:
      return fail(timed_out("No answer began", limits_.first_byte));
    case phase::reading:
      return fail(timed_out("Nothing more came", limits_.idle));
    case phase::draining: break;
  }
}

/// Does not keep the request alive, which ends by itself.
class running_request final : public call {
public:
  running_request(const std::shared_ptr<stream_core>& core,
                  const std::shared_ptr<exchange>& running)
    : core_{core}, exchange_{running} {
    // nop
  }

  void cancel() override {
    if (auto core = core_.lock())
      asio::post(core->context, [running = exchange_] {
        if (auto alive = running.lock())
          alive->cancel();
      });
  }

private:
  std::weak_ptr<stream_core> core_;
  std::weak_ptr<exchange> exchange_;
};

} // namespace

void stream_core::shut_down() {
  is_over = true;
  for (auto* each : std::set<exchange*>{live})
    each->shared_from_this()->cancel();
  pool.close_all();
}

https_streams::https_streams(stream_options options)
  : core_{std::make_shared<stream_core>(std::move(options))}, thread_{
                                                                [core = core_] {
                                                                  core->run();
                                                                }} {
  // nop
}

https_streams::~https_streams() {
  // The last listener may hold us, and be let go on our own thread.
  if (thread_.get_id() == std::this_thread::get_id()) {
    core_->shut_down();
    core_->context.stop();
    thread_.detach();
    return;
  }
  std::promise<void> done;
  asio::post(core_->context, [&] {
    core_->shut_down();
    done.set_value();
  });
  done.get_future().wait();
  core_->context.stop();
  thread_.join();
}

std::shared_ptr<call> https_streams::post(const stream_request& request,
                                          std::shared_ptr<stream_sink> to) {
  auto made = std::make_shared<exchange>(*core_, request, std::move(to));
  asio::post(core_->context, [made] { made->start(); });
  return std::make_shared<running_request>(core_, made);
}

} // namespace dossier::io::llm::wire
