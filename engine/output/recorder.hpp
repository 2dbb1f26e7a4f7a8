#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/calendar.hpp"
#include "output/dataset.hpp"
#include "output/event_log.hpp"
#include "output/journey_log.hpp"
#include "output/person_table.hpp"
#include "output/variables.hpp"
#include "state/tally.hpp"
#include "world/world.hpp"

namespace corredor {

/// Where a run's numbers come from, for whoever opens the file. The same for the same run: no clock, no host.
struct Provenance {
    std::string title;
    std::string question;
    std::string resolved_scenario;
    std::string scenario_sha256;
    std::vector<std::pair<std::string, std::string>> inputs;  // file, SHA-256
    std::string history;
    std::int64_t seed = 0;
    std::int64_t persons_per_agent = 1;
};

/// Samples counts on recorded days and turns them into a result file.
class Recorder {
public:
    /// variables  names to keep; empty means all
    Recorder(const World&, std::vector<std::string> mechanisms, std::vector<std::string> organisations,
             std::int64_t persons_per_agent, std::vector<std::string> variables);

    /// Also keeps single cases, the first so many: incidents one by one. To be called before anything is recorded.
    void keep_events(std::int64_t at_most) { events_.emplace(at_most); }
    /// Follows the parties of a sample, and tells what became of the people in one.
    void keep_journeys(double share, std::int64_t at_most) { journeys_.emplace(share, at_most); }
    void keep_persons(double share, std::int64_t at_most) { persons_.emplace(share, at_most); }
    /// Where to tell them; none where they are not kept.
    [[nodiscard]] EventLog* events() { return events_ ? &*events_ : nullptr; }
    [[nodiscard]] JourneyLog* journeys() { return journeys_ ? &*journeys_ : nullptr; }
    [[nodiscard]] PersonTable* persons() { return persons_ ? &*persons_ : nullptr; }

    /// Records the end of a day.
    /// days_since_start  whole days that have passed
    void sample(std::int64_t days_since_start, const Tally& totals, const CrimeTally& crime, std::uint64_t state_hash);

    /// Every column of what has been recorded so far, once: checkpoints go through this list.
    template <class Self, class Visitor>
    static void each(Self& self, Visitor&& visit)
    {
        visit(self.days_);
        visit(self.hashes_);
        for (auto& series : self.series_) {
            visit(series.counts);
            visit(series.numbers);
            visit(series.before);
            visit(series.total);
        }
        if (self.events_) EventLog::each(*self.events_, visit);
        if (self.journeys_) JourneyLog::each(*self.journeys_, visit);
    }

    /// Whether what is there can have been recorded over so many days; for a recorder that was filled from a file.
    [[nodiscard]] bool is_sound(std::int64_t days_since_start) const;

    [[nodiscard]] std::size_t records() const { return days_.size(); }

    /// Rows that were one too many for their group: (group, limit).
    [[nodiscard]] std::vector<std::pair<std::string_view, RowLimit>> limits() const;

    /// The file's description. Values are borrowed: the recorder must live until it is written.
    [[nodiscard]] Dataset dataset(Date start, const Provenance&) const;

private:
    struct Series {
        const VariableSpec* spec = nullptr;
        std::vector<std::int64_t> counts;
        std::vector<double> numbers;  // instead of counts, where a cent or a millionth is the unit
        std::vector<std::int64_t> before;
        std::int64_t total = 0;
    };

    [[nodiscard]] bool has_rows(const VariableSpec&) const;
    void add_coordinates(Dataset&, Date start) const;
    void add_node_columns(Dataset&) const;
    void add_leg_columns(Dataset&) const;
    void add_measures(Dataset&) const;

    const World* world_;
    std::vector<std::string> mechanisms_;
    std::vector<std::string> organisations_;
    std::int64_t persons_per_agent_;
    std::vector<double> days_;
    std::vector<std::uint64_t> hashes_;
    std::vector<Series> series_;
    std::vector<bool> is_written_;
    std::optional<EventLog> events_;
    std::optional<JourneyLog> journeys_;
    std::optional<PersonTable> persons_;  // filled when the run is over
};

}  // namespace corredor
