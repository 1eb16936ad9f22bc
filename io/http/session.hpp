/// One HTTP connection: a request is read, checked, answered, and then the
/// next one. An upgrade or an event stream takes the connection over.
///
///     head ──▶ body ──▶ answering ──▶ writing ──keep-alive──▶ head
///       └── refused ──────────────────▶ │ └──last──▶ lingering ──▶ closed

#pragma once

#include "io/http/body_reader.hpp"
#include "io/http/event_stream.hpp"
#include "io/http/intake.hpp"
#include "io/http/response.hpp"
#include "io/http/service.hpp"
#include "io/net/deadline.hpp"

namespace dossier::io::http {

/// Lives as long as its connection; ends on the strand.
class session final : public net::connection,
                      public std::enable_shared_from_this<session> {
public:
  session(net::socket peer, std::shared_ptr<service> home,
          std::unique_ptr<net::registry::ticket> slot);

  void start();

  void drain() override;
  void abort() override;

  /// From any thread, for the request that is being answered.
  void answer(reply with);

private:
  friend class net::deadline<session>;

  enum class phase { head, body, answering, writing, lingering, closed };

  // -- reading ----------------------------------------------------------------

  void read();
  void on_read(net::error_code ec, std::size_t count);
  void drop_empty_lines();
  void read_head();
  void on_head(const request_head& head);
  void read_body();
  void write_continue();

  // -- deciding ---------------------------------------------------------------

  void on_page(const page_request& wanted);
  void on_route(const request_head& head, route_request taken);
  void show_file(const std::shared_ptr<const std::string>& text);
  void ask_engine(route_request taken);
  void upgrade(const request_head& head);
  void dispatch();
  void follow(request request);
  void on_answer(reply with);
  void become_stream(event_stream& stream,
                     std::unique_ptr<client_events> events, reply with);

  // -- writing ----------------------------------------------------------------

  void refuse(problem why);
  void refuse_last(problem why);
  void write(reply with);
  void on_write(net::error_code ec);
  void read_next();
  void linger();
  void on_deadline();
  void close();

  std::shared_ptr<service> home_;
  const limits& bounds_;
  net::socket socket_;
  net::deadline<session> deadline_;
  std::unique_ptr<net::registry::ticket> slot_;

  phase phase_ = phase::head;
  bool reading_ = false;
  std::array<char, 8192> chunk_;
  /// What was read and belongs to no request yet.
  std::string in_;
  /// Of those that were dropped since the last request.
  std::size_t empty_line_bytes_ = 0;
  /// The peer may still be sending what nobody will read.
  bool has_unread_ = false;
  std::size_t discarded_ = 0;

  // Of the request at hand.
  answer_frame frame_;
  bool wants_head_only_ = false;
  route_request taken_;
  std::optional<body_reader> body_;
  std::size_t body_bytes_ = 0;
  net::clock::time_point body_since_;
  std::shared_ptr<event_stream> stream_;
  std::unique_ptr<client_events> events_;
  /// Nobody else may hold us while the engine thinks.
  std::shared_ptr<session> self_while_answering_;
  std::string head_out_;
  std::shared_ptr<const std::string> body_out_;
};

} // namespace dossier::io::http
