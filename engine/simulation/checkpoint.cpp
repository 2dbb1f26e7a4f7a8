#include "simulation/checkpoint.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "output/output_error.hpp"
#include "output/seal.hpp"
#include "output/whole_file.hpp"
#include "scenario/problem.hpp"
#include "scenario/write.hpp"
#include "simulation/archive.hpp"

namespace corredor {

namespace {

constexpr std::string_view opening_line = "corredor checkpoint\n";

/// Says how the state is laid out in this program, so that a checkpoint of a program with another is refused even when
/// both bear the same version number.
std::string layout()
{
    std::size_t counts = 0;
    const Tally tally;
    Tally::each(tally, [&](const auto&) { ++counts; });
    return fmt::format("{} lanes {} party {}/{} resident {}/{} captive {}/{} ending {} lane {} state {} conditions {} "
                       "grip {} tally {} "
                       "status {} account {}",
                       CORREDOR_VERSION, lane_count, attribute_count<Party>, packed_bytes<Party>,
                       attribute_count<Resident>, packed_bytes<Resident>, attribute_count<Captive>,
                       packed_bytes<Captive>, packed_bytes<Ending>, attribute_count<Lane>, attribute_count<State>,
                       attribute_count<Conditions>, attribute_count<Grip>, counts, status_count, account_count);
}

std::string inputs_of(const LoadedScenario& loaded)
{
    std::string text;
    for (const InputFile& input : loaded.inputs) text += fmt::format("{} {}\n", input.sha256, input.path);
    return text;
}

/// What a checkpoint says of itself before the state.
struct Header {
    std::string layout;
    std::int64_t seed = 0;
    std::int64_t persons_per_agent = 0;
    std::int32_t start = 0;  // days since 1970
    Tick tick = 0;
    std::string past;
    std::string inputs;

    static constexpr auto attributes()
    {
        return std::make_tuple(&Header::layout, &Header::seed, &Header::persons_per_agent, &Header::start,
                               &Header::tick, &Header::past, &Header::inputs);
    }
};
static_assert(lists_all_members<Header>);

Header header_of(const LoadedScenario& loaded, Tick tick)
{
    const RunSpec& run = loaded.scenario.run;
    return {.layout = layout(),
            .seed = run.seed,
            .persons_per_agent = run.persons_per_agent,
            .start = run.start.days_since_1970,
            .tick = tick,
            .past = past_of(loaded.scenario, run.start.plus_days(tick)),
            .inputs = inputs_of(loaded)};
}

/// First day on which an entry can have an effect: a rule that is announced works ahead.
Date first_effect_of(const TimelineEntry& entry)
{
    const auto* rule = std::get_if<EntryRule>(&entry.effect);
    return rule != nullptr && rule->announced ? std::min(entry.on, *rule->announced) : entry.on;
}

/// Collects bytes into blocks, hashes and writes them.
class FileSink {
public:
    explicit FileSink(const std::filesystem::path& path) : file_{path} { block_.reserve(block_bytes); }

    void add(std::span<const std::byte> bytes)
    {
        if (block_.size() + bytes.size() > block_bytes) flush();
        if (bytes.size() >= block_bytes)
            write(bytes);
        else
            block_.insert(block_.end(), bytes.begin(), bytes.end());
    }

    void publish()
    {
        flush();
        const std::string seal = maker_.seal();
        file_.write_at(file_.size(), std::as_bytes(std::span{seal}));
        file_.publish(Overwrite::allow);
    }

private:
    static constexpr std::size_t block_bytes = std::size_t{1} << 20U;

    void flush()
    {
        write(block_);
        block_.clear();
    }
    void write(std::span<const std::byte> bytes)
    {
        maker_.add(bytes);
        file_.write_at(file_.size(), bytes);
    }

    PartialFile file_;
    SealMaker maker_;
    std::vector<std::byte> block_;
};

/// The day of a timeline entry whose first line this is, or nothing.
std::string day_of_entry(const std::string& line)
{
    constexpr std::string_view start = "- \"on\": ";
    return line.starts_with(start) ? line.substr(start.size()) : "";
}

/// Where two texts part, for a message: the line in one and in the other.
std::string told_apart(const std::string& then, const std::string& now)
{
    const std::string entry_then = day_of_entry(then);
    const std::string entry_now = day_of_entry(now);
    if (!entry_then.empty() && entry_now.empty())
        return fmt::format("the checkpoint has an entry of the timeline on {} which this scenario has not", entry_then);
    if (entry_then.empty() && !entry_now.empty())
        return fmt::format("this scenario has an entry of the timeline on {} which the checkpoint has not", entry_now);
    return fmt::format("'{}' in the checkpoint, '{}' now", then, now);
}

/// The first line that two texts do not share, for a message.
std::string first_difference(const std::string& then, const std::string& now)
{
    std::istringstream before{then};
    std::istringstream after{now};
    std::string of_then;
    std::string of_now;
    for (;;) {
        const bool had = static_cast<bool>(std::getline(before, of_then));
        const bool has = static_cast<bool>(std::getline(after, of_now));
        if (!had && !has) return "";
        if (!had) of_then = "nothing more";
        if (!has) of_now = "nothing more";
        const auto trimmed = [](const std::string& line) {
            return line.substr(std::min(line.find_first_not_of(' '), line.size()));
        };
        if (of_then != of_now) return told_apart(trimmed(of_then), trimmed(of_now));
    }
}

[[noreturn]] void refuse(const std::string& name, std::string what, std::string hint)
{
    throw ScenarioError{{{.file = name, .what = std::move(what), .hint = std::move(hint)}}};
}

void check_header(const Header& found, const std::string& name, const LoadedScenario& loaded)
{
    const RunSpec& run = loaded.scenario.run;
    if (found.seed != run.seed)
        refuse(name, fmt::format("is of a run with seed {}, not {}", found.seed, run.seed),
               fmt::format("--seed {} goes on with it", found.seed));
    if (found.persons_per_agent != run.persons_per_agent)
        refuse(name,
               fmt::format("is of a run with {} people to an agent, not {}", found.persons_per_agent,
                           run.persons_per_agent),
               fmt::format("--persons-per-agent {} goes on with it", found.persons_per_agent));
    const Date day = Date{found.start}.plus_days(found.tick);
    if (found.start != run.start.days_since_1970)
        refuse(
            name,
            fmt::format("is of a run that began on {}, not on {}", to_string(Date{found.start}), to_string(run.start)),
            "");
    if (found.inputs != inputs_of(loaded))
        refuse(name, "is of a run with other tables: " + first_difference(found.inputs, inputs_of(loaded)), "");
    const std::string past = past_of(loaded.scenario, day);
    if (found.past != past)
        refuse(name,
               fmt::format("is of a scenario that differs from this one before {}: {}", to_string(day),
                           first_difference(found.past, past)),
               "scenarios may share a checkpoint if they differ only from its day on");
    if (day >= run.end)
        refuse(name, fmt::format("stands at {}, and this run ends before {}", to_string(day), to_string(run.end)),
               "nothing would be left to run");
}

}  // namespace

std::string past_of(const Scenario& scenario, Date day)
{
    Scenario past = scenario;
    past.name.clear();
    past.question.clear();
    past.name_es.clear();
    past.question_es.clear();
    past.run.end = day;
    past.run.seed = 0;
    std::erase_if(past.timeline, [&](const TimelineEntry& entry) { return first_effect_of(entry) >= day; });
    for (TimelineEntry& entry : past.timeline) {
        entry.id.clear();
        entry.about.clear();
        entry.about_es.clear();
        entry.source.clear();
        if (entry.until && *entry.until >= day) entry.until.reset();  // it is in force, however long
    }
    return to_yaml(past);
}

void write_checkpoint(const std::filesystem::path& path, const LoadedScenario& loaded, const Simulation& simulation,
                      const Recorder& recorder)
{
    FileSink sink{path};
    Putter putter{sink};
    sink.add(std::as_bytes(std::span{opening_line}));
    const Header header = header_of(loaded, simulation.tick());
    transfer(putter, header);
    Simulation::each_part(simulation, [&](const auto& part) { transfer(putter, part); });
    Recorder::each(recorder, [&](const auto& part) { transfer(putter, part); });
    sink.publish();
}

void take_up(std::span<const std::byte> content, const std::string& name, const LoadedScenario& loaded,
             Simulation& simulation, Recorder& recorder)
{
    const auto damaged = [&](const std::string& why) {
        throw OutputError{OutputFailure::read_failed, name, "is not a checkpoint that can be taken up: " + why};
    };
    try {
        Taker taker{content};
        std::array<char, opening_line.size()> line{};
        taker.bytes(line.data(), std::min(line.size(), taker.left()));
        if (std::string_view{line.data(), line.size()} != opening_line) damaged("it does not begin as one");
        Header header;
        transfer(taker, header.layout);
        if (header.layout != layout())
            damaged(fmt::format("it was written by another version of corredor ({})",
                                header.layout.substr(0, std::min(header.layout.find(' '), std::size_t{32}))));
        std::apply([&](auto, auto... others) { (transfer(taker, header.*others), ...); }, Header::attributes());
        check_header(header, name, loaded);
        simulation.forget_people();  // those who were there on the first day
        Simulation::each_part(simulation, [&](auto& part) { transfer(taker, part); });
        Recorder::each(recorder, [&](auto& part) { transfer(taker, part); });
        if (taker.left() != 0) damaged("it goes on after its end");
        if (simulation.tick() != header.tick || !recorder.is_sound(header.tick)) damaged("it contradicts itself");
        simulation.take_up();
    } catch (const ArchiveError& error) {
        damaged(error.what());
    }
}

void read_checkpoint(const std::filesystem::path& path, const LoadedScenario& loaded, Simulation& simulation,
                     Recorder& recorder)
{
    constexpr std::uint64_t largest_bytes = std::uint64_t{1} << 40U;
    const auto bytes = read_whole_file(path, largest_bytes);
    switch (examine_seal(bytes)) {
    case Sealed::yes:
        break;
    case Sealed::no:
        throw OutputError{OutputFailure::read_failed, path,
                          "is not a checkpoint of corredor, or was cut short: it has no seal at its end"};
    case Sealed::broken:
        throw OutputError{OutputFailure::read_failed, path,
                          "is damaged: its content does not match its checksum; take an older checkpoint"};
    }
    take_up(without_seal(bytes), path.string(), loaded, simulation, recorder);
}

}  // namespace corredor
