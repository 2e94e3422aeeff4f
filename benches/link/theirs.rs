//! The same screen by ratatui-image, in the way that its documentation shows.

use std::collections::BTreeMap;
use std::io::stdout;

use crossterm::event::{Event, KeyCode, read};
use crossterm::execute;
use crossterm::terminal::enable_raw_mode;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode};
use image::DynamicImage;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Rect, Size};
use ratatui_image::picker::Picker;
use ratatui_image::protocol::Protocol;
use ratatui_image::{Image, Resize};

use super::recordings::Images;
use super::screen::{BLOCKS, PICTURE, places};

/// Draws neurons until `q` is pressed; `j` and `k` go to the next and the one before.
pub(crate) fn run() {
    let images = Images::new();
    enable_raw_mode().unwrap();
    execute!(stdout(), EnterAlternateScreen).unwrap();
    let picker = Picker::from_query_stdio().unwrap_or_else(|_| Picker::halfblocks());
    let mut terminal = Terminal::new(CrosstermBackend::new(stdout())).unwrap();
    let mut made = BTreeMap::new();
    let mut neuron = 0;
    loop {
        let shown = shown(&images, neuron);
        for &(_, recording, image) in &shown {
            made.entry((recording, image))
                .or_insert_with(|| protocol(&picker, &images, (recording, image)));
        }
        let draw = terminal.draw(|frame| {
            frame.render_widget(format!("neuron {neuron} "), frame.area());
            for (place, recording, image) in &shown {
                frame.render_widget(Image::new(&made[&(*recording, *image)]), *place);
            }
        });
        draw.unwrap();
        match read().unwrap() {
            Event::Key(key) if key.code == KeyCode::Char('j') => neuron += 1,
            Event::Key(key) if key.code == KeyCode::Char('k') => neuron -= 1,
            Event::Key(key) if key.code == KeyCode::Char('q') => break,
            _ => {}
        }
    }
    execute!(stdout(), LeaveAlternateScreen).unwrap();
    disable_raw_mode().unwrap();
}

fn protocol(picker: &Picker, images: &Images, (recording, image): (usize, usize)) -> Protocol {
    let pixels = DynamicImage::from(images.image(recording, image).clone());
    let size = Size::new(PICTURE.0, PICTURE.1);
    picker.new_protocol(pixels, size, Resize::Fit(None)).unwrap()
}

/// Places, recordings and images of a neuron.
fn shown(images: &Images, neuron: usize) -> Vec<(Rect, usize, usize)> {
    let blocks = BLOCKS.into_iter().enumerate().flat_map(|(recording, block)| {
        let places = places(block);
        let top = images.top(recording, neuron, places.len());
        places.into_iter().zip(top).map(move |(place, image)| (place, recording, image))
    });
    blocks.collect()
}
