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

#include "detect/finding.h"
#include "detect/rules.h"
#include "extract/document.h"

namespace niem::detect {

// Fills format, verdict, level, confidence, evidence and notes; the caller fills the rest.
// `name` is the file or member name (weak evidence). Takes the document because layout refines the
// blocks' places.
DocumentResult Judge(const extract::Document& document, std::string_view name,
                     const RuleSet& rules);

// The result for a document that could not be read at all.
DocumentResult Unreadable(extract::Format format, const Error& error);

}  // namespace niem::detect
