//! Five steps through the demo: what to look at, which key leads there, and whether the user has got there.

use super::commands::Action;
use super::explore::App;
use super::place::Pane;
use crate::ids::NeuronId;

/// Steps of the tour; behind the last one it says how it ended.
const STEPS: usize = 5;

/// How far the tour is.
#[derive(Debug, Default)]
pub(super) struct Tour {
    /// Whether these recordings are those that it tells of.
    is_offered: bool,
    /// The step that is shown, from 0; `STEPS` is its end.
    step: Option<usize>,
    /// How often labels had changed when the step began.
    labels_then: usize,
    /// The neuron that was selected then.
    neuron_then: NeuronId,
}

impl App {
    /// Says that the recordings are those of the demo, and begins the tour, or only offers it.
    pub fn offer_tour(&mut self, begins: bool) {
        self.tour = Tour { is_offered: true, ..Tour::default() };
        if begins {
            self.toggle_tour();
        }
    }

    /// Whether there is a tour of these recordings.
    pub(super) fn has_tour(&self) -> bool {
        self.tour.is_offered
    }

    /// Begins the tour, or ends it.
    pub(super) fn toggle_tour(&mut self) {
        self.tour.step = if self.tour.step.is_some() { None } else { Some(0) };
        if self.tour.step.is_some() {
            // What it says of the first rows is to be seen, wherever the cursor was.
            self.table.begin_at_top();
        }
        self.follow_tour();
    }

    /// Goes on to the first step that the user has still to take.
    pub(super) fn follow_tour(&mut self) {
        while let Some(step) = self.tour.step
            && self.has_taken(step)
        {
            self.tour.step = Some(step + 1);
            self.tour.labels_then = self.labelling.version();
            self.tour.neuron_then = self.place.neuron;
        }
    }

    fn has_taken(&self, step: usize) -> bool {
        match step {
            0 => self.place.pane == Pane::Table,
            1 => self.place.pane == Pane::Neuron,
            2 => {
                self.labelling.version() != self.tour.labels_then
                    || self.place.neuron != self.tour.neuron_then
            }
            3 => self.place.pane == Pane::Confusion,
            4 => self.place.pane == Pane::Pair && self.shows_dresses_and_shirts(),
            _ => false,
        }
    }

    /// Whether the categories that the last step tells of are those that are looked at together.
    fn shows_dresses_and_shirts(&self) -> bool {
        let of = |name| self.set.categories.find(name);
        let shown = [Some(self.place.category), Some(self.place.other)];
        [of("Dress"), of("T-shirt/top")].iter().all(|wanted| shown.contains(wanted))
    }

    /// The step of the tour, such as `1/5`, what there is to see, and what to press; `None` without a tour.
    pub fn tour(&self) -> Option<(String, String)> {
        let step = self.tour.step?;
        let number = if step < STEPS { format!("{}/{STEPS}", step + 1) } else { "end".into() };
        Some((number, self.words_of_step(step)))
    }

    /// What every step of the tour says, so that room can be kept for the longest.
    pub fn tour_words(&self) -> impl Iterator<Item = String> {
        (0..=STEPS).map(|step| self.words_of_step(step))
    }

    fn words_of_step(&self, step: usize) -> String {
        let key = |action| self.keymap.first(action);
        match step {
            0 => format!(
                "A network tells clothes apart; in training each kind had its own color. With these colors (★) it \
                 is always right, with permuted ones hardly ever. Which neurons are to blame? {}: all neurons.",
                key(Action::ShowTable)
            ),
            1 => format!(
                "A row is a neuron, the surest change first. In ★ the first one prefers pullovers, with permuted colors \
                 T-shirts. {} and {} go through the rows, {} shows what drives the neuron of this one.",
                key(Action::Down),
                key(Action::Up),
                key(Action::Enter)
            ),
            2 => format!(
                "Compare the pictures that drive it most: pullovers in ★, T-shirts and shirts beside, all of the same \
                 colors. It follows color, not shape. {} labels it spurious and goes on; {} only goes on.",
                key(Action::LabelSpurious),
                key(Action::Next)
            ),
            3 => format!(
                "What comes of it: {} shows what each category is taken for, in every recording.",
                key(Action::ShowConfusion)
            ),
            4 => format!(
                "With permuted colors all 46 dresses are taken for T-shirts. {} {} {} {} lead to that cell, {} shows the \
                 two together, with the images.",
                key(Action::Left),
                key(Action::Down),
                key(Action::Up),
                key(Action::Right),
                key(Action::Enter)
            ),
            _ => format!(
                "The color decides, whatever wears it: this is what a spurious feature looks like. Try the other recordings and panes; {} \
                 lists all keys, {} ends the tour and begins it again.",
                key(Action::Help),
                key(Action::Tour)
            ),
        }
    }
}
