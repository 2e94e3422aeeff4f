//! Every command in one table: what it is called, what it does, what it takes, which keys usually call it.

use super::keys::Key;

/// What a key can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table below says what each does")]
pub enum Action {
    Down,
    Up,
    Left,
    Right,
    PageDown,
    PageUp,
    First,
    Last,
    Next,
    Previous,
    Enter,
    Back,
    Forward,
    NextRegion,
    PreviousRegion,
    Leave,
    ShowNeuron,
    ShowImage,
    ShowCategory,
    ShowConfusion,
    ShowLayer,
    ShowTable,
    Zoom,
    Sort,
    ReverseSort,
    SortLeft,
    SortRight,
    LabelSpurious,
    LabelNovel,
    LabelFine,
    LabelDead,
    LabelUnsure,
    Label,
    Note,
    Unlabel,
    UndoLabel,
    RedoLabel,
    Columns,
    ColumnsLeft,
    ColumnsRight,
    Filter,
    GoToNeuron,
    GoToImage,
    GoToCategory,
    GoToLayer,
    GoToRecording,
    Find,
    NextMatch,
    PreviousMatch,
    NamePlace,
    GoToPlace,
    CopyView,
    CopyValue,
    CopyTable,
    CopyNeuron,
    CopyImage,
    SavePicture,
    NextLayer,
    PreviousLayer,
    FirstLayer,
    LastLayer,
    NextRecording,
    PreviousRecording,
    NextOrder,
    Difference,
    Order,
    Mark,
    Unmark,
    ShowMarked,
    Normalize,
    NormalizeBy,
    Larger,
    Smaller,
    NextImages,
    Pictures,
    Theme,
    Digits,
    TopImages,
    Prompt,
    Warnings,
    Details,
    Help,
    Tour,
    Redraw,
    Suspend,
    Quit,
}

impl Action {
    /// Whether no answer changes what it does, so that it never waits for one.
    pub(super) fn is_urgent(self) -> bool {
        matches!(
            self,
            Self::Quit
                | Self::Suspend
                | Self::Redraw
                | Self::Help
                | Self::Warnings
                | Self::NextImages
                | Self::Pictures
                | Self::Larger
                | Self::Smaller
        )
    }

    /// Whether keys behind it are the text of a line.
    pub(super) fn opens_line(self) -> bool {
        self == Self::Prompt || Command::of(self).is_some_and(|command| command.argument.is_typed())
    }
}

/// What a command is about; the list of commands is grouped by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// The cursor.
    Moving,
    /// Another neuron, image, category, layer or recording.
    Going,
    /// What the screen is about.
    Panes,
    /// The table of neurons.
    Table,
    /// What the user says of neurons.
    Labels,
    /// Images that the user marks.
    Images,
    /// What goes into the clipboard.
    Copying,
    /// How activations and pictures are shown.
    Looks,
    /// The program itself.
    Program,
}

impl Area {
    /// Its heading in the list of commands.
    pub fn name(self) -> &'static str {
        match self {
            Self::Moving => "Moving",
            Self::Going => "Going places",
            Self::Panes => "Panes",
            Self::Table => "Table of neurons",
            Self::Labels => "Labels of neurons",
            Self::Images => "Images",
            Self::Copying => "Copying",
            Self::Looks => "Numbers and pictures",
            Self::Program => "Program",
        }
    }
}

/// What may stand behind the name of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// Nothing.
    None,
    /// How often, or which one: what a count before its key says.
    Count,
    /// A neuron's number.
    Neuron,
    /// An image's number.
    Image,
    /// A category's name or number.
    Category,
    /// A layer's name or number.
    Layer,
    /// A recording's name or number.
    Recording,
    /// The name of anything.
    Anything,
    /// A name for the place.
    NewPlace,
    /// The name of a place.
    Place,
    /// A column to sort by, the other way round behind `-`.
    Sort,
    /// A column that orders the layer pane.
    Order,
    /// Columns, or changes of them.
    Columns,
    /// An expression that neurons pass.
    Where,
    /// A label in the user's words.
    Label,
    /// A sentence about a neuron.
    Note,
    /// The name of a theme.
    Theme,
    /// A number of significant digits.
    Digits,
    /// A number of pictures.
    TopImages,
}

impl Argument {
    /// Whether the name alone says too little: its key opens a line for the rest.
    pub fn is_typed(self) -> bool {
        !matches!(self, Self::None | Self::Count)
    }
}

/// A line of the table.
#[derive(Debug)]
pub struct Command {
    /// What it asks for.
    pub action: Action,
    /// What it is called behind `:` and in the file of keys.
    pub name: &'static str,
    /// What it does, for the list of commands.
    pub help: &'static str,
    /// What it is about.
    pub area: Area,
    /// What may stand behind its name.
    pub argument: Argument,
    /// Sequences of keys that call it until the user says others; a count may be typed before.
    pub keys: &'static [&'static [Key]],
}

type Keys = &'static [&'static [Key]];

const fn command(
    action: Action,
    (area, name): (Area, &'static str),
    help: &'static str,
    keys: Keys,
) -> Command {
    Command { action, name, help, area, argument: Argument::None, keys }
}

impl Command {
    const fn takes(mut self, argument: Argument) -> Self {
        self.argument = argument;
        self
    }

    /// The command that asks for an action.
    pub fn of(action: Action) -> Option<&'static Self> {
        COMMANDS.iter().find(|command| command.action == action)
    }

    /// The command of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        COMMANDS.iter().find(|command| command.name == name)
    }
}

use Action as A;
use Area::{Going, Images, Labels, Looks, Moving, Panes, Program, Table};
use Key::{Char, Ctrl};

/// All commands, in the order in which they are listed.
pub const COMMANDS: &[Command] = &[
    command(
        A::Down,
        (Moving, "move-down"),
        "next neuron, image or category; in a list: down",
        &[&[Char('j')], &[Key::Down]],
    )
    .takes(Argument::Count),
    command(A::Up, (Moving, "move-up"), "previous one; in a list: up", &[&[Char('k')], &[Key::Up]])
        .takes(Argument::Count),
    command(
        A::Right,
        (Moving, "move-right"),
        "recording to the right; in pictures: right",
        &[&[Char('l')], &[Key::Right]],
    )
    .takes(Argument::Count),
    command(
        A::Left,
        (Moving, "move-left"),
        "recording to the left; in pictures: left",
        &[&[Char('h')], &[Key::Left]],
    )
    .takes(Argument::Count),
    command(
        A::First,
        (Moving, "first"),
        "first; with a count: the one of that number (17gg)",
        &[&[Char('g'), Char('g')], &[Key::Home]],
    )
    .takes(Argument::Count),
    command(
        A::Last,
        (Moving, "last"),
        "last; with a count: the one of that number (17G)",
        &[&[Char('G')], &[Key::End]],
    )
    .takes(Argument::Count),
    command(
        A::PageDown,
        (Moving, "page-down"),
        "ten further; in a list: a page",
        &[&[Key::PageDown], &[Ctrl('d')], &[Ctrl('f')]],
    )
    .takes(Argument::Count),
    command(
        A::PageUp,
        (Moving, "page-up"),
        "ten back; in a list: a page",
        &[&[Key::PageUp], &[Ctrl('u')], &[Ctrl('b')]],
    )
    .takes(Argument::Count),
    command(
        A::Next,
        (Moving, "next"),
        "next neuron, image or category from anywhere",
        &[&[Char('J')]],
    )
    .takes(Argument::Count),
    command(A::Previous, (Moving, "previous"), "previous one from anywhere", &[&[Char('K')]])
        .takes(Argument::Count),
    command(
        A::Enter,
        (Moving, "open"),
        "open what is under the cursor, or enter the lists",
        &[&[Key::Enter]],
    ),
    command(A::NextRegion, (Moving, "next-list"), "cursor to the next list", &[&[Key::Tab]]),
    command(
        A::PreviousRegion,
        (Moving, "previous-list"),
        "cursor to the list before",
        &[&[Key::BackTab]],
    ),
    command(A::Leave, (Moving, "leave-lists"), "cursor back to the top", &[&[Key::Esc]]),
    command(
        A::Back,
        (Going, "back"),
        "back, through everything visited",
        &[&[Key::Backspace], &[Char('b')], &[Ctrl('o')]],
    )
    .takes(Argument::Count),
    command(A::Forward, (Going, "forward"), "forward again", &[&[Char('f')]])
        .takes(Argument::Count),
    command(
        A::GoToNeuron,
        (Going, "neuron"),
        "go to a neuron: :neuron 17",
        &[&[Char('g'), Char('n')]],
    )
    .takes(Argument::Neuron),
    command(A::GoToImage, (Going, "image"), "go to an image: :image 3", &[&[Char('g'), Char('i')]])
        .takes(Argument::Image),
    command(
        A::GoToCategory,
        (Going, "category"),
        "go to a category: :category coat",
        &[&[Char('g'), Char('c')]],
    )
    .takes(Argument::Category),
    command(
        A::GoToLayer,
        (Going, "layer"),
        "go to a layer: :layer conv2",
        &[&[Char('g'), Char('l')]],
    )
    .takes(Argument::Layer),
    command(
        A::GoToRecording,
        (Going, "recording"),
        "go to a recording: :recording 1",
        &[&[Char('g'), Char('r')]],
    )
    .takes(Argument::Recording),
    command(
        A::Find,
        (Going, "find"),
        "search categories, layers, recordings, labels, places",
        &[&[Char('/')]],
    )
    .takes(Argument::Anything),
    command(A::NextMatch, (Going, "next-match"), "next match of the search", &[&[Char(';')]])
        .takes(Argument::Count),
    command(A::PreviousMatch, (Going, "previous-match"), "match before", &[&[Char(',')]])
        .takes(Argument::Count),
    command(
        A::NamePlace,
        (Going, "name-place"),
        "give this place a name: :name-place red dresses",
        &[&[Char('M')]],
    )
    .takes(Argument::NewPlace),
    command(A::GoToPlace, (Going, "place"), "go to a place that has a name", &[&[Char('\'')]])
        .takes(Argument::Place),
    command(A::NextLayer, (Going, "next-layer"), "next layer", &[&[Char(']')]])
        .takes(Argument::Count),
    command(A::PreviousLayer, (Going, "previous-layer"), "previous layer", &[&[Char('[')]])
        .takes(Argument::Count),
    command(A::LastLayer, (Going, "last-layer"), "last layer", &[&[Char('}')]]),
    command(A::FirstLayer, (Going, "first-layer"), "first layer", &[&[Char('{')]]),
    command(A::NextRecording, (Going, "next-recording"), "next recording", &[&[Char('r')]])
        .takes(Argument::Count),
    command(
        A::PreviousRecording,
        (Going, "previous-recording"),
        "previous recording",
        &[&[Char('R')]],
    )
    .takes(Argument::Count),
    command(A::ShowNeuron, (Panes, "show-neuron"), "neuron pane", &[&[Char('N')]]),
    command(A::ShowImage, (Panes, "show-image"), "image pane", &[&[Char('I')]]),
    command(A::ShowCategory, (Panes, "show-category"), "category pane", &[&[Char('C')]]),
    command(
        A::ShowConfusion,
        (Panes, "show-confusion"),
        "confusion pane: every category by what it is taken for",
        &[&[Char('X')]],
    ),
    command(A::ShowLayer, (Panes, "show-layer"), "layer pane", &[&[Char('L')]]),
    command(
        A::ShowTable,
        (Panes, "show-table"),
        "table of all neurons; while it shows, j and k follow it",
        &[&[Char('T')]],
    ),
    command(
        A::Zoom,
        (Panes, "zoom"),
        "one recording on the whole screen, and back",
        &[&[Char('z'), Char('z')]],
    ),
    command(
        A::NextOrder,
        (Panes, "next-order"),
        "layer and confusion pane: in another order",
        &[&[Char('o')]],
    ),
    command(
        A::Difference,
        (Panes, "difference"),
        "confusion pane: difference to the reference, or not",
        &[&[Char('D')]],
    ),
    command(
        A::Order,
        (Panes, "order"),
        "layer pane: order by a column: :order spurious",
        &[&[Char('g'), Char('o')]],
    )
    .takes(Argument::Order),
    command(A::Sort, (Table, "sort"), "sort the table: :sort spurious", &[&[Char('s')]])
        .takes(Argument::Sort),
    command(A::ReverseSort, (Table, "reverse-sort"), "turn its order around", &[&[Char('S')]]),
    command(
        A::SortLeft,
        (Table, "sort-left"),
        "sort it by the column to the left",
        &[&[Char('<')]],
    )
    .takes(Argument::Count),
    command(
        A::SortRight,
        (Table, "sort-right"),
        "sort it by the column to the right",
        &[&[Char('>')]],
    )
    .takes(Argument::Count),
    command(
        A::Filter,
        (Table, "where"),
        "keep some neurons: :where spurious > 0.5 and not dead",
        &[&[Char('F')]],
    )
    .takes(Argument::Where),
    command(
        A::Columns,
        (Table, "columns"),
        "choose its columns: +drift -gain; Enter: the usual ones",
        &[&[Char('c')]],
    )
    .takes(Argument::Columns),
    command(
        A::ColumnsLeft,
        (Table, "columns-left"),
        "its columns to the left",
        &[&[Char('z'), Char('h')]],
    )
    .takes(Argument::Count),
    command(
        A::ColumnsRight,
        (Table, "columns-right"),
        "its columns to the right",
        &[&[Char('z'), Char('l')]],
    )
    .takes(Argument::Count),
    command(
        A::LabelSpurious,
        (Labels, "label-spurious"),
        "label the neuron spurious, on to the next without a label",
        &[&[Char('m'), Char('s')]],
    ),
    command(
        A::LabelNovel,
        (Labels, "label-novel"),
        "label it novel, and on",
        &[&[Char('m'), Char('n')]],
    ),
    command(
        A::LabelFine,
        (Labels, "label-fine"),
        "label it fine, and on",
        &[&[Char('m'), Char('f')]],
    ),
    command(
        A::LabelDead,
        (Labels, "label-dead"),
        "label it dead, and on",
        &[&[Char('m'), Char('d')]],
    ),
    command(
        A::LabelUnsure,
        (Labels, "label-unsure"),
        "label it unsure, and on",
        &[&[Char('m'), Char('u')]],
    ),
    command(
        A::Label,
        (Labels, "label"),
        "label it in own words, and on: :label color not shape",
        &[&[Char('m'), Char('m')]],
    )
    .takes(Argument::Label),
    command(
        A::Note,
        (Labels, "note"),
        "note something about it: :note fires on red",
        &[&[Char('m'), Char('N')]],
    )
    .takes(Argument::Note),
    command(
        A::Unlabel,
        (Labels, "unlabel"),
        "take its label and note away",
        &[&[Char('m'), Char('x')]],
    ),
    command(A::UndoLabel, (Labels, "undo-label"), "undo the last label", &[&[Char('u')]]),
    command(A::RedoLabel, (Labels, "redo-label"), "redo it", &[&[Ctrl('r')]]),
    command(
        A::Mark,
        (Images, "mark"),
        "mark the image under the cursor, or take its mark away",
        &[&[Char(' ')]],
    ),
    command(
        A::ShowMarked,
        (Images, "show-marked"),
        "the marked images, and their top neurons",
        &[&[Char('g'), Char('m')]],
    ),
    command(
        A::Unmark,
        (Images, "unmark"),
        "take all marks of images away",
        &[&[Char('g'), Char('u')]],
    ),
    command(
        A::CopyView,
        (Area::Copying, "copy-view"),
        "copy the command line that leads back here",
        &[&[Char('y'), Char('y')]],
    ),
    command(
        A::CopyValue,
        (Area::Copying, "copy-value"),
        "copy the number or row under the cursor in full",
        &[&[Char('y'), Char('v')]],
    ),
    command(
        A::CopyTable,
        (Area::Copying, "copy-table"),
        "copy the table or list, tabs between the columns",
        &[&[Char('y'), Char('t')]],
    ),
    command(
        A::CopyNeuron,
        (Area::Copying, "copy-neuron"),
        "copy layer and neuron: linear1/17",
        &[&[Char('y'), Char('n')]],
    ),
    command(
        A::CopyImage,
        (Area::Copying, "copy-image"),
        "copy the number of the image under the cursor",
        &[&[Char('y'), Char('i')]],
    ),
    command(
        A::SavePicture,
        (Area::Copying, "save-picture"),
        "save the picture under the cursor as PNG in this folder",
        &[&[Char('Y')]],
    ),
    command(
        A::Normalize,
        (Looks, "normalize"),
        "divide by the neuron's maximum in the reference, or not",
        &[&[Char('n')]],
    ),
    command(
        A::NormalizeBy,
        (Looks, "normalize-by"),
        "divide by its maximum in the recording with the cursor",
        &[&[Char('%')]],
    ),
    command(
        A::Larger,
        (Looks, "larger-pictures"),
        "larger pictures",
        &[&[Char('+')], &[Char('=')]],
    ),
    command(A::Smaller, (Looks, "smaller-pictures"), "smaller pictures", &[&[Char('-')]]),
    command(
        A::NextImages,
        (Looks, "change-pictures"),
        "pictures in another way: kitty, sixel, half-blocks",
        &[&[Char('p')]],
    ),
    command(
        A::Pictures,
        (Looks, "explain-pictures"),
        "how pictures get to this terminal, and how fast",
        &[&[Char('P')]],
    ),
    command(
        A::Theme,
        (Looks, "theme"),
        "colors of words and marks: :theme light",
        &[&[Char('z'), Char('t')]],
    )
    .takes(Argument::Theme),
    command(
        A::Digits,
        (Looks, "digits"),
        "significant digits of activations, 1 to 10: :digits 3",
        &[&[Char('z'), Char('d')]],
    )
    .takes(Argument::Digits),
    command(
        A::TopImages,
        (Looks, "top-images"),
        "a neuron's top images, 8 to 100: :top-images 20",
        &[&[Char('z'), Char('n')]],
    )
    .takes(Argument::TopImages),
    command(
        A::Prompt,
        (Program, "command"),
        "type a command, a number or a name: :17, :layer conv2",
        &[&[Char(':')]],
    ),
    command(
        A::Help,
        (Program, "help"),
        "all commands and their keys; type to search them",
        &[&[Char('?')]],
    ),
    command(A::Warnings, (Program, "show-notices"), "what is odd about the files", &[&[Char('w')]]),
    command(
        A::Details,
        (Program, "details"),
        "what the files say of it: features, sizes, types",
        &[&[Char('d')]],
    ),
    command(
        A::Tour,
        (Program, "tour"),
        "begin the tour of the demo in five steps, or end it",
        &[&[Char('g'), Char('t')]],
    ),
    command(A::Redraw, (Program, "redraw"), "draw everything anew", &[&[Ctrl('l')]]),
    command(A::Suspend, (Program, "suspend"), "to the shell; fg comes back", &[&[Ctrl('z')]]),
    command(A::Quit, (Program, "quit"), "quit", &[&[Char('q')], &[Ctrl('c')]]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_help_and_a_key() {
        for command in COMMANDS {
            assert!(!command.help.is_empty() && !command.keys.is_empty(), "{:?}", command.action);
        }
    }

    #[test]
    fn names_are_words_and_none_is_used_twice() {
        for (at, command) in COMMANDS.iter().enumerate() {
            let name = command.name;
            assert!(
                name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-'),
                "{name}"
            );
            assert!(COMMANDS.iter().skip(at + 1).all(|other| other.name != name), "{name}");
            assert_eq!(Command::named(name).map(|found| found.action), Some(command.action));
            assert_eq!(Command::of(command.action).map(|found| found.name), Some(name));
        }
    }

    #[test]
    fn commands_of_an_area_stand_together() {
        let mut areas: Vec<Area> = COMMANDS.iter().map(|command| command.area).collect();
        areas.dedup();
        for (at, area) in areas.iter().enumerate() {
            assert!(!areas[at + 1..].contains(area), "{area:?}");
        }
    }
}
