//! What commands say on stderr of the layers and labels that they have looked at.

use std::collections::BTreeSet;

use super::complain;
use crate::ids::{LayerId, RecordingId};
use crate::query::Analyst;

/// What the classification layer holds, unless it is logits.
pub(super) fn outputs(analyst: &Analyst) -> Vec<String> {
    analyst.output_notices()
}

/// The same, and what a layer looks like.
pub(super) fn layer(analyst: &Analyst, layer: LayerId) -> Vec<String> {
    outputs(analyst).into_iter().chain(analyst.look_notices(layer)).collect()
}

/// Says them.
pub(super) fn say(notices: &[String]) {
    for notice in notices {
        complain(&format!("warning: {notice}"));
    }
}

/// Says what a layer tells of the order of labels, once a recording.
pub(super) fn say_label_order(analyst: &Analyst, layer: LayerId, told: &mut BTreeSet<RecordingId>) {
    for (recording, notice) in analyst.label_order(layer) {
        if told.insert(recording) {
            say(&[notice]);
        }
    }
}
