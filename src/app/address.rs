//! The view as a line of text that leads back to it, such as `linear1/17?pane=table&sort=spurious`: what `--at` takes
//! and what is kept from one start to the next.

use super::conditions::{USUAL_ZOOM, ZOOM_LEVELS};
use super::explore::App;
use super::lead::{Following, Selection};
use super::line::{find_category, number};
use super::named::PLACES_PART;
use super::place::{Focus, Pane, Region};
use super::preferences::Preferences;
use crate::ids::{CategoryId, ImageId, LayerId, NeuronId, RecordingId};
use crate::query::{NormalizedBy, Normalizer, Scale};
use crate::recording::{Recording, SetError};
use crate::text::{closest, escaped, printable, unescaped};

/// A part of an address behind the `?`: its name, how it is written, and how it is read.
struct Part {
    name: &'static str,
    /// `None` where the view is as usual.
    write: fn(&App) -> Option<String>,
    /// What is wrong with the text otherwise; the view stays as it was.
    read: fn(&mut App, &str) -> Result<(), String>,
}

const fn part(
    name: &'static str,
    write: fn(&App) -> Option<String>,
    read: fn(&mut App, &str) -> Result<(), String>,
) -> Part {
    Part { name, write, read }
}

/// The name of the part with the columns of the table, which have a file of their own.
pub const COLUMNS_PART: &str = "columns";

/// All parts, in the order in which they are written and read: a recording before the images that it has, the pane
/// before the list in it.
const PARTS: &[Part] = &[
    part("pane", write_pane, read_pane),
    part("reference", write_reference, read_reference),
    part("vs", write_comparison, read_comparison),
    part("recording", write_recording, read_recording),
    part("lead", write_lead, read_lead),
    part("image", write_image, read_image),
    part("category", write_category, read_category),
    part("other", write_other, read_other),
    part("own", write_own, read_own),
    part("list", write_list, read_list),
    part("marked", write_marks, read_marks),
    part("images", |app| app.image_filter_text().map(str::to_owned), App::restore_image_filter),
    part("sort", App::sort_text, App::restore_sort),
    part("where", |app| app.table_filter().map(str::to_owned), App::restore_filter),
    part(
        COLUMNS_PART,
        |app| app.chosen_columns().map(crate::table::Choice::text),
        App::restore_columns_text,
    ),
    part("normalize", write_scale, read_scale),
    part("zoom", write_zoom, read_zoom),
    part("pixels", write_pixels, read_pixels),
    part("sizes", App::sizes_text, App::restore_sizes),
    part("alone", |app| on(app.is_alone), |app, text| switch(text).map(|is| app.is_alone = is)),
    part("strip", write_strip, |app, text| switch(text).map(|is| app.model_strip = Some(is))),
    part("order", |app| app.order_text().map(str::to_owned), App::restore_order),
    part("matrix", |app| app.matrix_order_text().map(str::to_owned), App::order_matrix_by),
    part("difference", |app| on(app.matrix_shows_differences()), read_difference),
    part(PLACES_PART, App::places_text, App::restore_places),
];

impl App {
    /// The view as [`Self::go_to_address`] reads it, without the parts of these names. What is as usual is not
    /// written.
    pub fn address(&self, without: &[&str]) -> String {
        let layer = self.set.model.layer(self.place.layer);
        let layer = layer.map_or("", |layer| layer.name.as_str());
        let start = format!("{}/{}", escaped(layer), self.place.neuron);
        let parts = PARTS.iter().filter(|part| !without.contains(&part.name));
        let parts = parts.filter_map(|part| Some((part.name, (part.write)(self)?)));
        let parts: Vec<String> =
            parts.map(|(name, text)| format!("{name}={}", escaped(&text))).collect();
        if parts.is_empty() { start } else { format!("{start}?{}", parts.join("&")) }
    }

    /// Goes to a view that [`Self::address`] has written or somebody has typed. What it names that is not there, or not
    /// known, is passed over; what is wrong with it comes back in words that are safe to show.
    pub fn go_to_address(&mut self, address: &str) -> Vec<String> {
        let (start, rest) = address.split_once('?').unwrap_or((address, ""));
        let mut complaints: Vec<String> = self.read_start(start.trim()).err().into_iter().collect();
        let mut asked = Vec::new();
        for text in rest.split('&').map(str::trim).filter(|text| !text.is_empty()) {
            let (name, value) = text.split_once('=').unwrap_or((text, ""));
            match PARTS.iter().position(|part| part.name == name) {
                Some(at) => asked.push((at, value)),
                None => complaints.push(unknown(name)),
            }
        }
        // The order of the table, whatever that of the text.
        asked.sort_by_key(|(at, _)| *at);
        for (at, value) in asked {
            let Some(part) = PARTS.get(at) else { continue };
            let read = unescaped(value).ok_or_else(|| "this is no text".to_owned());
            if let Err(wrong) = read.and_then(|text| (part.read)(self, &text)) {
                complaints.push(format!("{}={}: {wrong}", part.name, shortened(value)));
            }
        }
        if self.place.pane == Pane::Pair && self.place.other == self.place.category {
            complaints.push("pane=pair: it needs another category beside other=".into());
            self.place.pane = Pane::Category;
            self.place.focus = Focus::default();
        }
        self.arrange();
        complaints
    }

    /// Reads `LAYER/NEURON`, `LAYER` or nothing.
    fn read_start(&mut self, text: &str) -> Result<(), String> {
        if text.is_empty() {
            return Ok(());
        }
        let no_text = || format!("{}: this is no text", printable(text));
        let whole = unescaped(text).ok_or_else(no_text)?;
        let split = text.rsplit_once('/').and_then(|(layer, neuron)| {
            Some((self.set.model.find_layer(&unescaped(layer)?).ok()?, neuron))
        });
        let (layer, neuron) = match (split, self.set.model.find_layer(&whole)) {
            (Some((layer, neuron)), Err(_)) => (layer, Some(neuron)),
            (Some((layer, neuron)), Ok(_)) if neuron.parse::<usize>().is_ok() => {
                (layer, Some(neuron))
            }
            (_, Ok(layer)) => (layer, None),
            (None, Err(_)) => {
                let layer = whole.rsplit_once('/').map_or(whole.as_str(), |(layer, _)| layer);
                return Err(self.set.model.find_layer(layer).err().map_or(whole, told));
            }
        };
        self.place.layer = layer;
        let width = self.set.model.layer(layer).map_or(0, |layer| layer.neurons);
        let kept = self.place.neuron.index().min(width.saturating_sub(1));
        self.place.neuron = NeuronId(kept);
        if let Some(neuron) = neuron {
            let neuron = number(neuron, "neuron", width);
            let wrong = |wrong| format!("{}: {wrong}", printable(&whole));
            self.place.neuron = NeuronId(neuron.map_err(wrong)?);
            self.table.choose_neuron();
        }
        Ok(())
    }
}

fn told(error: SetError) -> String {
    error.to_string()
}

/// What to say of a part that is none.
fn unknown(name: &str) -> String {
    let likely = closest(name, PARTS.iter().map(|part| part.name));
    let likely = likely.map(|name| format!("; did you mean \"{name}\"?")).unwrap_or_default();
    format!("no such part \"{}\"{likely}", printable(name))
}

/// The beginning of a text, safe to show.
fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    let start: String = text.chars().take(MOST).collect();
    let more = if start.len() < text.len() { "…" } else { "" };
    printable(&start) + more
}

/// A switch that is on; one that is off is as usual.
fn on(is_on: bool) -> Option<String> {
    is_on.then(|| "on".to_owned())
}

fn switch(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("neither on nor off".into()),
    }
}

/// Panes by name; the first is where the program begins.
const PANES: [(&str, Pane); 8] = [
    ("neuron", Pane::Neuron),
    ("image", Pane::Image),
    ("category", Pane::Category),
    ("pair", Pane::Pair),
    ("marked", Pane::Marked),
    ("confusion", Pane::Confusion),
    ("layer", Pane::Layer),
    ("table", Pane::Table),
];

/// The name of a pane.
pub(super) fn pane_name(pane: Pane) -> &'static str {
    PANES.iter().find(|(_, of)| *of == pane).map_or("", |(name, _)| name)
}

/// The pane of a name.
pub(super) fn pane_named(name: &str) -> Option<Pane> {
    PANES.iter().find(|(of, _)| *of == name).map(|(_, pane)| *pane)
}

fn write_pane(app: &App) -> Option<String> {
    let pane = app.place.pane;
    (pane != Pane::default()).then(|| pane_name(pane).to_owned())
}

fn read_pane(app: &mut App, text: &str) -> Result<(), String> {
    app.place.pane = pane_named(text).ok_or_else(|| {
        let names = PANES.map(|(name, _)| name).join(", ");
        format!("no such pane; there are {names}")
    })?;
    app.place.focus = Focus::default();
    Ok(())
}

/// The name of a recording if it leads back to it, else its number on the command line.
pub(super) fn recording_text(app: &App, recording: RecordingId) -> String {
    let name = app.recording_name(recording);
    let is_clear = app.set.find_recording(name).is_ok_and(|found| found == recording);
    let number = || app.recording(recording).map_or(0, |recording| recording.number);
    if is_clear { name.to_owned() } else { number().to_string() }
}

/// The recording that a text names.
pub(super) fn find_recording(app: &App, text: &str) -> Result<RecordingId, String> {
    app.set.find_recording(text).map_err(|error| error.brief())
}

/// The reference, where it is another one than at the start.
fn write_reference(app: &App) -> Option<String> {
    let reference = app.set.reference;
    (reference != app.first_reference).then(|| recording_text(app, reference))
}

fn read_reference(app: &mut App, text: &str) -> Result<(), String> {
    let reference = find_recording(app, text)?;
    app.refer_to(reference);
    // Where a start with this reference begins.
    app.place.recording = reference;
    Ok(())
}

/// The recording that has the cursor, unless that is the reference; then the one that the table compares with it.
fn write_comparison(app: &App) -> Option<String> {
    let here = app.place.recording;
    let compared = Some(here).filter(|here| *here != app.set.reference);
    compared.or_else(|| app.chosen_comparison()).map(|of| recording_text(app, of))
}

fn read_comparison(app: &mut App, text: &str) -> Result<(), String> {
    let recording = find_recording(app, text)?;
    if recording != app.set.reference {
        app.restore_comparison(recording);
    }
    app.place.recording = recording;
    Ok(())
}

/// The reference, where the part before would move the cursor from it.
fn write_recording(app: &App) -> Option<String> {
    let reference = app.set.reference;
    (app.place.recording == reference && app.chosen_comparison().is_some())
        .then(|| recording_text(app, reference))
}

fn read_recording(app: &mut App, text: &str) -> Result<(), String> {
    app.place.recording = find_recording(app, text)?;
    Ok(())
}

/// The recording that leads, unless that is the reference; `off` where each has its own selection.
fn write_lead(app: &App) -> Option<String> {
    match app.following() {
        Following::Lead(lead) if lead == app.set.reference => None,
        Following::Lead(lead) => Some(recording_text(app, lead)),
        Following::Own => Some("off".into()),
    }
}

fn read_lead(app: &mut App, text: &str) -> Result<(), String> {
    match (find_recording(app, text), text) {
        (Ok(lead), _) => app.restore_lead(lead),
        (Err(_), "off") => app.let_each_have_its_own(),
        (Err(error), _) => return Err(error),
    }
    Ok(())
}

/// What is selected in the recordings without the cursor, where each has its own: `Name:17,3,0,1` for neuron, image,
/// category and the other one.
fn write_own(app: &App) -> Option<String> {
    if app.following() != Following::Own {
        return None;
    }
    let others = app.order().into_iter().filter(|id| *id != app.place.recording);
    let of = |recording: RecordingId| {
        let Selection { neuron, image, category, other } = app.selection(recording);
        let name = escaped(&recording_text(app, recording));
        format!("{name}:{neuron},{image},{category},{other}")
    };
    Some(others.map(of).collect::<Vec<_>>().join(";")).filter(|text| !text.is_empty())
}

fn read_own(app: &mut App, text: &str) -> Result<(), String> {
    for part in text.split(';').filter(|part| !part.is_empty()) {
        let wrong = || "selections are NAME:NEURON,IMAGE,CATEGORY,OTHER".to_owned();
        let (name, numbers) = part.rsplit_once(':').ok_or_else(wrong)?;
        let recording = find_recording(app, &unescaped(name).ok_or_else(wrong)?)?;
        let numbers: Vec<&str> = numbers.split(',').collect();
        let &[neuron, image, category, other] = numbers.as_slice() else { return Err(wrong()) };
        let selection = read_selection(app, app.place.layer, [neuron, image, category, other])?;
        if app.following() != Following::Own {
            app.let_each_have_its_own();
        }
        app.restore_selection(recording, selection);
    }
    Ok(())
}

/// What is selected in a layer, by numbers: neuron, image, category and the other one.
pub(super) fn read_selection(
    app: &App,
    layer: LayerId,
    [neuron, image, category, other]: [&str; 4],
) -> Result<Selection, String> {
    let width = app.set.model.layer(layer).map_or(0, |layer| layer.neurons);
    let n_images = app.set.recordings.iter().map(|of| Recording::n_images(of)).max();
    let n_categories = app.set.categories.len().max(1);
    Ok(Selection {
        neuron: NeuronId(number(neuron, "neuron", width)?),
        image: ImageId(number(image, "image", n_images.unwrap_or(0).max(1))?),
        category: CategoryId(number(category, "category", n_categories)?),
        other: CategoryId(number(other, "category", n_categories)?),
    })
}

fn write_image(app: &App) -> Option<String> {
    let image = app.place.image;
    (image != ImageId::default()).then(|| image.to_string())
}

fn read_image(app: &mut App, text: &str) -> Result<(), String> {
    let counts = app.set.recordings.iter().map(|recording| Recording::n_images(recording));
    app.place.image = ImageId(number(text, "image", counts.max().unwrap_or(0))?);
    Ok(())
}

/// The name of a category if it leads back to it, else its number; `None` for the first, where views begin.
fn category_text(app: &App, category: CategoryId) -> Option<String> {
    if category == CategoryId::default() {
        return None;
    }
    let name = app.set.categories.name(category);
    let is_clear = app.set.categories.find(&name) == Some(category);
    Some(if is_clear { name } else { category.to_string() })
}

/// More marked images than these make no line that anybody could paste.
const MOST_MARKS: usize = 2000;

/// Marked images by recording: `Name:3,17;Other:5`.
fn write_marks(app: &App) -> Option<String> {
    if app.marked().is_empty() || app.marked().len() > MOST_MARKS {
        return None;
    }
    let of = |recording: RecordingId| {
        let images: Vec<String> =
            app.marked_in(recording).iter().map(ToString::to_string).collect();
        let name = || escaped(&recording_text(app, recording));
        (!images.is_empty()).then(|| format!("{}:{}", name(), images.join(",")))
    };
    Some(app.order().into_iter().filter_map(of).collect::<Vec<_>>().join(";"))
}

fn read_marks(app: &mut App, text: &str) -> Result<(), String> {
    let mut marked = Vec::new();
    for part in text.split(';').filter(|part| !part.is_empty()) {
        let (name, images) = part.rsplit_once(':').ok_or("marks are NAME:IMAGE,IMAGE")?;
        let name = unescaped(name).ok_or("this is no text")?;
        let recording = find_recording(app, &name)?;
        let count = app.recording(recording).map_or(0, Recording::n_images);
        for image in images.split(',').take(MOST_MARKS) {
            marked.push((recording, ImageId(number(image, "image", count)?)));
        }
    }
    app.marked.clear();
    app.marked.extend(marked);
    Ok(())
}

fn write_category(app: &App) -> Option<String> {
    category_text(app, app.place.category)
}

fn read_category(app: &mut App, text: &str) -> Result<(), String> {
    app.place.category = find_category(&app.set, text)?;
    Ok(())
}

fn write_other(app: &App) -> Option<String> {
    category_text(app, app.place.other)
}

fn read_other(app: &mut App, text: &str) -> Result<(), String> {
    app.place.other = find_category(&app.set, text)?;
    Ok(())
}

/// Lists by name.
const LISTS: [(&str, Region); 10] = [
    ("pictures", Region::Pictures),
    ("categories", Region::Categories),
    ("predictions", Region::Predictions),
    ("neurons", Region::Neurons),
    ("positives-by-category", Region::PositiveCounts),
    ("positives", Region::PositivePictures),
    ("negatives-by-category", Region::NegativeCounts),
    ("negatives", Region::NegativePictures),
    ("neurons-of-positives", Region::PositiveNeurons),
    ("neurons-of-negatives", Region::NegativeNeurons),
];

/// The list with the cursor and its item, such as `pictures:3`.
fn write_list(app: &App) -> Option<String> {
    let Focus { region, index } = app.place.focus;
    let (name, _) = LISTS.iter().find(|(_, list)| *list == region)?;
    Some(format!("{name}:{index}"))
}

fn read_list(app: &mut App, text: &str) -> Result<(), String> {
    let (name, index) = text.split_once(':').unwrap_or((text, "0"));
    let here = app.place.pane.regions();
    let listed = LISTS.iter().filter(|(_, region)| here.contains(region));
    let (_, region) = listed.clone().find(|(list, _)| *list == name).ok_or_else(|| {
        let names: Vec<&str> = listed.map(|(name, _)| *name).collect();
        match names.as_slice() {
            [] => "this pane has no lists".to_owned(),
            names => format!("no such list in this pane; there are {}", names.join(", ")),
        }
    })?;
    let index = index.parse().map_err(|_| "the item of a list is a whole number".to_owned())?;
    app.place.focus = Focus { region: *region, index };
    Ok(())
}

/// `on` for the usual normalizer, else as [`normalizer_text`] has it; `off:` before one that is chosen but not in use.
fn write_scale(app: &App) -> Option<String> {
    let is_usual = app.normalizer == app.usual_normalizer();
    match app.scale {
        Scale::Raw if is_usual => None,
        Scale::Raw => Some(format!("off:{}", normalizer_text(app, app.normalizer))),
        Scale::By(_) if is_usual => on(true),
        Scale::By(normalizer) => Some(normalizer_text(app, normalizer)),
    }
}

/// Behind the name of a recording whose percentiles normalize.
const BY_PERCENTILE: &str = ":p99.9";

/// The name of a recording, and by which of its activations if not by the maximum: `Permuted:p99.9`.
fn normalizer_text(app: &App, normalizer: Normalizer) -> String {
    let by = match normalizer.by {
        NormalizedBy::Maximum => "",
        NormalizedBy::Percentile => BY_PERCENTILE,
    };
    format!("{}{by}", recording_text(app, normalizer.recording))
}

fn read_normalizer(app: &App, text: &str) -> Result<Normalizer, String> {
    let (name, by) = match (find_recording(app, text), text.strip_suffix(BY_PERCENTILE)) {
        (Err(_), Some(name)) => (name, NormalizedBy::Percentile),
        _ => (text, NormalizedBy::Maximum),
    };
    let recording = find_recording(app, name)
        .map_err(|error| format!("it is on, off or the name of a recording: {error}"))?;
    Ok(Normalizer { recording, by })
}

fn read_scale(app: &mut App, text: &str) -> Result<(), String> {
    let (is_on, chosen) = match (switch(text), text.strip_prefix("off:")) {
        (Ok(is_on), _) => (is_on, app.usual_normalizer()),
        (Err(_), Some(rest)) => (false, read_normalizer(app, rest)?),
        (Err(_), None) => (true, read_normalizer(app, text)?),
    };
    app.normalizer = chosen;
    app.scale = if is_on { Scale::By(chosen) } else { Scale::Raw };
    Ok(())
}

/// `on` or `off`; where there is room is as usual.
fn write_strip(app: &App) -> Option<String> {
    app.model_strip.map(|is_on| if is_on { "on" } else { "off" }.to_owned())
}

fn write_zoom(app: &App) -> Option<String> {
    (app.zoom != USUAL_ZOOM).then(|| app.zoom.to_string())
}

fn read_zoom(app: &mut App, text: &str) -> Result<(), String> {
    app.zoom = number(text, "size of pictures", ZOOM_LEVELS)?;
    Ok(())
}

/// Pixels of pictures in rows and of the picture of an image, `48,200`; nothing where it is by steps or by room.
fn write_pixels(app: &App) -> Option<String> {
    let Preferences { small_px, large_px, .. } = app.preferences;
    let text = |px: Option<usize>| px.map_or_else(String::new, |px| px.to_string());
    (small_px.is_some() || large_px.is_some())
        .then(|| format!("{},{}", text(small_px), text(large_px)))
}

fn read_pixels(app: &mut App, text: &str) -> Result<(), String> {
    let (small, large) = text.split_once(',').ok_or("pixels are SMALL,LARGE")?;
    app.choose_small_px(small)?;
    app.choose_large_px(large)?;
    app.message = None;
    Ok(())
}

fn read_difference(app: &mut App, text: &str) -> Result<(), String> {
    app.restore_differences(switch(text)?);
    Ok(())
}
