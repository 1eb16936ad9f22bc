/// Writes what the model says: the sections of the demo, so that a report is
/// coherent, and plain sentences where a prompt names no stage.

#pragma once

#include "io/llm/demo/generator.hpp"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <memory>

namespace dossier::llm_sim {

class author {
public:
  /// A folder of report types, or of one. Throws `std::runtime_error` that
  /// names the file at fault.
  explicit author(const std::filesystem::path& pipelines);

  /// `schema` is what the answer shall satisfy where no report type knows the
  /// stage; null: nothing.
  std::string write(const io::llm::demo::question& question,
                    const nlohmann::json& schema) const;

private:
  struct report_type {
    io::llm::demo::content content;
    std::shared_ptr<const io::llm::demo::generator> generator;
  };

  void add(const std::filesystem::path& folder);
  const io::llm::demo::generator* writer_of(const std::string& stage) const;

  std::vector<report_type> types_;
};

} // namespace dossier::llm_sim
