//! The settings in force: of the config file, the options and the program, and which of them won.

mod pages;
mod settings;
mod text;

use super::args::{ConfigOptions, Images, Themes};
use crate::store::Setting;
use pages::Page;
pub(super) use settings::{Name, Settings};
use text::Given;

/// The name of the file.
const FILE: &str = "config.toml";

/// Who decided about a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Origin {
    /// Nobody: it is as usual.
    #[default]
    Usual,
    /// The file, in this line.
    File(usize),
    /// An option.
    Option(&'static str),
}

/// The settings in force.
#[derive(Debug, Clone, Default)]
pub(super) struct Config {
    /// The settings.
    pub(super) settings: Settings,
    /// What is wrong with the file, each in words that name file, line and column, safe to show.
    pub(super) complaints: Vec<String>,
    origins: Vec<(Name, Origin)>,
    file: Setting,
}

impl Config {
    /// Reads the user's file. Whatever is wrong with it is a complaint, and what it is about stays as usual.
    pub(super) fn of_user() -> Self {
        Self::of(Setting::of_configuration(FILE))
    }

    fn of(file: Setting) -> Self {
        let path = file.shown_path();
        let (given, complaints) = match file.read() {
            Ok(text) => text::read(&text.unwrap_or_default(), &path),
            Err(error) => {
                let complaint = format!("{error}, so all settings are as usual: {path}");
                (Given::default(), vec![complaint])
            }
        };
        let origin = |(name, line)| (name, Origin::File(line));
        let origins = given.lines.into_iter().map(origin).collect();
        Self { settings: given.settings, complaints, origins, file }
    }

    /// The same, but for what the command line says.
    pub(super) fn with(
        mut self,
        (images, theme): (Option<Images>, Option<Themes>),
        no_cache: bool,
    ) -> Self {
        if let Some(images) = images {
            self.settings.images = images;
            self.origins.push((Name::Images, Origin::Option("--images")));
        }
        if let Some(theme) = theme {
            self.settings.theme = theme;
            self.origins.push((Name::Theme, Origin::Option("--theme")));
        }
        if no_cache {
            self.settings.cache = false;
            self.origins.push((Name::Cache, Origin::Option("--no-cache")));
        }
        self
    }

    /// Who decided about a setting; the last one that did.
    fn origin(&self, name: Name) -> Origin {
        let of_name = self.origins.iter().rev().find(|(of, _)| *of == name);
        of_name.map(|(_, origin)| *origin).unwrap_or_default()
    }

    /// Where the file is looked for, safe to show; empty without a home.
    pub(super) fn shown_path(&self) -> String {
        self.file.shown_path()
    }

    /// What `deephys config` prints.
    pub(super) fn page(self, options: &ConfigOptions) -> String {
        let page = match (options.path, options.show) {
            (true, _) => Page::Path,
            (_, true) => Page::InForce,
            _ => Page::File,
        };
        pages::page(&self.with((options.images, options.theme), options.no_cache), page)
    }
}
