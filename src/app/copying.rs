//! What can be copied from the screen: the line that leads back to it, the number or the row under the cursor, a whole
//! list or table, the name of the neuron. Numbers are copied as they are, not as they are rounded on the screen.

use super::commands::Action;
use super::explore::{App, Effect};
use super::named::PLACES_PART;
use super::place::{Pane, Region};
use crate::ids::{CategoryId, NeuronId};
use crate::table::{Column, Value, cell_text};
use crate::text::printable;

/// Cells of a table that are copied at most.
const MOST_CELLS: usize = 1_000_000;

/// What is to be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Copied {
    /// The command line that leads back to the view of this address.
    View(String),
    /// A text without a line end.
    Text(String),
    /// Lines with tabs between, the first of which says what is below.
    Table {
        /// The lines, each with its end.
        text: String,
        /// How many there are below the first.
        rows: usize,
    },
}

/// A list or table of the screen.
struct List {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    /// The row under the cursor.
    at: Option<usize>,
}

impl List {
    fn new(head: &[&str], rows: Vec<Vec<String>>) -> Self {
        Self { head: head.iter().map(|&name| name.to_owned()).collect(), rows, at: None }
    }
}

impl App {
    /// What the last key wants to have copied.
    pub fn take_copied(&mut self) -> Option<Copied> {
        self.copied.take()
    }

    /// Copies what a command asks for, or says why there is nothing.
    pub(super) fn copy(&mut self, action: Action) -> Effect {
        let copied = match action {
            Action::CopyView => Ok(Copied::View(self.address(&[PLACES_PART]))),
            Action::CopyNeuron => Ok(Copied::Text(self.neuron_name())),
            Action::CopyImage => {
                let image = self.image_here().map(|image| Copied::Text(image.to_string()));
                image.ok_or_else(|| self.without_image().unwrap_or_default())
            }
            Action::CopyValue => self.value_under_cursor().map(Copied::Text),
            _ => self.whole_table(),
        };
        match copied {
            Ok(copied) => {
                self.copied = Some(copied);
                Effect::Copy
            }
            Err(why) => {
                self.message = Some(why);
                Effect::None
            }
        }
    }

    fn neuron_name(&self) -> String {
        let layer = self.set.model.layer(self.place.layer);
        format!("{}/{}", layer.map_or("", |layer| layer.name.as_str()), self.place.neuron)
    }

    fn whole_table(&self) -> Result<Copied, String> {
        let list = self.list()?;
        let lines = std::iter::once(&list.head).chain(&list.rows).map(|row| line(row) + "\n");
        Ok(Copied::Table { text: lines.collect(), rows: list.rows.len() })
    }

    /// The row under the cursor, above the lists the number that the pane is about.
    fn value_under_cursor(&self) -> Result<String, String> {
        let is_in_list = self.place.focus.region != Region::Subject;
        if is_in_list || self.place.pane == Pane::Table {
            let list = self.list()?;
            let row = list.at.and_then(|at| list.rows.get(at));
            return row.map(|row| line(row)).ok_or_else(|| "no row under the cursor".into());
        }
        let recording = self.place.recording;
        let number = match self.place.pane {
            Pane::Neuron => self.neuron(recording).and_then(|answer| answer.summary.max),
            Pane::Image => {
                let predictions = self.image(recording).map(|answer| &answer.predictions);
                predictions.and_then(|all| all.first()).map(|best| best.probability)
            }
            Pane::Category => self.category(recording).and_then(|answer| answer.accuracy),
            Pane::Confusion => self.cell_share(recording, (self.place.category, self.place.other)),
            Pane::Layer => self.map_value(),
            Pane::Pair | Pane::Table | Pane::Marked => None,
        };
        number.map(|number| number.to_string()).ok_or_else(|| {
            let key = self.keymap.first(Action::NextRegion);
            format!("no number here; {key} goes to the lists")
        })
    }

    /// The tuning under the cursor of the map.
    fn map_value(&self) -> Option<f64> {
        let of = self.arrangement()?.tunings.recording(self.place.recording)?;
        let at = [self.place.category.index(), self.place.neuron.index()];
        of.means.get(at).copied().map(f64::from)
    }

    /// The list with the cursor; above the lists the table, or the first list of the pane.
    fn list(&self) -> Result<List, String> {
        let (region, index) = (self.place.focus.region, self.place.focus.index);
        let list = match (self.place.pane, region) {
            (Pane::Table, _) => self.table_list(),
            (Pane::Neuron, Region::Subject) if self.table_is_up() => self.table_list(),
            (Pane::Layer, _) => return self.map_list(),
            (Pane::Confusion, _) => return self.matrix_list(),
            (Pane::Neuron, Region::Subject) => self.list_of(Region::Categories),
            (Pane::Image, Region::Subject) => self.list_of(Region::Predictions),
            (Pane::Category, Region::Subject) => self.list_of(Region::PositiveCounts),
            (Pane::Marked, Region::Subject) => self.list_of(Region::Neurons),
            (Pane::Pair, Region::Subject) => self.list_of(Region::PositivePictures),
            _ => self.list_of(region).map(|list| List { at: Some(index), ..list }),
        };
        let list = list.ok_or_else(|| "nothing is known of it yet".to_owned())?;
        if list.rows.is_empty() {
            return Err("the list is empty".into());
        }
        fits(list.rows.len(), list.head.len())?;
        Ok(list)
    }

    fn category_name(&self, category: Option<CategoryId>) -> String {
        category.map_or_else(String::new, |category| self.set.categories.name(category))
    }

    fn list_of(&self, region: Region) -> Option<List> {
        let recording = self.place.recording;
        let name = |category| self.set.categories.name(category);
        Some(match region {
            Region::Pictures if self.place.pane == Pane::Marked => {
                let images = self.counted_marks(recording);
                let rows = images.iter().map(|image| vec![image.to_string()]);
                List::new(&["image"], rows.collect())
            }
            Region::Pictures => {
                let answer = self.neuron(recording)?;
                let rows = self.shown_images(answer).iter().map(|top| {
                    let categories = [top.category, top.prediction];
                    let [truth, taken] = categories.map(|of| self.category_name(of));
                    vec![top.image.to_string(), top.activation.to_string(), truth, taken]
                });
                List::new(&["image", "activation", "category", "prediction"], rows.collect())
            }
            Region::Categories if self.place.pane == Pane::Neuron => self.tuning_list()?,
            Region::Categories => {
                let both = [self.place.category, self.place.other];
                List::new(&["category"], both.map(|category| vec![name(category)]).into())
            }
            Region::Predictions => {
                let answer = self.image(recording)?;
                let truth = answer.truth_probability.map_or_else(String::new, |p| p.to_string());
                let truth = vec!["truth".into(), self.category_name(answer.category), truth];
                let made = answer.predictions.iter().zip(1..).map(|(made, rank): (_, usize)| {
                    let [rank, probability] = [rank.to_string(), made.probability.to_string()];
                    vec![rank, name(made.category), probability]
                });
                let rows = std::iter::once(truth).chain(made).collect();
                List::new(&["rank", "category", "probability"], rows)
            }
            region if region.is_neurons() => self.neuron_list(),
            region => {
                let errors = self.errors(recording, region.side()?)?;
                if region.is_grid() {
                    let rows = errors.images.iter().map(|image| vec![image.to_string()]);
                    List::new(&["image"], rows.collect())
                } else {
                    let rows = errors.by_category.iter();
                    let rows = rows.map(|(category, n)| vec![name(*category), n.to_string()]);
                    List::new(&["category", "images"], rows.collect())
                }
            }
        })
    }

    /// Mean activation by category in each recording that shows.
    fn tuning_list(&self) -> Option<List> {
        let shown = self.columns(self.view.columns);
        let mut head = vec!["category".to_owned()];
        head.extend(shown.iter().map(|recording| self.recording_name(*recording).to_owned()));
        let answers: Vec<_> = shown.iter().map(|id| self.neuron(*id)).collect::<Option<_>>()?;
        let rows = self.listed_categories().into_iter().map(|category| {
            let means = answers.iter().map(|answer| {
                let mean = answer.tuning.get(category.index()).and_then(|of| of.mean);
                mean.map_or_else(String::new, |mean| mean.to_string())
            });
            std::iter::once(self.set.categories.name(category)).chain(means).collect()
        });
        Some(List { head, rows: rows.collect(), at: None })
    }

    fn neuron_list(&self) -> List {
        let ranked = self.ranked_neurons(self.place.recording);
        let rows = ranked.iter().map(|of| vec![of.id.to_string(), of.value.to_string()]);
        List::new(&["neuron", "activation"], rows.collect())
    }

    /// The table in its order, with its filter and its columns.
    fn table_list(&self) -> Option<List> {
        let rows = self.table_rows()?;
        let columns = self.table_columns();
        let shown = self.shown_rows();
        if fits(shown.len(), columns.len()).is_err() {
            // The caller says so, from the number of rows alone.
            let rows = vec![Vec::new(); shown.len()];
            let head = columns.iter().map(|column| column.key().to_owned()).collect();
            return Some(List { head, rows, at: None });
        }
        let row = |row: &usize| {
            let row = *row;
            let cell = move |column: &Column| self.cell(*column, (rows.value(*column, row), row));
            columns.iter().map(cell)
        };
        Some(List {
            head: columns.iter().map(|column| column.key().to_owned()).collect(),
            rows: shown.iter().map(|at| row(at).collect()).collect(),
            at: self.row_of_neuron(),
        })
    }

    fn cell(&self, column: Column, (value, row): (Value, usize)) -> String {
        match value {
            Value::Undefined => String::new(),
            Value::Number(number) => number.to_string(),
            Value::Category(category) => self.set.categories.name(category),
            Value::Recording(recording) => self.recording_name(recording).to_owned(),
            Value::Text(_) => {
                let text = self.table_rows().and_then(|rows| rows.text(column, row));
                text.unwrap_or_default().to_owned()
            }
            Value::Verdict(_) | Value::State(_) => cell_text(column, value, 17).unwrap_or_default(),
        }
    }

    /// The map of the layer: a row a neuron in its order, a column a category.
    fn map_list(&self) -> Result<List, String> {
        let map = self.arrangement().ok_or("the map is not there yet")?;
        let of = map.tunings.recording(self.place.recording).ok_or("the map is not there yet")?;
        let means = &of.means;
        fits(map.neurons.len(), means.nrows())?;
        let mut head = vec!["neuron".to_owned()];
        head.extend(self.set.categories.names().iter().cloned());
        let row = |neuron: &NeuronId| {
            let mean = |category| means.get([category, neuron.index()]).map_or(f32::NAN, |of| *of);
            let means = (0..means.nrows()).map(|category| mean(category).to_string());
            std::iter::once(neuron.to_string()).chain(means).collect()
        };
        Ok(List { head, rows: map.neurons.iter().map(row).collect(), at: None })
    }

    /// How many images of each category are taken for which, in the order of the matrix.
    fn matrix_list(&self) -> Result<List, String> {
        let missing = || "the matrix is not there yet".to_owned();
        let map = self.matrix_map().ok_or_else(missing)?;
        let matrix = self.matrix(self.place.recording).ok_or_else(missing)?;
        fits(map.categories.len(), map.categories.len())?;
        let name = |category: &CategoryId| self.set.categories.name(*category);
        let mut head = vec!["truth".to_owned()];
        head.extend(map.categories.iter().map(name));
        let row = |truth: &CategoryId| {
            let counts = map.categories.iter().map(|taken| matrix.count(*truth, *taken));
            let counts = counts.map(|count| count.to_string());
            std::iter::once(name(truth)).chain(counts).collect()
        };
        Ok(List { head, rows: map.categories.iter().map(row).collect(), at: None })
    }
}

/// Whether a table is small enough to be copied; what to do otherwise.
fn fits(rows: usize, columns: usize) -> Result<(), String> {
    if rows.saturating_mul(columns) <= MOST_CELLS {
        return Ok(());
    }
    Err(format!(
        "{rows} rows of {columns} are too much to copy; keep fewer with :where or :columns"
    ))
}

/// A line with tabs between its cells, in which nothing else is a tab or ends it.
fn line(row: &[String]) -> String {
    row.iter().map(|cell| printable(cell)).collect::<Vec<_>>().join("\t")
}
