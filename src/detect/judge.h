// Document -> verdict: tells a document that bears a secrecy mark from one that mentions it.
//
// The main flow: layout (where does each block stand on an official page) -> candidates (where do
// mark words stand) -> evidence for and against each, with the weights of the rule pack -> the
// strongest mark in force decides level and verdict. Every step leaves Evidence, so a person can
// see why. Sources: Decree 30/2020 annex I (layout, [S]); law.md §8 (marks); research notes for
// weights [D].
//
// Errors: none; a document with an `incomplete` note that would be clean or mentions becomes
// unreadable. Thread-safety: pure function of its arguments.
#pragma once

#include <optional>

#include "detect/dates.h"
#include "detect/finding.h"
#include "detect/rules.h"
#include "extract/document.h"

namespace niem::detect {

// Fills format, verdict, level, confidence, evidence and notes; the caller fills the rest.
// `name` is the file or member name (weak evidence). Takes the document because layout refines the
// blocks' places. `today` is the day on which a GIẢI MẬT is or is not yet in force: before its
// date the mark still binds. Without it every date counts as reached.
DocumentResult Judge(extract::Document document, std::string_view name, const RuleSet& rules,
                     std::optional<Day> today = {});

// The same without the short way for documents that are provably clean. Judge() is that much
// faster; nothing else differs.
DocumentResult JudgeInFull(extract::Document document, std::string_view name, const RuleSet& rules,
                           std::optional<Day> today = {});

// The result for a document that could not be read at all.
DocumentResult Unreadable(extract::Format format, const Error& error);

}  // namespace niem::detect
