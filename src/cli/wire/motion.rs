//! The shortest way of the cursor from one cell to another.

use super::pen::put;

/// Writes the shortest command that leads from `from`, if that is known, to column `x` of row `y`.
///
/// The terminal is in raw mode: a carriage return does no more than it says.
pub(super) fn travel(out: &mut Vec<u8>, from: Option<(usize, usize)>, (x, y): (usize, usize)) {
    let mut best = Vec::new();
    match (x, y) {
        (0, 0) => put(&mut best, format_args!("\x1b[H")),
        (0, _) => put(&mut best, format_args!("\x1b[{}H", y + 1)),
        (_, 0) => put(&mut best, format_args!("\x1b[;{}H", x + 1)),
        _ => put(&mut best, format_args!("\x1b[{};{}H", y + 1, x + 1)),
    }
    let Some((from_x, from_y)) = from else { return out.extend(best) };
    if from_y == y {
        shorter(&mut best, format_args!("\x1b[{}G", x + 1));
        shorter(&mut best, format_args!("{}", steps(x, from_x, 'C', 'D')));
        match from_x.checked_sub(x) {
            Some(back @ 1..4) => shorter(&mut best, format_args!("{:\x08<back$}", "")),
            Some(_) if x == 0 => shorter(&mut best, format_args!("\r")),
            _ => {}
        }
    } else if from_x == x {
        shorter(&mut best, format_args!("\x1b[{}d", y + 1));
        shorter(&mut best, format_args!("{}", steps(y, from_y, 'B', 'A')));
    }
    out.extend(best);
}

/// The command for so many steps on or back; nothing for none.
fn steps(to: usize, from: usize, on: char, back: char) -> String {
    let letter = if to > from { on } else { back };
    match to.abs_diff(from) {
        0 => String::new(),
        1 => format!("\x1b[{letter}"),
        count => format!("\x1b[{count}{letter}"),
    }
}

fn shorter(best: &mut Vec<u8>, other: std::fmt::Arguments<'_>) {
    let mut text = Vec::new();
    put(&mut text, other);
    if text.len() < best.len() {
        *best = text;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(from: Option<(usize, usize)>, to: (usize, usize)) -> String {
        let mut out = Vec::new();
        travel(&mut out, from, to);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn way_is_the_shortest() {
        assert_eq!(way(Some((7, 3)), (7, 3)), "");
        assert_eq!(way(Some((7, 3)), (8, 3)), "\x1b[C");
        assert_eq!(way(Some((7, 3)), (6, 3)), "\x08");
        assert_eq!(way(Some((7, 3)), (0, 3)), "\r");
        assert_eq!(way(Some((100, 3)), (80, 3)), "\x1b[81G");
        assert_eq!(way(Some((7, 3)), (7, 4)), "\x1b[B");
        assert_eq!(way(Some((7, 3)), (7, 20)), "\x1b[21d");
        assert_eq!(way(Some((7, 3)), (0, 4)), "\x1b[5H");
        assert_eq!(way(None, (0, 0)), "\x1b[H");
        assert_eq!(way(None, (9, 0)), "\x1b[;10H");
        assert_eq!(way(None, (9, 9)), "\x1b[10;10H");
    }
}
