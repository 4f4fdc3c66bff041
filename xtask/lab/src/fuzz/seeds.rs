//! Inputs to start from: those of the fixtures, and those that once failed.

use std::path::Path;

use walkdir::WalkDir;

/// The largest seed.
const LARGEST: usize = 40_000;

/// Answers of servers: JSON, events and rows.
const ANSWERS: [&str; 8] = [
    r#"{"a": "text", "b": 1, "c": [1.5, null, {"d": "2024-01-01T00:00:00Z"}], "at": "2024-02-29", "id": "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"}"#,
    r#"[{"publisher": "a", "total_records": 3}, {"publisher": null, "day": "2024-01-01T00:00:00Z"}]"#,
    r#"{"error": "no such API"}"#,
    r#"{"title": "x", "status": 404, "detail": "y", "errors": [{"code": 5}]}"#,
    "event: add\nid: 7\nretry: 10\ndata: {\"a\": \"x\"}\n\ndata: {\"a\":\ndata: \"y\"}\n\n: comment\n\ndata\n\n",
    "data: [DONE]\n\n",
    "{\"a\": \"x\"}\n{\"result\": {\"a\": \"y\"}}\n{\"error\": {\"code\": 3}}\n",
    "<html><body>Bad gateway</body></html>",
];

/// Returns the seeds of a target.
pub(super) fn of(target: &str, root: &Path) -> Vec<Vec<u8>> {
    let fixtures = root.join("fixtures");
    let mut seeds = below(&fixtures.join("fuzz").join(target), |_| true);
    let with = |ending: &'static str| move |path: &str| path.ends_with(ending);
    match target {
        "documents" | "texts" => {
            seeds.extend(below(&fixtures.join("cases"), |path| {
                path.contains("document.")
            }));
            seeds.extend(below(&fixtures.join("refused"), |path| {
                path.contains("document.")
            }));
            seeds.extend(below(&fixtures.join("clients"), with("openapi.json")));
        }
        "overlays" => seeds.extend(below(&fixtures.join("cases"), with("overlay.yaml"))),
        "configs" => seeds.extend(below(&fixtures.join("clients"), with("rill-client.toml"))),
        "projects" | "sql" => {
            seeds.extend(below(&fixtures.join("clients"), |path| {
                path.contains("/apis/") && path.ends_with("yaml")
            }));
        }
        _ => seeds.extend(ANSWERS.map(|answer| answer.as_bytes().to_vec())),
    }
    seeds
}

fn below(folder: &Path, is_meant: impl Fn(&str) -> bool) -> Vec<Vec<u8>> {
    let files = WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok);
    let meant =
        files.filter(|file| file.file_type().is_file() && is_meant(&file.path().to_string_lossy()));
    let texts = meant.filter_map(|file| std::fs::read(file.path()).ok());
    texts.filter(|text| text.len() <= LARGEST).collect()
}
