#include "registry/instances.h"

namespace niem::registry {

#define NIEM_DEFINE(T) NIEM_INSTANCES(, T)
NIEM_RECORDS(NIEM_DEFINE)
#undef NIEM_DEFINE

}  // namespace niem::registry
