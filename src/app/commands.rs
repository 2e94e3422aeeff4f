//! Every command in one table: what it is called, what it does, what it takes, which keys usually call it.

mod table;

use super::keys::Key;

pub use table::COMMANDS;

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
    LastJump,
    Jumps,
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
    ModelStrip,
    BorderLeft,
    BorderRight,
    BorderUp,
    BorderDown,
    UsualSizes,
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
    TakeLead,
    EachItsOwn,
    TakeReference,
    NextOrder,
    Difference,
    NextError,
    PreviousError,
    Order,
    Mark,
    Unmark,
    ShowMarked,
    FilterImages,
    Normalize,
    NormalizeBy,
    NormalizeByPercentile,
    Larger,
    Smaller,
    NextImages,
    Pictures,
    Theme,
    Digits,
    PredictionDigits,
    TopImages,
    SmallPictures,
    LargePicture,
    Prompt,
    Warnings,
    Details,
    Work,
    Layers,
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

    /// Whether it moves a border.
    pub(super) fn moves_border(self) -> bool {
        matches!(self, Self::BorderLeft | Self::BorderRight | Self::BorderUp | Self::BorderDown)
    }

    /// Whether it takes two recordings to mean anything.
    pub(super) fn is_about_recordings(self) -> bool {
        matches!(
            self,
            Self::NextRecording
                | Self::PreviousRecording
                | Self::Difference
                | Self::TakeLead
                | Self::EachItsOwn
                | Self::TakeReference
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
    /// A step of the list of places visited.
    Jump,
    /// A column to sort by, the other way round behind `-`.
    Sort,
    /// A column that orders the layer pane.
    Order,
    /// Columns, or changes of them.
    Columns,
    /// An expression that neurons pass.
    Where,
    /// An expression that images pass.
    Images,
    /// A label in the user's words.
    Label,
    /// A sentence about a neuron.
    Note,
    /// The name of a theme.
    Theme,
    /// A number of significant digits.
    Digits,
    /// A number of digits of predictions.
    PredictionDigits,
    /// Pixels of pictures in rows.
    SmallPictures,
    /// Pixels of the picture of an image.
    LargePicture,
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
