// The registers' tables, step by step (store/migrate.h). A released step is never edited.
#pragma once

#include <span>

#include "store/migrate.h"

namespace niem::registry {

std::span<const store::Migration> Migrations();

}  // namespace niem::registry
