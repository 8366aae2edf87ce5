// Who signs in. A wrong login and a wrong password take the same time and give the same answer.
// Thread-safety: any thread. Errors: kPermission for a wrong pair; the store's.
#pragma once

#include <string_view>
#include <vector>

#include "access/duty.h"
#include "base/date.h"
#include "base/result.h"
#include "registry/people.h"
#include "store/sql.h"

namespace niem::server {

// `about`: whose login it is, also where the password is wrong; 0 for nobody's. For the log only.
Result<registry::Person> Authenticate(store::Store& store, std::string_view login,
                                      std::string_view password, int64_t* about = nullptr);

// Once before the first: else the first unknown login would take twice as long.
void PrepareAuthentication();

// Whether the card he shows (fingerprint; empty: none) lets him in on `day`: one bound to him, or
// none where he has none and the setting sign_in.card does not ask everybody for one.
Result<bool> CardLetsIn(store::Store& store, int64_t person, std::string_view card, Date day);

Result<registry::Person> PersonById(store::Store& store, int64_t id);

// In force on `day`.
Result<std::vector<access::Duty>> DutiesOf(store::Store& store, int64_t person, Date day);

// Its full name, as it was founded.
Result<std::string> AgencyOf(store::Store& store);

}  // namespace niem::server
