// Drives that were used in several computers, as a picture: the computers as nodes in lanes by
// kind, each such drive as a line between them with its first and last trace in each.
//
// All reports given are compared with each other, not only with the computer examined. A drive is
// `mixed` where one of its computers is for drafting and another is not. Thread-safety: pure
// functions.
#pragma once

#include <string>
#include <vector>

#include "audit/drawing.h"
#include "audit/report.h"

namespace niem::audit {

struct BridgeMachine {
  std::string name, profile;
  bool examined = false;  // the one that this report is of
};

struct BridgeUse {
  size_t machine = 0;  // index into Bridges::machines
  std::string first, last;
};

struct Bridge {
  std::string name, serial;
  bool mixed = false;
  std::vector<BridgeUse> uses;  // two or more, by machine
};

struct Bridges {
  std::vector<BridgeMachine> machines;  // drafting, office, Internet
  std::vector<Bridge> drives;           // mixed ones first
  size_t left_out = 0;                  // machines that have no room in the picture
};

inline constexpr size_t kMostBridgeMachines = 8, kMostBridgeDrives = 40;

// No machines where nothing was compared.
Bridges BridgesBetween(const AuditReport& report, Lang lang);

Drawing DrawBridges(const Bridges& bridges, Lang lang);

// How many reports were compared, and what was found.
std::string ComparedText(const AuditReport& report, const Bridges& bridges, Lang lang);

// "01/04/2026 – 05/05/2026" of the report's own times; "–" for none.
std::string ShownUse(const BridgeUse& use);

}  // namespace niem::audit
