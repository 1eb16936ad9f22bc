/// A simulator on a port of its own, and a client that sees every byte and how
/// the connection ends.

#pragma once

#include "tools/llm_sim/net/server.hpp"

#include <nlohmann/json.hpp>

#include <thread>

namespace dossier::test {

enum class connection_end { closed, reset, silent };

struct wire_answer {
  int status = 0;
  std::string head;
  /// Chunks are put together; what is missing at the end is missing.
  std::string body;
  connection_end end = connection_end::closed;
  /// Whether a chunked body said that it was over.
  bool has_last_chunk = false;
};

class sim_world {
public:
  explicit sim_world(llm_sim::options wanted = make_options());
  ~sim_world();

  sim_world(const sim_world&) = delete;
  sim_world& operator=(const sim_world&) = delete;

  /// No waiting, the report types of the source tree.
  static llm_sim::options make_options();

  /// Reads until the connection ends, or `enough` stands in the answer; then
  /// the client leaves.
  wire_answer send(const std::string& bytes, std::string_view enough = {});

  wire_answer post(const std::string& path, const nlohmann::json& body,
                   const std::string& fields = {},
                   std::string_view enough = {});
  wire_answer get(const std::string& path);

  /// A streamed section; `fields` are lines of the header.
  wire_answer ask(const std::string& stage, const std::string& fields = {},
                  std::string_view enough = {});

  /// The text of a streamed answer.
  static std::string text_of(const wire_answer& from);

  nlohmann::json journal();
  /// Waits until the call of that number has ended.
  nlohmann::json finished_entry(std::size_t index);

private:
  llm_sim::server door_;
  std::thread thread_;
};

/// The request of a section.
nlohmann::json section_request(const std::string& stage,
                               const std::string& company = "Acme");

} // namespace dossier::test
