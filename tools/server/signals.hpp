/// SIGTERM and SIGINT as something to wait for.

#pragma once

namespace dossier::server {

/// To be made before any thread is: threads inherit the signal mask. Ignores
/// SIGPIPE and SIGXFSZ too, so that a closed socket or a full quota is an error
/// of the call that met it.
class stop_signals {
public:
  stop_signals();

  /// Blocks until one arrives; returns its number.
  int wait();

  /// From now on the next one ends the process at once. What is committed is
  /// safe.
  void arm_second();
};

} // namespace dossier::server
