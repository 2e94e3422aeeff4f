//! Notices of images that do not look independent: asked for once a layer is known, told once.

use super::explore::App;
use crate::query::{Answer, Query};

impl App {
    /// Whether the images look independent in the layer, once it was read anyway.
    pub(super) fn alike_query(&self) -> Option<Query> {
        let layer = self.place.layer;
        let known = self.answer(&Query::Layer { layer });
        matches!(known, Some(Answer::Layer(_))).then_some(Query::Alike { layer })
    }

    /// Takes note of what was found, unless it is known already.
    pub(super) fn learn_alike(&mut self, found: &[String]) {
        let before = self.notices.len();
        for notice in found {
            if !self.notices.contains(notice) {
                self.notices.push(notice.clone());
            }
        }
        if self.notices.len() > before && self.message.is_none() {
            self.message = self.opening_message();
        }
    }
}
