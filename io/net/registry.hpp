/// Who is connected: bounds their number, and reaches them all when the server
/// goes down.

#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace dossier::io::net {

/// Any thread may call.
class connection {
public:
  virtual ~connection() = default;

  /// Ends as soon as what is under way has been answered.
  virtual void drain() = 0;

  /// Ends now.
  virtual void abort() = 0;
};

/// Thread-safe.
class registry : public std::enable_shared_from_this<registry> {
public:
  /// One open connection's slot; leaves when destroyed.
  class ticket {
  public:
    ticket(std::shared_ptr<registry> home, std::string address);
    ticket(const ticket&) = delete;
    ticket& operator=(const ticket&) = delete;
    ~ticket();

    /// Who holds the connection now.
    void belongs_to(std::weak_ptr<connection> who);

  private:
    std::shared_ptr<registry> home_;
    std::string address_;
  };

  registry(std::size_t max, std::size_t max_per_address);

  /// Null when there are too many, in all or from this address.
  std::unique_ptr<ticket> admit(const std::string& address);

  std::size_t size() const;

  void drain_all();
  void abort_all();

  /// Whether everybody left in time.
  bool wait_until_empty(std::chrono::milliseconds timeout);

private:
  std::vector<std::shared_ptr<connection>> everybody() const;

  const std::size_t max_;
  const std::size_t max_per_address_;
  mutable std::mutex mutex_;
  std::condition_variable left_;
  std::unordered_map<const ticket*, std::weak_ptr<connection>> open_;
  std::unordered_map<std::string, std::size_t> by_address_;
};

} // namespace dossier::io::net
