/// A model that invents its answers, for a first look without a key.

#pragma once

#include "io/llm/client.hpp"
#include "io/llm/demo/generator.hpp"
#include "io/llm/timers.hpp"

#include <map>
#include <optional>

namespace dossier::io::llm::demo {

/// How fast the demo answers: like a model, ten times as fast, at once.
enum class profile { realistic, fast, instant };

/// As in the setting `demo.profile`.
std::optional<profile> parse_profile(std::string_view text) noexcept;

/// What each report type is written from.
using generator_map
  = std::map<std::string, std::shared_ptr<const generator>, std::less<>>;

/// `instant` answers inside `start`, on the caller's thread; the other profiles
/// answer on the thread of the timers.
class client final : public llm::client {
public:
  client(generator_map generators, profile profile,
         std::shared_ptr<timer_service> timers);

  std::shared_ptr<call> start(request request,
                              std::shared_ptr<listener> to) override;

  std::string model() const override;

  bool is_demo() const override;

private:
  generator_map generators_;
  profile profile_;
  std::shared_ptr<timer_service> timers_;
};

} // namespace dossier::io::llm::demo
