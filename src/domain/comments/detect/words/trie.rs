//! A tree of words, walked letter by letter.

use super::letters::MASK;

/// So many letters may stand behind a run of masks (`п***ц`).
const MASKED: usize = 6;

const fn is_long_vowel(c: char) -> bool {
    matches!(c, 'а' | 'е' | 'и' | 'о' | 'у' | 'ы')
}

#[derive(Debug, Default)]
struct Node {
    /// The next letters in their order, each with the number of its node.
    next: Vec<(char, usize)>,
    /// The entries that end here.
    ends: Vec<usize>,
}

/// A tree of the first words of entries, in one alphabet.
#[derive(Debug)]
pub(super) struct Trie {
    nodes: Vec<Node>,
}

impl Default for Trie {
    fn default() -> Self {
        Self { nodes: vec![Node::default()] }
    }
}

impl Trie {
    /// Adds an entry under its word.
    pub(super) fn add(&mut self, word: &[char], entry: usize) {
        let mut at = 0;
        for c in word {
            at = self.child_or_new(at, *c);
        }
        if let Some(node) = self.nodes.get_mut(at) {
            node.ends.push(entry);
        }
    }

    fn child_or_new(&mut self, at: usize, c: char) -> usize {
        let new = self.nodes.len();
        let Some(node) = self.nodes.get_mut(at) else { return 0 };
        match node.next.binary_search_by_key(&c, |(letter, _)| *letter) {
            Ok(found) => node.next.get(found).map_or(0, |(_, child)| *child),
            Err(place) => {
                node.next.insert(place, (c, new));
                self.nodes.push(Node::default());
                new
            }
        }
    }

    fn child(&self, at: usize, c: char) -> Option<usize> {
        let next = &self.nodes.get(at)?.next;
        let found = next.binary_search_by_key(&c, |(letter, _)| *letter).ok()?;
        next.get(found).map(|(_, child)| *child)
    }

    /// Tells every entry with which these letters begin, and how many letters of them it took. A letter may be written
    /// twice where the entry has it once, but for Cyrillic vowels: long ones make other words of Kyrgyz.
    pub(super) fn walk(&self, letters: &[char], found: &mut impl FnMut(usize, usize)) {
        if letters.contains(&MASK) {
            return self.walk_masked(letters, found);
        }
        let (mut at, mut last) = (0, None);
        for (i, c) in letters.iter().enumerate() {
            match self.child(at, *c) {
                Some(child) => at = child,
                None if last == Some(c) && !is_long_vowel(*c) => {}
                None => return,
            }
            last = Some(c);
            self.tell(at, i + 1, found);
        }
    }

    fn tell(&self, at: usize, taken: usize, found: &mut impl FnMut(usize, usize)) {
        for entry in self.nodes.get(at).map_or(&[][..], |node| &node.ends) {
            found(*entry, taken);
        }
    }

    /// The same with masked letters: one mask is one letter, a run of them any few. The nodes that are reached are kept in
    /// order and once each, so the work is bounded by the size of the tree.
    fn walk_masked(&self, letters: &[char], found: &mut impl FnMut(usize, usize)) {
        let mut reached = vec![0];
        let mut i = 0;
        while let Some(c) = letters.get(i) {
            let run = letters.iter().skip(i).take_while(|c| **c == MASK).count();
            reached = match run {
                0 => reached.iter().filter_map(|at| self.child(*at, *c)).collect(),
                1 => self.below(&reached, 1),
                _ => self.below(&reached, MASKED),
            };
            i += run.max(1);
            for at in &reached {
                self.tell(*at, i, found);
            }
            if reached.is_empty() {
                return;
            }
        }
    }

    /// The nodes at most so many letters below these.
    fn below(&self, from: &[usize], depth: usize) -> Vec<usize> {
        let mut all = Vec::new();
        let mut level = from.to_vec();
        for _ in 0..depth {
            let nodes = level.iter().filter_map(|at| self.nodes.get(*at));
            level = nodes.flat_map(|node| node.next.iter().map(|(_, child)| *child)).collect();
            all.extend(&level);
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}
