//! What the program offers when it was told to open nothing: recordings to choose from, or the demo.

use std::path::PathBuf;

use super::keys::Key;
use super::mouse::Pointing;

/// The name under which the demo is opened.
const DEMO: &str = "demo";

/// A recording that may be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// Its name, safe to show.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

/// The recordings that were found, and those that are chosen so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offer {
    items: Vec<Offered>,
    chosen: Vec<usize>,
    cursor: usize,
    page: usize,
}

/// What a key has decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Nothing yet.
    Wait,
    /// To open these, the first as the reference.
    Open(Vec<PathBuf>),
    /// To quit.
    Quit,
}

impl Offer {
    /// An offer of these, none of them chosen.
    pub fn new(items: Vec<Offered>) -> Self {
        Self { items, page: 10, ..Self::default() }
    }

    /// What is offered.
    pub fn items(&self) -> &[Offered] {
        &self.items
    }

    /// Where the cursor is.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The how manieth of those chosen an item is, from 0.
    pub fn rank(&self, item: usize) -> Option<usize> {
        self.chosen.iter().position(|chosen| *chosen == item)
    }

    /// Takes note of how many items show at a time.
    pub fn see(&mut self, page: usize) {
        self.page = page.max(1);
    }

    /// Handles a key.
    pub fn key(&mut self, key: Key) -> Decision {
        let last = self.items.len().saturating_sub(1);
        match key {
            Key::Char('q') | Key::Esc | Key::Ctrl('c') => return Decision::Quit,
            Key::Char('d') => return Decision::Open(vec![DEMO.into()]),
            Key::Enter => return Decision::Open(self.wanted()),
            Key::Char(' ') => self.turn(),
            Key::Char('a') if self.chosen.len() == self.items.len() => self.chosen.clear(),
            Key::Char('a') => {
                let missing = (0..self.items.len()).filter(|item| self.rank(*item).is_none());
                let missing: Vec<usize> = missing.collect();
                self.chosen.extend(missing);
            }
            Key::Char('j') | Key::Down => self.cursor = (self.cursor + 1).min(last),
            Key::Char('k') | Key::Up => self.cursor = self.cursor.saturating_sub(1),
            Key::PageDown | Key::Ctrl('d' | 'f') => {
                self.cursor = (self.cursor + self.page).min(last);
            }
            Key::PageUp | Key::Ctrl('u' | 'b') => {
                self.cursor = self.cursor.saturating_sub(self.page);
            }
            Key::Home | Key::Char('g') => self.cursor = 0,
            Key::End | Key::Char('G') => self.cursor = last,
            _ => {}
        }
        Decision::Wait
    }

    /// Handles the mouse, which points at an item or beside them: a click puts the cursor there, a second one opens.
    pub fn point(&mut self, pointing: Pointing, item: Option<usize>) -> Decision {
        match (pointing, item.filter(|item| *item < self.items.len())) {
            (Pointing::Click { is_second: false }, Some(item)) => self.cursor = item,
            (Pointing::Click { is_second: true }, Some(_)) => return self.key(Key::Enter),
            (Pointing::Wheel { down: true }, _) => return self.key(Key::Down),
            (Pointing::Wheel { down: false }, _) => return self.key(Key::Up),
            _ => {}
        }
        Decision::Wait
    }

    /// Chooses the item under the cursor, or no longer.
    fn turn(&mut self) {
        match self.rank(self.cursor) {
            Some(rank) => drop(self.chosen.remove(rank)),
            None if self.cursor < self.items.len() => self.chosen.push(self.cursor),
            None => {}
        }
    }

    /// Those that are chosen, else the one under the cursor, else the demo.
    fn wanted(&self) -> Vec<PathBuf> {
        let path = |item: &usize| self.items.get(*item).map(|item| item.path.clone());
        if self.items.is_empty() {
            return vec![DEMO.into()];
        }
        let wanted = if self.chosen.is_empty() { &[self.cursor][..] } else { &self.chosen };
        wanted.iter().filter_map(path).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(names: &[&str]) -> Offer {
        let item = |name: &&str| Offered { name: (*name).into(), path: (*name).into() };
        Offer::new(names.iter().map(item).collect())
    }

    fn decided(offer: &mut Offer, keys: &str) -> Decision {
        keys.chars().for_each(|key| assert_eq!(offer.key(Key::Char(key)), Decision::Wait));
        offer.key(Key::Enter)
    }

    fn open(names: &[&str]) -> Decision {
        Decision::Open(names.iter().map(PathBuf::from).collect())
    }

    #[test]
    fn enter_opens_what_is_chosen_in_that_order_else_what_is_under_the_cursor() {
        let names = ["a", "b", "c"];
        assert_eq!(decided(&mut offer(&names), "j"), open(&["b"]));
        assert_eq!(decided(&mut offer(&names), "jj k "), open(&["c", "b"]));
        assert_eq!(decided(&mut offer(&names), "jj  k"), open(&["b"]));
        assert_eq!(decided(&mut offer(&names), "j a"), open(&["b", "a", "c"]));
        assert_eq!(decided(&mut offer(&names), "aaG"), open(&["c"]));
    }

    #[test]
    fn without_recordings_there_is_the_demo() {
        assert_eq!(decided(&mut offer(&[]), " jkGa"), open(&["demo"]));
        assert_eq!(offer(&["a"]).key(Key::Char('d')), open(&["demo"]));
        assert_eq!(offer(&[]).key(Key::Char('q')), Decision::Quit);
    }
}
