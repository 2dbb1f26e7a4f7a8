#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "output/whole_file.hpp"
#include "studies/observed.hpp"
#include "studies/report_source.hpp"

namespace corredor {

struct ReportRequest {
    /// Result files. Runs of one scenario with other seeds are its replicates; the first scenario is the base.
    std::vector<std::filesystem::path> files;
    std::filesystem::path output = "report.html";
    Overwrite overwrite = Overwrite::refuse;
    std::filesystem::path tables_folder = ".";  // where tables of scenarios that are not shipped are looked up
    std::string title;                          // empty: the scenarios' own
};

/// What a report holds, for whoever wrote it.
struct ReportOutcome {
    std::size_t scenarios = 0;
    std::size_t runs = 0;
    std::size_t bytes = 0;
    std::vector<std::string> notes;  // what a reader of the report should know and is told there too
};

/// Writes one HTML file that shows runs side by side and needs nothing else.
/// errors  OutputError, ScenarioError
ReportOutcome write_report(const ReportRequest&);

/// The page for some runs, as text.
[[nodiscard]] std::string report_page(const std::string& page_template, std::vector<ReportRun> runs,
                                      const ReportRequest&, ReportOutcome&);

}  // namespace corredor
