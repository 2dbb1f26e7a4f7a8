#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "asking_python.hpp"
#include "base/check.hpp"
#include "bindings.hpp"
#include "output/output_error.hpp"
#include "output/recorder.hpp"
#include "simulation/checkpoint.hpp"
#include "simulation/simulation.hpp"
#include "state/standing.hpp"
#include "studies/run.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace corredor::python {

namespace {

/// The rows of one kind as they stand between two days, one behind the other. They live for as long as a column is
/// looked at.
template <class Row>
using Rows = std::shared_ptr<std::vector<Row>>;

/// What a column of ids holds as plain numbers.
template <class T>
struct NumberOf {
    using Type = T;
};
template <class Tag>
struct NumberOf<Id<Tag>> {
    using Type = typename Id<Tag>::Value;
};
template <class T>
requires std::is_enum_v<T>
struct NumberOf<T> {
    using Type = std::underlying_type_t<T>;
};

/// A column of rows: read-only, every sizeof(Row) bytes, and a share in the rows.
template <class Row, class T>
py::array column_of(const Rows<Row>& rows, T Row::*member)
{
    using Number = typename NumberOf<T>::Type;
    static_assert(sizeof(Number) == sizeof(T));
    const py::capsule keep_alive{new Rows<Row>{rows}, [](void* shared) { delete static_cast<Rows<Row>*>(shared); }};
    static const Row none{};
    const Row* first = rows->empty() ? &none : rows->data();
    py::array column{py::dtype::of<Number>(), {rows->size()}, {sizeof(Row)}, &(first->*member), keep_alive};
    column.attr("flags").attr("writeable") = false;
    return column;
}

py::dict columns_of(const Rows<Party>& rows)
{
    py::dict columns;
    columns["id"] = column_of(rows, &Party::id);
    columns["node"] = column_of(rows, &Party::node);
    columns["leg"] = column_of(rows, &Party::leg);
    columns["status"] = column_of(rows, &Party::status);
    columns["halt"] = column_of(rows, &Party::halt);
    columns["size"] = column_of(rows, &Party::size);
    columns["cash_cents"] = column_of(rows, &Party::cash_cents);
    columns["traveller"] = column_of(rows, &Party::traveller);
    columns["destination"] = column_of(rows, &Party::place);
    columns["home"] = column_of(rows, &Party::home);
    columns["set_out_on"] = column_of(rows, &Party::set_out_on);
    columns["waiting_since"] = column_of(rows, &Party::waiting_since);
    columns["clock"] = column_of(rows, &Party::clock);
    columns["way"] = column_of(rows, &Party::way);
    columns["flags"] = column_of(rows, &Party::flags);
    return columns;
}

py::dict columns_of(const Rows<Resident>& rows)
{
    py::dict columns;
    columns["id"] = column_of(rows, &Resident::id);
    columns["place"] = column_of(rows, &Resident::place);
    columns["size"] = column_of(rows, &Resident::size);
    columns["documents"] = column_of(rows, &Resident::documents);
    columns["is_irregular"] = column_of(rows, &Resident::is_irregular);
    columns["due"] = column_of(rows, &Resident::due);
    columns["mover_until"] = column_of(rows, &Resident::mover_until);
    columns["drew_as_mover"] = column_of(rows, &Resident::drew_as_mover);
    columns["flags"] = column_of(rows, &Resident::flags);
    return columns;
}

py::dict columns_of(const Rows<Captive>& rows)
{
    py::dict columns;
    columns["id"] = column_of(rows, &Captive::id);
    columns["node"] = column_of(rows, &Captive::node);
    columns["status"] = column_of(rows, &Captive::status);
    columns["mechanism"] = column_of(rows, &Captive::mechanism);
    columns["size"] = column_of(rows, &Captive::size);
    columns["since"] = column_of(rows, &Captive::since);
    columns["free_on"] = column_of(rows, &Captive::free_on);
    columns["due"] = column_of(rows, &Captive::due);
    columns["debt_cents"] = column_of(rows, &Captive::debt_cents);
    columns["fate"] = column_of(rows, &Captive::fate);
    columns["traveller"] = column_of(rows, &Captive::traveller);
    columns["destination"] = column_of(rows, &Captive::place);
    columns["home"] = column_of(rows, &Captive::home);
    columns["set_out_on"] = column_of(rows, &Captive::set_out_on);
    columns["flags"] = column_of(rows, &Captive::flags);
    return columns;
}

py::dict attributes_of(const std::vector<Attribute>& attributes)
{
    py::dict values;
    for (const Attribute& attribute : attributes)
        std::visit([&](const auto& value) { values[py::str(attribute.name)] = py::cast(value); }, attribute.value);
    return values;
}

/// Attributes of a result; name, dimensions, values and attributes of each of its variables.
py::tuple parts_of(const Dataset& dataset)
{
    py::list variables;
    for (const Variable& variable : dataset.variables) {
        const py::object values = variable.values.visit([&]<class T>(std::span<const T> span) -> py::object {
            if constexpr (std::is_same_v<T, std::string>)
                return py::cast(std::vector<std::string>{span.begin(), span.end()});
            else
                return py::array_t<T>(static_cast<py::ssize_t>(span.size()), span.data());  // a copy
        });
        variables.append(
            py::make_tuple(variable.name, variable.dimensions, values, attributes_of(variable.attributes)));
    }
    return py::make_tuple(attributes_of(dataset.attributes), variables);
}

/// A folder that goes away with this object.
class TemporaryFolder {
public:
    TemporaryFolder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "corredor-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr)
            throw OutputError{OutputFailure::cannot_create, name, "no temporary folder can be made"};
        path_ = name;
    }
    ~TemporaryFolder()
    {
        std::error_code is_left_lying;
        std::filesystem::remove_all(path_, is_left_lying);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// A run that Python steps. One thread at a time may be at it; whoever comes second is told so.
class SteppedRun {
public:
    SteppedRun(std::shared_ptr<ReadyScenario> scenario, int threads, const std::optional<std::string>& resume)
        : scenario_{std::move(scenario)}, threads_{threads}
    {
        const py::gil_scoped_release free;
        start();
        if (!resume) return;
        read_checkpoint(*resume, scenario_->loaded, *simulation_, *recorder_);
    }

    void step(std::int64_t days, const py::object& progress)
    {
        const Turn turn{is_busy_};
        if (simulation_->tick() + days > simulation_->last_tick())
            throw py::value_error("the scenario ends after " + std::to_string(days_left()) + " more days, and " +
                                  std::to_string(days) + " were asked for");
        if (days == 0) return;
        forget_tables();
        PythonInterest interest{progress};
        {
            const py::gil_scoped_release free;
            advance(simulation_->tick() + static_cast<Tick>(days), interest);
        }
        interest.raise_again();
    }

    /// Goes on under another scenario that was the same until today.
    void take_scenario(std::shared_ptr<ReadyScenario> changed)
    {
        const Turn turn{is_busy_};
        const py::gil_scoped_release free;
        const TemporaryFolder folder;
        const auto file = folder.path() / "state.chk";
        write_checkpoint(file, scenario_->loaded, *simulation_, *recorder_);
        SteppedRun next{changed, threads_};
        read_checkpoint(file, changed->loaded, *next.simulation_, *next.recorder_);
        scenario_ = std::move(changed);
        recorder_ = std::move(next.recorder_);  // it knows the world of the old simulation until then
        simulation_ = std::move(next.simulation_);
        forget_tables();
    }

    void checkpoint(const std::string& path)
    {
        const Turn turn{is_busy_};
        const py::gil_scoped_release free;
        write_checkpoint(path, scenario_->loaded, *simulation_, *recorder_);
    }

    py::dict parties()
    {
        return table(parties_, [this](const Lane& lane, auto& rows) {
            lane.journeys.for_each([&](const Party& party) {
                const Standing now = standing(simulation_->world().legs, party, simulation_->tick() - 1);
                Party& row = rows.emplace_back(party);
                row.node = now.node;
                row.status = now.status;
                if (now.is_on_leg) row.halt = Halt::none;
            });
        });
    }
    py::dict residents()
    {
        return table(residents_, [](const Lane& lane, auto& rows) {
            lane.residents.for_each([&](const Resident& resident) { rows.push_back(resident); });
        });
    }
    py::dict captives()
    {
        return table(captives_, [](const Lane& lane, auto& rows) {
            rows.insert(rows.end(), lane.captives.begin(), lane.captives.end());
        });
    }

    /// What has been recorded so far.
    py::tuple records()
    {
        const Turn turn{is_busy_};
        return parts_of(described(*recorder_));
    }

    /// Today as one record: stocks as they are, flows since the start.
    py::tuple today()
    {
        const Turn turn{is_busy_};
        Recorder now = new_recorder();
        {
            const py::gil_scoped_release free;
            now.sample(simulation_->tick(), simulation_->totals(), simulation_->state().crime, state_hash());
        }
        return parts_of(described(now));
    }

    [[nodiscard]] std::uint64_t hash()
    {
        const Turn turn{is_busy_};
        const py::gil_scoped_release free;
        return state_hash();
    }
    [[nodiscard]] std::string date() const { return to_string(simulation_->date()); }
    [[nodiscard]] Tick tick() const { return simulation_->tick(); }
    [[nodiscard]] Tick last_tick() const { return simulation_->last_tick(); }
    [[nodiscard]] std::int64_t agent_days() const { return simulation_->agent_days(); }

    [[nodiscard]] std::map<std::string, std::vector<std::string>> names() const
    {
        const auto texts = [](const auto& views) { return std::vector<std::string>{views.begin(), views.end()}; };
        std::vector<std::string> places;
        for (const PlaceId place : Range<PlaceId>{simulation_->places().size()})
            places.push_back(simulation_->world().nodes.id[simulation_->places().node[place]]);
        std::map<std::string, std::vector<std::string>> names{
            {"node", texts(simulation_->world().nodes.id.span())},
            {"leg", texts(simulation_->world().legs.id.span())},
            {"status", texts(status_names)},
            {"halt", {"none", "stop", "held", "queue", "turned_away"}},
            {"mechanism", simulation_->mechanisms()},
            {"documents", texts(documents_names)},
            {"fate", {"open", "ransom", "rescue", "let_go", "kept", "killed", "arrested"}}};
        for (const char* column : {"destination", "home", "place"}) names[column] = places;
        for (std::size_t t = 0; t < traveller_class_count; ++t) {
            const auto traveller = static_cast<std::uint8_t>(t);
            names["traveller"].push_back(
                std::string{documents_names[static_cast<std::size_t>(documents_of(traveller))]} + " " +
                std::string{mode_names[static_cast<std::size_t>(mode_of(traveller))]});
        }
        return names;
    }

private:
    class Turn {
    public:
        explicit Turn(std::atomic<bool>& is_busy) : is_busy_{is_busy}
        {
            if (is_busy_.exchange(true))
                throw std::runtime_error{"another thread is at work on this simulation; give each thread its own"};
        }
        ~Turn() { is_busy_ = false; }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

    private:
        std::atomic<bool>& is_busy_;
    };

    SteppedRun(std::shared_ptr<ReadyScenario> scenario, int threads) : scenario_{std::move(scenario)}, threads_{threads}
    {
        start();
    }

    void start()
    {
        simulation_ = std::make_unique<Simulation>(scenario_->loaded, threads_);
        recorder_ = std::make_unique<Recorder>(new_recorder());
    }

    [[nodiscard]] Recorder new_recorder() const
    {
        return Recorder{simulation_->world(), simulation_->mechanisms(), simulation_->territory().organisation_ids,
                        simulation_->persons_per_agent(), simulation_->scenario().outputs.variables};
    }

    [[nodiscard]] Dataset described(const Recorder& recorder) const
    {
        return recorder.dataset(simulation_->scenario().run.start, provenance_of(scenario_->loaded));
    }

    [[nodiscard]] std::int64_t days_left() const { return simulation_->last_tick() - simulation_->tick(); }

    [[nodiscard]] std::uint64_t state_hash() const { return fingerprint(simulation_->state()); }

    void advance(Tick end, PythonInterest& interest)
    {
        const auto begin = std::chrono::steady_clock::now();
        double last_report = 0.0;
        while (simulation_->tick() < end) {
            simulation_->step();
            if (simulation_->records_on(simulation_->tick()))
                recorder_->sample(simulation_->tick(), simulation_->totals(), simulation_->state().crime, state_hash());
            const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
            if (seconds - last_report < 0.05) continue;
            last_report = seconds;
            std::int64_t under_way = 0;
            for (const Lane& lane : simulation_->state().lanes) under_way += lane.journeys.size();
            if (!interest.ask(simulation_->tick(), simulation_->last_tick(), date(),
                              under_way * simulation_->persons_per_agent(), agent_days(), seconds))
                return;
        }
    }

    template <class Row, class Gather>
    py::dict table(Rows<Row>& rows, Gather&& gather)
    {
        const Turn turn{is_busy_};
        if (!rows) {
            const py::gil_scoped_release free;
            auto gathered = std::make_shared<std::vector<Row>>();
            for (const Lane& lane : simulation_->state().lanes) gather(lane, *gathered);
            rows = std::move(gathered);
        }
        return columns_of(rows);
    }

    void forget_tables()
    {
        parties_.reset();
        residents_.reset();
        captives_.reset();
    }

    std::shared_ptr<ReadyScenario> scenario_;
    int threads_;
    std::unique_ptr<Simulation> simulation_;
    std::unique_ptr<Recorder> recorder_;
    std::atomic<bool> is_busy_ = false;
    Rows<Party> parties_;
    Rows<Resident> residents_;
    Rows<Captive> captives_;
};

}  // namespace

void bind_simulation(py::module_& m)
{
    py::class_<SteppedRun>(m, "SteppedRun", "A run that is stepped from Python; corredor.Simulation is what to use.")
        .def(py::init<std::shared_ptr<ReadyScenario>, int, const std::optional<std::string>&>(), "scenario"_a,
             py::kw_only(), "threads"_a, "resume"_a)
        .def("step", &SteppedRun::step, "days"_a, "progress"_a, "Advances by so many days, without the GIL.")
        .def("take_scenario", &SteppedRun::take_scenario, "scenario"_a,
             "Goes on under another scenario that was the same until today.")
        .def("checkpoint", &SteppedRun::checkpoint, "path"_a, "Puts the run down in a file.")
        .def("parties", &SteppedRun::parties, "Columns of parties under way, read-only and without a copy of the rows.")
        .def("residents", &SteppedRun::residents, "Columns of parties that have settled.")
        .def("captives", &SteppedRun::captives, "Columns of people who are held.")
        .def("records", &SteppedRun::records,
             "What has been recorded so far: attributes; name, dimensions, values and attributes of each variable.")
        .def("today", &SteppedRun::today, "Today as one record: stocks as they are, flows since the start.")
        .def("names", &SteppedRun::names, "What the numbers in a column stand for, by column.")
        .def_property_readonly("state_hash", &SteppedRun::hash, "int: hash of the whole state.")
        .def_property_readonly("date", &SteppedRun::date, "str: the day that comes next.")
        .def_property_readonly("tick", &SteppedRun::tick, "int [days]: that have passed.")
        .def_property_readonly("last_tick", &SteppedRun::last_tick, "int [days]: of the whole run.")
        .def_property_readonly("agent_days", &SteppedRun::agent_days, "int [agent-days]: work done so far.");
}

}  // namespace corredor::python
