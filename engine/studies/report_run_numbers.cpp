#include "studies/report_run_numbers.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace corredor {

namespace {

double sum_of_records(const Block& block, std::size_t active_cell)
{
    const auto records = block.records_of(active_cell);
    return std::accumulate(records.begin(), records.end(), 0.0);
}

void add_sum(const ReportRun& run, const char* variable, HeadlineNumber number, std::vector<HeadlineNumber>& numbers)
{
    const Block* block = run.find(variable);
    if (block == nullptr) return;
    for (std::size_t c = 0; c < block->active.cells.size(); ++c) number.value += sum_of_records(*block, c);
    numbers.push_back(std::move(number));
}

/// What people paid to an account, as `fares` are what carriers gained.
void add_gain(const ReportRun& run, std::string_view account, HeadlineNumber number,
              std::vector<HeadlineNumber>& numbers)
{
    const Block* gains = run.find("gains_usd");
    if (gains == nullptr) return;
    const auto& accounts = *run.labels("account");
    for (std::size_t c = 0; c < gains->active.cells.size(); ++c)
        if (accounts[gains->active.cells[c]] == account) number.value += sum_of_records(*gains, c);
    numbers.push_back(std::move(number));
}

void add_dead(const ReportRun& run, std::vector<HeadlineNumber>& numbers)
{
    const Block* persons = run.find("persons");
    const auto* statuses = run.labels("status");
    if (persons == nullptr || std::ranges::find(*statuses, "dead") == statuses->end()) return;
    double dead = 0.0;
    for (std::size_t c = 0; c < persons->active.cells.size(); ++c)
        if ((*statuses)[persons->active.cells[c] % statuses->size()] == "dead") dead += persons->records_of(c).back();
    numbers.push_back({"dead", "dead at the end", "people", dead});
}

void add_members(const ReportRun& run, std::vector<HeadlineNumber>& numbers)
{
    const Block* members = run.find("members");
    if (members == nullptr) return;
    double at_end = 0.0;
    for (std::size_t c = 0; c < members->active.cells.size(); ++c) at_end += members->records_of(c).back();
    numbers.push_back({"members_at_end", "members of all organisations at the end", "people", at_end});
}

/// kind  of legs; empty for all
void add_by_border(const ReportRun& run, const char* variable, std::string_view kind, const std::string& key,
                   const char* label, std::vector<HeadlineNumber>& numbers)
{
    const Block* block = run.find(variable);
    if (block == nullptr) return;
    std::map<std::string, double> sums;
    for (std::size_t c = 0; c < block->active.cells.size(); ++c) {
        const LegOfReport& leg = run.legs[block->active.cells[c]];
        if (leg.border_pair.empty() || (!kind.empty() && leg.kind != kind)) continue;
        sums[leg.border_pair + '_' + leg.to_country] += sum_of_records(*block, c);
    }
    for (const auto& [border, people] : sums)
        numbers.push_back({key + '_' + border, std::string{label} + ' ' + border, "people", people});
}

}  // namespace

std::vector<HeadlineNumber> numbers_beside_headline(const ReportRun& run)
{
    std::vector<HeadlineNumber> numbers;
    add_sum(run, "organisation_revenue_usd", {"organisation_income_usd", "organisations took in", "USD", 0.0}, numbers);
    add_sum(run, "captives", {"captives", "taken captive", "people", 0.0}, numbers);
    add_dead(run, numbers);
    add_sum(run, "homicides", {"homicides", "killed", "people", 0.0}, numbers);
    add_members(run, numbers);
    add_by_border(run, "irregular_entries", "", "irregular_at", "entered irregularly by", numbers);
    add_by_border(run, "crossings", "official_crossing", "official_at", "entered by the post of", numbers);
    add_by_border(run, "interceptions", "", "intercepted_at", "intercepted at", numbers);
    add_gain(run, "carriers", {"fares_usd", "fares paid to carriers", "USD", 0.0}, numbers);
    add_gain(run, "organisations", {"takings_usd", "taken from people by organisations", "USD", 0.0}, numbers);
    return numbers;
}

}  // namespace corredor
