#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "simulation/simulation.hpp"

namespace corredor {

/// What may have become of a person by the end of a run, as finely as comparisons tell it: the status, and of those who
/// live somewhere or left the region, in which country.
class OutcomeClasses {
public:
    using Class = std::uint8_t;
    /// Of somebody who never set out in this run.
    static constexpr Class stayed = 0;

    explicit OutcomeClasses(const World& world);

    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
    [[nodiscard]] std::size_t count() const { return names_.size(); }
    [[nodiscard]] Class of(Status status, CountryId country) const
    {
        return class_of_[static_cast<std::size_t>(status) * countries_ + country.index()];
    }

private:
    std::size_t countries_;
    std::vector<std::string> names_;
    std::vector<Class> class_of_;  // status × country
};

/// How one party, or a part of one, ended.
struct PartyOutcome {
    PartyId party = 0;  // that they set out with
    OutcomeClasses::Class outcome = 0;
    std::uint8_t people = 0;

    friend auto operator<=>(const PartyOutcome&, const PartyOutcome&) = default;
};

/// Everybody in a run that has ended, by party. expects  a simulation that keeps endings
[[nodiscard]] std::vector<PartyOutcome> outcomes_of(const Simulation&, const OutcomeClasses&);

/// Counts people by what became of them in two runs, matched by the party that they set out with; (class, class) in
/// agents. Members of a party that parted are told apart no further: as many as possible are taken to have fared alike.
[[nodiscard]] std::vector<std::int64_t> cross_outcomes(std::span<const PartyOutcome> base,
                                                       std::span<const PartyOutcome> alternative, std::size_t classes);

}  // namespace corredor
