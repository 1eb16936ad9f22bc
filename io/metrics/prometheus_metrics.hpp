/// Counts for Prometheus. No label names a job or a user: a label's values
/// must be few, and the page may be read by others than the reports. What a
/// stranger names, such as the model a gateway says it asked, is a label only
/// if it is known here.

#pragma once

#include "io/metrics.hpp"
#include "messages/model.hpp"

#include <memory>

namespace dossier::io {

/// The label of models that are not known.
inline constexpr std::string_view other_model = "other";

/// `models`: those that count under their own ids, with or without a date
/// behind them; all others count as `other`.
std::shared_ptr<metrics> make_prometheus_metrics(const std::string& version,
                                                 model_catalog models);

} // namespace dossier::io
