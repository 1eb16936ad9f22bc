#include "tools/server/signals.hpp"

#include <csignal>
#include <pthread.h>

namespace dossier::server {

namespace {

sigset_t stop_set() {
  sigset_t result;
  sigemptyset(&result);
  sigaddset(&result, SIGTERM);
  sigaddset(&result, SIGINT);
  return result;
}

} // namespace

stop_signals::stop_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  auto set = stop_set();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

int stop_signals::wait() {
  auto set = stop_set();
  int result = 0;
  while (sigwait(&set, &result) != 0) {
    // nop
  }
  return result;
}

void stop_signals::arm_second() {
  auto set = stop_set();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

} // namespace dossier::server
