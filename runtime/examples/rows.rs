//! How fast `.rows()` reads, beside `serde_json::from_slice` on the same bytes, and in how much memory.
//!
//! `cargo run --release -p rill-client-runtime --example rows -- 500` reads 500 MB over the loopback in one program, so
//! that the server's thread takes a part of the time; the memory is that of both.

use std::io::{self, Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use rill_client_runtime::codegen::v1::Core;
use rill_client_runtime::{Call, Credential, Options, RillError, Via};
use serde::Deserialize;

/// A row as they come from advertising logs.
#[derive(Debug, Deserialize)]
struct Row {
    publisher: Option<String>,
    domain: String,
    total_records: Option<i64>,
    spend: f64,
    time: String,
}

/// So much of the list that the server repeats.
const BLOCK: usize = 1_000;

fn block() -> String {
    let rows = (0..BLOCK).map(|n| {
        format!(
            r#"{{"publisher":"Publisher {n}","domain":"news{n}.example.com","total_records":{},"spend":{}.25,"time":"2025-12-28T09:56:52.{n:06}Z"}}"#,
            n * 7919, n * 31
        )
    });
    rows.collect::<Vec<_>>().join(",")
}

fn serve(listener: &TcpListener, block: &str, times: usize) -> io::Result<()> {
    let (mut stream, _) = listener.accept()?;
    let _ = stream.read(&mut [0; 4096])?;
    stream.write_all(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n[",
    )?;
    for time in 0..times {
        if time > 0 {
            stream.write_all(b",")?;
        }
        stream.write_all(block.as_bytes())?;
    }
    stream.write_all(b"]")
}

fn rate(bytes: usize, time: Duration) -> f64 {
    f64::from(u32::try_from(bytes >> 10).unwrap_or(u32::MAX)) / 1024.0 / time.as_secs_f64()
}

/// The largest resident size so far, where the system says it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.unwrap_or("VmHWM: not known here").to_owned()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let megabytes: usize = std::env::args()
        .nth(1)
        .map_or(Ok(50), |text| text.parse())?;
    let block = block();
    let times = (megabytes * 1_000_000 / block.len()).max(1);
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let target = format!("http://{}", listener.local_addr()?);
    let sent = block.clone();
    let server = std::thread::spawn(move || serve(&listener, &sent, times));

    let core = Core::new(target, Credential::none(), Options::default(), "bench")?;
    let call: Call<Vec<Row>, RillError> = core.custom_api("rows", Via::Query, &());
    let mut rows = call.rows();
    let (mut count, mut sum) = (0_usize, 0.0);
    let started = Instant::now();
    while let Some(row) = rows.next().await {
        count += 1;
        sum += weight(&row?);
    }
    let streamed = started.elapsed();
    let peak = peak();
    server.join().map_err(|_| "the server panicked")??;

    // In pieces of a block, so that this half needs no memory for all of it.
    let list = format!("[{block}]");
    let started = Instant::now();
    let mut other = 0.0;
    for _ in 0..times {
        let rows: Vec<Row> = serde_json::from_slice(list.as_bytes())?;
        other += rows.iter().map(weight).sum::<f64>();
    }
    let whole = started.elapsed();
    let bytes = times * block.len();
    writeln!(
        io::stdout(),
        "{count} rows, {} MB\n.rows() over loopback: {streamed:?}, {:.0} MiB/s, peak {peak}\nserde_json::from_slice: {whole:?}, {:.0} MiB/s\nratio {:.2}, same {}",
        bytes / 1_000_000,
        rate(bytes, streamed),
        rate(bytes, whole),
        whole.as_secs_f64() / streamed.as_secs_f64(),
        (sum - other).abs() < 1.0,
    )?;
    Ok(())
}

/// Something of each field, so that none is left out.
fn weight(row: &Row) -> f64 {
    let texts = row.publisher.as_ref().map_or(0, String::len) + row.domain.len() + row.time.len();
    let number = row.total_records.unwrap_or_default() % 1000;
    f64::from(u32::try_from(texts).unwrap_or_default())
        + f64::from(i32::try_from(number).unwrap_or_default())
        + row.spend
}
