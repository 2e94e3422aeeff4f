//! What is being worked out, as a page lists it, and what of it the user has stopped.

use super::commands::Action;
use super::explore::{App, Effect, Overlay};
use super::keymap::Meaning;
use super::keys::Key;
use crate::ids::{LayerId, RecordingId};
use crate::query::{Query, Scale};

/// What is under way, as the outside sees it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ongoing {
    /// Questions that somebody works on.
    pub running: Vec<Query>,
    /// How many more are asked.
    pub waiting: usize,
    /// The share of the pass over the layer that is done, 0 to 1, by recording; `None` before it has begun.
    pub shares: Vec<Option<f64>>,
    /// Pictures that are being made or wait for it.
    pub pictures: usize,
}

/// A line of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// What it is, in words that are safe to show.
    pub name: String,
    /// How far it is, 0 to 1; `None` where nobody knows.
    pub share: Option<f64>,
    /// Whether the user has stopped it.
    pub is_stopped: bool,
    /// What stops it, or starts it again; `None` for what ends by itself in a moment.
    pub long: Option<Long>,
}

/// Work that takes its time, so that it can be stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Long {
    /// The passes over the layer.
    Passes,
    /// Scores without a shift.
    Null,
}

/// What of the work is listed and what is stopped.
#[derive(Debug, Default)]
pub(super) struct WorkPage {
    ongoing: Ongoing,
    /// The layer whose passes were stopped.
    stopped_passes: Option<LayerId>,
    /// The layer whose scores without a shift were stopped.
    stopped_null: Option<LayerId>,
}

impl App {
    /// Takes note of what is under way; whether the page shows something else now.
    pub fn see_work(&mut self, ongoing: Ongoing) -> bool {
        let is_news = self.work.ongoing != ongoing;
        self.work.ongoing = ongoing;
        is_news && self.shows_work()
    }

    /// Whether the page of the work is open.
    pub fn shows_work(&self) -> bool {
        matches!(self.overlay, Some(Overlay::Work(_)))
    }

    /// Whether the user has stopped the passes over the layer.
    pub fn are_passes_stopped(&self) -> bool {
        self.work.stopped_passes == Some(self.place.layer)
    }

    /// Whether the user has stopped the scores without a shift.
    pub(super) fn is_null_stopped(&self) -> bool {
        self.work.stopped_null == Some(self.place.layer)
    }

    /// Leaves out the questions whose answers the user has stopped.
    pub(super) fn without_stopped(&self, mut queries: Vec<Query>) -> Vec<Query> {
        queries.retain(|query| match query {
            Query::Layer { layer } | Query::Tunings { layer } | Query::LayerLine { layer } => {
                self.work.stopped_passes != Some(*layer)
            }
            Query::Null { layer, .. } => self.work.stopped_null != Some(*layer),
            _ => true,
        });
        queries
    }

    /// A layer that was left begins anew when it is back.
    pub(super) fn forget_stopped(&mut self) {
        (self.work.stopped_passes, self.work.stopped_null) = (None, None);
    }

    /// What is being worked out: what takes its time, then the rest.
    pub fn tasks(&self) -> Vec<Task> {
        let Ongoing { running, waiting, pictures, .. } = &self.work.ongoing;
        let mut tasks: Vec<Task> = self.passes().into_iter().chain(self.null_task()).collect();
        let short = |name: String| Task { name, share: None, is_stopped: false, long: None };
        let others = running.iter().filter(|query| long(query).is_none());
        tasks.extend(others.map(|query| short(self.words(query))));
        if *waiting > 0 {
            tasks.push(short(format!("{waiting} more {}", of_number(*waiting, "question"))));
        }
        if *pictures > 0 {
            tasks.push(short(format!("{pictures} {}", of_number(*pictures, "picture"))));
        }
        tasks
    }

    /// The pass over the layer of each recording. They stop together: the neurons are compared.
    fn passes(&self) -> Vec<Task> {
        let Ongoing { running, shares, .. } = &self.work.ongoing;
        let is_running = running.iter().any(|query| long(query) == Some(Long::Passes));
        let is_stopped = self.are_passes_stopped();
        if !is_running && !is_stopped {
            return Vec::new();
        }
        let task = |recording: RecordingId| {
            let name =
                format!("reading {} of {}", self.layer_name(), self.recording_name(recording));
            let share = shares.get(recording.index()).copied().flatten();
            Task { name, share, is_stopped, long: Some(Long::Passes) }
        };
        self.order().into_iter().map(task).collect()
    }

    fn null_task(&self) -> Option<Task> {
        let share = self.null_share();
        let is_open = share < 1. && self.layer_answer().is_some();
        let name = format!("scores without a shift of {}", self.layer_name());
        let is_stopped = self.is_null_stopped();
        let task = Task { name, share: Some(share), is_stopped, long: Some(Long::Null) };
        is_open.then_some(task)
    }

    /// A question in words.
    fn words(&self, query: &Query) -> String {
        let in_ = |recording| format!("in {}", self.recording_name(recording));
        let by = |scale: Scale| if scale == Scale::Raw { "" } else { ", normalized" };
        match *query {
            Query::Accuracy { recording } => format!("predictions {}", in_(recording)),
            Query::Neuron { recording, neuron, .. } => {
                format!("neuron {neuron} {}", in_(recording))
            }
            Query::Verdict { recording, neuron, .. } => {
                format!("what became of neuron {neuron} {}", in_(recording))
            }
            Query::Image { recording, image, scale, .. }
            | Query::Responses { recording, image, scale, .. } => {
                format!("image {image} {}{}", in_(recording), by(scale))
            }
            Query::Category { recording, category, scale, .. }
            | Query::CategoryPair { recording, category, scale, .. } => {
                let name = self.set.categories.name(category);
                format!("category {name} {}{}", in_(recording), by(scale))
            }
            Query::Picked { recording, .. } => format!("marked images {}", in_(recording)),
            Query::KeptImages { recording } => format!("images that pass {}", in_(recording)),
            Query::PixelSize { recording, image } => format!("picture {image} {}", in_(recording)),
            Query::Matrix { recording } => format!("confusion {}", in_(recording)),
            Query::Clusters => "clusters of categories".into(),
            Query::Alike { .. } => "images that are alike".into(),
            Query::LayerLine { layer } | Query::Notices { layer } | Query::LabelOrder { layer } => {
                let layer = self.set.model.layer(layer);
                format!("layer {}", layer.map_or("", |layer| layer.name.as_str()))
            }
            Query::Layer { .. }
            | Query::Tunings { .. }
            | Query::Null { .. }
            | Query::Standing { .. } => {
                format!("layer {}", self.layer_name())
            }
        }
    }

    /// A key while the page is open.
    pub(super) fn work_key(&mut self, key: Key) -> Effect {
        let Some(Overlay::Work(at)) = &mut self.overlay else { return Effect::None };
        match self.keymap.meaning(&[key]) {
            Meaning::Complete(Action::Down) => *at += 1,
            Meaning::Complete(Action::Up) => *at = at.saturating_sub(1),
            Meaning::Complete(Action::Enter) => return self.turn_chosen_task(),
            _ => return self.other_page_key(key),
        }
        let last = self.tasks().len().saturating_sub(1);
        if let Some(Overlay::Work(at)) = &mut self.overlay {
            *at = (*at).min(last);
        }
        Effect::None
    }

    /// Stops what the cursor is on, or starts it again.
    fn turn_chosen_task(&mut self) -> Effect {
        let Some(Overlay::Work(at)) = self.overlay else { return Effect::None };
        let tasks = self.tasks();
        let Some(task) = tasks.get(at.min(tasks.len().saturating_sub(1))) else {
            return Effect::None;
        };
        let layer = self.place.layer;
        match (task.long, task.is_stopped) {
            (Some(Long::Passes), false) => {
                self.work.stopped_passes = Some(layer);
                Effect::StopReading
            }
            (Some(Long::Passes), true) => {
                self.work.stopped_passes = None;
                Effect::ReadAgain
            }
            (Some(Long::Null), is_stopped) => {
                self.work.stopped_null = (!is_stopped).then_some(layer);
                Effect::None
            }
            (None, _) => {
                self.message = Some("this ends by itself in a moment".into());
                Effect::None
            }
        }
    }
}

/// Which long work a question is part of.
fn long(query: &Query) -> Option<Long> {
    match query {
        Query::Layer { .. } | Query::Tunings { .. } | Query::LayerLine { .. } => Some(Long::Passes),
        Query::Null { .. } => Some(Long::Null),
        _ => None,
    }
}

/// The word for so many.
fn of_number(count: usize, word: &str) -> String {
    format!("{word}{}", if count == 1 { "" } else { "s" })
}
