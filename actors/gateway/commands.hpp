/// What clients have done with their jobs, and the versions of a section.

#pragma once

#include "actors/gateway/calls.hpp"

namespace dossier::gateways {

/// A dry run answers with the plan, and changes nothing.
void rerun_report(self_ptr self, const client_call& call);

/// The same by its older name.
void regenerate_report(self_ptr self, const client_call& call);

void cancel_job(self_ptr self, const client_call& call);
void delete_job(self_ptr self, const client_call& call);
void update_job(self_ptr self, const client_call& call);
void list_section_versions(self_ptr self, const client_call& call);
void show_section_version(self_ptr self, const client_call& call);
void restore_section_version(self_ptr self, const client_call& call);

} // namespace dossier::gateways
