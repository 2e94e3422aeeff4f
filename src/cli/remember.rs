//! The columns of the table from one start to the next: taken up when the screen opens, kept whenever they change.

use crate::app::App;
use crate::store::Setting;
use crate::table::{Choice, Written};

/// The name of the file.
const COLUMNS: &str = "columns";

/// What is kept, and what the user chose when it was last looked at.
pub(super) struct Remembered {
    columns: Setting,
    last: Option<Choice>,
    /// Whether the user knows that the file cannot be used: it is told once.
    is_told: bool,
    /// Nothing is tried again that failed once.
    is_unwritable: bool,
}

impl Remembered {
    /// Gives `app` the columns of the last time; whatever is wrong with them is told and the usual ones show.
    pub(super) fn take_up(app: &mut App) -> Self {
        let columns = Setting::of_user(COLUMNS);
        let file = columns.read();
        let is_told = file.is_err();
        let Written { choice, complaint } = match file {
            Ok(file) => Choice::read(&file.unwrap_or_default()),
            Err(error) => Written { choice: None, complaint: Some(error.to_string()) },
        };
        if let Some(complaint) = complaint {
            let path = columns.shown_path();
            app.tell(format!("of the columns of the last time: {complaint}: {path}"));
        }
        app.restore_columns(choice.clone());
        Self { columns, last: choice, is_told, is_unwritable: false }
    }

    /// The columns as they are now came from elsewhere: only others are kept.
    pub(super) fn leave_alone(&mut self, app: &App) {
        self.last = app.chosen_columns().cloned();
    }

    /// The usual columns show; those of the last time are kept for the next until the user chooses others.
    pub(super) fn set_aside(&mut self, app: &mut App) {
        app.restore_columns(None);
        self.leave_alone(app);
    }

    /// Keeps the columns if the user has chosen others since.
    pub(super) fn keep(&mut self, app: &mut App) {
        let chosen = app.chosen_columns();
        if self.is_unwritable || chosen == self.last.as_ref() {
            return;
        }
        self.last = chosen.cloned();
        if let Err(error) = self.columns.write(chosen.map(Choice::file).as_deref()) {
            self.is_unwritable = true;
            let path = self.columns.shown_path();
            if !self.is_told {
                app.tell(format!("the columns are not kept for the next time: {error}: {path}"));
            }
        }
    }
}
