#include "verify/key_chain.h"

#include <algorithm>
#include <utility>

namespace niem::verify {
namespace {

bool Same(const Key& a, const Key& b) {
  return a.name == b.name && a.type == b.type && a.bytes == b.bytes;
}

}  // namespace

void KeyChain::Begin(std::vector<Key> trusted, std::string origin) {
  known_ = std::move(trusted);
  trusted_ = known_.size();
  origin_ = std::move(origin);
}

bool KeyChain::Announce(std::string_view text, uint64_t event) {
  std::optional<Key> key = ParseKey(text);
  if (!key || key->type != 1 || key->name != origin_) return false;
  const auto same = [&](const Key& one) { return Same(one, *key); };
  if (std::none_of(known_.begin(), known_.end(), same)) known_.push_back(*key);
  next_ = std::move(key);
  next_event_ = event;
  return true;
}

bool KeyChain::Signed(const Checkpoint& checkpoint, const Key& key) const {
  return std::any_of(checkpoint.own.begin(), checkpoint.own.end(),
                     [&](size_t i) { return Same(known_[i], key); });
}

std::optional<Key> KeyChain::FirstTrusted(const Checkpoint& checkpoint) const {
  for (const size_t i : checkpoint.own) {
    if (i < trusted_) return known_[i];
  }
  return std::nullopt;
}

std::string_view KeyChain::Judge(const Checkpoint& checkpoint) {
  const bool covers_next = next_ && next_event_ < checkpoint.size;
  if (!current_) {
    current_ = FirstTrusted(checkpoint);
    const bool is_next = current_ && next_ && Same(*current_, *next_);
    if (!current_ || (unproven_ && !is_next)) {
      if (!unproven_) unproven_ = checkpoint.size;
      return "";
    }
    unproven_.reset();
    if (is_next) next_.reset();
  }
  if (!Signed(checkpoint, *current_)) {
    if (next_ && Signed(checkpoint, *next_)) return "handover";
    return checkpoint.own.empty() ? "unknown" : "unannounced";
  }
  if (next_ && covers_next) current_ = std::exchange(next_, std::nullopt);
  return "";
}

bool KeyChain::MayHaveSigned(const Checkpoint& checkpoint) const {
  if (!current_) return FirstTrusted(checkpoint).has_value();
  return Signed(checkpoint, *current_) || (next_ && Signed(checkpoint, *next_));
}

}  // namespace niem::verify
