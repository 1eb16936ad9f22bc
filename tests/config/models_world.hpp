/// A table of models in a file of its own, and what is wrong with it.

#pragma once

#include "config/models/models.hpp"
#include "tests/support/disks/temporary_directory.hpp"

#include <catch2/catch.hpp>

#include <fstream>

namespace dossier::test {

struct models_world {
  temporary_directory folder;
  std::filesystem::path file = folder.path() / "models.toml";

  std::variant<model_catalog, faults> load(const std::string& text) const {
    std::ofstream{file} << text;
    return config::load_models(file);
  }

  /// The only fault, without the folder of the file.
  std::string refusal(const std::string& text) const {
    auto outcome = load(text);
    REQUIRE(std::holds_alternative<faults>(outcome));
    auto found = std::get<faults>(outcome);
    REQUIRE(found.size() == 1);
    found[0].file = "file";
    return to_string(found[0]);
  }
};

inline std::string model_with(const std::string& lines,
                              const std::string& id = "m") {
  return "[[model]]\nid = \"" + id + "\"\nprovider = \"anthropic\"\n" + lines
         + "\n";
}

inline std::string priced(const std::string& entry) {
  return model_with("prices = [{ from = 2026-01-01, cache_write_5m = 1, "
                    "cache_write_1h = 1, cache_read = 1, "
                    + entry + " }]");
}

} // namespace dossier::test
