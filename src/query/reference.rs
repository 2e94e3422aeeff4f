//! When the reference is hardly the recording in distribution.

use crate::ids::RecordingId;

/// A reference whose share of right predictions is lower than another's by so much turns the scores around.
const MUCH_LESS_RIGHT: f64 = 0.05;

/// The recording whose share of right predictions is highest, and that share, if the reference's is far lower; of equal
/// shares the last. Recordings without predictions are left out by whoever asks.
pub fn more_often_right(
    of_reference: f64,
    others: impl Iterator<Item = (RecordingId, f64)>,
) -> Option<(RecordingId, f64)> {
    let best = others.max_by(|a, b| a.1.total_cmp(&b.1));
    best.filter(|(_, share)| share - of_reference >= MUCH_LESS_RIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_share_that_is_far_higher_counts() {
        let others = [(RecordingId(1), 0.93), (RecordingId(2), 0.97)];
        assert_eq!(more_often_right(0.24, others.into_iter()), Some((RecordingId(2), 0.97)));
        assert_eq!(more_often_right(0.95, others.into_iter()), None);
        assert_eq!(more_often_right(0.24, [].into_iter()), None);
    }
}
