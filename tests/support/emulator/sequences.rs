//! Text and short sequences: the cursor, colors, modes, questions.

use vte::{Params, Perform};

use super::grid::{Color, Pen};
use super::notes::Event;
use super::{Personality, Screen, Terminal};

impl Perform for Terminal {
    fn print(&mut self, character: char) {
        self.grid().print(character);
    }

    fn execute(&mut self, byte: u8) {
        let grid = self.grid();
        match byte {
            b'\n' | 0x0b | 0x0c => grid.line_feed(),
            b'\r' => grid.move_to(0, grid.cursor.y),
            0x08 => grid.back(),
            b'\t' => grid.move_to((grid.cursor.x / 8 + 1) * 8, grid.cursor.y),
            _ => {}
        }
    }

    fn esc_dispatch(&mut self, intermediates: &[u8], _ignore: bool, byte: u8) {
        match (intermediates, byte) {
            ([], b'7') => self.save(),
            ([], b'8') => self.restore(),
            ([], b'\\' | b'=' | b'>') | ([b'(' | b')'], _) => {}
            ([], b'c') => {
                let (columns, rows) = (self.grid().width, self.grid().height);
                self.screens = [Screen::new(columns, rows), Screen::new(columns, rows)];
                self.is_alternate = false;
            }
            _ => self.notes.fault(format!("ESC {intermediates:?} {}", char::from(byte))),
        }
    }

    fn csi_dispatch(&mut self, params: &Params, marks: &[u8], _ignore: bool, action: char) {
        let given: Vec<&[u16]> = params.iter().collect();
        let number = |at: usize| given.get(at).and_then(|part| part.first()).copied().unwrap_or(0);
        match (marks, action) {
            ([], 'm') => colors(&mut self.grid().cursor.pen, &given),
            ([], 's') => self.save(),
            ([], 'u') => self.restore(),
            ([], 'n' | 'c' | 't') | ([b'>'], 'q' | 'c') | ([b'$'] | [b'?', b'$'], 'p') => {
                self.answer(marks, action, number(0));
            }
            ([b'?'], 'h' | 'l') => {
                for mode in &given {
                    self.set_mode(mode[0], action == 'h');
                }
            }
            // Keyboard protocols, the shape of the cursor, its question; nothing that shows.
            ([b'>' | b'<' | b'=' | b'?'], _) | ([b' '], 'q') => {}
            ([], _) => self.act(action, number(0), number(1)),
            _ => self.notes.fault(format!("CSI {marks:?} {given:?} {action}")),
        }
    }
}

impl Terminal {
    fn save(&mut self) {
        let grid = self.grid();
        grid.saved = grid.cursor;
    }

    fn restore(&mut self) {
        let grid = self.grid();
        grid.cursor = grid.saved;
    }

    /// Moves the cursor or empties cells.
    fn act(&mut self, action: char, first: u16, second: u16) {
        let grid = self.grid();
        let (x, y, width, height) = (grid.cursor.x, grid.cursor.y, grid.width, grid.height);
        let count = first.max(1);
        match (action, first) {
            ('A', _) => grid.move_to(x, y.saturating_sub(count)),
            ('B' | 'e', _) => grid.move_to(x, y.saturating_add(count)),
            ('C' | 'a', _) => grid.move_to(x.saturating_add(count), y),
            ('D', _) => grid.move_to(x.saturating_sub(count), y),
            ('E', _) => grid.move_to(0, y.saturating_add(count)),
            ('F', _) => grid.move_to(0, y.saturating_sub(count)),
            ('G' | '`', _) => grid.move_to(count - 1, y),
            ('d', _) => grid.move_to(x, count - 1),
            ('H' | 'f', _) => grid.move_to(second.max(1) - 1, count - 1),
            ('X', _) => grid.erase_in_line(y, x..x.saturating_add(count)),
            ('K', 0) => grid.erase_in_line(y, x..width),
            ('K', 1) => grid.erase_in_line(y, 0..x + 1),
            ('K', 2) => grid.erase_in_line(y, 0..width),
            ('J', 0) => {
                if (x, y) == (0, 0) {
                    return self.erase(0..height);
                }
                grid.erase_in_line(y, x..width);
                grid.erase_lines(y + 1..height);
            }
            ('J', 1) => {
                grid.erase_lines(0..y);
                grid.erase_in_line(y, 0..x + 1);
            }
            ('J', 2 | 3) => self.erase(0..height),
            // The whole screen scrolls; other regions do not.
            ('r', _) if (first == 0 || first == 1) && (second == 0 || second == height) => {
                grid.move_to(0, 0);
            }
            _ => self.notes.fault(format!("CSI {first} {second} {action} is not known here")),
        }
    }

    fn set_mode(&mut self, mode: u16, is_set: bool) {
        match mode {
            25 => self.is_cursor_visible = is_set,
            47 | 1047 | 1049 => {
                if is_set && !self.is_alternate {
                    let (columns, rows) = (self.grid().width, self.grid().height);
                    let pen = self.grid().cursor.pen;
                    self.screens[1] = Screen::new(columns, rows);
                    self.screens[1].grid.cursor.pen = pen;
                }
                if is_set != self.is_alternate && mode == 1049 {
                    let grid = &mut self.screens[0].grid;
                    if is_set {
                        grid.saved = grid.cursor;
                    } else {
                        grid.cursor = grid.saved;
                    }
                }
                self.is_alternate = is_set;
            }
            2026 => {
                if self.is_in_frame && !is_set {
                    self.notes.event(Event::Frame);
                }
                if is_set && !self.is_in_frame {
                    let grid = self.grid();
                    self.before_frame = (0..grid.height).map(|y| grid.line(y)).collect();
                }
                self.is_in_frame = is_set;
            }
            _ => {}
        }
    }

    fn answer(&mut self, marks: &[u8], action: char, number: u16) {
        let personality = self.personality;
        if personality == Personality::Silent {
            return;
        }
        let (columns, rows) = (u32::from(self.grid().width), u32::from(self.grid().height));
        let (width, height) = self.cell;
        let (x, y) = (self.grid().cursor.x, self.grid().cursor.y);
        let has_frames =
            if personality.knows_frames() { 2 - u8::from(self.is_in_frame) } else { 0 };
        let answer = match (marks, action, number) {
            ([], 'n', 5) => "\x1b[0n".to_owned(),
            ([], 'n', 6) => format!("\x1b[{};{}R", y + 1, x + 1),
            ([], 'c', 0) => format!("\x1b[?{}c", personality.attributes()),
            ([], 't', 14) => format!("\x1b[4;{};{}t", rows * height, columns * width),
            ([], 't', 16) => format!("\x1b[6;{height};{width}t"),
            ([], 't', 18) => format!("\x1b[8;{rows};{columns}t"),
            ([b'>'], 'q', 0) => match personality.name() {
                Some(name) => format!("\x1bP>|{name}\x1b\\"),
                None => return,
            },
            ([b'?', b'$'], 'p', 2026) => format!("\x1b[?2026;{has_frames}$y"),
            ([b'$'], 'p', mode) => format!("\x1b[{mode};0$y"),
            ([b'?', b'$'], 'p', mode) => format!("\x1b[?{mode};0$y"),
            _ => return,
        };
        self.notes.reply(answer);
    }
}

/// Changes a pen as SGR says.
fn colors(pen: &mut Pen, given: &[&[u16]]) {
    let mut rest = given;
    if rest.is_empty() {
        *pen = Pen::default();
    }
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match *first {
            [0] => *pen = Pen::default(),
            [1] => pen.is_bold = true,
            [22] => pen.is_bold = false,
            [7] => pen.is_reversed = true,
            [27] => pen.is_reversed = false,
            [code @ 30..=37] => pen.foreground = indexed(code - 30),
            [code @ 90..=97] => pen.foreground = indexed(code - 82),
            [code @ 40..=47] => pen.background = indexed(code - 40),
            [code @ 100..=107] => pen.background = indexed(code - 92),
            [39] => pen.foreground = Color::Default,
            [49] => pen.background = Color::Default,
            [59] => pen.underline = Color::Default,
            [code @ (38 | 48 | 58)] => {
                let numbers: Vec<u16> = rest.iter().take(4).map(|part| part[0]).collect();
                let (color, used) = color(&numbers);
                rest = rest.get(used..).unwrap_or_default();
                set(pen, code, color);
            }
            [code @ (38 | 48 | 58), 2, .., red, green, blue] => {
                set(pen, code, color(&[2, red, green, blue]).0);
            }
            [code @ (38 | 48 | 58), 5, index] => set(pen, code, Some(indexed(index))),
            _ => {}
        }
    }
}

fn set(pen: &mut Pen, code: u16, color: Option<Color>) {
    let Some(color) = color else { return };
    match code {
        38 => pen.foreground = color,
        48 => pen.background = color,
        _ => pen.underline = color,
    }
}

/// A color after 38, 48 or 58 and how many numbers it took.
fn color(numbers: &[u16]) -> (Option<Color>, usize) {
    let byte = |number: u16| u8::try_from(number).unwrap_or(u8::MAX);
    match *numbers {
        [2, red, green, blue] => (Some(Color::Rgb(byte(red), byte(green), byte(blue))), 4),
        [5, index, ..] => (Some(indexed(index)), 2),
        _ => (None, 0),
    }
}

fn indexed(number: u16) -> Color {
    Color::Indexed(u8::try_from(number).unwrap_or(u8::MAX))
}
