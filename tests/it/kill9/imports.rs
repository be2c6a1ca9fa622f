//! `dateline import page` beside the server: processes of their own on the same database, some of them killed too.

use std::collections::BTreeSet;
use std::io::Read;
use std::process::{Child, Stdio};

use super::dice::Dice;
use super::text::Page;
use crate::program::{Program, finish};

/// The most pages of one process.
const MOST: u64 = 12;
/// The most processes at a time.
const AT_ONCE: usize = 3;

#[derive(Default)]
pub struct Imports {
    running: Vec<(Child, Vec<Page>)>,
    next: u64,
    /// The pages of which an import said that they are in.
    pub told: BTreeSet<u64>,
    /// The days of the bars of which an import said so.
    pub days: BTreeSet<String>,
    /// The pages of imports that were killed before they could say so.
    untold: BTreeSet<u64>,
    pub kills: usize,
}

impl Imports {
    /// Starts a process, with pages of its own or, at times, with those that another one brings in at this moment.
    pub fn start(&mut self, program: &Program, dice: &mut Dice) {
        if self.running.len() >= AT_ONCE {
            return;
        }
        let shared = self.running.last().filter(|_| dice.one_in(4)).map(|(_, pages)| pages.clone());
        let pages = shared.unwrap_or_else(|| {
            let first = self.next;
            self.next += 1 + dice.below(MOST);
            (first..self.next).map(Page).collect()
        });
        self.running.push((spawn(program, &pages), pages));
    }

    /// Kills the process that was started last.
    pub fn kill_one(&mut self) {
        if let Some((mut child, pages)) = self.running.pop() {
            child.kill().unwrap();
            let status = child.wait().unwrap();
            // It may have come to its end a moment before.
            self.kills += usize::from(status.code().is_none());
            let mut said = String::new();
            child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
            self.hear(&said, &pages);
        }
    }

    /// Looks which processes have ended by themselves.
    pub fn harvest(&mut self) {
        for place in (0..self.running.len()).rev() {
            if self.running[place].0.try_wait().unwrap().is_some() {
                let (child, pages) = self.running.swap_remove(place);
                self.end(child, &pages);
            }
        }
    }

    /// Waits for the processes that run.
    pub fn wait(&mut self) {
        while let Some((child, pages)) = self.running.pop() {
            self.end(child, &pages);
        }
    }

    fn end(&mut self, child: Child, pages: &[Page]) {
        let done = finish(child);
        let said = done.expect(0).to_owned();
        self.hear(&said, pages);
        assert!(pages.iter().all(|page| self.told.contains(&page.0)), "{said}");
    }

    fn hear(&mut self, said: &str, pages: &[Page]) {
        for page in pages {
            if said.contains(&format!("{}: article_", page.file_name())) {
                self.told.insert(page.0);
                self.days.insert(pages[0].captured());
            } else {
                self.untold.insert(page.0);
            }
        }
    }

    /// Brings in again what no import told of; twice changes nothing.
    pub fn again(&mut self, program: &Program) {
        self.wait();
        let pages: Vec<Page> = std::mem::take(&mut self.untold).into_iter().map(Page).collect();
        if !pages.is_empty() {
            self.end(spawn(program, &pages), &pages);
        }
    }
}

impl Drop for Imports {
    fn drop(&mut self) {
        for (child, _) in &mut self.running {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

fn spawn(program: &Program, pages: &[Page]) -> Child {
    let captured = format!("{}T09:00:00+06:00", pages[0].captured());
    let mut command = program.command(&["import", "page", "--captured-at", &captured]);
    for page in pages {
        command.arg(program.file(&page.file_name(), page.file()));
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}
