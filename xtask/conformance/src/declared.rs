//! The operations of a document as its author declares them, by rules that are not the generator's.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::pointer;

/// An operation: its inputs, its bodies and its responses.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeclaredOperation {
    /// Its place in the document.
    pub(crate) at: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) inputs: Vec<Input>,
    pub(crate) bodies: Vec<BodyForm>,
    pub(crate) is_body_required: bool,
    pub(crate) responses: Vec<DeclaredResponse>,
}

/// A parameter, or a field of a form.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the fields of the specification's object"
)]
pub(crate) struct Input {
    pub(crate) name: String,
    /// `path`, `query`, `header`, `cookie` or `formData`.
    pub(crate) location: String,
    pub(crate) style: String,
    pub(crate) explode: bool,
    pub(crate) allow_reserved: bool,
    /// `true` if the value is written as JSON (`content`).
    pub(crate) is_json: bool,
    pub(crate) is_required: bool,
    /// The place of its schema.
    pub(crate) schema: String,
}

impl Input {
    /// Returns `true` for headers of which the specification has the parameter ignored.
    pub(crate) fn is_own_of_http(&self) -> bool {
        let name = self.name.to_ascii_lowercase();
        let own = [
            "accept",
            "content-type",
            "authorization",
            "content-length",
            "transfer-encoding",
            "host",
        ];
        self.location == "header" && own.contains(&&*name)
    }
}

/// A request body in one media type.
#[derive(Clone, Debug, Default)]
pub(crate) struct BodyForm {
    pub(crate) media_type: String,
    /// The place of its schema.
    pub(crate) schema: Option<String>,
}

/// A response with the media types of its body.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeclaredResponse {
    /// `200`, `4XX` or `default`.
    pub(crate) status: String,
    /// Media types, each with the place of its schema.
    pub(crate) media: Vec<(String, Option<String>)>,
}

impl DeclaredOperation {
    /// Places of all schemas.
    pub(crate) fn schemas(&self) -> impl Iterator<Item = &String> {
        let inputs = self.inputs.iter().map(|input| &input.schema);
        let bodies = self.bodies.iter().filter_map(|body| body.schema.as_ref());
        let responses = self.responses.iter().flat_map(|response| &response.media);
        inputs
            .chain(bodies)
            .chain(responses.filter_map(|(_, schema)| schema.as_ref()))
    }
}

const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// Returns a document whose paths have a parameter for each of their variables: any text, where none is declared.
pub(crate) fn with_variables(author: &Value) -> Value {
    let mut complete = author.clone();
    for operation in operations(author) {
        let variables = operation.path.split('{').skip(1);
        let variables = variables.filter_map(|text| text.split_once('}'));
        for (name, _) in variables.filter(|(name, _)| !name.is_empty()) {
            let is_it = |one: &&Input| one.location == "path" && one.name == name;
            let map = complete
                .pointer_mut(&operation.at)
                .and_then(Value::as_object_mut);
            if let (None, Some(map)) = (operation.inputs.iter().find(is_it), map)
                && let Some(list) = map.entry("parameters").or_insert(json!([])).as_array_mut()
            {
                let mut added =
                    json!({"name": name, "in": "path", "required": true, "type": "string"});
                if author.get("swagger").is_none() {
                    added["schema"] = json!({"type": "string"});
                }
                list.push(added);
            }
        }
    }
    complete
}

/// Reads the operations of a document of `OpenAPI` 3 or Swagger 2.
pub(crate) fn operations(author: &Value) -> Vec<DeclaredOperation> {
    let reader = Reader {
        author,
        is_swagger: author.get("swagger").is_some(),
    };
    let mut operations = Vec::new();
    for path in keys(author.get("paths")) {
        let at = format!("/paths/{}", pointer::escape(path));
        let (at, item) = reader.resolve(at);
        for method in METHODS.iter().filter(|method| item[**method].is_object()) {
            operations.push(reader.operation(&at, path, method));
        }
    }
    operations
}

struct Reader<'a> {
    author: &'a Value,
    is_swagger: bool,
}

impl<'a> Reader<'a> {
    /// Follows references.
    fn resolve(&self, mut at: String) -> (String, &'a Value) {
        for _ in 0..16 {
            let value = self.author.pointer(&at).unwrap_or(&Value::Null);
            match value["$ref"].as_str().and_then(|one| one.strip_prefix('#')) {
                Some(target) => at = pointer::decode(target),
                None => return (at, value),
            }
        }
        (at, &Value::Null)
    }

    fn operation(&self, item: &str, path: &str, method: &str) -> DeclaredOperation {
        let at = format!("{item}/{method}");
        let value = self.author.pointer(&at).unwrap_or(&Value::Null);
        let mut operation = DeclaredOperation {
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            ..DeclaredOperation::default()
        };
        let mut known = BTreeSet::new();
        for list in [format!("{at}/parameters"), format!("{item}/parameters")] {
            let count = self.author.pointer(&list).and_then(Value::as_array);
            for index in 0..count.map_or(0, Vec::len) {
                let (at, parameter) = self.resolve(format!("{list}/{index}"));
                let word = |key: &str| parameter[key].as_str().unwrap_or_default().to_owned();
                if known.insert((word("in"), word("name"))) {
                    self.parameter(&mut operation, value, &at, parameter);
                }
            }
        }
        if !self.is_swagger && value.get("requestBody").is_some() {
            let (at, body) = self.resolve(format!("{at}/requestBody"));
            operation.is_body_required = body["required"] == true;
            for (media_type, schema) in self.content(&at, body) {
                operation.bodies.push(BodyForm { media_type, schema });
            }
        }
        for status in keys(value.get("responses")).filter(|key| !key.starts_with("x-")) {
            let at = format!("{at}/responses/{}", pointer::escape(status));
            let (at, response) = self.resolve(at);
            let media = if !self.is_swagger {
                self.content(&at, response)
            } else if response.get("schema").is_some() {
                let media = self.listed(value, "produces");
                let schema = format!("{at}/schema");
                media
                    .into_iter()
                    .map(|one| (one, Some(schema.clone())))
                    .collect()
            } else {
                Vec::new()
            };
            let status = status.to_ascii_uppercase().replace("DEFAULT", "default");
            operation.responses.push(DeclaredResponse { status, media });
        }
        operation.at = at;
        operation
    }

    fn parameter(
        &self,
        operation: &mut DeclaredOperation,
        value: &Value,
        at: &str,
        parameter: &Value,
    ) {
        let location = parameter["in"].as_str().unwrap_or_default().to_owned();
        let is_required = parameter["required"] == true;
        if location == "body" {
            operation.is_body_required = is_required;
            let media = self.listed(value, "consumes").into_iter();
            operation.bodies.extend(media.map(|media_type| BodyForm {
                media_type,
                schema: Some(format!("{at}/schema")),
            }));
            return;
        }
        let is_simple = matches!(&*location, "path" | "header");
        let (style, explode) = if self.is_swagger {
            let (style, explode) = match parameter["collectionFormat"].as_str() {
                Some("ssv") => ("spaceDelimited", false),
                Some("tsv") => ("tabDelimited", false),
                Some("pipes") => ("pipeDelimited", false),
                Some("multi") => ("form", true),
                _ if is_simple => ("simple", false),
                _ => ("form", false),
            };
            (style, explode)
        } else {
            let usual = if is_simple { "simple" } else { "form" };
            let style = parameter["style"].as_str().unwrap_or(usual);
            let explode = parameter["explode"].as_bool();
            (style, explode.unwrap_or(matches!(style, "form" | "cookie")))
        };
        let content = keys(parameter.get("content")).next();
        operation.inputs.push(Input {
            name: parameter["name"].as_str().unwrap_or_default().to_owned(),
            location,
            style: style.to_owned(),
            explode,
            allow_reserved: parameter["allowReserved"] == true,
            is_json: content.is_some(),
            is_required,
            schema: match content {
                Some(media) => format!("{at}/content/{}/schema", pointer::escape(media)),
                None if self.is_swagger => at.to_owned(),
                None => format!("{at}/schema"),
            },
        });
        if operation
            .inputs
            .last()
            .is_some_and(|last| last.location == "formData")
            && operation.bodies.is_empty()
        {
            let forms = self.listed(value, "consumes").into_iter();
            let forms = forms.filter(|media| media.contains("form"));
            operation.bodies.extend(forms.map(|media_type| BodyForm {
                media_type,
                schema: None,
            }));
        }
    }

    /// Returns the media types of a body, each with the place of its schema.
    fn content(&self, at: &str, body: &Value) -> Vec<(String, Option<String>)> {
        let media = keys(body.get("content")).map(|media| {
            let (at, value) = self.resolve(format!("{at}/content/{}", pointer::escape(media)));
            let schema = value.get("schema").map(|_| format!("{at}/schema"));
            (media.clone(), schema)
        });
        media.collect()
    }

    /// Returns the media types of an operation of Swagger 2.
    fn listed(&self, operation: &Value, key: &str) -> Vec<String> {
        let list = operation.get(key).or_else(|| self.author.get(key));
        let list = list.and_then(Value::as_array).into_iter().flatten();
        let list: Vec<String> = list
            .filter_map(|one| one.as_str().map(str::to_owned))
            .collect();
        if list.is_empty() {
            return vec!["application/json".to_owned()];
        }
        list
    }
}

fn keys(value: Option<&Value>) -> impl Iterator<Item = &String> {
    value
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::keys)
}
