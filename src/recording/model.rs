//! The network that recordings are of: its layers, and the one that classifies.

use super::lookup::SetError;
use crate::ids::LayerId;

/// A layer of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerInfo {
    /// Its name, safe to show.
    pub name: String,
    /// Its number of neurons.
    pub neurons: usize,
}

/// The network that all recordings are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// Name, where a file says it.
    pub name: Option<String>,
    /// Layers in the reference's order.
    pub layers: Vec<LayerInfo>,
    /// The layer whose neurons are the categories.
    pub classifier: Option<LayerId>,
    /// The layer that a summary among the recordings is of.
    pub summarized: Option<LayerId>,
}

impl Model {
    /// The layer of this name, or of this number if no layer is called so.
    pub fn find_layer(&self, wanted: &str) -> Result<LayerId, SetError> {
        let by_name = self.layers.iter().position(|layer| layer.name == wanted);
        let by_number = || wanted.parse().ok().filter(|&layer: &usize| layer < self.layers.len());
        by_name.or_else(by_number).map(LayerId).ok_or_else(|| {
            SetError::unknown("layer", wanted, self.layers.iter().map(|layer| layer.name.as_str()))
        })
    }

    /// The layer to look at first: the one that a summary is of, else the last one before the classifier, else the last.
    pub fn default_layer(&self) -> LayerId {
        if let Some(layer) = self.summarized {
            return layer;
        }
        let last = self.layers.len().saturating_sub(1);
        let before = self.classifier.and_then(|layer| layer.index().checked_sub(1));
        LayerId(before.unwrap_or(last).min(last))
    }

    /// Name and width of a layer.
    pub fn layer(&self, layer: LayerId) -> Option<&LayerInfo> {
        self.layers.get(layer.index())
    }
}
