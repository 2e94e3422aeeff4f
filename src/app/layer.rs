//! The layer pane: in which order its map shows the neurons, how its cursor moves, what is known of the null.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::explore::App;
use super::place::{Pane, Place, Target};
use crate::ids::{CategoryId, LayerId, NeuronId, RecordingId};
use crate::query::{Answer, LayerAnswer, NULL_BLOCK, NullAnswer, Query, TuningsAnswer};
use crate::table::{Column, Rows, Sort};

/// Bins of the scores without a shift, from 0 to 1.
pub const NULL_BINS: usize = 400;

/// What the neurons of the map are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MapOrder {
    /// By preferred category in the reference, the highest mean first in each.
    #[default]
    Preferred,
    /// By a column of the table.
    By(Column),
}

/// The orders that a key steps through; any other column can be typed.
const ORDERS: [MapOrder; 6] = [
    MapOrder::Preferred,
    MapOrder::By(Column::Change),
    MapOrder::By(Column::Spurious),
    MapOrder::By(Column::Novelty),
    MapOrder::By(Column::Mean),
    MapOrder::By(Column::Neuron),
];

/// Scores that would be there without a shift, of as many neurons as are known by now.
#[derive(Debug, Clone, Default)]
pub struct NullTally {
    pub(crate) blocks: BTreeSet<usize>,
    /// Neurons whose scores are counted.
    pub neurons: usize,
    /// Scores by recording and bin, `(n_recordings, NULL_BINS)`.
    pub counts: Vec<Vec<u32>>,
}

impl NullTally {
    fn add(&mut self, block: usize, answer: &NullAnswer) {
        if !self.blocks.insert(block) {
            return;
        }
        self.neurons += answer.percentiles.len();
        self.counts.resize(answer.scores.len(), vec![0; NULL_BINS]);
        for (counts, scores) in self.counts.iter_mut().zip(&answer.scores) {
            for &score in scores {
                if let Some(count) = counts.get_mut(bin(f64::from(score))) {
                    *count += 1;
                }
            }
        }
    }
}

/// The bin of a score between 0 and 1.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the share lies between 0 and 1"
)]
fn bin(score: f64) -> usize {
    ((score.clamp(0., 1.) * NULL_BINS as f64) as usize).min(NULL_BINS - 1)
}

/// Everything that the layer pane shows, in the order in which it shows it.
#[derive(Debug)]
pub struct Arrangement {
    /// Number of the arrangement: another one has another.
    pub number: u64,
    /// What every recording says of the layer.
    pub layer: Arc<LayerAnswer>,
    /// The tunings.
    pub tunings: Arc<TuningsAnswer>,
    /// The neurons in the order of the map.
    pub neurons: Arc<[NeuronId]>,
    /// What they are ordered by.
    pub order: MapOrder,
    /// The recording that the order looks at.
    pub by: RecordingId,
}

impl Arrangement {
    /// Where a neuron stands in the map.
    pub fn position(&self, neuron: NeuronId) -> Option<usize> {
        self.neurons.iter().position(|other| *other == neuron)
    }
}

/// What the layer pane remembers.
#[derive(Debug, Default)]
pub(super) struct LayerPane {
    order: MapOrder,
    arranged: Option<Arrangement>,
    null: (LayerId, NullTally),
    /// Whether the cursor has still to go to the neuron's preferred category.
    is_new: bool,
}

impl App {
    /// What the layer pane shows, once it is known.
    pub fn arrangement(&self) -> Option<&Arrangement> {
        let arranged = self.layer_pane.arranged.as_ref()?;
        (arranged.layer.layer == self.place.layer).then_some(arranged)
    }

    /// The scores that no shift would make, of the neurons for which they are known.
    pub fn null_tally(&self) -> Option<&NullTally> {
        let (layer, tally) = &self.layer_pane.null;
        (*layer == self.place.layer).then_some(tally)
    }

    /// The questions of the layer pane: the layer, then its tunings.
    pub(super) fn map_queries(&self) -> Vec<Query> {
        let layer = self.place.layer;
        let tunings = self.layer_answer().map(|_| Query::Tunings { layer });
        std::iter::once(Query::Layer { layer }).chain(tunings).collect()
    }

    /// The next block of neurons whose scores without a shift are still unknown, spread over the layer so that a few
    /// of them speak for all. One at a time, and none before the map is there.
    pub(super) fn next_null_of_map(&self) -> Option<Query> {
        let layer = self.place.layer;
        let arranged = self.arrangement()?;
        if arranged.layer.recordings.iter().all(|of| of.pairs.is_none()) {
            return None;
        }
        let known = self.null_tally().map(|tally| &tally.blocks);
        let is_open = |block: &usize| known.is_none_or(|known| !known.contains(block));
        let query = |block| Query::Null { layer, block };
        let mut open =
            spread(arranged.neurons.len().div_ceil(NULL_BLOCK)).filter(is_open).map(query);
        open.find(|query| self.answer(query).is_none())
    }

    /// Whether the layer pane still waits for its map.
    pub(super) fn is_layer_open(&self) -> bool {
        let is_open = self.map_queries().iter().any(|query| self.answer(query).is_none());
        is_open && !self.are_passes_stopped()
    }

    /// Forgets what was counted up of answers that do not hold any more.
    pub(super) fn forget_layer(&mut self) {
        self.layer_pane.null = <(LayerId, NullTally)>::default();
    }

    /// Notes an answer that the layer pane counts up.
    pub(super) fn count_null(&mut self, query: Query, answer: &Answer) {
        let (Query::Null { layer, block }, Answer::Null(answer)) = (query, answer) else { return };
        if self.layer_pane.null.0 != layer {
            self.layer_pane.null = (layer, NullTally::default());
        }
        self.layer_pane.null.1.add(block, answer);
    }

    /// Orders the neurons of the map anew if anything that the order depends on has changed.
    pub(super) fn arrange_map(&mut self) {
        if self.place.pane != Pane::Layer {
            return;
        }
        self.recall_null();
        let layer = self.place.layer;
        let tunings = match self.answer(&Query::Tunings { layer }) {
            Some(Answer::Tunings(tunings)) => Arc::clone(tunings),
            _ => return,
        };
        let Some(answer) = self.layer_answer().map(Arc::clone) else { return };
        let (order, by) = (self.layer_pane.order, self.ordering_recording());
        let is_same = self.layer_pane.arranged.as_ref().is_some_and(|old| {
            Arc::ptr_eq(&old.layer, &answer)
                && Arc::ptr_eq(&old.tunings, &tunings)
                && (old.order, old.by) == (order, by)
        });
        if !is_same {
            let neurons = self.ordered(&answer, by).into();
            let number = self.layer_pane.arranged.as_ref().map_or(0, |old| old.number + 1);
            let arranged = Arrangement { number, layer: answer, tunings, neurons, order, by };
            self.layer_pane.arranged = Some(arranged);
        }
        if std::mem::take(&mut self.layer_pane.is_new) {
            self.place.category = self.preferred().unwrap_or(self.place.category);
        }
    }

    /// Counts up what was answered for this layer before another one was looked at.
    fn recall_null(&mut self) {
        let layer = self.place.layer;
        if self.layer_pane.null.0 == layer {
            return;
        }
        let width = self.set.model.layer(layer).map_or(0, |info| info.neurons);
        let mut tally = NullTally::default();
        for block in 0..width.div_ceil(NULL_BLOCK) {
            if let Some(Answer::Null(answer)) = self.answer(&Query::Null { layer, block }) {
                tally.add(block, answer);
            }
        }
        self.layer_pane.null = (layer, tally);
    }

    /// The recording whose column orders the map: the selected one, or for a comparison the first that is not the
    /// reference.
    fn ordering_recording(&self) -> RecordingId {
        let selected = self.place.recording;
        let is_pair = match self.layer_pane.order {
            MapOrder::Preferred => return self.set.reference,
            MapOrder::By(column) => column.info().scope == crate::table::Scope::Pair,
        };
        if is_pair && selected == self.set.reference {
            self.order().get(1).copied().unwrap_or(selected)
        } else {
            selected
        }
    }

    fn ordered(&self, answer: &LayerAnswer, by: RecordingId) -> Vec<NeuronId> {
        let reference = self.set.reference;
        let width = answer.recording(by).map_or(0, |of| of.own.len());
        let neurons: Vec<NeuronId> = (0..width).map(NeuronId).collect();
        let MapOrder::By(column) = self.layer_pane.order else {
            return by_preference(answer, reference, neurons);
        };
        let mut rows = Rows::new(neurons);
        if column != Column::Neuron {
            rows.fill(column, answer.column(column, by, reference));
        }
        let order = rows.arranged(None, Sort::by(column));
        order.into_iter().filter_map(|row| rows.neuron(row)).collect()
    }

    /// The category that the selected neuron prefers in the reference.
    fn preferred(&self) -> Option<CategoryId> {
        let of = self.arrangement()?.layer.recording(self.set.reference)?;
        of.own.get(self.place.neuron.index())?.selectivity.preferred
    }

    /// The next order of the map.
    pub(super) fn next_order(&mut self) {
        let at = ORDERS.iter().position(|order| *order == self.layer_pane.order);
        let next = at.map_or(0, |at| (at + 1) % ORDERS.len());
        self.layer_pane.order = ORDERS.get(next).copied().unwrap_or_default();
        self.show_order();
    }

    /// Orders the map by a column, or by `preferred`; what is wrong with the name otherwise.
    pub(super) fn order_by(&mut self, name: &str) -> Result<(), String> {
        if self.place.pane == Pane::Confusion {
            return self.order_matrix_by(name);
        }
        self.layer_pane.order = map_order(name)?;
        self.show_order();
        Ok(())
    }

    /// The order of the map as [`Self::restore_order`] reads it; `None` for the usual one.
    pub(super) fn order_text(&self) -> Option<&'static str> {
        match self.layer_pane.order {
            MapOrder::Preferred => None,
            MapOrder::By(column) => Some(column.key()),
        }
    }

    /// Takes up an order of the map without showing it.
    pub(super) fn restore_order(&mut self, name: &str) -> Result<(), String> {
        self.layer_pane.order = map_order(name)?;
        Ok(())
    }

    fn show_order(&mut self) {
        if self.place.pane != Pane::Layer {
            self.show(Pane::Layer);
            self.layer_pane.is_new = true;
        }
        self.arrange();
    }

    /// The cursor goes to the selected neuron's preferred category as soon as that is known.
    pub(super) fn enter_layer(&mut self) {
        self.layer_pane.is_new = true;
        self.arrange();
    }

    /// One category further in the map.
    pub(super) fn step_map_category(&mut self, steps: usize, down: bool) {
        let last = self.set.categories.len().saturating_sub(1);
        let category = super::cursor::moved(self.place.category.index(), steps, down).min(last);
        self.place.category = CategoryId(category);
        self.layer_pane.is_new = false;
    }

    /// One neuron further in the order of the map; by number while that is not known.
    pub(super) fn step_map_neuron(&mut self, steps: usize, forward: bool) {
        let at = self.map_position();
        self.go_to_position(super::cursor::moved(at, steps, forward));
    }

    /// The first neuron of the map for 0, the last one for a number beyond all, else the neuron of that number.
    pub(super) fn jump_in_map(&mut self, to: usize) {
        match to {
            0 | usize::MAX => self.go_to_position(to),
            neuron => {
                let last = self.subject_count().saturating_sub(1);
                self.place.neuron = NeuronId(neuron.min(last));
            }
        }
    }

    fn map_position(&self) -> usize {
        let neuron = self.place.neuron;
        self.arrangement().and_then(|map| map.position(neuron)).unwrap_or(neuron.index())
    }

    fn go_to_position(&mut self, to: usize) {
        let to = to.min(self.subject_count().saturating_sub(1));
        let neuron = self.arrangement().and_then(|map| map.neurons.get(to).copied());
        self.place.neuron = neuron.unwrap_or(NeuronId(to));
    }

    /// Opens the neuron under the cursor.
    pub(super) fn open_map_neuron(&mut self) {
        let Place { neuron, .. } = self.place;
        self.open(Target::Neuron(neuron));
    }
}

/// The order that a text names; what is wrong with it otherwise.
fn map_order(name: &str) -> Result<MapOrder, String> {
    match name {
        "" => Err("order by what? preferred, or a column of the table".into()),
        _ if name.len() >= 4 && "preferred".starts_with(name) => Ok(MapOrder::Preferred),
        _ => name.parse::<Column>().map(MapOrder::By).map_err(|error| error.to_string()),
    }
}

/// By preferred category, those without one last; in each the highest mean in parts of the maximum first, ties to
/// the lower neuron.
fn by_preference(
    answer: &LayerAnswer,
    reference: RecordingId,
    mut neurons: Vec<NeuronId>,
) -> Vec<NeuronId> {
    let Some(of) = answer.recording(reference) else { return neurons };
    let key = |neuron: &NeuronId| {
        let own = of.own.get(neuron.index());
        let preferred = own.and_then(|own| own.selectivity.preferred);
        let mean = of.top_means.get(neuron.index()).copied().flatten();
        let share = mean
            .zip(own.and_then(|own| own.max))
            .map_or(f64::NEG_INFINITY, |(mean, max)| mean / max);
        (preferred.map_or(usize::MAX, CategoryId::index), share)
    };
    neurons.sort_by(|a, b| {
        let ((a_category, a_mean), (b_category, b_mean)) = (key(a), key(b));
        a_category.cmp(&b_category).then(b_mean.total_cmp(&a_mean)).then(a.cmp(b))
    });
    neurons
}

/// All numbers below `count`, each once, so that any first few of them lie far apart: steps of about 0.618 of it.
fn spread(count: usize) -> impl Iterator<Item = usize> {
    let golden = (count * 618 / 1000).max(1);
    let step = (golden..=golden + count).find(|step| gcd(*step, count) == 1).unwrap_or(1);
    (0..count).map(move |at| at * step % count.max(1))
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_spread_and_each_comes_once() {
        for count in [0, 1, 2, 3, 4, 7, 128, 1000] {
            let mut all: Vec<usize> = spread(count).collect();
            all.sort_unstable();
            assert!(all.into_iter().eq(0..count), "{count}");
        }
        let first: Vec<usize> = spread(128).take(4).collect();
        assert!(first.iter().any(|block| *block > 64) && first.iter().any(|block| *block < 64));
    }

    #[test]
    fn a_block_is_counted_once() {
        let answer = NullAnswer {
            percentiles: vec![vec![None, Some(0.5)]; 2],
            scores: vec![Vec::new(), vec![0., 0.5, 1.]],
        };
        let mut tally = NullTally::default();
        tally.add(3, &answer);
        tally.add(3, &answer);
        assert_eq!(tally.neurons, 2);
        assert_eq!(tally.counts[0].iter().sum::<u32>(), 0);
        let filled: Vec<usize> = (0..NULL_BINS).filter(|bin| tally.counts[1][*bin] > 0).collect();
        assert_eq!(filled, [0, 200, 399]);
    }
}
