//! Borders between the parts of a pane, which the user moves by keys or drags.

use super::commands::Action;
use super::explore::App;
use super::place::Pane;

/// A border that can be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Border {
    /// At the right of the table that stands beside a neuron.
    Table,
    /// At the right of the list of neurons beside an image.
    List,
    /// Above the lists below the pictures of a neuron or a category.
    Lists,
}

/// Where a border was drawn, and how far it can go: columns or rows of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Where it is.
    pub at: u16,
    /// Where it is until the user moves it.
    pub usual: u16,
    /// How far it goes to the left, or up.
    pub least: u16,
    /// How far it goes to the right, or down.
    pub most: u16,
    /// By how much one key moves it: there, pictures come by rows.
    pub step: u16,
}

/// The borders on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Borders([Option<Reach>; 3]);

impl Borders {
    /// Where a border is, if it is there.
    pub fn of(&self, border: Border) -> Option<Reach> {
        self.0.get(border as usize).copied().flatten()
    }

    /// Takes note of a border.
    pub fn put(&mut self, border: Border, reach: Reach) {
        if let Some(place) = self.0.get_mut(border as usize) {
            *place = Some(reach);
        }
    }
}

/// By how many cells borders stand to the right of, or below, where they usually do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sizes([i16; 3]);

/// More cells than any border is moved by.
const MOST_CELLS: i16 = 1000;

impl App {
    /// By how many cells the user has moved a border to the right or down.
    pub fn moved_border(&self, border: Border) -> i16 {
        self.sizes.0.get(border as usize).copied().unwrap_or(0)
    }

    /// Moves a border to a column or a row, as far as it goes; whether it moved.
    pub(super) fn move_border_to(&mut self, border: Border, to: u16) -> bool {
        let Some(reach) = self.view.borders.of(border) else { return false };
        let to = to.clamp(reach.least, reach.most.max(reach.least));
        // From where it usually is and not from how far it was moved: on a smaller screen it stands where its bounds let
        // it, nearer than that.
        let moved = i32::from(to) - i32::from(reach.usual);
        let moved = i16::try_from(moved).unwrap_or(0).clamp(-MOST_CELLS, MOST_CELLS);
        if to == reach.at {
            return false;
        }
        if let Some(place) = self.sizes.0.get_mut(border as usize) {
            *place = moved;
        }
        // Until the next drawing says where it is.
        self.view.borders.put(border, Reach { at: to, ..reach });
        true
    }

    /// Moves the border of the pane that lies that way, so many steps.
    pub(super) fn move_border(&mut self, action: Action, steps: usize) {
        let is_upright = matches!(action, Action::BorderLeft | Action::BorderRight);
        let forward = matches!(action, Action::BorderRight | Action::BorderDown);
        let Some(border) = self.border_here(is_upright) else { return };
        let Some(Reach { at, step, .. }) = self.view.borders.of(border) else { return };
        let cells = u16::try_from(steps).unwrap_or(u16::MAX).saturating_mul(step);
        let to = if forward { at.saturating_add(cells) } else { at.saturating_sub(cells) };
        if !self.move_border_to(border, to) {
            self.message = Some("the border goes no further".into());
        }
    }

    /// All borders where they usually are.
    pub(super) fn reset_borders(&mut self) {
        self.sizes = Sizes::default();
        self.message = Some("the usual sizes".into());
    }

    /// The border of the pane that is moved to the sides, or up and down.
    fn border_here(&self, is_upright: bool) -> Option<Border> {
        let border = match (self.place.pane, is_upright) {
            (Pane::Image, true) => Border::List,
            (Pane::Neuron, true) => Border::Table,
            (_, true) => return None,
            (_, false) => Border::Lists,
        };
        self.view.borders.of(border).map(|_| border)
    }

    /// Why there is no border to move.
    pub(super) fn without_border(&self, action: Action) -> Option<String> {
        let is_upright = matches!(action, Action::BorderLeft | Action::BorderRight);
        let why =
            if is_upright { "nothing stands side by side here" } else { "no lists below here" };
        self.border_here(is_upright).is_none().then(|| why.to_owned())
    }

    /// The sizes as [`Self::restore_sizes`] reads them; `None` for the usual ones.
    pub(super) fn sizes_text(&self) -> Option<String> {
        let Sizes(cells) = self.sizes;
        (self.sizes != Sizes::default()).then(|| cells.map(|cells| cells.to_string()).join(","))
    }

    /// Takes up sizes.
    pub(super) fn restore_sizes(&mut self, text: &str) -> Result<(), String> {
        let cells: Option<Vec<i16>> = text.split(',').map(|cells| cells.parse().ok()).collect();
        let cells = cells.and_then(|cells| <[i16; 3]>::try_from(cells).ok());
        let cells = cells.ok_or("sizes are three whole numbers, such as 5,0,-8")?;
        self.sizes = Sizes(cells.map(|cells| cells.clamp(-MOST_CELLS, MOST_CELLS)));
        Ok(())
    }
}
