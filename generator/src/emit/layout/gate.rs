//! Finds the features that each file of shared types belongs to, so that an app with few features
//! compiles few shared types.

use std::collections::BTreeSet;

use super::{FileId, FileRole, LayoutContext};
use crate::ir::{Type, TypeId};

/// The modules that lead to a file.
type Users = BTreeSet<usize>;

impl LayoutContext<'_> {
    /// Gates the parts of `src/types.rs`. A file that more than a quarter of the modules lead
    /// to, or something that has no feature, is always there: its gate would be a long list.
    ///
    /// Whatever leads to a file leads to all that its types name, so no file misses one that it needs.
    pub(super) fn gate_shared_types(&mut self) {
        let features: Vec<&str> = self
            .names
            .modules
            .iter()
            .filter_map(|module| module.feature.as_deref())
            .collect();
        let is_types = |file: &super::SourceFile| file.role == FileRole::Types;
        let Some(types) = self.layout.files.iter().position(is_types) else {
            return;
        };
        if features.is_empty() {
            return;
        }
        let users = self.users(features.len());
        for index in 0..self.layout.files[types].modules.len() {
            let file = self.layout.files[types].modules[index].file;
            let users = &users[file.0];
            if users.len() <= (features.len() / 4).max(2) {
                let features = users.iter().map(|module| features[*module].to_owned());
                self.layout.files[types].modules[index].features = features.collect();
            }
        }
    }

    /// Returns the modules that lead to each file.
    fn users(&self, modules: usize) -> Vec<Users> {
        let mut edges = vec![BTreeSet::new(); self.layout.files.len()];
        for id in self.api.type_ids() {
            if let Some(home) = self.layout.home(id) {
                let parts = self.api.def(id).shape.parts();
                let inside = parts.into_iter().flat_map(Type::refs);
                edges[home.0].extend(self.homes(inside));
            }
        }
        let mut users = vec![Users::new(); self.layout.files.len()];
        for (index, module) in self.names.modules.iter().enumerate() {
            let operations = module.operations.iter();
            let roots = operations.flat_map(|id| self.api.operations[id.0].types());
            follow(&edges, self.homes(roots), index..index + 1, &mut users);
        }
        let others = self.api.webhooks.iter().chain(&self.api.exports).copied();
        follow(&edges, self.homes(others), 0..modules, &mut users);
        users
    }

    fn homes(&self, ids: impl Iterator<Item = TypeId>) -> BTreeSet<FileId> {
        ids.filter_map(|id| self.layout.home(id)).collect()
    }
}

/// Adds users to some files and to all that these lead to.
fn follow(
    edges: &[BTreeSet<FileId>],
    start: BTreeSet<FileId>,
    by: std::ops::Range<usize>,
    users: &mut [Users],
) {
    let mut open: Vec<FileId> = start.into_iter().collect();
    while let Some(file) = open.pop() {
        let before = users[file.0].len();
        users[file.0].extend(by.clone());
        if users[file.0].len() > before {
            open.extend(&edges[file.0]);
        }
    }
}
