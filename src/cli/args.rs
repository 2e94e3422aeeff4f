//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use super::report::Format;
use super::shell::Shell;
use crate::app::Theme;
use crate::graphics::Choice;
use crate::query::NormalizedBy;
use crate::table::Column;

const ABOUT: &str = "See why a neural network fails on data it was not trained for: \
    what each neuron, image and category looks like in recordings side by side.";

const PATHS_HELP: &str = "Recordings: FILE.test (Deephys, with its FILE.model), FILE.npz, FILE.safetensors, FILE.summary, \
    a folder of .npy files, a folder of any of these, or `demo`. The first is the reference";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "deephys",
    version,
    about = ABOUT,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:\n  deephys demo\n  deephys runs/ind.npz runs/ood.npz\n  deephys neurons --layer linear1 --sort spurious --limit 10 demo"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) explore: Explore,
}

impl Arguments {
    /// The command line as it is understood: the screen offers what it finds where no path is named.
    pub(super) fn command_line() -> clap::Command {
        Self::command().mut_arg("paths", |paths| paths.required(false))
    }

    /// Reads the arguments of this process.
    pub(super) fn read() -> Result<Self, clap::Error> {
        let mut command = Self::command_line();
        let mut matches = command.try_get_matches_from_mut(std::env::args_os())?;
        Self::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
    }
}

/// Options of the program on the terminal.
#[derive(Debug, Args)]
pub(super) struct Explore {
    /// How pictures are drawn [default: as the config file says, else auto]
    #[arg(long, value_enum, value_name = "HOW")]
    pub(super) images: Option<Images>,
    /// Colors of words and marks [default: as the config file says, else auto]
    #[arg(long, value_enum, value_name = "THEME")]
    pub(super) theme: Option<Themes>,
    /// Begin with a view: layer, neuron and what else is to show, such as `linear1/17?pane=table&vs=drifted&sort=spurious`
    #[arg(long, value_name = "VIEW")]
    pub(super) at: Option<String>,
    /// Begin anew instead of where the last start on the same recordings was left
    #[arg(long)]
    pub(super) fresh: bool,
    /// Leave the mouse to the terminal, to select text without Shift
    #[arg(long)]
    pub(super) no_mouse: bool,
    /// Open the demo without its tour
    #[arg(long)]
    pub(super) no_tour: bool,
    #[command(flatten)]
    pub(super) inputs: Inputs,
}

/// How pictures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Images {
    /// What the terminal says it can do
    Auto,
    /// Kitty graphics (kitty, Ghostty)
    Kitty,
    /// Kitty graphics without placeholders (Konsole)
    KittyClassic,
    /// Sixel graphics (xterm, foot, Windows Terminal)
    Sixel,
    /// Inline images of iTerm2 (also WezTerm, VS Code)
    Iterm2,
    /// Two colored pixels a cell, in any terminal
    Halfblocks,
    /// Four parts of a cell in two colors: finer, where the font has quadrants
    Quadrants,
    /// Six parts of a cell in two colors: finest, where the font has sextants
    Sextants,
    /// No pictures
    Off,
}

impl Images {
    /// The same for the graphics layer.
    pub(super) fn choice(self) -> Choice {
        match self {
            Self::Auto => Choice::Auto,
            Self::Kitty => Choice::Kitty,
            Self::KittyClassic => Choice::KittyClassic,
            Self::Sixel => Choice::Sixel,
            Self::Iterm2 => Choice::Iterm2,
            Self::Halfblocks => Choice::HalfBlocks,
            Self::Quadrants => Choice::Quadrants,
            Self::Sextants => Choice::Sextants,
            Self::Off => Choice::Off,
        }
    }
}

/// Colors of words and marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Themes {
    /// The terminal's own sixteen; none if `NO_COLOR` is set
    Auto,
    /// Bright ones for a dark ground
    Dark,
    /// Dark ones for a light ground
    Light,
    /// Bold words instead of colors, and nothing dim
    HighContrast,
    /// Colors that no kind of color blindness confuses
    ColorBlind,
    /// No colors but those of pictures and maps
    None,
}

impl Themes {
    /// The same for the screen.
    pub(super) fn theme(self) -> Theme {
        let has_no_color = || std::env::var_os("NO_COLOR").is_some_and(|set| !set.is_empty());
        match self {
            Self::Auto if has_no_color() => Theme::Plain,
            Self::Auto => Theme::Terminal,
            Self::Dark => Theme::Dark,
            Self::Light => Theme::Light,
            Self::HighContrast => Theme::HighContrast,
            Self::ColorBlind => Theme::ColorBlind,
            Self::None => Theme::Plain,
        }
    }
}

/// What to open, and how the recordings stand to each other.
#[derive(Debug, Args)]
pub(super) struct Inputs {
    #[arg(value_name = "PATH", required = true, help = PATHS_HELP)]
    pub(super) paths: Vec<PathBuf>,
    /// The .model file of the .test files, instead of one named or lying beside them
    #[arg(long, value_name = "FILE")]
    pub(super) model: Option<PathBuf>,
    /// Name or number of the recording that the others are compared with
    #[arg(long, value_name = "NAME")]
    pub(super) reference: Option<String>,
    /// Name or number of the layer whose neurons are the categories: logits, probabilities or log-probabilities
    #[arg(long, value_name = "LAYER")]
    pub(super) classification_layer: Option<String>,
    /// Column of the files, one number or text an image, that names images which are not independent: frames of one
    /// video, images of one patient, copies. Statistics keep them together; `none` takes each image by itself
    /// [default: a column `group` or `groups`]
    #[arg(long, value_name = "COLUMN")]
    pub(super) group_by: Option<String>,
    /// Neither use nor keep answers of earlier runs (kept in `$XDG_CACHE_HOME/deephys` or `~/.cache/deephys`)
    #[arg(long)]
    pub(super) no_cache: bool,
    /// Append to a file what is opened, asked and chosen, and how long it takes [also: the variable `DEEPHYS_LOG`]
    #[arg(long, value_name = "FILE")]
    pub(super) log: Option<PathBuf>,
}

/// Options that every command without a terminal has.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// How to print; a table on a terminal, else csv
    #[arg(long, value_enum)]
    pub(super) format: Option<Format>,
    #[command(flatten)]
    pub(super) inputs: Inputs,
}

/// A layer by name or number.
#[derive(Debug, Args)]
pub(super) struct OfLayer {
    /// Name or number of the layer [default: the last one before the classification layer]
    #[arg(long, value_name = "LAYER")]
    pub(super) layer: Option<String>,
}

/// A recording by name or number.
#[derive(Debug, Args)]
pub(super) struct OfRecording {
    /// Name of the recording, or its number from 0
    #[arg(long, value_name = "NAME")]
    pub(super) recording: String,
}

/// Which rows and columns of the table of neurons, and in which order.
#[derive(Debug, Args)]
pub(super) struct OfTable {
    /// Columns behind layer, neuron and recording, such as `rho,gain`, `all`, or changes of the usual ones: `+drift,-max`; `-recording` leaves that one out
    #[arg(long, value_name = "COLUMNS", allow_hyphen_values = true)]
    pub(super) columns: Option<String>,
    /// Print only rows for which this holds, such as `spurious > 0.5 and reliability > 0.7 and not dead`
    #[arg(long = "where", value_name = "EXPR")]
    pub(super) filter: Option<String>,
    /// Column to sort by, highest first; undefined values come last [default: change, the most believable first]
    #[arg(long, value_name = "COLUMN")]
    pub(super) sort: Option<Column>,
    /// Sort lowest first
    #[arg(long, requires = "sort")]
    pub(super) ascending: bool,
    /// Print at most this many rows
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) limit: Option<usize>,
}

/// Values as they are or in units of the reference.
#[derive(Debug, Args)]
pub(super) struct InUnits {
    /// Divide activations by the neuron's maximum in the reference, or by its 99.9th percentile there
    #[arg(
        long,
        value_name = "BY",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "maximum"
    )]
    pub(super) normalize: Option<NormalizeBy>,
}

/// What activations are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum NormalizeBy {
    /// The highest activation
    Maximum,
    /// The 99.9th percentile
    Percentile,
}

impl From<NormalizeBy> for NormalizedBy {
    fn from(by: NormalizeBy) -> Self {
        match by {
            NormalizeBy::Maximum => Self::Maximum,
            NormalizeBy::Percentile => Self::Percentile,
        }
    }
}

/// What `deephys config` prints.
#[derive(Debug, Args)]
pub(super) struct ConfigOptions {
    /// Print where the file is looked for instead
    #[arg(long, conflicts_with = "show")]
    pub(super) path: bool,
    /// Print the settings in force instead, and which file or option decided
    #[arg(long)]
    pub(super) show: bool,
    /// With --show: what that option would change
    #[arg(long, value_enum, value_name = "HOW", requires = "show")]
    pub(super) images: Option<Images>,
    /// With --show: the same
    #[arg(long, value_enum, value_name = "THEME", requires = "show")]
    pub(super) theme: Option<Themes>,
    /// With --show: the same
    #[arg(long, requires = "show")]
    pub(super) no_cache: bool,
}

/// Which labels, or which files of them become one.
#[derive(Debug, Args)]
pub(super) struct OfLabels {
    /// How to print; a table on a terminal, else csv
    #[arg(long, value_enum)]
    pub(super) format: Option<Format>,
    /// Name or number of the recording beside which the labels lie
    #[arg(long, value_name = "NAME")]
    reference: Option<String>,
    /// Merge files of labels instead, such as `ann.tsv bob.tsv`; of each neuron the newest stays
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "output")]
    pub(super) merge: Vec<PathBuf>,
    /// The file that they are merged into; what it says already is merged too
    #[arg(short, long, value_name = "FILE", requires = "merge")]
    pub(super) output: Option<PathBuf>,
    #[arg(value_name = "PATH", required_unless_present = "merge", conflicts_with = "merge", help = PATHS_HELP)]
    paths: Vec<PathBuf>,
}

impl OfLabels {
    /// What to open.
    pub(super) fn inputs(&self) -> Inputs {
        Inputs {
            paths: self.paths.clone(),
            model: None,
            reference: self.reference.clone(),
            classification_layer: None,
            group_by: None,
            no_cache: false,
            log: None,
        }
    }
}

/// The headless twin of every view, and what the program says of itself.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// What was opened: model, layers, recordings, accuracy, warnings
    #[command(after_help = "Example:\n  deephys info --format json demo")]
    Info(Output),
    /// Every neuron of a layer in every recording, with its scores against the reference
    #[command(
        after_help = "Example:\n  deephys neurons --layer linear1 --sort spurious --limit 10 demo"
    )]
    Neurons {
        #[command(flatten)]
        of: OfLayer,
        #[command(flatten)]
        table: OfTable,
        #[command(flatten)]
        output: Output,
    },
    /// One neuron: maximum, mean, top images and mean by category in every recording
    #[command(after_help = "Example:\n  deephys neuron --layer linear1 --neuron 17 demo")]
    Neuron {
        #[command(flatten)]
        of: OfLayer,
        /// Number of the neuron, from 0
        #[arg(long, value_name = "N", allow_negative_numbers = true)]
        neuron: usize,
        #[command(flatten)]
        output: Output,
    },
    /// One image: ground truth, best predictions, top neurons
    #[command(
        after_help = "Example:\n  deephys image --recording Permuted_colored_fashion --image 3 demo"
    )]
    Image {
        #[command(flatten)]
        recording: OfRecording,
        /// Number of the image, from 0
        #[arg(long, value_name = "N", allow_negative_numbers = true)]
        image: usize,
        #[command(flatten)]
        of: OfLayer,
        #[command(flatten)]
        units: InUnits,
        #[command(flatten)]
        output: Output,
    },
    /// One category: accuracy, false positives and negatives, top neurons
    #[command(after_help = "Example:\n  deephys category --recording 1 --category 4 demo")]
    Category {
        #[command(flatten)]
        recording: OfRecording,
        /// Number or name of the category
        #[arg(long, value_name = "ID", allow_negative_numbers = true)]
        category: String,
        #[command(flatten)]
        of: OfLayer,
        #[command(flatten)]
        units: InUnits,
        #[command(flatten)]
        output: Output,
    },
    /// How often each category is taken for each: a row a ground truth, a column a prediction
    #[command(
        after_help = "Example:\n  deephys confusion --recording Drifted_colored_fashion demo"
    )]
    Confusion {
        #[command(flatten)]
        recording: OfRecording,
        #[command(flatten)]
        output: Output,
    },
    /// Which layer breaks first: a line a layer and recording
    #[command(after_help = "Example:\n  deephys layers --format table demo")]
    Layers(Output),
    /// What people say of neurons: labels and notes from the file beside the reference
    #[command(after_help = "Example:\n  deephys labels --format table demo")]
    Labels(OfLabels),
    /// Write what one pass knows of a layer into a file that stands for the recording
    #[command(
        after_help = "Example:\n  deephys summarize --layer linear1 runs/ind.npz -o ind.summary"
    )]
    Summarize {
        #[command(flatten)]
        of: OfLayer,
        /// Number of the first image in the whole that the recording is a part of
        #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true)]
        first_image: usize,
        /// The file to write; its name ends with .summary
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        #[command(flatten)]
        inputs: Inputs,
    },
    /// Merge summaries of different images of one layer into one file
    #[command(
        after_help = "Example:\n  deephys merge part0.summary part1.summary -o whole.summary"
    )]
    Merge {
        /// Summaries that `deephys summarize` has written
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// The file to write; its name ends with .summary
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Print the config file with all settings as they usually are
    #[command(
        after_help = "Example:\n  deephys config\n  deephys config --path\n  deephys config --show --images sixel"
    )]
    Config(ConfigOptions),
    /// Print what is found of terminal, folders and machine, and what could be better
    #[command(after_help = "Example:\n  deephys doctor")]
    Doctor,
    /// Print completions for a shell
    #[command(
        after_help = "Example:\n  deephys completions bash\n\nFor this session alone: source <(deephys completions bash)"
    )]
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Print the manual page of the program or of a command
    #[command(
        after_help = "Example:\n  deephys man neurons\n\nTo read one: deephys man | man -l -"
    )]
    Man {
        /// The command whose page is printed
        command: Option<String>,
    },
    /// Print the keys in force as the file that sets them
    ///
    /// Saved as `$XDG_CONFIG_HOME/deephys/keys.toml` or `~/.config/deephys/keys.toml` and edited, it changes them.
    #[command(after_help = "Example:\n  deephys keys")]
    Keys,
}

impl Command {
    fn output(&self) -> Option<&Output> {
        match self {
            Self::Summarize { .. }
            | Self::Merge { .. }
            | Self::Config(_)
            | Self::Doctor
            | Self::Completions { .. }
            | Self::Man { .. }
            | Self::Keys
            | Self::Labels(_) => None,
            Self::Info(output)
            | Self::Layers(output)
            | Self::Neurons { output, .. }
            | Self::Neuron { output, .. }
            | Self::Image { output, .. }
            | Self::Category { output, .. }
            | Self::Confusion { output, .. } => Some(output),
        }
    }

    /// What to open; `None` if that is for the command to do.
    pub(super) fn inputs(&self) -> Option<&Inputs> {
        match self {
            Self::Summarize { inputs, .. } => Some(inputs),
            _ => self.output().map(|output| &output.inputs),
        }
    }

    /// How to print, if the user said it.
    pub(super) fn format(&self) -> Option<Format> {
        match self {
            Self::Labels(of) => of.format,
            _ => self.output().and_then(|output| output.format),
        }
    }
}
