//! How well the detectors tell bad comments from good ones, measured: on comments that were written for it, on names of
//! places, and the lists themselves.

use std::collections::{BTreeMap, HashSet};
use std::io::BufRead;

use dateline::domain::comments::detect::Findings;
use dateline::domain::comments::detect::words::{Category, hits};
use dateline::domain::comments::rules::{AuthorStats, CommentPolicy, Submission, decide};
use dateline::domain::time::Instant;

fn file(path: &str) -> String {
    std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Whether a comment would be seen at once under the policy that is there by default.
fn passes(text: &str) -> bool {
    let submission = Submission::posted(Instant::from_seconds(0), Findings::of("Асан", text, &[]));
    decide(&submission, &CommentPolicy::default(), &AuthorStats::anonymous()).unwrap().status.is_visible()
}

#[derive(Default)]
struct Tally {
    caught: usize,
    missed: usize,
    wronged: usize,
    passed: usize,
}

impl Tally {
    /// Of a thousand comments that are held, those that are bad.
    fn precision(&self) -> usize {
        self.caught * 1000 / (self.caught + self.wronged)
    }

    /// Of a thousand bad comments, those that are held.
    fn recall(&self) -> usize {
        self.caught * 1000 / (self.caught + self.missed)
    }
}

/// Language, and the least precision and recall of a thousand: what is reached, less one comment of each kind.
const FLOORS: [(&str, usize, usize); 5] =
    [("all", 975, 990), ("en", 970, 970), ("ky", 970, 970), ("mixed", 900, 900), ("ru", 910, 970)];

/// What becomes of the comments of a file, by language and altogether (`all`), with every mistake and figure printed.
fn measured(path: &str) -> BTreeMap<String, Tally> {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for line in file(path).lines().filter(|line| !line.starts_with("# ")) {
        let [language, label, text] = line.split('\t').collect::<Vec<_>>().try_into().expect(line);
        let is_bad = label != "fine";
        assert!(!is_bad || Category::from_name(label).is_some(), "{line}");
        for name in [language, "all"] {
            let tally = tallies.entry(name.to_owned()).or_default();
            match (is_bad, passes(text)) {
                (true, false) => tally.caught += 1,
                (true, true) => tally.missed += 1,
                (false, false) => tally.wronged += 1,
                (false, true) => tally.passed += 1,
            }
        }
        if is_bad == passes(text) {
            println!("{} {line}", if is_bad { "missed " } else { "wronged" });
        }
    }
    for (language, tally) in &tallies {
        let (bad, good) = (tally.caught + tally.missed, tally.wronged + tally.passed);
        let (precision, recall) = (tally.precision(), tally.recall());
        println!("{path} {language:5} precision {precision} recall {recall} of 1000; {bad} bad, {good} good");
    }
    tallies
}

#[test]
fn bad_comments_are_held_and_good_ones_pass() {
    let tallies = measured("tests/fixtures/comments/labelled.tsv");
    assert_eq!(tallies.len(), FLOORS.len());
    for (language, precision, recall) in FLOORS {
        let tally = &tallies[language];
        assert!(tally.precision() >= precision && tally.recall() >= recall, "{language}");
        assert!(language == "mixed" || tally.caught + tally.missed >= 33, "a third of a hundred is bad");
    }
}

/// The set that the lists were never changed for: what they are worth on comments that nobody has seen.
#[test]
fn comments_that_the_lists_do_not_know_are_judged_nearly_as_well() {
    let all = &measured("tests/fixtures/comments/fresh.tsv")["all"];
    assert!(all.precision() >= 900 && all.recall() >= 900);
}

/// Whoever lives there may say so.
#[test]
fn names_of_places_are_innocent() {
    let packed = std::fs::File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/gazetteer/places.tsv.gz")).unwrap();
    let lines = std::io::BufReader::new(flate2::read::GzDecoder::new(packed)).lines().map(Result::unwrap);
    let mut names: HashSet<String> = HashSet::new();
    for line in lines {
        names.extend(line.split('\t').skip(8).take(3).filter(|name| !name.is_empty()).map(str::to_owned));
    }
    assert!(names.len() > 40_000, "{}", names.len());
    let accused: Vec<&String> = names.iter().filter(|name| !hits(name).is_empty()).collect();
    println!("{} of {} names of places: {accused:?}", accused.len(), names.len());
    assert!(accused.len() <= 15, "{accused:?}");
}

#[test]
fn the_lists_are_whole() {
    let mut faults = Vec::new();
    for name in ["ky", "ru", "en"] {
        let text = file(&format!("data/words/{name}.tsv"));
        let mut seen = HashSet::new();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for line in text.lines().filter(|line| !line.starts_with("# ")) {
            let (entry, category) = line.split_once('\t').unwrap_or_else(|| panic!("{name}: «{line}» has no category"));
            assert!(category == "allow" || Category::from_name(category).is_some(), "{name}: {line}");
            assert!(seen.insert(entry), "{name}: «{entry}» stands there twice");
            assert_eq!(entry, entry.trim().to_lowercase(), "{name}: {entry}");
            assert!(!entry.contains("  "), "{name}: {entry}");
            // Without its marks it must be words, and what it says must be found by the way it is looked for.
            let plain: String = entry.chars().filter(|c| !"=+!^*".contains(*c)).collect();
            assert!(
                plain.split(' ').all(|word| word.chars().all(char::is_alphanumeric) && !word.is_empty()),
                "{entry}"
            );
            if (category == "allow") != hits(&plain).is_empty() {
                faults.push(format!("{name}: {line}"));
            }
            *counts.entry(category).or_default() += 1;
        }
        println!("{name}: {counts:?}");
        let stems: usize = Category::ALL.iter().map(|category| counts[category.as_str()]).sum();
        assert!(stems >= 200, "{name}: {stems}");
        assert!(Category::ALL.iter().all(|category| counts[category.as_str()] >= 20), "{name}: {counts:?}");
    }
    assert_eq!(faults, Vec::<String>::new(), "what is written is not what is found");
}
