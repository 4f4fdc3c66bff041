//! Old paths of types, which their modules still export.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::{FileId, Layout, gated};
use crate::config::Config;
use crate::ir::TypeId;
use crate::names::Names;
use crate::rust;

impl Layout {
    /// Returns the paths by which an older crate has types that stand in other modules now, each with its type.
    pub(crate) fn moved(
        &self,
        names: &Names,
        (old, old_names): (&Self, &Names),
    ) -> Vec<(String, String)> {
        let by_name = by_name(names);
        let types = old_names.types.iter().enumerate();
        let moved = types.filter_map(|(index, name)| {
            let path = old.module_path(TypeId(index))?;
            let now = self.module_path(*by_name.get(name.as_str())?)?;
            self.module_file(&path)?;
            (now != path).then(|| (format!("{path}::{name}"), name.clone()))
        });
        moved.collect()
    }

    /// Finds the types whose old paths are kept.
    pub(super) fn keep_paths(&mut self, names: &Names, config: &Config) {
        let by_name = by_name(names);
        for (path, name) in &config.kept {
            if let Some((module, last)) = path.rsplit_once("::")
                && last == name
                && let Some(file) = self.module_file(module)
                && let Some(id) = by_name.get(name.as_str())
                && self.module_path(*id).is_some_and(|home| home != module)
            {
                self.kept.push((file, *id));
            }
        }
    }

    /// Returns the kept paths of types, by their modules.
    pub(crate) fn kept_paths(&self) -> impl Iterator<Item = (String, TypeId)> {
        let kept = self.kept.iter();
        kept.map(|(file, id)| (module_of(&self.file(*file).path), *id))
    }

    fn module_file(&self, module: &str) -> Option<FileId> {
        let path = format!("src/{}.rs", module.replace("::", "/"));
        self.file_ids().find(|id| self.file(*id).path == path)
    }

    /// Exports the types of other modules that a module keeps.
    pub(in super::super) fn exports(&self, file: FileId, names: &Names) -> TokenStream {
        let kept = self.kept.iter().filter(|(keeper, _)| *keeper == file);
        let exports = kept.map(|(_, id)| {
            let name = rust::ident(names.ty(*id));
            let needed = self
                .home(*id)
                .map(|home| self.features(home))
                .unwrap_or_default();
            let is_on = self.features(file).iter().any(|own| needed.contains(own));
            let gate = (!is_on).then(|| gated(&needed));
            quote! { #gate #[doc(hidden)] pub use crate::#name; }
        });
        exports.collect()
    }

    /// Returns the features any of which a file needs; none where it needs none.
    fn features(&self, file: FileId) -> Vec<String> {
        let mut modules = self.files.iter().flat_map(|file| &file.modules);
        let own = modules.find(|module| module.file == file);
        match own {
            Some(module) if !module.features.is_empty() => module.features.clone(),
            _ => self
                .file(file)
                .parent
                .map(|parent| self.features(parent))
                .unwrap_or_default(),
        }
    }
}

/// Returns the public module of the types in a file.
pub(super) fn module_of(path: &str) -> String {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs");
    path.split('/')
        .take(1 + usize::from(path.starts_with("apis/")))
        .collect::<Vec<_>>()
        .join("::")
}

fn by_name(names: &Names) -> BTreeMap<&str, TypeId> {
    let types = names.types.iter().enumerate();
    types
        .map(|(index, name)| (name.as_str(), TypeId(index)))
        .collect()
}
