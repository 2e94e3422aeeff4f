//! All commands with the words and keys that they usually have.

use super::Action as A;
use super::Area::{Copying, Going, Images, Labels, Looks, Moving, Panes, Program, Table};
use super::{Argument, Command, command};
use crate::app::Key::{self, Char, Ctrl};

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
        A::LastJump,
        (Going, "last-jump"),
        "back over the last jump, and over it again",
        &[&[Char('`')]],
    ),
    command(
        A::Jumps,
        (Going, "jumps"),
        "the places visited, to go to any: Tab goes through them",
        &[&[Char('g'), Char('j')]],
    )
    .takes(Argument::Jump),
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
    command(
        A::Layers,
        (Going, "layers"),
        "all layers by how much they changed: which breaks first",
        &[&[Char('g'), Char('L')]],
    ),
    command(A::NextRecording, (Going, "next-recording"), "next recording", &[&[Char('r')]])
        .takes(Argument::Count),
    command(
        A::PreviousRecording,
        (Going, "previous-recording"),
        "previous recording",
        &[&[Char('R')]],
    )
    .takes(Argument::Count),
    command(
        A::TakeLead,
        (Going, "lead"),
        "the recording with the cursor leads, the others follow",
        &[&[Char('e')]],
    ),
    command(
        A::EachItsOwn,
        (Going, "each-its-own"),
        "each recording has its own selection, or follows the lead",
        &[&[Char('E')]],
    ),
    command(
        A::TakeReference,
        (Going, "reference"),
        "the recording with the cursor becomes the reference",
        &[&[Char('g'), Char('R')]],
    ),
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
        A::ModelStrip,
        (Panes, "model-strip"),
        "the model in a strip: always, never, or where there is room",
        &[&[Char('z'), Char('m')]],
    ),
    command(
        A::BorderLeft,
        (Panes, "border-left"),
        "move the border of the table or list to the left",
        &[&[Ctrl('w'), Char('<')]],
    )
    .takes(Argument::Count),
    command(
        A::BorderRight,
        (Panes, "border-right"),
        "move it to the right",
        &[&[Ctrl('w'), Char('>')]],
    )
    .takes(Argument::Count),
    command(
        A::BorderUp,
        (Panes, "border-up"),
        "move the border between pictures and lists up",
        &[&[Ctrl('w'), Char('-')]],
    )
    .takes(Argument::Count),
    command(A::BorderDown, (Panes, "border-down"), "move it down", &[&[Ctrl('w'), Char('+')]])
        .takes(Argument::Count),
    command(
        A::UsualSizes,
        (Panes, "usual-sizes"),
        "all borders where they usually are",
        &[&[Ctrl('w'), Char('=')]],
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
        A::NextError,
        (Panes, "next-error"),
        "confusion pane: next most frequent error, or difference",
        &[&[Char(')')]],
    )
    .takes(Argument::Count),
    command(A::PreviousError, (Panes, "previous-error"), "error before", &[&[Char('(')]])
        .takes(Argument::Count),
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
        "columns of the table to the left",
        &[&[Char('z'), Char('h')]],
    )
    .takes(Argument::Count),
    command(
        A::ColumnsRight,
        (Table, "columns-right"),
        "columns of the table to the right",
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
        A::FilterImages,
        (Images, "images"),
        "let some images count: :images truth = coat and wrong",
        &[&[Char('i')]],
    )
    .takes(Argument::Images),
    command(
        A::CopyView,
        (Copying, "copy-view"),
        "copy the command line that leads back here",
        &[&[Char('y'), Char('y')]],
    ),
    command(
        A::CopyValue,
        (Copying, "copy-value"),
        "copy the number or row under the cursor in full",
        &[&[Char('y'), Char('v')]],
    ),
    command(
        A::CopyTable,
        (Copying, "copy-table"),
        "copy the table or list, tabs between the columns",
        &[&[Char('y'), Char('t')]],
    ),
    command(
        A::CopyNeuron,
        (Copying, "copy-neuron"),
        "copy layer and neuron: linear1/17",
        &[&[Char('y'), Char('n')]],
    ),
    command(
        A::CopyImage,
        (Copying, "copy-image"),
        "copy the number of the image under the cursor",
        &[&[Char('y'), Char('i')]],
    ),
    command(
        A::SavePicture,
        (Copying, "save-picture"),
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
        A::NormalizeByPercentile,
        (Looks, "normalize-percentile"),
        "divide by the 99.9th percentile, or the maximum again",
        &[&[Char('z'), Char('%')]],
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
        A::PredictionDigits,
        (Looks, "prediction-digits"),
        "digits of predictions, 3 to 10: :prediction-digits 5",
        &[&[Char('z'), Char('p')]],
    )
    .takes(Argument::PredictionDigits),
    command(
        A::SmallPictures,
        (Looks, "small-pictures"),
        "pixels of pictures in rows, 10 to 300; Enter: by steps",
        &[&[Char('z'), Char('s')]],
    )
    .takes(Argument::SmallPictures),
    command(
        A::LargePicture,
        (Looks, "large-picture"),
        "pixels of an image's picture, 110 to 1000; Enter: what fits",
        &[&[Char('z'), Char('b')]],
    )
    .takes(Argument::LargePicture),
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
        A::Work,
        (Program, "work"),
        "what is being worked out, how far it is; Enter stops it",
        &[&[Char('W')]],
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
