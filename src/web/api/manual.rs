//! The document as a page's view: operations by subject, and the shapes that they take and give.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::openapi::OpenApi;

use crate::error::{Error, Result};

/// The whole manual.
#[derive(Debug, Serialize)]
pub struct Manual {
    /// What the door is, paragraph by paragraph.
    about: Vec<String>,
    /// Where the operations are.
    base: String,
    /// Where the document is.
    document: String,
    parts: Vec<Part>,
    /// What can go wrong with any operation: said once, by status.
    failures: Vec<Answer>,
    shapes: Vec<Shape>,
}

#[derive(Debug, Serialize)]
struct Part {
    name: String,
    about: String,
    operations: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Entry {
    name: String,
    method: String,
    path: String,
    about: String,
    scope: Option<String>,
    parameters: Vec<Row>,
    body: Option<Kind>,
    answers: Vec<Answer>,
    /// Statuses with which it may fail.
    fails: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Answer {
    status: String,
    about: String,
    kind: Option<Kind>,
}

#[derive(Debug, Serialize)]
struct Shape {
    name: String,
    about: String,
    /// The words of a fixed list.
    words: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    kind: Kind,
    required: bool,
    about: String,
}

/// What a value is, with the shape that says more, if one does.
#[derive(Debug, Default, Serialize)]
struct Kind {
    text: String,
    shape: Option<String>,
}

/// The view of a document.
pub fn of(document: &OpenApi) -> Result<Manual> {
    let root = serde_json::to_value(document).map_err(|e| Error::Internal(e.to_string()))?;
    let mut parts: Vec<Part> = list(&root["tags"])
        .map(|tag| Part {
            name: text(&tag["name"]),
            about: text(&tag["description"]),
            operations: Vec::new(),
        })
        .collect();
    for (path, item) in fields(&root["paths"]) {
        for (method, described) in fields(item) {
            let part = text(&described["tags"][0]);
            if let Some(part) = parts.iter_mut().find(|known| known.name == part) {
                part.operations.push(entry(&root, path, method, described));
            }
        }
    }
    for part in &mut parts {
        let order = |method: &str| {
            ["GET", "POST", "PUT", "DELETE"]
                .iter()
                .position(|m| *m == method)
        };
        part.operations
            .sort_by_key(|entry| (entry.path.clone(), order(&entry.method)));
    }
    let mut failures: BTreeMap<String, Answer> = BTreeMap::new();
    for entry in parts.iter_mut().flat_map(|part| &mut part.operations) {
        let (good, bad): (Vec<Answer>, Vec<Answer>) = std::mem::take(&mut entry.answers)
            .into_iter()
            .partition(|answer| answer.status.starts_with(['2', '3']));
        entry.answers = good;
        for answer in bad {
            entry.fails.push(answer.status.clone());
            failures.entry(answer.status.clone()).or_insert(answer);
        }
    }
    let about = text(&root["info"]["description"]);
    Ok(Manual {
        about: about.split("\n\n").map(str::to_owned).collect(),
        base: text(&root["servers"][0]["url"]),
        document: format!("{}/openapi.json", text(&root["servers"][0]["url"])),
        parts,
        failures: failures.into_values().collect(),
        shapes: fields(&root["components"]["schemas"])
            .map(|(name, schema)| shape(name, schema))
            .collect(),
    })
}

fn entry(root: &Value, path: &str, method: &str, described: &Value) -> Entry {
    let summary = text(&described["summary"]);
    let more = text(&described["description"]);
    // The scope has a place of its own.
    let more = more
        .split("\n\n")
        .filter(|part| !part.starts_with("Scope: "));
    let about: Vec<&str> = std::iter::once(summary.as_str()).chain(more).collect();
    let security = described["security"][0]["token"][0].as_str();
    Entry {
        name: text(&described["operationId"]),
        method: method.to_uppercase(),
        path: path.to_owned(),
        about: about.join(" ").trim().to_owned(),
        scope: security.map(str::to_owned),
        parameters: list(&described["parameters"]).map(parameter).collect(),
        body: content(&described["requestBody"]),
        answers: fields(&described["responses"])
            .map(|(status, response)| (status, resolved(root, response)))
            .map(|(status, response)| Answer {
                status: status.to_owned(),
                about: text(&response["description"]),
                kind: content(response),
            })
            .collect(),
        fails: Vec::new(),
    }
}

/// What a reference stands for, or the value itself.
fn resolved<'a>(root: &'a Value, value: &'a Value) -> &'a Value {
    let place = value["$ref"]
        .as_str()
        .and_then(|place| place.strip_prefix('#'));
    place.and_then(|place| root.pointer(place)).unwrap_or(value)
}

fn parameter(parameter: &Value) -> Row {
    Row {
        name: text(&parameter["name"]),
        kind: kind(&parameter["schema"]),
        required: parameter["required"] == true,
        about: text(&parameter["description"]),
    }
}

fn content(holder: &Value) -> Option<Kind> {
    let (_, content) = fields(&holder["content"]).next()?;
    Some(kind(&content["schema"]))
}

fn shape(name: &str, schema: &Value) -> Shape {
    // A shape that is built upon another one has its fields in parts.
    let parts: Vec<&Value> = match schema["allOf"].as_array() {
        Some(parts) => parts.iter().collect(),
        None => vec![schema],
    };
    let mut rows = Vec::new();
    for part in parts {
        let required: Vec<String> = list(&part["required"]).map(text).collect();
        rows.extend(fields(&part["properties"]).map(|(name, field)| Row {
            name: name.to_owned(),
            kind: kind(field),
            required: required.iter().any(|known| known == name),
            about: text(&field["description"]),
        }));
    }
    Shape {
        name: name.to_owned(),
        about: text(&schema["description"]),
        words: list(&schema["enum"]).map(text).collect(),
        rows,
    }
}

/// `array of Slot`, `integer, 1 to 5`, `string or null`.
fn kind(schema: &Value) -> Kind {
    if let Some(name) = schema["$ref"]
        .as_str()
        .and_then(|path| path.rsplit('/').next())
    {
        return Kind {
            text: name.to_owned(),
            shape: Some(name.to_owned()),
        };
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(choices) = schema[choice].as_array() {
            let kinds: Vec<Kind> = choices.iter().map(kind).collect();
            let texts: Vec<&str> = kinds.iter().map(|kind| kind.text.as_str()).collect();
            return Kind {
                text: texts.join(" or "),
                shape: kinds.into_iter().find_map(|kind| kind.shape),
            };
        }
    }
    if schema["type"] == "array" {
        let inner = kind(&schema["items"]);
        return Kind {
            text: format!("array of {}", inner.text),
            shape: inner.shape,
        };
    }
    let mut text = match &schema["type"] {
        Value::String(one) => one.clone(),
        Value::Array(many) => many.iter().map(text).collect::<Vec<_>>().join(" or "),
        _ => "any".to_owned(),
    };
    if let Some(format) = schema["format"].as_str().filter(|f| f.starts_with("date")) {
        text = text.replace("string", format);
    }
    let words: Vec<String> = list(&schema["enum"]).map(self::text).collect();
    if !words.is_empty() {
        text = words.join(" | ");
    }
    let end = |least: &str, most: &str| (schema[least].as_f64(), schema[most].as_f64());
    let (least, most) = match end("minimum", "maximum") {
        (None, None) => end("minLength", "maxLength"),
        found => found,
    };
    match (least, most) {
        (Some(least), Some(most)) => text.push_str(&format!(", {least} to {most}")),
        (Some(least), None) => text.push_str(&format!(", from {least}")),
        (None, Some(most)) => text.push_str(&format!(", up to {most}")),
        (None, None) => {}
    }
    Kind { text, shape: None }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn fields(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    let map = value.as_object().unwrap_or(&NONE);
    map.iter().map(|(name, value)| (name.as_str(), value))
}
