//! What is said of recordings whose images do not look independent, and that nothing groups.

use rayon::prelude::*;

use super::Analyst;
use crate::analysis::alike::{Alike, LONGEST, alike};
use crate::ids::LayerId;
use crate::recording::{FormatError, Recording};

/// Neurons of an image that are compared.
const NEURONS: usize = 256;
/// They are read in so many runs, spread over the layer: the maps of a convolution stand one after the other.
const RUNS: usize = 4;

/// A notice for each recording whose images are no independent ones by the look of a layer. It reads a few thousand of
/// them, so it is for a layer that was looked at anyway. Nothing is said of images that are grouped, of summaries, under
/// a filter of images, and where a recording cannot be read.
pub(super) fn notices(analyst: &Analyst, layer: LayerId) -> Vec<String> {
    if analyst.has_filter() {
        return Vec::new();
    }
    let recordings = analyst.set().recordings.par_iter();
    let open = recordings.filter(|of| of.summary().is_none() && of.groups().is_none());
    let notices = open.filter_map(|of| {
        let found = look(of, layer).ok().filter(Alike::is_any)?;
        let name = analyst.set().model.layer(layer).map_or("", |layer| layer.name.as_str());
        Some(format!("{}: {}", of.name, words(&found, name)))
    });
    notices.collect()
}

fn look(recording: &Recording, layer: LayerId) -> Result<Alike, FormatError> {
    let width = recording.layers().nth(layer.index()).map_or(0, |(_, width)| width);
    let (n_runs, of_run) = if width <= NEURONS { (1, width) } else { (RUNS, NEURONS / RUNS) };
    let starts = (0..n_runs).map(|run| run * (width - of_run) / (n_runs - 1).max(1));
    let runs: Vec<_> = starts.map(|start| start..start + of_run).collect();
    alike(recording.categories(), |image| {
        let mut row = Vec::with_capacity(NEURONS);
        for run in &runs {
            row.extend(recording.block(layer, image..image + 1, run.clone())?);
        }
        Ok(row)
    })
}

fn words(found: &Alike, layer: &str) -> String {
    let mut said = Vec::new();
    if let Some(run) = found.in_a_row {
        let more = if run >= LONGEST { "or more " } else { "" };
        said.push(format!(
            "neighboring images of a category are nearly alike in {layer} (about {run} {more}in a row): frames of a video?"
        ));
    }
    if found.copies > 0 {
        let (copies, of) = (found.copies, found.looked_at);
        said.push(format!(
            "{copies} of {of} images looked at are the same as another in {layer}: copies?"
        ));
    }
    if found.repeated_at_end > 0 {
        let count = found.repeated_at_end;
        said.push(format!(
            "{count} of the last images are the same as the first ones in {layer}: a padded sampler?"
        ));
    }
    let said = said.join("; ");
    format!(
        "{said} They are counted as independent: name the column that groups them with --group-by"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_found_is_said_with_what_to_do() {
        let found = Alike { in_a_row: Some(5), looked_at: 2000, copies: 40, repeated_at_end: 3 };
        let said = words(&found, "linear1");
        for part in
            ["nearly alike in linear1 (about 5 in a row)", "40 of 2000 images", "3 of the last"]
        {
            assert!(said.contains(part), "{said}");
        }
        assert!(said.ends_with("--group-by"), "{said}");
    }
}
