//! Whether recordings are of one model: the same layers of the same widths, in whatever order.

use super::fault::Fault;
use super::{Layer, Recording};
use crate::formats::FormatError;

/// A reference without names of its own takes those of the first recording that has some and the same widths.
pub(super) fn name_layers(recordings: &mut [Recording], reference: usize) {
    let widths = |recording: &Recording| -> Vec<usize> {
        recording.layers().map(|(_, width)| width).collect()
    };
    let unnamed = recordings.get(reference).filter(|first| first.layers_are_unnamed);
    let Some(expected) = unnamed.map(widths) else { return };
    let fits = |other: &&Recording| !other.layers_are_unnamed && widths(other) == expected;
    let Some(model) = recordings.iter().find(fits) else { return };
    let names: Vec<String> = model.layers().map(|(name, _)| name.to_owned()).collect();
    if let Some(first) = recordings.get_mut(reference) {
        for (layer, name) in first.layers.iter_mut().zip(names) {
            layer.name = name;
        }
    }
}

/// Drops recordings whose layers differ from the reference's; returns the rest and the reference's new position.
pub(super) fn keep_agreeing(
    mut recordings: Vec<Recording>,
    reference: usize,
    faults: &mut Vec<Fault>,
) -> (Vec<Recording>, usize) {
    let Some(first) = recordings.get(reference) else { return (recordings, reference) };
    // A summary is of one layer; the others are those of a whole recording, if one is there.
    let is_whole = |recording: &&Recording| recording.summary.is_none();
    let model =
        if is_whole(&first) { first } else { recordings.iter().find(is_whole).unwrap_or(first) };
    let expected: Vec<(String, usize)> =
        model.layers().map(|(name, width)| (name.to_owned(), width)).collect();
    let (name, mut position) = (model.name.clone(), reference);
    let mut kept = Vec::new();
    for (index, mut recording) in recordings.drain(..).enumerate() {
        match sort_layers(&mut recording, &expected, &name) {
            Ok(()) => kept.push(recording),
            Err(error) => {
                position -= usize::from(index < reference);
                faults.push(Fault { path: recording.path, number: Some(recording.number), error });
            }
        }
    }
    (kept, position)
}

/// Brings a recording's layers into the order of `expected`, or says which one differs.
fn sort_layers(
    recording: &mut Recording,
    expected: &[(String, usize)],
    reference: &str,
) -> Result<(), FormatError> {
    let widths: Vec<usize> = recording.layers().map(|(_, width)| width).collect();
    if recording.layers_are_unnamed && expected.iter().map(|(_, width)| *width).eq(widths) {
        for (layer, (name, _)) in recording.layers.iter_mut().zip(expected) {
            layer.name.clone_from(name);
        }
    }
    let is_summary = recording.summary.is_some();
    let has_any =
        expected.iter().any(|(name, _)| recording.layers.iter().any(|own| own.name == *name));
    let mut sorted: Vec<Layer> = Vec::new();
    for (name, width) in expected {
        let position = recording.layers.iter().position(|layer| layer.name == *name);
        if position.is_none() && is_summary && has_any {
            sorted.push(Layer { name: name.clone(), place: 0, n_neurons: *width, matrix: None });
            continue;
        }
        let layer =
            position.map(|position| recording.layers.remove(position)).ok_or_else(|| {
                FormatError::invalid(
                    format!("layer \"{name}\""),
                    format!("is missing, the reference {reference} has it"),
                )
            })?;
        if layer.n_neurons != *width {
            return Err(FormatError::unexpected(
                format!("the number of neurons of layer \"{name}\""),
                format!("{width} as in the reference {reference}"),
                layer.n_neurons.to_string(),
            ));
        }
        sorted.push(layer);
    }
    if let Some(extra) = recording.layers.first() {
        return Err(FormatError::invalid(
            format!("layer \"{}\"", extra.name),
            format!("does not exist in the reference {reference}"),
        ));
    }
    recording.layers = sorted;
    Ok(())
}
