// Ways in which the administrator of a store, with its key, may change it by SQL, by class. Each
// takes an honest store and leaves another that must not prove.
#pragma once

#include <functional>
#include <optional>
#include <random>
#include <string_view>
#include <vector>

#include "harness/store_db.h"
#include "ledger/signer.h"

namespace niem::harness {

// What the verifier must say without a checkpoint held elsewhere. With one it must find, but for
// kAppended.
enum class Alone : uint8_t {
  kFound,
  kUnproved,  // proves up to an earlier checkpoint, and says what it does not prove
  kProves,    // whole and signed by the real key
  kAppended,  // as kUnproved, and so also with a checkpoint: what comes behind it is not proved
};

struct Scene {
  StoreDb& now;
  StoreDb& earlier;  // the same store some acts before
  ledger::Signer& signer;
};

struct StoreMutation {
  std::string_view name;
  // None: not possible on this store, and nothing was done.
  std::function<std::optional<Alone>(Scene&, std::mt19937_64&)> make;
  // Changes no row, so a backup of PostgreSQL, which is rows, is honest.
  bool only_the_catalog = false;
};

const std::vector<StoreMutation>& StoreMutations();

}  // namespace niem::harness
