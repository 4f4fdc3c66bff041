//! The key `source`: where the document of a client comes from.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use rill_console::Problem;

use crate::client::{DocumentSource, Service, check_part};

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Source {
    rill: Option<Spanned<Rill>>,
    local: Option<Spanned<Local>>,
    file: Option<String>,
    url: Option<String>,
    project: Option<String>,
    /// `false` leaves rows as the project's files declare them.
    inferred: Option<Spanned<bool>>,
    rill_admin: Option<Spanned<OwnApi>>,
    rill_runtime: Option<Spanned<OwnApi>>,
}

impl Source {
    /// Returns the number of sources that it names.
    fn count(&self) -> usize {
        [
            self.rill.is_some(),
            self.local.is_some(),
            self.file.is_some(),
            self.url.is_some(),
            self.project.is_some(),
            self.rill_admin.is_some(),
            self.rill_runtime.is_some(),
        ]
        .into_iter()
        .filter(|given| *given)
        .count()
    }

    /// Returns the folder of the project's files, unless its rows are not to be inferred.
    ///
    /// # Errors
    ///
    /// `inferred` stands beside a source that has no files; comes with its place.
    pub(super) fn files(&self, base: &Path) -> Result<Option<PathBuf>, (Problem, Range<usize>)> {
        let local = self.local.as_ref().map(Spanned::get_ref);
        let folder = match (&self.project, &self.rill, local) {
            (Some(folder), ..) => Some(folder),
            (None, Some(rill), _) => rill.get_ref().files.as_ref(),
            (None, None, Some(Local::At { files, .. })) => files.as_ref(),
            _ => None,
        };
        match (&self.inferred, folder) {
            (Some(inferred), None) => {
                let problem = Problem::usage("`inferred` needs the files of a project")
                    .help("write `project = \"DIR\"`, or `files` for `rill` and `local`");
                Err((problem, inferred.span()))
            }
            (Some(inferred), Some(_)) if !inferred.get_ref() => Ok(None),
            (_, folder) => Ok(folder.map(|folder| base.join(folder))),
        }
    }

    /// Returns the one source that is named.
    ///
    /// # Errors
    ///
    /// None is, or several, or one that says too little; comes with its place.
    pub(super) fn read(
        self,
        span: Range<usize>,
        base: &Path,
    ) -> Result<DocumentSource, (Problem, Range<usize>)> {
        if self.count() != 1 {
            let problem = Problem::usage("a client has exactly one source").help(
                "keep one of `rill`, `local`, `file`, `url`, `project`, `rill-admin` and `rill-runtime`",
            );
            return Err((problem, span));
        }
        if let Some(rill) = self.rill {
            let place = rill.span();
            let rill = rill.into_inner();
            for (key, name) in [("org", &rill.org), ("project", &rill.project)] {
                check_part(key, name).map_err(|problem| (problem, place.clone()))?;
            }
            return Ok(DocumentSource::Rill {
                org: rill.org,
                project: rill.project,
                branch: rill.branch,
                host: rill.host,
            });
        }
        if let Some(local) = self.local {
            let place = local.span();
            return match local.into_inner() {
                Local::At { host, instance, .. } => Ok(DocumentSource::Local { host, instance }),
                Local::Default(true) => Ok(DocumentSource::Local {
                    host: None,
                    instance: None,
                }),
                Local::Default(false) => Err((
                    Problem::usage("`local = false` names no source")
                        .help("write `local = true`, or another source"),
                    place,
                )),
            };
        }
        for (own, service) in [
            (self.rill_admin, Service::Admin),
            (self.rill_runtime, Service::Runtime),
        ] {
            if let Some(own) = own {
                let place = own.span();
                let source = own.into_inner().source(service, base);
                return source.map_err(|problem| (problem, place));
            }
        }
        let file = self.file.map(|path| DocumentSource::File(base.join(path)));
        let project = self
            .project
            .map(|path| DocumentSource::Project(base.join(path)));
        let url = self.url.map(DocumentSource::Url);
        Ok(file.or(project).or(url).expect("one source is given"))
    }
}

#[derive(Deserialize)]
struct Rill {
    org: String,
    project: String,
    branch: Option<String>,
    host: Option<String>,
    /// Folder of the project's files.
    files: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Local {
    Default(bool),
    At {
        host: Option<String>,
        instance: Option<String>,
        files: Option<String>,
    },
}

/// Source of the document of one of Rill's own services.
#[derive(Deserialize)]
#[serde(untagged)]
enum OwnApi {
    Public(bool),
    At {
        file: Option<String>,
        url: Option<String>,
        version: Option<String>,
    },
}

impl OwnApi {
    /// Returns the source that it means.
    ///
    /// # Errors
    ///
    /// It names no place, or several.
    fn source(self, service: Service, base: &Path) -> Result<DocumentSource, Problem> {
        let (file, url, version) = match self {
            Self::Public(true) => (None, None, Some(None)),
            Self::Public(false) => (None, None, None),
            Self::At { file, url, version } => (file, url, version.map(Some)),
        };
        let at = match (file, url, version) {
            (Some(file), None, None) => DocumentSource::File(base.join(file)),
            (None, Some(url), None) => DocumentSource::Url(url),
            (None, None, Some(version)) => {
                DocumentSource::Url(service.published(version.as_deref()))
            }
            _ => {
                return Err(Problem::usage("this names no document of Rill's, or several").help(
                    "write `true`, or one of `file`, `url` and `version`, a tag or commit of Rill's repository",
                ));
            }
        };
        Ok(DocumentSource::Own(service, Box::new(at)))
    }
}
