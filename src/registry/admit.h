// The access policy before an act: finds what the act is about and asks whether he may.
// Errors: refusals on the deed, those of the store. Thread-safety: those of the deed.
#pragma once

#include "registry/deed.h"
#include "registry/form.h"

namespace niem::registry {

// What does not exist and what he may not know of are one answer, wherever it is found out.
Error RefuseAbsent(Deed& deed);

// Not found, and nothing said why: to be answered as absent.
bool IsUnexplained(const Deed& deed, const Error& error);

// Who still has the password that another gave him may do nothing but change it.
Status RequireOwnPassword(Deed& deed, access::Act act);

// Finds the object and asks the policy; a refusal is set on the deed.
Status Admit(Deed& deed, access::Act act, const ActForm* form, const Fields& fields,
             access::Object* object);

}  // namespace niem::registry
