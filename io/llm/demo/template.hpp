/// Demo content made ready: JSON in which texts have slots and some objects
/// are instructions. The pipeline's `demo/README.md` has the language.

#pragma once

#include "io/llm/demo/expression.hpp"

namespace dossier::io::llm::demo {

struct content_template {
  enum class kind {
    /// As it stands.
    constant,
    /// One formula, of any type.
    formula,
    /// Texts and formulas in turn.
    text,
    list,
    object,
    each,
    pick,
    sample,
    condition,
    sort,
    join,
    use,
  };

  struct member;

  enum kind kind = kind::constant;
  ordered_json constant;
  /// Of `text`: what stands around the formulas, one more than those. Of
  /// `each`: the item's name. Of `sort`: the field. Of `use`: the file.
  std::vector<std::string> words;
  std::vector<expression> formulas;
  std::vector<content_template> parts;
  /// Of an object, in order.
  std::vector<member> members;
  /// Names known inside this template alone.
  std::vector<member> locals;
  /// Tells its draws from those of all others.
  std::uint64_t site = 0;
};

struct content_template::member {
  content_template key;
  content_template value;
};

/// `path` names the place, for errors and draws. Throws `std::runtime_error`
/// with it for what is no template.
content_template compile_template(const ordered_json& source,
                                  const std::string& path);

} // namespace dossier::io::llm::demo
