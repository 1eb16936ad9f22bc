/// How io/ names what it takes from Asio.

#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>

#include <chrono>

namespace dossier::io::net {

namespace asio = boost::asio;

using boost::system::error_code;
using clock = std::chrono::steady_clock;

/// Everything of one connection happens on its strand.
using strand = asio::strand<asio::io_context::executor_type>;
using tcp = asio::ip::tcp;
using socket = asio::basic_stream_socket<tcp, strand>;
using timer
  = asio::basic_waitable_timer<clock, asio::wait_traits<clock>, strand>;

} // namespace dossier::io::net
