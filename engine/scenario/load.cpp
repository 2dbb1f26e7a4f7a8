#include "scenario/load.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "scenario/inherit.hpp"
#include "scenario/load_text.hpp"
#include "scenario/set_path.hpp"
#include "scenario/sha256.hpp"
#include "scenario/validate.hpp"
#include "scenario/validate_world.hpp"
#include "scenario/write.hpp"
#include "scenario/yaml_events.hpp"
#include "scenario/yaml_reader.hpp"

namespace corredor {

namespace fs = std::filesystem;

namespace {

/// One load from text to a checked scenario.
class Loader {
public:
    Loader(Folders folders, const LoadOptions& options) : folders_{std::move(folders)}, options_{options} {}

    Problems& problems() { return problems_; }
    const Folders& folders() const { return folders_; }

    LoadedScenario load(Value tree)
    {
        if (tree.kind == Value::Kind::none) problems_.throw_if_any();
        LoadedScenario loaded;
        loaded.own_end = end_of(tree);
        apply_options(tree);
        reader().read(tree, loaded.scenario);
        const ReadTables tables = read_tables(loaded);
        if (!problems_.is_complete()) problems_.throw_if_any();
        validate(loaded.scenario, tables, tree, options_.memory_bytes.value_or(memory_for_a_run()), problems_);
        loaded.models = dated_models(loaded.scenario, tables, tree);
        loaded.tables = {tables.nodes.rows, tables.legs.rows, tables.initial_stock.rows,
                         tables.other_nationalities.rows, tables.targets.rows};
        loaded.is_inherited = inherited_entries(tree);
        loaded.entry_places = entry_places(tree);
        if (makes_a_network(tables)) check_scopes(loaded, tree);
        problems_.throw_if_any();
        loaded.resolved_yaml = to_yaml(loaded.scenario);
        loaded.sha256 = hash_of(loaded);
        return loaded;
    }

private:
    struct NamedTable {
        FoundFile file;
        Place named_at;
    };

    YamlReader reader()
    {
        return {problems_, [this](const Value& named, const std::string& path) { return find_table(named, path); }};
    }

    void apply_options(Value& tree)
    {
        // Words before their translations: whoever gives both wants both, in whichever order.
        for (const bool is_translation : {false, true})
            for (const SetOption& o : options_.set)
                if (o.path.ends_with(translation_ending) == is_translation)
                    apply(tree, fmt::format("--set {}={}", o.path, o.value), o.path, o.value);
        if (const auto seed = options_.seed) apply(tree, "--seed", "run.seed", std::to_string(*seed));
        if (const auto people = options_.persons_per_agent)
            apply(tree, "--persons-per-agent", "run.persons_per_agent", std::to_string(*people));
        if (const auto until = options_.until) apply(tree, "--until", "run.end", to_string(*until));
    }

    void apply(Value& tree, const std::string& option, const std::string& path, const std::string& yaml)
    {
        const auto source = std::make_shared<const SourceFile>(SourceFile{shown(option), folders_.own(), true});
        const std::size_t before = problems_.size();
        Value value = parse_yaml(yaml, source, problems_);
        if (problems_.size() > before) return;
        value.place.source = source;
        set_at(tree, path, {source, 0, 0}, std::move(value), problems_);
    }

    std::optional<std::string> find_table(const Value& named, const std::string& path)
    {
        auto result = folders_.find(named.text, *named.place.source, ".csv");
        if (const auto* failed = std::get_if<NotFound>(&result)) {
            Problem problem =
                problem_at(named.place, fmt::format("{}: {} {}", path, shown(named), failed->what), failed->hint);
            problem.is_missing_file = failed->is_missing;
            problems_.add(std::move(problem));
            return std::nullopt;
        }
        auto& file = std::get<FoundFile>(result);
        refuse_ambiguous(file, named, path);
        const std::string name = file.name;
        named_.insert_or_assign(name, NamedTable{std::move(file), named.place});
        return name;
    }

    /// The resolved scenario stands beside the user's files: a shipped table must not share its name with one of them.
    void refuse_ambiguous(const FoundFile& found, const Value& named, const std::string& path)
    {
        if (is_within(folders_.own(), found.file)) return;
        const fs::path own = folders_.own() / found.name;
        std::error_code failed;
        if (!fs::exists(own, failed)) return;
        problems_.add(problem_at(
            named.place, fmt::format("{}: {} is both a shipped table and one beside the scenario", path, found.name),
            fmt::format("set {} in the scenario to use its own, or rename that file", path)));
    }

    template <class Row>
    Table<Row> read_table(const TableRef& ref, LoadedScenario& loaded)
    {
        const auto named = named_.find(ref.path);
        if (ref.path.empty() || named == named_.end()) return {};
        const FoundFile& file = named->second.file;
        const auto bytes = read_bytes(file.file, CsvLimits{}.bytes);
        const auto source = std::make_shared<const SourceFile>(SourceFile{file.shown, file.file.parent_path()});
        if (const auto* failed = std::get_if<NotFound>(&bytes)) {
            problems_.add(
                problem_at(named->second.named_at, fmt::format("{} {}", ref.path, failed->what), failed->hint));
            return {};
        }
        const auto& text = std::get<std::string>(bytes);
        loaded.inputs.push_back({ref.path, sha256_hex(text)});
        return read_csv<Row>(text, source, problems_);
    }

    ReadTables read_tables(LoadedScenario& loaded)
    {
        const Scenario& s = loaded.scenario;
        ReadTables tables;
        tables.nodes = read_table<NodeRow>(s.world.nodes, loaded);
        tables.legs = read_table<LegRow>(s.world.legs, loaded);
        tables.initial_stock = read_table<StockRow>(s.model.destinations.initial_stock, loaded);
        tables.other_nationalities = read_table<OtherNationalitiesRow>(s.model.observation.other_nationalities, loaded);
        tables.targets = read_table<TargetRow>(s.model.observation.targets, loaded);
        return tables;
    }

    std::vector<DatedModel> dated_models(const Scenario& scenario, const ReadTables& tables, const Value& tree);
    void check_scopes(const LoadedScenario& loaded, const Value& tree);
    static std::optional<Date> end_of(const Value& tree);
    static std::vector<bool> inherited_entries(const Value& tree);
    static std::vector<std::string> entry_places(const Value& tree);
    std::optional<ModelSpec> model_on(Date on, const Scenario& scenario, const ReadTables& tables, const Value& tree);
    void check_set_paths(const Scenario& scenario, const Value& tree);

    static std::string hash_of(const LoadedScenario& loaded)
    {
        std::string text = loaded.resolved_yaml;
        for (const InputFile& input : loaded.inputs) text += fmt::format("{} {}\n", input.path, input.sha256);
        return sha256_hex(text);
    }

    Folders folders_;
    LoadOptions options_;
    Problems problems_;
    std::map<std::string, NamedTable> named_;
};

/// The `set` of a timeline entry as it was read, where it can be trusted.
struct ReadSet {
    const Value* path;
    const Value* value;
    std::string first_key;
};

std::optional<ReadSet> set_of(const Value& tree, std::size_t index)
{
    const Member* timeline = tree.find("timeline");
    if (timeline == nullptr || index >= timeline->value.items.size()) return std::nullopt;
    const Member* set = timeline->value.items[index].find(Set::name);
    if (set == nullptr) return std::nullopt;
    const Member* path = set->value.find("path");
    const Member* value = set->value.find("value");
    if (path == nullptr || value == nullptr || value->value.kind == Value::Kind::none) return std::nullopt;
    const std::string& text = path->value.text;
    return ReadSet{&path->value, &value->value, text.substr(0, text.find('.'))};
}

bool contains(const std::vector<std::string_view>& keys, std::string_view key)
{
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool is_in_force(const TimelineEntry& entry, Date on)
{
    return entry.on <= on && (!entry.until || on < *entry.until);
}

void Loader::check_set_paths(const Scenario& scenario, const Value& tree)
{
    const auto reachable = keys_of<ModelSpec>();
    for (std::size_t i = 0; i < scenario.timeline.size(); ++i) {
        const auto set = set_of(tree, i);
        if (set && !contains(reachable, set->first_key))
            problems_.add(problem_at(set->path->place,
                                     fmt::format("set: {} is no parameter of the model", shown(*set->path)),
                                     did_you_mean(set->first_key, reachable, "it can reach " + joined(reachable))));
    }
}

template <class Map>
bool has_same_keys(const Map& a, const Map& b)
{
    return std::ranges::equal(
        a, b, {}, [](const auto& entry) { return entry.first; }, [](const auto& entry) { return entry.first; });
}

/// What a model fixes before the first day and `set` may therefore not touch; empty when two models agree in it.
std::string_view fixed_part_that_differs(const ModelSpec& a, const ModelSpec& b)
{
    if (a.destinations.initial_stock != b.destinations.initial_stock ||
        a.observation.other_nationalities != b.observation.other_nationalities ||
        a.observation.targets != b.observation.targets)
        return "a table";
    if (a.departures.pool_people != b.departures.pool_people || a.departures.origin_share != b.departures.origin_share)
        return "the pool at the origins";
    if (a.departures.cohorts != b.departures.cohorts) return "the cohorts";
    if (a.routes.corridors != b.routes.corridors) return "the corridors";
    if (!has_same_keys(a.destinations.places, b.destinations.places)) return "the list of places";
    if (!has_same_keys(a.mechanisms, b.mechanisms)) return "the list of mechanisms";
    if (!has_same_keys(a.countries, b.countries)) return "the list of countries";
    if (!std::ranges::equal(a.organisations, b.organisations, [](const auto& one, const auto& other) {
            return one.first == other.first && one.second.starts_like(other.second);
        }))
        return "the organisations on the first day";
    if (a.observation.irregular_counted_from != b.observation.irregular_counted_from)
        return "how official stocks are counted";
    return {};
}

/// Whether nothing is wrong with what a path leads through: it was told already.
bool may_be_set(std::string_view path, const Problems& problems)
{
    for (std::size_t end = path.find('.'); end != std::string_view::npos; end = path.find('.', end + 1))
        if (!problems.is_sound(std::string{path.substr(0, end)})) return false;
    return true;
}

std::optional<ModelSpec> Loader::model_on(Date on, const Scenario& scenario, const ReadTables& tables,
                                          const Value& tree)
{
    const auto keys = keys_of<ModelSpec>();
    Value model_tree = Value::empty_map(tree.place);
    for (const Member& m : tree.entries)
        if (contains(keys, m.key)) model_tree.entries.push_back(m);
    std::optional<ReadSet> last;
    for (std::size_t i = 0; i < scenario.timeline.size(); ++i) {
        const auto set = is_in_force(scenario.timeline[i], on) ? set_of(tree, i) : std::nullopt;
        if (!set || !contains(keys, set->first_key) || !may_be_set(set->path->text, problems_)) continue;
        set_at(model_tree, set->path->text, set->path->place, *set->value, problems_);
        last = set;
    }
    if (!last) return std::nullopt;
    ModelSpec model;
    reader().read(model_tree, model);
    validate_model(model, tables, model_tree, problems_);
    const std::string_view fixed = fixed_part_that_differs(model, scenario.model);
    if (!fixed.empty())
        problems_.add(problem_at(last->path->place,
                                 fmt::format("set: {} changes {} during the run", shown(*last->path), fixed),
                                 "that is fixed before the first day; write another scenario that `extends` this one"));
    return model;
}

std::vector<DatedModel> Loader::dated_models(const Scenario& scenario, const ReadTables& tables, const Value& tree)
{
    check_set_paths(scenario, tree);
    std::set<Date> dates{scenario.run.start};
    std::size_t sets = 0;
    for (const TimelineEntry& entry : scenario.timeline) {
        if (!std::holds_alternative<Set>(entry.effect)) continue;
        if (++sets > most_sets) return {};  // refused already
        for (const Date date : {entry.on, entry.until.value_or(entry.on)})
            if (scenario.run.start < date && date < scenario.run.end) dates.insert(date);
    }
    std::vector<DatedModel> models;
    for (const Date on : dates) {
        if (problems_.full()) break;
        models.push_back({on, model_on(on, scenario, tables, tree).value_or(scenario.model)});
    }
    return models;
}

std::optional<Date> Loader::end_of(const Value& tree)
{
    const Member* run = tree.find("run");
    const Member* end = run != nullptr && run->value.is_map() ? run->value.find("end") : nullptr;
    return end != nullptr && end->value.is_text() ? parse_date(end->value.text) : std::nullopt;
}

std::vector<bool> Loader::inherited_entries(const Value& tree)
{
    std::vector<bool> is_inherited;
    if (const Member* timeline = tree.find("timeline"); timeline != nullptr)
        for (const Value& entry : timeline->value.items)
            is_inherited.push_back(entry.place.source != tree.place.source);
    return is_inherited;
}

std::vector<std::string> Loader::entry_places(const Value& tree)
{
    std::vector<std::string> places;
    if (const Member* timeline = tree.find("timeline"); timeline != nullptr)
        for (const Value& entry : timeline->value.items) {
            const Place& at = entry.place;
            places.push_back(at.source && !at.source->is_option && at.line > 0
                                 ? fmt::format("{}:{}:{}", at.source->shown, at.line, at.column)
                                 : "");
        }
    return places;
}

/// Whether a scope is sound by itself; what is wrong with its names and kinds has been reported.
bool is_sound(const BorderScope& where, ActsOn acts_on, const World& world)
{
    const auto acts = [&](LegKind kind) { return can_act_on(acts_on, kind); };
    if (where.kinds.empty() || !std::ranges::all_of(where.kinds, acts)) return false;
    const auto knows = [&world](const CountryRef& country) { return !world.country(country.name).is_none(); };
    const auto knows_node = [&world](const NodeRef& node) { return !world.node(node.name).is_none(); };
    return std::ranges::all_of(where.crossing, knows_node) && std::ranges::all_of(where.between, knows) &&
           (!where.entering || knows(*where.entering)) &&
           (!where.border_pair || !world.border_pair(where.border_pair->name).is_none());
}

/// Why a scope reaches nothing, as far as can be told.
std::string what_is_there(BorderScope where, const World& world)
{
    where.kinds = {LegKind::official_crossing, LegKind::trocha, LegKind::flight};
    std::set<std::string_view> kinds;
    for (const LegId leg : where.legs(world)) kinds.insert(name_of(world.legs.kind[leg]));
    const std::string look = "look at between, entering, border_pair, crossing and kinds";
    return kinds.empty() ? look : fmt::format("what is named has only legs of kind {}; {}", joined(kinds), look);
}

/// An intervention that reaches no crossing would silently do nothing.
void Loader::check_scopes(const LoadedScenario& loaded, const Value& tree)
{
    const World world = build_world(loaded.tables);
    const Member* timeline = tree.find("timeline");
    if (timeline == nullptr) return;
    for (std::size_t i = 0; i < std::min(loaded.scenario.timeline.size(), timeline->value.items.size()); ++i)
        std::visit(
            [&]<class Effect>(const Effect& effect) {
                if constexpr (requires { effect.where; })
                    if (is_sound(effect.where, Effect::acts_on, world) && effect.where.legs(world).empty())
                        problems_.add(problem_at(timeline->value.items[i].place,
                                                 fmt::format("timeline[{}]: {} reaches no crossing", i, Effect::name),
                                                 what_is_there(effect.where, world)));
            },
            loaded.scenario.timeline[i].effect);
}

[[noreturn]] void refuse_missing(const std::string& named, const std::string& what, bool is_missing,
                                 const std::vector<fs::path>& shipped)
{
    std::vector<std::string> names;
    for (const ShippedScenario& s : list_shipped(shipped)) names.push_back(s.name);
    const std::string list = names.empty() ? "no scenarios are shipped here" : "shipped: " + joined(names);
    const auto meant = nearest(fs::path{named}.stem().string(), names);
    const std::string hint = meant ? fmt::format("did you mean '{}'? {}", *meant, list) : list;
    throw ScenarioError{
        {{.file = shown(named), .what = what, .hint = is_missing ? hint : "", .is_missing_file = is_missing}}};
}

FoundFile find_scenario(const std::string& named, const std::vector<fs::path>& shipped)
{
    std::error_code failed;
    const fs::path path{named};
    const auto found = [&named](const fs::path& file) {
        return FoundFile{.file = fs::canonical(file), .name = named, .shown = file.string()};
    };
    if (fs::is_regular_file(path, failed)) return found(path);
    const bool is_plain_name = !named.empty() && !path.has_parent_path();
    if (is_plain_name) {
        for (const fs::path& folder : shipped) {
            fs::path file = folder / path;
            if (file.extension() != ".yaml") file += ".yaml";
            if (fs::is_regular_file(file, failed)) return found(file);
        }
    }
    if (fs::is_directory(path, failed)) refuse_missing(named, "is a folder, must be a scenario file", false, shipped);
    if (fs::exists(path, failed)) refuse_missing(named, "is not a regular file", false, shipped);
    refuse_missing(named, "there is no such file or shipped scenario", true, shipped);
}

}  // namespace

struct ParsedScenario::Content {
    std::vector<fs::path> shipped;
    fs::path folder;
    Value tree;
};

ParsedScenario::ParsedScenario(const std::string& path_or_shipped_name, std::vector<fs::path> shipped_folders)
{
    auto content = std::make_unique<Content>();
    content->shipped = std::move(shipped_folders);
    const FoundFile file = find_scenario(path_or_shipped_name, content->shipped);
    content->folder = file.file.parent_path();
    Problems problems;
    content->tree = read_with_parents(file, Folders{content->folder, content->shipped}, problems);
    problems.throw_if_any();
    content_ = std::move(content);
}

ParsedScenario::ParsedScenario(ParsedScenario&&) noexcept = default;
ParsedScenario& ParsedScenario::operator=(ParsedScenario&&) noexcept = default;
ParsedScenario::~ParsedScenario() = default;

LoadedScenario ParsedScenario::load(LoadOptions options) const
{
    options.shipped_folders = content_->shipped;
    Loader loader{Folders{content_->folder, content_->shipped}, options};
    return loader.load(content_->tree);
}

LoadedScenario load_scenario(const std::string& path_or_shipped_name, const LoadOptions& options)
{
    const FoundFile file = find_scenario(path_or_shipped_name, options.shipped_folders);
    Loader loader{Folders{file.file.parent_path(), options.shipped_folders}, options};
    return loader.load(read_with_parents(file, loader.folders(), loader.problems()));
}

LoadedScenario load_resolved(std::string_view yaml, const LoadOptions& options)
{
    return load_text({.shown = "resolved scenario", .yaml = yaml}, options);
}

LoadedScenario load_text(const ScenarioText& text, const LoadOptions& options)
{
    Loader loader{Folders{options.folder, options.shipped_folders}, options};
    return loader.load(read_with_parents(text.yaml, std::string{text.shown}, loader.folders(), loader.problems()));
}

LoadedScenario load_extended(const ScenarioText& text, const ScenarioText& part, const LoadOptions& options)
{
    Loader loader{Folders{options.folder, options.shipped_folders}, options};
    Problems& problems = loader.problems();
    Value tree = read_with_parents(text.yaml, std::string{text.shown}, loader.folders(), problems);
    const bool was_made_of_values = part.yaml.find('\n') == std::string_view::npos;  // nobody knows its columns then
    const auto source = std::make_shared<const SourceFile>(
        SourceFile{std::string{part.shown}, loader.folders().own(), was_made_of_values});
    extend(tree, parse_yaml(part.yaml, source, problems), problems);
    tree.place.source = source;  // the part is what the scenario says itself, all else it inherits
    return loader.load(std::move(tree));
}

}  // namespace corredor
