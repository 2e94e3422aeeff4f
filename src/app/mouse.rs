//! What the mouse does: each place of the screen stands for something, and a click does with it what keys do.

use super::commands::{Action, Command};
use super::cursor::moved;
use super::explore::{App, Effect};
use super::keys::Key;
use super::place::{Focus, Pane, Place, Region};
use super::sizes::Border;
use crate::ids::{CategoryId, LayerId, NeuronId, RecordingId};
use crate::table::{Column, Sort};

/// Lines that a notch of the wheel scrolls.
const NOTCH: usize = 3;

/// What a place of the screen stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spot {
    /// What the pane is about: its neuron, image or category.
    Subject,
    /// A recording: its name, or its column.
    Recording(RecordingId),
    /// A layer of the model.
    Layer(LayerId),
    /// An item of a list or a grid in a recording.
    Item(RecordingId, Focus),
    /// The heading of a column of the table.
    Heading(Column),
    /// A row of the table.
    Row(NeuronId),
    /// A cell of the confusion matrix: the recording, what the images are, what they are taken for.
    Cell(RecordingId, CategoryId, CategoryId),
    /// A row and a column of a map: in the layer pane a category and a neuron, in the confusion pane what images are and
    /// what they are taken for, in the order in which the map shows them. Where it lies: how many of each there are.
    Map(RecordingId, usize, usize),
    /// A command: a pane's name, a hint, a line of the page of commands or of the menu.
    Command(Action),
    /// A measure on the page of commands.
    Measure(Column),
    /// A border between parts of a pane.
    Border(Border),
    /// A way to go on with the line that is typed.
    Candidate(usize),
    /// A page that covers the pane.
    Page,
}

/// What the user does with the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pointing {
    /// The left button is pressed; the second of two quick clicks opens.
    Click {
        /// Whether it is the second on the same place.
        is_second: bool,
    },
    /// The mouse moves while the left button is down.
    Drag {
        /// Column and row, from 0.
        at: (u16, u16),
    },
    /// The left button is let go.
    Release,
    /// The right button is pressed, in a column and a row of the screen.
    Menu {
        /// Both from 0.
        at: (u16, u16),
    },
    /// The wheel turns by a notch.
    Wheel {
        /// Towards the end.
        down: bool,
    },
}

/// The commands at the pointer.
#[derive(Debug, Clone)]
pub struct Menu {
    /// Column and row of the screen where it was asked for.
    pub at: (u16, u16),
    /// What it offers.
    pub commands: Vec<&'static Command>,
    /// The one under the cursor.
    pub chosen: usize,
}

impl App {
    /// The menu at the pointer, while it is open.
    pub fn menu(&self) -> Option<&Menu> {
        self.menu.as_ref()
    }

    /// Does what the user points at. Nothing while keys wait for answers: the screen that was pointed at is about to be
    /// another one. While a line is typed, only what it may go on with can be clicked.
    pub fn point(&mut self, pointing: Pointing, spot: Option<Spot>) -> Effect {
        if !self.ahead.is_empty() {
            return Effect::None;
        }
        if self.prompt.is_some() {
            self.point_at_candidate(pointing, spot);
            return Effect::None;
        }
        let effect = match (pointing, spot) {
            (Pointing::Drag { at }, _) => self.drag(at),
            (Pointing::Release, _) => {
                self.dragged = None;
                Effect::None
            }
            (Pointing::Wheel { down }, _) if self.menu.is_some() => self.step_menu(down),
            (Pointing::Wheel { down }, spot) => self.scroll(down, spot),
            (Pointing::Menu { at }, spot) if self.overlay.is_none() => self.open_menu(at, spot),
            (Pointing::Menu { .. }, _) => Effect::None,
            (Pointing::Click { is_second }, spot) => self.click(is_second, spot),
        };
        self.arrange();
        self.follow_tour();
        effect
    }

    /// The border that was clicked follows the mouse.
    fn drag(&mut self, (column, row): (u16, u16)) -> Effect {
        match self.dragged {
            Some(border @ Border::Lists) => self.move_border_to(border, row),
            Some(border) => self.move_border_to(border, column),
            None => false,
        };
        Effect::None
    }

    fn point_at_candidate(&mut self, pointing: Pointing, spot: Option<Spot>) {
        if let (Pointing::Click { is_second: false }, Some(Spot::Candidate(at))) = (pointing, spot)
        {
            self.take_candidate(at);
        }
    }

    fn click(&mut self, is_second: bool, spot: Option<Spot>) -> Effect {
        let menu = self.menu.take();
        if let Some(Spot::Command(action)) = spot {
            return if is_second { Effect::None } else { self.run_clicked(action) };
        }
        if let (Some(Spot::Layer(layer)), true) = (spot, self.shows_layers()) {
            self.leave_for_layer(layer);
            return Effect::None;
        }
        if let Some(Spot::Measure(column)) = spot {
            self.sort_by_measure(column.info());
            return Effect::None;
        }
        // Beside the menu a click closes it, and means nothing else; so does one on a page.
        if menu.is_some() || self.overlay.is_some() {
            return Effect::None;
        }
        self.message = None;
        self.forget_keys();
        match spot {
            Some(spot) if is_second => self.open_spot(spot),
            Some(spot) => self.select_spot(spot),
            None => {}
        }
        Effect::None
    }

    /// A command that is clicked closes the page that covers the panes, if it is to be seen there.
    fn run_clicked(&mut self, action: Action) -> Effect {
        if self.unavailable(action).is_none() {
            self.overlay = None;
        }
        self.act_if_available(action, None)
    }

    /// Puts the cursor where something stands.
    fn select_spot(&mut self, spot: Spot) {
        match spot {
            Spot::Subject => self.place.focus = Focus::default(),
            Spot::Recording(recording) => self.enter_clicked(recording),
            Spot::Layer(layer) => self.go_to_layer(layer.index()),
            Spot::Item(recording, focus) => {
                self.enter_clicked(recording);
                self.place.focus = focus;
                self.clamp_cursor();
            }
            Spot::Heading(column) if self.table_sort().column == column => self.reverse_sort(),
            Spot::Heading(column) => self.sort_by(Some(Sort::by(column))),
            Spot::Row(neuron) => self.go(Place { neuron, ..self.place }),
            Spot::Cell(recording, truth, predicted) => {
                self.enter_clicked(recording);
                (self.place.category, self.place.other) = (truth, predicted);
            }
            Spot::Map(recording, row, column) => {
                self.enter_clicked(recording);
                self.select_in_map(row, column);
            }
            Spot::Border(border) => self.dragged = Some(border),
            Spot::Command(_) | Spot::Measure(_) | Spot::Candidate(_) | Spot::Page => {}
        }
    }

    fn enter_clicked(&mut self, recording: RecordingId) {
        if recording != self.place.recording {
            self.enter_recording(recording);
            self.clamp_cursor();
        }
    }

    /// Opens what the first of two clicks has selected.
    fn open_spot(&mut self, spot: Spot) {
        match spot {
            // Unless it is not there any more.
            Spot::Item(recording, focus)
                if (self.place.recording, self.place.focus) == (recording, focus) =>
            {
                self.enter();
            }
            Spot::Row(neuron) if neuron == self.place.neuron => self.show(Pane::Neuron),
            Spot::Cell(_, truth, predicted)
                if (self.place.category, self.place.other) == (truth, predicted) =>
            {
                self.enter();
            }
            // The first click went there.
            Spot::Map(..) => self.enter(),
            _ => {}
        }
    }

    /// Goes to a row and a column of the map.
    fn select_in_map(&mut self, row: usize, column: usize) {
        if let Some(map) = self.matrix_map().filter(|_| self.place.pane == Pane::Confusion) {
            let at = |position: usize| map.categories.get(position).copied();
            if let (Some(truth), Some(predicted)) = (at(row), at(column)) {
                (self.place.category, self.place.other) = (truth, predicted);
            }
        } else if self.place.pane == Pane::Layer {
            self.step_map_category(0, true);
            let neuron = self.arrangement().and_then(|map| map.neurons.get(column).copied());
            self.place.category = CategoryId(row);
            self.place.neuron = neuron.unwrap_or(self.place.neuron);
        }
    }

    /// Scrolls what lies under the pointer: the page, a list, else what the pane is about.
    fn scroll(&mut self, down: bool, spot: Option<Spot>) -> Effect {
        if self.overlay.is_some() {
            let key = if down { Key::Down } else { Key::Up };
            for _ in 0..NOTCH {
                self.overlay_key(key);
            }
            return Effect::None;
        }
        self.message = None;
        match spot {
            Some(Spot::Item(recording, focus)) => self.scroll_list(down, (recording, focus.region)),
            Some(Spot::Row(_) | Spot::Heading(_)) => self.step_subject(NOTCH, down),
            Some(Spot::Cell(..) | Spot::Map(..)) => self.vertical(1, down),
            Some(Spot::Layer(_)) => self.step_layer(1, down),
            _ => {
                self.place.focus = Focus::default();
                self.vertical(1, down);
            }
        }
        Effect::None
    }

    /// The cursor goes through a list; into it first, if it is elsewhere.
    fn scroll_list(&mut self, down: bool, (recording, region): (RecordingId, Region)) {
        self.enter_clicked(recording);
        if self.place.focus.region != region {
            self.place.focus = Focus { region, index: 0 };
        }
        let notch = if region.is_grid() { 1 } else { NOTCH };
        self.vertical(notch, down);
    }

    /// Offers what can be done with what lies under the pointer, which gets the cursor.
    fn open_menu(&mut self, at: (u16, u16), spot: Option<Spot>) -> Effect {
        self.message = None;
        if let Some(spot) = spot.filter(|spot| !matches!(spot, Spot::Heading(_))) {
            self.select_spot(spot);
        }
        let actions = offered(spot);
        let commands = actions.into_iter().filter_map(Command::of).collect();
        self.menu = Some(Menu { at, commands, chosen: 0 });
        Effect::None
    }

    /// A key while the menu is open.
    pub(super) fn menu_key(&mut self, key: Key) -> Effect {
        match self.keymap.action(key) {
            Some(Action::Down) => self.step_menu(true),
            Some(Action::Up) => self.step_menu(false),
            Some(Action::Enter) => {
                let menu = self.menu.take();
                let command = menu.and_then(|menu| menu.commands.get(menu.chosen).copied());
                command.map_or(Effect::None, |command| self.act_if_available(command.action, None))
            }
            _ => {
                self.menu = None;
                Effect::None
            }
        }
    }

    fn step_menu(&mut self, down: bool) -> Effect {
        if let Some(menu) = &mut self.menu {
            let last = menu.commands.len().saturating_sub(1);
            menu.chosen = moved(menu.chosen, 1, down).min(last);
        }
        Effect::None
    }
}

/// What can be done with what a place stands for, the likeliest first.
fn offered(spot: Option<Spot>) -> Vec<Action> {
    use Action as A;
    let here: &[Action] = match spot {
        Some(Spot::Item(_, focus)) if focus.region.is_grid() => {
            &[A::Enter, A::Mark, A::Details, A::SavePicture, A::CopyImage]
        }
        Some(Spot::Item(_, focus)) if focus.region.is_neurons() => {
            &[A::Enter, A::CopyValue, A::CopyTable]
        }
        Some(Spot::Cell(..)) => &[A::Enter, A::NextError, A::PreviousError, A::CopyValue],
        Some(Spot::Item(..)) => &[A::Enter, A::CopyValue],
        Some(Spot::Row(_)) => &[
            A::ShowNeuron,
            A::LabelSpurious,
            A::LabelNovel,
            A::LabelFine,
            A::LabelUnsure,
            A::Note,
            A::CopyNeuron,
        ],
        Some(Spot::Heading(_)) => &[A::ReverseSort, A::Filter, A::Columns, A::CopyTable],
        Some(Spot::Recording(_)) => {
            &[A::TakeLead, A::EachItsOwn, A::NormalizeBy, A::Zoom, A::Details]
        }
        _ => &[A::Normalize, A::FilterImages, A::Details],
    };
    here.iter().copied().chain([A::Back, A::CopyView, A::Help]).collect()
}
