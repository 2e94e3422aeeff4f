//! The terminal that judges the program, held against pictures and text made by hand.
#![expect(clippy::unwrap_used, reason = "helpers of tests end the test")]

#[path = "support/emulator/mod.rs"]
mod emulator;

use std::fmt::Write;
use std::io::Cursor;

use emulator::{Color, Emulator, Event, Personality, Shown, base64, mark, psnr};
use image::{ImageFormat, Rgba, RgbaImage};
use ratatui::layout::Rect;

const RED: Rgba<u8> = Rgba([255, 0, 0, 255]);
const BLACK: Rgba<u8> = Rgba([0, 0, 0, 255]);

fn terminal(personality: Personality) -> Emulator {
    Emulator::new(20, 6, personality)
}

fn kitty() -> Emulator {
    terminal(Personality::Kitty)
}

/// A picture without two pixels alike.
fn picture(width: u32, height: u32) -> RgbaImage {
    let byte = |number: u32| u8::try_from(number % 256).unwrap();
    RgbaImage::from_fn(width, height, |x, y| Rgba([byte(x * 3), byte(y * 5), byte(x + y), 255]))
}

fn png(picture: &RgbaImage) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

/// An upload in pieces of `letters` letters.
fn upload(keys: &str, payload: &[u8], letters: usize) -> String {
    let payload = base64::encode(payload);
    let pieces: Vec<_> = payload.as_bytes().chunks(letters).collect();
    let mut text = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        let keys = if at == 0 { keys } else { "q=2" };
        let more = u8::from(at + 1 < pieces.len());
        let piece = std::str::from_utf8(piece).unwrap();
        write!(text, "\x1b_G{keys},m={more};{piece}\x1b\\").unwrap();
    }
    text
}

/// A placeholder of image 7 with these marks.
fn placeholder(marks: &[u16]) -> String {
    let marks: String = marks.iter().map(|&number| mark(number).unwrap()).collect();
    format!("\x1b[38;2;0;0;7m\u{10EEEE}{marks}")
}

fn with_image() -> Emulator {
    let mut kitty = kitty();
    let keys = "a=T,U=1,i=7,f=100,c=4,r=2,q=2";
    kitty.feed(upload(keys, &png(&picture(32, 32)), 4096).as_bytes());
    kitty
}

fn part(x: u32, y: u32, columns: u32, rows: u32) -> RgbaImage {
    let picture = picture(32, 32);
    image::imageops::crop_imm(&picture, x * 8, y * 16, columns * 8, rows * 16).to_image()
}

#[test]
fn an_upload_in_pieces_is_shown_by_placeholders() {
    for letters in [4, 64, 4096] {
        let mut kitty = kitty();
        let keys = "a=T,U=1,i=7,f=100,c=4,r=2,q=2";
        let text = upload(keys, &png(&picture(32, 32)), letters);
        for piece in text.as_bytes().chunks(3) {
            kitty.feed(piece);
        }
        kitty.feed(placeholder(&[1, 2]).as_bytes());
        assert_eq!(kitty.pixels(Rect::new(0, 0, 1, 1)), part(2, 1, 1, 1));
        let (ledger, size_bytes) = (kitty.ledger(), text.len());
        assert_eq!((ledger.graphics_bytes, ledger.uploads_of(7)), (size_bytes, 1));
        assert_eq!(kitty.kitty().held_bytes(), 32 * 32 * 4);
        assert!(kitty.faults().is_empty());
        let commands = text.matches("\x1b_G").count();
        let upload = Event::Upload { id: 7, size_bytes, commands, width_px: 32, height_px: 32 };
        assert_eq!(ledger.events[0], upload);
        assert!(kitty.take_replies().is_empty(), "q=2 wants no answer");
    }
}

#[test]
fn raw_pixels_are_read_too() {
    let mut kitty = kitty();
    let keys = "a=T,U=1,i=7,f=32,s=8,v=16,c=1,r=1,q=2";
    kitty.feed(upload(keys, picture(8, 16).as_raw(), 256).as_bytes());
    kitty.feed(placeholder(&[0, 0]).as_bytes());
    assert_eq!(kitty.pixels(Rect::new(0, 0, 1, 1)), picture(8, 16));
}

#[test]
fn a_placeholder_without_marks_goes_on_from_its_left_neighbor() {
    let mut kitty = with_image();
    kitty.feed((placeholder(&[1, 1]) + &placeholder(&[]) + &placeholder(&[1])).as_bytes());
    assert_eq!(kitty.pixels(Rect::new(0, 0, 3, 1)), part(1, 1, 3, 1));
    assert!(kitty.broken_placeholders().is_empty());
    kitty.feed(format!("\x1b[2;1H{} {}", placeholder(&[0, 0]), placeholder(&[])).as_bytes());
    assert_eq!(kitty.broken_placeholders(), [(2, 1)], "text stands between");
    kitty.feed(format!("\x1b[2;2H\x1b[38;2;0;0;8m\u{10EEEE}{}", placeholder(&[])).as_bytes());
    assert_eq!(kitty.broken_placeholders(), [(1, 1), (2, 1)], "another image stands between");
}

#[test]
fn placeholders_past_the_image_or_of_none_are_broken() {
    let mut kitty = with_image();
    kitty.feed((placeholder(&[0, 3]) + &placeholder(&[]) + &placeholder(&[2, 0])).as_bytes());
    assert_eq!(kitty.broken_placeholders(), [(1, 0), (2, 0)]);
    kitty.feed(b"\x1b_Ga=d,d=I,i=7,q=2\x1b\\");
    assert_eq!(kitty.broken_placeholders(), [(0, 0), (1, 0), (2, 0)]);
    assert_eq!(kitty.kitty().held_bytes(), 0);
}

#[test]
fn nothing_but_a_delete_comes_between_the_pieces_of_an_upload() {
    let text = upload("a=t,i=7,f=100,q=2", &png(&picture(32, 32)), 64);
    let begin = text.split_inclusive('\\').next().unwrap();
    let mut kitty = with_image();
    kitty.feed(format!("{begin}\x1b_Ga=d,d=I,i=7,q=2\x1b\\").as_bytes());
    assert!(kitty.faults().is_empty() && !kitty.kitty().is_uploading());
    assert!(kitty.ledger().events.contains(&Event::Abort { id: 7 }));
    let mut kitty = with_image();
    kitty.feed(format!("{begin}\x1b_Ga=p,i=7,C=1,q=2\x1b\\").as_bytes());
    assert_eq!(kitty.faults().len(), 1);
}

#[test]
fn a_part_of_an_image_is_placed_at_the_cursor() {
    let mut konsole = terminal(Personality::Konsole);
    konsole.feed(upload("a=t,i=7,f=100,q=2", &png(&picture(32, 32)), 4096).as_bytes());
    konsole.feed(b"\x1b[3;4H\x1b_Ga=p,i=7,p=2,x=8,y=16,w=16,h=16,c=2,r=1,C=1,q=2\x1b\\x");
    assert_eq!(konsole.pixels(Rect::new(3, 2, 2, 1)), part(1, 1, 2, 1));
    assert_eq!(konsole.cursor(), (4, 2));
    konsole.feed(b"\x1b_Ga=p,i=7,p=2,c=4,r=2,C=1,q=2\x1b\\");
    let [placement] = &*konsole.kitty().placements else { panic!("the same place anew") };
    assert!(matches!(placement.shown, Shown::Classic { source: [0, 0, 32, 32], .. }));
    konsole.feed(b"\x1b_Ga=d,d=i,i=7,p=2,q=2\x1b\\");
    assert_eq!((konsole.kitty().placements.len(), konsole.kitty().images.len()), (0, 1));
    assert!(konsole.faults().is_empty());
}

#[test]
fn pictures_that_a_terminal_does_not_know_are_a_fault() {
    let text = upload("a=T,U=1,i=7,f=100,c=4,r=2,q=2", &png(&picture(32, 32)), 4096);
    let mut konsole = terminal(Personality::Konsole);
    konsole.feed(text.as_bytes());
    assert_eq!(konsole.faults(), ["Konsole knows no Placeholders"]);
}

#[test]
fn transparent_sixels_leave_what_is_there_and_text_erases_them() {
    let mut xterm = terminal(Personality::Sixel);
    // Eight columns: red above in the first three rows of a band, nothing below.
    xterm.feed(b"\x1b[44m  \x1b[0m\x1b[H\x1b7\x1bP0;1;0q\"1;1;16;6#1;2;100;0;0#1!16F\x1b\\\x1b8");
    let seen = xterm.pixels(Rect::new(0, 0, 2, 1));
    let blue = Rgba([0, 0, 205, 255]);
    assert_eq!((*seen.get_pixel(15, 2), *seen.get_pixel(15, 3)), (RED, blue));
    assert_eq!(xterm.cursor(), (0, 0));
    xterm.feed(b"x");
    let seen = xterm.pixels(Rect::new(0, 0, 2, 1));
    assert_eq!((*seen.get_pixel(7, 0), *seen.get_pixel(8, 0)), (BLACK, RED));
    assert!(xterm.faults().is_empty());
    xterm.feed(b"\x1b[6;1H\x1bP0;1;0q#1;2;100;0;0#1F\x1b\\");
    assert_eq!(xterm.faults().len(), 1, "the last line scrolls");
}

#[test]
fn pictures_of_iterm2_fill_their_cells() {
    let mut iterm2 = terminal(Personality::ITerm2);
    let payload = base64::encode(&png(&picture(32, 32)));
    let keys = "inline=1;width=4;height=2;preserveAspectRatio=0";
    iterm2.feed(format!("\x1b[2;2H\x1b]1337;File={keys}:{payload}\x07").as_bytes());
    assert_eq!(iterm2.pixels(Rect::new(1, 1, 4, 2)), picture(32, 32));
    assert!(iterm2.faults().is_empty());
}

#[test]
fn what_goes_through_tmux_arrives() {
    let text = upload("a=T,U=1,i=7,f=100,c=4,r=2,q=2", &png(&picture(32, 32)), 4096);
    let doubled = text.replace('\x1b', "\x1b\x1b");
    let mut kitty = kitty();
    let text = format!("\x1bPtmux;{doubled}\x1b\\");
    kitty.feed(text.as_bytes());
    kitty.feed(placeholder(&[0, 0]).as_bytes());
    assert_eq!(kitty.pixels(Rect::new(0, 0, 1, 1)), part(0, 0, 1, 1));
    assert_eq!(kitty.ledger().graphics_bytes, text.len());
}

#[test]
fn half_blocks_are_two_colors() {
    let mut plain = terminal(Personality::Plain);
    plain.feed("\x1b[38;5;196;48;2;1;2;3m▀".as_bytes());
    let seen = plain.pixels(Rect::new(0, 0, 1, 1));
    assert_eq!((*seen.get_pixel(0, 7), *seen.get_pixel(0, 8)), (RED, Rgba([1, 2, 3, 255])));
    assert_eq!(plain.cell(0, 0).pen.foreground, Color::Indexed(196));
}

#[test]
fn text_stands_where_the_cursor_was() {
    let mut plain = kitty();
    plain.feed("\x1b[?1049h\x1b[?2026h\x1b[2;3Hä界e\u{301}..\x1b[7G\x1b[K".as_bytes());
    assert_eq!((plain.line(1).as_str(), plain.is_whole()), ("  ä界e\u{301}", false));
    plain.feed(b"\x1b[?2026l\x1b[?1049l\x1b[?25l");
    assert!(plain.is_whole() && !plain.is_alternate() && !plain.is_cursor_visible());
    assert_eq!(plain.text().trim(), "");
}

#[test]
fn questions_are_answered_as_the_terminal_would() {
    let ask = b"\x1b[>q\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[c\x1b[16t\x1b[?2026$p\x1b[5n";
    let said = |personality| {
        let mut terminal = terminal(personality);
        terminal.feed(ask);
        String::from_utf8(terminal.take_replies().concat()).unwrap().replace('\x1b', "")
    };
    let answers = "P>|kitty(0.46.2)\\_Gi=31;OK\\[?62;22;52c[6;16;8t[?2026;2$y[0n";
    assert_eq!(said(Personality::Kitty), answers);
    assert_eq!(said(Personality::Plain), "[?62c[6;16;8t[?2026;0$y[0n");
    assert_eq!(said(Personality::Silent), "");
}

#[test]
fn the_same_picture_has_no_noise() {
    let (one, mut other) = (picture(32, 32), picture(32, 32));
    assert!(psnr(&one, &other).is_infinite());
    for pixel in other.pixels_mut() {
        pixel.0[0] ^= 1;
        pixel.0[1] ^= 1;
        pixel.0[2] ^= 1;
    }
    assert!((psnr(&one, &other) - 48.13).abs() < 0.01);
}
