#include "io/http/service.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace dossier::io::http {

namespace {

std::shared_ptr<const std::string> read(const std::filesystem::path& file) {
  if (file.empty())
    return nullptr;
  std::ifstream stream{file, std::ios::binary};
  // A folder can be opened, but not read.
  if (stream.peek() == std::ifstream::traits_type::eof())
    throw std::runtime_error{"cannot read " + file.string()
                             + ", the description of the API"};
  return std::make_shared<const std::string>(
    std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{});
}

} // namespace

service::service(server_options wanted, io::gateway& behind)
  : options(std::move(wanted)), gateway(behind), pages(options.pages),
    contract(read(options.contract)),
    socket_contract(read(options.socket_contract)),
    connections(std::make_shared<net::registry>(
      options.limits.connections, options.limits.connections_per_address)) {
  // nop
}

std::optional<std::chrono::seconds> service::retry_after() const noexcept {
  const auto count = drain_seconds.load();
  if (count < 0)
    return {};
  return std::chrono::seconds{count};
}

} // namespace dossier::io::http
