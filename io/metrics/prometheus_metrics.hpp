/// Counts for Prometheus. No label names a job or a user: a label's values
/// must be few, and the page may be read by others than the reports.

#pragma once

#include "io/metrics.hpp"

#include <memory>

namespace dossier::io {

std::shared_ptr<metrics> make_prometheus_metrics(const std::string& version);

} // namespace dossier::io
