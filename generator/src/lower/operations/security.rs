//! Security schemes and requirements (Security Scheme Object, Security Requirement Object).

use openapiv3::{
    APIKeyLocation, Parameter, ParameterData, SecurityRequirement,
    SecurityScheme as SecurityScheme3,
};

use super::LocatedOperation;
use super::implied_headers::AUTHORIZATION;
use super::{OperationLowerer, notes};
use crate::diagnostic::Code;
use crate::ir::{Docs, ParameterLocation, SecurityScheme, SecuritySchemeKind};
use crate::pointer::Pointer;

impl<'a> OperationLowerer<'a, '_> {
    /// Lowers the supported security schemes, in the document's order.
    pub(super) fn lower_security_schemes(&mut self) {
        let document = self.schemas.document;
        let Some(components) = &document.model.components else {
            return;
        };
        let section = Pointer::root().push("components").push("securitySchemes");
        for key in components.security_schemes.keys() {
            let at = section.push(key);
            let found = self.found_or_report(&at, document.security_scheme(key));
            let Some((at, scheme)) = found else { continue };
            let Some(kind) = kind(scheme) else {
                self.report_unsupported_scheme(&at, scheme);
                continue;
            };
            let mut docs = Docs::described(description(scheme));
            docs.notes.extend(
                at.find(&document.value)
                    .map(notes::of_scheme)
                    .unwrap_or_default(),
            );
            self.schemas.api.schemes.push(SecurityScheme {
                key: key.clone(),
                pointer: document.author(&at),
                docs,
                kind,
            });
        }
    }

    fn report_unsupported_scheme(&mut self, at: &Pointer, scheme: &SecurityScheme3) {
        let what = match scheme {
            // The document's model holds a type that it does not know as a scheme of `http`.
            SecurityScheme3::HTTP { scheme, .. } => format!("`{scheme}`"),
            SecurityScheme3::APIKey { .. }
            | SecurityScheme3::OAuth2 { .. }
            | SecurityScheme3::OpenIDConnect { .. } => "this security scheme".to_owned(),
        };
        self.schemas.report(
            Code::SecurityUnsupported,
            at,
            format!("{what} is not supported; calls go out without it"),
            "set its headers on each call, or by the HTTP client that is handed in",
        );
    }

    /// Returns the alternative security requirements of the operation, or else those of the
    /// document.
    pub(super) fn security_requirements(
        &mut self,
        located: &LocatedOperation<'a>,
    ) -> Vec<Vec<usize>> {
        if self.is_security(located) {
            return self.header_requirements(located);
        }
        let (at, list) = match &located.operation.security {
            Some(own) => (located.at.push("security"), own),
            None => match &self.schemas.document.model.security {
                Some(list) => (Pointer::root().push("security"), list),
                None => return Vec::new(),
            },
        };
        let mut ways = Vec::with_capacity(list.len());
        for (index, way) in list.iter().enumerate() {
            let Some(way) = self.security_requirement(&at.index(index), way) else {
                continue;
            };
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
        // A caller that has a credential uses it even if it is optional.
        ways.sort_by_key(Vec::is_empty);
        ways
    }

    /// Returns the requirements of an operation that asks for the header `Authorization` as a
    /// parameter, and for no security scheme.
    fn header_requirements(&mut self, located: &LocatedOperation<'a>) -> Vec<Vec<usize>> {
        let Some((at, data)) = self.authorization_header(located) else {
            return Vec::new();
        };
        let name = &data.name;
        let kind = SecuritySchemeKind::ApiKey {
            location: ParameterLocation::Header,
            name: name.clone(),
        };
        let pointer = self.schemas.document.author(&at);
        let schemes = &mut self.schemas.api.schemes;
        let known = schemes.iter().position(|scheme| match &scheme.kind {
            SecuritySchemeKind::ApiKey {
                location: ParameterLocation::Header,
                name,
            } => name.eq_ignore_ascii_case(AUTHORIZATION),
            _ => false,
        });
        let index = known.unwrap_or(schemes.len());
        if known.is_none() {
            let is_taken = schemes.iter().any(|scheme| scheme.key == *name);
            let suffix = if is_taken { " header" } else { "" };
            schemes.push(SecurityScheme {
                key: format!("{name}{suffix}"),
                pointer,
                docs: Docs::described(data.description.as_ref()),
                kind,
            });
        }
        if data.required {
            vec![vec![index]]
        } else {
            vec![vec![index], Vec::new()]
        }
    }

    /// Returns the header parameter `Authorization` of an operation, or else of its path.
    fn authorization_header(
        &self,
        located: &LocatedOperation<'a>,
    ) -> Option<(Pointer, &'a ParameterData)> {
        let path = located.at.parent().unwrap_or_default();
        let lists = [
            (&located.at, &located.operation.parameters),
            (&path, &located.item.parameters),
        ];
        lists.into_iter().find_map(|(at, list)| {
            let at = at.push("parameters");
            list.iter().enumerate().find_map(|(index, parameter)| {
                let document = self.schemas.document;
                let (at, parameter) = document.parameter(&at.index(index), parameter)?;
                let data = parameter.parameter_data_ref();
                let is_header = matches!(parameter, Parameter::Header { .. });
                (is_header && data.name.eq_ignore_ascii_case(AUTHORIZATION)).then_some((at, data))
            })
        })
    }

    /// Returns `true` if the header parameter `Authorization` stands for the operation's security.
    pub(super) fn is_security(&self, located: &LocatedOperation<'a>) -> bool {
        let declared = located.operation.security.as_ref();
        let declared = declared.or(self.schemas.document.model.security.as_ref());
        declared.is_none_or(|list| list.iter().all(SecurityRequirement::is_empty))
    }

    /// Returns the schemes of a requirement that are needed together; none if no scheme of it is
    /// supported.
    fn security_requirement(
        &mut self,
        at: &Pointer,
        way: &SecurityRequirement,
    ) -> Option<Vec<usize>> {
        let mut schemes = Vec::with_capacity(way.len());
        for key in way.keys() {
            match self
                .schemas
                .api
                .schemes
                .iter()
                .position(|scheme| scheme.key == *key)
            {
                Some(index) => schemes.push(index),
                None => self.report_undefined_scheme(&at.push(key), key),
            }
        }
        schemes.sort_unstable();
        (way.is_empty() || !schemes.is_empty()).then_some(schemes)
    }

    /// Reports a scheme that is not defined, unless it is unsupported, which is reported already.
    fn report_undefined_scheme(&mut self, at: &Pointer, key: &str) {
        let section = Pointer::root().push("components").push("securitySchemes");
        if self
            .schemas
            .cx
            .covers(&self.schemas.document.author(&section.push(key)))
        {
            return;
        }
        self.schemas.report(
            Code::SecurityUndefined,
            at,
            format!("no security scheme is named `{key}`; calls go out without it"),
            "define it under `components/securitySchemes`",
        );
    }
}

fn kind(scheme: &SecurityScheme3) -> Option<SecuritySchemeKind> {
    match scheme {
        SecurityScheme3::APIKey { location, name, .. } => Some(SecuritySchemeKind::ApiKey {
            location: match location {
                APIKeyLocation::Query => ParameterLocation::Query,
                APIKeyLocation::Header => ParameterLocation::Header,
                APIKeyLocation::Cookie => ParameterLocation::Cookie,
            },
            name: name.clone(),
        }),
        SecurityScheme3::HTTP { scheme, .. } => match scheme.to_ascii_lowercase().as_str() {
            "bearer" => Some(SecuritySchemeKind::Bearer),
            "basic" => Some(SecuritySchemeKind::Basic),
            _ => None,
        },
        SecurityScheme3::OAuth2 { .. } | SecurityScheme3::OpenIDConnect { .. } => {
            Some(SecuritySchemeKind::Bearer)
        }
    }
}

fn description(scheme: &SecurityScheme3) -> Option<&String> {
    match scheme {
        SecurityScheme3::APIKey { description, .. }
        | SecurityScheme3::HTTP { description, .. }
        | SecurityScheme3::OAuth2 { description, .. }
        | SecurityScheme3::OpenIDConnect { description, .. } => description.as_ref(),
    }
}
