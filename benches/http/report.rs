//! The page with the figures.

use std::fs;

use super::Result;
use super::cases::FAR;
use super::measure::{Figures, Row};
use super::options::Options;

/// The targets that are no ratio to the bare handler.
const IDLE: f64 = 60.0;
const READY: f64 = 300.0;
const FAR_OVER_NEAR: f64 = 1.2;

/// The machine in one line, and how busy it was before the run.
pub(super) fn machine() -> Result<String> {
    let line = |text: &str, name: &str| {
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix(':'));
        value.unwrap_or("unknown").trim().to_owned()
    };
    let model = line(&fs::read_to_string("/proc/cpuinfo")?, "model name");
    let memory: f64 = line(&fs::read_to_string("/proc/meminfo")?, "MemTotal").trim_end_matches(" kB").parse()?;
    let cores = std::thread::available_parallelism()?;
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let busy = fs::read_to_string("/proc/loadavg")?;
    Ok(format!(
        "{model}, {cores} cores, {:.0} GB of memory, Linux {}; {} processes wanted a core in the minute before",
        memory * 1_024.0 / 1e9,
        kernel.trim(),
        busy.split(' ').next().unwrap_or_default()
    ))
}

/// The whole page.
pub(super) fn page(options: &Options, machine: &str, figures: &[Figures]) -> String {
    let mut page = format!(
        "# Performance\n\n\
         What an answer costs, measured by `benches/http` and written here by it. Answers are computed for each request: \
         there is no cache of answers. Everything else is as it is shipped: log, metrics, limits, headers and validators are \
         on; only the limits of requests are raised, because all requests come from one client.\n\n\
         - **Command:** `{}`\n- **Day:** {}\n- **Machine:** {machine}\n\
         - **Data:** {} articles and {} comments of `dateline generate`\n- **Load:** wrk on the same machine, {} connections, \
         {} s a run, {} runs in turns with the bare handler\n\n\
         **CPU** is the time of the server's process, all its threads, in the program and in the kernel for it, for one \
         request. The **bare handler** is an actix-web server with a single handler and no layer that returns the same bytes \
         to the same request. The run in the middle counts; the least and the greatest stand in parentheses.\n",
        options.command(),
        chrono::Utc::now().date_naive(),
        options.articles,
        options.comments,
        options.connections,
        options.seconds,
        options.rounds,
    );
    for figures in figures {
        section(&mut page, figures);
    }
    if figures.len() < 2 {
        page.push_str("\n## PostgreSQL\n\nNot measured in this run: no server was named.\n");
    }
    page
}

fn section(page: &mut String, figures: &Figures) {
    let mut line = |text: String| {
        page.push_str(&text);
        page.push('\n');
    };
    line(format!("\n## {}\n", figures.engine));
    if figures.engine == "PostgreSQL" {
        line("The processes of the database are not counted in these figures, only Dateline's own.\n".to_owned());
    }
    line("| asked for | bytes | CPU, µs | bare, µs | ratio | at most | requests/s | p50, ms | p99, ms |".to_owned());
    line("|---|---|---|---|---|---|---|---|---|".to_owned());
    for row in &figures.rows {
        line(table(row, figures.engine));
    }
    line(String::new());
    if let Some((near, far)) = pages(figures) {
        let times = far / near;
        line(format!(
            "- Page {FAR} by cursor costs {times:.2} times page 1{}.",
            met(times, FAR_OVER_NEAR, "1.2 at most")
        ));
    }
    let (idle, after, ready) = (figures.idle, figures.after, figures.ready);
    line(format!(
        "- Memory (resident): idle {idle:.0} MB{}, after all runs {after:.0} MB.",
        met(idle, IDLE, "60 MB at most")
    ));
    line(format!(
        "- Ready {:.0} ms after the process was started ({:.0} to {:.0}){}.",
        ready.middle,
        ready.least,
        ready.most,
        met(ready.middle, READY, "300 ms at most")
    ));
    line(format!("- `dateline generate` made the data in {:.1} s.", figures.filled_in.as_secs_f64()));
}

/// The middle costs of page 1 and of the page far down.
fn pages(figures: &Figures) -> Option<(f64, f64)> {
    let cost = |name: &str| {
        let row = figures.rows.iter().find(|row| row.case.name == name)?;
        Some(row.ours.spread(|run| run.cost).middle)
    };
    Some((cost("list of 20")?, cost("page 100 of the list")?))
}

fn met(value: f64, most: f64, words: &str) -> String {
    if value <= most { format!(" ({words})") } else { format!(" (**missed**: {words})") }
}

/// Targets are set for SQLite.
fn table(row: &Row, engine: &str) -> String {
    let (ours, bare) = (row.ours.spread(|run| run.cost), row.bare.spread(|run| run.cost));
    let (ratio, target) = (row.ratio(), row.case.target.filter(|_| engine == "SQLite"));
    let (rate, p50, p99) =
        (row.ours.spread(|run| run.rate), row.ours.spread(|run| run.p50), row.ours.spread(|run| run.p99));
    format!(
        "| {} | {} | {:.0} ({:.0} to {:.0}) | {:.1} ({:.1} to {:.1}) | {ratio:.1} | {} | {:.0} | {:.2} | {:.2} |",
        row.case.name,
        row.case.answer.body.len(),
        ours.middle,
        ours.least,
        ours.most,
        bare.middle,
        bare.least,
        bare.most,
        match target {
            Some(most) if ratio <= most => format!("{most:.0}"),
            Some(most) => format!("{most:.0}, **missed**"),
            None => String::new(),
        },
        rate.middle,
        p50.middle,
        p99.middle,
    )
}
