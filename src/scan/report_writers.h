// The writers behind MakeReportWriter, one .cc each (report_text.cc, report_json.cc,
// report_sarif.cc, report_html.cc, report_xlsx.cc). Only report.cc calls these; each owns its sink.
#pragma once

#include <memory>

#include "scan/report.h"
#include "scan/report_sink.h"

namespace niem::scan {

std::unique_ptr<ReportWriter> MakeTextReport(std::unique_ptr<ReportSink> sink,
                                             const ReportTarget& target);
std::unique_ptr<ReportWriter> MakeJsonlReport(std::unique_ptr<ReportSink> sink);
std::unique_ptr<ReportWriter> MakeJsonReport(std::unique_ptr<ReportSink> sink);
std::unique_ptr<ReportWriter> MakeSarifReport(std::unique_ptr<ReportSink> sink);
std::unique_ptr<ReportWriter> MakeHtmlReport(std::unique_ptr<ReportSink> sink);
std::unique_ptr<ReportWriter> MakeXlsxReport(std::unique_ptr<ReportSink> sink);

}  // namespace niem::scan
