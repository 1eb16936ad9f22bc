/// What makes a run interesting: cancels, reruns, and servers that die.

#pragma once

#include "tools/load/drive/server_process.hpp"
#include "tools/load/drive/world.hpp"

#include <functional>

namespace dossier::load {

/// For `co_spawn`: what a task throws becomes a violation.
std::function<void(std::exception_ptr)> or_report(world& all);

asio::awaitable<void> cancel_later(world& all, job_record& job);

/// Reruns an ended job whose status is `before`.
asio::awaitable<void> rerun(world& all, job_record& job, json before);

/// Starts it and notifies everybody where it listens; the time it took is a
/// sample of `figure`. Throws `start_failure`.
asio::awaitable<void> start_server(world& all, server_process& server,
                                   std::string figure);

/// Stops and starts the server as often as the options say.
asio::awaitable<void> stop_and_start(world& all, server_process& server);

} // namespace dossier::load
