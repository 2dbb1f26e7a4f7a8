// What a report holds, as the program packed it (engine/studies/report.cpp).

import { titleOf } from "./i18n";

/** Where packed numbers lie: whole numbers after a scale, as differences, seven bits a byte. */
export interface Packed {
    at: number;
    count: number;
    scale: number;
}

export interface Spread {
    median: number | null;
    low: number | null;
    high: number | null;
}

export interface Place {
    id: string;
    name: string;
    country: string;
    region: string;
    kind: string;
    lat: number;
    lon: number;
}

export interface Leg {
    id: string;
    from: number | null;
    to: number | null;
    kind: string;
    from_country: string;
    to_country: string;
    border_pair: string;
    km: number;
}

export interface MapVariable {
    name: string;
    axes: string[];
    unit: string;
    is_flow: boolean;
    cells: number[][];
    values: Packed;
    totals?: Packed; // of a flow: of each cell over the whole period
}

export interface PackedSeries {
    unit: string;
    is_flow: boolean;
    median: Packed;
    low?: Packed;
    high?: Packed;
    total?: Spread; // of a flow: summed in each run before the middle is taken
    is_about?: boolean; // a sum of money that parts of few agents are left out of
    by_year?: (number | null)[]; // medians over runs of the sums of years, the first that of the first step
}

export interface RunInfo {
    file: string;
    seed: string;
    scenario_sha256: string;
    state_hash: string;
}

export interface Difference {
    path: string;
    base: string;
    here: string;
}

/** A table that a scenario read; shipped ones come with the program. */
export interface Table {
    name: string;
    sha256: string;
    is_shipped: boolean;
}

export interface Scenario {
    title: string;
    title_es: string;
    question: string;
    question_es: string;
    program: string;
    persons_per_agent: number;
    tables: Table[];
    yaml: string;
    yaml_sha256: string;
    runs: RunInfo[];
    differences: Difference[];
    changed_on: string; // first day on which an entry of the timeline differs from the base; empty where none does
    map: MapVariable[];
    series: Record<string, PackedSeries>;
    ledger: number[];
    balance: { created: number; at_end: number };
}

/** What it takes to make one of the files again. */
export interface Recipe {
    file: string;
    scenarios: number[];
    seed: string;
    replicates: number; // 0: a single run
    is_comparison: boolean;
}

export interface TargetRow {
    quantity: string;
    geography: string;
    use: string;
    from: string;
    until: string;
    unit: string;
    source: string;
    observed: number;
    simulated: Spread; // nothing where few agents are behind it
    is_few: boolean;
    persistence: number | null;
    split: number | null;
    gravity: number | null;
}

/** Errors are sums of absolute errors over the sum of what was observed. */
export interface TargetSeries {
    quantity: string;
    geography: string;
    use: string;
    rows: number;
    error: number | null;
    coverage: number | null;
    persistence: number | null;
    split: number | null;
    gravity: number | null;
}

export interface MeasureOfScenario {
    spread: Spread;
    mean: number | null;
    effect: number | null;
    low: number | null;
    high: number | null;
    pairs: number;
    is_few: boolean; // here or in the base: nothing is said of the effect
}

export interface Measure {
    key: string;
    label: string;
    unit: string;
    of: MeasureOfScenario[];
}

export interface EntriesOfYear {
    year: number;
    entered: Spread;
    registered: Spread;
    other_nationalities: number | null;
    observed_own: number | null;
    observed_all: number | null;
}

export interface ObservedRow {
    id: string;
    quantity: string;
    year: number;
    value: number;
    use: string;
    source: string;
}

/** Outcomes of the same people in the base (rows) and in a scenario (columns). */
export interface CrossTable {
    scenario: number;
    outcomes: string[];
    people: number[][];
    moved: number; // whose outcome differs
    all: number;
}

export interface Header {
    format: number;
    title: string;
    writer: string;
    start: string;
    days: number[];
    records_per_step: number;
    home: string[];
    countries: string[];
    nodes: Place[];
    legs: Leg[];
    statuses: string[];
    statuses_at_places: string[]; // those who are held together
    border_pairs: string[];
    countries_entered: string[];
    organisations: string[];
    scenarios: Scenario[];
    measures: Measure[];
    entries: Record<string, { scenarios: EntriesOfYear[][]; observed: ObservedRow[] }>;
    targets: { rows: TargetRow[]; series: TargetSeries[] };
    cross_tables?: CrossTable[];
    recipes: Recipe[];
    notes: string[];
}

const ABSENT = -(2 ** 51);

/** A line of a chart with its range over runs. */
export interface Line {
    unit: string;
    isFlow: boolean;
    median: Float64Array;
    low: Float64Array | null;
    high: Float64Array | null;
}

export class Report {
    readonly dates: Date[];
    private readonly decoded = new Map<Packed, Float64Array>();

    constructor(
        readonly header: Header,
        private readonly bytes: Uint8Array,
    ) {
        const start = Date.parse(header.start + "T00:00:00Z");
        // A record stands at the end of its day, which is the start of the next: show the day itself.
        this.dates = header.days.map((days) => new Date(start + (days - 1) * 86_400_000));
    }

    get steps(): number {
        return this.dates.length;
    }

    get isComparison(): boolean {
        return this.header.scenarios.length > 1;
    }

    /** First day that the flows of a step count. */
    stepStart(step: number): Date {
        const before = step > 0 ? (this.header.days[step - 1] ?? 0) : 0;
        return new Date(Date.parse(this.header.start + "T00:00:00Z") + before * 86_400_000);
    }

    numbers(packed: Packed): Float64Array {
        let values = this.decoded.get(packed);
        if (!values) {
            values = decode(this.bytes, packed);
            this.decoded.set(packed, values);
        }
        return values;
    }

    line(scenario: number, key: string): Line | null {
        const series = this.header.scenarios[scenario]?.series[key];
        if (!series) return null;
        return {
            unit: series.unit,
            isFlow: series.is_flow,
            median: this.numbers(series.median),
            low: series.low ? this.numbers(series.low) : null,
            high: series.high ? this.numbers(series.high) : null,
        };
    }

    /** The sum of a flow over the whole period; nothing was ever counted where there is no series. */
    total(scenario: number, key: string): Spread {
        return this.header.scenarios[scenario]?.series[key]?.total ?? { median: 0, low: 0, high: 0 };
    }

    /** Whether the sum of a series differs from the exact one, which would give away what is hidden. */
    isAbout(scenario: number, key: string): boolean {
        return this.header.scenarios[scenario]?.series[key]?.is_about ?? false;
    }

    get years(): number[] {
        return [...new Set(this.dates.map((day) => day.getUTCFullYear()))];
    }

    /** One number for each year: the sum of a flow, the last value of a stock. */
    byYear(scenario: number, key: string): number[] {
        const sums = this.header.scenarios[scenario]?.series[key]?.by_year;
        if (sums) return sums.map((v) => v ?? NaN);
        const line = this.line(scenario, key);
        const last = new Map<number, number>();
        this.dates.forEach((day, step) => last.set(day.getUTCFullYear(), line?.median[step] ?? 0));
        return [...last.values()];
    }

    /** Whether there is one run of each scenario, so that there are no medians, means or ranges to speak of. */
    get isOfSingleRuns(): boolean {
        return this.header.scenarios.every((s) => s.runs.length === 1);
    }

    /** The key of a text, or of what is said in its place where nothing is over several runs. */
    textOfRuns(key: string): string {
        return this.isOfSingleRuns ? `${key}_one` : key;
    }

    /** People that an agent stands for; of scenarios with several scales the largest. */
    get scale(): number {
        return Math.max(...this.header.scenarios.map((s) => s.persons_per_agent));
    }

    /** Keys of series that start with a prefix, in any scenario. */
    keys(prefix: string): string[] {
        const keys = new Set<string>();
        for (const scenario of this.header.scenarios)
            for (const key of Object.keys(scenario.series)) if (key.startsWith(prefix)) keys.add(key);
        return [...keys];
    }

    has(key: string): boolean {
        return this.header.scenarios.some((scenario) => key in scenario.series);
    }

    title(scenario: number): string {
        const found = this.header.scenarios[scenario];
        return found ? titleOf(found) : "";
    }

    measure(key: string): Measure | undefined {
        return this.header.measures.find((measure) => measure.key === key);
    }
}

export function decode(bytes: Uint8Array, packed: Packed): Float64Array {
    const values = new Float64Array(packed.count);
    let at = packed.at;
    let before = 0;
    for (let i = 0; i < packed.count; i++) {
        let zigzag = 0;
        let weight = 1; // not a shift: numbers have up to 53 bits
        for (;;) {
            const byte = bytes[at++] ?? 0;
            zigzag += (byte & 127) * weight;
            if (byte < 128) break;
            weight *= 128;
        }
        before += zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
        values[i] = before === ABSENT ? NaN : before / packed.scale;
    }
    return values;
}

/** Reads what the page holds: base64 of gzip of a length, a header in JSON, and packed numbers. */
export async function loadReport(element: HTMLElement): Promise<Report> {
    const packed = Uint8Array.from(atob((element.textContent ?? "").trim()), (c) => c.charCodeAt(0));
    element.textContent = "";
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    const length = new DataView(bytes.buffer).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Header;
    if (header.format !== 2) throw new Error(`report format ${header.format} is not known`);
    tellNamesApart(header.scenarios);
    return new Report(header, bytes.subarray(4 + length));
}

const NOT_TOLD_BY = new Set(["name", "name_es", "question", "question_es", "about", "about_es"]);

/** Scenarios that were changed with --set keep their name: what differs, or their number, is added to it. */
export function tellNamesApart(scenarios: Scenario[]): void {
    scenarios.forEach((scenario, i) => {
        const namesakes = scenarios.slice(0, i).filter((other) => other.title === scenario.title || other.title.startsWith(`${scenario.title} (`));
        if (namesakes.length === 0) return;
        const values = scenario.differences.filter((d) => !NOT_TOLD_BY.has(d.path));
        const [only] = values;
        const own = only && values.length === 1 && only.here ? `${only.path.split(".").slice(-2).join(".")} = ${only.here}` : String(namesakes.length + 1);
        const suffix = namesakes.some((other) => other.title === `${scenario.title} (${own})`) ? String(namesakes.length + 1) : own;
        if (scenario.title_es) scenario.title_es += ` (${suffix})`;
        scenario.title += ` (${suffix})`;
    });
}
